"""A form as a page: reading what was sent into plain values, and laying out what is shown again.

Names of inputs are `question`, `question.row` (grid), `question.1` … (ranking) and `opinion.0.text` …
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huisheng.crafts.form import (
    Choice,
    Consent,
    Fault,
    FormDefinition,
    Grid,
    Item,
    Multiple,
    Note,
    Opinion,
    Problem,
    Ranking,
    Scale,
    Section,
    SectorChoice,
    Single,
    Text,
    Words,
)
from huisheng.listening.models import Sector
from huisheng.organisation.models import Unit

Raw = dict[str, Any]
_LAID_OUT_AS: dict[type, str] = {Scale: "single"}


# ---------------------------------------------------------------- reading


def read(form: FormDefinition, sent: QueryDict) -> Raw:
    """What a browser sent, as the plain values `check` takes. Nothing is judged or lost here."""
    return {item.code: _read(item, sent) for item in form.items if not isinstance(item, Section | Note)}


def _read(item: Item, sent: QueryDict) -> Any:
    match item:
        case Multiple():
            return [_one(value) for value in sent.getlist(item.code)]
        case Grid():
            return {row.code: value for row in item.rows if (value := _one(sent.get(f"{item.code}.{row.code}", "")))}
        case Ranking():
            return [_one(sent.get(f"{item.code}.{place}", "")) for place in range(1, item.at_most + 1)]
        case Opinion():
            return _rows(item, sent)
        case Consent():
            return {"yes": True, "no": False}.get(sent.get(item.code, ""))
        case _:
            return _one(sent.get(item.code, ""))


def _rows(item: Opinion, sent: QueryDict) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    while f"{item.code}.{len(rows)}.text" in sent:
        here = f"{item.code}.{len(rows)}."
        rows.append({part: _one(sent.get(here + part, "")) for part in ("addressee", "topic", "unit", "text")})
    return rows


def _one(value: str) -> str:
    # A browser sends every line break of a text area as CR LF, whatever was typed.
    return value.replace("\r\n", "\n")


# ---------------------------------------------------------------- showing


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose."""

    value: str
    label: str
    hint: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Options of a select under one heading; without a heading they stand first."""

    label: str
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class Control:
    """Something to answer with: a select, a line, a text area, or a row of a grid."""

    name: str
    label: str
    options: Sequence[Option] = ()
    groups: Sequence[Group] = ()
    value: str = ""
    error: str = ""
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """One row of opinions: whom it is for, what about, and the words."""

    number: int
    selects: Sequence[Control]
    text: Control
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as its template `say/_<kind>.html` lays it out."""

    kind: str
    code: str
    words: str
    hint: str
    required: bool
    error: str
    options: Sequence[Option] = ()
    controls: Sequence[Control] = ()
    matters: Sequence[Matter] = ()
    value: str = ""
    unit: str = ""
    limit: int | None = None
    may_add: bool = False

    @property
    def template(self) -> str:
        return f"say/_{self.kind}.html"


@dataclass(frozen=True, slots=True)
class Trouble:
    """A line of the summary: which question, what is wrong, and where to go."""

    label: str
    message: str
    target: str


