"""What travels through the pipe between parent and child: frames of JSON, each a length and its bytes."""

import json
import struct
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, BinaryIO

from .facts import Block, Cell, Fault, Place, RawRow
from .reasons import RowReason

FRAME = struct.Struct(">I")
MOST = 96 << 20
_ROWS_BYTES = 1 << 18
_PLAIN = frozenset((type(None), bool, int, float))


class Malformed(Exception):
    """The other end sent what was not agreed."""


def send(pipe: BinaryIO, message: dict[str, Any]) -> None:
    """Write one frame."""
    body = json.dumps(message, separators=(",", ":")).encode()
    pipe.write(FRAME.pack(len(body)))
    pipe.write(body)
    pipe.flush()


def send_rows(pipe: BinaryIO, rows: Iterable[RawRow]) -> int:
    """Write rows in frames of some hundred kilobytes; how many there were."""
    batch: list[Any] = []
    size = count = 0
    for row in rows:
        packed = pack_row(row)
        batch.append(packed)
        count += 1
        size += sum(len(cell) if isinstance(cell, str) else 16 for cell in row.cells)
        if size > _ROWS_BYTES or len(batch) >= 1_000:
            send(pipe, {"rows": batch})
            batch, size = [], 0
    if batch:
        send(pipe, {"rows": batch})
    return count


def pack_row(row: RawRow) -> list[Any]:
    """A row as JSON values."""
    cells = [cell if cell is None or isinstance(cell, str | int | float) else _pack(cell) for cell in row.cells]
    return [row.number, cells, int(row.hidden), row.fault]


def _pack(cell: date | Fault) -> dict[str, str]:
    if isinstance(cell, Fault):
        return {"x": cell.reason, "v": cell.shown}
    return {"d": cell.isoformat()}


def unpack_row(value: Any, after: int, columns: int, characters: int) -> RawRow:
    """A row from JSON values, each checked: the child is not trusted.

    Raises:
        Malformed: a value of another shape than agreed, or a row number not above `after`.
    """
    match value:
        case [bool(), *_]:
            raise Malformed  # a bool is an int to Python
        case [int(number), list(cells), 0 | 1 as hidden, fault] if number > after and len(cells) <= columns:
            try:
                reason = None if fault is None else RowReason(fault)
                # Eight hundred thousand cells of a long table pass here: the usual ones without a call.
                taken = [
                    cell
                    if type(cell) in _PLAIN or (type(cell) is str and len(cell) <= characters)
                    else _unpack(cell, characters)
                    for cell in cells
                ]
                return RawRow(number, tuple(taken), hidden == 1, reason)
            except (ValueError, TypeError) as wrong:
                raise Malformed from wrong
    raise Malformed


def _unpack(value: Any, characters: int) -> Cell:
    """A day or a fault."""
    match value:
        case {"d": str(day)}:
            return date.fromisoformat(day) if len(day) == 10 else datetime.fromisoformat(day)
        case {"x": str(reason), "v": str(shown)} if len(shown) <= characters:
            return Fault(RowReason(reason), shown)
    raise Malformed


def send_blocks(pipe: BinaryIO, blocks: Iterable[Block]) -> None:
    """Write the blocks of a document in frames of some hundred kilobytes."""
    batch: list[Any] = []
    size = 0
    for block in blocks:
        batch.append([block.number, block.text, block.place, block.cell, block.bold, int(block.listed)])
        size += len(block.text)
        if size > _ROWS_BYTES:
            send(pipe, {"blocks": batch})
            batch, size = [], 0
    if batch:
        send(pipe, {"blocks": batch})


def unpack_block(value: Any, after: int) -> Block:
    """A block from JSON values, each checked: the child is not trusted.

    Raises:
        Malformed: a value of another shape than agreed, or a number that does not follow `after`.
    """
    match value:
        case [int(number), str(text), str(place), cell, int(bold), 0 | 1 as listed] if (
            number == after + 1 and text.strip() and 0 <= bold <= len(text)
        ):
            try:
                return Block(number, text, Place(place), _unpack_place(cell), bold, listed == 1)
            except ValueError as wrong:
                raise Malformed from wrong
    raise Malformed


def _unpack_place(cell: Any) -> tuple[int, int, int] | None:
    match cell:
        case None:
            return None
        case [int(table), int(row), int(column)]:
            return table, row, column
    raise Malformed
