"""Units, leading bodies, people and posts as one workbook: which sheets, which columns, and what stands in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from huisheng.crafts.gate import OutColumn, OutTable, write_book
from huisheng.organisation.http import Reader
from huisheng.organisation.models import Unit
from huisheng.organisation.queries.people import bodies_visible_to, people_visible_to, posts_visible_to
from huisheng.organisation.queries.units import in_tree_order

Cells = Sequence[str | int | Any | None]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in code, its heading in any language, its width in characters."""

    key: str
    heading: Any
    width: float = 14


@dataclass(frozen=True, slots=True)
class SheetOf:
    """One of the four sheets. A sheet that comes in is known by its headings: all of `known_by`."""

    key: str
    name: Any
    columns: tuple[Column, ...]
    main: str
    known_by: frozenset[str]


UNITS = SheetOf(
    "units",
    gettext_lazy("Units"),
    (
        Column("code", gettext_lazy("Unit code")),
        Column("name", gettext_lazy("Unit name"), 28),
        Column("name_en", gettext_lazy("English name"), 32),
        Column("short_name", gettext_lazy("Short name")),
        Column("kind", gettext_lazy("Kind")),
        Column("parent", gettext_lazy("Code of the unit above")),
        Column("rank", pgettext_lazy("place in a list", "Order"), 8),
        Column("ended_on", gettext_lazy("Ended on")),
    ),
    "name",
    frozenset({"code", "name", "kind"}),
)
BODIES = SheetOf(
    "bodies",
    gettext_lazy("Leading bodies"),
    (
        Column("body", gettext_lazy("Leading body"), 28),
        Column("name_en", gettext_lazy("English name"), 32),
        Column("unit", gettext_lazy("Unit code")),
        Column("rank", pgettext_lazy("place in a list", "Order"), 8),
    ),
    "body",
    frozenset({"body", "unit", "rank"}),
)
PEOPLE = SheetOf(
    "people",
    gettext_lazy("People"),
    (
        Column("number", gettext_lazy("Person no."), 10),
        Column("staff_number", gettext_lazy("Staff number")),
        Column("person", pgettext_lazy("heading", "Person")),
        Column("name_en", gettext_lazy("English name"), 24),
        Column("unit", gettext_lazy("Unit code")),
        Column("ended_on", gettext_lazy("Left on")),
    ),
    "person",
    frozenset({"person", "unit"}),
)
POSTS = SheetOf(
    "posts",
    gettext_lazy("Posts"),
    (
        Column("number", gettext_lazy("Person no."), 10),
        Column("staff_number", gettext_lazy("Staff number")),
        Column("person", pgettext_lazy("heading", "Person")),
        Column("unit", gettext_lazy("Unit code")),
        Column("body", gettext_lazy("Leading body"), 28),
        Column("title", gettext_lazy("Post"), 28),
        Column("title_en", gettext_lazy("Post in English"), 32),
        Column("rank", gettext_lazy("Rank"), 8),
        Column("from_on", pgettext_lazy("heading", "From")),
        Column("until_on", pgettext_lazy("heading", "Until")),
    ),
    "title",
    frozenset({"title", "from_on", "person"}),
)
SHEETS = (UNITS, BODIES, POSTS, PEOPLE)
"""In the order in which a sheet is recognised: posts before people, whose headings they share."""
WRITTEN = (UNITS, BODIES, PEOPLE, POSTS)
"""In the order in which they are written, and read: who comes first is needed by what follows."""


def workbook(reader: Reader) -> bytes:
    """All units, bodies, people and posts the reader may see. Six queries."""
    rows = {UNITS: _units(reader), BODIES: _bodies(reader), PEOPLE: _people(reader), POSTS: _posts(reader)}
    return write_book([_table(sheet, rows[sheet]) for sheet in WRITTEN])


def returned_workbook(returned: dict[str, list[list[str]]]) -> bytes:
    """Rows handed back, each with its reason in a last column. `returned`: by key of the sheet, cells and reason."""
    tables = []
    for sheet in WRITTEN:
        if returned.get(sheet.key):
            table = _table(sheet, returned[sheet.key])
            reason = OutColumn(_("Reason for return"), 60, wraps=True)
            tables.append(OutTable(table.sheet, [*table.columns, reason], table.rows))
    return write_book(tables)


def keys_by_heading(sheet: SheetOf) -> dict[str, str]:
    """Headings in every language of the office → the column's key."""
    found: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= {str(column.heading).strip().casefold(): column.key for column in sheet.columns}
    return found


def kinds_by_word() -> dict[str, str]:
    """Words for kinds of units in every language, and their codes → the code."""
    found = {code: code for code in Unit.Kind.values}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(label).casefold(): code for code, label in Unit.Kind.choices}
    return found


def _table(sheet: SheetOf, rows: Any) -> OutTable:
    return OutTable(str(sheet.name), [OutColumn(str(each.heading), each.width) for each in sheet.columns], rows)


def _units(reader: Reader) -> Iterator[Cells]:
    for unit, _depth in in_tree_order(reader):
        above = unit.parent.code if unit.parent else ""
        kind = unit.get_kind_display()
        yield unit.code, unit.name, unit.name_en, unit.short_name, str(kind), above, unit.rank, unit.ended_on


def _bodies(reader: Reader) -> Iterator[Cells]:
    for body in bodies_visible_to(reader):
        yield body.name, body.name_en, body.unit.code, body.rank


def _people(reader: Reader) -> Iterator[Cells]:
    for person in people_visible_to(reader).order_by("id"):
        yield person.pk, person.staff_number, person.name, person.name_en, person.unit.code, person.ended_on


def _posts(reader: Reader) -> Iterator[Cells]:
    for post in posts_visible_to(reader).order_by("person", "rank", "id"):
        where = post.unit.code if post.unit else "", post.body.name if post.body else ""
        who = post.person_id, post.person.staff_number, post.person.name
        yield *who, *where, post.title, post.title_en, post.rank, post.from_on, post.until_on
