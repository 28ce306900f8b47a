"""One hostile table of our own for each class of attack, through `huisheng check` and, after it, a good one."""

from pathlib import Path

import pytest

from huisheng.crafts.gate.cli import check
from tests.factories.hostile import GOOD, Case, cases, csv_text


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUISHENG_LANGUAGE", "en")


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_a_hostile_table_ends_in_acceptance_or_a_clear_error(case: Case, tmp_path: Path) -> None:
    path = tmp_path / case.name
    path.write_bytes(case.data)
    report = check(path, "table")
    assert report.verdict == case.verdict, report
    assert case.says in report.error
    assert (report.error == "") == (case.verdict != "reject")
    assert report.rows_total == report.rows_kept + report.rows_rejected + report.rows_ignored_empty
    for name, value in case.counts.items():
        assert getattr(report, name) == value, report
    assert list(tmp_path.iterdir()) == [path]


def test_after_a_killed_reader_the_next_good_file_still_comes_in(tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.xls", tmp_path / "good.csv"
    bad.write_bytes(next(case.data for case in cases() if case.id == "old-noise"))
    good.write_text(csv_text(GOOD), encoding="utf-8")
    assert check(bad, "table").verdict == "reject"
    assert check(good, "table").rows_kept == 2
