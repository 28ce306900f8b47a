"""What a voice wants: kind (problem, suggestion, praise, other) and scope, from its wording alone."""

import re
from collections.abc import Sequence
from typing import Literal, get_args

from huisheng.crafts.text.grams import levelled
from huisheng.crafts.text.schemes import Label

Kind = Literal["problem", "suggestion", "praise", "other"]
Scope = Literal["individual", "common"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Cues:
    """Words that show a purpose, sought in levelled text.

    Chinese alternatives all start with a plain character: the search then leaps from one to the next.
    English ones, which start at a word's edge, are sought only where there are letters.
    """

    def __init__(self, chinese: str, english: str) -> None:
        self.chinese = re.compile(chinese)
        self.english = re.compile(rf"\b(?:{english})\b")

    def count(self, text: str) -> int:
        """How many cues stand in a text."""
        found = len(self.chinese.findall(text))
        return found + len(self.english.findall(text)) if _LETTERS.search(text) else found

    def stand_in(self, text: str) -> bool:
        """Whether any cue stands in a text."""
        return bool(self.chinese.search(text) or (_LETTERS.search(text) and self.english.search(text)))


_LETTERS = re.compile(r"[a-z][a-z]{2}")
_SUGGESTS = Cues(
    r"建议|提议|倡议|可否|能否|能不能|可不可以|是否可以|应当|应该|最好|不妨|增设|增加|加装|设立|完善|优化|推广|鼓励|规划"
    r"|希望(?:能|可以|多|增|开通|建|设)|盼望|多(?:开|设|建|搞|下|听|办)",
    r"should|could we|suggest|propose|recommend|would be (?:nice|good|great)|more of|let's|ought to"
    r"|needs? (?:a|an|more|to)",
)
_COMPLAINS = Cues(
    r"投诉|举报|拖欠|扰民|违规|违法|违建|污染|欺骗|诈骗|乱收费|强制|强行|侵占|殴打|打人|腐败|贪污|不作为|推诿|扯皮|敷衍|刁难"
    r"|态度(?:差|恶劣|生硬)|没人管|无人管|不管|不合理|不公|不到位|不及时|不方便|不便|维权|虚假|噪音|恶臭|漏水|破损|坏了"
    r"|太(?:少|多|慢|长|久|差|远|贵|脏|吵|乱|小|挤|窄)|严重|隐患|危险|停水|停电|拥堵|堵|坑|迟迟|至今|一直(?:没|不|未)"
    r"|仍(?:未|然没)|未(?:解决|处理|落实|回复|到账)|损害|受害|走过场|形式主义|难",
    r"complain|broken|dirty|noisy|unsafe|dangerous|never|nobody|lack|problem|terrible|bad|worse"
    r"|too (?:much|many|few|slow|long|expensive)|poor(?:ly)?|not enough|no one|delay(?:ed)?|ignored?",
)
_PRAISES = Cues(
    r"表扬|点赞|好评|值得肯定|很满意|非常满意|越来越好|办得好|做得好|热情周到|服务(?:好|周到|热情)|锦旗|贴心|耐心|解决得好"
    r"|有起色|变好|感谢(?!领导|您|！|。|\Z)",
    r"thank you for|grateful|great job|well done|excellent|appreciate|love (?:the|our)|wonderful",
)
_ASKS = Cues(
    r"请问|咨询|想问|想了解|想知道|了解一下|如何办理|怎么办理|什么时候|何时|吗[？?]|呢[？?]|么[？?]",
    r"when will|how (?:do|can)|what is|is there",
)
_COMMON = Cues(
    r"全[市县区省国]|各[地级个校单位部门乡镇]|普遍|许多(?:地方|单位)|很多(?:地方|单位|学校|小区|农村)"
    r"|有的(?:单位|地方|干部|部门)|有些(?:单位|地方|干部|部门)|部分(?:单位|地方|干部|部门)|个别(?:单位|地方|干部|部门)"
    r"|机关|基层|政策|制度|规定|标准|体制|机制",
    r"everywhere|all over|across the|county|city-?wide|policy|policies|many (?:people|places)",
)


def is_wish(text: str) -> bool:
    """Whether a stretch complains, proposes or praises by itself, rather than telling what happened."""
    text = levelled(text)
    return any(cues.stand_in(text) for cues in (_COMPLAINS, _SUGGESTS, _PRAISES))


class KindClassifier:
    """Tells problems, suggestions and praise apart by rules; needs no example.

    Args:
        doubt: evidence each kind is held against; about one plain cue.
    """

    def __init__(self, doubt: float = 1.0) -> None:
        self.doubt = doubt

    def classify(self, text: str, title: str = "") -> Label:
        """The kind of a text. A title weighs as much as three cues in the text, for it names the purpose."""
        text, title = levelled(text), levelled(title)
        votes = {
            "suggestion": 1.2 * _weigh(_SUGGESTS, text, title),
            "problem": _weigh(_COMPLAINS, text, title),
            "praise": 1.5 * _weigh(_PRAISES, text, title),
            "other": 0.6 * _weigh(_ASKS, text, title),
        }
        kind = max(KINDS, key=lambda k: votes[k])
        total = sum(votes.values())
        if not total:
            return Label("other", 0.5)
        return Label(kind, round(votes[kind] / (total + self.doubt), 4))


class ScopeClassifier:
    """Tells what one unit must mend by itself from what many units share."""

    def __init__(self, doubt: float = 1.0) -> None:
        self.doubt = doubt

    def classify(self, texts: Sequence[str], named: int) -> Label:
        """Scope of a group.

        Args:
            texts: its passages.
            named: how many different places, roads, schools or firms its passages lead with.
        """
        common = sum(_COMMON.count(levelled(text)) for text in texts) / max(1, len(texts)) + max(0, named - 3)
        individual = 1.5 if named else 0.5
        code = "common" if common > individual else "individual"
        return Label(code, round(max(common, individual) / (common + individual + self.doubt), 4))


def _weigh(cues: Cues, text: str, title: str) -> float:
    # A long letter repeats itself: the third cue of a kind tells less than the first.
    return float(cues.count(text) ** 0.5 + 3 * bool(title and cues.stand_in(title)))
