"""Read the words of a Word document as they stand: a stream over its own XML, in the child process.

The usual readers lose words silently: table cells, text boxes, notes, inserted text. This one takes every word
a reader of the page would see, and counts those nobody would: deleted, hidden, or written twice for old programs.

Source: ECMA-376 Part 1, 17.3 (paragraphs, runs), 17.4 (tables), 17.11 (notes), 17.13.5 (revisions);
Part 3, 10.2 (alternate content).
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from .archive import Budget, part_bytes
from .facts import Block, FileRefused, Limits, Place
from .reasons import DocumentNote, FileReason
from .xlsx import Attributes, parse

MAIN = "word/document.xml"
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_HEADING = re.compile(r"word/header\d{0,3}\.xml")
_HEADINGS = 20
_STYLES, _COMMENTS = "word/styles.xml", "word/comments.xml"
_OFF = frozenset(("0", "false", "off"))
_REMOVED = frozenset(("del", "moveFrom"))
_REVISIONS = frozenset(("ins", "del", "moveFrom", "moveTo"))
_CHANGES = frozenset(("rPrChange", "pPrChange"))  # hold what the properties were before
_PICTURES = frozenset(("blip", "imagedata"))
_BREAKS = frozenset(("br", "cr", "noBreakHyphen", "tab", "ptab"))
# Such notes are the line above the notes, not notes.
_SEPARATORS = frozenset(("separator", "continuationSeparator", "continuationNotice"))


@dataclass(slots=True)
class Words:
    """What a document holds. `counts`: characters kept, deleted, hidden, doubled; and what else was left out."""

    blocks: list[Block] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def read(file: BinaryIO, parts: dict[str, zipfile.ZipInfo], limits: Limits) -> Words:
    """All words of a document, in the order they are read on the page; notes follow the body.

    Raises:
        FileRefused: a part is damaged, has a document type, is nested too deep, or a limit is passed.
    """
    budget = Budget(limits)
    words = Words()
    styles = _read_styles(file, parts, budget, limits)
    for name in (MAIN, *NOTES):
        if name in parts:
            place = Place.BODY if name == MAIN else Place.NOTE
            _read_part(file, parts[name], words, styles, budget, limits, place)
    for name in sorted(filter(_HEADING.fullmatch, parts))[:_HEADINGS]:
        above = Words()
        _read_part(file, parts[name], above, styles, budget, limits)
        words.headings += [block.text for block in above.blocks]
    if _COMMENTS in parts:
        words.counts[DocumentNote.COMMENTS] = sum(
            name == "comment" for name, _attributes in _elements(file, parts[_COMMENTS], budget, limits)
        )
    return words


def _read_part(
    file: BinaryIO,
    info: zipfile.ZipInfo,
    words: Words,
    styles: dict[str, "_Style"],
    budget: Budget,
    limits: Limits,
    place: Place = Place.BODY,
) -> None:
    reader = _Reader(words, styles, limits, place)
    for _step in parse(part_bytes(file, info, budget), reader.start, reader.end, reader.text):
        reader.check()
    reader.finish()


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _plain(attributes: Attributes) -> Attributes:
    return {_local(name): value for name, value in attributes.items()}


def _is_on(attributes: Attributes) -> bool:
    return _plain(attributes).get("val", "1").lower() not in _OFF


def _elements(
    file: BinaryIO, info: zipfile.ZipInfo, budget: Budget, limits: Limits
) -> Iterator[tuple[str, Attributes]]:
    """Local names and attributes of a small part's elements, in order; an element that closed comes as "/name"."""
    depth = 0
    found: list[tuple[str, Attributes]] = []

    def start(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.depth:
            raise FileRefused(FileReason.TOO_DEEP, limit=limits.depth)
        found.append((_local(name), attributes))

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        found.append(("/" + _local(name), {}))

    for _step in parse(part_bytes(file, info, budget), start, end, lambda _text: None):
        yield from found
        found.clear()


@dataclass(slots=True)
class _Style:
    parent: str = ""
    bold: bool | None = None
    hidden: bool | None = None


def _read_styles(
    file: BinaryIO, parts: dict[str, zipfile.ZipInfo], budget: Budget, limits: Limits
) -> dict[str, _Style]:
    """The styles by id, each with what it inherits settled: bold, hidden."""
    styles: dict[str, _Style] = {}
    if _STYLES not in parts:
        return styles
    style, inside = _Style(), ""
    for name, attributes in _elements(file, parts[_STYLES], budget, limits):
        if name == "style":
            style = styles.setdefault(_plain(attributes).get("styleId", ""), _Style())
        elif name in ("rPr", "/rPr"):
            inside = "" if name.startswith("/") else name
        elif name == "basedOn":
            style.parent = _plain(attributes).get("val", "")
        elif inside and name == "b":
            style.bold = _is_on(attributes)
        elif inside and name == "vanish":
            style.hidden = _is_on(attributes)
    return {key: _settled(styles, key) for key in styles}


def _settled(styles: dict[str, _Style], key: str) -> _Style:
    found = _Style()
    for _step in range(12):  # Word itself follows no longer chain, and a circle must end
        style = styles.get(key)
        if style is None:
            break
        found.bold = style.bold if found.bold is None else found.bold
        found.hidden = style.hidden if found.hidden is None else found.hidden
        key = style.parent
    return found


@dataclass(slots=True)
class _Paragraph:
    """A paragraph being read. `lines` are its lines, each a list of (text, bold)."""

    place: Place
    cell: tuple[int, int, int] | None
    slot: int
    lines: list[list[tuple[str, bool]]] = field(default_factory=lambda: [[]])
    hidden: list[str] = field(default_factory=list)
    style: _Style = field(default_factory=_Style)
    listed: bool = False
    joins_next: bool = False


@dataclass(slots=True)
class _Run:
    bold: bool | None = None
    hidden: bool | None = None
    style: _Style = field(default_factory=_Style)


@dataclass(slots=True)
class _Table:
    number: int
    row: int = 0
    column: int = 0


class _Reader:
    """Handlers for one part. A paragraph's place among the others is that of its beginning."""

    def __init__(self, words: Words, styles: dict[str, _Style], limits: Limits, place: Place) -> None:
        self._words, self._styles, self._limits, self._place = words, styles, limits, place
        self._path: list[str] = []
        self._paragraphs: list[_Paragraph] = []
        self._done: list[_Paragraph | None] = []
        self._runs: list[_Run] = []
        self._tables: list[_Table | None] = []  # None: a text box, which is in no cell
        self._table_count = 0
        self._boxes = 0
        self._removed = 0
        self._not_shown = 0
        self._choices: list[bool] = []
        self._separator: list[bool] = []
        self._in_text = False
        self._open: _Paragraph | None = None

    # ---------------------------------------------------------------- handlers

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        name = _local(name)
        parent = self._path[-1] if self._path else ""
        self._path.append(name)
        if len(self._path) > self._limits.depth:
            raise FileRefused(FileReason.TOO_DEEP, limit=self._limits.depth)
        if name == "t":
            self._in_text = True
        elif name == "p":
            self._begin_paragraph()
        elif name == "r":
            self._runs.append(_Run())
        elif len(self._path) > 2 and self._path[-3] in _CHANGES:
            return
        elif parent == "rPr":
            self._property(name, attributes)
        elif name in _REVISIONS:
            self._removed += name in _REMOVED
            self._words.counts[DocumentNote.TRACKED] += 1
        elif parent == "r" and name in _BREAKS:
            self._break(name)
        elif name == "sym":
            self._symbol()
        elif name == "txbxContent":
            self._boxes += 1
            self._tables.append(None)
        elif name in ("tbl", "tr", "tc"):
            self._table(name)
        elif name in ("pStyle", "numId"):
            self._paragraph_property(name, attributes)
        else:
            self._other(name, attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        name = _local(name)
        self._path.pop()
        parent = self._path[-1] if self._path else ""
        if name == "t":
            self._in_text = False
        elif name == "p":
            self._end_paragraph()
        elif name == "r":
            self._runs.pop()
        elif name in _REMOVED and parent != "rPr":
            self._removed -= 1
        elif name in ("Fallback", "rt"):
            self._not_shown -= self._is_doubled(name)
        elif name == "txbxContent":
            self._boxes -= 1
            self._tables.pop()
        elif name == "tbl":
            self._tables.pop()
        elif name == "AlternateContent":
            self._choices.pop()
        elif name in ("footnote", "endnote"):
            self._not_shown -= self._separator.pop()

    def text(self, text: str) -> None:
        """Characters: only those inside text elements are words."""
        if not self._in_text:
            return
        words = self._words
        run = self._runs[-1] if self._runs else _Run()
        if self._removed:
            words.counts["deleted"] += len(text)
        elif self._not_shown or not self._paragraphs:
            words.counts["doubled"] += len(text)
        elif self._first(run.hidden, run.style.hidden, self._paragraphs[-1].style.hidden):
            words.counts["hidden"] += len(text)
            self._paragraphs[-1].hidden.append(text)
        else:
            words.counts["kept"] += len(text)
            bold = self._first(run.bold, run.style.bold, self._paragraphs[-1].style.bold)
            self._paragraphs[-1].lines[-1].append((text.translate(_AS_BLANK), bold))

    def check(self) -> None:
        """Hold the limits between two chunks."""
        limits = self._limits
        if sum(self._words.counts[name] for name in COUNTED) > limits.document_characters:
            raise FileRefused(FileReason.DOCUMENT_TOO_LONG, limit=limits.document_characters)
        if len(self._done) > 10 * limits.blocks:
            raise FileRefused(FileReason.DOCUMENT_TOO_LONG, limit=limits.blocks)

    def finish(self) -> None:
        """Make blocks of the paragraphs of this part."""
        words = self._words
        for paragraph in self._done:
            if paragraph is None:
                continue
            if hidden := "".join(paragraph.hidden):
                words.hidden.append(hidden)
            for line in paragraph.lines:
                text = "".join(piece for piece, _bold in line)
                if not text.strip():
                    words.counts["blank"] += len(text)
                else:
                    number = len(words.blocks) + 1
                    words.blocks.append(
                        Block(number, text, paragraph.place, paragraph.cell, _bold_start(line), paragraph.listed)
                    )
        if len(words.blocks) > self._limits.blocks:
            raise FileRefused(FileReason.DOCUMENT_TOO_LONG, limit=self._limits.blocks)

    # ---------------------------------------------------------------- what they find

    def _begin_paragraph(self) -> None:
        place = Place.BOX if self._boxes else self._place
        table = self._tables[-1] if self._tables else None
        cell = (table.number, table.row, table.column) if table else None
        joined = self._open if self._open is not None and self._open.cell == cell else None
        self._open = None
        if joined is not None:  # the mark between them was deleted: one paragraph to whoever reads
            joined.joins_next = False
            self._paragraphs.append(joined)
            return
        self._paragraphs.append(_Paragraph(place, cell, len(self._done)))
        self._done.append(None)

    def _end_paragraph(self) -> None:
        paragraph = self._paragraphs.pop()
        self._done[paragraph.slot] = paragraph
        self._open = paragraph if paragraph.joins_next and not self._paragraphs else None

    def _paragraph_property(self, name: str, attributes: Attributes) -> None:
        if not self._paragraphs:
            return
        if name == "numId":
            self._paragraphs[-1].listed = _plain(attributes).get("val") != "0"
        else:
            self._paragraphs[-1].style = self._style(attributes)

    def _style(self, attributes: Attributes) -> _Style:
        return self._styles.get(_plain(attributes).get("val", ""), _Style())

    def _property(self, name: str, attributes: Attributes) -> None:
        """A property of a run, or of a paragraph's mark."""
        of_mark = len(self._path) > 2 and self._path[-3] == "pPr"
        if of_mark:
            if name in _REMOVED and self._paragraphs:
                self._paragraphs[-1].joins_next = True
        elif self._runs:
            run = self._runs[-1]
            if name == "b":
                run.bold = _is_on(attributes)
            elif name == "vanish":
                run.hidden = _is_on(attributes)
            elif name == "rStyle":
                run.style = self._style(attributes)

    def _break(self, name: str) -> None:
        if self._removed or self._not_shown or not self._paragraphs:
            return
        paragraph = self._paragraphs[-1]
        if name in ("br", "cr"):
            paragraph.lines.append([])
        else:
            paragraph.lines[-1].append(("-" if name == "noBreakHyphen" else "\t", False))
            self._words.counts["added"] += 1

    def _symbol(self) -> None:
        if not self._removed and not self._not_shown and self._paragraphs:
            self._paragraphs[-1].lines[-1].append(("□", False))
            self._words.counts["added"] += 1
            self._words.counts[DocumentNote.SYMBOLS] += 1

    def _table(self, name: str) -> None:
        table = self._tables[-1] if self._tables else None
        if name == "tbl":
            self._table_count += 1
            self._tables.append(_Table(self._table_count))
        elif table and name == "tr":
            table.row += 1
            table.column = 0
        elif table:
            table.column += 1

    def _other(self, name: str, attributes: Attributes) -> None:
        if name == "AlternateContent":
            self._choices.append(False)
        elif name == "Choice" and self._choices:
            self._choices[-1] = True
        elif name in ("Fallback", "rt"):
            self._not_shown += self._is_doubled(name)
        elif name in ("footnote", "endnote"):
            is_separator = _plain(attributes).get("type", "") in _SEPARATORS
            self._separator.append(is_separator)
            self._not_shown += is_separator
        elif name in _PICTURES and not self._not_shown:
            self._words.counts[DocumentNote.PICTURES] += 1
        elif name == "altChunk":
            self._words.counts[DocumentNote.OTHER_PARTS] += 1

    def _is_doubled(self, name: str) -> bool:
        """Reading aids, and what is written once more for programs that do not know the first choice."""
        return name == "rt" or (bool(self._choices) and self._choices[-1])

    @staticmethod
    def _first(*values: bool | None) -> bool:
        """The nearest that says something; else not."""
        return next((value for value in values if value is not None), False)


COUNTED = ("kept", "deleted", "hidden", "doubled")
_AS_BLANK = dict.fromkeys(map(ord, "\n\r\t"), " ")  # a line end inside a text element is no line end on the page


def _bold_start(line: list[tuple[str, bool]]) -> int:
    count = 0
    for text, bold in line:
        if text.strip() and not bold:
            break
        count += len(text)
    return count if any(bold and text.strip() for text, bold in line) else 0
