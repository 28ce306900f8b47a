"""Units, leading bodies, people and posts from a workbook: good rows are kept, the others handed back with reasons.

Coming in again, a workbook changes nothing: a unit is known by its code, a person by number, staff number or
name and unit, a post by person, place, title and first day.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeAlias

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huisheng.crafts.gate import (
    Layout,
    Mapping,
    RejectedRow,
    Row,
    RowReason,
    Table,
    letters,
    open_table,
    read_rows,
    shown,
)
from huisheng.crafts.gate.days import parse_day
from huisheng.errors import Conflict, Refused
from huisheng.organisation.models import Body, Person, Post, Unit
from huisheng.organisation.queries.workbook import SHEETS, WRITTEN, SheetOf, keys_by_heading, kinds_by_word
from huisheng.organisation.services import people, units
from huisheng.organisation.services.audit import audit

MOST_ROWS = 5_000
Cells: TypeAlias = dict[str, str]
"""A row by column. A column the sheet does not have is absent: what is recorded stays."""


class _Wrong(Exception):
    """A row that cannot be used; its words say why."""


@dataclass
class Outcome:
    """What became of a workbook."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    returned: dict[str, list[list[str]]] = field(default_factory=dict)
    """By key of the sheet: the cells in the sheet's order, then the reason."""
    unknown_sheets: list[str] = field(default_factory=list)

    @property
    def kept(self) -> int:
        """Rows whose content is in the office now."""
        return self.created + self.changed + self.unchanged

    @property
    def returned_count(self) -> int:
        """Rows handed back."""
        return sum(map(len, self.returned.values()))


def take_in(path: Path, name: str, *, by: Person) -> Outcome:
    """Take in a workbook. All its good rows are kept in one transaction.

    Raises:
        FileRefused: the file is no table, or the gate keeps it out.
        Refused: no sheet has the expected headings, or there are more than 5,000 rows.
    """
    table = open_table(path, name=name)
    sheets: dict[str, tuple[int, _Found]] = {}
    outcome = Outcome()
    for index, sheet in enumerate(table.sheets):
        found = _recognise(sheet.layout)
        if found is not None and found.kind.key not in sheets:
            sheets[found.kind.key] = index, found
        elif sheet.raw_rows:
            outcome.unknown_sheets.append(sheet.name)
    if not sheets:
        raise Refused(
            _(
                "No sheet has the expected headings; nothing was kept. Download the workbook on this page and fill in"
                " its sheets."
            )
        )
    rows = sum(table.sheets[index].raw_rows for index, _found in sheets.values())
    if rows > MOST_ROWS:
        raise Refused(
            _(
                "The workbook has %(rows)d rows; at most %(most)d are taken in at once. Nothing was kept; cut it in"
                " parts."
            )
            % {"rows": rows, "most": MOST_ROWS}
        )
    with transaction.atomic():
        for kind in WRITTEN:
            if kind.key in sheets:
                _read_sheet(path, table, *sheets[kind.key], outcome, by)
        audit("office.taken_in", by=by, file=name, kept=outcome.kept, returned=outcome.returned_count)
    return outcome


@dataclass(frozen=True, slots=True)
class _Found:
    """A sheet that was recognised: which it is, the row of its headings, and the key of each column known."""

    kind: SheetOf
    header_row: int
    keys: dict[int, str]


def _recognise(layout: Layout) -> _Found | None:
    """Which sheet this is, by its headings. The gate looks for columns of long text; lists of names have none."""
    headers = (
        [(layout.header_row, {column.index: column.name for column in layout.columns})] if layout.header_row else []
    )
    headers += [(row.number, dict(enumerate(map(shown, row.cells)))) for row in layout.preview]
    for kind in SHEETS:
        known = keys_by_heading(kind)
        for number, headings in headers:
            keys = {
                place: known[key] for place, words in headings.items() if (key := words.strip().casefold()) in known
            }
            if kind.known_by <= set(keys.values()):
                return _Found(kind, number, keys)
    return None


