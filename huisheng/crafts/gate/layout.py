"""Find the header among title rows, guess what each column holds, and remember layouts by their names.

The clerk sees the guess in a preview and may change it; nothing here decides alone what comes in.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import date

from .facts import Cell, Column, Fault, FileRefused, Layout, Mapping, Merge, RawRow, Role
from .reasons import Doubt, FileReason

HEADER_WITHIN = 10
_PREVIEW = 8
_SAMPLES = 3

# In order: the first pattern that fits decides. Names are compared without blanks and in lower case.
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.REASON, re.compile(r"退回原因|reasonforreturn")),
    # What the office wrote itself is no voice: answers, how a matter was handled.
    (Role.OTHER, re.compile(r"(答复|回复|办理|处理|整改|采纳|reply|answer).*")),
    (
        Role.IDENTITY,
        re.compile(
            r"姓名|名字|身份证.*|证件号码?|.*电话.*|.*手机.*|联系方式|.*微信.*|.*qq号?|.*邮箱.*|.*住址.*|家庭地址|联系地址|"
            r"(反映|联系|投诉|来信|诉求|发言|填表|提议|填报)人|.*(用户|网友|作者|昵称|账号|帐号|工号|签名)(名|id|编号)?|.*ip(地址)?|"
            r"(full|first|last|user|nick|your)?_?-?name|.*phone.*|.*mobile.*|tel|telephone|e-?mail.*|address|"
            r"(user|author|account|voter|participant)(_?-?(id|no\.?|number))?|idcard.*|idnumber|ip"
        ),
    ),
    (
        Role.DAY,
        re.compile(
            r".*(日期|时间|年月日)|date|day|.*_?(date|time)|datetime|timestamp|created(_?(at|on))?|submitted(_?(at|on))?|when"
        ),
    ),
    (
        Role.TEXT,
        re.compile(
            r".*(意见建议|意见和建议|建议意见|意见内容|建议内容|问题内容|留言内容|反映内容|诉求内容|来信内容|发言内容)|"
            r".*(留言详情|问题描述|诉求描述|情况描述|具体内容|详细内容|主要内容|事项描述|意见|内容|详情|原文|正文|诉求|发言|留言|"
            r"反映(的)?(问题|情况)|存在(的)?问题|突出问题|问题和建议|问题及建议)(及建议|和建议|与建议)?|建议|问题|"
            r"text|comment(s|_?text|_?body)?|opinion(s)?|content(s)?|message(s)?|body|statement(s)?|description|details?|feedback|"
            r"suggestion(s)?|response(s)?|verbatim"
        ),
    ),
    (Role.TITLE, re.compile(r".*(主题|标题|题目|事由)|title|subject|headline|topic")),
    (
        Role.SECTOR,
        re.compile(
            r".*(界别|人员类别|人员类型|人群|对象类别|身份类别|群体|类别|身份|类型)|sector|group|category|audience|"
            r"(respondent|person|participant)_?type|type"
        ),
    ),
    (Role.CHANNEL, re.compile(r".*(来源|渠道|途径|方式|收集方式|征集方式)|source|channel|via|origin")),
    (Role.NUMBER, re.compile(r"序号|编号|.*编号|序|号|no\.?|num(ber)?|#|id|index|行号|原行号|.*_id|row")),
)
_BEST_TEXT = re.compile(
    r".*(意见内容|意见建议|意见和建议|留言详情|内容|详情|原文|正文|text|comment.*|content|body|message|verbatim|statement)"
)
_BLANK = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad\u3164]*")
_NAME_NOISE = re.compile(r"[\s\u200b\ufeff*:：]+|[（(][^）)]*[）)]")
_SECRECY = re.compile(r"\s*(?:密\s*级\s*[:：]?\s*)?(绝\s*密|机\s*密|秘\s*密)\s*[★☆]")
_SECRET_HEADING = re.compile(r"(绝密|机密|秘密)\s*[★☆]")
_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20\d\d)\s*(?:年|[-./]\s*\d{1,2})")
_SENTENCE = re.compile(r"[。！？!?；;，,]")


def is_blank(text: str) -> bool:
    """Whether a person would see nothing: blanks of every kind, invisible marks."""
    return _BLANK.fullmatch(text) is not None


def shown(cell: Cell) -> str:
    """A cell as a person sees it: days as 2014-03-09, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Fault):
        return cell.shown
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, date):
        return cell.isoformat(*((" ", "minutes") if hasattr(cell, "hour") else ()))
    return repr(cell)


