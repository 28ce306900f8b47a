"""From raw rows to rows that can be used, row by row: each is kept, handed back with its reasons, or ignored."""

import re
from datetime import date

from .days import parse_day
from .facts import Cell, Fault, IgnoredRow, Layout, Mapping, RawRow, RejectedRow, Row, RowFault
from .layout import has_content, is_blank, letters, shown
from .reasons import IgnoredReason, RowReason

_LINE_END = re.compile(r"\r\n?")
_INVISIBLE = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")
_ERRORS = frozenset(("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"))
_CUT = re.compile(r"\d(?:\.\d+)?[Ee]\+?1[4-9]|\d{15}000")
_TOTAL = re.compile(r"(?:合|总|小|共)\s*计\s*[:：]?|(?:grand |sub)?total\s*:?", re.I)
_SIGNATURE = re.compile(
    r"(?:填表|制表|填报|审核|审批|负责|经办|记录|汇总|联系|单位负责|分管领导|主要负责)(?:人|单位|部门|日期|时间|电话)?"
    r"(?:签字|签名|签章|[(（][^)）]*[)）])?\s*[:：].{0,30}"
    r"|(?:单位|部门)?\s*[(（](?:盖章|签章|公章)[)）]\s*[:：]?.{0,20}|(?:签字|签名|盖章)\s*[:：].{0,20}"
)
_VALUE = 200


class Reader:
    """Judges the raw rows of one sheet, by a mapping.

    Args:
        layout: of the sheet; names the columns.
        mapping: which column is what.
        starts_1904: the workbook's date system.
        separated: a delimited file, where cells beyond the header's columns mean a shifted row.
    """

    def __init__(self, layout: Layout, mapping: Mapping, *, starts_1904: bool, separated: bool) -> None:
        self.mapping = mapping
        self.starts_1904 = starts_1904
        self._names = {column.index: column.name or letters(column.index) for column in layout.columns}
        self._text_name = self._names.get(mapping.text, "") if layout.header_row else ""
        self._width = len(layout.columns) if separated and layout.header_row else 0
        used = (mapping.text, mapping.title, mapping.day, mapping.sector, mapping.channel)
        self._used = {index for index in used if index is not None}
        number = set() if mapping.number is None else {mapping.number}
        self._kept_out = self._used | mapping.left_out | number

    def judge(self, row: RawRow) -> Row | RejectedRow | IgnoredRow:
        """What becomes of one row."""
        if row.fault is None and not any(map(has_content, row.cells)):
            return IgnoredRow(row.number, IgnoredReason.EMPTY)
        faults = self._faults(row)
        if faults:
            return self._rejected(row, *faults)
        text, cleaned = _clean(shown(self._cell(row, self.mapping.text)))
        ignored = self._ignored(row, text)
        if ignored is not None:
            return ignored
        if is_blank(text):
            return self._rejected(row, self._fault(RowReason.NO_TEXT, self.mapping.text))
        if text in _ERRORS:
            return self._rejected(row, self._fault(RowReason.CELL_ERROR, self.mapping.text, text))
        day = self._day(row)
        if isinstance(day, RowReason):
            assert self.mapping.day is not None
            return self._rejected(row, self._fault(day, self.mapping.day, shown(row.cells[self.mapping.day])))
        return Row(
            row.number,
            text,
            title=self._plain(row, self.mapping.title),
            day=day,
            sector=self._plain(row, self.mapping.sector),
            channel=self._plain(row, self.mapping.channel),
            other=self._other(row),
            hidden=row.hidden,
            cleaned=cleaned,
        )

    def _cell(self, row: RawRow, index: int | None) -> Cell:
        return row.cells[index] if index is not None and index < len(row.cells) else None

    def _plain(self, row: RawRow, index: int | None) -> str:
        cell = self._cell(row, index)
        return "" if cell is None else _clean(shown(cell))[0].strip()

    def _other(self, row: RawRow) -> tuple[tuple[str, str], ...]:
        return tuple(
            (self._names.get(index) or letters(index), _clean(shown(cell))[0])
            for index, cell in enumerate(row.cells)
            if index not in self._kept_out and has_content(cell)
        )

    def _day(self, row: RawRow) -> date | RowReason | None:
        cell = self._cell(row, self.mapping.day)
        if cell is None or isinstance(cell, Fault):
            return None
        if isinstance(cell, bool):
            return RowReason.DAY_IMPOSSIBLE
        if isinstance(cell, str) and is_blank(cell):
            return None
        return parse_day(cell, year=self.mapping.year, starts_1904=self.starts_1904)

    def _faults(self, row: RawRow) -> list[RowFault]:
        """What makes the row unusable before its values are looked at."""
        if row.fault is not None:
            return [RowFault(row.fault)]
        faults: list[RowFault] = []
        for index, cell in enumerate(row.cells):
            if isinstance(cell, str):
                if _FORBIDDEN.search(cell) and index not in self.mapping.left_out:
                    faults.append(self._fault(RowReason.FORBIDDEN_CHARACTER, index, cell))
                elif (
                    4 < len(cell) < 30
                    and index not in (self.mapping.text, self.mapping.title)
                    and _CUT.fullmatch(cell.strip())
                ):
                    faults.append(self._fault(RowReason.DIGITS_LOST, index, cell))
                elif self._width and index >= self._width and not is_blank(cell):
                    return [RowFault(RowReason.TOO_MANY_CELLS, letters(index), cell[:_VALUE])]
            elif isinstance(cell, Fault) and (index in self._used or cell.reason is RowReason.DIGITS_LOST):
                faults.append(self._fault(cell.reason, index, cell.shown))
        return faults

    def _fault(self, reason: RowReason, index: int, value: str = "") -> RowFault:
        return RowFault(reason, self._names.get(index) or letters(index), value[:_VALUE])

    def _ignored(self, row: RawRow, text: str) -> IgnoredRow | None:
        """A total, a signature line or the header printed again: shown to the person, but no voice."""
        if self._text_name and text.strip() == self._text_name:
            return IgnoredRow(row.number, IgnoredReason.HEADER_AGAIN, self._text_name)
        first = next((index for index, cell in enumerate(row.cells) if has_content(cell)), 0)
        word = shown(row.cells[first]).strip()
        if len(word) > 60:
            return None
        if _TOTAL.fullmatch(word) and (first == self.mapping.text or is_blank(text) or text.strip().isdecimal()):
            return IgnoredRow(row.number, IgnoredReason.TOTAL, word[:_VALUE])
        if _SIGNATURE.fullmatch(word) and all(
            _SIGNATURE.fullmatch(cell) or len(cell) <= 12
            for cell in (shown(cell).strip() for cell in row.cells[first + 1 :] if has_content(cell))
        ):
            return IgnoredRow(row.number, IgnoredReason.SIGNATURE, word[:_VALUE])
        return None

    def _rejected(self, row: RawRow, *faults: RowFault) -> RejectedRow:
        return RejectedRow(row.number, tuple(map(shown, row.cells)), faults)


def _clean(text: str) -> tuple[str, bool]:
    """The text with line ends as \\n and without invisible controls, and whether any were taken out."""
    if text.isprintable():
        return text, False
    if "\r" in text:
        text = _LINE_END.sub("\n", text)
    visible = _INVISIBLE.sub("", text)
    return visible, len(visible) != len(text)
