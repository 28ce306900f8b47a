"""The paragraph that goes upward, and how its numbers are written."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from huisheng.figures.queries.registry import FIGURES

CODES = (
    "consulted.symposia",
    "consulted.person_times",
    "issued.forms",
    "issued.sets",
    "findings.problems",
    "findings.suggestions",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the paragraph; with a code it is a figure's number."""

    text: str
    code: str = ""


def floor(value: int, step: int) -> tuple[int, bool]:
    """The number as a paragraph writes it, and whether the exact value is larger.

    Rounded down to the step only where something is left over; below the first step it stays exact.
    """
    whole = value - value % step
    return (whole, True) if whole and whole < value else (value, False)


def shown(value: int, step: int) -> str:
    """140多 / more than 140; exact values as they are, with separators only where the language has them."""
    whole, is_more = floor(value, step)
    number = f"{whole:,}" if (get_language() or "").startswith("en") else str(whole)
    if not is_more:
        return number
    return pgettext("a number rounded down", "more than {number}").format(number=number)


def written(day: date) -> str:
    """A day as the language writes it."""
    return date_format(day, pgettext("date format", "j F Y"))


def pieces(as_of: date, values: Mapping[str, int | None]) -> list[Piece]:
    """The paragraph in the reader's language, cut so that each number stands alone. Their joined text is the paragraph.

    Args:
        values: exact value by code; a figure that is nothing is left out, findings only where no list is in force.
    """
    clauses = [clause for clause in _clauses(values) if clause]
    if not clauses:
        return [Piece(_("As of {day}, nothing has been recorded yet.").format(day=written(as_of)))]
    before, _what, after = (
        _("As of {day}, the office had {what}.").format(day=written(as_of), what="\0").partition("\0")
    )
    return [Piece(before), *_joined(clauses), Piece(after)]


def text(found: Iterable[Piece]) -> str:
    """The paragraph as plain text."""
    return "".join(piece.text for piece in found)


def _clauses(values: Mapping[str, int | None]) -> Iterable[list[Piece]]:
    symposia, heads, forms, sets = (values[code] or 0 for code in CODES[:4])
    if symposia:
        words = ngettext(
            "held {symposia} symposium with people from all walks of life",
            "held {symposia} symposia with people from all walks of life",
            symposia,
        )
        yield _with_numbers(words, {"symposia": CODES[0]}, values)
    if heads:
        words = ngettext("consulted {heads} person-time", "consulted {heads} person-times", heads)
        yield _with_numbers(words, {"heads": CODES[1]}, values)
    if forms:
        words = ngettext(
            "issued {forms} questionnaire or opinion form", "issued {forms} questionnaires and opinion forms", forms
        )
        yield _with_numbers(words, {"forms": CODES[2]}, values)
    if sets:
        words = ngettext("handed out {sets} evaluation set", "handed out {sets} evaluation sets", sets)
        yield _with_numbers(words, {"sets": CODES[3]}, values)
    if values[CODES[4]] is not None:
        words = _("in a first combing brought together {problems} and {suggestions}")
        found = {
            "problems": ngettext("{number} prominent problem", "{number} prominent problems", values[CODES[4]] or 0),
            "suggestions": ngettext("{number} suggestion", "{number} suggestions", values[CODES[5]] or 0),
        }
        whole = words.format(
            problems=found["problems"].format(number="{problems}"),
            suggestions=found["suggestions"].format(number="{suggestions}"),
        )
        yield _with_numbers(whole, {"problems": CODES[4], "suggestions": CODES[5]}, values)


def _with_numbers(words: str, codes: Mapping[str, str], values: Mapping[str, int | None]) -> list[Piece]:
    """A clause cut at its numbers, in the order in which the language has them."""
    cut: list[Piece] = []
    for place, part in enumerate(re.split(r"\{(\w+)\}", words)):
        if place % 2:
            code = codes[part]
            cut.append(Piece(shown(values[code] or 0, FIGURES[code].step), code))
        elif part:
            cut.append(Piece(part))
    return cut


def _joined(clauses: list[list[Piece]]) -> Iterable[Piece]:
    for place, clause in enumerate(clauses):
        if place:
            last = place == len(clauses) - 1
            yield Piece(
                pgettext("before the last clause of the paragraph", ", and ")
                if last
                else pgettext("between clauses of the paragraph", ", ")
            )
        yield from clause
