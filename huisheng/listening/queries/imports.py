"""Reads of one import: its rows handed back, as a page and as a workbook."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from huisheng.campaign.standing import Standing
from huisheng.crafts.gate import Role
from huisheng.crafts.gate.layout import letters
from huisheng.crafts.gate.writing import OutColumn, write_table
from huisheng.errors import Missing
from huisheng.listening.models import Import, ReturnedRow
from huisheng.listening.queries.columns import LEFT_OUT, FoundColumn, matched_of, sheets_of
from huisheng.listening.reasons import Fault, faults_from_json, in_one_cell

SHOWN = 200
_WIDE = (Role.TEXT, Role.TITLE)


@dataclass(frozen=True, slots=True)
class ReturnedCell:
    """A cell of a row handed back: its column's name, its value, whether it is what is wrong."""

    name: str
    value: str
    is_bad: bool
    is_text: bool


@dataclass(frozen=True, slots=True)
class Returned:
    """A row handed back, as a page shows it."""

    number: int
    cells: list[ReturnedCell]
    faults: list[Fault]


def import_of(standing: Standing, pk: int) -> Import:
    """One workbook of the campaign.

    Raises:
        Missing: there is none, or not for this person.
    """
    found = (
        Import.objects.select_related("campaign", "file", "job", "by", "mends")
        .filter(pk=pk, campaign=standing.campaign, kind=Import.Kind.WORKBOOK)
        .first()
    )
    if found is None or not standing.scopes("voice.read_raw"):
        raise Missing
    return found


def returned_columns(imported: Import) -> list[FoundColumn]:
    """The columns of its sheet that are shown: matched to something, and not who spoke."""
    matched = matched_of(imported)
    if matched is None:
        return []
    columns = sheets_of(imported)[matched.sheet].columns
    return [
        column
        for column in columns
        if matched.roles.get(column.index, Role.OTHER) not in (Role.OTHER, Role.NUMBER, *LEFT_OUT)
    ]


def returned_rows(imported: Import) -> list[Returned]:
    """The first 200 rows handed back, each with its bad cells marked."""
    columns = returned_columns(imported)
    matched = matched_of(imported)
    text = matched.column(Role.TEXT) if matched else None
    found = []
    for row in imported.returned_rows.all()[:SHOWN]:
        faults = faults_from_json(row.detail)
        bad = {fault.column for fault in faults}
        cells = [
            ReturnedCell(
                column.name or column.letters,
                row.cells[column.index] if column.index < len(row.cells) else "",
                (column.name or column.letters) in bad,
                column.index == text,
            )
            for column in columns
        ]
        found.append(Returned(row.row_number, cells, faults))
    return found


def returned_workbook(imported: Import) -> bytes:
    """The rows handed back, in the columns they came in, with the reason in a last one.

    Columns that say who spoke keep their place and stay empty, so that the mended workbook is known again.
    """
    matched = matched_of(imported)
    assert matched is not None
    sheet = sheets_of(imported)[matched.sheet]
    columns = [column for column in sheet.columns if column.role is not Role.REASON]
    width = max([len(sheet.columns), *(len(cells) for cells in _cells(imported))])
    dropped = {column.index for column in sheet.columns if column.role is Role.REASON}
    places = [index for index in range(width) if index not in dropped]
    heads = [_out_column(column, matched.roles.get(column.index, Role.OTHER)) for column in columns]
    heads += [OutColumn(letters(index)) for index in range(len(sheet.columns), width)]
    heads.append(OutColumn(_("Reason for return"), 60, wraps=True))
    rows = (
        [row.cells[index] if index < len(row.cells) else "" for index in places]
        + [in_one_cell(faults_from_json(row.detail))]
        for row in imported.returned_rows.iterator(chunk_size=500)
    )
    return write_table(heads, rows, sheet=imported.sheet or "Sheet1")


def _cells(imported: Import) -> Iterator[list[str]]:
    return (row for row in ReturnedRow.objects.filter(imported=imported).values_list("cells", flat=True).iterator())


def _out_column(column: FoundColumn, role: Role) -> OutColumn:
    return OutColumn(column.name or column.letters, 50 if role in _WIDE else 14, wraps=role in _WIDE)
