"""Whatever people wrote, a document says all of it: in JSON, in Word and in PDF."""

import io
import re

import docx
import pypdfium2
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huisheng.crafts.press.breaking import pieces
from huisheng.crafts.press.codec import dump, parse
from huisheng.crafts.press.compose import fold, words
from huisheng.crafts.press.model import Column, Document, Enumeration, Heading, Paragraph, Run, Table, printable
from huisheng.crafts.press.pdf import to_pdf
from huisheng.crafts.press.word import to_docx
from tests.factories.documents import SHIPPED

# Typst's own marks, Chinese marks, digits and characters of names; no tick boxes, which are drawn.
LETTERS = "#$\\*_`<>@=/~[](){}&;:'\"-+.,!?%^| abcXYZ0123456789，。、；：“”‘’（）《》〔〕—…·国王芳路灯积水堃喆䶮㛃\n"
some_words = st.text(LETTERS, max_size=60)
some_runs = st.lists(st.builds(Run, some_words, lead=st.booleans()), min_size=1, max_size=3).map(tuple)
blocks = st.one_of(
    st.builds(Heading, some_words, level=st.integers(1, 4), numbered=st.booleans()),
    st.builds(Paragraph, some_runs, indent=st.booleans()),
    st.lists(some_words, min_size=1, max_size=3).map(lambda items: Enumeration(tuple(items))),
    st.lists(st.tuples(some_words, some_runs), max_size=4).map(
        lambda rows: Table((Column("甲", mm=30), Column("乙")), tuple(rows))
    ),
)
documents = st.builds(
    Document,
    title=st.text("关于国王芳路灯的报告", min_size=1, max_size=60),
    blocks=st.lists(blocks, max_size=6).map(tuple),
    language=st.sampled_from(["zh-Hans", "en"]),
)
QUICK = settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def letters(text: str) -> str:
    """Every character but spaces, in no order: PDFium reads columns line by line."""
    return "".join(sorted(re.sub(r"[\s\u200b\ufffe]", "", text)))


@QUICK
@given(documents)
def test_json_keeps_a_document(document: Document) -> None:
    assert parse(dump(document)) == document


@QUICK
@given(documents)
def test_word_says_every_letter(document: Document) -> None:
    body = docx.Document(io.BytesIO(to_docx(document))).element.body
    said = "".join(each.text or "" for each in body.iter(qn("w:t")))
    assert re.sub(r"\s", "", said) == re.sub(r"\s", "", words(document))


@QUICK
@given(documents)
def test_pdf_says_every_letter(document: Document) -> None:
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(to_pdf(document, SHIPPED))]
    said = "".join(re.sub(r"— \d+ —\s*$", "", page) for page in pages)
    if len(pages) > 1:
        said = said.replace("甲乙", "").replace("甲 乙", "")
    assert letters(said) == letters(words(document))


@QUICK
@given(st.text("关于《听取意见》的报告和通知，示范区abc", min_size=1, max_size=80), st.integers(6, 30))
def test_a_folded_title_is_the_title(title: str, width: int) -> None:
    assert "".join(fold(title, width)) == title


def joined(made: list[object]) -> str:
    """The words of the pieces, gaps and places to break left out."""
    parts = []
    for piece in made:
        if isinstance(piece, str):
            parts.append(piece)
        elif isinstance(piece, list):
            parts += piece
        elif isinstance(piece, dict):
            parts.append(joined(piece["b"]))
    return "".join(parts)


@QUICK
@given(some_words, st.sampled_from(["", "国", "2", "（"]), st.integers(4, 40))
def test_words_cut_for_typst_join_back(text: str, before: str, room: int) -> None:
    assert joined(pieces(text, before, room)) == text


@QUICK
@given(st.text())
def test_printable_words_are_always_taken(text: str) -> None:
    Paragraph(printable(text))