def _read_sheet(path: Path, table: Table, index: int, found: _Found, outcome: Outcome, by: Person) -> None:
    kind = found.kind
    named = {column.index: column.name or letters(column.index) for column in table.sheets[index].layout.columns}
    by_name = {named.get(place) or letters(place): key for place, key in found.keys.items()}
    main = next(place for place, key in found.keys.items() if key == kind.main)
    blank = dict.fromkeys(found.keys.values(), "")
    waiting: list[Cells] = []
    for row in read_rows(path, table, index, Mapping(text=main)):
        if row.number <= found.header_row:
            continue
        if isinstance(row, Row):
            cells = {by_name[name]: value.strip() for name, value in row.other if name in by_name}
            waiting.append(blank | cells | {kind.main: row.text.strip()})
        elif isinstance(row, RejectedRow):
            cells = {found.keys[place]: value for place, value in enumerate(row.cells) if place in found.keys}
            _return(outcome, kind, cells, _words(row, kind))
    writers = _writers(by)
    while waiting:
        later = [cells for cells in waiting if not _keep(kind, cells, waiting, writers[kind.key], outcome)]
        if len(later) == len(waiting):
            for cells in later:
                _return(outcome, kind, cells, _("The units above one another form a circle."))
            return
        waiting = later


def _keep(kind: SheetOf, cells: Cells, waiting: list[Cells], write: "_Write", outcome: Outcome) -> bool:
    """Keep one row or hand it back; False if the unit above it still waits in the same sheet."""
    above = cells.get("parent", "") if kind.key == "units" else ""
    is_below_another = above and any(other.get("code") == above and other is not cells for other in waiting)
    if is_below_another and not Unit.objects.filter(code=above).exists():
        return False
    try:
        with transaction.atomic():
            done = write(cells)
    except (_Wrong, Refused, Conflict) as wrong:
        _return(outcome, kind, cells, str(wrong))
        return True
    setattr(outcome, done, getattr(outcome, done) + 1)
    return True


def _return(outcome: Outcome, kind: SheetOf, cells: Cells, reason: str) -> None:
    row = [cells.get(column.key, "") for column in kind.columns]
    outcome.returned.setdefault(kind.key, []).append([*row, reason])


def _words(row: RejectedRow, kind: SheetOf) -> str:
    if any(fault.reason is RowReason.NO_TEXT for fault in row.faults):
        return _missing(kind, kind.main)
    return row.words("en" if (get_language() or "").startswith("en") else "zh-Hans")


def _missing(kind: SheetOf, key: str) -> str:
    heading = next(column.heading for column in kind.columns if column.key == key)
    return _("“%(column)s” is missing.") % {"column": heading}


_Write: TypeAlias = Callable[[Cells], str]


def _writers(by: Person) -> dict[str, _Write]:
    kinds = kinds_by_word()
    return {
        "units": lambda cells: _unit(cells, kinds, by),
        "bodies": lambda cells: _body(cells, by),
        "people": lambda cells: _person(cells, by),
        "posts": lambda cells: _post(cells, by),
    }


def _unit(cells: Cells, kinds: dict[str, str], by: Person) -> str:
    code = cells.get("code", "")
    if not code:
        raise _Wrong(_("The unit's code is missing."))
    kind = kinds.get(cells.get("kind", "").casefold())
    if kind is None:
        raise _Wrong(_("There is no kind of unit “%(kind)s”.") % {"kind": cells.get("kind", "")})
    unit = Unit.objects.select_related("parent").filter(code=code).first()
    above = cells.get("parent", unit.parent.code if unit and unit.parent else "")
    facts = units.UnitFacts(
        code=code,
        name=_short(cells["name"], 120),
        kind=kind,
        parent=_unit_of(above) if above else None,
        name_en=_short(cells.get("name_en", unit.name_en if unit else ""), 200),
        short_name=_short(cells.get("short_name", unit.short_name if unit else ""), 60),
        rank=_count(cells.get("rank") or str(unit.rank if unit else 0)),
    )
    if unit is None:
        if cells.get("ended_on"):
            raise _Wrong(_("This unit is new here and has ended; it was not taken in."))
        units.create_unit(facts, by=by)
        return "created"
    _same_end(cells, unit.ended_on, _("A unit ends on its own page, not by a workbook."))
    return "changed" if units.change_unit(unit, facts, by=by) else "unchanged"


def _body(cells: Cells, by: Person) -> str:
    unit = _unit_of(cells.get("unit", ""))
    name = _short(cells["body"], 120)
    body = Body.objects.filter(unit=unit, name=name).first()
    name_en = _short(cells.get("name_en", body.name_en if body else ""), 200)
    done = people.write_body(unit, name, name_en, _count(cells["rank"] or "0"), by=by)
    return "created" if body is None else "changed" if done else "unchanged"


