"""Documents to PDF, through one warm Typst compiler a process, and pages of a PDF as pictures."""

import ctypes
import io
import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
import typst

from huisheng.crafts.press import sheet
from huisheng.crafts.press.breaking import lead, pieces
from huisheng.crafts.press.compose import Bit, Blank, Foot, Grid, Line, NewPage, Piece, compose
from huisheng.crafts.press.faces import Faces, office_faces
from huisheng.crafts.press.model import Document
from huisheng.errors import Unavailable

_TEMPLATE = Path(__file__).parent / "press.typ"
_IN_LINE = 48  # Latin characters that surely fit a line of the body
_one_at_a_time = threading.Lock()
_one_reader = threading.Lock()


class PressFailed(Unavailable):
    """The page could not be made: a font is missing, or the typesetter says `reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def to_pdf(document: Document, faces: Faces | None = None) -> bytes:
    """The document as PDF. The same document and fonts give the same bytes.

    Args:
        document: what it says.
        faces: where fonts are looked for; those of this machine (`office_faces`) by default.

    Raises:
        PressFailed: a font family is missing or the page cannot be set.
    """
    faces = faces or office_faces()
    given = {"data": json.dumps(_given(document, faces), ensure_ascii=False, separators=(",", ":"))}
    try:
        with _one_at_a_time:
            made, warnings = _compiler(faces).compile_with_warnings(format="pdf", sys_inputs=given, timestamp=0)
    except typst.TypstError as error:
        raise PressFailed(error.message) from error
    for warning in warnings:
        if "font" in warning.message:
            raise PressFailed(warning.message)
    assert isinstance(made, bytes)
    return made


def to_pages(pdf: bytes, dpi: int = 96, pages: Iterable[int] | None = None) -> list[bytes]:
    """Pages of a PDF as PNG pictures, such as a browser shows before a document is issued; by default all.

    Args:
        pdf: the file.
        dpi: points of the picture to an inch.
        pages: which, counted from 0.
    """
    with _opened(pdf) as opened:
        return [_png(opened[page], dpi) for page in (range(len(opened)) if pages is None else pages)]


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page, in millimetres."""
    with _opened(pdf) as opened:
        sizes = [opened.get_page_size(page) for page in range(len(opened))]
    return [(round(width / 72 * 25.4, 2), round(height / 72 * 25.4, 2)) for width, height in sizes]


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    # PDFium bears one thread at a time, and a server has several.
    with _one_reader:
        opened = pypdfium2.PdfDocument(pdf)
        try:
            yield opened
        finally:
            opened.close()


@dataclass(frozen=True, slots=True)
class LinkArea:
    """Where a link stands on a page, for laying it over the page's picture. Lengths are shares of the page, 0 to 1."""

    page: int  # from 0
    href: str
    left: float
    top: float
    width: float
    height: float


def link_areas(pdf: bytes, pages: Iterable[int] | None = None) -> list[LinkArea]:
    """The links of a PDF in reading order, of some pages or all; a link broken over two lines has two areas."""
    areas: list[LinkArea] = []
    with _opened(pdf) as opened:
        for number in range(len(opened)) if pages is None else pages:
            for area in _links_on(opened, opened[number], number):
                if areas and _goes_on(areas[-1], area):
                    areas[-1] = replace(areas[-1], width=area.left + area.width - areas[-1].left)
                else:
                    areas.append(area)
    return areas


def _goes_on(before: LinkArea, area: LinkArea) -> bool:
    """Whether it is the same link in the same line: Chinese and Latin have an area each in the PDF."""
    beside = 0 <= area.left - before.left - before.width < 0.01
    return beside and (before.page, before.href) == (area.page, area.href) and abs(before.top - area.top) < 0.005


def _links_on(opened: Any, page: Any, number: int) -> Iterator[LinkArea]:
    width, height = page.get_size()
    at, link, box = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
    while raw.FPDFLink_Enumerate(page, at, link):
        if raw.FPDFLink_GetAnnotRect(link, box) and (href := _href(opened, link)):
            left, top = box.left / width, 1 - box.top / height
            yield LinkArea(number, href, left, top, box.right / width - left, 1 - box.bottom / height - top)


