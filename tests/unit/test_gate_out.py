"""What leaves the house: workbooks and csv without a formula, rows handed back, names that travel."""

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from huisheng.crafts import gate
from huisheng.crafts.gate import CellTooLong, Format, Mapping, OutColumn, RejectedRow, Role, Row
from tests.factories.hostile import HEADER, csv_text, sheet_rows, workbook

NASTY = [
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "＝1+1",
    '=HYPERLINK("http://127.0.0.1:9/","x")',
    "http://127.0.0.1:9/",
    "123",
]
COLUMNS = [OutColumn("意见", 50, wraps=True), OutColumn("日期"), OutColumn("条数")]


def test_a_workbook_holds_typed_cells_and_no_formula() -> None:
    data = gate.write_table(COLUMNS, [(text, date(2014, 3, 9), 7) for text in NASTY])
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[0].value for row in rows] == NASTY
    assert {tuple(cell.data_type for cell in row) for row in rows} == {("s", "d", "n")}
    assert not any(cell.hyperlink for row in rows for cell in row)
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")


def test_a_workbook_tells_neither_author_nor_hour() -> None:
    data = gate.write_table(COLUMNS, [("好", None, 1)], title="意见清单")
    assert data == gate.write_table(COLUMNS, [("好", None, 1)], title="意见清单")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
        assert b"<dc:creator></dc:creator>" in archive.read("docProps/core.xml")


def test_a_text_too_long_for_a_cell_is_said_and_never_cut() -> None:
    with pytest.raises(CellTooLong):
        gate.write_table(COLUMNS, [("长" * 32_768, None, 1)])


def test_a_csv_opens_as_text_and_gives_every_text_back() -> None:
    texts = [*NASTY, "'=1", "''", "' =1", "好"]
    data = gate.write_table(COLUMNS, [(text, None, None) for text in texts], format=Format.CSV)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]
    assert not any(row[0][:1] in set("=+-@\t\r＝") for row in rows)
    assert [gate.unguard(row[0]) for row in rows] == texts


def _rejected(path: Path) -> tuple[gate.Sheet, list[RejectedRow]]:
    table = gate.open_table(path)
    mapping = table.sheets[0].layout.mapping
    assert mapping is not None
    rows = gate.read_rows(path, table, 0, mapping)
    return table.sheets[0], [row for row in rows if isinstance(row, RejectedRow)]


def test_rows_handed_back_come_in_again_once_mended(tmp_path: Path) -> None:
    bad = [
        (1, "教师", "校门口没有斑马线。", "2014-03-05"),
        (2, "司机", "", "2014-03-06"),
        (3, "司机", "=1+1", "2014-02-30"),
    ]
    first, second = tmp_path / "first.xlsx", tmp_path / "mended.xlsx"
    first.write_bytes(workbook(sheet_rows([("意见汇总表",), HEADER, *bad])))
    sheet, rejected = _rejected(first)
    handed = gate.hand_back(sheet.layout, rejected, language="en")
    assert handed == gate.hand_back(sheet.layout, rejected, language="en")

    book = load_workbook(io.BytesIO(handed))
    page = book.worksheets[0]
    assert [cell.value for cell in page[1]] == [*HEADER, "Reason for return"]
    assert [cell.value for cell in page[2]][-1] == "Row 4: “意见内容” is empty."
    assert {cell.data_type for row in page.iter_rows() for cell in row if cell.value is not None} == {"s"}
    page["C2"], page["D3"] = "红绿灯坏了。", "2014-02-28"
    book.save(second)

    table = gate.open_table(second)
    assert table.sheets[0].layout.signature == sheet.layout.signature
    mapping = table.sheets[0].layout.mapping
    assert mapping is not None
    rows = list(gate.read_rows(second, table, 0, mapping))
    assert [(row.text, row.day, row.other) for row in rows if isinstance(row, Row)] == [
        ("红绿灯坏了。", date(2014, 3, 6), ()),
        ("=1+1", date(2014, 2, 28), ()),
    ]


def test_a_remembered_mapping_leads_over_the_guess(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(csv_text([("标题", "详情", "备注"), ("路灯", "不亮", "说得对")]), encoding="utf-8")
    table = gate.open_table(path)
    [row] = gate.read_rows(path, table, 0, Mapping(text=2, left_out=frozenset({0})))
    assert isinstance(row, Row)
    assert (row.text, row.other) == ("说得对", (("详情", "不亮"),))


def test_the_reason_column_is_known_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(sheet_rows([HEADER, (1, "", "", "")])))
    sheet, rejected = _rejected(path)
    for language in ("en", "zh-Hans"):
        path.write_bytes(gate.hand_back(sheet.layout, rejected, language=language))
        assert gate.open_table(path).sheets[0].layout.columns[-1].role is Role.REASON


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..\\..\\a.xlsx", "/etc/passwd", "C:\\a.xlsx", "%2e%2e%2fa", "a\u202exslx.exe", "<script>.csv",
     "$(rm -rf).csv", "-rf", ".hidden", "CON.xlsx", "lpt1", "a.xlsx:stream", "a. . .", "a\r\nSet-Cookie: x", "a\0.xlsx",
     "", "字" * 300 + ".xlsx", "半\ud83d.xlsx", "…", '"a"; b.xlsx'],
)  # fmt: skip
def test_a_download_has_a_name_no_system_stumbles_over(name: str) -> None:
    safe = gate.safe_name(name)
    assert 0 < len(safe.encode()) <= 200
    assert safe.isprintable()
    assert not set(safe) & set("\\/:*?\"<>|;%`$&'")
    assert not safe.startswith((".", "-")) and not safe.endswith((".", " ")) and ".." not in safe
    assert safe.partition(".")[0].upper() not in {"CON", "LPT1"}
    header = gate.attachment(name)
    assert header.isascii() and header.isprintable() and header.count('"') == 2


def test_a_download_keeps_a_good_name_and_takes_the_true_ending() -> None:
    assert gate.safe_name("意见汇总 2014.3.xlsx") == "意见汇总 2014.3.xlsx"
    assert gate.safe_name("意见汇总.xls.exe", ending=".xlsx") == "意见汇总.xls.xlsx"
    assert "filename*=UTF-8''%E6%84%8F%E8%A7%81.csv" in gate.attachment("意见.csv")
