"""`huisheng comb`: any table of voices in, four files out, the same bytes each time."""

import csv
import gzip
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest

from huisheng.crafts.text.cli import main

ROWS = [
    ("甲1", "育才路中学门口路灯坏了", "育才路中学门口的路灯坏了三盏，晚自习放学一片漆黑，请尽快修好", "教师"),
    ("甲2", "育才路中学门口路灯不亮", "育才路中学门口的路灯一直不亮，学生晚自习放学看不见路，很危险", "家长"),
    ("甲3", "", "1、=SUM(A1)这样的报表太多，基层填不完。2、图书馆周末应该开放，方便上班的人。", "干部"),
    ("甲4", "河道", "河道里漂着垃圾，\n夏天臭味很大", "=1+1"),
]
HEADER = ("id", "title", "text", "界别")


def as_csv(path: Path, rows: Iterable[tuple[str, ...]] = ROWS, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as handle:
        csv.writer(handle).writerows([HEADER, *rows])
    return path


def as_xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in [HEADER, *ROWS]:
        book.active.append([None if cell == "" else cell for cell in row])
    for cell in (book.active["C4"], book.active["D5"]):
        cell.data_type = "s"
    book.save(path)
    return path


def as_jsonl(path: Path) -> Path:
    lines = [json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) for row in ROWS]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def zipped(path: Path) -> Path:
    target = path.with_name(path.name + ".gz")
    target.write_bytes(gzip.compress(path.read_bytes()))
    return target


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUISHENG_LANGUAGE", "en")


