"""Word files, opened again with python-docx, and laid out by LibreOffice where it is installed."""

import io
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn

from huisheng.crafts.press import faces
from huisheng.crafts.press.compose import words
from huisheng.crafts.press.model import Column as TableColumn
from huisheng.crafts.press.model import Document, Paragraph, Run, Table
from huisheng.crafts.press.pdf import to_pdf
from huisheng.crafts.press.word import to_docx
from tests.factories.documents import SHIPPED, english, listed, problems, report, spoken


def opened(document: Document) -> docx.document.Document:
    return docx.Document(io.BytesIO(to_docx(document)))


def styled(file: docx.document.Document, name: str) -> list[str]:
    return [paragraph.text for paragraph in file.paragraphs if paragraph.style.name == name]


def east_asian_font(style: docx.styles.style.BaseStyle) -> str:
    return style.element.rPr.rFonts.get(qn("w:eastAsia"))


def test_margins_grid_and_paper_follow_the_standard() -> None:
    portrait, landscape, _again = opened(report()).sections
    in_mm = (portrait.top_margin.mm, portrait.bottom_margin.mm, portrait.left_margin.mm, portrait.right_margin.mm)
    assert in_mm == pytest.approx((37, 35, 28, 26), abs=0.3)
    assert portrait._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch")) == "580"
    assert landscape.page_width > landscape.page_height


def test_headings_are_real_ones_in_the_offices_fonts() -> None:
    file = opened(report())
    assert styled(file, "Heading 1") == ["一、总体情况"]
    assert styled(file, "Heading 2") == ["（一）主要做法"]
    assert styled(file, "Heading 3") == ["1.逐条登记"]
    assert styled(file, "Heading 4") == ["（1）一人一表"]
    fonts = {name: east_asian_font(file.styles[name]) for name in ("Title", "Heading 1", "Heading 2", "公文正文")}
    assert fonts == {
        "Title": "方正小标宋简体",
        "Heading 1": "黑体",
        "Heading 2": "楷体_GB2312",
        "公文正文": "仿宋_GB2312",
    }
    assert [file.styles[name].font.size.pt for name in ("Title", "Heading 1", "公文正文")] == [22, 16, 16]
    assert file.styles["公文正文"].paragraph_format.line_spacing.twips == 580


def test_the_head_of_a_table_comes_again_and_short_rows_stay_whole() -> None:
    table = opened(report()).tables[0]
    first, second = table.rows[0]._tr.trPr, table.rows[2]._tr.trPr
    assert first.find(qn("w:tblHeader")) is not None
    assert second.find(qn("w:tblHeader")) is None
    assert second.find(qn("w:cantSplit")) is not None
    assert [cell.text for cell in table.rows[0].cells] == ["序号", "问题", "意见条数", "责任单位"]
    assert table.rows[1]._tr.tc_lst[0].grid_span == 4


def test_odd_and_even_pages_have_their_numbers() -> None:
    file = opened(report())
    assert file.settings.odd_and_even_pages_header_footer
    for section in file.sections:
        odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
        assert odd.text.startswith("— ")
        assert "PAGE" in odd._p.xml
        assert [each._p.pPr.jc.get(qn("w:val")) for each in (odd, even)] == ["right", "left"]


def test_links_and_marks_survive() -> None:
    file = opened(report())
    targets = [each._target for each in file.part.rels.values() if each.is_external]
    assert targets == ["https://example.org/figures/M1"]
    assert 'w:name="n_M1"' in file.element.xml


@pytest.mark.parametrize("document", [report(), english()], ids=["zh", "en"])
def test_a_word_file_says_what_the_document_says(document: Document) -> None:
    body = opened(document).element.body
    said = "".join(each.text or "" for each in body.iter(qn("w:t")))
    assert re.sub(r"\s", "", said) == re.sub(r"\s", "", words(document))


def test_markup_is_words_in_word_too() -> None:
    text = "<w:p/>&amp;]]> {PAGE} #strong[x]  两个空格\n另起一行"
    file = opened(Document("清单", (Paragraph((Run(text, lead=True),)), Table((TableColumn(text),), ((text,),)))))
    assert file.paragraphs[2].text == text
    assert [row.cells[0].text for row in file.tables[0].rows] == [text, text]


def test_the_same_document_gives_the_same_bytes() -> None:
    first = to_docx(report())
    assert to_docx(report()) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def page_words(pdf: pypdfium2.PdfDocument) -> list[str]:
    pages = (page.get_textpage().get_text_range() for page in pdf)
    return ["".join(sorted(re.sub(r"[\s\u200b☐☑\ufeff\ufffe-]", "", page))) for page in pages]


def in_libreoffice(documents: dict[str, Document], folder: Path, fonts: str) -> dict[str, list[str]]:
    """The words of each page of the Word files, laid out by LibreOffice with these fonts."""
    for name, document in documents.items():
        (folder / f"{name}.docx").write_bytes(to_docx(document))
    setting = folder / "fonts.conf"
    setting.write_text(f"<fontconfig><cachedir>{folder}/cache</cachedir>{fonts}</fontconfig>")
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless"),
            *("--convert-to", "pdf", "--outdir", folder),
            *(folder / f"{name}.docx" for name in documents),
        ],
        env=os.environ | {"FONTCONFIG_FILE": str(setting)},
        capture_output=True,
        check=True,
        timeout=120,
    )
    return {name: page_words(pypdfium2.PdfDocument(folder / f"{name}.pdf")) for name in documents}


LIBREOFFICE = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="needs LibreOffice (Debian's libreoffice-writer-nogui)"
)


@LIBREOFFICE
def test_libreoffice_breaks_pages_where_the_pdf_does(tmp_path: Path) -> None:
    documents = {"report": report(paragraphs=30), "list": Document("清单", (listed(60),)), "english": english()}
    documents |= {"spoken": spoken(60), "problems": problems(200)}
    fonts = f"<dir>{faces.SHIPPED}</dir><include>{faces.SHIPPED}/huisheng-fonts.conf</include>"
    theirs = in_libreoffice(documents, tmp_path, fonts)
    for name, document in documents.items():
        assert theirs[name] == page_words(pypdfium2.PdfDocument(to_pdf(document, SHIPPED))), name


@LIBREOFFICE
def test_english_words_need_no_fonts_of_the_desktop(tmp_path: Path) -> None:
    for name in ("HuishengSong-Regular.otf", "HuishengHei-Regular.otf"):
        (tmp_path / name).symlink_to(faces.SHIPPED / name)
    (table,) = problems(200).blocks
    rows = tuple(row for row in table.rows if not re.search("[\u2e80-\uffff]", row[1]))
    document = Document("List of problems", (replace(table, rows=rows),), language="en", paper="landscape")
    theirs = in_libreoffice({"problems": document}, tmp_path, f"<dir>{tmp_path}</dir>")
    assert theirs["problems"] == page_words(pypdfium2.PdfDocument(to_pdf(document, SHIPPED)))
