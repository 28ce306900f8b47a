"""`huisheng check FILE`: put one file through the gate and say what would be taken in. Nothing is stored."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .archive import directory
from .documents import open_document
from .facts import FileRefused, IgnoredRow, Kind, Mapping, RejectedRow, Row, Sheet, Table, Tally
from .reasons import Doubt, FileReason, IgnoredReason
from .sayings import doubt_words, ignored_words, mark, note_words, said
from .sniff import sniff
from .table import open_table, read_rows

CHANNELS = ("table", "minutes", "attachment", "package", "scan", "form")
_SHOWN_ROWS = 20


@dataclass(slots=True)
class Report:
    """What the gate says about one file. The first nine names are those of the hostile files' manifest."""

    verdict: str = "accept"
    rows_total: int = 0
    rows_kept: int = 0
    rows_rejected: int = 0
    rows_ignored_empty: int = 0
    texts: list[str] = field(default_factory=list)
    error: str = ""
    warnings: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    days: list[str | None] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)


def check(path: Path, channel: str) -> Report:
    """Put a file through the gate of a channel, without storing anything."""
    try:
        if channel == "table":
            return _check_table(path)
        if channel == "minutes":
            return _check_minutes(path)
        _refuse_channel(path)
    except FileRefused as refused:
        return Report(verdict="reject", error=refused.words())
    raise AssertionError(channel)


def _refuse_channel(path: Path) -> None:
    """Say what the file is and that its channel is not built; locked and damaged archives are named as such."""
    with path.open("rb") as file:
        kind = sniff(file)
        if kind is Kind.EMPTY:
            raise FileRefused(FileReason.EMPTY_FILE)
        if kind is Kind.LOCKED_OFFICE or (kind is Kind.PDF and b"/Encrypt" in file.read(50 << 20)):
            raise FileRefused(FileReason.PASSWORD)
        if kind in (Kind.ZIP, Kind.DOCX):
            directory(file, unpacked=1 << 30)
    raise FileRefused(FileReason.NOT_BUILT, kind=kind.value)


def _check_minutes(path: Path) -> Report:
    """Every paragraph of a document counts as a row; none is handed back."""
    document = open_document(path, name=path.name)
    report = Report(rows_total=len(document.blocks), rows_kept=len(document.blocks))
    report.texts = [block.text for block in document.blocks]
    report.warnings = [note_words(note, count) for note, count in document.notes]
    return report


def _check_table(path: Path) -> Report:
    table = open_table(path, name=path.name)
    report = Report()
    for sheet in _sheets_to_read(table, report):
        assert sheet.layout.mapping is not None
        _read_sheet(path, table, sheet, sheet.layout.mapping, report)
    if not report.rows_kept and not report.rows_rejected:
        raise FileRefused(FileReason.NOTHING_TO_IMPORT)
    if report.rows_rejected:
        report.verdict = "rows"
    return report


def _sheets_to_read(table: Table, report: Report) -> Iterator[Sheet]:
    """The visible sheets with voices; what is left out is named among the warnings.

    Raises:
        FileRefused: no sheet can be read without a person choosing the column.
    """
    usable = [sheet for sheet in table.sheets if sheet.raw_rows and not sheet.hidden and sheet.layout.mapping]
    if not usable:
        _refuse_for_doubts(table)
    for sheet in table.sheets:
        if not sheet.raw_rows:
            continue
        if sheet.hidden:
            message = said(mark("Sheet “{sheet}” is hidden; its {rows} rows were not taken in."))
            report.warnings.append(message.format(sheet=sheet.name, rows=sheet.raw_rows))
        elif sheet not in usable:
            message = said(mark("Sheet “{sheet}” has no column of voices; its {rows} rows were not taken in."))
            report.warnings.append(message.format(sheet=sheet.name, rows=sheet.raw_rows))
        else:
            yield sheet


