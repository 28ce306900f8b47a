"""Cutting a voice into passages, so that each speaks of one matter and none of it is lost.

Precision comes first: a clerk sees at once that a passage holds two matters, but a complaint cut off
from its reason is lost in another heap. A cut is made where the writer marked it (1、 一、 ① (1) 一是,
另外, a new paragraph), and without a mark only in brief texts, between two wishes of different policy
fields that share no word.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from huisheng.crafts.text.kinds import is_wish
from huisheng.crafts.text.schemes import Hit, SchemeClassifier, clear_code, shipped, weigh
from huisheng.crafts.text.vocabulary import overlap, placed_words
from huisheng.crafts.text.voices import Span

_DIGITS = {digit: n for n, digit in enumerate("一二三四五六七八九", start=1)}

_SENTENCE_END = re.compile(r"(?:[。！？!?]+|…+(?=\s)|\n+|(?<=[a-z0-9)])\.(?=\s+[A-Z\"'(]))[”’」』）)\"'\s]*")
_STARTS_CLEAN = re.compile(r"(?:\A|[\n。！？!?；;：:…，,]|\s)[”’」』）)\"'\s]*\Z")

# Enumeration styles: (how point 2 shows, pattern of any point, whether the mark alone shows itself in the middle of a
# run-on text). Where point 2 cannot be, no list is looked for: most voices have none, and that is soon seen.
_STYLES: tuple[tuple[str, str, bool], ...] = (
    (r"二[、.．]", r"(?P<n>[一二三四五六七八九]?十?[一二三四五六七八九十])[、.．]", True),
    (r"二[)）]", r"[（(](?P<n>[一二三四五六七八九]?十?[一二三四五六七八九十])[)）][、.．]?", True),
    (r"第二", r"第(?P<n>[一二三四五六七八九十])(?:[，,、：:]|点|个问题|件事|方面)", False),
    (r"二[是要]", r"(?P<n>[一二三四五六七八九])(?:是|要(?=[^求是]))", False),
    (r"其二", r"其(?P<n>[一二三四五六七八九])[，,、：:]?", False),
    (r"[2２][、.．)），]", r"(?P<n>\d{1,2})(?:、|[.．](?!\d)|[)）]|，(?=\D))", True),
    (r"[2２][)）]", r"[（(](?P<n>\d{1,2})[)）][、.．]?", True),
    (r"②", r"(?P<n>[①②③④⑤⑥⑦⑧⑨⑩⑪⑫])", True),
    (r"⑵", r"(?P<n>[⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽])", True),
    (r"[sS](?i:econd)", r"(?i:(?P<n>first|second|third|fourth|fifth)(?:ly)?,)", False),
)
_ENGLISH_ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}

_ADDITION = re.compile(
    r"(?:另外|此外|除此之外|其次|再者|再次|再一个|再有|再就是|还有一|还有[，,：:、]|还有就是|还想反映|还想说|顺便|最后[，,]?再"
    r"|另一个问题|另有一事|还有个|再说[一说]|也想反映|同时[，,]?还?(?:建议|希望|反映)"
    r"|(?i:also,|in addition|additionally|another (?:problem|issue|thing|point|matter)|besides|moreover"
    r"|on another|one more thing|separately|furthermore|and another thing|as for ))"
)
_LEANS_BACK = re.compile(
    r"(?:[这那该此其它他她]|所以|因[此为而]|由于|但|可是|可|而|却|结果|导致|于是|然而|不[仅但光]|并|甚至|希望|请|望|建议|恳|要求|呼吁"
    r"|谢|感谢|敬|为此|如|例如|比如|即使|虽然|目前|现在|后来|之后|当时|以上|上述|同[样时]|我们?|本人|只|都|也|就|还|又|再|更|已"
    r"|多次|至今|后|事[后发]|现|且|何|为什么|难道|是不是|是否|能否|到底|究竟|期盼|盼|强烈|作为|一[直到]"
    r"|(?i:this|that|these|those|it|they|he|she|we|but|so|because|therefore|however|please|thank|if|and|or|i|who"
    r"|which|then|otherwise|instead|such|hence|thus|yet|still|even)\b)"
)
_CLOSING = re.compile(
    r"[\s（(]*(?:谢谢|感谢|此致|敬礼|敬请|盼复|望领导|望政府|恳请领导|请领导|以上|综上|thank|regards|sincerely)",
    re.I,
)
_ARGUES = re.compile(
    r"(?:理由|原因|依据|危害|后果|经过|事实|证据|规定|通知|回复|答复|条款|诉求|要求|请问|咨询|疑问)[^。！？]{0,10}\s*\Z"
    r"|(?i:\b(?:reasons?|because|evidence|demands?|questions?)\b[^.]{0,20}\s*\Z)"
)


@dataclass(frozen=True, slots=True)
class Boundary:
    """A place where a cut may be made, and how many shared words (0..1) it bears."""

    at: int
    tolerance: float


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
        added: the same for 另外 and its like.
        parted: the same for paragraphs.
        brief: longest text (code points) cut without a mark. What was said in a meeting goes from one
            matter to the next without a word; a long letter tells one story in many fields' words.
    """

    def __init__(
        self,
        fields: SchemeClassifier | None = None,
        listed: float = 0.2,
        added: float = 0.1,
        parted: float = 0.1,
        brief: int = 120,
    ) -> None:
        self.fields = fields or _shipped_fields()
        self.listed = listed
        self.added = added
        self.parted = parted
        self.brief = brief

    def cut(self, text: str) -> list[Span]:
        """Spans in order, without gap or overlap; white space stays with what it follows.

        An empty text has no span; every other text has at least one.
        """
        if not text:
            return []
        candidates = self._boundaries(text)
        if not candidates:
            return [Span(0, len(text))]
        kept = [0]
        matter = _Matter(text, self.fields)
        for boundary, following in zip(candidates, [*(b.at for b in candidates[1:]), len(text)], strict=True):
            if self._parts(text, matter, kept[-1], boundary, following):
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

    def _boundaries(self, text: str) -> list[Boundary]:
        """Every place a cut may be made, in order; a listed point shuts out the places inside it."""
        found = {0: 0.0}
        points = _list_points(text)
        for at in points[1:]:
            found[at] = self.listed
        first, last = (points[0], points[-1]) if points else (0, 0)
        for at in _sentence_starts(text):
            if at in found or (points and at <= last) or (first and at <= first):
                continue
            paragraph = _opens_paragraph(text, at)
            if points:
                # Behind the last point only a new paragraph or an addition can open another matter.
                if paragraph or _ADDITION.match(text, at):
                    found[at] = self.added
            elif _ADDITION.match(text, at):
                found[at] = self.added
            elif paragraph:
                found[at] = self.parted
            elif len(text) <= self.brief and not _LEANS_BACK.match(text, at):
                found[at] = 0.0
        del found[0]
        return [Boundary(at, found[at]) for at in sorted(found)]


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
        if before[-1:].isdigit() or before[-1:] in {".", "．", "第", "-", "/"}:
            continue
        yield _Mark(match.start(), _number(match["n"].lower()), bool(_STARTS_CLEAN.search(before)))


