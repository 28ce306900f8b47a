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

COMPOUND_SURNAMES = frozenset(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 司空 夏侯 轩辕 澹台 公冶 宗政 濮阳 淳于"
    " 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 亓官 司寇 呼延 端木 万俟 南宫 独孤 西门 东郭 百里 谷梁 拓跋 赫连".split()
)

# A surname is read otherwise than the same character in a word.
SURNAME_READINGS = dict(
    pair.split(":")
    for pair in (
        "曾:zēng 单:shàn 仇:qiú 解:xiè 区:ōu 查:zhā 朴:piáo 盖:gě 翟:zhái 员:yùn 缪:miào 种:chóng 秘:bì 繁:pó 折:shé"
        " 召:shào 洗:xiǎn 冼:xiǎn 覃:qín 卜:bǔ 牟:mù 祭:zhài 薄:bó 能:nài 乜:niè 句:gōu 都:dū 佴:nài 黑:hè 阚:kàn 乐:yuè"
        " 隗:wěi 任:rén 华:huà 宁:nìng 葛:gě 纪:jǐ 燕:yān 哈:hǎ 那:nā 车:chē 晁:cháo 逄:páng 郗:xī 仉:zhǎng 幺:yāo 角:jué"
        " 尉迟:yù-chí 万俟:mò-qí 长孙:zhǎng-sūn 澹台:tán-tái 单于:chán-yú 令狐:líng-hú 鲜于:xiān-yú 亓官:qí-guān"
    ).split()
)


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
    return name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]


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
        reading: pinyin of the surname where `SURNAME_READINGS` is wrong for this person, such as `shàn`.
    """
    name = normal(name)
    if not _HAN.match(name):
        return (1, name.casefold(), name)
    family = surname(name)
    said = (reading or SURNAME_READINGS.get(family, "")).split("-")
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
    return {char: reading for reading, chars in map(lambda line: line.split("\t"), text.splitlines()) for char in chars}
