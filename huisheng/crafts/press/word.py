"""Documents to Word, with real heading styles and the fonts an office's machines know."""

import io
import math
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement, parse_xml

from huisheng.crafts.press import sheet
from huisheng.crafts.press.compose import Bit, Blank, Foot, Grid, Line, NewPage, Piece, Row, Section, compose
from huisheng.crafts.press.faces import SHIPPED, WORD_NAMES
from huisheng.crafts.press.model import Document, Language, Size
from huisheng.crafts.press.sheet import Style

# Neither a clock nor a machine may show in the file, or the same document would not give the same bytes.
_NO_TIME = datetime(1980, 1, 1)  # noqa: DTZ001 (a zip archive holds local time without a zone)
_ALIGN = {"both": "both", "left": "left", "centre": "center", "right": "right"}
_BOX_FACE = "Segoe UI Symbol"
_FONT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_FONT_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
_FONT_KEY = "{48553153-4845-4E47-8000-000000000001}"
_BUILT_IN = {"Title", "Heading 1", "Heading 2", "Heading 3", "Heading 4"}


def to_docx(document: Document) -> bytes:
    """The document as a Word file. The same document gives the same bytes."""
    return _Writer(document).written()


@cache
def _template(language: Language) -> bytes:
    """An empty file with all styles, settings and footers; made once, for python-docx takes a second over it."""
    file = docx.Document()
    _prune(file)
    _settle(file)
    styles = sheet.styles(language)
    body = styles["body"]
    _dress(file.styles["Normal"], Style("Normal", body.face, body.size, pitch=body.pitch, align="left"), language)
    sizes: tuple[Size, ...] = ("normal", "small", "tiny")
    for style in (*styles.values(), *(sheet.cell(language, size) for size in sizes)):
        if style.name in _BUILT_IN:
            made = file.styles[style.name]
        else:
            made = file.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
            made.base_style = file.styles["Normal"]
            made.quick_style = True
        _dress(made, style, language)
    if language == "en":
        _carry_fonts(file)
    section = file.sections[0]
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = file.styles[styles["page"].name]
        paragraph._p.get_or_add_pPr().append(_element("w:jc", val=align))
        for element in _page_number():
            paragraph._p.append(element)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _prune(file: Any) -> None:
    """Take away the 150 styles of python-docx's own template that no document of ours uses."""
    element = file.styles.element
    for style in element.findall(qn("w:style")):
        name = style.find(qn("w:name")).get(qn("w:val"))
        if style.get(qn("w:default")) != "1" and name.title() not in _BUILT_IN:
            element.remove(style)
    for style in element.findall(qn("w:style")):
        for link in style.findall(qn("w:link")):
            style.remove(link)


def _settle(file: Any) -> None:
    """Odd and even pages differ; marks keep their full squares; lines ended by hand are not spread."""
    file.settings.odd_and_even_pages_header_footer = True
    settings = file.settings.element
    for old in settings.findall(qn("w:characterSpacingControl")):
        settings.remove(old)
    compat = settings.find(qn("w:compat"))
    compat.insert(0, OxmlElement("w:doNotExpandShiftReturn"))
    compat.addprevious(_element("w:characterSpacingControl", val="doNotCompress"))
    # From mode 15 on the rules of a table, not its words, stand on the edge of the type area.
    mode = next(each for each in compat if each.get(qn("w:name")) == "compatibilityMode")
    mode.set(qn("w:val"), "15")
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")


def _carry_fonts(file: Any) -> None:
    """Let the file carry Tinos under the name it asks for: a desktop without that breaks lines as the PDF does.

    Chinese characters are as wide in every font, Latin ones are not.
    """
    table = next(each._target for each in file.part.rels.values() if each.reltype == RELATIONSHIP_TYPE.FONT_TABLE)
    fonts = parse_xml(table.blob)
    family = WORD_NAMES["serif"]
    for old in fonts.findall(qn("w:font")):
        if old.get(qn("w:name")) == family:
            fonts.remove(old)
    font = _element("w:font", name=family)
    for n, (kind, name) in enumerate((("w:embedRegular", "Tinos-Regular.ttf"), ("w:embedBold", "Tinos-Bold.ttf")), 1):
        mixed = _mixed((SHIPPED / name).read_bytes())
        part = Part(PackURI(f"/word/fonts/font{n}.odttf"), _FONT_TYPE, mixed, file.part.package)
        carried = _element(kind, fontKey=_FONT_KEY)
        carried.set(qn("r:id"), table.relate_to(part, _FONT_RELATION))
        font.append(carried)
    fonts.append(font)
    table._blob = serialize_part_xml(fonts)
    settings = file.settings.element
    settings.find(qn("w:zoom")).addnext(OxmlElement("w:embedTrueTypeFonts"))


