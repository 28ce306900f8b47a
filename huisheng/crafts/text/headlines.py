"""Headlines: one whole clause out of the group's own passages, never a word of our own."""

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter

from huisheng.crafts.text.entities import Entity
from huisheng.crafts.text.grams import levelled
from huisheng.crafts.text.kinds import is_wish
from huisheng.crafts.text.vocabulary import content_words, guessed_persons, placed_words
from huisheng.crafts.text.voices import Passage


@dataclass(frozen=True, slots=True)
class Quote:
    """A clause quoted: `text == passage.text[start:end]` of the passage named."""

    passage_id: str
    start: int
    end: int
    text: str


LONGEST = 200
"""Code points a headline has at most: a longer stretch is cut short."""
Words = tuple[Sequence[int], Sequence[Hashable]]  # where each starts, ascending, and what each is

_CLAUSE = re.compile(r"[^。！？!?；;\n…]+")
_PART = re.compile(r"[^，,。！？!?；;：:\n…]+")
_ENGLISH_SENTENCE = re.compile(r"[^.!?\n]+")
_NUMERAL = "一二三四五六七八九十"
_HELLO = r"[您你]们?好(?![几多像不容歹])"
_PERSONS = r"(?:领导|同志|书记|[省市区县镇乡局处科]长|主任|组长)(?:和?同志)?们?"
_LEAD = re.compile(
    # List marks; “一、二楼” and “12.5” are none.
    rf"(?:\s|[（(][{_NUMERAL}\d]{{1,3}}[)）][、.．]?|[{_NUMERAL}\d]{{1,3}}(?:[)）]|[、.．](?![{_NUMERAL}\d]))"
    rf"|[①-⒛㈠-㈩][、.．]?|第[{_NUMERAL}]{{1,3}}[点条个]?[，,、：:]|[{_NUMERAL}]是(?:[，,：:]|(?![{_NUMERAL}]))"
    # Salutations, up to what parts them from the rest; a title alone may be the subject of the sentence.
    rf"|尊敬的[^，,。：:！!]{{0,16}}?(?:[，,：:！!]|{_HELLO}[，,：:！!]?)|各位{_PERSONS}好?[，,：:！!]"
    rf"|{_PERSONS}(?:[，,：:！!]|好[，,：:！!]|{_HELLO}[，,：:！!]?)|大家好[，,：:！!]|{_HELLO}[，,：:！!]?"
    r"|[“”\"'）)]|(?:另外|此外)[，,]?|(?:还有|其次|同时|首先)[，,])+"
)
# What a lead can open with, beside white space and digits: seldom there, so looked at first.
_LEADS = frozenset("（(" + _NUMERAL + "第尊各领同书省市区县镇乡局处科主组大您你“”\"'）)另此还其首")
_BREAKS = re.compile(r"[，,、。！？!?；;：:…\s]+")
_TRAILS = frozenset('，,、：:“"（(')
_EMPTY = re.compile(
    r"^(?:谢谢|感谢|望|此致|敬礼|您好|你好|尊敬|恳请|请问$|为此|综上|以上|因此|所以|但是|而且|并且|如果|thank|dear|hello)",
    re.I,
)
# Half of a sentence: it leans on what went before, stops short of its point, or only says where.
_HANGS = re.compile(
    r"^(?:因|由于|虽然|即使|理由|再|也|却|而|后来|这|该|家住|居?住在|工作在|本人|我是|已|但|可是|又|且|其|[他她它]|得到|得知"
    r"|了解到|最初|从而|导致|致使|造成|并(?![排网购])|就(?![业医读学近地餐诊])|便(?![民利道宜捷])|还(?![建款贷钱原迁])"
    r"|(?:根据|依据|据)[^，,]*\Z)|(?:后|时|的|之际|公司|情况下|交汇处|交叉口|路口|附近|旁边?|一墙之隔)$"
)
# Who speaks, and nothing else.
_SPEAKER = re.compile(r"^(?:本人|我们?)(?:曾|都)?[是系][^，,。！？!?]*\Z")
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊"
    "纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪"
    "包诸左石崔吉龚程邢裴陆荣翁荀羊惠甄曲封储靳松井段富焦巴弓牧隗谷车侯全班秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司黎薄印宿"
    "白怀蒲台从索赖卓蔺屠蒙池乔阴胥苍闻党翟谭贡劳申扶堵冉宰雍桑桂牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习鱼容向古易慎戈廖终"
    "居衡步都耿满弘匡国文寇广东欧殳沃利越隆师巩聂晁勾敖融冷訾辛那简饶曾沙关蒯相查荆红游竺权盖益桓公"
)
_PRIVATE = re.compile(
    rf"某|[{_SURNAMES}][一-鿿]{{0,2}}(?:先生|女士|同志|老师|医生|主任|书记|科长|局长|所长|校长|经理|老板|师傅|大爷|大妈)"
    rf"|(?:叫|姓名|名叫|本人|我是|联系人|举报人|投诉人)[：:是]?[{_SURNAMES}][一-鿿]{{1,2}}|[\d*]{{7,}}|电话|身份证号|微信号|QQ"
    r"|\b(?:Mr|Mrs|Ms|Dr)\.?\s+[A-Z]"
)


