"""Days as clerks write them."""

import re
from datetime import date, datetime, timedelta

from .reasons import RowReason

_FULL = re.compile(r"([12]\d{3})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?(?:[\sT周星(（].*)?", re.S)
_COMPACT = re.compile(r"([12]\d{3})(\d{2})(\d{2})")
_SHORT = re.compile(r"(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*[日号]?")
_ENGLISH = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*\.?[ -]([12]\d{3})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DIGITS = str.maketrans("０１２３４５６７８９．／－", "0123456789./-")
# What people and exporting programs put where no day is known.
_NO_DAY = frozenset(
    ["nan", "nat", "null", "none", "n/a", "-", "--", "—", "/", "无", "不详", "未知", "不明", "暂无"]
) | {""}
_SERIAL_FROM, _SERIAL_TO = 18_264, 73_050  # 1950 to 2099: a bare number outside is no day


def parse_day(value: str | float | date, *, year: int | None, starts_1904: bool = False) -> date | RowReason | None:
    """The day a cell names; None for a blank cell or a word for none, else the reason why it names none.

    Args:
        value: text, a spreadsheet's serial number, or a date.
        year: completes days without one, such as 3月9日.
        starts_1904: the workbook counts its serial numbers from 1904.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float):
        return _from_number(value, starts_1904)
    text = value.translate(_DIGITS).strip()
    if text.lower() in _NO_DAY:
        return None
    if found := _FULL.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _ENGLISH.fullmatch(text):
        month = found[2].lower()
        return (
            _day(int(found[3]), _MONTHS.index(month) + 1, int(found[1]))
            if month in _MONTHS
            else RowReason.DAY_IMPOSSIBLE
        )
    if found := _SHORT.fullmatch(text):
        if year is None:
            return RowReason.DAY_WITHOUT_YEAR
        return _day(year, int(found[1]), int(found[2]))
    if text.isdecimal() and len(text) == 5:
        return _from_number(int(text), starts_1904)
    return RowReason.DAY_IMPOSSIBLE


def _from_number(value: float, starts_1904: bool) -> date | RowReason:
    if value == int(value) and 19_000_101 <= value <= 21_001_231:
        whole = int(value)
        return _day(whole // 10_000, whole // 100 % 100, whole % 100)
    serial = value + 1_462 if starts_1904 else value
    if not _SERIAL_FROM <= serial <= _SERIAL_TO:
        return RowReason.DAY_IMPOSSIBLE
    return date(1899, 12, 30) + timedelta(days=int(serial))


def _day(year: int, month: int, day: int) -> date | RowReason:
    try:
        found = date(year, month, day)
    except ValueError:
        return RowReason.DAY_IMPOSSIBLE
    return found if 1900 <= year <= 2100 else RowReason.DAY_IMPOSSIBLE
