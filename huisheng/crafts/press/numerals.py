"""Numbers and days as official papers write them."""

from datetime import date

_DIGITS = "〇一二三四五六七八九"
_UNITS = ("", "十", "百", "千")


def chinese_number(n: int) -> str:
    """一, 十一, 二十, 一百〇五 … 九千九百九十九; 0 is 〇. Not a year: see `chinese_day`.

    Raises:
        ValueError: n is below 0 or above 9,999, which no heading and no list reaches.
    """
    if not 0 <= n <= 9999:
        raise ValueError(f"{n} is outside 0 to 9999")
    if n < 10:
        return _DIGITS[n]
    digits = [int(digit) for digit in str(n)]
    said = ""
    for place, digit in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        if digit:
            said += _DIGITS[digit] + _UNITS[place]
        elif said and not said.endswith("〇"):
            said += "〇"
    said = said.rstrip("〇")
    return said.removeprefix("一") if n < 20 else said


def chinese_day(day: date) -> str:
    """二〇一四年三月二十八日."""
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{chinese_number(day.month)}月{chinese_number(day.day)}日"


def day_in_figures(day: date, language: str) -> str:
    """2014年3月28日, or 28 March 2014 in English: the form of the date under a signature."""
    if language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def heading_number(language: str, counters: tuple[int, ...]) -> str:
    """What stands before a heading: its own count and those of the levels above, the last one its own.

    Chinese: 一、 · （一） · 1. · （1）; English: 1. · 1.1 · 1.1.1 · (a).
    """
    level, own = len(counters), counters[-1]
    if language == "en":
        return f"{own}." if level == 1 else f"({letters(own)})" if level == 4 else ".".join(map(str, counters))
    if level == 1:
        return f"{chinese_number(own)}、"
    return f"（{chinese_number(own)}）" if level == 2 else f"{own}." if level == 3 else f"（{own}）"


def letters(n: int) -> str:
    """a … z, aa, ab …, from 1."""
    said = ""
    while n:
        n, rest = divmod(n - 1, 26)
        said = chr(ord("a") + rest) + said
    return said
