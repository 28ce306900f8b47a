"""Read comma-, semicolon- or tab-separated text: encoding, separator, and records by the quoting rule.

Runs in the child process. UTF-8 and GB18030 never use the bytes of quotes, commas, semicolons, tabs and line
ends inside a character, so records are cut in the bytes and each cell is decoded strictly on its own: a row
pasted in another encoding is one bad row, not a garbled file.

Source: RFC 4180; GB 18030-2022 (byte ranges).
"""

import csv
import io
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from .facts import Cell, Fault, FileRefused, Limits, RawRow, Role
from .layout import role_of
from .reasons import FileReason, RowReason
from .sniff import looks_like_utf16

NO_SEPARATOR = "\x1f"
_SEPARATORS = (",", "\t", ";", "|")
_BOM = b"\xef\xbb\xbf"
_UTF32 = b"\xff\xfe\0\0"
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SAMPLE = 40
csv.field_size_limit(1 << 30)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text file is written: `encoding` utf-8, gb18030 or utf-16; `separator` one character."""

    encoding: str
    separator: str


def find_dialect(file: BinaryIO, limits: Limits) -> Dialect:
    """The encoding and the separator of a text file.

    Raises:
        FileRefused: it is text in no encoding that can be told for sure.
    """
    encoding = _find_encoding(file)
    return Dialect(encoding, _find_separator(file, encoding, limits))


def _find_encoding(file: BinaryIO) -> str:
    file.seek(0)
    head = file.read(1 << 16)
    if head.startswith(_UTF32):
        raise FileRefused(FileReason.UNKNOWN_ENCODING)
    if head.startswith(_MARKS):
        return "utf-16"
    if head.startswith(_BOM):
        return "utf-8"
    if looks_like_utf16(head):
        raise FileRefused(FileReason.UNKNOWN_ENCODING)
    utf8 = gb18030 = neither = 0
    file.seek(0)
    for line in file:
        if line.isascii():
            continue
        if _decodes(line, "utf-8"):
            utf8 += is_plain_utf8(line)
        elif _decodes(line, "gb18030"):
            gb18030 += 1
        else:
            neither += 1
    if not gb18030 + neither or utf8 >= gb18030 + neither:
        return "utf-8"
    if neither > gb18030:
        raise FileRefused(FileReason.UNKNOWN_ENCODING)
    return "gb18030"


def is_plain_utf8(line: bytes) -> bool:
    """Whether the bytes are UTF-8 beyond chance: they decode, with a character of three bytes or more.

    Two GB18030 characters now and then form one valid two-byte sequence; a three-byte one hardly ever.
    """
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return False
    return any(letter >= "\u0800" for letter in text)


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _lines(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """The physical lines, ends kept. Bytes stand for themselves unless the file is UTF-16."""
    file.seek(0)
    if encoding == "utf-16":
        return io.TextIOWrapper(file, "utf-16", "surrogatepass", newline="")
    if file.read(3) != _BOM:
        file.seek(0)
    return io.TextIOWrapper(file, "latin-1", newline="")


def _find_separator(file: BinaryIO, encoding: str, limits: Limits) -> str:
    lines = _lines(file, encoding)
    sample = [line for line, _place in zip(lines, range(_SAMPLE), strict=False) if line.strip("\r\n")]
    lines.detach()
    if encoding != "utf-16":
        sample = [line.encode("latin-1").decode(encoding, "replace") for line in sample]
    if sample and sample[0].strip().lower().startswith("sep=") and len(sample[0].strip()) == 5:
        return sample[0].strip()[4]
    best, best_score = NO_SEPARATOR, (0, 0, 0)
    for separator in _SEPARATORS:
        found = [record.fields for record in _records(iter(sample), separator, len(sample))]
        known = max(map(_known_names, found), default=0)
        widths = Counter(map(len, found))
        width = max(widths, key=lambda cells: (widths[cells], cells), default=1)
        count = widths[width]
        # A header we know decides; else what cuts most lines into the same number of cells, if anything does.
        even = width > 1 and count * 2 > len(found)
        too_wide = max(map(len, found), default=0) > limits.columns
        score = (known, count, width)
        if (known > 1 or even or too_wide) and score > best_score:
            best, best_score = separator, score
    return best


def _known_names(fields: list[str]) -> int:
    """How many cells of a line are names of columns we know."""
    return sum(role_of(field) is not Role.OTHER for field in fields[:1_024] if len(field) <= 40)


@dataclass(slots=True)
class _Record:
    fields: list[str]
    broken: bool = False


class _Unclosed(Exception):
    """A quoted field runs on too long or to the end of the file."""


class _Feed:
    """Lines for one csv reader, remembering those of the record being read so that they can be given back."""

    def __init__(self, lines: Iterator[str], most: int) -> None:
        self._lines, self._most = lines, most
        self._returned: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) > self._most:
            raise _Unclosed
        if self._returned:
            line = self._returned.popleft()
        else:
            try:
                line = next(self._lines)
            except StopIteration:
                if self.taken:
                    raise _Unclosed from None
                raise
        self.taken.append(line)
        return line

    def give_back(self) -> str:
        """Return all lines but the first of the record; the first one is the broken one."""
        first, *rest = self.taken
        self._returned.extendleft(reversed(rest))
        self.taken.clear()
        return first


def _records(lines: Iterator[str], separator: str, quoted_lines: int) -> Iterator[_Record]:
    """Records by the quoting rule. A quote left open costs its own line; the lines behind it are read anew."""
    feed = _Feed(lines, quoted_lines)
    reader = csv.reader(feed, delimiter=separator, strict=True)
    while True:
        feed.taken.clear()
        try:
            yield _Record(next(reader))
        except StopIteration:
            return
        except (_Unclosed, csv.Error):
            first = feed.give_back().rstrip("\r\n")
            reader = csv.reader(feed, delimiter=separator, strict=True)
            yield _Record(first.split(separator), broken=True)


def rows(file: BinaryIO, dialect: Dialect, limits: Limits) -> Iterator[RawRow]:
    """All records as rows, numbered from 1 as a spreadsheet would show them; blank lines included.

    Raises:
        FileRefused: more columns or characters than a table may have.
    """
    characters = 0
    lines = _lines(file, dialect.encoding)
    for number, record in enumerate(_records(lines, dialect.separator, limits.quoted_lines), 1):
        fields = record.fields
        if len(fields) > limits.columns:
            if any(field.strip() for field in fields[limits.columns :]):
                raise FileRefused(FileReason.TOO_MANY_COLUMNS, limit=limits.columns, found=len(fields))
            fields = fields[: limits.columns]
        if dialect.encoding == "utf-16":
            cells, fault = tuple(_cell(field, limits) for field in fields), None
        else:
            cells, fault = _decoded(fields, dialect.encoding, limits)
        characters += sum(map(len, fields))
        if characters > limits.all_characters * 4:
            raise FileRefused(FileReason.TOO_MUCH_TEXT, limit=limits.all_characters)
        yield RawRow(number, cells, fault=RowReason.OPEN_QUOTE if record.broken else fault)


def _decoded(fields: list[str], encoding: str, limits: Limits) -> tuple[tuple[Cell, ...], RowReason | None]:
    joined = "\n".join(fields)
    if joined.isascii():
        return tuple(_cell(field, limits) for field in fields), None
    raw = joined.encode("latin-1")
    try:
        if encoding == "gb18030" and is_plain_utf8(raw):
            raise ValueError("UTF-8 in a GB18030 file")
        raw.decode(encoding)
    except ValueError:
        shown = (field.encode("latin-1").decode(encoding, "replace") for field in fields)
        return tuple(text[: limits.cell_characters] for text in shown), RowReason.UNREADABLE_BYTES
    return tuple(_cell(field.encode("latin-1").decode(encoding), limits) for field in fields), None


def _cell(text: str, limits: Limits) -> Cell:
    if len(text) > limits.cell_characters:
        return Fault(RowReason.TEXT_TOO_LONG, text[: limits.cell_characters])
    return text
