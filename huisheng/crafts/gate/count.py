"""The parent's own count of rows, straight from the bytes, to hold against what the child delivers.

Deliberately another way than the readers': no XML parser and no csv module, only line ends, `<row>` elements
and the quoting rule. It costs one pass of unpacking and searching.
"""

import io
import re
import zipfile
from collections import deque
from dataclasses import dataclass
from html import unescape
from typing import BinaryIO

from .archive import Budget, part_bytes, xml_bytes
from .facts import FileRefused, Limits, Merge
from .reasons import FileReason
from .xlsx import column_index

_ROW_BYTES = 32 << 20
_PREFIX = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?worksheet[\s>]")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_HEADING = re.compile(rb"<(?:\w+:)?(?:odd|even|first)Header[^>]*>([^<]{0,2000})<")
_OPENS = re.compile(rb"<(?:[\w.-]++:)?t(?:\s[^<>]*+)?(?<!/)>")
_CLOSES = re.compile(rb"</(?:[\w.-]++:)?t\s*+>")
_RAW = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|([^<]+)", re.S)
_REFERENCE = re.compile(r"&[^;&<]*;")
_BYTES_A_CHARACTER = 12  # the longest reference, and something over
_DOCUMENT_TYPE = re.compile(rb"<!DOCTYPE")


@dataclass(frozen=True, slots=True)
class SheetCount:
    """What the bytes of one sheet say: rows with content, merged cells, printed page headings."""

    rows: int
    merges: tuple[Merge, ...]
    headings: tuple[str, ...]


def count_sheet(file: BinaryIO, info: zipfile.ZipInfo, budget: Budget, limits: Limits) -> SheetCount:
    """Count the `<row>` elements with content of a sheet part, reading it once to its proved checksum.

    Raises:
        FileRefused: the part is damaged, holds too many rows, or one row beyond all measure.
    """
    rows = 0
    rest = b""
    opening = closing = content = None
    for chunk in xml_bytes(part_bytes(file, info, budget)):
        rest += chunk
        if opening is None:
            found = _PREFIX.search(rest)
            if found is None and len(rest) < 1 << 20:
                continue
            prefix = (found[1] + b":") if found and found[1] else b""
            opening, closing = b"<" + prefix + b"row", b"</" + prefix + b"row>"
            content = re.compile(
                rb"<" + prefix + rb"(?:v|t)(?:\s[^>]*)?(?<!/)>(?:[^<]|<!\[CDATA\[)|<" + prefix + rb"f[\s>/]"
            )
        assert closing is not None and content is not None
        *pieces, rest = rest.split(closing)
        for piece in pieces:
            if content.search(piece, max(0, piece.rfind(opening))):
                rows += 1
        if len(rest) > _ROW_BYTES:
            raise FileRefused(FileReason.TOO_MUCH_TEXT, limit=limits.all_characters)
    if rows > limits.rows:
        raise FileRefused(FileReason.TOO_MANY_ROWS, limit=limits.rows, found=rows)
    merges = tuple(
        Merge(int(top), column_index(left.decode()), int(bottom), column_index(right.decode()))
        for left, top, right, bottom in _MERGE.findall(rest)
    )
    if len(merges) > limits.merges:
        raise FileRefused(FileReason.DAMAGED)
    headings = tuple(unescape(found.decode("utf-8", "replace")) for found in _HEADING.findall(rest))
    return SheetCount(rows, merges, headings)


def prove_parts(file: BinaryIO, parts: dict[str, zipfile.ZipInfo], skip: set[str], budget: Budget) -> None:
    """Read every other XML part once: checksums, true sizes, and no document type at its head.

    Raises:
        FileRefused: a part is damaged, unpacks beyond a limit, or has a document type.
    """
    for name, info in parts.items():
        if name in skip or not name.endswith((".xml", ".rels")):
            continue
        head = b""
        for chunk in xml_bytes(part_bytes(file, info, budget)):
            if len(head) < 1 << 16:
                head += chunk
        if _DOCUMENT_TYPE.search(head):
            raise FileRefused(FileReason.DOCUMENT_TYPE)


