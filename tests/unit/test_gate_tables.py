"""How tables from clerks' machines are understood: headers, columns, days, rows that are no voices."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from huisheng.crafts import gate
from huisheng.crafts.gate import (
    Doubt,
    Fingerprint,
    IgnoredReason,
    IgnoredRow,
    Kind,
    Mapping,
    RejectedRow,
    Role,
    Row,
    RowReason,
)
from huisheng.crafts.gate.layout import role_of
from tests.factories.hostile import HEADER, csv_text, sheet_rows, workbook


def _write(folder: Path, rows: Sequence[Sequence[object]], **more: str) -> Path:
    path = folder / "a.xlsx"
    path.write_bytes(workbook(sheet_rows(rows), **more))  # type: ignore[arg-type]
    return path


def _results(path: Path, mapping: Mapping | None = None) -> list[Row | RejectedRow | IgnoredRow]:
    table = gate.open_table(path)
    chosen = mapping or table.sheets[0].layout.mapping
    assert chosen is not None
    return list(gate.read_rows(path, table, 0, chosen))


def _texts(path: Path) -> list[str]:
    return [row.text for row in _results(path) if isinstance(row, Row)]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("意见内容", Role.TEXT), ("意见 建议", Role.TEXT), ("留言详情", Role.TEXT),
        ("内容*", Role.TEXT),
        ("问题描述", Role.TEXT), ("Comment", Role.TEXT), ("text", Role.TEXT), ("Feedback", Role.TEXT),
        ("主题", Role.TITLE), ("留言主题", Role.TITLE), ("Subject", Role.TITLE),
        ("日期", Role.DAY), ("留言时间", Role.DAY), ("收集时间", Role.DAY), ("Date", Role.DAY),
        ("界别", Role.SECTOR), ("人员类别", Role.SECTOR), ("类别", Role.SECTOR), ("Sector", Role.SECTOR),
        ("来源", Role.CHANNEL), ("渠道", Role.CHANNEL), ("征集方式", Role.CHANNEL), ("Channel", Role.CHANNEL),
        ("序号", Role.NUMBER), ("留言编号", Role.NUMBER), ("No.", Role.NUMBER), ("id", Role.NUMBER),
        ("姓名", Role.IDENTITY), ("联系电话", Role.IDENTITY), ("手机号码", Role.IDENTITY), ("身份证号", Role.IDENTITY),
        ("反映人", Role.IDENTITY), ("留言用户", Role.IDENTITY), ("家庭住址", Role.IDENTITY), ("Phone", Role.IDENTITY),
        ("E-mail", Role.IDENTITY), ("author", Role.IDENTITY), ("反映人类别", Role.SECTOR), ("身份", Role.SECTOR),
        ("答复意见", Role.OTHER), ("答复时间", Role.OTHER), ("办理情况", Role.OTHER), ("点赞数", Role.OTHER),
        ("退回原因", Role.REASON), ("Reason for return", Role.REASON),
    ],
)  # fmt: skip
def test_a_column_is_known_by_its_name(name: str, role: Role) -> None:
    assert role_of(name) is role


def test_who_spoke_does_not_come_in(tmp_path: Path) -> None:
    path = _write(tmp_path, [("姓名", "联系电话", "意见内容", "区域"), ("某甲", 13800000000, "路灯不亮。", "东区")])
    [row] = _results(path)
    assert isinstance(row, Row)
    assert row.other == (("区域", "东区"),)
    assert "某甲" not in repr(row) and "13800000000" not in repr(row)


def test_the_header_is_found_among_title_rows_and_gives_the_year(tmp_path: Path) -> None:
    titles = [("某街道征求意见汇总表",), (), ("填报单位：某街道", None, None, "2014年3月20日")]
    path = _write(tmp_path, [*titles, HEADER, (1, "教师", "没有斑马线。", "3月9日")])
    layout = gate.open_table(path).sheets[0].layout
    assert (layout.header_row, layout.first_row, layout.head_rows, layout.year) == (4, 5, 3, 2014)
    [row] = _results(path)
    assert isinstance(row, Row)
    assert row.day == date(2014, 3, 9)


def test_two_header_rows_without_merged_cells_are_joined(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        csv_text(
            [("序号", "反映人", "意见", ""), ("", "类别", "内容", "日期"), (1, "教师", "没有斑马线。", "2014.3.9")]
        )
    )
    layout = gate.open_table(path).sheets[0].layout
    assert [column.name for column in layout.columns] == ["序号", "反映人类别", "意见内容", "日期"]
    assert _texts(path) == ["没有斑马线。"]


def test_without_a_header_the_first_row_is_a_voice_and_a_person_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("小区门口的路灯坏了三个月。\r\n菜市场太远，老人走不动,希望近一点。\r\n", encoding="gb18030")
    table = gate.open_table(path)
    assert table.kind is Kind.DELIMITED
    assert (Doubt.NO_HEADER, "") in table.sheets[0].layout.doubts
    assert _texts(path) == ["小区门口的路灯坏了三个月。", "菜市场太远，老人走不动,希望近一点。"]


def test_an_unknown_name_over_long_text_is_taken_for_the_voices(tmp_path: Path) -> None:
    rows = [("序号", "群众说的话"), *[(n, "小区门口的路灯坏了很久没有人来修。") for n in range(1, 5)]]
    layout = gate.open_table(_write(tmp_path, rows)).sheets[0].layout
    assert [column.role for column in layout.columns] == [Role.NUMBER, Role.TEXT]


def test_a_second_column_of_voices_is_named_and_kept_beside(tmp_path: Path) -> None:
    path = _write(tmp_path, [("意见内容", "建议"), ("路灯不亮。", "换灯。")])
    assert (Doubt.SECOND_TEXT_COLUMN, "建议") in gate.open_table(path).sheets[0].layout.doubts
    [row] = _results(path)
    assert isinstance(row, Row)
    assert row.other == (("建议", "换灯。"),)


def test_totals_signatures_and_repeated_headers_are_left_out_and_counted(tmp_path: Path) -> None:
    tail = [("合计", None, None, None), ("合 计：", None, 2, None), HEADER, ("填表人：某甲", None, "联系电话：", None)]
    voices = [
        (1, "教师", "合计三次停水。", None),
        (2, "家长", "负责人：换了三个，谁也不管这件事，我们已经等了半年多了还没有结果。", None),
    ]
    results = _results(_write(tmp_path, [HEADER, *voices, *tail]))
    assert [row.text for row in results if isinstance(row, Row)] == [str(voice[2]) for voice in voices]
    assert [row.reason for row in results if isinstance(row, IgnoredRow)] == [
        IgnoredReason.TOTAL, IgnoredReason.TOTAL, IgnoredReason.HEADER_AGAIN, IgnoredReason.SIGNATURE,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2014.3.9", date(2014, 3, 9)), ("2014年3月9日", date(2014, 3, 9)), ("2014-03-09", date(2014, 3, 9)),
        ("2014/3/9", date(2014, 3, 9)), ("20140309", date(2014, 3, 9)), (20140309, date(2014, 3, 9)),
        ("3月9日", date(2014, 3, 9)), ("3.9", date(2014, 3, 9)), (41707, date(2014, 3, 9)), ("41707", date(2014, 3, 9)),
        ("2014-03-09 14:05", date(2014, 3, 9)), ("2014-03-09T14:05:00", date(2014, 3, 9)),
        ("2014年3月9日（周日）", date(2014, 3, 9)),
        ("２０１４．３．９", date(2014, 3, 9)), ("9 March 2014", date(2014, 3, 9)), ("", None), ("  ", None),
        ("nan", None), ("不详", None),
        ("2014-02-30", RowReason.DAY_IMPOSSIBLE), ("2月30日", RowReason.DAY_IMPOSSIBLE),
        ("去年", RowReason.DAY_IMPOSSIBLE),
        (3, RowReason.DAY_IMPOSSIBLE), ("20141332", RowReason.DAY_IMPOSSIBLE),
    ],
)  # fmt: skip
def test_days_are_read_as_clerks_write_them(tmp_path: Path, written: object, day: date | RowReason | None) -> None:
    path = _write(tmp_path, [HEADER, (1, "教师", "没有斑马线。", written)])
    [row] = _results(path, Mapping(text=2, day=3, year=2014))
    if isinstance(day, RowReason):
        assert isinstance(row, RejectedRow)
        assert [(fault.reason, fault.column) for fault in row.faults] == [(day, "日期")]
    else:
        assert isinstance(row, Row)
        assert row.day == day


def test_a_day_without_a_year_is_handed_back_when_no_year_is_known(tmp_path: Path) -> None:
    [row] = _results(_write(tmp_path, [HEADER, (1, "教师", "没有斑马线。", "3月9日")]))
    assert isinstance(row, RejectedRow)
    assert row.faults[0].reason is RowReason.DAY_WITHOUT_YEAR


def test_a_merged_voice_is_not_invented_where_nothing_stands(tmp_path: Path) -> None:
    merged = '<mergeCells><mergeCell ref="B2:B4"/></mergeCells>'
    path = _write(
        tmp_path, [HEADER, (1, "党员", "甲。", ""), (2, None, "乙。", ""), (None, None, None, None)], after=merged
    )
    assert [(row.text, row.sector) for row in _results(path) if isinstance(row, Row)] == [
        ("甲。", "党员"),
        ("乙。", "党员"),
    ]


def test_reading_goes_on_where_it_stopped_inside_merged_cells(tmp_path: Path) -> None:
    merged = '<mergeCells><mergeCell ref="B2:B4"/></mergeCells>'
    path = _write(
        tmp_path, [HEADER, (1, "党员", "甲。", ""), (2, None, "乙。", ""), (3, None, "丙。", "")], after=merged
    )
    table = gate.open_table(path)
    mapping = table.sheets[0].layout.mapping
    assert mapping is not None
    rest = list(gate.read_rows(path, table, 0, mapping, from_row=4))
    assert [(row.number, row.sector) for row in rest if isinstance(row, Row)] == [(4, "党员")]


def test_the_same_rows_have_the_same_fingerprint_in_another_file_and_order(tmp_path: Path) -> None:
    rows = [(1, "教师", "没有斑马线。", "2014-03-09"), (2, "司机", "单行线不清楚。", "2014-03-10")]
    first, second, third = tmp_path / "a.csv", tmp_path / "b.xlsx", tmp_path / "c.csv"
    first.write_bytes(csv_text([HEADER, *rows]).encode("gbk"))
    second.write_bytes(workbook(sheet_rows([("汇总",), HEADER, *reversed(rows)])))
    third.write_bytes(csv_text([HEADER, rows[0], rows[0]]).encode())
    marks = []
    for path in (first, second, third):
        mark = Fingerprint()
        for row in _results(path):
            if isinstance(row, Row):
                mark.add(row)
        marks.append(mark.hexdigest())
    assert marks[0] == marks[1] != marks[2]