class Headliner:
    """Chooses the clause that stands for a group: central, short, whole, without a private person's name.

    Args:
        shortest, longest: bounds of a good headline in code points (twice that for English).
        reach: how far into a passage to look, in code points: who writes long says the matter first.
    """

    def __init__(self, shortest: int = 8, longest: int = 32, reach: int = 400) -> None:
        self.shortest = shortest
        self.longest = longest
        self.reach = reach

    def choose(
        self,
        passages: Sequence[Passage],
        named: Sequence[Collection[Entity]],
        words: Sequence[Words] | None = None,
        titles: Mapping[str, Collection[Hashable]] | None = None,
    ) -> Quote:
        """The best clause of the passages given (in their order; ties go to the first).

        Args:
            passages: at least one.
            named: the names each of them speaks of.
            words, titles: words of each passage and of each title, where they are known already.

        Returns:
            A clause; where none is short enough, the first passage's beginning, cut short; nothing only if they hold
            nothing but greetings and marks.
        """
        if words is None:
            words = [_words(p.text[: self.reach]) for p in passages]
        if titles is None:
            titles = {p.title: content_words(p.title) for p in passages}
        weight = Counter(word for _, spoken in words for word in set(spoken))
        # A title says in brief what the whole is about, so its words count twice more.
        for title in {p.title for p in passages}:
            weight.update(dict.fromkeys(titles[title], 2))
        best, at, quoted = -math.inf, 0, _beginning(passages)
        # The most promising first: most clauses need not be read, for they cannot be better than the best so far.
        for most, order, n, start, end, low, high in self._promises(passages, words, weight):
            if most < best:
                break
            passage = passages[n]
            clause, said = passage.text[start:end], sum(map(weight.__getitem__, set(words[n][1][low:high])))
            score = self._shape(passage.text, start, end) + said / len(passages)
            if score + _BEST_MANNER < best:
                continue
            score += _manner(clause, {entity.core for entity in named[n] if entity.kind != "number"})
            # Guessing names takes longer than all the rest, so only what would be quoted is looked through.
            if (score, -order) > (best, -at) and _names_person(clause, named[n]):
                score -= _PERSON
            if (score, -order) > (best, -at):
                best, at, quoted = score, order, (passage, start, end)
        source, start, end = quoted
        return Quote(source.id, start, end, source.text[start:end])

    def _promises(
        self, passages: Sequence[Passage], words: Sequence[Words], weight: Mapping[Hashable, int]
    ) -> list[tuple[float, int, int, int, int, int, int]]:
        """For each clause its score at most, its place in line, passage, start, end, first and last word; best first.

        At most: words repeated count only once, and no manner is better than the best.
        """
        found: list[tuple[float, int, int, int, int, int, int]] = []
        for n, (passage, (starts, spoken)) in enumerate(zip(passages, words, strict=True)):
            upto = [0, *accumulate(map(weight.__getitem__, spoken))]
            for start, end in _clauses(passage.text, 4 * self.longest, self.reach):
                low = bisect_left(starts, start)
                high = bisect_left(starts, end, low)
                most = self._shape(passage.text, start, end) + (upto[high] - upto[low]) / len(passages) + _BEST_MANNER
                found.append((most, len(found), n, start, end, low, high))
        found.sort(key=itemgetter(0), reverse=True)
        return found

    def _shape(self, text: str, start: int, end: int) -> float:
        """Every character beyond a readable line costs; a stub costs more, for it says nothing."""
        length: float = end - start
        if 2 * self.shortest <= length <= self.longest:
            return 0.0
        if text[start:end].isascii():
            length /= 2
        if length > self.longest:
            return -0.5 * (length - self.longest)
        return -0.6 * (self.shortest - length) if length < self.shortest else 0.0


