"""What the head of minutes says: when, where, who chaired and recorded, how many came, and of which sectors."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class FactName(StrEnum):
    """What a fact of the head is about."""

    TITLE = "title"
    DAY = "day"
    FROM = "from"
    UNTIL = "until"
    PLACE = "place"
    CHAIR = "chair"
    RECORDER = "recorder"
    DUE = "due"
    PRESENT = "present"
    ATTENDING = "attending"
    NONVOTING = "nonvoting"
    ABSENT = "absent"
    AGENDA = "agenda"
    SECTOR = "sector"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact found, as a proposal, with the number of the block it stands in. A sector has its `count`."""

    name: FactName
    value: str
    block: int
    count: int = 0


_FIELDS: tuple[tuple[FactName, str], ...] = (
    (FactName.DAY, r"(?:会议|座谈|开会|召开)?(?:时\s*间|日\s*期)|when|date(?: and time)?|time"),
    (FactName.PLACE, r"(?:会议|座谈|开会|召开)?(?:地\s*点|场\s*所|会\s*场)|where|place|venue|location"),
    (FactName.CHAIR, r"(?:会议)?主\s*持(?:\s*人)?|召集人|主\s*席|chair(?:ed by|man|woman|person)?|moderator"),
    (
        FactName.RECORDER,
        r"(?:会议)?(?:记\s*录(?:\s*(?:人员?|整理))?|整\s*理(?:\s*人)?|书记员)|recorder|recorded by|note-taker",
    ),
    (FactName.NONVOTING, r"列席(?:人员|领导|单位)?|(?:参会|出席|与会|到会)?领导|in attendance|observers"),
    (FactName.ABSENT, r"缺席(?:人员|情况|及原因)*|请假(?:人员|情况)*|未到(?:人员)?|因故未到|缺勤|absent|apologies"),
    (
        FactName.ATTENDING,
        r"(?:参加|出席|与会|参会|到会|座谈|会议参加)(?:座谈|会议)?(?:人员?|对象|代表|者|单位|名单|范围|情况|人数|界别)*(?:名单|情况)?|参会|present|attending|participants",
    ),
    (FactName.DUE, r"应到(?:会)?(?:人数|人员)?|应参会(?:人数)?|due|invited"),
    (FactName.PRESENT, r"实到(?:会)?(?:人数|人员)?|到会人数|参会人数|实际参会(?:人数)?|人\s*数|present"),
    (FactName.AGENDA, r"(?:会议|座谈)?(?:议\s*程|议\s*题|主\s*题|内\s*容\s*提\s*要|事\s*由)|agenda|subject|topic"),
    (FactName.TITLE, r"会议名称|座谈会名称|名\s*称|meeting"),
)
FIELD = re.compile(
    r"\s*+(?:[一二三四五六七八九十]{1,2}、|[(（]?[一二三四五六七八九十\d]{1,2}[)）.．、]\s*+|[●○■◆·•-]\s*+)?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _FIELDS)
    + r")\s*+(?:[(（][^()（）]{1,20}[)）]\s*+)?[:：︰]\s*+",
    re.I,
)
_INNER = re.compile(
    r"(?<=[\s\u3000；;。，,、])(?:" + "|".join(f"(?:{words})" for _name, words in _FIELDS) + r")\s*+[:：]", re.I
)
_CELL = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _FIELDS), re.I)
_DIGITS = str.maketrans("〇○零一二三四五六七八九０１２３４５６７８９", "0001234567890123456789")
_DAY = re.compile(
    r"(?P<y>\d{4}|[〇○零一二三四五六七八九]{4})\s*[年./-]\s*(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})\s*[月./-]\s*(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})(?:日|号|(?!\d))"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY_EN = re.compile(rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m>{_MONTHS})\s+(?P<y>\d{{4}})", re.I)
_CLOCK = (
    r"(?:(?P<half{n}>凌晨|早上|上午|中午|下午|晚上|晚)\s*+)?(?P<h{n}>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*+"
    r"[:：时点](?:\s*+(?P<m{n}>\d{{2}}|\d{{1,2}}(?=分)|半|[一二三四五六七八九十]{{1,3}}(?=分)))?分?"
    r"(?:\s*+(?P<pm{n}>am|pm|a\.m\.|p\.m\.))?"
)
_SPAN = re.compile(_CLOCK.format(n=1) + r"\s*+(?:[-–—~～－至到]++|to|until)\s*+" + _CLOCK.format(n=2), re.I)
_ONE = re.compile(_CLOCK.format(n=1))
_PEOPLE = r"(?P<{name}>\d{{1,5}}|[一二三四五六七八九十]{{1,3}})\s*(?:人|名|位)?"
_DUE = re.compile(r"应到(?:会)?(?:人数)?\s*+(?:[:：]\s*+)?" + _PEOPLE.format(name="n"))
_PRESENT = re.compile(
    r"(?:实到(?:会)?|到会|实际到会|参会|与会|出席)(?:[\u4e00-\u9fff]{0,8}?)\s*+(?:[:：]\s*+)?(?:共计?\s*+)?"
    + _PEOPLE.format(name="n")
)
_TOTAL = re.compile(
    r"(?:等|共|共计|合计|计|总计)\s*(?P<n>\d{1,5})\s*(?:余)?(?:人|名|位)|(?P<w>\d{1,5}) (?:people|persons)"
)
_SECTOR = re.compile(r"(?P<who>[\u4e00-\u9fff]{2,14}?)\s*(?:各)?(?P<n>\d{1,4})\s*(?:人|名|位)(?!次)")
_SECTOR_TAIL = re.compile(
    r"^(?:其中|包括|有|和|及|以及|以|邀请|来自|共|应到|实到|到会|参会|合计|等|另|分别是|参加人员)+"
)
_NO_SECTOR = re.compile(r"(?:应到|实到|到会|共|合计|等|参会|出席|缺席|请假|列席|与会|人数)")
_TITLE = re.compile(r"座谈会|会议|记录|纪要|征求意见|恳谈会|听取意见|谈话|minutes|symposium|meeting", re.I)
_NARRATIVE = re.compile(r"在(?P<place>[^，,。；]{2,30}?)(?:召开|举行|举办|组织召开)")
_CHAIRED = re.compile(r"(?:会议|座谈会)?由(?P<chair>[^，,。；]{2,30}?)(?:同志)?主持")


def number_of(words: str) -> int:
    """十二 is 12, ２０ is 20."""
    words = words.strip()
    if "十" in words:
        tens, _ten, ones = words.partition("十")
        return (int(tens.translate(_DIGITS)) if tens else 1) * 10 + (int(ones.translate(_DIGITS)) if ones else 0)
    return int(words.translate(_DIGITS))


def field_of(line: str) -> tuple[FactName, str, int] | None:
    """The field a line of the head names, its value, and where the value begins."""
    found = FIELD.match(line)
    if found is None or found.lastgroup is None:
        return None
    value = line[found.end() :]
    return FactName(found.lastgroup), value.strip(), found.end()


def field_cell(text: str) -> FactName | None:
    """The field a cell of the head's table names."""
    found = _CELL.fullmatch(text.strip().rstrip(":："))
    return FactName(found.lastgroup) if found and found.lastgroup else None


def fields_in(line: str) -> Iterator[tuple[FactName, str]]:
    """All fields of one line: 主持人：…　记录人：…"""
    starts = [0, *(found.start() for found in _INNER.finditer(line))]
    for start, end in zip(starts, [*starts[1:], len(line)], strict=True):
        if found := field_of(line[start:end]):
            yield found[0], found[1].rstrip("；;，,、 \u3000")


def facts_of(name: FactName, value: str, block: int) -> Iterator[Fact]:
    """What one field says."""
    if name is FactName.DAY:
        yield from day_and_time(value, block)
    elif name in (FactName.DUE, FactName.PRESENT):
        yield from heads(f"{'应到' if name is FactName.DUE else '实到'}{value}", block)
    elif name is FactName.ATTENDING:
        yield Fact(name, value, block)
        yield from heads(value, block)
        yield from sectors(value, block)
    elif value:
        yield Fact(name, value, block)
        if name is FactName.ABSENT:
            yield from heads(value, block)


def day_and_time(text: str, block: int) -> Iterator[Fact]:
    """The day, and from when until when."""
    rest = text
    if (found := _DAY.search(text) or _DAY_EN.search(text)) and (day := _day(found)):
        yield Fact(FactName.DAY, day.isoformat(), block)
        rest = text[found.end() :]
    if span := _SPAN.search(rest):
        start, end = _clock(span, 1), _clock(span, 2)
        if start and end:
            if span["half2"] is None and end < start and end.hour < 12:
                end = end.replace(hour=end.hour + 12)
            yield Fact(FactName.FROM, start.isoformat("minutes"), block)
            yield Fact(FactName.UNTIL, end.isoformat("minutes"), block)
    elif (one := _ONE.search(rest)) and (start := _clock(one, 1)):
        yield Fact(FactName.FROM, start.isoformat("minutes"), block)


def _day(found: re.Match[str]) -> date | None:
    month = found["m"]
    names = _MONTHS.lower().split("|")
    number = names.index(month.lower()) + 1 if month.lower() in names else number_of(month)
    try:
        return date(number_of(found["y"]), number, number_of(found["d"]))
    except ValueError:
        return None


def _clock(found: re.Match[str], n: int) -> time | None:
    half = found[f"half{n}"] or (found["half1"] if n == 2 else "") or ""
    minutes = found[f"m{n}"]
    hour = number_of(found[f"h{n}"])
    if hour < 12 and (half in ("下午", "晚上", "晚") or (found[f"pm{n}"] or "").lower().startswith("p")):
        hour += 12
    try:
        return time(hour, 30 if minutes == "半" else number_of(minutes) if minutes else 0)
    except ValueError:
        return None


def heads(text: str, block: int) -> Iterator[Fact]:
    """How many were due and present."""
    due, present = _DUE.search(text), _PRESENT.search(text)
    if due:
        yield Fact(FactName.DUE, str(number_of(due["n"])), block)
    if present:
        yield Fact(FactName.PRESENT, str(number_of(present["n"])), block)
    elif not due and (total := _TOTAL.search(text)):
        yield Fact(FactName.PRESENT, str(number_of(total["n"] or total["w"])), block)


def sectors(text: str, block: int) -> Iterator[Fact]:
    """Sectors with their heads: 教师代表5人、家长代表3人."""
    for found in _SECTOR.finditer(text):
        who = _SECTOR_TAIL.sub("", found["who"])
        if len(who) >= 2 and not _NO_SECTOR.search(who):
            yield Fact(FactName.SECTOR, who, block, number_of(found["n"]))


def narrative(text: str, block: int) -> Iterator[Fact]:
    """What a sentence of the head tells: 3月27日上午，…在三楼会议室召开座谈会，由副主任王强主持。"""
    yield from day_and_time(text, block)
    if found := _NARRATIVE.search(text):
        yield Fact(FactName.PLACE, found["place"], block)
    if found := _CHAIRED.search(text):
        yield Fact(FactName.CHAIR, found["chair"], block)
    yield from heads(text, block)
    yield from sectors(text, block)


def is_title(text: str) -> bool:
    """Whether a line of the head may be the title."""
    words = text.strip()
    return 2 <= len(words) <= 60 and not re.search(r"[。；;]", words) and bool(_TITLE.search(words))
