"""What the gate knows: kinds of file, limits, cells, rows, layouts. Data only."""

from collections.abc import Mapping as Facts
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from huisheng.errors import Unreadable

from . import sayings
from .reasons import DocumentNote, Doubt, FileReason, IgnoredReason, RowReason


class Kind(StrEnum):
    """What a file is, by its content; never by its ending."""

    EMPTY = "empty"
    XLSX = "xlsx"
    XLS = "xls"
    DELIMITED = "delimited"
    DOCX = "docx"
    DOC = "doc"
    ODS = "ods"
    XLSB = "xlsb"
    ZIP = "zip"
    LOCKED_OFFICE = "locked-office"
    OLE = "ole"
    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    TIFF = "tiff"
    GIF = "gif"
    SVG = "svg"
    HTML = "html"
    XML = "xml"
    JSON = "json"
    PROGRAM = "program"
    BINARY = "binary"


class FileRefused(Unreadable):
    """A file that cannot be used as a whole; nothing of it was kept. `facts` are the numbers and names of it."""

    def __init__(self, reason: FileReason, **facts: str | int) -> None:
        super().__init__(reason.value, facts)
        self.reason = reason
        self.facts: Facts[str, str | int] = facts

    def words(self, language: str = "") -> str:
        """What happened and what to do, in "zh-Hans", "en", or the command line's language."""
        return sayings.file_words(self.reason, self.facts, language)

    def __str__(self) -> str:
        return self.words()


@dataclass(frozen=True, slots=True)
class Limits:
    """The wall and the budget. Bytes, counts and characters; each refusal names the number."""

    workbook_bytes: int = 50 << 20
    delimited_bytes: int = 100 << 20
    document_bytes: int = 50 << 20
    document_unpacked_bytes: int = 100 << 20
    document_characters: int = 1_000_000  # a day's minutes hold a twentieth of it
    blocks: int = 20_000
    unpacked_bytes: int = 250 << 20
    entries: int = 5_000
    tight_part_bytes: int = 1 << 20
    tight_ratio: int = 100
    depth: int = 256
    sheets: int = 200
    rows: int = 200_000
    columns: int = 1_024
    cell_characters: int = 32_767  # what a workbook's cell can hold, so that any row can be handed back
    all_characters: int = 100_000_000
    quoted_lines: int = 200
    merges: int = 100_000
    memory_bytes: int = 1 << 30
    cpu_seconds: int = 20  # for each part of `part_rows` rows
    part_rows: int = 5_000
    silent_seconds: int = 120  # the child may wait for the disk, not for ever


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that has no usable value; `shown` is what a person sees in it."""

    reason: RowReason
    shown: str


Cell: TypeAlias = str | int | float | bool | date | datetime | Fault | None


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it stands in the file; `number` as a person counts it, from 1."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False
    fault: RowReason | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells merged into one: rows from 1, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


class Role(StrEnum):
    """What a column holds. `IDENTITY` says who spoke and is never imported."""

    TEXT = "text"
    TITLE = "title"
    DAY = "day"
    SECTOR = "sector"
    CHANNEL = "channel"
    NUMBER = "number"
    IDENTITY = "identity"
    REASON = "reason"  # the last column of rows handed back earlier: ours, ignored
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Column:
    """One column as found: its place from 0, its name, the guessed role, some of its values."""

    index: int
    name: str
    role: Role
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column is what: indexes from 0. `year` completes days such as 3月9日.

    Columns in `left_out` (who spoke, reasons of an earlier hand-back) are never passed on.
    """

    text: int
    title: int | None = None
    day: int | None = None
    sector: int | None = None
    channel: int | None = None
    number: int | None = None
    left_out: frozenset[int] = frozenset()
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """How one sheet is laid out.

    `header_row` is the last row of the header (0: there is none), `first_row` the first row below it,
    `head_rows` how many rows with content stand above `first_row` (titles, header, sep= line) and are no
    voices. `signature` is the same for every file with these column names, so a mapping can be remembered.
    """

    signature: str
    header_row: int
    first_row: int
    head_rows: int
    columns: tuple[Column, ...]
    mapping: Mapping | None
    doubts: tuple[tuple[Doubt, str], ...]
    preview: tuple[RawRow, ...]
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a table file. `raw_rows` is the parent's own count of rows with content, from the bytes."""

    index: int
    name: str
    hidden: bool
    raw_rows: int
    layout: Layout
    merges: tuple[Merge, ...] = ()
    starts_1904: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table file that may come in. `sha256` is of the bytes as received."""

    name: str
    kind: Kind
    encoding: str
    separator: str
    sha256: str
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be used. `text` is verbatim, but for line ends (all \\n) and invisible controls.

    `other` holds the remaining columns, (name, value), without those that say who spoke.
    `cleaned` is true when invisible control characters were taken out.
    """

    number: int
    text: str
    title: str = ""
    day: date | None = None
    sector: str = ""
    channel: str = ""
    other: tuple[tuple[str, str], ...] = ()
    hidden: bool = False
    cleaned: bool = False


