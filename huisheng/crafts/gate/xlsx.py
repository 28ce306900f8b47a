"""Read an xlsx workbook as it stands: a stream over the sheet's own XML, in the child process.

The usual readers lose data silently: errors and formulas without a stored value become blank, a far stray
cell becomes a million empty rows, a false <dimension> hides rows. This one reads what the bytes say.

Source: ECMA-376 Part 1, 18.3 (worksheets), 18.4 (shared strings), 18.8 (styles), 22.9.2.19 (ST_Xstring).
"""

import math
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import BinaryIO, TypeAlias
from xml.parsers import expat

from .archive import Budget, part_bytes, xml_bytes
from .facts import Cell, Fault, FileRefused, Limits, RawRow
from .reasons import FileReason, RowReason

Attributes: TypeAlias = dict[str, str]

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LETTERS = re.compile(r"([A-Z]{1,3})[0-9]*")
# In a format, what is quoted, escaped or in brackets is no date letter; [h], [m], [s] are durations.
_FORMAT_NOISE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DATE_FORMATS = frozenset([*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58])
_WHOLE_SECOND = timedelta(milliseconds=500)


@dataclass(frozen=True, slots=True)
class Part:
    """One worksheet as the workbook lists it: its name, whether it is hidden, the zip part it lives in."""

    name: str
    hidden: bool
    part: str


