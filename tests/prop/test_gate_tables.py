"""What is written comes back equal through the gate, and no row of any table is lost on the way."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huisheng.crafts import gate
from huisheng.crafts.gate import Format, IgnoredRow, OutColumn, RejectedRow, Row, Tally
from tests.factories.hostile import csv_text, old_workbook, sheet_rows, workbook

FEW = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
HEADER = ("序号", "意见内容", "日期", "界别", "备注栏")
# Letters that trip readers: quotes, separators, line ends, formula signs, escapes, rare characters, markup.
tricky = st.sampled_from(
    ["路灯坏了", '"', ",", ";", "\n", "\r\n", "\t", "=1+1", "_x000D_", "𠮷", "<b>", "&amp;", "'", "é", "　", "。", "0"]
)
texts = st.lists(
    tricky | st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=6), min_size=1, max_size=6
).map("".join)
days = st.dates(date(1950, 1, 1), date(2099, 12, 31)) | st.none()
rows_of_voices = st.lists(st.tuples(texts, days, st.sampled_from(["", "教师", "司机"])), min_size=1, max_size=30)


@contextmanager
def _file(data: bytes, name: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        yield path


def _read(data: bytes, name: str) -> tuple[list[Row | RejectedRow | IgnoredRow], Tally]:
    """All results of a file's first sheet, and their count held against the bytes."""
    with _file(data, name) as path:
        table = gate.open_table(path)
        sheet = table.sheets[0]
        assert sheet.layout.mapping is not None
        tally = Tally(raw=sheet.raw_rows, head=sheet.layout.head_rows)
        results = list(gate.read_rows(path, table, 0, sheet.layout.mapping))
        for result in results:
            tally.add(result)
        return results, tally


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _expect(voices: Sequence[tuple[str, date | None, str]], results: Sequence[Row | RejectedRow | IgnoredRow]) -> None:
    assert len(results) == len(voices)
    for (text, day, sector), result in zip(voices, results, strict=True):
        if isinstance(result, Row):
            assert (result.text, result.day, result.sector) == (_plain(text), day, sector)
        else:
            # Only a voice of blanks may be handed back or left out.
            assert not any(letter.isalnum() for letter in text), (text, result)


def _table(voices: Sequence[tuple[str, date | None, str]]) -> list[Sequence[object]]:
    body = [
        (number, text, day.isoformat() if day else "", sector, "x")
        for number, (text, day, sector) in enumerate(voices, 1)
    ]
    return [HEADER, *body]


@FEW
@given(rows_of_voices)
def test_a_workbook_we_write_comes_back_equal(voices: list[tuple[str, date | None, str]]) -> None:
    columns = [OutColumn(name) for name in HEADER]
    rows = [(number, text, day, sector, "x") for number, (text, day, sector) in enumerate(voices, 1)]
    written = gate.write_table(columns, rows)
    assert written == gate.write_table(columns, rows)
    results, tally = _read(written, "a.xlsx")
    assert tally.balances
    _expect(voices, results)


@FEW
@given(rows_of_voices, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]), st.sampled_from([",", ";", "\t"]))
def test_a_csv_comes_back_equal_in_every_encoding(
    voices: list[tuple[str, date | None, str]], encoding: str, separator: str
) -> None:
    results, tally = _read(csv_text(_table(voices), separator).encode(encoding), "a.csv")
    assert tally.balances
    _expect(voices, results)


@FEW
@given(rows_of_voices)
def test_an_old_workbook_comes_back_equal(voices: list[tuple[str, date | None, str]]) -> None:
    results, tally = _read(old_workbook(_table(voices)), "a.xls")
    assert tally.balances
    _expect(voices, results)


@FEW
@given(rows_of_voices)
def test_a_csv_we_write_has_no_formula_and_gives_every_text_back(voices: list[tuple[str, date | None, str]]) -> None:
    written = gate.write_table(
        [OutColumn("意见内容"), OutColumn("序号")], [(v[0], n) for n, v in enumerate(voices)], format=Format.CSV
    )
    results, tally = _read(written, "a.csv")
    assert tally.balances
    for (text, _day, _sector), result in zip(voices, results, strict=True):
        if isinstance(result, Row):
            assert result.text.lstrip(" \u3000\u200b")[:1] not in set("=+-@\t\n＝＋－＠")
            assert gate.unguard(result.text) == _plain(text)


cells = st.one_of(
    st.none(), st.just(""), st.just("  "), st.integers(0, 10**18), st.floats(-1e6, 1e6), texts, st.just("合计")
)


@FEW
@given(st.lists(st.lists(cells, max_size=5), max_size=40), st.integers(0, 9))
def test_no_row_of_any_workbook_is_lost_and_reading_goes_on_anywhere(body: list[list[object]], start: int) -> None:
    data = workbook(sheet_rows([HEADER, (1, "第一条意见。", "", "", ""), *body]))
    results, tally = _read(data, "a.xlsx")
    assert tally.balances
    with _file(data, "a.xlsx") as path:
        table = gate.open_table(path)
        mapping = table.sheets[0].layout.mapping
        assert mapping is not None
        rest = list(gate.read_rows(path, table, 0, mapping, from_row=start))
    assert rest == [result for result in results if result.number >= start]


@FEW
@given(st.text(st.sampled_from('",\r\n甲=;\t\0'), max_size=200))
def test_no_record_of_any_csv_is_lost(tail: str) -> None:
    _results, tally = _read((csv_text(_table([("第一条意见。", None, "")])) + tail).encode(), "a.csv")
    assert tally.balances
