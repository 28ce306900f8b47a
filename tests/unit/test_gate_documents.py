"""Documents through the gate: hostile ones, each class once, and what is told of what was left out."""

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from huisheng.crafts.gate import (
    Document,
    DocumentNote,
    FileReason,
    FileRefused,
    Place,
    archive,
    note_words,
    open_document,
)
from huisheng.crafts.gate.cli import check
from huisheng.crafts.gate.count import count_words
from huisheng.crafts.gate.facts import LIMITS
from tests.factories.hostile import Case
from tests.factories.hostile_documents import cases, data_for_ever, opens_for_ever
from tests.factories.word_files import document, named, paragraph, run, table


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUISHENG_LANGUAGE", "en")


def opened(content: bytes, folder: Path, name: str = "记录.docx") -> Document:
    path = folder / "received"
    path.write_bytes(content)
    return open_document(path, name=name)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_a_hostile_document_ends_in_acceptance_or_a_clear_error(case: Case, tmp_path: Path) -> None:
    path = tmp_path / case.name
    path.write_bytes(case.data)
    report = check(path, "minutes")
    assert report.verdict == case.verdict, report
    assert case.says in report.error
    assert (report.error == "") == (case.verdict != "reject")
    for name, value in case.counts.items():
        assert getattr(report, name) == value, report
    assert list(tmp_path.iterdir()) == [path]


def test_after_a_refused_document_the_next_good_one_still_comes_in(tmp_path: Path) -> None:
    by_id = {case.id: case for case in cases()}
    with pytest.raises(FileRefused):
        opened(by_id["deep"].data, tmp_path)
    assert len(opened(by_id["good"].data, tmp_path).blocks) == 2


def test_what_was_left_out_is_counted_and_shown(tmp_path: Path) -> None:
    body = paragraph(
        run("林一：好"),
        run("藏的话", "<w:vanish/>"),
        '<w:ins w:id="1" w:author="x">' + run("。") + "</w:ins>",
        "<w:r><w:pict><v:imagedata/></w:pict></w:r>",
        "<w:r><w:sym/></w:r>",
    )
    comments = named("comments", '<w:comment w:id="1"><w:p/></w:comment><w:comment w:id="2"><w:p/></w:comment>')
    found = opened(document(body + "<w:altChunk/>", parts=[("word/comments.xml", comments)]), tmp_path)
    assert [block.text for block in found.blocks] == ["林一：好。□"]
    assert found.hidden == ("藏的话",)
    assert dict(found.notes) == {
        DocumentNote.TRACKED: 1,
        DocumentNote.HIDDEN: 3,
        DocumentNote.COMMENTS: 2,
        DocumentNote.PICTURES: 1,
        DocumentNote.OTHER_PARTS: 1,
        DocumentNote.SYMBOLS: 1,
    }


def test_blocks_say_where_they_stand(tmp_path: Path) -> None:
    listed = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='3'/></w:numPr>"
    body = (
        paragraph(run("林一", "<w:b/>"), run("：好"))
        + paragraph("第一点", properties=listed)
        + table([("甲", "乙"), ("丙", "丁")])
        + table([("戊",)])
    )
    notes = named("endnotes", f'<w:endnote w:id="1">{paragraph("尾注")}</w:endnote>')
    blocks = opened(document(body, parts=[("word/endnotes.xml", notes)]), tmp_path).blocks
    assert [block.number for block in blocks] == list(range(1, 9))
    assert [block.cell for block in blocks] == [
        None, None, (1, 1, 1), (1, 1, 2), (1, 2, 1), (1, 2, 2), (2, 1, 1), None,
    ]  # fmt: skip
    assert (blocks[0].bold, blocks[1].listed, blocks[-1].place) == (2, True, Place.NOTE)


def test_a_child_that_says_less_than_the_bytes_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A twin of the count: as if the bytes held one character more than the reader delivers.
    monkeypatch.setattr("huisheng.crafts.gate.documents._characters", lambda _file, _limits: 9)
    with pytest.raises(FileRefused) as refused:
        opened(document(paragraph("林一：好。")), tmp_path)
    assert refused.value.reason is FileReason.WORDS_DIFFER


def counted(part: str) -> tuple[int, float]:
    """Characters the parent counts in the part, and the processor time it takes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as whole:
        whole.writestr("part.xml", part)
    info = zipfile.ZipFile(file).getinfo("part.xml")
    begun = time.process_time()
    return count_words(file, info, archive.Budget(LIMITS), LIMITS), time.process_time() - begun


@pytest.mark.parametrize("hostile", [opens_for_ever, data_for_ever, "<w:t><!--".__mul__, "<w:t x='".__mul__])
def test_eight_times_the_bytes_take_the_parent_eight_times_as_long(hostile: Callable[[int], str]) -> None:
    small, large = (min(counted(hostile(size))[1] for _again in range(3)) for size in (12_500, 100_000))
    assert large < 30 * small  # sixty-four times, where every opening looks for its end anew


def test_many_bytes_without_words_are_no_reason_to_refuse() -> None:
    assert counted("<w:p/>" * 6_000_000 + "<w:t>好</w:t>")[0] == 1


def test_words_are_counted_wherever_the_chunks_end(monkeypatch: pytest.MonkeyPatch) -> None:
    part = "<a>不算</a><w:t\t>甲&amp;乙</w:t >丙<w:t/>丁<w:t x='1'>戊<!-- 注 --><![CDATA[<己>]]></w:t><t>&#x4E19;</t>"
    for size in (1, 2, 3, 5, 7, 64):
        monkeypatch.setattr(archive, "CHUNK", size)
        assert counted(part)[0] == 8


@pytest.mark.parametrize("note", DocumentNote, ids=str)
def test_every_note_is_said_in_both_languages(note: DocumentNote) -> None:
    english, chinese = note_words(note, 3, "en"), note_words(note, 3, "zh-Hans")
    assert "3" in english and "3" in chinese and english != chinese and "{" not in english + chinese
