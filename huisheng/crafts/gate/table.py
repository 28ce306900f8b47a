"""Open a table file through the gate, and read its rows."""

import hashlib
import re
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

from . import archive, biff, count, wire
from .facts import LIMITS, FileRefused, IgnoredRow, Kind, Limits, Mapping, Merge, RawRow, RejectedRow, Row, Sheet, Table
from .jail import asked
from .layout import Filler, check_secrecy, find_layout, has_content
from .reasons import FileReason
from .rows import Reader
from .sniff import looks_like_utf16, sniff

_WORKBOOK_NAME = re.compile(r"\.xls[xmb]?$", re.I)
_TABLES = (Kind.XLSX, Kind.XLS, Kind.DELIMITED)


def open_table(path: str | Path, *, name: str = "", limits: Limits = LIMITS) -> Table:
    """Look at a table file: its kind, its sheets, how each is laid out, how many rows its bytes hold.

    Nothing is imported. Costs one pass over the bytes and a child process.

    Args:
        path: the file as received, under whatever name.
        name: what the person calls it; shown to the letter, never used as a path.

    Raises:
        FileRefused: it is no table, is damaged or locked, passes a limit, or carries a secrecy mark.
    """
    path = Path(path)
    with path.open("rb") as file:
        kind = check_kind(file, limits)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        parts = archive.directory(file, limits) if kind is Kind.XLSX else {}
        budget = archive.Budget(limits)
        head, found = _survey(path, kind, limits)
        if kind is Kind.XLSX:
            archive_parts = {str(sheet["part"]) for sheet, _rows in found}
            count.prove_parts(file, parts, archive_parts, budget)
        sheets: list[Sheet] = []
        for index, (sheet, rows) in enumerate(found):
            if kind is Kind.DELIMITED and _WORKBOOK_NAME.search(name or path.name):
                _check_misnamed(rows)
            counted = _counted(file, kind, head, index, sheet, parts, budget, limits)
            check_secrecy((), counted.headings)
            sheets.append(
                Sheet(
                    index=index,
                    name=str(sheet["sheet"])[:255],
                    hidden=bool(sheet["hidden"]),
                    raw_rows=counted.rows,
                    layout=find_layout(rows, counted.merges, separated=kind is Kind.DELIMITED),
                    merges=counted.merges,
                    starts_1904=bool(head["starts_1904"]),
                )
            )
    if not any(sheet.raw_rows for sheet in sheets):
        raise FileRefused(FileReason.EMPTY_SHEET)
    return Table(name or path.name, kind, str(head["encoding"]), str(head["separator"]), sha256, tuple(sheets))


def _check_misnamed(rows: list[RawRow]) -> None:
    """Text under a workbook's name is read as what it is, as long as its rows line up.

    Some systems export so without quoting; then a comma in a voice shifts the cells, and no row is to be trusted.

    Raises:
        FileRefused: naming the true kind.
    """
    widths = [len(row.cells) for row in rows if any(map(has_content, row.cells))]
    if any(width > widths[0] for width in widths[1:]):
        raise FileRefused(FileReason.MISNAMED, kind=Kind.DELIMITED.value)


def check_kind(file: BinaryIO, limits: Limits = LIMITS) -> Kind:
    """The kind of a table file, its size within the limit.

    Raises:
        FileRefused: it is empty, too large, or something else than a table.
    """
    size = file.seek(0, 2)
    kind = sniff(file)
    if kind is Kind.EMPTY:
        raise FileRefused(FileReason.EMPTY_FILE)
    most = limits.delimited_bytes if kind is Kind.DELIMITED else limits.workbook_bytes
    if size > most:
        raise FileRefused(FileReason.TOO_LARGE, limit_mb=most >> 20, found_mb=size >> 20)
    if kind is Kind.LOCKED_OFFICE:
        raise FileRefused(FileReason.PASSWORD)
    if kind is Kind.ZIP:
        archive.directory(file, limits)
    if kind is Kind.BINARY and looks_like_utf16(file.read(4_096)):
        raise FileRefused(FileReason.UNKNOWN_ENCODING)
    if kind not in _TABLES:
        raise FileRefused(FileReason.WRONG_KIND, kind=kind.value)
    return kind