def has_content(cell: Cell) -> bool:
    """Whether there is anything in the cell, be it only an error."""
    return cell is not None and not (isinstance(cell, str) and is_blank(cell))


class Filler:
    """Fills merged cells: a value that was merged over several rows or columns applies to each."""

    def __init__(self, merges: Sequence[Merge], columns: int) -> None:
        self._columns = columns
        self._waiting = sorted(merges, key=lambda merge: merge.top, reverse=True)
        self._open: list[tuple[Merge, Cell]] = []

    def fill(self, row: RawRow) -> RawRow:
        """The row with merged cells filled. Rows must come in order; a row without merges is returned as it is."""
        self._open = [pair for pair in self._open if pair[0].bottom >= row.number]
        while self._waiting and self._waiting[-1].top <= row.number:
            merge = self._waiting.pop()
            if merge.bottom >= row.number and merge.left < self._columns:
                value = row.cells[merge.left] if merge.top == row.number and merge.left < len(row.cells) else None
                self._open.append((merge, value))
        if not self._open:
            return row
        if len(self._open) > self._columns:
            raise FileRefused(FileReason.DAMAGED)  # merged areas may not overlap, so no more than one a column
        cells = list(row.cells)
        for merge, value in self._open:
            if not has_content(value):
                continue
            right = min(merge.right, self._columns - 1)
            cells += [None] * (right + 1 - len(cells))
            for column in range(merge.left, right + 1):
                if not has_content(cells[column]):
                    cells[column] = value
        return RawRow(row.number, tuple(cells), row.hidden, row.fault)


def role_of(name: str) -> Role:
    """The role a column's name suggests."""
    plain = _NAME_NOISE.sub("", name).lower()
    for role, pattern in _ROLES:
        if plain and pattern.fullmatch(plain):
            return role
    return Role.OTHER


def check_secrecy(rows: Sequence[RawRow], headings: Sequence[str]) -> None:
    """Refuse a file with a secrecy mark at its head (涉密不上网): in a title cell or the printed heading.

    Words such as 商业机密 in a voice are innocent: only a mark with its star that begins a cell counts.

    Raises:
        FileRefused: a mark was found.
    """
    marks = [found[1] for heading in headings if (found := _SECRET_HEADING.search(heading))]
    marks += [
        found[1] for row in rows for cell in row.cells if isinstance(cell, str) and (found := _SECRECY.match(cell))
    ]
    if marks:
        raise FileRefused(FileReason.SECRECY_MARK, mark=re.sub(r"\s", "", marks[0]))


def find_layout(head: Sequence[RawRow], merges: Sequence[Merge], *, separated: bool) -> Layout:
    """Where the header is and what each column seems to hold, from the first rows of a sheet.

    Args:
        head: the first rows with content (or all first records of a delimited file), in order.
        merges: the sheet's merged cells.
        separated: a delimited file; its first record may be sep=; and blank records are counted as ignored.
    """
    filler = Filler(merges, 1_024)
    filled = [filler.fill(row) for row in head]
    usable = [at for at, row in enumerate(filled) if any(map(has_content, row.cells))]
    if separated and usable and _is_separator_line(filled[usable[0]]):
        start = usable[0] + 1
    else:
        start = 0
    candidates = [at for at in usable if at >= start][:HEADER_WITHIN]
    found = _find_header(head, filled, candidates)
    if found is None:
        top, last = start, start - 1
    else:
        top, last = found
    body = filled[last + 1 :]
    names = _names(filled[top : last + 1], () if separated and found else body)
    columns = _with_content_roles(_columns(names, body), body)
    head_rows = sum(1 for row in filled[: last + 1] if any(map(has_content, row.cells)))
    mapping, doubts = _guess(columns, found is None)
    titles = filled[: last + 1] if found else filled[:3]
    check_secrecy(titles, ())
    year = _year(filled[:top] if found else [])
    return Layout(
        signature=signature(names),
        header_row=filled[last].number if last >= 0 and found else 0,
        first_row=filled[last].number + 1 if last >= 0 else 1,
        head_rows=head_rows,
        columns=columns,
        mapping=mapping if mapping is None or year is None else _with_year(mapping, year),
        doubts=doubts,
        preview=tuple(body[:_PREVIEW]),
        year=year,
    )