def _mixed(font: bytes) -> bytes:
    """A font as Word files carry it: its first 32 bytes mixed with the key.

    Source: ECMA-376 part 4, 2.8.1 (font embedding).
    """
    key = bytes.fromhex(_FONT_KEY.strip("{}").replace("-", ""))[::-1]
    return bytes(byte ^ key[at % 16] for at, byte in enumerate(font[:32])) + font[32:]


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.language: Language = document.language
        self.styles = sheet.styles(self.language)
        self.file = docx.Document(io.BytesIO(_template(self.language)))
        self.body = self.file.element.body
        self.bookmarks = 0
        self.links: dict[str, str] = {}
        self.area = sheet.area(document.paper)
        self.strong: sheet.Face = "strong" if document.language == "en" else "hei"

    def written(self) -> bytes:
        self.properties()
        self.pages()
        out = io.BytesIO()
        self.file.save(out)
        return _timeless(out.getvalue())

    def properties(self) -> None:
        core = self.file.core_properties
        core.title = self.document.title.replace("\n", "")[:255]
        core.author = "、".join(self.document.signature.names)[:255] if self.document.signature else ""
        core.last_modified_by = core.author
        core.language = self.language
        core.comments = core.keywords = core.subject = ""
        core.created = core.modified = _NO_TIME
        core.revision = 1

    # ------------------------------------------------------------ pages

    def pages(self) -> None:
        last = self.body.sectPr
        sections = compose(self.document)
        footers = {each.get(qn("w:type")): each.get(qn("r:id")) for each in last.findall(qn("w:footerReference"))}
        for at, section in enumerate(sections):
            self.area = sheet.area(section.paper)
            for piece in section.pieces:
                for element in self.piece(piece):
                    last.addprevious(element)
            if at < len(sections) - 1:
                holder = _paragraph("Normal")
                holder.get_or_add_pPr().append(self.section(section, OxmlElement("w:sectPr"), footers))
                # The paragraph that ends a section must take no room on a full page.
                holder.pPr.insert(1, _element("w:spacing", line="20", lineRule="exact", before="0", after="0"))
                last.addprevious(holder)
        self.section(sections[-1], last, footers)

    def section(self, section: Section, into: Any, footers: dict[str, str]) -> Any:
        area = sheet.area(section.paper)
        for old in list(into):
            into.remove(old)
        for kind, reference in footers.items():
            element = _element("w:footerReference", type=kind)
            element.set(qn("r:id"), reference)
            into.append(element)
        size = {"w": _twips(area.width), "h": _twips(area.height)}
        if section.paper == "landscape":
            size["orient"] = "landscape"
        into.append(_element("w:pgSz", **size))
        page = self.styles["page"]
        # Tracked lines need the hair of room that Typst leaves away with the tracking of their last character.
        hair = abs(self.styles["body"].tracking)
        into.append(
            _element(
                "w:pgMar",
                top=_twips(area.top),
                right=_twips(area.right - hair),
                bottom=_twips(area.bottom),
                left=_twips(area.left),
                header=_twips(area.top / 2),
                # The dash of the page number stands 7 mm below the type area.
                footer=_twips(area.bottom - 7 * sheet.MM - page.size * 0.44),
                gutter="0",
            )
        )
        if section.paper == "portrait" and self.language != "en":
            into.append(_element("w:docGrid", type="lines", linePitch=_twips(sheet.LINE)))
        return into

    # ------------------------------------------------------------ pieces

    def piece(self, piece: Piece) -> Iterable[Any]:
        if isinstance(piece, Line):
            return [self.line(piece)]
        if isinstance(piece, Blank):
            return _blanks(piece.lines, keeps=piece.keeps)
        if isinstance(piece, Grid):
            return [self.grid(piece)]
        if isinstance(piece, NewPage):
            return [_new_page()]
        assert isinstance(piece, Foot)
        return self.foot(piece)

    def line(self, line: Line) -> Any:
        style = self.styles[line.style]
        paragraph = _paragraph(style.name)
        self.own_format(paragraph, line, style)
        self.fill(paragraph, line.bits, style, line)
        if line.far:
            paragraph.append(_run_with(OxmlElement("w:tab")))
            self.fill(paragraph, line.far, style, line)
        return paragraph

    def own_format(self, paragraph: Any, line: Line, style: Style) -> None:
        """What this paragraph does otherwise than its style, in the order Word's schema asks for."""
        own = paragraph.get_or_add_pPr()
        if line.far:
            right = self.area.text_width - (style.right if line.right is None else line.right)
            tabs = OxmlElement("w:tabs")
            tabs.append(_element("w:tab", val="right", pos=_twips(right)))
            own.append(tabs)
        if line.before is not None or line.pitch is not None:
            own.append(_spacing(style, line.before, line.pitch))
        if any(value is not None for value in (line.first, line.left, line.right)):
            own.append(_indent(style, line.first, line.left, line.right))
        if line.align:
            own.append(_element("w:jc", val=_ALIGN[line.align]))

    def fill(self, paragraph: Any, bits: Iterable[Bit], style: Style, line: Line | None = None) -> None:
        for bit in bits:
            holder = paragraph
            if bit.href:
                holder = OxmlElement("w:hyperlink")
                holder.set(qn("r:id"), self.link(bit.href))
                holder.set(qn("w:history"), "1")
                paragraph.append(holder)
            if bit.id:
                self.bookmarks += 1
                holder.append(_element("w:bookmarkStart", id=str(self.bookmarks), name=_bookmark(bit.id)))
            holder.append(self.run(bit, line))
            if bit.id:
                holder.append(_element("w:bookmarkEnd", id=str(self.bookmarks)))

    def run(self, bit: Bit, line: Line | None) -> Any:
        run = OxmlElement("w:r")
        look = OxmlElement("w:rPr")
        if bit.is_box:
            look.append(_fonts(_BOX_FACE))
        elif bit.face:
            look.append(_fonts(WORD_NAMES[bit.face]))
        if bit.bold or bit.face == "strong":
            look.append(OxmlElement("w:b"))
        if line and line.squeeze != 1.0:
            look.append(_element("w:w", val=str(round(line.squeeze * 100))))
        if line and line.size is not None:
            look.append(_element("w:sz", val=_half_points(line.size)))
            look.append(_element("w:szCs", val=_half_points(line.size)))
        if len(look):
            run.append(look)
        for at, part in enumerate(bit.text.split("\n")):
            if at:
                run.append(OxmlElement("w:br"))
            if part:
                text = OxmlElement("w:t")
                text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                text.text = part
                run.append(text)
        return run

    def link(self, href: str) -> str:
        if href not in self.links:
            self.links[href] = self.file.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return self.links[href]

    # ------------------------------------------------------------ tables

    def grid(self, grid: Grid) -> Any:
        table = OxmlElement("w:tbl")
        table.append(_table_format(grid))
        columns = OxmlElement("w:tblGrid")
        for width in grid.widths:
            columns.append(_element("w:gridCol", w=_twips(width)))
        table.append(columns)
        header = tuple((Bit(title, self.strong),) for title in grid.header)
        table.append(self.row(grid, Row(header, whole=True), heading=True))
        for row in grid.rows:
            table.append(self.row(grid, row))
        return table

    def row(self, grid: Grid, row: Row, *, heading: bool = False) -> Any:
        element = OxmlElement("w:tr")
        look = OxmlElement("w:trPr")
        if row.whole:
            look.append(OxmlElement("w:cantSplit"))
        if heading:
            look.append(OxmlElement("w:tblHeader"))
        element.append(look)
        spans = len(row.cells) == 1 and len(grid.widths) > 1
        for at, bits in enumerate(row.cells):
            width = sum(grid.widths) if spans else grid.widths[at]
            cell = OxmlElement("w:tc")
            form = OxmlElement("w:tcPr")
            form.append(_element("w:tcW", w=_twips(width), type="dxa"))
            if spans:
                form.append(_element("w:gridSpan", val=str(len(grid.widths))))
            form.append(_element("w:vAlign", val="center"))
            cell.append(form)
            paragraph = _paragraph(grid.style.name)
            align = "center" if heading else "left" if spans else _ALIGN[grid.aligns[at]]
            if heading:  # or Word leaves the headings alone on the foot of a page
                paragraph.get_or_add_pPr().append(OxmlElement("w:keepNext"))
            paragraph.get_or_add_pPr().append(_element("w:jc", val=align))
            strong = tuple(replace(bit, face=bit.face or self.strong) for bit in bits)
            self.fill(paragraph, strong if spans else bits, grid.style)
            cell.append(paragraph)
            element.append(cell)
        return element

    # ------------------------------------------------------------ record

    def foot(self, foot: Foot) -> list[Any]:
        """A table that floats to the foot of the page, as wide as the type area, with rules between its rows."""
        width = self.area.text_width
        table = OxmlElement("w:tbl")
        form = OxmlElement("w:tblPr")
        # LibreOffice lets a table as wide as the type area float only when it is placed by the page's edge.
        aside = {"horzAnchor": "page", "tblpX": _twips(self.area.left)}
        form.append(_element("w:tblpPr", vertAnchor="margin", **aside, tblpYSpec="bottom"))
        form.append(_element("w:tblW", w=_twips(width), type="dxa"))
        borders = OxmlElement("w:tblBorders")
        for side, thick in (("top", "8"), ("bottom", "8"), ("insideH", "6")):
            borders.append(_element(f"w:{side}", val="single", sz=thick, space="0", color="000000"))
        form.append(borders)
        form.append(_element("w:tblLayout", type="fixed"))
        form.append(_cell_margins(0.0, 0.0))
        table.append(form)
        columns = OxmlElement("w:tblGrid")
        columns.append(_element("w:gridCol", w=_twips(width)))
        table.append(columns)
        for line in foot.lines:
            row, cell, size = OxmlElement("w:tr"), OxmlElement("w:tc"), OxmlElement("w:tcPr")
            size.append(_element("w:tcW", w=_twips(width), type="dxa"))
            cell.append(size)
            cell.append(self.line(line))
            row.append(cell)
            table.append(row)
        return [table, *_blanks(0.05)]


