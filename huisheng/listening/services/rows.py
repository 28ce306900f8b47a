"""The office's own lists (symposia, the register of forms) by workbook: good rows are kept, the others handed back.

A list says by which columns it is known and keeps one row after another; what its cells say is read here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeAlias

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.campaign.queries.units import units_of
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
from huisheng.errors import Refused
from huisheng.listening.queries.columns import plain
from huisheng.organisation.models import Person, Unit
from huisheng.organisation.services.audit import audit

MOST_ROWS = 2_000
Cells: TypeAlias = dict[str, str]
"""A row by column. A column the sheet does not have is absent: what is recorded stays."""


class Wrong(Exception):
    """A row that cannot be used; its words say why."""


@dataclass(frozen=True, slots=True)
class OwnList:
    """A list of the office: the columns it is known by, and what is said of a workbook that is another."""

    act: str
    """What the trail calls taking it in."""
    known: dict[str, str]
    """Key by heading, plain."""
    needed: set[str]
    """Keys without which it is another list."""
    main: str
    """The column by which the gate reads a row."""
    order: Sequence[str]
    """The columns in which a row is handed back."""
    no_sheet: str
    without_main: str


@dataclass
class Outcome:
    """What became of a workbook."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    returned: list[list[str]] = field(default_factory=list)
    """The cells in the columns' order, then the reason."""

    @property
    def kept(self) -> int:
        """Rows whose content is recorded now."""
        return self.created + self.changed + self.unchanged


def take_in_rows(
    own: OwnList, campaign: Campaign, path: Path, name: str, keep: Callable[[Cells], str], *, by: Person
) -> Outcome:
    """Take in a workbook of an own list. All its good rows are kept in one transaction.

    Args:
        keep: keeps one row, raises Wrong, and says `created`, `changed` or `unchanged`.

    Raises:
        FileRefused: the file is no table, or the gate keeps it out.
        Refused: no sheet has the expected headings, or there are more than 2,000 rows.
    """
    table = open_table(path, name=name)
    outcome = Outcome()
    with transaction.atomic():
        for cells, refused in _rows(own, path, table):
            if why := refused or _settled(keep, cells, outcome):
                outcome.returned.append([*(cells.get(key, "") for key in own.order), why])
        audit(
            own.act, by=by, campaign_id=campaign.pk, file=name[:255], kept=outcome.kept, returned=len(outcome.returned)
        )
    return outcome


def _settled(keep: Callable[[Cells], str], cells: Cells, outcome: Outcome) -> str:
    """Keep a row, or say why not."""
    try:
        with transaction.atomic():
            done = keep(cells)
    except Wrong as wrong:
        return str(wrong)
    setattr(outcome, done, getattr(outcome, done) + 1)
    return ""


def _rows(own: OwnList, path: Path, table: Table) -> Iterator[tuple[Cells, str]]:
    """The rows of the first sheet that is this list; with each why the gate handed it back, or nothing."""
    heads = ((index, headings(sheet.layout, own.known, own.needed)) for index, sheet in enumerate(table.sheets))
    found = next(((index, *head) for index, head in heads if head), None)
    if found is None:
        raise Refused(own.no_sheet)
    index, header_row, keys = found
    if table.sheets[index].raw_rows > MOST_ROWS:
        raise Refused(_("The workbook has more than 2,000 rows. Nothing was kept; split it."))
    named = {column.index: column.name or letters(column.index) for column in table.sheets[index].layout.columns}
    by_name = {named.get(place) or letters(place): key for place, key in keys.items()}
    main = next(place for place, key in keys.items() if key == own.main)
    for row in read_rows(path, table, index, Mapping(text=main)):
        if row.number <= header_row:
            continue
        if isinstance(row, Row):
            cells = dict.fromkeys(keys.values(), "")
            cells |= {by_name[column]: value.strip() for column, value in row.other if column in by_name}
            yield cells | {own.main: row.text.strip()}, ""
        elif isinstance(row, RejectedRow):
            yield {keys[place]: value for place, value in enumerate(row.cells) if place in keys}, _reason(row, own)


def headings(layout: Layout, known: dict[str, str], needed: set[str]) -> tuple[int, dict[int, str]] | None:
    """The row of the headings, and the key of each column known. The gate looks for voices; lists have none.

    Args:
        known: key by heading, plain.
        needed: keys without which it is another list.
    """
    headers = (
        [(layout.header_row, {column.index: column.name for column in layout.columns})] if layout.header_row else []
    )
    headers += [(row.number, dict(enumerate(map(shown, row.cells)))) for row in layout.preview]
    for number, names in headers:
        keys = {place: known[plain(words)] for place, words in names.items() if plain(words) in known}
        if set(keys.values()) >= needed:
            return number, keys
    return None


def _reason(row: RejectedRow, own: OwnList) -> str:
    """Why the gate handed a row back."""
    if any(fault.reason is RowReason.NO_TEXT for fault in row.faults):
        return own.without_main
    return row.words("en" if (get_language() or "").startswith("en") else "zh-Hans")


def once(touched: set[int], record: int) -> None:
    """See that no line of a workbook overwrites another of it.

    Args:
        touched: what earlier lines were kept as; the record is added.

    Raises:
        Wrong: an earlier line is this record.
    """
    if record in touched:
        raise Wrong(_("This line stands twice in the workbook."))
    touched.add(record)


def units_by_word(campaign: Campaign) -> dict[str, list[Unit]]:
    """Units of a campaign by each word that names them."""
    found: dict[str, list[Unit]] = {}
    for unit in units_of(campaign):
        for word in _words(unit):
            found.setdefault(word, []).append(unit)
    return found


def unit_named(units: dict[str, list[Unit]], written: str, recorded: Unit | None = None) -> Unit:
    """The unit a cell names. The one `recorded` may have ended since.

    Raises:
        Wrong: there is none such, or several.
    """
    word = plain(written)
    if recorded and word in _words(recorded):
        return recorded
    found = units.get(word, [])
    if len(found) != 1:
        raise Wrong(
            _("There are several units “%(unit)s” in this campaign; write the code.") % {"unit": written[:60]}
            if found
            else _("There is no unit “%(unit)s” in this campaign.") % {"unit": written[:60]}
        )
    return found[0]


def _words(unit: Unit) -> set[str]:
    return {plain(word) for word in (unit.name_en, unit.short_name, unit.name, unit.code) if word}


def day(written: str) -> date:
    """The day a cell holds.

    Raises:
        Wrong: it is missing, or none.
    """
    found = parse_day(written, year=None) if written else None
    if found is None:
        raise Wrong(_("The day is missing."))
    if isinstance(found, RowReason):
        raise Wrong(_("“%(day)s” is no day. Write it as 2014-03-09.") % {"day": written[:40]})
    return found


def count(written: str, measure: str) -> int:
    """The whole number a cell holds, with or without its measure word.

    Raises:
        Wrong: it is none.
    """
    whole = written.removesuffix(".0").removesuffix(measure)
    if not whole.isascii() or not whole.isdigit() or len(whole) > 6:
        raise Wrong(_("“%(number)s” is no whole number.") % {"number": written[:40]})
    return int(whole)
