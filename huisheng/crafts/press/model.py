"""What an official document says, apart from how it looks: one model for PDF and Word, Chinese and English.

Every class is frozen and compares by value; `codec.parse` and `codec.dump` turn a `Document` from and to
JSON. Wherever `Text` stands, a plain string or a tuple of `Run` may be given.
"""

import re
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal

Language = Literal["zh-Hans", "en"]
Paper = Literal["portrait", "landscape"]
Align = Literal["both", "left", "centre", "right"]
Order = Literal["given", "rank", "strokes", "pinyin"]
Marker = Literal["ordinal", "number", "none"]
Size = Literal["normal", "small", "tiny"]

# What neither PDF nor Word can carry: controls but the line break, halves of surrogate pairs, non-characters.
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_HREF = re.compile(r"(?:https?://|mailto:|/)\S+")


def printable(words: str) -> str:
    """The words without what no document can carry: tabs become spaces, other control characters go."""
    return _UNPRINTABLE.sub("", words.replace("\r\n", "\n").replace("\t", " "))


def _is_printable(value: object) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_printable, value))
    return not (isinstance(value, str) and _UNPRINTABLE.search(value))


@dataclass(frozen=True, slots=True)
class _Part:
    def __post_init__(self) -> None:
        for each in fields(self):
            if not _is_printable(getattr(self, each.name)):
                raise ValueError(f"{each.name} holds a control character")


@dataclass(frozen=True, slots=True)
class Run(_Part):
    """Some words of a paragraph that look and behave alike."""

    text: str
    lead: bool = False  # bold, such as the sentence a paragraph begins with
    href: str = ""  # http(s)://…, mailto:… or /…: a link in PDF and Word
    id: str = ""  # names the run for the caller, such as the figure it prints; a bookmark in Word

    def __post_init__(self) -> None:
        super(Run, self).__post_init__()
        if self.href and not _HREF.fullmatch(self.href):
            raise ValueError("href begins with neither http://, https://, mailto: nor /")


Text = str | tuple[Run, ...]


def runs(text: Text) -> tuple[Run, ...]:
    """The text as runs, whichever way it was given; empty runs are left out."""
    return tuple(run for run in ((Run(text),) if isinstance(text, str) else text) if run.text)


def plain(text: Text) -> str:
    """The words of the text alone."""
    return text if isinstance(text, str) else "".join(run.text for run in text)


@dataclass(frozen=True, slots=True)
class Heading(_Part):
    """A heading: 一、 · (一) · 1. · (1), or 1. · 1.1 · 1.1.1 · (a) in English; unnumbered when it is a phrase."""

    text: Text
    level: int = 1  # 1 to 4
    numbered: bool = True
    kind = "heading"

    def __post_init__(self) -> None:
        super(Heading, self).__post_init__()
        if not 1 <= self.level <= 4:
            raise ValueError("level is one of 1 to 4")


@dataclass(frozen=True, slots=True)
class Paragraph(_Part):
    """A paragraph of the body."""

    text: Text
    indent: bool = True  # two characters, in Chinese
    align: Align = "both"
    kind = "paragraph"


@dataclass(frozen=True, slots=True)
class Enumeration(_Part):
    """Points in the enumerating style: 一是…… 二是……, each a paragraph, or all in one."""

    items: tuple[Text, ...]
    marker: Marker = "ordinal"  # 一是 · （1） · nothing; (1) in English
    joined: bool = False
    kind = "enumeration"


@dataclass(frozen=True, slots=True)
class Column(_Part):
    """A column of a table: its heading, its width, how its cells stand."""

    title: str
    share: float = 1.0  # of the width that the columns in millimetres leave
    mm: float = 0.0  # a fixed width, when above 0
    align: Align = "left"

    def __post_init__(self) -> None:
        super(Column, self).__post_init__()
        if not (0 <= self.mm <= 300 and 0 < self.share <= 1000):
            raise ValueError("a width is above 0, at most 300 mm or 1000 shares")


@dataclass(frozen=True, slots=True)
class Table(_Part):
    """A table whose headings come again on each page. A row of one single cell reaches over all columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...] = ()
    caption: str = ""
    size: Size = "small"  # 16, 12 or 10.5 pt
    kind = "table"

    def __post_init__(self) -> None:
        super(Table, self).__post_init__()
        if not self.columns:
            raise ValueError("a table has columns")
        for number, row in enumerate(self.rows):
            if len(row) not in {1, len(self.columns)}:
                raise ValueError(f"row {number} has {len(row)} cells for {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class Person(_Part):
    """A name on a list. Ranks are counted from 1, the highest; without one a person comes after."""

    name: str
    rank: int = 0
    post: str = ""  # printed behind the name, in brackets
    reading: str = ""  # pinyin of the surname, where the table is wrong for this person


@dataclass(frozen=True, slots=True)
class Names(_Part):
    """A list of names in official order, such as 出席 or 请假."""

    people: tuple[Person, ...]
    label: str = ""
    order: Order = "strokes"  # rank, then strokes; `pinyin`: rank, then pinyin; `rank`: rank, then as given
    single_first: bool = True  # 单名在前
    kind = "names"


@dataclass(frozen=True, slots=True)
class Break(_Part):
    """The next block begins a new page."""

    kind = "break"


Block = Heading | Paragraph | Enumeration | Table | Names | Break


@dataclass(frozen=True, slots=True)
class Number(_Part):
    """A document number: 代字〔2014〕1号."""

    code: str
    year: int
    n: int


@dataclass(frozen=True, slots=True)
class Head(_Part):
    """The red head. Secrecy has no field: what is secret does not belong on this machine."""

    masthead: str  # a line break stacks the names of joint issuers
    number: Number | None = None
    copy_number: int = 0  # printed in six digits, when above 0
    urgency: str = ""  # 特急 or 加急
    signers: tuple[str, ...] = ()  # upward papers only: the number then moves to the left


@dataclass(frozen=True, slots=True)
class Signature(_Part):
    """Who issues it and when."""

    names: tuple[str, ...]
    on: date
    sealed: bool = True  # room for the seal; else the layout without one


@dataclass(frozen=True, slots=True)
class Attachment(_Part):
    """An annex on pages of its own."""

    title: str
    blocks: tuple[Block, ...] = ()
    paper: Paper = "portrait"


@dataclass(frozen=True, slots=True)
class Record(_Part):
    """版记: the lines on the foot of the last page."""

    printer: str
    printed_on: date
    cc: tuple[str, ...] = ()  # as printed, such as 抄送：各督导组。
    copies: int = 0  # 共印 N 份, when above 0


@dataclass(frozen=True, slots=True)
class Document(_Part):
    """A whole document. With `head` it is official; without, an internal paper such as a list."""

    title: str  # a line break is kept; else lines are broken between words
    blocks: tuple[Block, ...] = ()
    language: Language = "zh-Hans"
    paper: Paper = "portrait"
    head: Head | None = None
    marking: str = ""  # top left, such as 内部资料
    subtitle: str = ""  # under the title, such as （2014年4月3日）
    addressee: str = ""  # without its colon
    signature: Signature | None = None
    note: str = ""  # 附注, printed in brackets
    attachments: tuple[Attachment, ...] = ()
    record: Record | None = None

    def __post_init__(self) -> None:
        super(Document, self).__post_init__()
        if not self.title.strip():
            raise ValueError("title is empty")