def test_passages_join_back_and_other_columns_are_kept(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main([str(as_csv(tmp_path / "in.csv")), "-o", str(out)]) == 0
    passages = read(out / "passages.csv")
    for voice, title, text, sector in ROWS:
        own = [row for row in passages if row["voice"] == voice]
        assert "".join(row["text"] for row in own) == text
        assert [row["text"] for row in own] == [text[int(row["start"]) : int(row["end"])] for row in own]
        assert {(row["title"], row["界别"]) for row in own} == {(title, sector)}
    assert [row["id"] for row in passages if row["voice"] == "甲3"] == ["甲3-1", "甲3-2"]
    groups = read(out / "groups.csv")
    assert sorted(row["id"] for row in groups) == sorted(row["id"] for row in passages)


def test_whole_voices_are_grouped_under_their_own_ids(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main([str(as_csv(tmp_path / "in.csv")), "-o", str(out), "--unit", "voice"]) == 0
    group = {row["id"]: row["group"] for row in read(out / "groups.csv")}
    assert group == {"甲1": "甲1", "甲2": "甲1", "甲3": "甲3", "甲4": "甲4"}
    scores = [float(row["score"]) for row in read(out / "questions.csv")]
    assert scores == sorted(scores, reverse=True)


def test_every_format_gives_the_same_bytes(tmp_path: Path) -> None:
    plain = [as_csv(tmp_path / "a.csv"), as_xlsx(tmp_path / "a.xlsx"), as_jsonl(tmp_path / "a.jsonl")]
    other = [as_csv(tmp_path / "b.csv", encoding="gb18030"), as_csv(tmp_path / "c.csv", encoding="utf-16")]
    results = []
    for number, path in enumerate([*plain, *map(zipped, plain), *other]):
        out = tmp_path / f"out{number}"
        assert main([str(path), "-o", str(out)]) == 0
        results.append({file.name: file.read_bytes() for file in out.iterdir()})
    assert set(results[0]) == {"passages.csv", "groups.csv", "questions.csv", "findings.xlsx"}
    assert all(result == results[0] for result in results)


def test_the_order_of_rows_moves_no_group(tmp_path: Path) -> None:
    for name, rows in (("a", ROWS), ("b", ROWS[::-1])):
        assert main([str(as_csv(tmp_path / f"{name}.csv", rows)), "-o", str(tmp_path / name)]) == 0
    for file in ("groups.csv", "questions.csv", "findings.xlsx"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_findings_hold_no_formula(tmp_path: Path) -> None:
    rows = [("a", "", "=HYPERLINK(1)路灯坏了没人修"), ("b", "", "+86路公交太少，老人等不起")]
    path = tmp_path / "in.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([HEADER[:3], *rows])
    assert main([str(path), "-o", str(tmp_path / "out")]) == 0
    sheet = openpyxl.load_workbook(tmp_path / "out" / "findings.xlsx").active
    assert [cell.value for cell in sheet[1]][:3] == ["No.", "Headline", "Kind"]
    headlines = [row[1] for row in sheet.iter_rows(min_row=2)]
    assert {cell.value for cell in headlines} == {row[2] for row in rows}
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in headlines)


def test_a_scheme_of_the_offices_own_is_a_column(tmp_path: Path) -> None:
    scheme = tmp_path / "scheme.json"
    light = {"code": "light", "zh": "照明", "en": "Lighting", "words": ["路灯"]}
    rest = {"code": "rest", "zh": "其余", "en": "The rest", "words": []}
    scheme.write_text(json.dumps({"code": "own", "zh": "自定", "en": "Our own", "categories": [light, rest]}))
    source = str(as_csv(tmp_path / "in.csv"))
    assert main([source, "-o", str(tmp_path / "out"), "--scheme", str(scheme), "--unit", "voice"]) == 0
    sheet = openpyxl.load_workbook(tmp_path / "out" / "findings.xlsx").active
    column = [cell.value for cell in sheet[1]].index("Our own")
    assert {row[column].value for row in sheet.iter_rows(min_row=2)} == {"Lighting", "The rest"}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("in.docx", b"x", "neither csv, xlsx nor jsonl"),
        ("in.xlsx", b"PK\x03\x04 not a workbook", "Nothing was written"),
        ("in.csv.gz", b"not gzipped", "damaged"),
        ("in.jsonl", b'{"text": "a"}\n[1]', "damaged"),
        ("in.csv", "id,标题\n1,路灯\n".encode(), "no column text"),
        ("in.csv", b"id,text\n", "no voices"),
        ("in.csv", b"", "no voices"),
        ("in.csv", b"id,text\n7,a\n8,b\n7,c\n", "rows 4"),
        ("in.csv", b"id,text\n,a\n", "rows 2"),
    ],
)
def test_what_cannot_be_used_is_said_plainly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert main([str(tmp_path / name), "-o", str(tmp_path / "out")]) == 1
    message = capsys.readouterr().err
    assert said in message
    assert "Traceback" not in message
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ([], "缺一不可"),
        (["in.csv"], "缺一不可"),
        (["in.csv", "-o"], "-o/--output 缺少可用的取值"),
        (["in.csv", "-o", "out", "--unit", "page"], "--unit 缺少可用的取值"),
        (["in.csv", "-o", "out", "--fast"], "没有 --fast 这个选项"),
    ],
)
def test_a_wrong_call_is_told_in_the_language_of_the_command_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, call: list[str], said: str
) -> None:
    monkeypatch.setenv("HUISHENG_LANGUAGE", "zh-Hans")
    assert main(call) == 2
    message = capsys.readouterr().err
    assert said in message
    assert "usage" not in message


def test_rows_without_id_are_numbered_and_empty_rows_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.csv").write_text("内容,地点\n路灯坏了,育才路\n,\n公交太少,南站\n", encoding="utf-8")
    assert main([str(tmp_path / "in.csv"), "-o", str(tmp_path / "out")]) == 0
    assert [(row["id"], row["地点"]) for row in read(tmp_path / "out" / "passages.csv")] == [
        ("2-1", "育才路"),
        ("4-1", "南站"),
    ]
    assert "1 empty row left out" in capsys.readouterr().err


def test_the_command_speaks_chinese_and_loads_no_django() -> None:
    code = (
        "import sys; from huisheng.__main__ import main; main(['comb', '--help']); "
        "print('django' in sys.modules, file=sys.stderr)"
    )
    environment = {"PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", env=environment, check=True
    )
    assert "意见条" in run.stdout
    assert run.stderr.strip() == "False"