def _person(cells: Cells, by: Person) -> str:
    unit = _unit_of(cells["unit"])
    person = _known_person(cells, unit)
    facts = people.PersonFacts(
        name=_short(cells["person"], 120),
        unit=unit,
        name_en=_short(cells.get("name_en", person.name_en if person else ""), 200),
        staff_number=_short(cells.get("staff_number", (person and person.staff_number) or ""), 40) or None,
    )
    if person is None:
        if cells.get("ended_on"):
            raise _Wrong(_("This person is new here and has left; nothing was taken in."))
        people.create_person(facts, by=by)
        return "created"
    _same_end(cells, person.ended_on, _("A person leaves on their own page, not by a workbook."))
    return "changed" if people.change_person(person, facts, by=by) else "unchanged"


def _post(cells: Cells, by: Person) -> str:
    unit = _unit_of(cells["unit"]) if cells.get("unit") else None
    person = _known_person(cells, unit)
    if person is None:
        raise _Wrong(_("There is no such person here. Enter people before their posts, or give the number."))
    body = Body.objects.filter(name=cells["body"]).order_by("rank", "id").first() if cells.get("body") else None
    if cells.get("body") and body is None:
        raise _Wrong(_("There is no leading body “%(body)s”.") % {"body": cells["body"]})
    from_on = _day(cells.get("from_on", ""))
    if from_on is None:
        raise _Wrong(_("The day the post began is missing."))
    title = _short(cells["title"], 120)
    same = Post.objects.filter(person=person, unit=unit, body=body, title=title, from_on=from_on)
    post = same.select_related("person", "unit", "body").order_by("rank", "id").first()
    facts = people.PostFacts(
        title=title,
        rank=_count(cells.get("rank") or str(post.rank if post else 1)),
        from_on=from_on,
        unit=unit,
        body=body,
        title_en=_short(cells.get("title_en", post.title_en if post else ""), 200),
        until_on=_day(cells["until_on"]) if "until_on" in cells else post.until_on if post else None,
    )
    if post is None:
        people.add_post(person, facts, by=by)
        return "created"
    return "changed" if people.change_post(post, facts, by=by) else "unchanged"


def _known_person(cells: Cells, unit: Unit | None) -> Person | None:
    """The person a row speaks of: by number, by staff number, else by name and unit.

    Raises:
        _Wrong: there is nobody of this number, or several of this name.
    """
    known = Person.objects.select_related("unit")
    if number := cells.get("number", ""):
        found = known.filter(pk=_count(number)).first()
        if found is None:
            raise _Wrong(_("Nobody here has the number %(number)s.") % {"number": number})
        return found
    if staff_number := cells.get("staff_number", ""):
        found = known.filter(staff_number=staff_number).first()
        if found is not None:
            return found
    same = list(known.filter(name=cells.get("person", ""), unit=unit, ended_on=None)[:2]) if unit else []
    if len(same) > 1:
        raise _Wrong(_("Two people of this name are in this unit. Give the person's number."))
    if same and staff_number and same[0].staff_number:
        return None
    return same[0] if same else None


def _unit_of(code: str) -> Unit:
    unit = Unit.objects.select_related("parent").filter(code=code).first()
    if unit is None:
        raise _Wrong(_("There is no unit with the code “%(code)s”.") % {"code": code})
    return unit


def _same_end(cells: Cells, ended_on: date | None, words: str) -> None:
    if "ended_on" in cells and _day(cells["ended_on"]) != ended_on:
        raise _Wrong(words)


def _day(written: str) -> date | None:
    day = parse_day(written, year=None)
    if isinstance(day, RowReason):
        raise _Wrong(_("“%(day)s” is no day. Write it as 2014-03-09.") % {"day": written})
    return day


def _count(written: str) -> int:
    if not written.isascii() or not written.isdigit() or len(written) > 9:
        raise _Wrong(_("“%(number)s” is no whole number.") % {"number": written})
    return int(written)


def _short(written: str, most: int) -> str:
    if len(written) > most:
        raise _Wrong(_("“%(text)s…” is longer than %(most)d characters.") % {"text": written[:20], "most": most})
    return written