# ---------------------------------------------------------------- elements


def _element(name: str, /, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _paragraph(style: str) -> Any:
    paragraph = OxmlElement("w:p")
    paragraph.get_or_add_pPr().append(_element("w:pStyle", val=_style_id(style)))
    return paragraph


def _style_id(name: str) -> str:
    # python-docx names the id of a style it adds after the style, without spaces.
    return name.replace(" ", "")


def _run_with(element: Any) -> Any:
    run = OxmlElement("w:r")
    run.append(element)
    return run


def _blanks(lines: float, *, keeps: bool = False) -> list[Any]:
    """Empty paragraphs: whole lines, and one for what is left."""
    heights = [1.0] * int(lines) + ([lines % 1] if lines % 1 > 0.01 else [])
    made = []
    for height in heights:
        paragraph = _paragraph("Normal")
        if keeps:
            paragraph.get_or_add_pPr().append(OxmlElement("w:keepNext"))
        exact = _twips(height * sheet.LINE)
        paragraph.get_or_add_pPr().append(_element("w:spacing", before="0", after="0", line=exact, lineRule="exact"))
        made.append(paragraph)
    return made


def _new_page() -> Any:
    paragraph = _blanks(0.05)[0]
    paragraph.append(_run_with(_element("w:br", type="page")))
    return paragraph


def _page_number() -> list[Any]:
    def text(words: str) -> Any:
        element = OxmlElement("w:t")
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        element.text = words
        return _run_with(element)

    code = OxmlElement("w:instrText")
    code.text = "PAGE"
    return [
        text("— "),
        _run_with(_element("w:fldChar", fldCharType="begin")),
        _run_with(code),
        _run_with(_element("w:fldChar", fldCharType="separate")),
        text("1"),
        _run_with(_element("w:fldChar", fldCharType="end")),
        text(" —"),
    ]


def _table_format(grid: Grid) -> Any:
    form = OxmlElement("w:tblPr")
    form.append(_element("w:tblW", w=_twips(sum(grid.widths)), type="dxa"))
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz=str(int(sheet.RULE * 8)), space="0", color="000000"))
    form.append(borders)
    form.append(_element("w:tblLayout", type="fixed"))
    form.append(_cell_margins(*sheet.CELL))
    return form


