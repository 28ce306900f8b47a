"""From what a document says to the lines and tables that are printed, in order: numbers, official phrases, breaks.

Both back ends print exactly these pieces, so PDF and Word cannot say different things.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from itertools import pairwise, repeat
from typing import Literal

from huisheng.crafts.press import sheet
from huisheng.crafts.press.model import (
    Align,
    Attachment,
    Block,
    Break,
    Document,
    Enumeration,
    Head,
    Heading,
    Language,
    Names,
    Paper,
    Paragraph,
    Person,
    Record,
    Run,
    Signature,
    Table,
    Text,
    plain,
    runs,
)
from huisheng.crafts.press.names import in_order, shown
from huisheng.crafts.press.numerals import chinese_number, day_in_figures, heading_number
from huisheng.crafts.press.sheet import CHAR, LINE, MM, Face

_MEETING = re.compile(r"(?<=[0-9A-Za-z])(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])(?=[0-9A-Za-z])")
_BOXES = re.compile("([☐☑])")


@dataclass(frozen=True, slots=True)
class Bit:
    """Some words that look alike. `face` is empty for the style's own; a box ☐ or ☑ is a bit of its own."""

    text: str
    face: Face | Literal[""] = ""
    bold: bool = False
    href: str = ""
    id: str = ""

    @property
    def is_box(self) -> bool:
        """Whether this is a tick box, which is drawn because most faces lack it."""
        return self.text in {"☐", "☑"}


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. `far` stands at the right end of its last line; lengths given here outweigh the style's."""

    style: str
    bits: tuple[Bit, ...]
    far: tuple[Bit, ...] = ()
    first: float | None = None
    left: float | None = None
    right: float | None = None
    before: float | None = None
    align: Align | None = None
    size: float | None = None
    pitch: float | None = None
    squeeze: float = 1.0  # width of the characters, 1 = as drawn


