"""Judging answers: plain values in, typed answers or typed problems out. No words: rooms say them."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from huisheng.crafts.form.definition import (
    Choice,
    Consent,
    Day,
    FormDefinition,
    Grid,
    Item,
    Multiple,
    Note,
    Number,
    Opinion,
    Ranking,
    Scale,
    Section,
    SectorChoice,
    Single,
    Text,
)

Closed = str | int | list[str] | dict[str, str] | list[dict[str, str]]
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_MOST_DIGITS = 20


class Fault(StrEnum):
    """What can be wrong with an answer."""

    EMPTY = "empty"  # nothing at all was answered
    MISSING = "missing"  # a required question
    NOT_A_CHOICE = "not_a_choice"
    TOO_MANY = "too_many"  # limit
    RANKED_TWICE = "ranked_twice"
    NOT_A_NUMBER = "not_a_number"
    TOO_SMALL = "too_small"  # limit
    TOO_LARGE = "too_large"  # limit
    NOT_A_DAY = "not_a_day"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    TOO_LONG = "too_long"  # limit, found
    UNPRINTABLE = "unprintable"  # a NUL or half a character: no channel can carry it on
    NO_SUCH_QUESTION = "no_such_question"
    MALFORMED = "malformed"  # a value of the wrong shape


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right: which question, which part of it (a row, from 0), and what is wrong."""

    question: str
    fault: Fault
    row: int | None = None
    part: str = ""
    limit: int | None = None
    found: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Own words, verbatim, with the question they answer and the unit they name."""

    question: str
    text: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered. Own words are apart from what was chosen: only they are statements."""

    closed: Mapping[str, Closed] = field(default_factory=dict)
    """Question → choice code, codes in order, row → code, number, day; for opinions the addressee and topic
    of each of its `said`, in the same order."""
    said: tuple[Said, ...] = ()
    sector: str = ""
    consents: frozenset[str] = frozenset()


