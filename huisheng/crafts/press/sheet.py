"""Paper, type area and styles, after GB/T 9704-2012: the one source of every length, for PDF and Word alike.

Lengths are points (1/72 inch) unless the name says otherwise. Every line is as high as its style's `pitch`
and nothing stands between paragraphs, so that a page holds the same lines in both formats. The type area is
156 × 225 mm to a tenth: 28 characters of 15.8 pt and 22 lines of 29 pt, which Word stores without rounding.
"""

from dataclasses import dataclass, replace
from typing import Literal

from huisheng.crafts.press.model import Align, Language, Paper, Size

Face = Literal["title", "body", "kai", "hei", "song", "serif", "strong"]  # the last two are for English

MM = 72 / 25.4
CHAR = 15.8
LINE = 29.0
TRACKING = -0.2  # 16 pt characters, 28 in a line
RED = "e60012"
RULE = 0.5  # of tables
CELL = 4.0, 3.0  # room left and right, above and below the words of a cell


@dataclass(frozen=True, slots=True)
class Area:
    """A sheet and the type area on it."""

    width: float
    height: float
    top: float
    left: float
    text_width: float
    text_height: float

    @property
    def bottom(self) -> float:
        """The margin below the type area."""
        return self.height - self.top - self.text_height

    @property
    def right(self) -> float:
        """The margin right of the type area."""
        return self.width - self.left - self.text_width


# A little to spare, or rounding would push the 28th character and the 22nd line out: Typst leaves the
# tracking away where one run of words ends, 0.2 pt each time.
PORTRAIT = Area(595.3, 841.9, 104.9, 79.4, 28 * CHAR + 0.3, 22 * LINE + 0.2)
LANDSCAPE = Area(841.9, 595.3, 28 * MM, 37 * MM, 638.2, 442.5)


def area(paper: Paper) -> Area:
    """The sheet for a paper."""
    return LANDSCAPE if paper == "landscape" else PORTRAIT


@dataclass(frozen=True, slots=True)
class Style:
    """How the paragraphs of one kind look. Indents are lengths, not counts of characters."""

    name: str  # in Word
    face: Face
    size: float
    pitch: float = LINE
    align: Align = "both"
    first: float = 0.0
    left: float = 0.0
    right: float = 0.0
    before: float = 0.0
    tracking: float = 0.0
    colour: str = "000000"
    keeps: bool = False  # stays with the paragraph that follows
    level: int = 0  # of a heading
    rule: float = 0.0  # how far below a red rule lies, when above 0


_BODY = Style("公文正文", "body", 16, tracking=TRACKING, first=2 * CHAR)
_FLUSH = replace(_BODY, first=0.0)

CHINESE: dict[str, Style] = {
    "mark": replace(_FLUSH, name="公文标记", face="hei", align="left"),
    "copy-number": replace(_FLUSH, name="公文份号", align="left"),
    "masthead": Style("发文机关标志", "title", 50, align="centre", colour=RED),
    "number": replace(_FLUSH, name="发文字号", align="centre", before=2 * LINE, rule=4.5),
    "signed-number": replace(_FLUSH, name="发文字号与签发人", align="left", left=CHAR, right=CHAR, before=2 * LINE),
    "title": Style("Title", "title", 22, align="centre", keeps=True),
    "subtitle": replace(_FLUSH, name="公文副题", face="kai", align="centre", keeps=True),
    "addressee": replace(_FLUSH, name="公文主送"),
    "h1": replace(_BODY, name="Heading 1", face="hei", keeps=True, level=1),
    "h2": replace(_BODY, name="Heading 2", face="kai", keeps=True, level=2),
    "h3": replace(_BODY, name="Heading 3", keeps=True, level=3),
    "h4": replace(_BODY, name="Heading 4", keeps=True, level=4),
    "body": _BODY,
    "flush": replace(_FLUSH, name="公文正文顶格"),
    "names": replace(_FLUSH, name="公文名单", align="left", left=2 * CHAR),
    "caption": replace(_FLUSH, name="公文表题", face="hei", align="centre", keeps=True),
    "attachment-note": replace(_FLUSH, name="附件说明", left=6 * CHAR, keeps=True),
    "signature": replace(_FLUSH, name="发文机关署名", align="right", keeps=True),
    "date": replace(_FLUSH, name="成文日期", align="right"),
    "note": replace(_BODY, name="公文附注", align="left"),
    "attachment-mark": replace(_FLUSH, name="附件标记", face="hei", align="left", keeps=True),
    "record": Style("版记", "body", 14, pitch=25, left=14, right=14, align="left"),
    "page": Style("页码", "song", 14, pitch=14, left=14, right=14),
}

_EN_BODY = Style("Document text", "serif", 12, pitch=17, before=6, align="left")
ENGLISH: dict[str, Style] = {
    "mark": replace(_EN_BODY, name="Marking", face="strong", before=0),
    "copy-number": replace(_EN_BODY, name="Copy number", before=0),
    "masthead": Style("Masthead", "strong", 30, align="centre", colour=RED),
    "number": replace(_EN_BODY, name="Document number", align="centre", before=17, rule=6),
    "signed-number": replace(_EN_BODY, name="Document number and signer", before=17),
    "title": Style("Title", "strong", 19, pitch=25, align="centre", keeps=True),
    "subtitle": replace(_EN_BODY, name="Document subtitle", align="centre", keeps=True),
    "addressee": replace(_EN_BODY, name="Addressee"),
    "h1": replace(_EN_BODY, name="Heading 1", face="strong", size=14, pitch=19, before=12, keeps=True, level=1),
    "h2": replace(_EN_BODY, name="Heading 2", face="strong", size=13, before=9, keeps=True, level=2),
    "h3": replace(_EN_BODY, name="Heading 3", face="strong", keeps=True, level=3),
    "h4": replace(_EN_BODY, name="Heading 4", keeps=True, level=4),
    "body": _EN_BODY,
    "flush": replace(_EN_BODY, name="Document text flush"),
    "names": replace(_EN_BODY, name="Names", left=18),
    "caption": replace(_EN_BODY, name="Table caption", face="strong", keeps=True),
    "attachment-note": replace(_EN_BODY, name="Annex note", left=18, keeps=True),
    "signature": replace(_EN_BODY, name="Signature", align="right", before=0, keeps=True),
    "date": replace(_EN_BODY, name="Date", align="right", before=0),
    "note": replace(_EN_BODY, name="Document note"),
    "attachment-mark": replace(_EN_BODY, name="Annex mark", face="strong", before=0, keeps=True),
    "record": Style("Record", "serif", 10, pitch=16, left=8, right=8, align="left"),
    "page": Style("Page number", "serif", 10, pitch=10, left=14, right=14),
}


def styles(language: Language) -> dict[str, Style]:
    """The styles of a language, by what they are for."""
    return ENGLISH if language == "en" else CHINESE


def cell(language: Language, size: Size) -> Style:
    """The style of the words in a table."""
    name = {"normal": "表格文字", "small": "表格文字小", "tiny": "表格文字最小"}[size]
    if language == "en":
        points, pitch = {"normal": (12.0, 16.0), "small": (10.5, 14.0), "tiny": (9.0, 12.5)}[size]
        return Style(f"Table text {size}", "serif", points, pitch=pitch, align="left")
    points, pitch = {"normal": (16.0, 25.0), "small": (12.0, 18.0), "tiny": (10.5, 15.0)}[size]
    # With no tracking at all Typst would halve a quotation mark that begins a line; Word does not.
    return Style(name, "body", points, pitch=pitch, align="left", tracking=0.01)
