"""Read an old binary workbook (.xls) in the child process."""

import io
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import BinaryIO, TypeAlias

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from .biff import walk
from .facts import Cell, Fault, FileRefused, Limits, Merge, RawRow
from .reasons import FileReason, RowReason

_Value: TypeAlias = int | float | str | bool | time | date | datetime | timedelta


@dataclass(frozen=True, slots=True)
class OldSheet:
    """One worksheet of an old workbook."""

    name: str
    hidden: bool
    merges: tuple[Merge, ...]


class Workbook:
    """An xls file, open.

    Raises:
        FileRefused: it is damaged, has a password, or has too many sheets.
    """

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self._limits = limits
        records = walk(file)
        self.starts_1904 = records.starts_1904
        file.seek(0)
        try:
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
        except PasswordError as locked:
            raise FileRefused(FileReason.PASSWORD) from locked
        except CalamineError as broken:
            raise FileRefused(FileReason.DAMAGED) from broken
        listed = self._book.sheets_metadata
        if len(listed) != len(records.sheets):
            raise FileRefused(FileReason.DAMAGED)
        pages = [page for page in listed if page.typ is SheetTypeEnum.WorkSheet]
        self._records = [
            found for page, found in zip(listed, records.sheets, strict=True) if page.typ is SheetTypeEnum.WorkSheet
        ]
        if len(pages) > limits.sheets:
            raise FileRefused(FileReason.TOO_MANY_SHEETS, limit=limits.sheets, found=len(pages))
        self._pages = pages
        self.sheets = [
            OldSheet(page.name, page.visible is not SheetVisibleEnum.Visible, self._merges(page.name)) for page in pages
        ]

    def _merges(self, name: str) -> tuple[Merge, ...]:
        ranges = self._book.get_sheet_by_name(name).merged_cell_ranges or []
        return tuple(Merge(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges)

    def rows(self, sheet: int) -> Iterator[RawRow]:
        """The rows with content of one sheet, in order."""
        try:
            page = self._book.get_sheet_by_name(self._pages[sheet].name)
        except CalamineError as broken:
            raise FileRefused(FileReason.DAMAGED) from broken
        records = self._records[sheet]
        top, left = page.start or (0, 0)
        if page.width + left > self._limits.columns:
            raise FileRefused(FileReason.TOO_MANY_COLUMNS, limit=self._limits.columns, found=page.width + left)
        filled = iter(enumerate(page.iter_rows() if page.start else (), top + 1))
        # What either of the two finds comes out: a difference then shows in the parent's count.
        for number, values in _with_missing(filled, sorted(records.rows)):
            cells = self._cells(left, values, records.errors.get(number, {}))
            if number in records.rows or any(cell is not None for cell in cells):
                yield RawRow(number, cells)

    def _cells(self, left: int, values: Sequence[_Value], errors: dict[int, str]) -> tuple[Cell, ...]:
        """A row's cells, with the errors that the reader turns into blanks."""
        cells: list[Cell] = [None] * left + [_cell(value, self._limits) for value in values]
        for column, shown in errors.items():
            if column < self._limits.columns:
                cells += [None] * (column + 1 - len(cells))
                cells[column] = Fault(RowReason.CELL_ERROR, shown)
        return tuple(cells)


def _with_missing(
    rows: Iterator[tuple[int, list[_Value]]], numbers: Sequence[int]
) -> Iterator[tuple[int, list[_Value]]]:
    """The reader's rows, with an empty one for each number it left out (rows that hold only errors)."""
    missing = deque(numbers)
    for number, values in rows:
        while missing and missing[0] < number:
            yield missing.popleft(), []
        if missing and missing[0] == number:
            missing.popleft()
        yield number, values
    yield from ((number, []) for number in missing)


def _cell(value: _Value, limits: Limits) -> Cell:
    if isinstance(value, str):
        if len(value) > limits.cell_characters:
            return Fault(RowReason.TEXT_TOO_LONG, value[: limits.cell_characters])
        return value or None
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        if abs(value) >= 1e15:
            return Fault(RowReason.DIGITS_LOST, repr(value))
        return int(value) if value == int(value) else value
    if isinstance(value, datetime):
        return value if (value.hour or value.minute or value.second) else value.date()
    return value if isinstance(value, date) else str(value)