_BEST_MANNER = 2.5
_PERSON = 20


def _manner(clause: str, names: Collection[str]) -> float:
    """At most `_BEST_MANNER`: places named and a wish are welcome; greetings cost, and private persons cost most."""
    lowered = levelled(clause)
    score = 0.5 * min(2, sum(name in lowered for name in names)) + 1.5 * is_wish(clause)
    if _EMPTY.search(clause) or _HANGS.search(clause):
        score -= 3
    if _SPEAKER.match(clause):
        score -= 6
    if _PRIVATE.search(clause):
        score -= _PERSON
    return score


def _names_person(clause: str, named: Collection[Entity]) -> bool:
    """Whether a name is guessed that begins with a surname."""
    places = [entity.name for entity in named if entity.kind != "number"]
    return any(person[0] in _SURNAMES for person in guessed_persons(clause, places))


def _beginning(passages: Sequence[Passage]) -> tuple[Passage, int, int]:
    for passage in passages:
        start, end = after_lead(passage.text, 0, len(passage.text)), len(passage.text.rstrip())
        if start < end:
            return passage, start, cut_short(passage.text, start, end)
    return passages[0], 0, 0


def cut_short(text: str, start: int, end: int) -> int:
    """Where a headline out of text[start:end] ends: after a clause, at most `LONGEST` code points on.

    A stretch without any pause is cut at that length.
    """
    if end - start <= LONGEST:
        return end
    pauses = [pause.start() for pause in _BREAKS.finditer(text, start, start + LONGEST + 1)]
    return max((at for at in pauses if at > start), default=start + LONGEST)


def after_lead(text: str, start: int, end: int) -> int:
    """Where the matter itself starts in text[start:end]: behind list marks, greetings and “besides”.

    `end` if nothing else is there.
    """
    opening = text[start : start + 1]
    if opening in _LEADS or opening.isspace() or opening.isnumeric():
        lead = _LEAD.match(text, start, end)
        return lead.end() if lead else start
    return start


def _words(text: str) -> Words:
    placed = placed_words(text)
    return [at for at, _ in placed], [word for _, word in placed]


def _clauses(text: str, longest: int, reach: int) -> Iterator[tuple[int, int]]:
    """Sentences and their comma-parted parts, greetings and list marks left off at the front."""
    seen: set[tuple[int, int]] = set()
    for pattern in (_ENGLISH_SENTENCE,) if text.isascii() else (_CLAUSE, _PART):
        for match in pattern.finditer(text):
            start, end = match.span()
            if start >= reach:
                break
            start = after_lead(text, start, end)
            while end > start and (text[end - 1] in _TRAILS or text[end - 1].isspace()):
                end -= 1
            if start < end <= start + longest and (start, end) not in seen:
                seen.add((start, end))
                yield start, end