def _cell_margins(beside: float, above: float) -> Any:
    margins = OxmlElement("w:tblCellMar")
    for side, room in (("top", above), ("left", beside), ("bottom", above), ("right", beside)):
        margins.append(_element(f"w:{side}", w=_twips(room), type="dxa"))
    return margins


# ---------------------------------------------------------------- styles


def _dress(made: Any, style: Style, language: Language) -> None:
    """Give a Word style the look of ours, taking away what python-docx's template gave it."""
    element = made.element
    for name in ("w:pPr", "w:rPr"):
        for old in element.findall(qn(name)):
            element.remove(old)
    form = element.get_or_add_pPr()
    if style.keeps:
        form.append(OxmlElement("w:keepNext"))
    form.append(_element("w:widowControl", val="0"))
    if style.rule:
        rule = OxmlElement("w:pBdr")
        # The bottom rule of a paragraph lies `space` points below its line.
        rule.append(_element("w:bottom", val="single", sz="12", space=str(math.ceil(style.rule)), color=sheet.RED))
        form.append(rule)
    # Word lets marks hang over the end of a line by itself. LibreOffice reads this the wrong way round, so this
    # is what keeps it from hanging them.
    form.append(_element("w:overflowPunct", val="1"))
    form.append(_element("w:snapToGrid", val="0"))
    form.append(_spacing(style, None, None))
    form.append(_indent(style, None, None, None))
    form.append(_element("w:jc", val=_ALIGN[style.align]))
    if style.level:
        form.append(_element("w:outlineLvl", val=str(style.level - 1)))
    look = element.get_or_add_rPr()
    look.append(_fonts(WORD_NAMES[style.face]))
    if style.face == "strong":
        look.append(OxmlElement("w:b"))
    look.append(_element("w:color", val=style.colour))
    if abs(style.tracking) >= 0.05:
        look.append(_element("w:spacing", val=_twips(style.tracking)))
    look.append(_element("w:kern", val="2" if language == "en" else "0"))
    look.append(_element("w:sz", val=_half_points(style.size)))
    look.append(_element("w:szCs", val=_half_points(style.size)))
    look.append(_element("w:lang", val="en-GB", eastAsia="zh-CN"))


