"""Names and numbers a text speaks of: what tells one concrete matter from another of the same theme.

Rules only, by the word a name ends with (路, 小区, 小学, 公司 …). A name is cut off at the last character
that cannot be part of one, so that 位于学士路 and 学士路 give the same name; being the same on both sides
matters more here than being complete. No rule looks for who spoke.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from huisheng.crafts.text.grams import levelled

KINDS: dict[str, str] = {
    "town": "街道办事处|街道|社区|镇|乡|村|屯|片区|园区|开发区|新区",
    "road": "大道|路|街|巷|胡同|高速|国道|省道|立交桥|大桥|隧道|桥|公路",
    "estate": "小区|花园|家园|佳园|花苑|公寓|新城|名城|华府|公馆|山庄|新村|广场|楼盘|国际|名邸|雅苑|豪庭|水岸|天池"
    "|安置房|项目|[苑府湾城庭郡园邸里轩墅居台]",
    "school": "小学|中学|大学|学院|学校|幼儿园|高中|附中|一中|职校|技校|培训中心",
    "firm": "公司|集团|医院|卫生院|诊所|银行|酒店|超市|市场|工厂|车行|平台|驾校|商行|车贷|物业|养老院|健身|影城"
    "|饭店|[厂网贷店]",
    "line": "号线|路公交车?|路车",
}
_STOPS = (
    "的在了是和与及到从由对把被向就也都有请问离跟给让将去来往内外等某每该这那此我你他她们个为但因请而且或又并至经"
    "投诉举报反映关于建议希望咨询要求恳求强烈附近周边旁边对面不没很再还住买购出入进修可以如何什么何"
)


def _class_without(first: str, last: str, left_out: str) -> str:
    """The inside of a character class: what stands from first to last, but for what is left out."""
    ranges, start = [], ord(first)
    for stop in sorted({ord(c) for c in left_out if first <= c <= last} | {ord(last) + 1}):
        if start < stop:
            ranges.append(f"{chr(start)}-{chr(stop - 1)}")
        start = stop + 1
    return "".join(ranges)


# What is left between characters that cannot be part of a name. A look-ahead at each would cost twice the time.
_RUN = re.compile(f"[{_class_without('一', '鿿', _STOPS)}a-z0-9]+")
_OPENING = "".join(sorted({ending.lstrip("[")[0] for e in KINDS.values() for ending in e.split("|")}))
_SINGLE = "".join(sorted({c for endings in KINDS.values() for c in "".join(re.findall(r"\[(.+?)\]", endings))}))
_SUFFIX = re.compile(
    f"(?=[{_OPENING}{_SINGLE}])(?:" + "|".join(f"(?P<{kind}>{endings})" for kind, endings in KINDS.items()) + ")"
)
_GENERIC = re.compile(
    r"(?:小区|花园|家园|佳园|花苑|公寓|楼盘|项目|有限公司|责任公司|公司|集团|街道办事处|街道|社区|路公交车?|路车|学校|平台|[镇乡村路街])\Z"
)
_AREA = re.compile(r"^(?:[a-z]\d{0,2}|[一-鿿]{2,3}?)[市县区]+")
_NUMBER = re.compile(r"\d(?<![\d.].)\d{2,}(?![\d.])")
_ENGLISH_ENDINGS = (
    "Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Boulevard|Highway|Bridge|School|College|University|Hospital|Park"
    "|Estate|Court|Company|Bank|Square"
)
_ENGLISH_ENDING = re.compile(_ENGLISH_ENDINGS)
_ENGLISH = re.compile(rf"\b((?:[A-Z][\w'.-]+\s+|\d+(?:st|nd|rd|th)\s+){{1,3}}(?P<word>{_ENGLISH_ENDINGS}))\b")
_ENGLISH_KIND = {
    "School": "school",
    "College": "school",
    "University": "school",
    "Hospital": "firm",
    "Company": "firm",
    "Bank": "firm",
    "Park": "estate",
    "Estate": "estate",
    "Court": "estate",
}
_LONGEST = 8


class Entity(NamedTuple):
    """A named thing: `kind` is a key of `KINDS` or `number`; `name` is folded to one case and width."""

    kind: str
    name: str

    @property
    def core(self) -> str:
        """The name without what it is (金茂湾小区 → 金茂湾), as long as two characters remain."""
        return _core(self.name)


@lru_cache(maxsize=100_000)
def _core(name: str) -> str:
    core = _GENERIC.sub("", name)
    return core if len(core) > 1 else name


def entities(text: str) -> frozenset[Entity]:
    """Names and long numbers in a text."""
    return frozenset(_chinese(levelled(text)) | _english(text))


def _chinese(text: str) -> set[Entity]:
    found: set[Entity] = set()
    runs = " ".join(_RUN.findall(text))
    floor = 0
    for match in _SUFFIX.finditer(runs):
        at, end = match.span()
        start = max(floor, runs.rfind(" ", 0, at) + 1, at - _LONGEST)
        name = runs[start:end]
        if "市" in name or "县" in name or "区" in name:
            name = _AREA.sub("", name)
        stem = len(name) - (end - at)
        kind = match.lastgroup or ""
        if stem >= 2 or (stem == 1 and (name[0].isdecimal() or end - at > 1)):
            found.add(Entity(kind, name))
        if kind in ("town", "road"):
            floor = end
    for number in _NUMBER.findall(text):
        if not _is_year(number):
            found.add(Entity("number", number))
    return found


def _english(text: str) -> set[Entity]:
    if not _ENGLISH_ENDING.search(text):
        return set()
    return {
        Entity(_ENGLISH_KIND.get(match["word"], "road"), levelled(match[1]).removeprefix("the "))
        for match in _ENGLISH.finditer(text)
    }


def _is_year(number: str) -> bool:
    return len(number) == 4 and number[:2] in ("19", "20")
