"""How one person puts one matter: phrases chosen, ordered, and written as that channel's writers write."""

import re
from dataclasses import dataclass
from random import Random

from huisheng.demo.content.bank import Phrase, Seed, asides, spoken
from huisheng.demo.content.model import MatterKind

PLACE = "{P}"

# Slips of the keyboard and the pen: right, wrong. Input methods confuse sounds, so most are homophones.
_SLIPS = (
    ("得", "的"),
    ("在", "再"),
    ("做", "作"),
    ("账", "帐"),
    ("反映", "反应"),
    ("建议", "建意"),
    ("希望", "希忘"),
    ("厕所", "侧所"),
    ("垃圾", "拉圾"),
    ("解决", "解绝"),
    ("路灯", "路登"),
    ("下水道", "下水到"),
    ("部门", "部们"),
    ("物业", "物叶"),
    ("检查", "捡查"),
    ("报销", "报消"),
    ("材料", "才料"),
    ("领导", "领到"),
    ("群众", "群从"),
    ("学校", "学效"),
    ("补贴", "补帖"),
    ("暖气", "暧气"),
    ("贷款", "代款"),
    ("已经", "以经"),
    ("刚才", "刚材"),
    ("育才", "育材"),
    ("执照", "执招"),
    ("电梯", "电题"),
    ("医院", "医完"),
    ("补课", "补科"),
    ("停车", "亭车"),
    ("红绿灯", "红录灯"),
    ("公交", "公教"),
    ("监控", "监空"),
    ("味儿", "味"),
    ("年年", "年年年"),
)
_DIALECT = (
    ("我们", "俺们"),
    ("怎么", "咋"),
    ("什么", "啥"),
    ("为什么", "为啥"),
    ("孩子", "娃"),
    ("今天", "今儿个"),
    ("昨天", "夜儿个"),
    ("不知道", "知不道"),
    ("特别", "忒"),
    ("你们", "恁"),
    ("行不行", "中不中"),
    ("也行", "也中"),
    ("没有", "冇"),
    ("晚上", "黑了"),
    ("现在", "这会儿"),
    ("哪里", "哪儿"),
    ("东西", "物件"),
    ("我", "俺"),
)
_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
_READ = {"12路": "十二路", "7路": "七路", "3号": "三号", "9号": "九号"}


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody writes. `length`: 0 curt, 1 plain, 2 at length. `stops`: full, commas, none, spaces or half."""

    length: int = 1
    stops: str = "full"
    slips: bool = False
    dialect: bool = False


PLAIN = Manner()


@dataclass(frozen=True, slots=True)
class Saying:
    """What was said of one matter, without final stop, still with `{P}` for the place; `cores` name it."""

    text: str
    cores: tuple[str, ...]

    def about(self, name: str) -> "Saying":
        """The same with the place named."""
        return Saying(self.text.replace(PLACE, name), tuple(core.replace(PLACE, name) for core in self.cores))


def saying(seed: Seed, places: frozenset[int], manner: Manner, rng: Random, *, leads: bool = True) -> Saying:
    """One way to put the concern that holds for every one of the places. `leads`: it may begin with a lead-in."""
    core, *others = _some(seed, "-", places, rng)
    cores = [spoken(core.text, rng)]
    facts = [spoken(p.text, rng) for p in _some(seed, "+", places, rng)]
    asks = [spoken(p.text, rng) for p in _some(seed, "?", places, rng)]
    tail = spoken(rng.choice(asides()[f"tail_{seed.kind}"]), rng)
    if manner.length == 0:
        clauses = cores
    elif manner.length == 1:
        clauses = _plain(cores, facts, asks, tail, rng)
    else:
        if others and rng.random() < 0.45 and PLACE in others[0].text:
            cores.append(spoken(others[0].text, rng).replace(PLACE, _again(seed, rng), 1))
        clauses = _at_length(cores, facts, asks, tail, rng)
    lead = spoken(rng.choice(asides()[f"lead_{seed.kind}"]), rng) if leads and rng.random() < 0.13 else ""
    return Saying(lead + _joined(clauses, rng), tuple(cores[:1]))


def english(seed: Seed, rng: Random) -> Saying | None:
    """The concern in English, if somebody thought of it."""
    cores = [p.text for p in seed.phrases if p.mark == "e"]
    facts = [p.text for p in seed.phrases if p.mark == "+e"]
    if not cores:
        return None
    core = rng.choice(cores)
    clauses = [core, rng.choice(facts)] if facts and rng.random() < 0.5 else [core]
    return Saying(". ".join(clauses), (core,))


def written(text: str, manner: Manner, rng: Random) -> str:
    """The text as this writer writes it: dialect, slips, their own stops."""
    if manner.dialect:
        for word, said in _DIALECT:
            if rng.random() < 0.75:
                text = text.replace(word, said)
    if rng.random() < 0.12:
        text = text.translate(_DIGITS) if rng.random() < 0.4 else _read_aloud(text)
    if manner.slips:
        text = _slipped(text, rng)
    if manner.stops == "commas":
        return text.replace("。", "，").replace("；", "，")
    if manner.stops == "none":
        return re.sub("[，。；：]", "", text)
    if manner.stops == "spaces":
        return re.sub("[，。；]", " ", text)
    if manner.stops == "half":
        return text.replace("，", ",").replace("。", ".").replace("；", ";").replace("：", ":")
    return text


def _some(seed: Seed, mark: str, places: frozenset[int], rng: Random) -> list[Phrase]:
    """The phrases of a mark that fit all the places, in this speaker's order; the place's own come first oftener."""
    fitting = [p for p in seed.phrases if p.mark == mark and places <= p.places]
    return sorted(fitting, key=lambda p: rng.random() * (0.6 if len(p.places) < len(seed.places) else 1.0))


def _again(seed: Seed, rng: Random) -> str:
    """How a place is spoken of the second time."""
    if seed.kind is MatterKind.SUGGESTION or seed.about_person or len(seed.places) == 1:
        return PLACE
    return PLACE if rng.random() < 0.7 else rng.choice(("那儿", "那边", "这地方"))


def _plain(cores: list[str], facts: list[str], asks: list[str], tail: str, rng: Random) -> list[str]:
    added = [*facts[:1], *asks[:1]]
    if not added:
        return [*cores, tail] if rng.random() < 0.55 else cores
    clauses = [*cores, tail if rng.random() < 0.25 else rng.choice(added)]
    if facts and clauses[1] == facts[0] and rng.random() < 0.3:
        clauses.reverse()
    return clauses


def _at_length(cores: list[str], facts: list[str], asks: list[str], tail: str, rng: Random) -> list[str]:
    told = facts[: rng.choice((1, 2, 2, 3))]
    wish = asks[:1] if rng.random() < 0.7 else []
    end = [tail] if rng.random() < 0.5 or not (told or wish) else []
    order = rng.random()
    if order < 0.55:
        return [*cores, *told, *wish, *end]
    if order < 0.8:
        return [*told[:1], *cores, *told[1:], *wish, *end]
    return [cores[0], *wish, *told, *cores[1:], *end]


def _joined(clauses: list[str], rng: Random) -> str:
    text = clauses[0]
    for clause in clauses[1:]:
        text += rng.choices(("，", "。", "；"), (60, 36, 4))[0] + clause
    return text


def _slipped(text: str, rng: Random) -> str:
    possible = [(right, wrong) for right, wrong in _SLIPS if right in text]
    for right, wrong in rng.sample(possible, min(len(possible), rng.choice((1, 1, 2)))):
        text = text.replace(right, wrong, 1)
    return text


def _read_aloud(text: str) -> str:
    for digits, words in _READ.items():
        text = text.replace(digits, words)
    return text
