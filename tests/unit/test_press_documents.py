"""What a document may say, how it is numbered and folded, and `huisheng press`."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from huisheng.crafts.press.cli import main
from huisheng.crafts.press.codec import Malformed, dump, parse
from huisheng.crafts.press.compose import fold, words
from huisheng.crafts.press.model import (
    Column,
    Document,
    Enumeration,
    Head,
    Heading,
    Number,
    Paragraph,
    Run,
    Signature,
    Table,
    printable,
)
from huisheng.crafts.press.numerals import chinese_day, chinese_number, heading_number
from tests.factories.documents import english, report


@pytest.fixture(autouse=True)
def plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUISHENG_LANGUAGE", "en")
    monkeypatch.setenv("HUISHENG_FONTS", "shipped")


# ---------------------------------------------------------------- JSON


@pytest.mark.parametrize("document", [report(), english()], ids=["zh", "en"])
def test_a_document_survives_json(document: Document) -> None:
    assert parse(dump(document)) == document


@pytest.mark.parametrize(
    ("given", "path", "fault"),
    [
        ("{", "", "not JSON"),
        ("[]", "", "object"),
        ("{}", "title", "missing"),
        ('{"title": " "}', "", "empty"),
        ('{"title": "a", "titel": "b"}', "titel", "no such field"),
        ('{"title": "a", "language": "fr"}', "language", "zh-Hans, en"),
        ('{"title": "a", "blocks": [{"kind": "picture"}]}', "blocks.0", "one of heading"),
        ('{"title": "a", "blocks": [{"kind": "heading", "text": "b", "level": true}]}', "blocks.0.level", "int"),
        ('{"title": "a", "blocks": [{"kind": "heading", "text": "b", "level": 5}]}', "blocks.0", "1 to 4"),
        ('{"title": "a", "blocks": [{"kind": "paragraph", "text": 3}]}', "blocks.0.text", "list"),
        ('{"title": "a", "blocks": [{"kind": "paragraph", "text": "b\\u0007"}]}', "blocks.0", "control"),
        (
            '{"title": "a", "blocks": [{"kind": "table", "columns": [{"title": "b"}], "rows": [["c", "d"]]}]}',
            "blocks.0",
            "2 cells for 1 columns",
        ),
        (
            '{"title": "a", "blocks": [{"kind": "table", "columns": [{"title": "b"}], "rows": [["c\\u0000"]]}]}',
            "blocks.0",
            "control",
        ),
        (
            '{"title": "a", "blocks": [{"kind": "paragraph", "text": [{"text": "b", "href": "javascript:x"}]}]}',
            "blocks.0.text.0",
            "href",
        ),
        ('{"title": "a", "signature": {"names": [], "on": "3 April"}}', "signature.on", "day"),
        ('{"title": "a", "blocks": [{"kind": "table", "columns": [{"title": "b", "mm": NaN}]}]}', "", "mm"),
    ],
)
def test_what_is_no_document_is_told_with_its_place(given: str, path: str, fault: str) -> None:
    with pytest.raises(Malformed, match=fault) as told:
        parse(given)
    assert told.value.path.startswith(path)


def test_words_can_be_made_printable() -> None:
    assert printable("一\t二\x00三\r\n四\ud800") == "一 二三\n四"
    Paragraph(printable("\x0b"))


# ---------------------------------------------------------------- numbers


def test_chinese_numbers() -> None:
    wanted = {
        1: "一",
        10: "十",
        11: "十一",
        20: "二十",
        99: "九十九",
        105: "一百〇五",
        110: "一百一十",
        1001: "一千〇一",
    }
    assert {n: chinese_number(n) for n in wanted} == wanted
    assert len({chinese_number(n) for n in range(10_000)}) == 10_000
    with pytest.raises(ValueError, match="outside"):
        chinese_number(10_000)


def test_a_chinese_day() -> None:
    assert chinese_day(date(2014, 10, 28)) == "二〇一四年十月二十八日"


def test_headings_number_themselves_and_phrases_do_not() -> None:
    blocks = (
        Heading("甲"),
        Heading("乙", 2),
        Heading("丙", 3),
        Heading("丁", 4),
        Heading("戊", 2),
        Heading("提前预热  周密部署", numbered=False),
        Heading("己"),
        Heading("庚", 2),
    )
    lines = words(Document("报告", blocks)).split("\n")[1:]
    assert lines == [
        *("一、甲", "（一）乙", "1.丙", "（1）丁", "（二）戊"),
        *("提前预热  周密部署", "二、己", "（一）庚"),
    ]
    assert [heading_number("en", counters) for counters in ((2,), (2, 1), (2, 1, 3), (2, 1, 3, 28))] == [
        *("2.", "2.1", "2.1.3", "(ab)"),
    ]


def test_points_are_counted_in_words() -> None:
    points = Enumeration(tuple("甲乙丙"))
    joined = Enumeration(tuple("甲乙"), marker="number", joined=True)
    lines = words(Document("报告", (points, joined))).split("\n")[1:]
    assert lines == ["一是甲", "二是乙", "三是丙", "（1）甲（2）乙"]


def test_titles_break_between_words() -> None:
    title = "示范区党的群众路线教育实践活动领导小组关于听取意见环节工作情况的报告"
    lines = fold(title, 20)
    assert lines == ["示范区党的群众路线教育实践活动", "领导小组关于听取意见环节工作情况的报告"]
    assert fold("突出问题清单", 20) == ["突出问题清单"]
    assert "".join(fold("，" * 70, 20)) == "，" * 70


def test_official_phrases_stand_by_themselves() -> None:
    document = Document(
        "报告",
        head=Head("示范区委文件", Number("示", 2014, 3), copy_number=7),
        addressee="市委：",
        signature=Signature(("示范区委",), date(2014, 4, 3)),
        note="公开发布",
    )
    assert words(document).split("\n") == [
        *("000007", "示范区委文件", "示〔2014〕3号", "报告", "市委：", "示范区委", "2014年4月3日", "（公开发布）"),
    ]


# ---------------------------------------------------------------- the command


def written(folder: Path, document: Document) -> str:
    path = folder / "in.json"
    path.write_text(dump(document), encoding="utf-8")
    return str(path)


def test_the_command_makes_pdf_word_and_pictures(tmp_path: Path) -> None:
    source = written(tmp_path, Document("清单", (Paragraph("国" * 700),)))
    for name in ("out.pdf", "out.docx", "pages"):
        assert main([source, "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "out.pdf").read_bytes()[:5] == b"%PDF-"
    assert (tmp_path / "out.docx").read_bytes()[:2] == b"PK"
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == ["001.png", "002.png"]


def test_the_command_names_characters_no_font_has(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([written(tmp_path, Document("清单", (Paragraph("好\U0001f600"),))), "-o", str(tmp_path / "a.pdf")]) == 0
    assert "\U0001f600 U+1F600" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ('{"title": 3}', [], "title: str is expected"),
        (None, [], "The file system refused"),
        ('{"title": "a"}', ["--fonts", "no-such-folder"], "The file system refused"),
    ],
)
def test_what_cannot_be_pressed_is_said_plainly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, options: list[str], said: str
) -> None:
    source = tmp_path / "in.json"
    if text is not None:
        source.write_text(text)
    assert main([str(source), "-o", str(tmp_path / "out.pdf"), *options]) == 1
    message = capsys.readouterr().err
    assert said in message
    assert "Traceback" not in message
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize("call", [[], ["a.json"], ["a.json", "-o", "b.pdf", "--dpi", "7"], ["a", "-o", "b", "--fast"]])
def test_a_wrong_call_is_told(capsys: pytest.CaptureFixture[str], call: list[str]) -> None:
    assert main(call) == 2
    assert "usage" in capsys.readouterr().err


def test_the_command_loads_no_django(tmp_path: Path) -> None:
    source = written(tmp_path, Document("清单", (Table((Column("甲"),), (((Run("乙"),),),)),)))
    code = (
        "import sys; from huisheng.__main__ import main; "
        f"assert main(['press', {source!r}, '-o', {str(tmp_path / 'a.docx')!r}]) == 0; main(['press', '--help']); "
        "print('django' in sys.modules, file=sys.stderr)"
    )
    environment = {"PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", env=environment, check=True
    )
    assert "党政机关公文格式" in run.stdout
    assert run.stderr.strip() == "False"
    assert json.loads(Path(source).read_text(encoding="utf-8"))["title"] == "清单"
