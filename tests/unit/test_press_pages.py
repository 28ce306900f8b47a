"""Pages of a PDF, measured: every length is in millimetres from the top left of the sheet."""

import re
from collections import defaultdict
from datetime import date
from typing import NamedTuple

import pypdfium2
import pytest

from huisheng.crafts.press import faces, pdf
from huisheng.crafts.press.compose import words
from huisheng.crafts.press.model import (
    Attachment,
    Column,
    Document,
    Head,
    Heading,
    Names,
    Number,
    Paragraph,
    Person,
    Record,
    Run,
    Signature,
    Table,
)
from huisheng.crafts.press.pdf import PressFailed, link_areas, to_pages, to_pdf
from tests.factories.documents import SHIPPED, english, listed, report

MM = 72 / 25.4
NEAR = 0.3
AREA_TOP, AREA_LEFT, AREA_BOTTOM, AREA_RIGHT = 37.0, 28.0, 37.0 + 225.0, 28.0 + 156.0


class Ink(NamedTuple):
    """A character, or a rule, and the box of its ink."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def opened(document: Document) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(to_pdf(document, SHIPPED))


def inks(page: pypdfium2.PdfPage) -> list[Ink]:
    text, height = page.get_textpage(), page.get_height()
    found = []
    for at in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(at)
        char = text.get_text_range(at, 1)
        if char.strip():
            found.append(Ink(char, left / MM, (height - top) / MM, right / MM, (height - bottom) / MM))
    return found


def rules(page: pypdfium2.PdfPage) -> list[Ink]:
    """Horizontal lines; a little of their thickness hangs over on each side."""
    height, found = page.get_height(), []
    for path in page.get_objects(filter=[2]):
        left, bottom, right, top = path.get_bounds()
        if top - bottom < 3.5 and right - left > 100:
            over = (top - bottom) / 2 if top - bottom < 2.5 else 1.5
            ends = (left + over) / MM, (right - over) / MM
            found.append(Ink("", ends[0], (height - top) / MM, ends[1], (height - bottom) / MM))
    return sorted(found, key=lambda rule: rule.top)


def said(document: pypdfium2.PdfDocument) -> str:
    pages = [page.get_textpage().get_text_range() for page in document]
    # PDFium marks a word broken at a line's end; page numbers are no words of the document.
    return "".join(re.sub(r"— \d+ —", "", page).replace("\ufffe", "-") for page in pages)


def squeezed(text: str) -> str:
    """Without spaces, invisible room to break, and tick boxes, which are drawn."""
    return re.sub(r"[\s\u200b☐☑]", "", text)


def near(length: float) -> object:
    return pytest.approx(length, abs=NEAR)


# ---------------------------------------------------------------- type area


def test_a_full_page_holds_22_lines_of_28_characters() -> None:
    page = opened(Document("清单", (Paragraph("国" * 28 * 50, indent=False),)))[1]
    lines = defaultdict(list)
    for ink in inks(page):
        if ink.text == "国":
            lines[round(ink.top, 1)].append(ink)
    assert [len(line) for line in lines.values()] == [28] * 22
    first, last = lines[min(lines)], lines[max(lines)]
    # Half a character, half a line from each edge.
    assert (first[0].left + first[0].right) / 2 == near(AREA_LEFT + 156 / 28 / 2)
    assert (first[-1].left + first[-1].right) / 2 == near(AREA_RIGHT - 156 / 28 / 2)
    assert first[0].middle == near(AREA_TOP + 225 / 22 / 2)
    assert last[0].middle == near(AREA_BOTTOM - 225 / 22 / 2)


def test_page_numbers_stand_7_mm_below_odd_right_even_left() -> None:
    document = opened(Document("清单", (Paragraph("国" * 28 * 50),)))
    for page, number in ((document[1], 2), (document[2], 3)):
        foot = [ink for ink in inks(page) if ink.top > AREA_BOTTOM]
        assert "".join(ink.text for ink in foot) == f"—{number}—"
        assert foot[0].middle == near(AREA_BOTTOM + 7)
        one = 14 / MM
        assert foot[-1].right == near(AREA_RIGHT - one) if number % 2 else foot[0].left == near(AREA_LEFT + one)


def test_sheets_are_a4_and_landscape_lies() -> None:
    lying = Attachment("清单", (listed(3),), paper="landscape")
    document = opened(Document("清单", (Paragraph("略。"),), attachments=(lying,)))
    sizes = [(round(page.get_width() / MM), round(page.get_height() / MM)) for page in document]
    assert sizes == [(210, 297), (297, 210)]


# ---------------------------------------------------------------- the red head


def headed(signers: tuple[str, ...] = ()) -> Document:
    return Document(
        "关于国口田的报告",
        (Paragraph("国"),),
        head=Head("示范区人民政府文件", Number("示政", 2014, 7), signers=signers),
        addressee="国",
        record=Record("示范区", date(2014, 4, 3), ("抄送：国。",)),
    )


@pytest.mark.parametrize("signers", [(), ("王芳",)])
def test_the_red_head_stands_where_the_standard_wants_it(signers: tuple[str, ...]) -> None:
    page = opened(headed(signers))[0]
    found = inks(page)
    masthead, number = found[:9], found[9:19]
    assert "".join(ink.text for ink in masthead) == "示范区人民政府文件"
    assert "".join(ink.text for ink in number) == "示政〔2014〕7号"
    assert min(ink.top for ink in masthead) == near(AREA_TOP + 35)
    red = rules(page)[0]
    assert red.middle == near(max(ink.bottom for ink in number) + 4)
    assert (red.left, red.right) == (near(AREA_LEFT), near(AREA_RIGHT))
    title = next(ink for ink in found if ink.text == "关")
    assert title.middle == near(red.middle + 2.5 * 225 / 22)
    if signers:
        assert number[0].left == pytest.approx(AREA_LEFT + 15.8 / MM, abs=0.8)
        assert next(ink for ink in found if ink.text == "芳").right == pytest.approx(AREA_RIGHT - 15.8 / MM, abs=0.6)


def test_the_title_is_centred_in_22_points() -> None:
    title = [ink for ink in inks(opened(headed())[0]) if ink.text in "关于国口田的报告" and 140 < ink.top < 153]
    assert (title[0].left + title[-1].right) / 2 == near((AREA_LEFT + AREA_RIGHT) / 2)
    assert (title[-1].left - title[0].left) / (len(title) - 1) == pytest.approx(22 / MM, abs=0.1)


def test_the_record_ends_on_the_foot_of_the_type_area() -> None:
    above, between, below = rules(opened(headed())[0])[1:]
    assert below.middle == near(AREA_BOTTOM)
    assert (below.left, below.right) == (near(AREA_LEFT), near(AREA_RIGHT))
    thick = [rule.bottom - rule.top for rule in (above, between, below)]
    assert thick[0] == pytest.approx(thick[2])
    assert thick[0] > thick[1]


def test_a_long_masthead_fills_one_line() -> None:
    name = "示范区党的群众路线教育实践活动领导小组办公室文件"
    page = opened(Document("报告", head=Head(name)))[0]
    masthead = inks(page)[: len(name)]
    assert "".join(ink.text for ink in masthead) == name
    assert len({round(ink.middle / 10) for ink in masthead}) == 1
    assert masthead[0].left > AREA_LEFT - NEAR
    assert AREA_RIGHT - 4 < masthead[-1].right < AREA_RIGHT + NEAR


# ---------------------------------------------------------------- signature, attachments


def test_signature_and_date_leave_room_for_the_seal() -> None:
    document = Document("报告", (Paragraph("国"),), signature=Signature(("示范区委",), date(2014, 4, 3)))
    found = inks(opened(document)[0])
    name = [ink for ink in found if ink.text in "示范区委"]
    day = [ink for ink in found if ink.text in "2014年月3日" and ink.top < AREA_BOTTOM]
    assert day[-1].right == pytest.approx(AREA_RIGHT - 4 * 15.8 / MM, abs=1.5)
    assert (name[0].left + name[-1].right) / 2 == pytest.approx((day[0].left + day[-1].right) / 2, abs=2)
    assert name[0].middle - next(ink for ink in found if ink.text == "国").middle == near(3 * 225 / 22)


def test_without_a_seal_the_date_begins_two_characters_further() -> None:
    signed = Signature(("示范区委教育实践活动办公室",), date(2014, 4, 3), sealed=False)
    found = inks(opened(Document("报告", (Paragraph("国"),), signature=signed))[0])
    name = [ink for ink in found if ink.text in "示范区委教育实践活动办公室"]
    day = next(ink for ink in found if ink.text == "2")
    assert name[-1].right == pytest.approx(AREA_RIGHT - 2 * 15.8 / MM, abs=1.2)
    assert day.left - name[0].left == pytest.approx(2 * 15.8 / MM, abs=1.2)


def test_an_attachment_begins_a_page_its_title_on_line_three() -> None:
    document = opened(Document("报告", (Paragraph("国"),), attachments=(Attachment("清单", (Paragraph("田"),)),)))
    found = inks(document[1])
    assert "".join(ink.text for ink in found[:5]) == "附件清单田"
    pitch = 225 / 22
    assert found[0].middle == near(AREA_TOP + pitch / 2)
    assert found[2].middle == pytest.approx(AREA_TOP + 2.5 * pitch, abs=0.6)
    assert "附件：清单" in said(document)


# ---------------------------------------------------------------- nothing is lost


@pytest.mark.parametrize("document", [report(), english(), report(paragraphs=40)], ids=["zh", "en", "long"])
def test_a_pdf_says_what_the_document_says(document: Document) -> None:
    heads = "序号问题意见条数责任单位"  # come again on each page
    assert squeezed(said(opened(document))).replace(heads, "") == squeezed(words(document)).replace(heads, "")


def test_a_long_table_loses_no_row_and_repeats_its_head() -> None:
    document = opened(Document("清单", (listed(150),)))
    text = squeezed(said(document))
    assert [int(n) for n in re.findall(r"第(\d+)条：", text)] == list(range(1, 151))
    assert text.count("序号问题意见条数责任单位") == len(document) > 8


def test_a_cell_longer_than_a_page_is_cut_by_the_page_not_lost() -> None:
    voice = "".join(f"第{n}句说给办公室听。" for n in range(1, 500))
    table = Table((Column("序号", mm=12), Column("原话")), (("1", voice), ("2", "到此为止")))
    document = opened(Document("原话", (table,)))
    assert len(document) > 3
    text = squeezed(said(document).replace("序号", "").replace("原话", ""))
    assert voice in text
    assert text.endswith("到此为止")


HOSTILE = (
    '#set page(width: 1pt) #panic("x") $a^2$ \\u{41} *b* _c_ `d` <label> @ref // /* */ = == - + [x](y) ~ -- --- ...',
    '#import "/etc/passwd": * ; #read("press.typ") \' " \\ \\\\ https://example.org/#x ]] }} {{ ((',
    '<b>&amp;</b> ]]> {"a": 1} %PDF &#35; <w:t>',
)


@pytest.mark.parametrize("text", HOSTILE, ids=["typst", "paths", "xml"])
def test_markup_is_printed_to_the_letter(text: str) -> None:
    table = Table((Column(text), Column("乙")), ((text, "丙"),))
    document = opened(Document("清单", (Paragraph(text), Heading(text), table), addressee=text))
    assert squeezed(said(document)).count(squeezed(text)) == 5


def test_an_endless_word_stays_on_the_page() -> None:
    word = "https://example.org/" + "a" * 300
    table = Table((Column("序号"), Column("地址"), Column("说明", share=4)), (("1", word, word),))
    document = opened(Document("清单", (Paragraph(word), table)))
    assert max(ink.right for page in document for ink in inks(page)) < AREA_RIGHT + NEAR
    assert squeezed(said(document)).count("a" * 300) >= 1


def test_names_outside_gb2312_are_drawn() -> None:
    rare = "堃喆犇翀祎韡燚赟昇頔璟𬱖䶮㛃"
    assert faces.lacking(rare) == ""
    assert faces.lacking("王\U0001f600芳") == "\U0001f600"
    assert rare in squeezed(said(opened(Document("名单", (Paragraph(rare),)))))


# ---------------------------------------------------------------- the file


def test_the_same_document_gives_the_same_bytes() -> None:
    first = to_pdf(report(), SHIPPED)
    pdf._compiler.cache_clear()
    assert to_pdf(report(), SHIPPED) == first
    assert b"/CreationDate" not in first


def test_links_can_be_laid_over_the_picture_of_their_page() -> None:
    made = to_pdf(report(), SHIPPED)
    areas = link_areas(made)
    assert {(area.page, area.href) for area in areas} == {(0, "https://example.org/figures/M1")}
    inside = [
        ink.text
        for area in areas
        for ink in inks(pypdfium2.PdfDocument(made)[0])
        if area.left * 210 - 1 < ink.left < ink.right < (area.left + area.width) * 210 + 1
        and area.top * 297 - 1 < ink.top < ink.bottom < (area.top + area.height) * 297 + 1
    ]
    assert "".join(inside) == "140多"


def test_pages_become_pictures() -> None:
    pictures = to_pages(to_pdf(Document("清单", (Paragraph("国"),)), SHIPPED), dpi=50)
    assert [picture[:8] for picture in pictures] == [b"\x89PNG\r\n\x1a\n"]


def test_a_missing_font_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = dict.fromkeys(faces._WANTED, ("No Such Song",))
    monkeypatch.setattr(faces.Faces, "families", lambda self: gone)
    with pytest.raises(PressFailed, match="no such song"):
        to_pdf(Document("清单", (Paragraph("国"),)), SHIPPED)


def test_the_offices_own_fonts_come_first(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "_found", lambda given: frozenset({"FangSong_GB2312", "Huisheng Song", "FandolFang R"}))
    monkeypatch.setattr(faces, "_WANTED", {"body": faces._WANTED["body"]})
    assert faces.Faces().families()["body"][:2] == ("FangSong_GB2312", "FandolFang R")


def test_no_name_is_cut_by_the_end_of_a_line() -> None:
    given = ["王芳", "丁一", "卜凡", "买买提·阿不都", "李四", "张三丰", "欧阳明远", "韡燚赟"] * 3
    listed = Names(tuple(map(Person, given)), label="出席", order="given")
    page = opened(Document("名单", (listed,)))[0]
    lines = page.get_textpage().get_text_range().replace("\u3000", " ").splitlines()
    words_in_lines = " ".join(lines).replace("出席：", "").split()
    assert "".join(given) in "".join(words_in_lines)
    assert words_in_lines.count("买买提·阿不都") == words_in_lines.count("欧阳明远") == 3


def test_runs_that_link_or_lead_are_still_words() -> None:
    text = (Run("甲", lead=True), Run("乙", href="https://example.org/#x"), Run("丙", id="M1"))
    assert "甲乙丙" in squeezed(said(opened(Document("清单", (Paragraph(text),)))))
