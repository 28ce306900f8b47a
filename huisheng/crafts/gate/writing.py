"""Write tables that leave the house: workbooks of typed cells and csv with a guard. Nothing in them is a formula.

Same input, same bytes: no clock, no author, no random part.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeAlias

import xlsxwriter

from .facts import LIMITS

Value: TypeAlias = str | int | float | date | None

_MADE = datetime(2000, 1, 1)  # noqa: DTZ001  a workbook's own date has no zone; a clock would change the bytes
_GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_INVISIBLE = " \u00a0\u200b\u200c\u200d\u2060\ufeff\u3000"
_FONT = "宋体"


class Format(StrEnum):
    """What kind of file is written."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class OutColumn:
    """A column to write: its heading, its width in characters, whether long text in it wraps."""

    name: str
    width: float = 12.0
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class OutTable:
    """A sheet to write: its name, a line above the header, its columns and rows."""

    sheet: str
    columns: Sequence[OutColumn]
    rows: Iterable[Sequence[Value]]
    title: str = ""


class CellTooLong(ValueError):
    """A text longer than a workbook's cell can hold; nothing was cut."""


def write_table(
    columns: Sequence[OutColumn],
    rows: Iterable[Sequence[Value]],
    *,
    format: Format = Format.XLSX,
    sheet: str = "Sheet1",
    title: str = "",
) -> bytes:
    """A table as the bytes of a file, its header frozen and repeated on each A4 page.

    Args:
        columns: headings and widths.
        rows: cells in the columns' order. Text is always a text cell, numbers and days keep their type.
        format: xlsx, or csv (UTF-8 with mark, CRLF, guarded against formulas).
        sheet: the sheet's name; what a sheet's name may not hold is replaced.
        title: a line above the header, across all columns; xlsx only.

    Raises:
        CellTooLong: a text has more characters than a cell can hold.
    """
    if format is Format.CSV:
        return _csv(columns, rows)
    return write_book([OutTable(sheet, columns, rows, title)])


def write_book(tables: Sequence[OutTable]) -> bytes:
    """A workbook of several sheets, each as `write_table` writes it.

    Raises:
        CellTooLong: a text has more characters than a cell can hold.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    book.set_properties({"created": _MADE, "author": "", "company": ""})
    face = {"font_name": _FONT, "font_size": 11, "valign": "top"}
    plain = book.add_format(face)
    wrapped = book.add_format({**face, "text_wrap": True})
    day = book.add_format({**face, "num_format": "yyyy-mm-dd"})
    heading = book.add_format({**face, "bold": True, "text_wrap": True, "bottom": 1, "valign": "vcenter"})
    headline = book.add_format({**face, "bold": True, "font_size": 14})
    for table in tables:
        _sheet(book.add_worksheet(sheet_name(table.sheet)), table, _Faces(plain, wrapped, day, heading, headline))
    book.close()
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class _Faces:
    plain: Any
    wrapped: Any
    day: Any
    heading: Any
    headline: Any


def _sheet(page: Any, table: OutTable, faces: _Faces) -> None:
    page.set_paper(9)  # A4
    page.set_landscape()
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P / &N")
    for index, column in enumerate(table.columns):
        page.set_column(index, index, column.width, faces.wrapped if column.wraps else faces.plain)
    top = 0
    if table.title:
        page.write_string(0, 0, _cell_text(table.title), faces.headline)
        top = 1
    page.freeze_panes(top + 1, 0)
    page.repeat_rows(top)
    for index, column in enumerate(table.columns):
        page.write_string(top, index, _cell_text(column.name), faces.heading)
    for number, row in enumerate(table.rows, top + 1):
        for index, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                wraps = index < len(table.columns) and table.columns[index].wraps
                page.write_string(number, index, _cell_text(value), faces.wrapped if wraps else faces.plain)
            elif isinstance(value, date):
                page.write_datetime(number, index, value, faces.day)
            else:
                page.write_number(number, index, value, faces.plain)


def _cell_text(text: str) -> str:
    """The text as a cell can hold it: half a surrogate pair becomes the replacement character."""
    if len(text) > LIMITS.cell_characters:
        raise CellTooLong(len(text))
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def sheet_name(name: str) -> str:
    """A name a sheet may have: at most 31 characters, none of []:*?/\\, no quote at its ends."""
    plain = "".join("_" if letter in "[]:*?/\\" or not letter.isprintable() else letter for letter in name)
    return _cell_text(plain).strip("'")[:31].strip("'") or "Sheet1"


def _csv(columns: Sequence[OutColumn], rows: Iterable[Sequence[Value]]) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([guard(column.name) for column in columns])
    for row in rows:
        writer.writerow([guard(value) if isinstance(value, str) else _plain(value) for value in row])
    return b"\xef\xbb\xbf" + target.getvalue().encode("utf-8", "replace")


def _plain(value: float | date | None) -> str:
    if value is None:
        return ""
    return value.strftime("%Y-%m-%d") if isinstance(value, date) else str(value)


def guard(text: str) -> str:
    """The text with a leading ' where a spreadsheet would take it for a formula; csv only.

    Also behind blanks nobody sees, which some spreadsheets strip first. A text that begins with ' before such
    a sign gets one more, so `unguard` gives every text back.

    Source: OWASP, CSV Injection.
    """
    bare = text.lstrip("'")
    return "'" + text if bare.lstrip(_INVISIBLE).startswith(_GUARDED) else text


def unguard(text: str) -> str:
    """The text that `guard` was given."""
    if text.startswith("'") and text.lstrip("'").lstrip(_INVISIBLE).startswith(_GUARDED):
        return text[1:]
    return text