def _with_year(mapping: Mapping, year: int) -> Mapping:
    return Mapping(
        mapping.text,
        mapping.title,
        mapping.day,
        mapping.sector,
        mapping.channel,
        mapping.number,
        mapping.left_out,
        year,
    )


def _is_separator_line(row: RawRow) -> bool:
    first = shown(row.cells[0]).strip().lower() if row.cells else ""
    return first.startswith("sep=") and len(first) <= 5


def _find_header(head: Sequence[RawRow], filled: Sequence[RawRow], candidates: list[int]) -> tuple[int, int] | None:
    """First and last row of the header, as places in `head`; None if no row looks like one."""
    best, best_score = -1, 0
    for at in candidates:
        score = _header_score(head[at])
        if score > best_score:
            best, best_score = at, score
    if best < 0:
        return _header_by_shape(filled, candidates)
    top = best
    if top + 1 in candidates and _goes_on(filled[top], filled[top + 1], head[top + 1]):
        return top, top + 1
    above = top - 1
    if above in candidates and _header_score(head[above]) > 0 and _goes_on(filled[above], filled[top], head[top]):
        return above, top
    return top, top


def _header_score(row: RawRow) -> int:
    """How many cells of the row are names of columns we know; 0 if it does not look like a header at all."""
    cells = [shown(cell).strip() for cell in row.cells if has_content(cell)]
    # A voice that speaks of a telephone is no column name: sentences never are.
    roles = [role_of(cell) for cell in cells if len(cell) <= 40 and not _SENTENCE.search(cell)]
    known = [role for role in roles if role is not Role.OTHER]
    if not known or len(known) * 3 < len(cells):
        return 0
    if len(cells) == 1 and known[0] is not Role.TEXT:
        return 0
    return len(known) * 2 + (Role.TEXT in known) * 3


def _goes_on(upper: RawRow, lower: RawRow, lower_own: RawRow) -> bool:
    """Whether the lower row is the second row of a header: each of its own cells is a name of a column."""
    own = [shown(cell).strip() for cell in lower_own.cells if has_content(cell)]
    if not own or any(len(cell) > 20 or _SENTENCE.search(cell) for cell in own):
        return False
    known = sum(role_of(cell) is not Role.OTHER for cell in own)
    if known < 2 or known * 2 < len(own):
        return False
    names = [shown(upper.cells[at]).strip() if at < len(upper.cells) else "" for at in range(len(lower.cells))]
    gaps = any(not name for name in names) or len(set(names)) < len(names)
    return gaps or len(upper.cells) < len(lower.cells)


def _header_by_shape(filled: Sequence[RawRow], candidates: list[int]) -> tuple[int, int] | None:
    """A row of short, different words over rows of longer ones, when no name is known."""
    for at in candidates:
        cells = [shown(cell).strip() for cell in filled[at].cells if has_content(cell)]
        below = [shown(cell) for row in filled[at + 1 :] for cell in row.cells if has_content(cell)]
        short = all(len(cell) <= 16 and not _SENTENCE.search(cell) and not cell[:1].isdigit() for cell in cells)
        if len(cells) >= 2 and len(set(cells)) == len(cells) and short and max(map(len, below), default=0) > 20:
            return at, at
    return None