class Sheet:
    """A form laid out in one language, with what was filled in and what is wrong with it."""

    def __init__(
        self,
        form: FormDefinition,
        raw: Raw,
        problems: Sequence[Problem],
        *,
        language: str,
        sectors: Sequence[Sector],
        units: Sequence[Unit],
        with_new_row: bool = False,
    ) -> None:
        self.form = form
        self.raw = raw
        self.problems = problems
        self.language = language
        self.sectors = sectors
        self.units = units
        self.with_new_row = with_new_row

    @property
    def title(self) -> str:
        return self._say(self.form.title)

    @property
    def lead(self) -> str:
        return self._say(self.form.lead)

    @property
    def items(self) -> list[Shown]:
        """Every item, in the order of the form."""
        return [self._show(item) for item in self.form.items]

    @property
    def troubles(self) -> list[Trouble]:
        """What is wrong, in the order of the form."""
        asked = {item.code: item for item in self.form.items}
        return [
            Trouble(self._say(asked[one.question].words), worded(one), self._target(asked[one.question], one))
            if one.question in asked
            else Trouble("", worded(one), "")
            for one in self.problems
        ]

    def _say(self, words: Words | None) -> str:
        return words.spoken(self.language) if words else ""

    def _error(self, code: str, row: int | None = None, part: str = "") -> str:
        found = (one for one in self.problems if (one.question, one.row, one.part) == (code, row, part))
        return next(map(worded, found), "")

    def _show(self, item: Item) -> Shown:
        parts: dict[str, Any] = {}
        filled = self.raw.get(item.code)
        match item:
            case Single() | Scale():
                parts["options"] = self._options(item.choices, [filled])
            case Multiple():
                parts |= {"options": self._options(item.choices, filled or []), "limit": item.at_most}
            case SectorChoice():
                parts["options"] = [
                    Option(sector.code, sector.label, is_chosen=sector.code == filled) for sector in self.sectors
                ]
                parts["value"] = filled or ""
            case Consent():
                answers = [(item.yes, True), *([(item.no, False)] if item.no else [])]
                parts["options"] = [
                    Option(
                        "yes" if leave else "no", self._say(one.words), self._say(one.hint), is_chosen=filled is leave
                    )
                    for one, leave in answers
                ]
            case Grid():
                parts["controls"] = [self._grid_row(item, row, (filled or {}).get(row.code)) for row in item.rows]
                parts["options"] = self._options(item.choices, [])
            case Ranking():
                parts["controls"] = self._places(item, filled or [])
            case Opinion():
                parts |= self._matters(item, filled or [])
            case Text():
                parts |= {"value": filled or "", "limit": item.at_most}
            case _:
                parts["value"] = filled or ""
        kind = _LAID_OUT_AS.get(type(item), "long" if isinstance(item, Text) and item.is_long else item.kind)
        return Shown(
            kind=kind,
            code=item.code,
            words=self._say(item.words),
            hint=self._say(item.hint),
            required=item.required,
            error=self._error(item.code),
            unit=self._say(getattr(item, "unit", None)),
            **parts,
        )

    def _options(self, choices: Iterable[Choice], chosen: Sequence[Any]) -> list[Option]:
        return [Option(one.code, self._say(one.words), self._say(one.hint), one.code in chosen) for one in choices]

    def _grid_row(self, item: Grid, row: Choice, chosen: Any) -> Control:
        return Control(
            name=f"{item.code}.{row.code}",
            label=self._say(row.words),
            options=self._options(item.choices, [chosen]),
            error=self._error(item.code, part=row.code),
        )

    def _places(self, item: Ranking, filled: Sequence[Any]) -> list[Control]:
        return [
            Control(
                name=f"{item.code}.{place}",
                label=_("No. %(place)d") % {"place": place},
                options=self._options(item.choices, filled[place - 1 : place]),
            )
            for place in range(1, item.at_most + 1)
        ]

    def _matters(self, item: Opinion, rows: Sequence[dict[str, str]]) -> dict[str, Any]:
        shown = list(rows) or [{}]
        if self.with_new_row and len(shown) < item.most_rows:
            shown.append({})
        matters = [
            self._matter(item, number, row, is_new=self.with_new_row and number == len(rows))
            for number, row in enumerate(shown)
        ]
        return {"matters": matters, "may_add": len(shown) < item.most_rows, "value": str(len(shown))}

    def _matter(self, item: Opinion, number: int, row: dict[str, str], *, is_new: bool) -> Matter:
        here = f"{item.code}.{number}."

        def error(part: str) -> str:
            return self._error(item.code, number, part)

        selects = [
            Control(
                here + "addressee",
                self._say(item.about),
                self._options(item.addressees, [row.get("addressee")]),
                error=error("addressee"),
            )
        ]
        if item.asks_unit and self.units:
            groups = self._units(row.get("unit"))
            selects.append(Control(here + "unit", _("Which one, if you know?"), groups=groups, error=error("unit")))
        if item.topics:
            options = self._options(item.topics, [row.get("topic")])
            selects.append(Control(here + "topic", _("What kind of matter is it?"), options, error=error("topic")))
        text = Control(
            here + "text",
            self._say(item.words),
            value=row.get("text", ""),
            error=error("") or (self._error(item.code) if number == 0 else ""),
            limit=item.at_most,
        )
        return Matter(number + 1, selects, text, is_new)

    def _units(self, chosen: str | None) -> list[Group]:
        groups: dict[str, list[Option]] = {}
        for unit in self.units:
            option = Option(unit.code, unit.label, is_chosen=unit.code == chosen)
            groups.setdefault(str(unit.get_kind_display()), []).append(option)
        return [Group(label, options) for label, options in groups.items()]

    @staticmethod
    def _target(item: Item, problem: Problem) -> str:
        """The id of what must be answered anew; of several choices, the first."""
        match item:
            case Opinion():
                return f"{item.code}.{problem.row or 0}.{problem.part or 'text'}"
            case Grid():
                return f"{item.code}.{problem.part or item.rows[0].code}.{item.choices[0].code}"
            case Ranking():
                return f"{item.code}.1"
            case Single() | Multiple() | Scale():
                return f"{item.code}.{item.choices[0].code}"
            case Consent():
                return f"{item.code}.yes"
            case SectorChoice():
                return f"{item.code}.none"
            case _:
                return item.code


def worded(problem: Problem) -> str:
    """What is wrong, as a person can put it right."""
    limit, found = problem.limit or 0, problem.found or 0
    match problem.fault:
        case Fault.EMPTY:
            return _("Nothing is filled in yet. Answer one question at least.")
        case Fault.MISSING:
            return _("This one must be answered.")
        case Fault.TOO_MANY:
            return ngettext("Choose at most %(limit)d.", "Choose at most %(limit)d.", limit) % {"limit": limit}
        case Fault.RANKED_TWICE:
            return _("One thing stands in two places. Let it stand in one.")
        case Fault.NOT_A_NUMBER:
            return _("Write a whole number here, such as 3.")
        case Fault.TOO_SMALL:
            return _("Write %(limit)d or more.") % {"limit": limit}
        case Fault.TOO_LARGE:
            return _("Write %(limit)d or less.") % {"limit": limit}
        case Fault.NOT_A_DAY:
            return _("Write a day, such as 2014-03-28.")
        case Fault.TOO_EARLY | Fault.TOO_LATE:
            return _("This day cannot be meant. Look at the year once more.")
        case Fault.TOO_LONG:
            facts = {"found": found, "limit": limit, "over": found - limit}
            return (
                _(
                    "%(found)d characters are more than the %(limit)d that fit. Shorten it by %(over)d, or send the"
                    " rest as another form."
                )
                % facts
            )
        case Fault.UNPRINTABLE:
            return _("There is a sign in it that no page can show. Type this text again instead of pasting it.")
        case _:
            return _("This answer is not one of those offered. Choose again.")
