"""Read an old binary workbook (.xls) in the child process."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from .facts import Cell, Fault, FileRefused, Limits, Merge, RawRow
from .reasons import FileReason, RowReason


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
        self.starts_1904 = False
        file.seek(0)
        try:
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
        except PasswordError as locked:
            raise FileRefused(FileReason.PASSWORD) from locked
        except CalamineError as broken:
            raise FileRefused(FileReason.DAMAGED) from broken
        pages = [page for page in self._book.sheets_metadata if page.typ is SheetTypeEnum.WorkSheet]
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
        if page.start is None:
            return
        top, left = page.start
        if page.width + left > self._limits.columns:
            raise FileRefused(FileReason.TOO_MANY_COLUMNS, limit=self._limits.columns, found=page.width + left)
        for number, values in enumerate(page.iter_rows(), top + 1):
            cells = (None,) * left + tuple(_cell(value, self._limits) for value in values)
            if any(cell is not None for cell in cells):
                yield RawRow(number, cells)


def _cell(value: float | str | bool | time | date | datetime | timedelta, limits: Limits) -> Cell:
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