def _href(opened: Any, link: Any) -> str:
    action = raw.FPDFLink_GetAction(link)
    length = raw.FPDFAction_GetURIPath(opened, action, None, 0)
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFAction_GetURIPath(opened, action, buffer, length)
    return buffer.value.decode("utf-8", "replace")


def _png(page: Any, dpi: int) -> bytes:
    out = io.BytesIO()
    page.render(scale=dpi / 72).to_pil().save(out, "PNG", optimize=False)
    return out.getvalue()


@cache
def _compiler(faces: Faces) -> typst.Compiler:
    # Reading the fonts takes a fraction of a second, a page then some milliseconds: one compiler serves the process.
    return typst.Compiler(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        font_paths=faces.folders(),
        ignore_system_fonts=not faces.needs_system,
    )


def _given(document: Document, faces: Faces) -> dict[str, Any]:
    english = document.language == "en"
    return {
        "title": document.title.replace("\n", ""),
        "author": list(document.signature.names) if document.signature else [],
        "lang": "en" if english else "zh",
        # Typst halves the room of neighbouring marks in mainland Chinese; official papers, and Word, keep
        # each character in its square, as Typst does for Taiwan. The shipped fonts have no regional shapes.
        "region": "GB" if english else "TW",
        "faces": faces.families(),
        "rises": faces.rises(),
        "strong": "strong" if english else "hei",
        "styles": {name: asdict(style) for name, style in sheet.styles(document.language).items()},
        "cell": sheet.CELL,
        "line": sheet.RULE,
        "pitch": sheet.LINE,
        "sections": [
            {
                "area": _area(sheet.area(section.paper)),
                "pieces": [_piece(piece) for piece in section.pieces],
            }
            for section in compose(document)
        ],
    }


def _area(area: sheet.Area) -> dict[str, float]:
    return {name: getattr(area, name) for name in ("width", "height", "top", "left", "bottom", "right")}


def _piece(piece: Piece) -> dict[str, Any]:
    if isinstance(piece, Line):
        return _line(piece)
    if isinstance(piece, Blank):
        return {"k": "blank", "n": piece.lines, "keeps": piece.keeps}
    if isinstance(piece, Grid):
        return _grid(piece)
    if isinstance(piece, NewPage):
        return {"k": "page"}
    assert isinstance(piece, Foot)
    return {"k": "foot", "lines": [_line(line) for line in piece.lines]}


def _grid(grid: Grid) -> dict[str, Any]:
    rooms = [int((width - 2 * sheet.CELL[0]) / (grid.style.size * 0.6)) for width in grid.widths]
    rows = []
    for row in grid.rows:
        within = rooms if len(row.cells) > 1 else [_IN_LINE]
        cells = [_bits(cell, room) for cell, room in zip(row.cells, within, strict=True)]
        rows.append({"c": cells, "w": row.whole})
    return {
        "k": "grid",
        "style": asdict(grid.style),
        "widths": grid.widths,
        "aligns": grid.aligns,
        "header": [_bits((Bit(title),), room) for title, room in zip(grid.header, rooms, strict=True)],
        "rows": rows,
    }


def _line(line: Line) -> dict[str, Any]:
    given: dict[str, Any] = {"k": "line", "s": line.style, "r": _bits(line.bits)}
    if line.far:
        given["x"] = _bits(line.far)
    if line.squeeze != 1.0:
        given["q"] = line.squeeze
    own = {
        name: value
        for name in ("first", "left", "right", "before", "align", "size", "pitch")
        if (value := getattr(line, name)) is not None
    }
    return {**given, "o": own} if own else given


def _bits(bits: Iterable[Bit], room: int = _IN_LINE) -> list[dict[str, Any]]:
    """The bits of one paragraph, or cell, as Typst takes them."""
    made, before = [], ""
    for bit in bits:
        given: dict[str, Any] = {"t": [bit.text] if bit.is_box else pieces(bit.text, before, room)}
        if bit.face:
            given["f"] = bit.face
        if bit.bold:
            given["b"] = 1
        if bit.href:
            given["h"] = bit.href
        made.append(given)
        before = lead(before + bit.text)
    return made