def _names(header: Sequence[RawRow], body: Sequence[RawRow]) -> list[str]:
    """Column names; the two rows of a header joined, a repeated word once."""
    width = max((len(row.cells) for row in [*header, *body]), default=0)
    names: list[str] = []
    for column in range(width):
        words: list[str] = []
        for row in header:
            word = shown(row.cells[column]).strip() if column < len(row.cells) else ""
            if word and word not in words:
                words.append(word)
        names.append("".join(words)[:120])
    while (
        names
        and not names[-1]
        and not any(len(row.cells) >= len(names) and has_content(row.cells[len(names) - 1]) for row in body)
    ):
        names.pop()
    return names


def _columns(names: Sequence[str], body: Sequence[RawRow]) -> list[Column]:
    columns: list[Column] = []
    for index, name in enumerate(names):
        values = [
            shown(row.cells[index]).strip() for row in body if index < len(row.cells) and has_content(row.cells[index])
        ]
        columns.append(Column(index, name, role_of(name), tuple(value[:200] for value in values[:_SAMPLES])))
    return columns


def _with_content_roles(columns: list[Column], body: Sequence[RawRow]) -> tuple[Column, ...]:
    """Roles by what the columns hold where the names do not say: the long one is the text."""
    roles = {column.role for column in columns}
    if Role.TEXT not in roles:
        lengths = {column.index: _usual_length(column.index, body) for column in columns if column.role is Role.OTHER}
        longest = max(lengths, key=lambda index: lengths[index], default=None)
        if longest is not None and lengths[longest] >= 8:
            columns = [_as(column, Role.TEXT) if column.index == longest else column for column in columns]
    return tuple(columns)


def _usual_length(index: int, body: Sequence[RawRow]) -> float:
    lengths = [
        len(cell)
        for row in body
        if index < len(row.cells) and isinstance(cell := row.cells[index], str) and has_content(cell)
    ]
    return sorted(lengths)[len(lengths) // 2] if lengths else 0


def _as(column: Column, role: Role) -> Column:
    return Column(column.index, column.name, role, column.samples)


def _guess(columns: Sequence[Column], headless: bool) -> tuple[Mapping | None, tuple[tuple[Doubt, str], ...]]:
    """A mapping to propose, and what a person should look at first."""
    doubts: list[tuple[Doubt, str]] = [(Doubt.NO_HEADER, "")] if headless else []
    doubts += [(Doubt.UNNAMED_COLUMN, letters(column.index)) for column in columns if not column.name and not headless]
    texts = [column for column in columns if column.role is Role.TEXT]
    if not texts:
        return None, (*doubts, (Doubt.NO_TEXT_COLUMN, ""))
    best = [column for column in texts if _BEST_TEXT.fullmatch(_NAME_NOISE.sub("", column.name).lower())] or texts
    if any(column.name == best[0].name for column in texts if column is not best[0]):
        return None, (*doubts, (Doubt.TWO_TEXT_COLUMNS, best[0].name))
    doubts += [(Doubt.SECOND_TEXT_COLUMN, column.name) for column in texts if column is not best[0]]
    first = {role: next((c.index for c in columns if c.role is role), None) for role in Role}
    return (
        Mapping(
            text=best[0].index,
            title=first[Role.TITLE],
            day=first[Role.DAY],
            sector=first[Role.SECTOR],
            channel=first[Role.CHANNEL],
            number=first[Role.NUMBER],
            left_out=frozenset(c.index for c in columns if c.role in (Role.IDENTITY, Role.REASON)),
        ),
        tuple(doubts),
    )


def letters(index: int) -> str:
    """A column's letters from its place: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _year(titles: Sequence[RawRow]) -> int | None:
    """The one year the title rows name, if it is one."""
    years = {found for row in titles for cell in row.cells for found in _YEAR.findall(shown(cell))}
    return int(years.pop()) if len(years) == 1 else None


def signature(names: Sequence[str]) -> str:
    """A short mark of a sheet's column names, in order, without blanks: the same layout again has the same.

    The reason column of rows handed back earlier does not count, so a mended workbook is known again.
    """
    plain = [_NAME_NOISE.sub("", name).lower() for name in names if role_of(name) is not Role.REASON]
    while plain and not plain[-1]:
        plain.pop()
    return hashlib.sha256("\x1f".join(plain).encode("utf-8", "replace")).hexdigest()[:32]