def parse(
    chunks: Iterator[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> Iterator[None]:
    """Feed an XML part to handlers, one step for each chunk.

    Document types are refused, so there are no entities to expand and nothing outside to fetch. The handlers
    keep the depth limit themselves, because they must count the depth anyway.

    Raises:
        FileRefused: it is no well-formed XML, or has a document type.
    """
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        for chunk in xml_bytes(chunks):
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as broken:
        raise FileRefused(FileReason.DAMAGED) from broken


def _refuse_document_type(*_declaration: object) -> None:
    raise FileRefused(FileReason.DOCUMENT_TYPE)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _elements(chunks: Iterator[bytes], limits: Limits) -> Iterator[tuple[tuple[str, ...], Attributes]]:
    """The elements of a small part in order: the path of local names down to each, and its attributes."""
    path: list[str] = []
    found: list[tuple[tuple[str, ...], Attributes]] = []

    def start(name: str, attributes: Attributes) -> None:
        path.append(_local(name))
        if len(path) > limits.depth:
            raise FileRefused(FileReason.TOO_DEEP, limit=limits.depth)
        found.append((tuple(path[-3:]), {_local(key): value for key, value in attributes.items()}))

    for _step in parse(chunks, start, lambda _name: _drop(path), _no_text):
        yield from found
        found.clear()


def _drop(path: list[str]) -> None:
    path.pop()


def _no_text(_text: str) -> None:
    return None


def unescape(text: str) -> str | None:
    """Undo the _xHHHH_ of spreadsheet strings; None if what comes out is no text (half a surrogate pair)."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    try:
        return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        return None


def _string(text: str, limits: Limits) -> str | Fault:
    plain = unescape(text)
    if plain is None:
        return Fault(RowReason.FORBIDDEN_CHARACTER, text[: limits.cell_characters])
    if len(plain) > limits.cell_characters:
        return Fault(RowReason.TEXT_TOO_LONG, plain[: limits.cell_characters])
    return plain


class SharedStrings:
    """The workbook's common strings, parsed only as far as they are asked for."""

    def __init__(self, chunks: Iterator[bytes], limits: Limits) -> None:
        self._limits = limits
        self._texts: list[str | Fault] = []
        self._characters = 0
        self._steps = self._parse(chunks)

    def __getitem__(self, index: int) -> str | Fault | None:
        """The string at the place, None beyond the last."""
        while index >= len(self._texts):
            if next(self._steps, self) is self:
                return None
        return self._texts[index] if index >= 0 else None

    def _parse(self, chunks: Iterator[bytes]) -> Iterator[None]:
        depth, phonetic = 0, 0
        pieces: list[str] = []
        buffer: list[str] = []
        limits = self._limits

        def start(name: str, _attributes: Attributes) -> None:
            nonlocal depth, phonetic
            depth += 1
            if depth > limits.depth:
                raise FileRefused(FileReason.TOO_DEEP, limit=limits.depth)
            name = _local(name)
            if name == "t":
                buffer.clear()
            elif name == "si":
                pieces.clear()
            elif name == "rPh":
                phonetic += 1

        def end(name: str) -> None:
            nonlocal depth, phonetic
            depth -= 1
            name = _local(name)
            if name == "t" and not phonetic:
                pieces.extend(buffer)
            elif name == "rPh":
                phonetic -= 1
            elif name == "si":
                self._add("".join(pieces))

        yield from parse(chunks, start, end, buffer.append)

    def _add(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > self._limits.all_characters:
            raise FileRefused(FileReason.TOO_MUCH_TEXT, limit=self._limits.all_characters)
        self._texts.append(_string(text, self._limits))


class Workbook:
    """An xlsx file, open: its worksheets in order, its date system, its strings and date formats.

    Raises:
        FileRefused: a part is missing or damaged, or a limit is passed.
    """

    def __init__(self, file: BinaryIO, parts: dict[str, zipfile.ZipInfo], limits: Limits) -> None:
        self._file, self._parts, self._limits = file, parts, limits
        self._budget = Budget(limits)
        self.starts_1904 = False
        main = self._main_part()
        links = self._links(main)
        self.sheets = self._sheets(main, links)
        if len(self.sheets) > limits.sheets:
            raise FileRefused(FileReason.TOO_MANY_SHEETS, limit=limits.sheets, found=len(self.sheets))
        self._shared_part = next((target for kind, target in links.values() if kind == "sharedStrings"), "")
        styles = next((target for kind, target in links.values() if kind == "styles"), "")
        self._dates = self._date_styles(styles) if styles in self._parts else frozenset()

    def rows(self, sheet: int) -> Iterator[RawRow]:
        """The rows with content of one sheet, in order, with strictly growing numbers.

        A row is yielded if its bytes hold anything at all, even an empty common string, so that it can be
        counted; whether that is blank to a person is not decided here.
        """
        part = self.sheets[sheet].part
        shared = SharedStrings(self._chunks(self._shared_part), self._limits) if self._shared_part else None
        return _sheet_rows(self._chunks(part), shared, self._dates, self.starts_1904, self._limits)

    def _chunks(self, name: str) -> Iterator[bytes]:
        info = self._parts.get(name)
        if info is None:
            raise FileRefused(FileReason.DAMAGED)
        return part_bytes(self._file, info, self._budget)

    def _main_part(self) -> str:
        if "_rels/.rels" in self._parts:
            for path, attributes in _elements(self._chunks("_rels/.rels"), self._limits):
                if path[-1] == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
                    return _target("", attributes.get("Target", ""))
        return "xl/workbook.xml"

    def _links(self, main: str) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(main)
        links: dict[str, tuple[str, str]] = {}
        for path, attributes in _elements(self._chunks(f"{folder}/_rels/{name}.rels"), self._limits):
            if path[-1] == "Relationship" and attributes.get("TargetMode") != "External":
                kind = attributes.get("Type", "").rpartition("/")[2]
                links[attributes.get("Id", "")] = (kind, _target(folder, attributes.get("Target", "")))
        return links

    def _sheets(self, main: str, links: dict[str, tuple[str, str]]) -> list[Part]:
        sheets: list[Part] = []
        for path, attributes in _elements(self._chunks(main), self._limits):
            if path[-1] == "workbookPr":
                self.starts_1904 = attributes.get("date1904", "0") in ("1", "true")
            elif path[-2:] == ("sheets", "sheet"):
                kind, target = links.get(attributes.get("id", ""), ("", ""))
                if kind == "worksheet":
                    hidden = attributes.get("state", "visible") != "visible"
                    sheets.append(Part(attributes.get("name", "")[:255], hidden, target))
        if not sheets:
            raise FileRefused(FileReason.EMPTY_SHEET)
        return sheets

    def _date_styles(self, part: str) -> frozenset[str]:
        """The numbers of the cell styles that show a day."""
        formats: dict[str, bool] = {}
        dates: set[str] = set()
        count = 0
        for path, attributes in _elements(self._chunks(part), self._limits):
            if path[-1] == "numFmt":
                formats[attributes.get("numFmtId", "")] = is_date_format(attributes.get("formatCode", ""))
            elif path[-2:] == ("cellXfs", "xf"):
                number = attributes.get("numFmtId", "0")
                if formats.get(number, number.isdigit() and int(number) in _DATE_FORMATS):
                    dates.add(str(count))
                count += 1
        return frozenset(dates)


def _target(folder: str, target: str) -> str:
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def is_date_format(code: str) -> bool:
    """Whether a number format shows a day (not only a time): it holds a year, or a day with a month."""
    letters = _FORMAT_NOISE.sub("", code.partition(";")[0]).lower()
    return "y" in letters or "e" in letters.replace("e+", "").replace("e-", "") or ("d" in letters and "m" in letters)


def serial_day(serial: float, starts_1904: bool) -> date | datetime | None:
    """The day of a spreadsheet's serial number, with its time if it has one; None outside 1900 to 9999.

    Serial 60 of the 1900 system is a 29 February that never was.
    """
    if not 1 <= serial < 2_958_466 - (1_462 if starts_1904 else 0) and not (starts_1904 and 0 <= serial < 1):
        return None
    if starts_1904:
        origin = date(1904, 1, 1)
    else:
        origin = date(1899, 12, 30) if serial >= 61 else date(1899, 12, 31)
        if 60 <= serial < 61:
            return None
    moment = datetime.combine(origin, time.min) + timedelta(days=serial) + _WHOLE_SECOND
    moment = moment.replace(microsecond=0)
    return moment.date() if serial == math.floor(serial) else moment


def _number(value: str, is_date: bool, starts_1904: bool) -> Cell:
    try:
        number = float(value)
    except ValueError:
        return value
    if not math.isfinite(number):
        return value
    if is_date:
        day = serial_day(number, starts_1904)
        if day is not None:
            return day
    if abs(number) >= 1e15:
        # A spreadsheet keeps 15 digits: what stood behind them is gone.
        return Fault(RowReason.DIGITS_LOST, value[:64])
    return int(number) if number == math.floor(number) else number


def column_index(letters: str) -> int:
    """Column from its letters, from 0: A is 0, XFD is 16,383."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _sheet_rows(
    chunks: Iterator[bytes],
    shared: SharedStrings | None,
    dates: frozenset[str],
    starts_1904: bool,
    limits: Limits,
) -> Iterator[RawRow]:
    # One closure with plain variables instead of an object: four handlers run millions of times, and
    # attribute access would double what they cost.
    ready: list[RawRow] = []
    buffer: list[str] = []
    inline: list[str] = []
    cells: list[Cell] = []
    columns: dict[str, int] = {}
    depth = cut = number = column = phonetic = characters = 0
    hidden = filled = cell_filled = has_formula = False
    reference = kind = style = ""
    value: str | None = None

    def start(name: str, attributes: Attributes) -> None:
        nonlocal depth, cut, number, column, phonetic, hidden, filled, cell_filled, has_formula
        nonlocal reference, kind, style, value
        depth += 1
        if cut:
            name = name[cut:]
        if depth == 4 and name == "c":
            reference = attributes.get("r", "")
            kind = attributes.get("t", "n")
            style = attributes.get("s", "")
            value = None
            cell_filled = has_formula = False
            inline.clear()
        elif name in ("v", "t"):
            buffer.clear()
        elif name == "f" and depth == 5:
            has_formula = cell_filled = True
            buffer.clear()
        elif depth == 3 and name == "row":
            given = attributes.get("r", "")
            there = int(given) if given.isdecimal() and len(given) < 9 else 0
            number = there if there > number else number + 1
            hidden = attributes.get("hidden", "0") in ("1", "true")
            filled = False
            column = -1
            cells.clear()
        elif name == "rPh":
            phonetic += 1
        elif depth == 1:
            cut = name.find(":") + 1
        elif depth > limits.depth:
            raise FileRefused(FileReason.TOO_DEEP, limit=limits.depth)

    def end(name: str) -> None:
        nonlocal depth, column, phonetic, characters, filled, cell_filled, value
        if cut:
            name = name[cut:]
        if depth == 5 and name == "v":
            value = "".join(buffer)
            cell_filled = cell_filled or value != ""
        elif depth == 4 and name == "c":
            column += 1
            if reference:
                column = _column(reference, column)
            if cell_filled:
                filled = True
                cell = content()
                if isinstance(cell, str):
                    characters += len(cell)
                    if characters > limits.all_characters:
                        raise FileRefused(FileReason.TOO_MUCH_TEXT, limit=limits.all_characters)
                if column < limits.columns:
                    while len(cells) <= column:
                        cells.append(None)
                    cells[column] = cell
                elif not isinstance(cell, str) or cell.strip():
                    raise FileRefused(FileReason.TOO_MANY_COLUMNS, limit=limits.columns, found=column + 1)
        elif depth == 3 and name == "row":
            if filled:
                ready.append(RawRow(number, tuple(cells), hidden))
        elif name == "t":
            if buffer:
                cell_filled = True
                if not phonetic:
                    inline.extend(buffer)
        elif name == "rPh":
            phonetic -= 1
        depth -= 1

    def _column(reference: str, next_column: int) -> int:
        letters = reference.rstrip("0123456789")
        index = columns.get(letters)
        if index is None:
            if not _LETTERS.fullmatch(letters):
                raise FileRefused(FileReason.DAMAGED)
            index = columns[letters] = column_index(letters)
        if index < next_column:
            raise FileRefused(FileReason.DAMAGED)  # two cells in one place: one of them would be lost
        return index

    def content() -> Cell:
        if kind == "inlineStr" or (inline and value is None):
            return _string("".join(inline), limits)
        if value is None or (value == "" and kind != "str"):
            if has_formula:
                return Fault(RowReason.FORMULA_WITHOUT_VALUE, "=")
            return None
        if kind == "s":
            place = int(value) if value.isdecimal() and len(value) < 10 else -1
            text = shared[place] if shared is not None else None
            return Fault(RowReason.BAD_REFERENCE, value[:64]) if text is None else text
        if kind == "str":
            return _string(value, limits)
        if kind == "b":
            return value.strip() in ("1", "true")
        if kind == "e":
            return Fault(RowReason.CELL_ERROR, value[:64])
        if kind == "d":
            return _iso(value)
        return _number(value, style in dates, starts_1904)

    for _step in parse(chunks, start, end, buffer.append):
        yield from ready
        ready.clear()


def _iso(value: str) -> Cell:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value[:64]
    return moment.date() if len(value) <= 10 else moment.replace(tzinfo=None)