@dataclass(frozen=True, slots=True)
class Blank:
    """Empty lines of the body's pitch; `keeps` holds them to what follows."""

    lines: float = 1
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `whole` rows are not cut by the end of a page."""

    cells: tuple[tuple[Bit, ...], ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: widths in points, headings that come again on each page."""

    style: sheet.Style
    widths: tuple[float, ...]
    aligns: tuple[Align, ...]
    header: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins a new page."""


@dataclass(frozen=True, slots=True)
class Foot:
    """The record: lines on the foot of the last page, ruled above, between and below."""

    lines: tuple[Line, ...]


Piece = Line | Blank | Grid | NewPage | Foot


@dataclass(frozen=True, slots=True)
class Section:
    """Pages of one paper."""

    paper: Paper
    pieces: tuple[Piece, ...]


def compose(document: Document) -> tuple[Section, ...]:
    """The document as sections of pieces, ready to be printed."""
    return _Composer(document.language).document(document)


def words(document: Document) -> str:
    """All that is printed but page numbers, a line a paragraph, cells one after another."""
    lines: list[str] = []
    for section in compose(document):
        for piece in section.pieces:
            if isinstance(piece, Line):
                lines.append(_words(piece.bits) + _words(piece.far))
            elif isinstance(piece, Grid):
                lines += piece.header
                lines += [_words(cell) for row in piece.rows for cell in row.cells]
            elif isinstance(piece, Foot):
                lines += [_words(line.bits) + _words(line.far) for line in piece.lines]
    return "\n".join(lines)


def _words(bits: Iterable[Bit]) -> str:
    return "".join(bit.text for bit in bits)


class _Composer:
    def __init__(self, language: Language) -> None:
        self.language = language
        self.english = language == "en"
        self.styles = sheet.styles(language)
        self.blank = Blank(17 / LINE) if self.english else Blank()

    def document(self, document: Document) -> tuple[Section, ...]:
        first = [*self.opening(document), *self.blocks(document.blocks, document.paper), *self.closing(document)]
        sections = [Section(document.paper, tuple(first))]
        many = len(document.attachments) > 1
        for at, attachment in enumerate(document.attachments, 1):
            pieces = self.attachment(attachment, at if many else 0)
            if attachment.paper == sections[-1].paper:
                last = sections.pop()
                sections.append(Section(last.paper, (*last.pieces, NewPage(), *pieces)))
            else:
                sections.append(Section(attachment.paper, tuple(pieces)))
        if document.record:
            last = sections.pop()
            sections.append(Section(last.paper, (*last.pieces, self.record(document.record))))
        return tuple(sections)

    # ------------------------------------------------------------ above the text

    def opening(self, document: Document) -> Iterator[Piece]:
        marks = []
        if document.head and document.head.copy_number > 0:
            marks.append(Line("copy-number", (Bit(f"{document.head.copy_number:06}"),)))
        for mark in (document.head.urgency if document.head else "", document.marking):
            if mark:
                marks.append(Line("mark", (Bit(mark),)))
        yield from marks
        if document.head:
            yield from self.head(document.head, len(marks) * self.styles["mark"].pitch)
            yield Blank(2)
        elif marks:
            yield self.blank
        yield self.title(document.title, document.paper)
        if document.subtitle:
            yield Line("subtitle", self.bits(document.subtitle))
        yield self.blank
        if document.addressee:
            yield Line("addressee", self.bits(document.addressee.rstrip("：:") + (":" if self.english else "：")))

    def head(self, head: Head, used: float) -> Iterator[Piece]:
        stacked = head.masthead.split("\n")
        size, squeeze = _masthead_size(max(map(_width, stacked)), self.english)
        pitch = round(size * 1.2, 1)
        # The ink of the letters begins 35 mm below the top of the type area.
        drop = round(35 * MM - used - (pitch - size) / 2 - 0.017 * size, 1)
        for at, masthead in enumerate(stacked):
            bits = (Bit(masthead),)
            before = max(drop, 0.0) if at == 0 else 0.0
            yield Line("masthead", bits, size=size, pitch=pitch, before=before, squeeze=squeeze)
        number = head.number
        said = ""
        if number:
            mark = f"{number.code} [{number.year}] No. {number.n}"
            said = mark if self.english else f"{number.code}〔{number.year}〕{number.n}号"
        if head.signers:
            yield from self.signers(said, head.signers)
        else:
            yield Line("number", (Bit(said),))

    def signers(self, number: str, signers: tuple[str, ...]) -> Iterator[Line]:
        """Upward papers: the number left, the signers right, two in a row, the last row beside the number."""
        rows = [signers[at : at + 2] for at in range(0, len(signers), 2)]
        label = "Signed off by: " if self.english else "签发人："
        for at, row in enumerate(rows):
            named = (Bit(", ".join(row)) if self.english else Bit("\u3000".join(map(shown, row)), "kai"),)
            far = (Bit(label), *named) if at == 0 else named
            last = at == len(rows) - 1
            before = None if at == 0 else 0.0
            yield Line("signed-number", (Bit(number),) if last else (), far=far, before=before)
        rule = replace(self.styles["number"], pitch=0.1)
        yield Line("number", (), before=0.0, pitch=rule.pitch, size=0.1)

    def title(self, title: str, paper: Paper) -> Line:
        style = self.styles["title"]
        width = sheet.area(paper).text_width / style.size
        lines = (
            title.split("\n") if self.english else [part for line in title.split("\n") for part in fold(line, width)]
        )
        return Line("title", (Bit("\n".join(lines)),))

    # ------------------------------------------------------------ the text

    def blocks(self, blocks: Iterable[Block], paper: Paper) -> Iterator[Piece]:
        counters: list[int] = []
        after_table = False
        for block in blocks:
            if after_table and not isinstance(block, Break):
                yield Blank(0.3)
            after_table = isinstance(block, Table)
            if isinstance(block, Heading):
                yield self.heading(block, counters)
            elif isinstance(block, Paragraph):
                yield self.paragraph(block)
            elif isinstance(block, Enumeration):
                yield from self.enumeration(block)
            elif isinstance(block, Table):
                yield from self.table(block, paper)
            elif isinstance(block, Names):
                yield from self.names(block, paper)
            elif isinstance(block, Break):
                yield NewPage()

    def heading(self, heading: Heading, counters: list[int]) -> Line:
        style = f"h{heading.level}"
        if not heading.numbered:
            return Line(style, self.bits(heading.text))
        counters[:] = [*counters[: heading.level], *([0] * (heading.level - len(counters)))]
        counters[-1] += 1
        counted = tuple(max(count, 1) for count in counters)
        number = heading_number(self.language, counted) + (" " if self.english else "")
        return Line(style, (Bit(number), *self.bits(heading.text)))

    def paragraph(self, paragraph: Paragraph) -> Line:
        align = None if paragraph.align == "both" else paragraph.align
        indents = paragraph.indent and paragraph.align in {"both", "left"}
        return Line("body" if indents else "flush", self.bits(paragraph.text), align=align)

    def enumeration(self, enumeration: Enumeration) -> Iterator[Line]:
        marked = [
            (*((Bit(mark),) if mark else ()), *self.bits(item))
            for mark, item in zip(self.marks(enumeration), enumeration.items, strict=True)
        ]
        if enumeration.joined:
            between = Bit(" ") if self.english else Bit("")
            yield Line("body", tuple(bit for bits in marked for bit in (*bits, between) if bit.text))
        else:
            yield from (Line("body", bits) for bits in marked)

    def marks(self, enumeration: Enumeration) -> Iterator[str]:
        for n in range(1, len(enumeration.items) + 1):
            if enumeration.marker == "none":
                yield ""
            elif self.english:
                yield f"({n}) "
            else:
                yield f"{chinese_number(n)}是" if enumeration.marker == "ordinal" else f"（{n}）"

    def table(self, table: Table, paper: Paper) -> Iterator[Piece]:
        if table.caption:
            yield Line("caption", self.bits(table.caption))
        style = sheet.cell(self.language, table.size)
        widths = _widths(table, sheet.area(paper).text_width)
        room = sheet.area(paper).text_height / 3
        rows = []
        for row in table.rows:
            cells = tuple(self.bits(cell) for cell in row)
            spans = len(cells) == 1 and len(widths) > 1
            height = max(map(_lines, row, (sum(widths),) if spans else widths, repeat(style)))
            rows.append(Row(cells, whole=height * style.pitch < room))
        header = tuple(column.title for column in table.columns)
        yield Grid(style, widths, tuple(column.align for column in table.columns), header, tuple(rows))

    def names(self, names: Names, paper: Paper) -> Iterator[Line]:
        """Names in lines of whole names, the label at the left of the first one."""
        people = in_order(names.people, names.order, single_first=names.single_first)
        shows = [self.named(person) for person in people]
        if self.english:
            label = (Bit(names.label + ": ", "strong"),) if names.label else ()
            yield Line("names", (*label, Bit(", ".join(shows))), first=0.0, left=0.0)
            return
        label_bits = (Bit(names.label + "：", "hei"),) if names.label else ()
        left = 2 + (_width(names.label) + 1 if names.label else 0)
        room = sheet.area(paper).text_width / CHAR - left
        lines = "\n".join(_filled(shows, room))
        yield Line("names", (*label_bits, Bit(lines)), first=(2 - left) * CHAR, left=left * CHAR)

    def named(self, person: Person) -> str:
        if not person.post:
            return shown(person.name)
        return f"{person.name} ({person.post})" if self.english else f"{shown(person.name)}（{person.post}）"

    # ------------------------------------------------------------ below the text

    def closing(self, document: Document) -> Iterator[Piece]:
        if document.attachments:
            yield replace(self.blank, keeps=True)
            yield from self.attachment_note([attachment.title for attachment in document.attachments])
        if document.signature:
            yield from self.signature(document.signature, document.paper)
        if document.note:
            yield Line("note", self.bits(f"({document.note})" if self.english else f"（{document.note}）"))

    def attachment_note(self, titles: list[str]) -> Iterator[Line]:
        flat = [title.replace("\n", "") for title in titles]
        if self.english:
            label = "Annex: " if len(flat) == 1 else "Annexes: "
            said = [f"{n}. {title}" for n, title in enumerate(flat, 1)] if len(flat) > 1 else flat
            yield Line("attachment-note", (Bit(label + "; ".join(said)),), left=0.0)
        elif len(flat) == 1:
            yield Line("attachment-note", (Bit(f"附件：{flat[0]}"),), first=-3 * CHAR, left=5 * CHAR)
        else:
            for n, title in enumerate(flat, 1):
                label = "附件：" if n == 1 else ""
                yield Line("attachment-note", (Bit(f"{label}{n}. {title}"),), first=-(4 if n == 1 else 1) * CHAR)

    def signature(self, signature: Signature, paper: Paper) -> Iterator[Piece]:
        day = day_in_figures(signature.on, self.language)
        if self.english:
            yield Blank(1.2, keeps=True)
            yield from (Line("signature", (Bit(name),)) for name in signature.names)
            yield Line("date", (Bit(day),))
            return
        yield Blank(2 if signature.sealed else 1, keeps=True)
        if signature.sealed:
            # The date ends four characters from the right, the name stands centred over it.
            for name in signature.names:
                right = max(4 + (_width(day) - _width(name)) / 2, 0)
                yield Line("signature", (Bit(name),), right=round(right * CHAR, 1))
            yield Line("date", (Bit(day),), right=4 * CHAR)
            return
        # Without a seal the name ends two characters from the right and the date begins two characters
        # right of where it begins; a date longer than the name itself ends two characters from the right.
        longest, wide = max(map(_width, signature.names), default=0), _width(day)
        name_right = 2.0 if wide <= longest else 4 + wide - longest
        date_right = name_right + longest - 2 - wide
        for name in signature.names:
            yield Line("signature", (Bit(name),), right=round((name_right + longest - _width(name)) * CHAR, 1))
        yield Line("date", (Bit(day),), right=round(date_right * CHAR, 1))

    def attachment(self, attachment: Attachment, n: int) -> list[Piece]:
        mark = ("Annex" if self.english else "附件") + ((f" {n}" if self.english else str(n)) if n else "")
        return [
            Line("attachment-mark", (Bit(mark),)),
            self.blank,
            self.title(attachment.title, attachment.paper),
            self.blank,
            *self.blocks(attachment.blocks, attachment.paper),
        ]

    def record(self, record: Record) -> Foot:
        day = day_in_figures(record.printed_on, self.language)
        printed = f"Printed {day}" if self.english else f"{day}印发"
        lines = [Line("record", self.bits(cc)) for cc in record.cc]
        room = (sheet.PORTRAIT.text_width - 2 * self.styles["record"].left) / self.styles["record"].size
        # A long name and the date do not share a line.
        turn = (Bit("\n"),) if _width(record.printer + printed) + 1 > room else ()
        lines.append(Line("record", (*self.bits(record.printer), *turn), far=(Bit(printed),)))
        if record.copies > 0:
            copies = f"{record.copies} copies" if self.english else f"共印{record.copies}份"
            lines.append(Line("record", (), far=(Bit(copies),)))
        return Foot(tuple(lines))

    def bits(self, text: Text) -> tuple[Bit, ...]:
        """The text as bits; what is bold in English has a face of its own, in Chinese it has none."""
        bits = (bit for run in runs(text) for bit in _cut(run))
        return tuple(replace(bit, face="strong", bold=False) if self.english and bit.bold else bit for bit in bits)


def _cut(run: Run) -> Iterator[Bit]:
    for part in _BOXES.split(run.text):
        if part:
            yield Bit(part, bold=run.lead, href=run.href, id=run.id)


def _width(text: str) -> float:
    """How many Chinese characters wide the text is, nearly: Latin letters and figures count half, and a
    quarter is left where they meet Chinese."""
    # A middle dot is as wide as a character, and ends two runs, whose tracking is then lacking.
    wide = sum(1.05 if char == "·" else 0.5 if char < "\u2000" else 1.0 for char in text)
    return wide + 0.25 * len(_MEETING.findall(text))


def _masthead_size(width: float, english: bool) -> tuple[float, float]:
    """Size and squeeze that set a masthead of this many characters in one line of the type area."""
    room = sheet.PORTRAIT.text_width
    if english:
        return min(30.0, math.floor(room / width / 1.1)), 1.0
    size = min(50.0, math.floor(room / (width * 0.6) * 2) / 2)
    return size, min(1.0, math.floor(room / (width * size) * 100) / 100)


def _widths(table: Table, room: float) -> tuple[float, ...]:
    """The widths of the columns in points; together exactly the width of the type area."""
    fixed = sum(column.mm for column in table.columns) * MM
    shares = sum(column.share for column in table.columns if not column.mm)
    least = 0.0 if not shares else room * 0.1
    scale = min(1.0, (room - least) / fixed) if fixed else 1.0
    rest = room - fixed * scale
    if not shares:
        scale, rest = room / fixed, 0.0
    wide = [column.mm * MM * scale if column.mm else rest * column.share / shares for column in table.columns]
    twips = [round(each * 20) for each in wide]
    twips[-1] += round(room * 20) - sum(twips)
    return tuple(each / 20 for each in twips)


def _lines(text: Text, width: float, style: sheet.Style) -> int:
    in_line = max((width - 2 * sheet.CELL[0]) / style.size, 1.0)
    return sum(math.ceil(max(_width(line), 1) / in_line) for line in plain(text).split("\n"))


def _filled(shows: list[str], room: float) -> Iterator[str]:
    """Lines of names with a space between, none cut."""
    line = ""
    for name in shows:
        if line and _width(line) + 1 + _width(name) > room:
            yield line
            line = name
        else:
            line = f"{line}\u3000{name}" if line else name
    yield line


# ---------------------------------------------------------------- titles

_OPENING, _CLOSING = "《（〔“‘〈", "》）〕”’〉"
_NEVER_FIRST = set("的了和与及暨、，。；：》）〕”’〉！？")


def fold(title: str, width: float) -> list[str]:
    """A title cut into the fewest lines of `width` characters, of nearly one length, words unbroken.

    Lines are cut between words, never inside 《》 or brackets when that can be helped, and none begins with
    的, 和 or a mark that ends something.
    """
    if _width(title) <= width:
        return [title]
    cuts = _cuts(title)
    count = math.ceil(_width(title) / width)
    while True:
        best = _best(title, cuts, count, width)
        if best is not None:
            return best
        count += 1


@cache
def _segmenter() -> Callable[[str], list[str]]:
    """The dictionary is read when a title is first broken: a web process that prints nothing goes without it."""
    segment: Callable[[str], list[str]] = import_module("rjieba").cut
    return segment


def _cuts(title: str) -> list[tuple[int, float]]:
    """Places where a line may end, each with what ending there costs."""
    at, depth, cuts = 0, 0, []
    for word in _segmenter()(title):
        depth += sum(char in _OPENING for char in word) - sum(char in _CLOSING for char in word)
        at += len(word)
        if at < len(title):
            cost = (8.0 if depth > 0 else 0.0) + (60.0 if title[at] in _NEVER_FIRST else 0.0)
            # 关于……的 reads on; a comma or 的 is a good place to draw breath.
            cuts.append((at, cost - (2.0 if title[at - 1] in "的、，：" else 0.0)))
    if not cuts or max((b - a for (a, _), (b, _) in pairwise(cuts)), default=0) > 12:
        cuts = [(at, 0.0) for at in range(1, len(title))]
    return cuts


def _best(title: str, cuts: list[tuple[int, float]], count: int, width: float) -> list[str] | None:
    """The cheapest cut into `count` lines, or nothing when no cut makes every line fit."""
    if count >= len(title):
        return list(title)
    ideal = _width(title) / count
    ends = [(0, 0.0), *cuts, (len(title), 0.0)]
    reach: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for _line in range(count):
        onward: dict[int, tuple[float, list[int]]] = {}
        for start, (spent, path) in reach.items():
            for end, cost in ends:
                wide = _width(title[start:end]) if end > start else math.inf
                if wide <= width:
                    total = spent + cost + (wide - ideal) ** 2
                    if end not in onward or total < onward[end][0]:
                        onward[end] = (total, [*path, end])
        reach = onward
    if len(title) not in reach:
        return None
    ends_of_lines = reach[len(title)][1]
    return [title[a:b] for a, b in pairwise([0, *ends_of_lines])]
