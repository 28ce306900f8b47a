"""Official order of names: rank first, then 姓氏笔画 or pinyin. Any room may import this; it needs no other package.

Stroke order compares the count of strokes, then stroke by stroke 横竖撇点折, as printed lists do. The table
(`strokes.txt`, made by `python -m huisheng.crafts.press.names`) has the strokes of 6,937 characters and the
place of the other 1,168 of 通用规范汉字表; 20,000 more are ordered by their count, then by code point.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from huisheng.crafts.press.model import Order, Person

_HERE = Path(__file__).parent
_SPACES = re.compile(r"\s+")
# The dots people type between the parts of a name; stored and printed as U+00B7.
_DOTS = str.maketrans("•・‧∙．･", "······")
_TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
_HAN = re.compile(r"[\u3007\u3400-\u9fff\U00020000-\U0003ffff]")


class _Char(NamedTuple):
    strokes: int
    sequence: str  # 1 横 2 竖 3 撇 4 点 5 折; "9" when only the count is known, so that it comes last
    place: int  # among characters of the same strokes


class _Syllable(NamedTuple):
    letters: str
    tone: int
    char: _Char


_Key = tuple[object, ...]


def normal(name: str) -> str:
    """The name as it is stored and compared: no spaces, middle dots as U+00B7."""
    return _SPACES.sub("", name).translate(_DOTS)


def shown(name: str) -> str:
    """The name as it is printed: one of two Chinese characters with a full-width space between."""
    name = normal(name) if _HAN.search(name) else name.strip()
    return "\u3000".join(name) if len(name) == 2 and all(map(_HAN.match, name)) else name


def surname(name: str) -> str:
    """The part of a Chinese name that is sorted first; of a name with a dot, what stands before it."""
    name = normal(name)
    if "·" in name:
        return name.partition("·")[0]
    return name[:2] if name[:2] in _surnames() and len(name) > 2 else name[:1]


def stroke_key(name: str, *, single_first: bool = True) -> _Key:
    """Sort by this for 姓氏笔画: surname, then given name, each stroke by stroke.

    Args:
        name: as written; spaces and the kind of dot do not count.
        single_first: of one surname, given names of one character first (Party, CPPCC); False for the
            order of people's congresses, which compares character by character alone.
    """
    name = normal(name)
    if not _HAN.match(name):
        return (1, name.casefold(), name)
    family = surname(name)
    given = name[len(family) :].lstrip("·")
    longer = single_first and len(given) > 1
    return (0, tuple(map(char_key, family)), longer, tuple(map(char_key, given)), name)


def pinyin_key(name: str, reading: str = "") -> _Key:
    """Sort by this for pinyin order: syllable by syllable, letters, then tone, then strokes.

    Args:
        name: as written.
        reading: pinyin of the surname where `surnames.txt` is wrong for this person, such as `shàn`.
    """
    name = normal(name)
    if not _HAN.match(name):
        return (1, name.casefold(), name)
    family = surname(name)
    said = (reading or _surnames().get(family, "")).split("-")
    given = name[len(family) :].lstrip("·")
    syllables = [*_said(family, said), *_said(given, [])]
    return (0, tuple(syllables), name)


def in_order(people: Iterable[Person], order: Order = "strokes", *, single_first: bool = True) -> list[Person]:
    """The people as a list prints them: by rank (those without one last), then in the order named."""
    if order == "given":
        return list(people)
    if order == "rank":
        return sorted(people, key=_rank)
    if order == "pinyin":
        return sorted(people, key=lambda person: (_rank(person), pinyin_key(person.name, person.reading)))
    return sorted(people, key=lambda person: (_rank(person), stroke_key(person.name, single_first=single_first)))


def char_key(char: str) -> _Char:
    """Where a character stands in stroke order; unknown ones after all others, by code point."""
    known = _strokes().get(char)
    return known or _Char(99, "9", ord(char))


def is_exact(char: str) -> bool:
    """Whether the order of the character's strokes is known, not only its count or its neighbours."""
    known = _strokes().get(char)
    return known is not None and known.sequence != "9" and char not in _placed()


def characters() -> str:
    """The characters whose place in stroke order is known, not only their count."""
    return "".join(chars for head, chars in _lines() if head[0] not in "=~")


def _rank(person: Person) -> tuple[bool, int]:
    return (person.rank <= 0, person.rank)


def _said(chars: str, given: list[str]) -> Iterable[_Syllable]:
    for at, char in enumerate(chars):
        reading = (given[at] if at < len(given) else "") or _readings().get(char, "")
        yield _Syllable(*_letters(reading), char_key(char))


def _letters(reading: str) -> tuple[str, int]:
    """`lǚ` → (`luv`, 3): ü after u; `~` when there is no reading, so that it comes last."""
    apart = unicodedata.normalize("NFD", reading.casefold())
    tone = next((_TONES[mark] for mark in apart if mark in _TONES), 5)
    letters = "".join("v" if mark == "\u0308" else mark for mark in apart if mark not in _TONES)
    return (letters or "~", tone)


@cache
def _lines() -> tuple[tuple[str, str], ...]:
    text = (_HERE / "strokes.txt").read_text(encoding="utf-8")
    return tuple((head, chars) for head, _tab, chars in (line.partition("\t") for line in text.splitlines()))


@cache
def _strokes() -> dict[str, _Char]:
    table = {}
    for head, chars in _lines():
        for place, char in enumerate(chars):
            if head.startswith("="):
                table[char] = _Char(int(head[1:]), "9", ord(char))
            elif head != "~":
                table[char] = _Char(len(head), head, place)
    return table


@cache
def _placed() -> frozenset[str]:
    return frozenset(dict(_lines())["~"])


@cache
def _readings() -> dict[str, str]:
    text = (_HERE / "pinyin.txt").read_text(encoding="utf-8")
    return {char: reading for reading, chars in (line.split("\t") for line in text.splitlines()) for char in chars}


@cache
def _surnames() -> dict[str, str]:
    """Surnames of two characters, and those read otherwise than the same character in a word."""
    text = (_HERE / "surnames.txt").read_text(encoding="utf-8")
    return {surname: reading for surname, _tab, reading in (line.partition("\t") for line in text.splitlines())}
