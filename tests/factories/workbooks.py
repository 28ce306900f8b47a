"""Workbooks as offices send them: a title, a header, rows; and a worker that takes them in."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
import xlsxwriter

from huisheng.campaign.models import Campaign
from huisheng.listening.models import Import
from huisheng.listening.queries import columns
from huisheng.listening.services import importing
from huisheng.organisation import jobs
from huisheng.organisation.models import Person

HEADER = ("序号", "征求时间", "来源", "界别", "意见内容", "联系电话")
Line = Sequence[str | int | float | None]


def xlsx(rows: Iterable[Line], *, header: Line = HEADER, titles: Sequence[str] = (), sheet: str = "汇总") -> bytes:
    """A workbook: title rows, header, rows. Text stays text, numbers stay numbers."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    page = book.add_worksheet(sheet)
    for number, line in enumerate([*([title] for title in titles), header, *rows]):
        for column, value in enumerate(line):
            if isinstance(value, str):
                page.write_string(number, column, value)
            elif value is not None:
                page.write_number(number, column, value)
    book.close()
    return target.getvalue()


def csv_bytes(rows: Iterable[Line], *, header: Line = HEADER, encoding: str = "utf-8-sig") -> bytes:
    """The same as separated text."""
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\r\n").writerows([header, *rows])
    return target.getvalue().encode(encoding)


def mended(content: bytes, **values: str) -> bytes:
    """The workbook handed back, as a clerk mends it: a column's cells set, from the first below its name, cut at |."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.active
    assert page is not None
    names = [cell.value for cell in page[1]]
    for column, written in values.items():
        for row, value in enumerate(written.split("|"), 2):
            if value:
                page.cell(row, names.index(column) + 1).value = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def line(number: int, text: str | None = None, *, day: str = "2014-03-05", sector: str = "社区居民") -> list[str | int]:
    """A row of the usual columns, its words unlike those of any other number."""
    said = f"第{number}栋楼道灯坏了，报了{number % 7 + 2}回没人来。" if text is None else text
    return [number, day, "入户走访", sector, said, "13800000000"]


def three_bad(count: int = 50, first: int = 1) -> list[list[str | int]]:
    """`count` rows of which three cannot be used: a strange sector, an impossible day, no text."""
    rows = [line(number) for number in range(first, first + count)]
    rows[9] = line(first + 9, sector="居民群众")
    rows[19] = line(first + 19, day="2014年2月30日")
    rows[29] = line(first + 29, text="")
    return rows


def opened(campaign: Campaign, by: Person, content: bytes, folder: Path, name: str = "汇总.xlsx") -> Import:
    """The workbook chosen: through the gate, kept, its columns not yet matched."""
    received = folder / "received"
    received.write_bytes(content)
    try:
        return importing.open_import(campaign, received, name=name, by=by)
    finally:
        received.unlink()


def started(
    campaign: Campaign, by: Person, content: bytes, folder: Path, name: str = "汇总.xlsx", *, again: bool = False
) -> Import:
    """The workbook chosen and its columns matched as proposed: a job waits."""
    imported = opened(campaign, by, content, folder, name)
    sheets = columns.sheets_of(imported)
    matched = columns.propose(campaign, sheets, 0).matched
    importing.start(imported, matched, again=again, by=by, mends=importing.looks_mended(imported, sheets[0], matched))
    imported.refresh_from_db()
    return imported


def taken_in(
    campaign: Campaign, by: Person, content: bytes, folder: Path, name: str = "汇总.xlsx", *, again: bool = False
) -> Import:
    """The workbook taken in by a worker, to whatever end."""
    imported = started(campaign, by, content, folder, name, again=again)
    work()
    imported.refresh_from_db()
    return imported


def work() -> None:
    """Do all queued jobs here, as a worker would."""
    while (run := jobs.claim()) is not None:
        jobs.perform(run)