def _refuse_for_doubts(table: Table) -> None:
    sheets = [sheet for sheet in table.sheets if sheet.raw_rows and not sheet.hidden] or table.sheets
    for doubt, column in sheets[0].layout.doubts:
        if doubt is Doubt.TWO_TEXT_COLUMNS:
            raise FileRefused(FileReason.TWO_TEXT_COLUMNS, column=column)
    raise FileRefused(FileReason.NO_TEXT_COLUMN)


def _read_sheet(path: Path, table: Table, sheet: Sheet, mapping: Mapping, report: Report) -> None:
    tally = Tally(raw=sheet.raw_rows, head=sheet.layout.head_rows)
    hidden: list[int] = []
    ignored: dict[IgnoredReason, list[int]] = {}
    cleaned = 0
    for row in read_rows(path, table, sheet.index, mapping):
        tally.add(row)
        match row:
            case Row():
                report.texts.append(row.text)
                report.days.append(row.day.isoformat() if row.day else None)
                hidden += [row.number] if row.hidden else []
                cleaned += row.cleaned
            case RejectedRow():
                report.rejected.append(row.words())
            case IgnoredRow():
                ignored.setdefault(row.reason, []).append(row.number)
    if not tally.balances:
        raise FileRefused(FileReason.COUNTS_DIFFER, raw=tally.raw, read=tally.head + tally.rows)
    report.rows_total += tally.rows
    report.rows_kept += tally.kept
    report.rows_rejected += tally.rejected
    report.rows_ignored_empty += tally.ignored_rows
    report.headers += [column.name for column in sheet.layout.columns]
    report.warnings += [doubt_words(doubt, column) for doubt, column in sheet.layout.doubts]
    if hidden:
        report.warnings.append(said(mark("Hidden rows were taken in: {rows}.")).format(rows=_some(hidden)))
    if cleaned:
        message = said(mark("Invisible control characters were taken out of {count} rows."))
        report.warnings.append(message.format(count=cleaned))
    for reason, numbers in ignored.items():
        if reason is not IgnoredReason.EMPTY:
            message = said(mark("Left out as {what}: row {rows}."))
            report.warnings.append(message.format(what=ignored_words(reason), rows=_some(numbers)))


def _some(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:_SHOWN_ROWS]))
    return f"{shown}, …" if len(numbers) > _SHOWN_ROWS else shown


def _print_report(path: Path, report: Report) -> None:
    if report.verdict == "reject":
        print(report.error)
        return
    message = said(
        mark("{name}: {total} rows below the header = {kept} usable + {rejected} handed back + {ignored} left out.")
        if report.headers
        else mark("{name}: {total} paragraphs read.")
    )
    print(
        message.format(
            name=path.name,
            total=report.rows_total,
            kept=report.rows_kept,
            rejected=report.rows_rejected,
            ignored=report.rows_ignored_empty,
        )
    )
    for line in (*report.warnings, *report.rejected[:_SHOWN_ROWS]):
        print(" ", line)
    if len(report.rejected) > _SHOWN_ROWS:
        print(" ", said(mark("and {count} more rows.")).format(count=len(report.rejected) - _SHOWN_ROWS))


def main(argv: Sequence[str]) -> int:
    """Run `huisheng check`; 0 whatever the verdict, 2 when there is no such file."""
    parser = argparse.ArgumentParser(
        prog="huisheng check", description=said(mark("Put one file through the gate; nothing is stored."))
    )
    parser.add_argument("file", type=Path, help=said(mark("the file, of whatever name")))
    parser.add_argument("--channel", choices=CHANNELS, default="table", help=said(mark("how it would come in")))
    parser.add_argument("--json", action="store_true", help=said(mark("print one JSON object")))
    options = parser.parse_args(argv)
    if not options.file.is_file():
        print(said(mark("There is no file {path}.")).format(path=options.file), file=sys.stderr)
        return 2
    report = check(options.file, options.channel)
    if options.json:
        print(json.dumps(asdict(report), ensure_ascii=True))
    else:
        _print_report(options.file, report)
    return 0