def count_words(file: BinaryIO, info: zipfile.ZipInfo, budget: Budget, limits: Limits) -> int:
    """Count the characters in the text elements of a document's part, whatever becomes of them.

    Raises:
        FileRefused: the part is damaged, or one text of it is beyond all measure.
    """
    count = 0
    rest = bytearray()  # what follows the last text element, and no more of it than can still become one
    for chunk in xml_bytes(part_bytes(file, info, budget)):
        new = _torn(rest)
        rest += chunk
        if b">" in chunk:  # without one, no tag ends
            count += _take_words(rest, new)
        if max(count, len(rest) // _BYTES_A_CHARACTER) > limits.document_characters:
            raise FileRefused(FileReason.DOCUMENT_TOO_LONG, limit=limits.document_characters)
    return count


def _take_words(rest: bytearray, new: int) -> int:
    """Characters in the text elements that are whole; they are taken off `rest`, where none ended before `new`."""
    count = begun = 0
    for closing in list(_CLOSES.finditer(rest, new)):
        count += _said(bytes(rest[begun : closing.start()]))
        begun = closing.end()
    del rest[:begun]
    opened = _OPENS.search(rest)
    del rest[: opened.start() if opened else _torn(rest)]
    return count


def _torn(rest: bytearray) -> int:
    """Where a tag begins that has not ended yet; the end if there is none."""
    at = rest.rfind(b"<")
    return at if at > rest.rfind(b">") else len(rest)


def _said(piece: bytes) -> int:
    """Characters between the first opening tag of a text element and its end; 0 if none opens."""
    opened = _OPENS.search(piece)
    return sum(map(_length, _RAW.finditer(piece[opened.end() :].decode("utf-8", "replace")))) if opened else 0


def _length(found: re.Match[str]) -> int:
    """Characters as a parser delivers them: a reference is one, CR LF is one, comments are none."""
    if found[1] is not None:
        return len(found[1].replace("\r\n", "\n"))
    return len(_REFERENCE.sub("&", found[2].replace("\r\n", "\n"))) if found[2] is not None else 0


def count_records(file: BinaryIO, encoding: str, separator: str, limits: Limits) -> int:
    """Count the records of a delimited file by the quoting rule: a line end outside quotes ends a record.

    A quoted field that is still open after `limits.quoted_lines` lines was never meant to be one: its line is
    a record of its own, and so are the lines behind it.

    Raises:
        FileRefused: more records than a table may have, or UTF-16 that breaks off.
    """
    try:
        return _count_records(file, encoding, separator, limits)
    except UnicodeError as broken:
        raise FileRefused(FileReason.DAMAGED) from broken


def _count_records(file: BinaryIO, encoding: str, separator: str, limits: Limits) -> int:
    file.seek(0)
    text = io.TextIOWrapper(
        file,
        "utf-16" if encoding == "utf-16" else "latin-1",
        "surrogatepass" if encoding == "utf-16" else None,
        newline="",
    )
    records = 0
    lines = _Lines(text)
    while line := lines.take():
        records += 1
        if records > limits.rows:
            raise FileRefused(FileReason.TOO_MANY_ROWS, limit=limits.rows, found=records)
        if '"' not in line:
            continue
        taken: list[str] = []
        closed = closes(line.removeprefix("\xef\xbb\xbf"), separator)
        while closed is None and len(taken) < limits.quoted_lines and (more := lines.take()):
            taken.append(more)
            closed = closes(more, separator, inside=True)
        if closed is not True:
            lines.give_back(taken)
    text.detach()
    return records


class _Lines:
    """Physical lines, some of which were given back to be read again."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._returned: deque[str] = deque()

    def take(self) -> str:
        """The next line with its end; "" behind the last."""
        return self._returned.popleft() if self._returned else self._text.readline()

    def give_back(self, lines: list[str]) -> None:
        """Lines to take again, in the same order."""
        self._returned.extendleft(reversed(lines))


def closes(line: str, separator: str, *, inside: bool = False) -> bool | None:
    """Whether the record ends with this line: None if a quoted field is open, False if one is malformed.

    With `inside` the line goes on in a field that an earlier line opened.
    """
    at, end = 0, len(line)
    while at < end:
        if inside or line[at] == '"':
            at = _closing_quote(line, at if inside else at + 1) + 1
            if not at:
                return None
            inside = False
            if at < end and line[at] not in (separator, "\r", "\n"):
                return False
        else:
            stops = [place for mark in (separator, "\r", "\n") if (place := line.find(mark, at)) >= 0]
            at = min(stops, default=end)
        if at < end and line[at] in "\r\n":
            return True
        at += 1
    return True


def _closing_quote(line: str, at: int) -> int:
    """Where the field whose inside begins at `at` closes in this line; -1 if it does not."""
    at = line.find('"', at)
    while at >= 0 and line[at + 1 : at + 2] == '"':
        at = line.find('"', at + 2)
    return at