@dataclass(frozen=True, slots=True)
class RowFault:
    """One reason, with the column's name ("" for the whole row) and the value that gave it."""

    reason: RowReason
    column: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row to hand back: its cells as a person sees them, and why."""

    number: int
    cells: tuple[str, ...]
    faults: tuple[RowFault, ...]

    def words(self, language: str = "") -> str:
        """Why it is handed back, in "zh-Hans", "en", or the command line's language."""
        faults = [(fault.reason, fault.column, fault.value) for fault in self.faults]
        return sayings.row_words(self.number, faults, language)


@dataclass(frozen=True, slots=True)
class IgnoredRow:
    """A row that is no voice: empty, a total, a signature line. Counted, never silently skipped."""

    number: int
    reason: IgnoredReason
    shown: str = ""


class Place(StrEnum):
    """Where in a document a block stands."""

    BODY = "body"
    BOX = "box"  # a text box
    NOTE = "note"  # a footnote or an endnote


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a document, or a line of one that was broken by hand. Never blank.

    `number` counts from 1. `cell` is (table, row, column), each from 1, inside a table. `bold` says how many
    characters at its start are bold. `listed`: the writer's program put a number or a dot before it.
    """

    number: int
    text: str
    place: Place = Place.BODY
    cell: tuple[int, int, int] | None = None
    bold: int = 0
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A document that may come in. `sha256` is of the bytes as received.

    `hidden` are passages the writer hid: shown to the clerk, never taken for what was said. `notes` says what
    else was left out, and how much of it.
    """

    name: str
    kind: Kind
    encoding: str
    sha256: str
    blocks: tuple[Block, ...]
    hidden: tuple[str, ...] = ()
    notes: tuple[tuple[DocumentNote, int], ...] = ()


@dataclass(slots=True)
class Tally:
    """The equation of an import: raw = head + kept + handed back + ignored."""

    raw: int = 0
    head: int = 0
    kept: int = 0
    rejected: int = 0
    ignored: dict[IgnoredReason, int] = field(default_factory=dict)

    def add(self, row: Row | RejectedRow | IgnoredRow) -> None:
        """Count one row that came out of `read_rows`."""
        if isinstance(row, Row):
            self.kept += 1
        elif isinstance(row, RejectedRow):
            self.rejected += 1
        else:
            self.ignored[row.reason] = self.ignored.get(row.reason, 0) + 1

    @property
    def ignored_rows(self) -> int:
        """Rows that are no voices and nothing to mend."""
        return sum(self.ignored.values())

    @property
    def rows(self) -> int:
        """Rows below the header: kept, handed back and ignored."""
        return self.kept + self.rejected + self.ignored_rows

    @property
    def balances(self) -> bool:
        """Whether every row with content in the file's bytes is accounted for."""
        return self.raw == self.head + self.rows