def read_rows(
    path: str | Path, table: Table, sheet: int, mapping: Mapping, *, from_row: int = 0, limits: Limits = LIMITS
) -> Generator[Row | RejectedRow | IgnoredRow, None, None]:
    """The rows below the header of one sheet, each once, in order, as a stream of level memory.

    Every row with content in the file's bytes comes out: usable, to hand back, or ignored. Whoever reads to
    the end holds `Tally.balances` against `Sheet.raw_rows`. Interrupted, it goes on with `from_row` = the last
    number seen + 1.

    Raises:
        FileRefused: what is wrong with the file shows only on the way, or the child ends early.
    """
    chosen = table.sheets[sheet]
    reader = Reader(chosen.layout, mapping, starts_1904=chosen.starts_1904, separated=table.kind is Kind.DELIMITED)
    filler = Filler(chosen.merges, limits.columns)
    request = {
        "act": "rows",
        "kind": table.kind.value,
        "sheet": chosen.index,
        "encoding": table.encoding,
        "separator": table.separator,
        "first": 1 if chosen.merges else from_row,  # a merged value may stand in any row above
    }
    with closing(_raw_rows(Path(path), request, limits)) as rows:
        for raw in rows:
            row = filler.fill(raw) if chosen.merges else raw
            is_head = row.number < chosen.layout.first_row and any(map(has_content, row.cells))
            if row.number >= from_row and not is_head:
                yield reader.judge(row)


def _raw_rows(path: Path, request: dict[str, Any], limits: Limits) -> Generator[RawRow, None, None]:
    last = 0
    with asked(path, request, limits) as messages:
        for message in messages:
            for row in _rows_of(message, last, limits):
                last = row.number
                yield row


def _rows_of(message: dict[str, Any], last: int, limits: Limits) -> Iterator[RawRow]:
    try:
        for value in message.get("rows", ()):
            row = wire.unpack_row(value, last, limits.columns, limits.cell_characters)
            last = row.number
            yield row
    except (wire.Malformed, TypeError) as wrong:
        raise FileRefused(FileReason.UNREADABLE) from wrong


def _survey(path: Path, kind: Kind, limits: Limits) -> tuple[dict[str, Any], list[tuple[dict[str, Any], list[RawRow]]]]:
    """The child's first look: what it says of the file, and of each sheet with its first rows."""
    head: dict[str, Any] = {}
    found: list[tuple[dict[str, Any], list[RawRow]]] = []
    with asked(path, {"act": "survey", "kind": kind.value}, limits) as messages:
        for message in messages:
            if "encoding" in message:
                head = message
            elif {"sheet", "hidden", "part", "merges"} <= message.keys():
                found.append((message, []))
            elif "rows" in message and found:
                rows = found[-1][1]
                rows.extend(_rows_of(message, rows[-1].number if rows else 0, limits))
    if not found or not {"encoding", "separator", "starts_1904"} <= head.keys():
        raise FileRefused(FileReason.UNREADABLE)
    return head, found


def _counted(
    file: BinaryIO,
    kind: Kind,
    head: dict[str, Any],
    index: int,
    sheet: dict[str, Any],
    parts: dict[str, Any],
    budget: archive.Budget,
    limits: Limits,
) -> count.SheetCount:
    if kind is Kind.XLSX:
        info = parts.get(str(sheet["part"]))
        if info is None:
            raise FileRefused(FileReason.DAMAGED)
        return count.count_sheet(file, info, budget, limits)
    if kind is Kind.DELIMITED:
        rows = count.count_records(file, str(head["encoding"]), str(head["separator"]), limits)
        return count.SheetCount(rows, (), ())
    try:
        merges = tuple(Merge(*map(int, merge)) for merge in sheet["merges"])
    except (TypeError, ValueError, KeyError) as wrong:
        raise FileRefused(FileReason.UNREADABLE) from wrong
    tables = [found for found in biff.walk(file).sheets if found.is_table]
    if index >= len(tables):
        raise FileRefused(FileReason.UNREADABLE)
    rows = len(tables[index].rows)
    if rows > limits.rows:
        raise FileRefused(FileReason.TOO_MANY_ROWS, limit=limits.rows, found=rows)
    return count.SheetCount(rows, merges, ())