def _fonts(family: str) -> Any:
    # Chinese words in an English document: with a Latin face alone each machine would choose another for them.
    east_asian = WORD_NAMES["song"] if family == WORD_NAMES["serif"] else family
    return _element("w:rFonts", ascii=family, hAnsi=family, eastAsia=east_asian, cs=family)


def _spacing(style: Style, before: float | None, pitch: float | None) -> Any:
    return _element(
        "w:spacing",
        before=_twips(style.before if before is None else before),
        after="0",
        line=_twips(style.pitch if pitch is None else pitch),
        lineRule="exact",
    )


def _indent(style: Style, first: float | None, left: float | None, right: float | None) -> Any:
    first = style.first if first is None else first
    sizes = {
        "left": _twips(style.left if left is None else left),
        "right": _twips(style.right if right is None else right),
    }
    return _element("w:ind", **sizes, **{"hanging" if first < 0 else "firstLine": _twips(abs(first))})


def _twips(points: float) -> str:
    return str(round(points * 20))


def _half_points(points: float) -> str:
    return str(max(round(points * 2), 2))


def _bookmark(name: str) -> str:
    """A name Word takes: letters, figures and underscores, a letter first, at most 40."""
    return ("n_" + "".join(char if char.isalnum() else "_" for char in name))[:40]


def _timeless(archive: bytes) -> bytes:
    """The same zip archive with every time of day taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            kept = zipfile.ZipInfo(entry.filename, _NO_TIME.timetuple()[:6])
            kept.compress_type = zipfile.ZIP_DEFLATED
            kept.external_attr = 0o600 << 16
            new.writestr(kept, old.read(entry))
    return out.getvalue()