def _run(text: str, style: re.Pattern[str], stands_alone: bool) -> list[int]:
    """Starts of the points 1, 2, 3 … of one style; empty when there are not two of them.

    The first mark must open a clause; later ones may follow a word directly, because writers on a
    telephone leave the full stop out, but only where the style cannot be part of a sentence.
    """
    starts: list[int] = []
    for mark in _marks(text, style):
        if mark.number == len(starts) + 1 and (mark.clean or (stands_alone and starts)):
            if starts and mark.at - starts[-1] < 8:
                return []
            starts.append(mark.at)
    return starts if len(starts) > 1 else []


def _list_points(text: str) -> list[int]:
    """Where the points of the text's outermost list start; empty when it has none.

    A list shorter than what introduces it only details one story, and a list of reasons or of what
    somebody else wrote argues one case: neither is taken apart.
    """
    runs = [run for second, style, alone in _COMPILED if second.search(text) and (run := _run(text, style, alone))]
    if not runs:
        return []
    outer = min(runs, key=lambda run: (run[0], -len(run)))
    introduction, body = text[: outer[0]], len(text) - outer[0]
    return [] if len(introduction) > body or _ARGUES.search(introduction) else outer


_COMPILED = tuple((re.compile(second), re.compile(pattern), alone) for second, pattern, alone in _STYLES)


def cut(text: str) -> list[Span]:
    """Cut a voice into passages: spans that join back to the text exactly. See `Cutter`."""
    return Cutter().cut(text)
