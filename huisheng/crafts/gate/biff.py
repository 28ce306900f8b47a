"""Walk the records of an old binary workbook: which rows hold anything, which cells hold errors.

Only lengths and fixed fields are read, so the parent may do it for its own count; strings are left to the reader.

Source: [MS-XLS] 2.3 (records), 2.4.28 BoundSheet8, 2.4.24 BoolErr, 2.4.127 Formula; [MS-CFB] 2.4 (mini stream).
"""

import struct
from dataclasses import dataclass, field
from typing import BinaryIO

from .facts import FileRefused
from .reasons import FileReason
from .sniff import ole_chain, ole_streams, ole_table

_BOF, _EOF, _BOUNDSHEET, _FILEPASS, _DATEMODE = 0x0809, 0x000A, 0x0085, 0x002F, 0x0022
_FORMULA, _BOOLERR = 0x0006, 0x0205
# LabelSst, Label, RString, Number, RK, MulRk, BoolErr, Formula; blank cells only carry a style.
_CELLS = frozenset((0x00FD, 0x0204, 0x00D6, 0x0203, 0x027E, 0x00BD, _BOOLERR, _FORMULA))
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_MINI_SECTOR, _MINI_MOST = 64, 4_096


@dataclass(slots=True)
class OldSheet:
    """What the records of one worksheet say: rows with content from 1, and errors by row and column."""

    is_table: bool
    rows: set[int] = field(default_factory=set)
    errors: dict[int, dict[int, str]] = field(default_factory=dict)


@dataclass(slots=True)
class OldBook:
    """The sheets of an old workbook in order, and its date system."""

    starts_1904: bool
    sheets: list[OldSheet]


def walk(file: BinaryIO) -> OldBook:
    """Read the records of an xls file.

    Raises:
        FileRefused: it is damaged or has a password.
    """
    try:
        return _walk(_stream(file))
    except (struct.error, IndexError) as broken:
        raise FileRefused(FileReason.DAMAGED) from broken


def _stream(file: BinaryIO) -> bytes:
    """The workbook's stream out of its container."""
    streams = ole_streams(file)
    start, length = streams.get("Workbook") or streams.get("Book") or (0, 0)
    file.seek(0)
    header = file.read(512)
    size = 1 << struct.unpack_from("<H", header, 30)[0]
    table = ole_table(file, header, size)
    if length >= _MINI_MOST:
        return b"".join(ole_chain(file, table, start, size, len(table)))[:length]
    mini = b"".join(ole_chain(file, table, streams.get("", (0xFFFFFFFE, 0))[0], size, len(table)))
    first = struct.unpack_from("<I", header, 60)[0]
    links = b"".join(ole_chain(file, table, first, size, len(table)))
    following = struct.unpack(f"<{len(links) // 4}I", links)
    pieces: list[bytes] = []
    while start < len(following) and len(pieces) <= _MINI_MOST // _MINI_SECTOR:
        pieces.append(mini[start * _MINI_SECTOR : (start + 1) * _MINI_SECTOR])
        start = following[start]
    return b"".join(pieces)[:length]


def _walk(stream: bytes) -> OldBook:
    book = OldBook(False, [])
    places: list[int] = []
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _FILEPASS:
            raise FileRefused(FileReason.PASSWORD)
        if kind == _DATEMODE:
            book.starts_1904 = struct.unpack_from("<H", stream, at + 4)[0] == 1
        elif kind == _BOUNDSHEET:
            place, _state, sort = struct.unpack_from("<IBB", stream, at + 4)
            places.append(place)
            book.sheets.append(OldSheet(is_table=sort == 0))
        elif kind == _EOF:
            break
        at += 4 + length
    for place, sheet in zip(places, book.sheets, strict=True):
        if sheet.is_table:
            _walk_sheet(stream, place, sheet)
    return book


def _walk_sheet(stream: bytes, at: int, sheet: OldSheet) -> None:
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _BOF:
            depth += 1  # a chart inside the sheet has its own beginning and end
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1 and kind in _CELLS:
            row, column = struct.unpack_from("<HH", stream, at + 4)
            sheet.rows.add(row + 1)
            if kind == _BOOLERR and stream[at + 11] == 1:
                sheet.errors.setdefault(row + 1, {})[column] = _ERRORS.get(stream[at + 10], "#N/A")
            elif kind == _FORMULA and stream[at + 16 : at + 18] == b"\xff\xff" and stream[at + 10] == 2:
                sheet.errors.setdefault(row + 1, {})[column] = _ERRORS.get(stream[at + 12], "#N/A")
        at += 4 + length
    raise FileRefused(FileReason.DAMAGED)