class _Wrong(Exception):
    """A reading stopped at a problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def check(
    form: FormDefinition,
    raw: Mapping[str, Any],
    *,
    sectors: Collection[str] = (),
    units: Collection[str] = (),
) -> Answers | list[Problem]:
    """Judge what came in. Each question in trouble is found, in the order of the form, with its first problem.

    Args:
        raw: question → value. single, scale, sector, number, day, text: a string (numbers may be numbers);
            multiple, ranking: a list of codes; grid: row → code; consent: true, false or None for no answer;
            opinion: a list of `{"addressee", "topic", "unit", "text"}`. Blank counts as no answer.
        sectors, units: the codes the campaign knows.
    """
    items = {item.code: item for item in form.items}
    problems = [Problem(code, Fault.NO_SUCH_QUESTION) for code in raw if code not in items]
    closed: dict[str, Closed] = {}
    said: list[Said] = []
    sector = ""
    consents: set[str] = set()
    for item in form.items:
        if isinstance(item, Section | Note):
            continue
        value = raw.get(item.code)
        try:
            match item:
                case Opinion():
                    rows = list(_opinions(item, value, units))
                    said += [one for one, _ in rows]
                    answered: Any = [where for _, where in rows]
                case Text():
                    answered = _text(item.code, value, item.at_most)
                    said += [Said(item.code, answered)] if answered else []
                case SectorChoice():
                    answered = sector = _code(item.code, value, sectors)
                case Consent():
                    answered = _consent(item, value)
                    consents |= {item.code} if answered else set()
                case _:
                    answered = _closed(item, value)
        except _Wrong as wrong:
            problems.append(wrong.problem)
            continue
        if answered in ("", None, [], {}):
            if item.required:
                problems.append(Problem(item.code, Fault.MISSING))
        elif not isinstance(item, Text | SectorChoice | Consent):
            closed[item.code] = answered
    if not problems and not closed and not said:
        problems.append(Problem("", Fault.EMPTY))
    return problems or Answers(closed, tuple(said), sector, frozenset(consents))


def _closed(item: Item, value: Any) -> Closed | None:
    match item:
        case Single() | Scale():
            return _code(item.code, value, _codes(item.choices))
        case Multiple():
            return _several(item, value)
        case Grid():
            return _grid(item, value)
        case Ranking():
            return _ranking(item, value)
        case Number():
            return _number(item, value)
        case Day():
            return _day(item, value)
    return None


def _codes(choices: tuple[Choice, ...]) -> list[str]:
    return [choice.code for choice in choices]


def _string(question: str, value: Any, **where: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Wrong(Problem(question, Fault.MALFORMED, **where))
    return value


def _code(question: str, value: Any, known: Collection[str], **where: Any) -> str:
    code = _string(question, value, **where)
    if code and code not in known:
        raise _Wrong(Problem(question, Fault.NOT_A_CHOICE, **where))
    return code


def _list(question: str, value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise _Wrong(Problem(question, Fault.MALFORMED))
    return value


def _several(item: Multiple, value: Any) -> list[str]:
    """Codes in the order of the form, whatever the order they were ticked in."""
    known = _codes(item.choices)
    chosen = {_code(item.code, one, known) for one in _list(item.code, value)}
    if item.at_most is not None and len(chosen) > item.at_most:
        raise _Wrong(Problem(item.code, Fault.TOO_MANY, limit=item.at_most, found=len(chosen)))
    return [code for code in known if code in chosen]


def _ranking(item: Ranking, value: Any) -> list[str]:
    known = _codes(item.choices)
    ranked = [code for one in _list(item.code, value) if (code := _code(item.code, one, known))]
    if len(set(ranked)) < len(ranked):
        raise _Wrong(Problem(item.code, Fault.RANKED_TWICE))
    if len(ranked) > item.at_most:
        raise _Wrong(Problem(item.code, Fault.TOO_MANY, limit=item.at_most, found=len(ranked)))
    return ranked


def _grid(item: Grid, value: Any) -> dict[str, str]:
    if value is None:
        value = {}
    if not isinstance(value, dict) or not set(value) <= set(_codes(item.rows)):
        raise _Wrong(Problem(item.code, Fault.MALFORMED))
    known = _codes(item.choices)
    found = {row: _code(item.code, value.get(row), known, part=row) for row in _codes(item.rows)}
    empty = [row for row, code in found.items() if not code]
    if item.required and empty:
        raise _Wrong(Problem(item.code, Fault.MISSING, part=empty[0]))
    return {row: code for row, code in found.items() if code}


def _number(item: Number, value: Any) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    else:
        plain = unicodedata.normalize("NFKC", _string(item.code, value)).replace(",", "").strip()
        if not plain:
            return None
        if len(plain) > _MOST_DIGITS or not re.fullmatch(r"[+-]?[0-9]+", plain):
            raise _Wrong(Problem(item.code, Fault.NOT_A_NUMBER))
        number = int(plain)
    if number < item.lowest:
        raise _Wrong(Problem(item.code, Fault.TOO_SMALL, limit=item.lowest))
    if number > item.highest:
        raise _Wrong(Problem(item.code, Fault.TOO_LARGE, limit=item.highest))
    return number


def _day(item: Day, value: Any) -> str:
    plain = "".join(unicodedata.normalize("NFKC", _string(item.code, value)).split())
    if not plain:
        return ""
    written = _DAY.fullmatch(plain)
    try:
        day = date(*map(int, written.groups())) if written else None
    except ValueError:
        day = None
    if day is None:
        raise _Wrong(Problem(item.code, Fault.NOT_A_DAY))
    if item.earliest and day < item.earliest:
        raise _Wrong(Problem(item.code, Fault.TOO_EARLY))
    if item.latest and day > item.latest:
        raise _Wrong(Problem(item.code, Fault.TOO_LATE))
    return day.isoformat()


def _text(question: str, value: Any, at_most: int, **where: Any) -> str:
    """The text as it came, not a blank changed; nothing but blanks is no answer."""
    text = _string(question, value, **where)
    if not text.strip():
        return ""
    if len(text) > at_most:
        raise _Wrong(Problem(question, Fault.TOO_LONG, limit=at_most, found=len(text), **where))
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise _Wrong(Problem(question, Fault.UNPRINTABLE, **where))
    return text


def _opinions(item: Opinion, value: Any, units: Collection[str]) -> Iterator[tuple[Said, dict[str, str]]]:
    """What was said in each row, and to whom. A row without words was only looked at."""
    rows = _list(item.code, value)
    if len(rows) > item.most_rows:
        raise _Wrong(Problem(item.code, Fault.TOO_MANY, limit=item.most_rows, found=len(rows)))
    for number, row in enumerate(rows):
        if not isinstance(row, dict) or not set(row) <= {"addressee", "topic", "unit", "text"}:
            raise _Wrong(Problem(item.code, Fault.MALFORMED, row=number))
        text = _text(item.code, row.get("text"), item.at_most, row=number)
        if not text:
            continue
        where = {
            "addressee": _code(item.code, row.get("addressee"), _codes(item.addressees), row=number, part="addressee"),
            "topic": _code(item.code, row.get("topic"), _codes(item.topics), row=number, part="topic"),
        }
        unit = _code(item.code, row.get("unit"), units if item.asks_unit else (), row=number, part="unit")
        yield Said(item.code, text, unit), {name: code for name, code in where.items() if code}


def _consent(item: Consent, value: Any) -> bool | None:
    """True or False as answered; None where a required one was not answered."""
    if value is not None and not isinstance(value, bool):
        raise _Wrong(Problem(item.code, Fault.MALFORMED))
    return value
