"""Cutting the minutes of a symposium into speeches, so that every character is in exactly one piece.

What is found is a proposal beside the original: a clerk mends and confirms it. Precision comes first, for a
speech cut in two is seen at once, but a cut at a name told inside a speech puts words into another's mouth.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby, pairwise

from huisheng.crafts.text.heads import (
    Fact,
    FactName,
    facts_of,
    field_cell,
    field_of,
    fields_in,
    is_title,
    narrative,
    number_of,
)
from huisheng.crafts.text.speakers import Form, Label, Trust, Voice, cell_label, label_alone, label_of, names_in, plain


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as the gate reads it. `cell` is (table, row, column) from 1; `bold` counts characters.

    `is_note`: a footnote or an endnote. Notes follow the body, and nobody says them.
    """

    number: int
    text: str
    cell: tuple[int, int, int] | None = None
    bold: int = 0
    listed: bool = False
    is_note: bool = False


class Part(StrEnum):
    """What a piece of minutes is."""

    HEAD = "head"
    AGENDA = "agenda"
    CHAIR = "chair"
    RECORDER = "recorder"
    SPEECH = "speech"
    CLOSE = "close"
    SIGN = "sign"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` to `end` of the source. From `words` on they are what was said; before it, who said it.

    `speaker` counts those who speak, from 1, in order of their first speech; 0 in every other part.
    """

    start: int
    words: int
    end: int
    part: Part
    speaker: int = 0


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who spoke: `called` as the minutes do, for the clerk alone; `sector` as the minutes say."""

    number: int
    called: str
    sector: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes cut. The pieces, in order, join back to `text`."""

    text: str
    pieces: tuple[Piece, ...]
    speakers: tuple[Speaker, ...]
    facts: tuple[Fact, ...]


_CLOSE = re.compile(
    r"[\s\u3000（(【]*(?:(?:座谈|会议|座谈会|本次会议|本次座谈会|全部议程)?[^。，,]{0,12}(?:散\s*会|会议结束|到此结束|圆满结束|座谈会结束|休会|"
    r"于.{2,16}结束|meeting closed|the meeting closed|closed at)[^，,]{0,16})[。.]?[\s\u3000）)】]*",
    re.I,
)
_SIGN = re.compile(
    r"[\s\u3000（(]*(?:(?:会议|座谈会)?(?:主\s*持|记\s*录|审\s*核|校\s*对|整\s*理|签\s*发|审\s*阅|参会|到会|与会|发言)(?:人员?|者|代表)?"
    r"\s*[（(]?(?:签字|签名|签章|盖章)?[)）]?\s*[:：][^。，,.！？!?；;]{0,20}|(?:signed|signature).{0,40}|共\s*\d+\s*页.{0,10}|第\s*\d+\s*页.{0,14}|此页无正文.{0,4}|"
    r"(?:签字|签名|盖章|日期|时间|落款)\s*[:：].{0,24}|(?:\d{4}|[〇○零一二三四五六七八九]{4})年.{1,9}日|附[件:：].{0,60}|"
    r"(?:报送|抄送|分送|主送)\s*[:：].{0,60}|.{2,30}(?:办公室|委员会|领导小组|活动办|街道办事处|党工委|党委)(?:[（(](?:章|盖章|公章)[)）])?)"
    r"[\s\u3000）)]*",
    re.I,
)
_SIGN_PAIR = re.compile(r"[\s\u3000]{2,}")
_SECTION = re.compile(
    r"\s*+(?:[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十]{1,2}[)）]|第[一二三四]项[:：、]?|[（(【\[]?)?\s*+"
    r"(?:(?:会议|座谈会?)?(?:发言|交流|讨论|座谈)(?:记录|摘要|内容|情况|摘录|实录|部分|环节|讨论|发言|顺序)*"
    r"|(?:与会|参会|参加座谈)?(?:人员|代表|群众|同志)*的?(?:讨论|交流|座谈)?发言(?:摘要|内容|情况|记录|实录)?(?:如下)?"
    r"|[\u4e00-\u9fff]{0,6}(?:代表|委员|人员|群众|同志|大家)?(?:发言|交流|讨论)(?:环节)?"
    r"|(?:主要|提出的|收集的|征求到的)*意见[和与及]?(?:建议)?(?:汇总|如下|摘要)?"
    r"|会议(?:内容|记录|过程)|记录内容|座谈内容|正\s*文|speeches|discussion|what was said|minutes)"
    r"\s*+[】)）\]]?[:：]?\s*+",
    re.I,
)
_SECTION_CHAIR = re.compile(
    r"\s*+(?:[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十]{1,2}[)）])\s*+"
    r"(?:(?:会议)?主持(?:人)?(?:作)?(?:讲话|致辞|开场|开场白|说明|介绍(?:情况)?|总结|小结|总结讲话|发言)?|领导(?:作)?(?:总结|讲话|总结讲话)|(?:会议)?总结(?:讲话)?|会议小结|介绍情况|开场白|情况介绍)"
    r"\s*+(?:[:：]\s*+)?"
)
_APART = re.compile(
    r"[\s\u3000]*[（(【](?:.{0,24}(?:休息|鼓掌|掌声|笑|插话|录音|茶歇|离场|沉默|记录人注|注[:：]).{0,30})[)）】][\s\u3000]*"
)
_NOTE = re.compile(r"[\s\u3000]*[（(【]?(?:记录人|记录员|记录)(?:注|说明|按)\s*[:：]?")
_POINT = re.compile(
    r"[\s\u3000]*(?:(?P<d>\d{1,3}|[０-９]{1,3})\s*[.．、)）]|[（(](?P<e>\d{1,3})[)）]|(?P<o>[①-⑳]))(?!\d)[\s\u3000]*"
)
_CHINESE_POINT = re.compile(r"[\s\u3000]*(?P<c>[一二三四五六七八九十]{1,3})、[\s\u3000]*")
_SPEAKER_HEAD = re.compile(r"发言人|发言者|姓\s*名|发言代表|代\s*表|讲话人|speaker|who|name", re.I)
_WORDS_HEAD = re.compile(
    r"发言(?:内容|记录|摘要|要点|情况)?|(?:主要)?(?:意见|观点|内容)[和与及]?(?:建议)?(?:内容)?|记录(?:内容)?"
    r"|words|speech|what was said|comments?",
    re.I,
)
_SECTOR_HEAD = re.compile(r"界\s*别|身\s*份|单\s*位|职\s*务|类\s*别|代表类别|单位(?:及|和)?职务|sector|group", re.I)
_BODY_CELL = re.compile(
    r"(?:会议|座谈|发言)?(?:内\s*容|记\s*录|情\s*况|纪\s*要|摘\s*要|发\s*言)(?:记录|摘要|内容)?", re.I
)
_WORDS_PREFIX = re.compile(r"[\s\u3000]*(?:发言内容|发言要点|发言|内容|意见(?:和)?建议|意见)\s*[:：][\s\u3000]*")
_FORM_LINE = re.compile(r"[\s\u3000]*(?:界别|单位|身份|职务|联系方式|发言时间|年龄|性别)\s*[:：].{0,40}")
_HOST_TITLE = re.compile(r"主任|书记|局长|区长|镇长|处长|科长|部长|主席|校长|院长|经理|会长|市长|县长|乡长")
_LONG = 400  # characters: a longer line of the head lists nobody
_LABEL_LINES = 24  # paragraphs in the first cells of a row; a name of a field takes fewer, even written downwards
_ROWS_AHEAD = 12  # rows that tell whether a table holds speeches
_QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "（": "）", "(": ")"}


@dataclass(slots=True)
class _Line:
    block: Block
    start: int
    end: int  # with the line end that follows

    @property
    def text(self) -> str:
        return self.block.text


@dataclass(slots=True)
class _Mark:
    """A piece begins here."""

    start: int
    words: int
    part: Part
    key: str = ""  # tells speakers apart; "" is somebody new
    called: str = ""
    sector: str = ""


@dataclass(slots=True)
class _Cutter:
    lines: list[_Line]
    text: str
    marks: list[_Mark] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    hosts: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)  # both
    titled: set[tuple[str, str]] = field(default_factory=set)  # the hosts' surnames, each with what the head calls them
    is_closed: bool = False  # the list of those present names everybody


def cut(blocks: Sequence[Block]) -> Minutes:
    """Cut minutes into pieces that join back to the source, with what the head says.

    Args:
        blocks: the paragraphs in order, none of them blank.
    """
    text = "\n".join(block.text for block in blocks)
    lines: list[_Line] = []
    at = 0
    for block in blocks:
        end = min(at + len(block.text) + 1, len(text))
        lines.append(_Line(block, at, end))
        at = end
    if not lines:
        return Minutes("", (), (), ())
    notes = next((at for at in range(len(lines), 0, -1) if not lines[at - 1].block.is_note), 0)
    cutter = _Cutter(lines[:notes], text)
    body = _read_head(cutter)
    _mark_body(cutter, body)
    if notes < len(lines):
        cutter.marks.append(_Mark(lines[notes].start, lines[notes].start, Part.APART))
    cutter.facts += _counted(cutter.facts)
    pieces, speakers = _joined(cutter)
    return Minutes(text, pieces, speakers, tuple(_once(cutter.facts)))


def _counted(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Those present, where the minutes count them by sector only."""
    listing = next((fact.block for fact in facts if fact.name is FactName.ATTENDING), 0)
    counts = [fact.count for fact in facts if fact.name is FactName.SECTOR and fact.block == listing]
    if counts:
        yield Fact(FactName.PRESENT, str(sum(counts)), listing)


def _once(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The first fact of each name; all sectors."""
    seen: set[str] = set()
    for fact in facts:
        key = f"{fact.name}{fact.value}" if fact.name is FactName.SECTOR else str(fact.name)
        if key not in seen:
            seen.add(key)
            yield fact


# ---------------------------------------------------------------- the head


def _read_head(cutter: _Cutter) -> int:
    """Read the head; the place of the first line of the body."""
    lines = cutter.lines
    at = 0
    agenda = False
    title_seen = False
    while at < len(lines):
        line = lines[at]
        if line.block.cell and (found := _head_row(cutter, at)):
            at, agenda = found, False
            continue
        if _is_body_cell(cutter, at):
            at += 1
            break
        field_found = field_of(line.text)
        if field_found and _is_head_field(cutter, at, field_found[0], field_found[1]):
            agenda = _take_field(cutter, at, field_found[0])
            at += 1
            continue
        if _begins_body(cutter, at, agenda):
            break
        if agenda and (_POINT.match(line.text) or _CHINESE_POINT.match(line.text) or line.block.listed):
            _extend_agenda(cutter, at)
            at += 1
            continue
        if agenda and not title_seen:
            agenda = False
        if not title_seen and at < 6 and is_title(line.text):
            cutter.facts.append(Fact(FactName.TITLE, line.text.strip(), line.block.number))
            title_seen = True
        else:
            cutter.facts += narrative(line.text, line.block.number)
            if len(line.text) < _LONG and "、" in line.text:
                _know(cutter, names_in(line.text))
        agenda = False
        at += 1
    cutter.marks.insert(0, _Mark(0, 0, Part.HEAD))
    if at == len(lines):  # nothing looked like a speech: then all below the title may be one
        at = _after_title(cutter)
    return at


def _after_title(cutter: _Cutter) -> int:
    at = 0
    while at < len(cutter.lines) and (is_title(cutter.lines[at].text) or field_of(cutter.lines[at].text)):
        at += 1
    return at if at < len(cutter.lines) else 0


def _take_field(cutter: _Cutter, at: int, first: FactName) -> bool:
    """Keep the facts of a field's line; whether an agenda may go on below it."""
    line = cutter.lines[at]
    for name, value in fields_in(line.text):
        _take_value(cutter, name, value, line.block.number)
    if first is FactName.AGENDA:
        cutter.marks.append(_Mark(line.start, line.start, Part.AGENDA))
        return True
    if cutter.marks and cutter.marks[-1].part is Part.AGENDA:
        cutter.marks.append(_Mark(line.start, line.start, Part.HEAD))
    return False


def _take_value(cutter: _Cutter, name: FactName, value: str, block: int) -> None:
    cutter.facts += facts_of(name, value, block)
    if name is FactName.CHAIR:
        _host(cutter, _host_names(value))
    elif name is FactName.NONVOTING:
        _host(cutter, names_in(value))
    elif name is FactName.ATTENDING:
        found = names_in(value)
        _know(cutter, found)
        cutter.is_closed = len(found) >= 3 and not re.search(r"等|代表\d|\d+人", value)


def _know(cutter: _Cutter, names: set[str]) -> None:
    cutter.known |= names
    cutter.named |= names


def _host(cutter: _Cutter, names: set[str]) -> None:
    cutter.hosts |= names
    cutter.named |= names


def _host_names(value: str) -> set[str]:
    found = names_in(value) | {plain(value)}
    label = cell_label(value, frozenset())
    if label and label.name:
        found.add(label.name)
    return {name for name in found if len(name) <= 10}


def _extend_agenda(cutter: _Cutter, at: int) -> None:
    line = cutter.lines[at]
    for place in range(len(cutter.facts) - 1, -1, -1):
        if cutter.facts[place].name is FactName.AGENDA:
            old = cutter.facts[place]
            cutter.facts[place] = Fact(old.name, f"{old.value}\n{line.text.strip()}".strip(), old.block)
            return
    cutter.facts.append(Fact(FactName.AGENDA, line.text.strip(), line.block.number))


def _is_head_field(cutter: _Cutter, at: int, name: FactName, value: str) -> bool:
    """Whether a line such as 主持人：… belongs to the head, or is already what the chair says."""
    if name not in (FactName.CHAIR, FactName.RECORDER):
        return True
    first = re.split(r"[\s\u3000；;]{2,}|[；;]", value)[0]
    return len(first) <= 30 and not re.search(r"[。！？!?]|，.{4,}，", value)


def _begins_body(cutter: _Cutter, at: int, agenda: bool) -> bool:
    line = cutter.lines[at]
    if at > 0 and (_SECTION_CHAIR.fullmatch(line.text) or _SECTION.fullmatch(line.text)):
        return True
    label = label_of(line.text, cutter.named)
    if _begins_row(cutter, at) and _columns(cutter, at, len(cutter.lines)):
        return True
    if label and label.form in (Form.COLON, Form.BOX, Form.ROUND):
        if agenda and label.trust < Trust.SURE:
            return False
        return label.trust > Trust.WEAK or label.name in cutter.known or at > 2
    if label and label.form in (Form.SPACE, Form.VERB) and label.trust is Trust.SURE:
        return not is_title(line.text)
    if at + 1 < len(cutter.lines) and (alone := _alone(cutter, at)) and alone.trust is Trust.SURE:
        return not is_title(line.text) and not agenda
    return bool(not agenda and _POINT.match(line.text) and at > 0 and len(line.text.strip()) > 8)


def _row(cutter: _Cutter, at: int, most: int | None = None) -> list[list[int]]:
    """The lines of the table row that begins at a line, by cell; no more than `most` of them."""
    first = cutter.lines[at].block.cell
    assert first is not None
    found: list[int] = []
    for place in range(at, len(cutter.lines) if most is None else min(at + most, len(cutter.lines))):
        cell = cutter.lines[place].block.cell
        if cell is None or cell[:2] != first[:2]:
            break
        found.append(place)
    return [list(group) for _cell, group in groupby(found, key=lambda place: cutter.lines[place].block.cell)]


def _begins_row(cutter: _Cutter, at: int) -> bool:
    """Whether a line is the first of a row's first cell."""
    cell = cutter.lines[at].block.cell
    return cell is not None and cell[2] == 1 and (at == 0 or cutter.lines[at - 1].block.cell != cell)


def _cell_text(cutter: _Cutter, cell: Sequence[int]) -> str:
    return "\n".join(cutter.lines[place].text for place in cell)


def _head_row(cutter: _Cutter, at: int) -> int | None:
    """A row of label and value cells: its facts are kept; the place after it."""
    first, *others = _row(cutter, at, _LABEL_LINES)
    if field_cell(_cell_text(cutter, first)) is None:
        return None
    if others and _SPEAKER_HEAD.fullmatch(_cell_text(cutter, others[0]).strip()):
        return None
    cells = _row(cutter, at)
    names = [field_cell(_cell_text(cutter, cell)) for cell in cells]
    for name, cell in zip(names, cells[1:], strict=False):
        if name is not None:
            _take_value(cutter, name, _cell_text(cutter, cell), cutter.lines[cell[0]].block.number)
    if names[0] is FactName.AGENDA:
        start = cutter.lines[at].start
        cutter.marks += [_Mark(start, start, Part.AGENDA)]
        after = cells[-1][-1] + 1
        if after < len(cutter.lines):
            cutter.marks.append(_Mark(cutter.lines[after].start, cutter.lines[after].start, Part.HEAD))
    return cells[-1][-1] + 1


def _is_body_cell(cutter: _Cutter, at: int) -> bool:
    """A cell 会议内容 before the cell that holds all speeches."""
    line = cutter.lines[at]
    if line.block.cell is None or not _BODY_CELL.fullmatch(line.text.strip()):
        return False
    if len(_row(cutter, at, _LABEL_LINES)) != 2:
        return False
    cells = _row(cutter, at)
    return len(cells) == 2 and cells[0] == [at] and len(cells[1]) > 1


# ---------------------------------------------------------------- the body


def _mark_body(cutter: _Cutter, body: int) -> None:
    cutter.titled = _titled(cutter)
    end = _signature(cutter, body)
    if body < end:
        tables = _speech_tables(cutter, body, end)
        before = len(cutter.marks)
        _mark_lines(cutter, body, end, tables)
        if not any(mark.part is Part.SPEECH for mark in cutter.marks[before:]):
            _mark_unnamed(cutter, body, end)
    if end < len(cutter.lines):
        start = cutter.lines[end].start
        cutter.marks.append(_Mark(start, start, Part.SIGN))


def _signature(cutter: _Cutter, body: int) -> int:
    """Where the signatures at the end begin."""
    end = len(cutter.lines)
    while end > body + 1 and _is_signature(cutter.lines[end - 1].text):
        end -= 1
    return end


def _is_signature(text: str) -> bool:
    return all(_SIGN.fullmatch(piece) for piece in _SIGN_PAIR.split(text.strip()) if piece)


def _mark_lines(cutter: _Cutter, body: int, end: int, tables: dict[int, "_Columns"]) -> None:
    lines, known = cutter.lines, cutter.named
    labels = {at: _label(cutter, at, known) for at in range(body, end) if at not in tables}
    labels = _believed(cutter, labels)
    heard = known | {label.name for label in labels.values() if label and label.name}
    at = body
    last: _Mark | None = None
    while at < end:
        line = lines[at]
        if at in tables:
            at = _mark_row(cutter, at, tables[at])
            last = None
            continue
        label = labels.get(at)
        if len(line.text) <= 40 and _CLOSE.fullmatch(line.text):
            cutter.marks.append(_Mark(line.start, line.start, Part.CLOSE))
            last = None
        elif _NOTE.match(line.text):
            cutter.marks.append(_Mark(line.start, line.start, Part.RECORDER))
        elif _APART.fullmatch(line.text) and not (label and label.name):
            cutter.marks.append(_Mark(line.start, line.start, Part.APART))
        elif _SECTION_CHAIR.fullmatch(line.text):
            last = _Mark(line.start, line.end, Part.CHAIR)
            cutter.marks.append(last)
        elif label is None and _SECTION.fullmatch(line.text):
            cutter.marks.append(_Mark(line.start, line.start, Part.APART))
        elif label:
            at, last = _mark_label(cutter, at, end, label)
            _mark_inside(cutter, lines[at], last, heard)
        elif cutter.marks[-1].part in (Part.APART, Part.RECORDER) and last is not None and cutter.marks[-1] is not last:
            cutter.marks.append(
                _Mark(line.start, line.start, last.part, last.key or _key(last), last.called, last.sector)
            )
        elif cutter.marks[-1].part is Part.CLOSE:
            cutter.marks.append(_Mark(line.start, line.start, Part.APART))
        at += 1


def _key(mark: _Mark) -> str:
    """A name for somebody who has none, so that the speech can go on after an interruption."""
    mark.key = mark.key or f"@{mark.start}"
    return mark.key


def _mark_label(cutter: _Cutter, at: int, end: int, label: Label) -> tuple[int, _Mark]:
    """Begin a piece at a label; lines of a form (界别：…) between the name and the words belong to the label."""
    line = cutter.lines[at]
    words = min(line.start + label.end, line.end)
    sector = label.sector
    if label.form is Form.ALONE:
        words = line.end
        while at + 1 < end and _FORM_LINE.fullmatch(cutter.lines[at + 1].text):
            at += 1
            value = re.split("[:：]", cutter.lines[at].text, maxsplit=1)[1].strip()
            if not sector and not re.match(r"[\s\u3000]*(?:联系|发言时间|年龄|性别)", cutter.lines[at].text):
                sector = value
            words = cutter.lines[at].end
        if at + 1 < end and (prefix := _WORDS_PREFIX.match(cutter.lines[at + 1].text)):
            words = cutter.lines[at + 1].start + prefix.end()
            at += 1
    mark = _Mark(line.start, words, _part(cutter, label), label.name, cutter.text[line.start : words].strip(), sector)
    cutter.marks.append(mark)
    return at, mark


def _part(cutter: _Cutter, label: Label) -> Part:
    if label.voice is Voice.CHAIR or _is_host(cutter, label):
        return Part.CHAIR
    return Part.RECORDER if label.voice is Voice.RECORDER else Part.SPEECH


def _is_host(cutter: _Cutter, label: Label) -> bool:
    """The chair under the own name, or as 王主任 where the head says 副主任王强."""
    if not label.name or label.name in cutter.known:
        return False
    if label.name in cutter.hosts:
        return True
    return (label.name[0], label.name[1:]) in cutter.titled


def _titled(cutter: _Cutter) -> set[tuple[str, str]]:
    """The hosts' surnames, each with the titles that stand in the line of the head that names them."""
    lines = [plain(fact.value) for fact in cutter.facts if fact.name in (FactName.CHAIR, FactName.NONVOTING)]
    return {
        (host[0], title)
        for words in lines
        if len(words) < _LONG
        for host in cutter.hosts.intersection(_parts(words))
        for title in _HOST_TITLE.findall(words)
    }


def _parts(words: str) -> set[str]:
    """All that stands in the words and is short enough to be a name."""
    return {words[start : start + size] for size in range(1, 17) for start in range(len(words) - size + 1)}


def _alone(cutter: _Cutter, at: int) -> Label | None:
    line = cutter.lines[at]
    if field_of(line.text) and field_of(line.text)[1]:  # type: ignore[index]
        return None
    is_bold = line.block.bold >= len(line.text.strip()) > 0
    return label_alone(line.text, cutter.named, is_bold=is_bold)


def _label(cutter: _Cutter, at: int, known: set[str]) -> Label | None:
    line = cutter.lines[at]
    label = label_of(line.text, known)
    if label and label.end < len(line.text):
        if 0 < line.block.bold <= label.end and label.trust is Trust.FAIR:
            return Label(label.end, label.voice, Trust.SURE, label.name, label.sector, label.form)
        return label
    return _alone(cutter, at) or label


def _believed(cutter: _Cutter, labels: dict[int, Label | None]) -> dict[int, Label | None]:
    """Which labels hold, seen beside all others of the minutes."""
    found = {at: label for at, label in labels.items() if label}
    sure = [label for label in found.values() if label.trust is Trust.SURE and label.voice is Voice.SPEAKER]
    forms = {label.form for label in sure}
    rounds = sum(label.form is Form.ROUND for label in found.values())
    is_somebody_nameless = any(not label.name for label in sure)
    believed: dict[int, Label | None] = {}
    for at, label in found.items():
        if label.trust is Trust.SURE:
            holds = label.form is not Form.ROUND or rounds > 1 or len(sure) < 2
        elif cutter.is_closed and label.name and label.name not in cutter.known and not _is_host(cutter, label):
            holds = False
        elif label.trust is Trust.FAIR:
            holds = label.form in (Form.COLON, Form.BOX) or label.form in forms
        else:
            holds = label.form is Form.COLON and len(found) > 2
        if holds and label.form is Form.COLON and not label.name and label.trust is Trust.FAIR and len(sure) > 2:
            holds = is_somebody_nameless
        if holds:
            believed[at] = label
    return believed


def _mark_inside(cutter: _Cutter, line: _Line, last: _Mark, known: set[str]) -> None:
    """Further labels inside one line: only known names, after a sentence has ended, outside quotation marks."""
    text = line.text
    at = max(0, last.words - line.start)
    depth: list[str] = []
    for place in range(at, len(text)):
        letter = text[place]
        if depth and letter == depth[-1]:
            depth.pop()
        elif letter in _QUOTES:
            depth.append(_QUOTES[letter])
        if depth or place <= at or not re.match(r"[。！？!?；;”）)\s\u3000]", text[place - 1]) or letter.isspace():
            continue
        label = label_of(text[place : place + 44], known)
        if label is None or label.form is not Form.COLON or label.trust is not Trust.SURE:
            continue
        if label.voice is Voice.SPEAKER and label.name not in known:
            continue
        start = line.start + place
        words = start + label.end
        cutter.marks.append(
            _Mark(start, words, _part(cutter, label), label.name, cutter.text[start:words].strip(), label.sector)
        )


def _mark_unnamed(cutter: _Cutter, body: int, end: int) -> None:
    """Minutes that name nobody: numbered speeches, else each paragraph one."""
    points = _points(cutter, body, end)
    last_chair = any(mark.part is Part.CHAIR for mark in cutter.marks)
    taken = {mark.start for mark in cutter.marks}
    for at in range(body, end):
        line = cutter.lines[at]
        if line.start in taken:
            continue
        if points:
            if at in points:
                words = line.start + points[at]
                cutter.marks.append(_Mark(line.start, words, Part.SPEECH))
        elif not last_chair or line.block.cell:
            cutter.marks.append(_Mark(line.start, line.start, Part.SPEECH))
    cutter.marks.sort(key=lambda mark: mark.start)


def _points(cutter: _Cutter, body: int, end: int) -> dict[int, int]:
    """Lines 1, 2, 3 … of one list, each with where its words begin."""
    for pattern, group in ((_POINT, "d"), (_CHINESE_POINT, "c"), (_POINT, "e"), (_POINT, "o")):
        found: dict[int, int] = {}
        wanted = 1
        for at in range(body, end):
            match = pattern.match(cutter.lines[at].text)
            if match and match[group] and _point_number(match[group]) == wanted:
                found[at] = match.end()
                wanted += 1
        if len(found) > 1:
            return found
    listed = {at: 0 for at in range(body, end) if cutter.lines[at].block.listed}
    return listed if len(listed) > 1 else {}


def _point_number(written: str) -> int:
    if "①" <= written <= "⑳":
        return ord(written) - ord("①") + 1
    return number_of(written)


# ---------------------------------------------------------------- tables


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column of a table names the speaker, which the sector, which holds the words."""

    speaker: int
    words: int
    sector: int = 0
    header: tuple[int, int] = (0, 0)


def _speech_tables(cutter: _Cutter, body: int, end: int) -> dict[int, _Columns]:
    """First lines of the rows of tables that hold one speech a row."""
    rows: dict[int, _Columns] = {}
    at = body
    columns: dict[int, _Columns | None] = {}
    while at < end:
        cell = cutter.lines[at].block.cell
        if cell is None:
            at += 1
            continue
        cells = _row(cutter, at)
        if cell[0] not in columns:
            columns[cell[0]] = _columns(cutter, at, end)
        if found := columns[cell[0]]:
            rows[at] = found
        at = cells[-1][-1] + 1
    return rows


def _columns(cutter: _Cutter, at: int, end: int) -> _Columns | None:
    heads = {_column(cutter, cell): _cell_text(cutter, cell).strip() for cell in _row(cutter, at)}
    speaker = next((column for column, text in heads.items() if _SPEAKER_HEAD.fullmatch(text)), 0)
    words = next((column for column, text in heads.items() if _WORDS_HEAD.fullmatch(text)), 0)
    sector = next((column for column, text in heads.items() if _SECTOR_HEAD.fullmatch(text)), 0)
    first = cutter.lines[at].block.cell
    assert first is not None
    if words and (speaker or sector):
        return _Columns(speaker or sector, words, sector if speaker else 0, first[:2])
    rows = 0
    named = 0
    place = at
    for _ahead in range(_ROWS_AHEAD):
        cell = cutter.lines[place].block.cell if place < end else None
        if cell is None or cell[0] != first[0]:
            break
        cells = _row(cutter, place)
        rows += len(cells) > 1
        named += len(cells) > 1 and cell_label(_cell_text(cutter, cells[0]), cutter.known) is not None
        place = cells[-1][-1] + 1
    return _Columns(1, 2) if rows and named * 2 > rows else None


def _column(cutter: _Cutter, cell: Sequence[int]) -> int:
    found = cutter.lines[cell[0]].block.cell
    assert found is not None
    return found[2]


def _mark_row(cutter: _Cutter, at: int, columns: _Columns) -> int:
    """One row of a table of speeches; the place after it."""
    cells = _row(cutter, at)
    by_column = {_column(cutter, cell): cell for cell in cells}
    first = cutter.lines[at].block.cell
    assert first is not None
    start, after = cutter.lines[at].start, cells[-1][-1] + 1
    words = by_column.get(columns.words)
    if first[:2] == columns.header or words is None:
        cutter.marks.append(_Mark(start, start, Part.APART))
        return after
    named = _cell_text(cutter, by_column[columns.speaker]).strip() if columns.speaker in by_column else ""
    last = cutter.marks[-1]
    if not named and columns.sector not in by_column and last.part is Part.SPEECH:
        if cells[0] is not words:  # a running number before the words of a speech that goes on
            cutter.marks.append(
                _Mark(start, cutter.lines[words[0]].start, Part.SPEECH, _key(last), last.called, last.sector)
            )
    else:
        label = cell_label(named, cutter.named) if named else None
        sector = _cell_text(cutter, by_column[columns.sector]).strip() if columns.sector in by_column else ""
        part = _part(cutter, label) if label else Part.SPEECH
        name = label.name if label else plain(named) if 0 < len(named) <= 10 else ""
        called = " ".join(filter(None, (named, sector)))
        sector = sector or (label.sector if label else "")
        cutter.marks.append(_Mark(start, cutter.lines[words[0]].start, part, name, called, sector))
    behind = [cell for cell in cells if _column(cutter, cell) > columns.words]
    if behind:
        place = cutter.lines[behind[0][0]].start
        cutter.marks.append(_Mark(place, place, Part.APART))
    return after


# ---------------------------------------------------------------- pieces


def _joined(cutter: _Cutter) -> tuple[tuple[Piece, ...], tuple[Speaker, ...]]:
    """The pieces between the marks; somebody who speaks again keeps the number."""
    marks = [
        mark for mark, after in pairwise([*cutter.marks, None]) if mark and (after is None or after.start > mark.start)
    ]
    marks = _without_repeats(marks)
    numbers: dict[str, int] = {}
    speakers: list[Speaker] = []
    pieces: list[Piece] = []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        end = following.start if following else len(cutter.text)
        words = min(mark.words, end)
        number = 0
        if mark.part is Part.SPEECH:
            number = numbers.get(mark.key, 0) if mark.key else 0
            if not number:
                number = len(speakers) + 1
                speakers.append(Speaker(number, mark.called, mark.sector))
                numbers[mark.key or f"@{mark.start}"] = number
            elif mark.sector and not speakers[number - 1].sector:
                speakers[number - 1] = Speaker(number, speakers[number - 1].called, mark.sector)
        pieces.append(Piece(mark.start, words, end, mark.part, number))
    return tuple(pieces), tuple(speakers)


def _without_repeats(marks: list[_Mark]) -> list[_Mark]:
    """Neighbouring pieces of the same part that nobody speaks in are one."""
    silent = (Part.HEAD, Part.APART, Part.AGENDA, Part.SIGN)
    return [
        mark
        for before, mark in zip([None, *marks], marks, strict=False)
        if before is None or not (mark.part in silent and mark.part is before.part)
    ]
