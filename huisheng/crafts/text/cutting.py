"""Cutting a voice into passages, so that each speaks of one matter and none of it is lost.

Precision comes first: a clerk sees at once that a passage holds two matters, but a complaint cut off
from its reason is lost in another heap. A cut is made where the writer marked it (1、 一、 ① (1) 一是,
另外, a new paragraph) and the words change with the mark; most lists in letters detail one matter. Without
a mark a cut is made only in brief texts, between two wishes of different policy fields that share no word.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from huisheng.crafts.text.kinds import is_wish
from huisheng.crafts.text.schemes import Hit, SchemeClassifier, clear_code, shipped, weigh
from huisheng.crafts.text.vocabulary import overlap, placed_words
from huisheng.crafts.text.voices import Span

_DIGITS = {digit: n for n, digit in enumerate("一二三四五六七八九", start=1)}

_SENTENCE_END = re.compile(r"(?:[。！？!?]+|…+(?=\s)|\n+|(?<=[a-z0-9)])\.(?=\s+[A-Z\"'(]))[”’」』）)\"'\s]*")
# Inside a number, an ordinal, or a mark of another style.
_INSIDE = re.compile(r"(?:\d[.．]?|[第/（(-])\Z")
_STARTS_CLEAN = re.compile(r"(?:\A|[\n。！？!?；;：:…，,]|\s)[”’」』）)\"'\s]*\Z")

# Enumeration styles: (how point 2 shows, pattern of any point, whether the mark alone shows itself in the middle of a
# run-on text). Where point 2 cannot be, no list is looked for: most voices have none, and that is soon seen.
_STYLES: tuple[tuple[str, str, bool], ...] = (
    (r"二[、.．：:]", r"(?P<n>[一二三四五六七八九]?十?[一二三四五六七八九十])[、.．：:]", True),
    (r"二[)）]", r"[（(](?P<n>[一二三四五六七八九]?十?[一二三四五六七八九十])[)）][、.．]?", True),
    (r"第二", r"第(?P<n>[一二三四五六七八九十])(?:[，,、：:]|点|个问题|件事|方面)", False),
    (r"二[是要]", r"(?P<n>[一二三四五六七八九])(?:是|要(?=[^求是]))", False),
    (r"其二", r"其(?P<n>[一二三四五六七八九])[，,、：:]?", False),
    (r"[2２][、.．)），]", r"(?P<n>\d{1,2})(?:、|[.．](?!\d)|[)）]|，(?=\D))", True),
    (r"[2２][)）]", r"[（(](?P<n>\d{1,2})[)）][、.．]?", True),
    (r"②", r"(?P<n>[①②③④⑤⑥⑦⑧⑨⑩⑪⑫])", True),
    (r"⑵", r"(?P<n>[⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽])", True),
    (r"问题(?:\w\w)?[二2]", r"问题(?:\w\w)?(?P<n>[一二三四五六七八九\d])[、，：:.．]", False),
    (r"[sS](?i:econd)", r"(?i:(?P<n>first|second|third|fourth|fifth)(?:ly)?,)", False),
)
_SHORTEST_POINT = 8
_ENGLISH_ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}

# 其次 and 再者 go on arguing: in real letters they open another matter next to never.
_ADDITION = re.compile(
    r"(?:另外|此外|除此之外|再一个|再有|再就是|还有一|还有[，,：:、]|还有就是|还想反映|还想说|顺便|最后[，,]?再"
    r"|另一个问题|另有一事|还有个|再说[一说]|也想反映|同时[，,]?还?(?:建议|希望|反映)"
    r"|(?i:also,|in addition|additionally|another (?:problem|issue|thing|point|matter)|besides|moreover"
    r"|on another|one more thing|separately|furthermore|and another thing|as for ))"
)
_LEANS_BACK = re.compile(
    r"(?:[这那该此其它他她]|所以|因[此为而]|由于|但|可是|可|而|却|结果|导致|于是|然而|不[仅但光]|并|甚至|希望|请|望|建议|恳|要求|呼吁"
    r"|谢|感谢|敬|为此|如|例如|比如|即使|虽然|目前|现在|后来|之后|当时|以上|上述|同[样时]|我们?|本人|只|都|也|就|还|又|再|更|已"
    r"|多次|至今|后|事[后发]|现|且|何|为什么|难道|是不是|是否|能否|到底|究竟|期盼|盼|强烈|作为|根据|依据|按照|一[直到]"
    r"|(?i:this|that|these|those|it|they|he|she|we|but|so|because|therefore|however|please|thank|if|and|or|i|who"
    r"|which|then|otherwise|instead|such|hence|thus|yet|still|even)\b)"
)
_CLOSING = re.compile(
    r"[\s（(]*(?:谢谢|感谢|此致|敬礼|敬请|盼复|望领导|望政府|恳请领导|请领导|以上|综上|thank|regards|sincerely)",
    re.I,
)
_ARGUES = re.compile(
    r"(?:理由|原因|主因|依据|危害|后果|经过|事实|证据|为证|规定|条例|通知|回复|答复|回答|条款|诉求|要求|请问|咨询|疑问|质疑|困惑|想问"
    r"|问一下|提问|违法|违规|例子|举例|影响(?:如下|有)|约定|承诺|声?称[：:]|第[一二三四五六七八九十]+条)[^。！？]{0,10}[。！？]?\s*\Z"
    r"|(?i:\b(?:reasons?|because|evidence|demands?|questions?|examples?)\b[^.]{0,20}\s*\Z)"
)
_PLEADS = re.compile(
    r"希望|恳请|请求|要求|建议|呼吁|请(?!问)|望(?:有关|相关|领导|政府)|(?i:\b(?:please|should|hope|request)\b)"
)
# Fields of a form, what points back, and how the matter was complained about bring no matter of their own.
_SAME_MATTER = re.compile(
    r"\W*(?:\w{1,2}\W+)?(?:(?:时间|地点|地址|事件|事由|经过|诉求)[：:]|以上|上述|该|此(?![外处])|这)"
    r"|[^，。；：,;:]{0,12}(?:申诉|热线|12345|信访|多次(?:投诉|反映|举报)|(?:投诉|反映|举报)(?:过|后|无果|多次))"
)


@dataclass(frozen=True, slots=True)
class Boundary:
    """A place where a cut may be made, how many shared words (0..1) it bears, and since where words are compared."""

    at: int
    tolerance: float
    since: int = 0


@dataclass(frozen=True, slots=True)
class _Mark:
    at: int
    number: int
    clean: bool


class Cutter:
    """Cuts a text into passages that join back to it exactly.

    Args:
        fields: tells policy fields apart, for cuts the writer did not mark.
        listed: overlap of content words up to which two listed points are two matters.
        told: share of its points' words that an introduction may hold before the list only details its story.
        apart: share of neighbouring points that must keep apart for a list to be taken apart.
        added: the same as `listed` for 另外 and its like.
        pleaded: the same for 另外 behind a plea, which closes a matter.
        parted: the same for paragraphs.
        brief: longest text (code points) cut without a mark. What was said in a meeting goes from one
            matter to the next without a word; a long letter tells one story in many fields' words.
    """

    def __init__(
        self,
        fields: SchemeClassifier | None = None,
        listed: float = 0.2,
        told: float = 0.2,
        apart: float = 0.7,
        added: float = 0.1,
        pleaded: float = 0.35,
        parted: float = 0.1,
        brief: int = 120,
    ) -> None:
        self.fields = fields or _shipped_fields()
        self.listed = listed
        self.told = told
        self.apart = apart
        self.added = added
        self.pleaded = pleaded
        self.parted = parted
        self.brief = brief

    def cut(self, text: str) -> list[Span]:
        """Spans in order, without gap or overlap; white space stays with what it follows.

        An empty text has no span; every other text has at least one.
        """
        if not text:
            return []
        matter = _Matter(text, self.fields)
        candidates = self._boundaries(text, matter)
        if not candidates:
            return [Span(0, len(text))]
        kept = [0]
        for boundary, following in zip(candidates, [*(b.at for b in candidates[1:]), len(text)], strict=True):
            if self._parts(text, matter, max(kept[-1], boundary.since), boundary, following):
                kept.append(boundary.at)
        return [Span(a, b) for a, b in zip(kept, [*kept[1:], len(text)], strict=True)]

    def _parts(self, text: str, matter: "_Matter", start: int, boundary: Boundary, following: int) -> bool:
        if _CLOSING.match(text, boundary.at):
            return False
        marked = boundary.tolerance > 0
        if not marked and not (is_wish(text[boundary.at : following]) and is_wish(text[start : boundary.at])):
            return False
        left, right = matter.words(start, boundary.at), matter.words(boundary.at, following)
        if min(len(left), len(right)) < 2 or overlap(left, right) > boundary.tolerance:
            return False
        if marked:
            return True
        before, after = matter.field(start, boundary.at), matter.field(boundary.at, following)
        return bool(before and after) and before != after

    def _boundaries(self, text: str, matter: "_Matter") -> list[Boundary]:
        """Every place a cut may be made, in order; a list shuts out the places inside it."""
        points = _list_points(text)
        first, last = (points[0], points[-1]) if points else (0, 0)
        are_matters = self._lists_matters(text, matter, points)
        found = [
            Boundary(at, self.listed, first) for at in points[1:] if are_matters and not _SAME_MATTER.match(text, at)
        ]
        for before, at in pairwise([0, *_sentence_starts(text)]):
            if at <= last and (are_matters or at >= first):
                continue
            tolerance = self._tolerance(text, before, at, behind_list=at > last > 0)
            if tolerance is not None:
                found.append(Boundary(at, tolerance))
        return sorted(found, key=lambda boundary: boundary.at)

    def _tolerance(self, text: str, before: int, at: int, *, behind_list: bool) -> float | None:
        """How many shared words a cut between two sentences bears; nothing where none can be made."""
        if addition := _ADDITION.match(text, at):
            if _SAME_MATTER.match(text, addition.end()):
                return None
            return self.pleaded if _PLEADS.search(text, before, at) else self.added
        if _opens_paragraph(text, at):
            return self.parted
        if behind_list or len(text) > self.brief or _LEANS_BACK.match(text, at):
            return None
        return 0.0

    def _lists_matters(self, text: str, matter: "_Matter", points: list[int]) -> bool:
        """Whether the points of a list are matters of their own, rather than details or reasons of one.

        A list of reasons or of what somebody else wrote argues one case. A list shorter than its introduction details
        one story, and so does one whose introduction already said its words; without introduction it is its other
        points that may have said them. Nor is a list taken apart where neighbouring points go on sharing words.
        """
        if not points or points[0] > len(text) - points[0] or _ARGUES.search(text[: points[0]]):
            return False
        told = matter.words(0, points[0])
        ends = [*points[1:], len(text)]
        stretches = [matter.words(start, end) for start, end in zip(points, ends, strict=True)]
        shares = [
            len(words & (told or matter.words(0, start) | matter.words(end, len(text)))) / len(words)
            for words, start, end in zip(stretches, points, ends, strict=True)
            if words
        ]
        parted = [overlap(left, right) <= self.listed for left, right in pairwise(stretches)]
        return sum(shares) <= self.told * len(shares) and sum(parted) >= self.apart * len(parted)


class _Matter:
    """Content words and policy words of a text by place, so that a stretch is looked up, not read anew."""

    def __init__(self, text: str, fields: SchemeClassifier) -> None:
        self._text = text
        self._fields = fields

    def words(self, start: int, end: int) -> set[str]:
        starts, words = self._words
        return set(words[bisect_left(starts, start) : bisect_left(starts, end)])

    def field(self, start: int, end: int) -> str:
        starts, hits = self._hits
        return clear_code(weigh(hits[bisect_left(starts, start) : bisect_left(starts, end)]))

    @cached_property
    def _words(self) -> tuple[list[int], list[str]]:
        placed = placed_words(self._text)
        return [at for at, _ in placed], [word for _, word in placed]

    @cached_property
    def _hits(self) -> tuple[list[int], list[Hit]]:
        hits = self._fields.hits(self._text)
        return [hit.at for hit in hits], hits


@cache
def _shipped_fields() -> SchemeClassifier:
    return SchemeClassifier(shipped("policy"))


def _opens_paragraph(text: str, at: int) -> bool:
    while at and text[at - 1].isspace():
        at -= 1
        if text[at] == "\n":
            return True
    return False


def _sentence_starts(text: str) -> list[int]:
    return [end.end() for end in _SENTENCE_END.finditer(text) if end.end() < len(text)]


def _number(mark: str) -> int:
    if mark in _ENGLISH_ORDER:
        return _ENGLISH_ORDER[mark]
    if mark.isdecimal():
        return int(mark)
    if len(mark) == 1 and not mark.isdigit() and mark not in "十":
        return _DIGITS.get(mark, 0)
    if "十" in mark:
        tens, _, ones = mark.partition("十")
        return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)
    circled = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫".find(mark) + 1
    return circled or "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽".find(mark) + 1


def _marks(text: str, style: re.Pattern[str]) -> Iterator[_Mark]:
    for match in style.finditer(text):
        before = text[max(0, match.start() - 6) : match.start()]
        if _INSIDE.search(before):
            continue
        yield _Mark(match.start(), _number(match["n"].lower()), bool(_STARTS_CLEAN.search(before)))


def _run(text: str, style: re.Pattern[str], stands_alone: bool) -> list[int]:
    """Starts of the points 1, 2, 3 … of one style; empty when there are not two of them.

    Writers on a telephone leave the full stop out before a mark: before later points of a run that opened a
    clause, or before the first when all later ones open a clause. Only a style that cannot be part of a sentence
    may follow a word so.
    """
    marks = list(_marks(text, style))
    starts = _counted(marks, lambda mark, starts: mark.clean or (stands_alone and bool(starts)))
    return starts or (_counted(marks, lambda mark, starts: mark.clean or not starts) if stands_alone else [])


def _counted(marks: list[_Mark], may_stand: Callable[[_Mark, list[int]], bool]) -> list[int]:
    starts: list[int] = []
    for mark in marks:
        if mark.number == len(starts) + 1 and may_stand(mark, starts):
            if starts and mark.at - starts[-1] < _SHORTEST_POINT:
                return []
            starts.append(mark.at)
    return starts if len(starts) > 1 else []


def _list_points(text: str) -> list[int]:
    """Where the points of the text's outermost list start; empty when it has none."""
    runs = [run for second, style, alone in _COMPILED if second.search(text) and (run := _run(text, style, alone))]
    return min(runs, key=lambda run: (run[0], -len(run)), default=[])


_COMPILED = tuple((re.compile(second), re.compile(pattern), alone) for second, pattern, alone in _STYLES)


def cut(text: str) -> list[Span]:
    """Cut a voice into passages: spans that join back to the text exactly. See `Cutter`."""
    return Cutter().cut(text)
