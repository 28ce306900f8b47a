"""`huisheng check`: one file through the gate, for a person and for a program."""

import json
from enum import StrEnum
from pathlib import Path

import pytest

from huisheng.crafts.gate import Doubt, FileReason, FileRefused, IgnoredReason, RejectedRow, RowFault, RowReason
from huisheng.crafts.gate.cli import CHANNELS, main
from huisheng.crafts.gate.sayings import doubt_words, ignored_words
from tests.factories.hostile import GOOD, csv_text, zipped

NAMES = {
    "verdict", "rows_total", "rows_kept", "rows_rejected", "rows_ignored_empty", "texts", "error", "warnings",
}  # fmt: skip


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "意见.csv"
    path.write_text(csv_text([*GOOD, (3, "家长", "", ""), ("合计", "", "", "")]), encoding="utf-8")
    return path


def test_a_program_reads_one_object_with_the_agreed_names(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(table), "--channel", "table", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report.keys() >= NAMES
    assert [report[f"rows_{name}"] for name in ("total", "kept", "rejected", "ignored_empty")] == [4, 2, 1, 1]
    assert (report["verdict"], report["texts"], report["error"]) == ("rows", [GOOD[1][2], GOOD[2][2]], "")


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", ["4 rows below the header", "Row 4: “意见内容” is empty."]),
     ("zh-Hans", ["表头以下 4 行", "第 4 行：“意见内容”没有填。"])],
)  # fmt: skip
def test_a_person_reads_what_comes_in_and_what_is_handed_back(
    table: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, says: list[str]
) -> None:
    monkeypatch.setenv("HUISHENG_LANGUAGE", language)
    assert main([str(table)]) == 0
    printed = capsys.readouterr().out
    assert all(words in printed for words in says)


@pytest.mark.parametrize("channel", [channel for channel in CHANNELS if channel not in {"table", "minutes"}])
@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", zipped([("a", b"a")]), "座谈会记录".encode("gbk")])
def test_a_channel_that_is_not_built_refuses_clearly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], channel: str, content: bytes
) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    assert main([str(path), "--channel", channel, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["verdict"] == "reject"
    assert report["error"]


def test_a_file_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.csv")]) == 2
    assert "none.csv" in capsys.readouterr().err


def _said(code: StrEnum, language: str) -> str:
    match code:
        case FileReason():
            return FileRefused(code).words(language)
        case RowReason():
            return RejectedRow(1, (), (RowFault(code, "C", "v"),)).words(language)
        case IgnoredReason():
            return ignored_words(code, language)
        case Doubt():
            return doubt_words(code, "C", language)
    raise AssertionError(code)


@pytest.mark.parametrize("code", [*FileReason, *RowReason, *IgnoredReason, *Doubt], ids=str)
def test_everything_the_gate_may_say_is_said_in_both_languages(code: StrEnum) -> None:
    english, chinese = _said(code, "en"), _said(code, "zh-Hans")
    assert english.isascii() or "“" in english
    assert any("一" <= letter <= "鿿" for letter in chinese)
    assert "{" not in english + chinese
