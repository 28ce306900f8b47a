"""Four thousand voices: who says what of which matters, where and when, and the gold that says so."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from huisheng.demo.content.bank import asides, seeds, spoken
from huisheng.demo.content.chance import stream
from huisheng.demo.content.drafts import Draft, Topic, topics
from huisheng.demo.content.headlines import matters
from huisheng.demo.content.model import (
    Aside,
    Channel,
    FormsIssued,
    Matter,
    Occasion,
    Part,
    Trap,
    Voice,
)
from huisheng.demo.content.phrasing import PLACE, PLAIN, Manner, english, saying, written
from huisheng.demo.content.seating import seat

# How many parts speak of a matter of each weight before March, and in March.
_EARLY_PARTS = {"A": (30, 56), "B": (10, 23), "C": (3, 8), "D": (1, 3)}
_MARCH_PARTS = {"A": (6, 13), "B": (1, 4), "C": (0, 1), "D": (0, 0)}
_LATE_PARTS = {"C": (3, 6), "D": (1, 4)}
# How many voices say nothing that belongs to a matter, by reason.
_ASIDE_ONLY = {
    Aside.BLANK: 130,
    Aside.PRAISE: 85,
    Aside.OFF_TOPIC: 50,
    Aside.UNCLEAR: 60,
    Aside.ABOUT_PERSON: 36,
}
_TRAPS = 24
_COPIED_OFTEN = 3

_LETTER_OF = {
    Channel.SYMPOSIUM: "S",
    Channel.VISIT: "V",
    Channel.OPINION_FORM: "F",
    Channel.QUESTIONNAIRE: "Q",
    Channel.WEB: "W",
    Channel.LETTER: "L",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """All that was heard: matters with their headlines, voices, traps."""

    matters: tuple[Matter, ...]
    voices: tuple[Voice, ...]
    traps: tuple[Trap, ...]


def hear(occasions: Sequence[Occasion], forms: Sequence[FormsIssued], seed: int) -> Heard:
    """Compose every voice and the gold. No kind of form carries more voices than came back valid."""
    rng = stream(seed, "voices")
    drafts = _drafts(rng)
    seat(drafts, occasions, forms, rng)
    for n, draft in enumerate(drafts):
        _compose(draft, stream(seed, f"voice/{n}"))
    return _bind(drafts, stream(seed, "bind"))


def _drafts(rng: Random) -> list[Draft]:
    early: list[Topic] = []
    march: list[Topic] = []
    for topic in topics():
        weight = topic.place.weight
        if topic.place.late:
            march += [topic] * rng.randint(*_LATE_PARTS[weight])
        else:
            early += [topic] * rng.randint(*_EARLY_PARTS[weight])
            march += [topic] * rng.randint(*_MARCH_PARTS[weight])
    drafts = [*_grouped(early, False, rng), *_grouped(march, True, rng)]
    _mark_clean(drafts)
    drafts += _trap_drafts(rng)
    drafts += _copied_drafts(rng)
    drafts += _english_drafts(rng)
    for reason, count in _ASIDE_ONLY.items():
        drafts += [Draft([], rng.choice("rrrpfkb"), rng.random() < 0.15, aside=reason) for _ in range(count)]
    return drafts


def _grouped(said: list[Topic], march: bool, rng: Random) -> list[Draft]:
    """Parts gathered into voices: people speak of one to four matters, of their own walk of life."""
    drafts = []
    for walk in ("rp", "f", "k", "b"):
        pool = [topic for topic in said if topic.seed.who in walk]
        rng.shuffle(pool)
        while pool:
            wanted = rng.choices((1, 2, 3, 4, 5), (72, 18, 7, 2, 1))[0]
            chosen: list[Topic] = []
            others: list[Topic] = []
            while pool and len(chosen) < wanted and len(others) < wanted:
                topic = pool.pop()
                spoken_of = any(topic.seed is earlier.seed for earlier in chosen)
                (others if spoken_of else chosen).append(topic)
            pool += others
            drafts.append(Draft(chosen, chosen[0].seed.who, march))
    rng.shuffle(drafts)
    return drafts


def _mark_clean(drafts: Iterable[Draft]) -> None:
    """The first to speak of a matter writes plainly, so that every matter has a clause fit for a headline."""
    seen: set[str] = set()
    for draft in drafts:
        draft.clean = frozenset(t.key for t in draft.topics if t.key not in seen)
        seen |= draft.clean


def _trap_drafts(rng: Random) -> list[Draft]:
    """Pairs with one text for two places: alike to the eye, two matters."""
    pairs = [
        (Topic(s, a), Topic(s, b))
        for s in seeds()
        for a in range(len(s.places))
        for b in range(a + 1, len(s.places))
        if not (s.places[a].late or s.places[b].late)
        and sum(p.mark == "-" and PLACE in p.text and {a, b} <= p.places for p in s.phrases) >= 3
    ]
    drafts = []
    for n, (one, other) in enumerate(rng.sample(pairs, _TRAPS)):
        told = saying(one.seed, frozenset({one.index, other.index}), Manner(length=rng.choice((1, 1, 2))), rng)
        for topic in (one, other):
            named = told.about(topic.place.names[0])
            drafts.append(Draft([topic], topic.seed.who, False, said=named, trap=n))
    return drafts


def _copied_drafts(rng: Random) -> list[Draft]:
    """A few texts passed from hand to hand and sent in word for word."""
    heavy = [t for t in topics() if t.place.weight == "A"]
    drafts = []
    for topic in rng.sample(heavy, _COPIED_OFTEN):
        told = saying(topic.seed, frozenset({topic.index}), Manner(length=2), rng).about(topic.place.names[0])
        drafts += [Draft([topic], topic.seed.who, False, said=told) for _ in range(rng.randint(3, 6))]
    return drafts


def _english_drafts(rng: Random) -> list[Draft]:
    """The few who write in English, one or two matters each."""
    known = [Topic(s, 0) for s in seeds() if any(p.mark == "e" for p in s.phrases)]
    drafts = [Draft([topic], topic.seed.who, rng.random() < 0.3, english=True) for topic in known]
    for _ in range(6):
        drafts.append(Draft(rng.sample(known, 2), "r", False, english=True))
    return drafts


_LENGTHS = {
    Channel.SYMPOSIUM: (15, 45, 40),
    Channel.VISIT: (20, 45, 35),
    Channel.OPINION_FORM: (35, 50, 15),
    Channel.QUESTIONNAIRE: (50, 42, 8),
    Channel.WEB: (25, 45, 30),
    Channel.LETTER: (0, 20, 80),
}
_SLIP_SHARE = {
    Channel.SYMPOSIUM: 0.04,
    Channel.VISIT: 0.04,
    Channel.OPINION_FORM: 0.14,
    Channel.QUESTIONNAIRE: 0.16,
    Channel.WEB: 0.28,
    Channel.LETTER: 0.08,
}
_TIDY_STOPS = (90, 8, 1, 0, 1)
_MESSY_STOPS = (56, 18, 11, 10, 5)
_STOP_HABITS = ("full", "commas", "none", "spaces", "half")
_NUMBERED = ("{}、", "{}.", "（{}）", "{}，")
_COUNTED = (("一", "二", "三", "四", "五"), ("1", "2", "3", "4", "5"), ("１", "２", "３", "４", "５"))


def _manner(draft: Draft, rng: Random) -> Manner:
    messy = draft.channel is Channel.WEB
    stops = rng.choices(_STOP_HABITS, _MESSY_STOPS if messy else _TIDY_STOPS)[0]
    rural = {"f": 0.6, "r": 0.12, "p": 0.12}.get(draft.who, 0.0)
    return Manner(
        rng.choices((0, 1, 2), _LENGTHS[draft.channel])[0],
        stops,
        rng.random() < _SLIP_SHARE[draft.channel],
        rng.random() < rural,
    )


def _compose(draft: Draft, rng: Random) -> None:
    """Write the draft's pieces: openings, parts with their glue, closings."""
    if draft.aside:
        text = spoken(rng.choice(asides()[draft.aside]), rng)
        bare = text.isascii() or (draft.aside is Aside.BLANK and rng.random() < 0.6)
        stop = "" if bare else rng.choice(("。", "。", "！", ""))
        draft.pieces.append((text + stop, None, draft.aside, draft.aside is Aside.ABOUT_PERSON))
    elif draft.english:
        for topic in draft.topics:
            told = english(topic.seed, rng)
            if told:
                draft.pieces.append((told.text + ". ", topic.key, None, False))
        text, matter, *_ = draft.pieces[-1]
        draft.pieces[-1] = (text.rstrip(), matter, None, False)
    elif draft.said:
        topic = draft.topics[0]
        draft.cores += [(topic.key, core) for core in draft.said.cores]
        draft.pieces.append((draft.said.text + "。", topic.key, None, topic.seed.about_person))
    else:
        _compose_parts(draft, rng)


def _compose_parts(draft: Draft, rng: Random) -> None:
    manner = _manner(draft, rng)
    _open(draft, rng)
    glue = _glue(draft, rng)
    last = len(draft.topics) - 1
    for n, topic in enumerate(draft.topics):
        clean = topic.key in draft.clean
        how = PLAIN if clean else manner
        names = topic.place.names
        name = names[0] if clean or rng.random() < 0.55 else rng.choice(names)
        told = saying(topic.seed, frozenset({topic.index}), how, rng, leads=n == 0).about(name)
        body = told.text if clean else written(told.text, how, rng)
        draft.cores += [(topic.key, core) for core in told.cores]
        text = glue(n) + body + _stop(how, n == last, rng)
        draft.pieces.append((text, topic.key, None, topic.seed.about_person))
    _close(draft, rng)


def _stop(manner: Manner, last: bool, rng: Random) -> str:
    if manner.stops == "full":
        return rng.choices(("。", "！", "！！", "……", ""), (82, 8, 3, 2, 5 if last else 0))[0]
    if manner.stops == "half":
        return "." if last else ","
    if last:
        return rng.choice(("", "", "！！！", "。"))
    return {"commas": "，", "none": " ", "spaces": " "}[manner.stops]


class _Glue:
    """What leads from one matter to the next: a number on a form, a word in speech."""

    def __init__(self, numbered: tuple[str, tuple[str, ...]] | None, newline: bool, rng: Random) -> None:
        self.numbered = numbered
        self.newline = newline
        self.rng = rng

    def __call__(self, n: int) -> str:
        if self.numbered:
            form, count = self.numbered
            return ("\n" if self.newline and n else "") + form.format(count[n])
        if n == 0:
            return ""
        return spoken(self.rng.choice(asides()["glue"]), self.rng) if self.rng.random() < 0.75 else ""


def _glue(draft: Draft, rng: Random) -> _Glue:
    listing = draft.channel in (Channel.OPINION_FORM, Channel.LETTER, Channel.WEB)
    numbered = None
    if listing and len(draft.topics) > 1 and rng.random() < 0.6:
        numbered = (rng.choice(_NUMBERED), rng.choice(_COUNTED))
    return _Glue(numbered, rng.random() < 0.5, rng)


def _open(draft: Draft, rng: Random) -> None:
    section, odds = {
        Channel.SYMPOSIUM: ("open_symposium", 0.2),
        Channel.VISIT: ("open_visit", 0.25),
        Channel.LETTER: ("open_letter", 0.9),
    }.get(draft.channel, ("", 0.0))
    if rng.random() < odds:
        gap = "\n" if section == "open_letter" else ""
        draft.pieces.append((spoken(rng.choice(asides()[section]), rng) + gap, None, Aside.GREETING, False))
    if rng.random() < 0.05:
        kind = rng.choice((Aside.PRAISE, Aside.PRAISE, Aside.UNCLEAR))
        text = spoken(rng.choice([t for t in asides()[kind] if "。" not in t and "." not in t]), rng)
        draft.pieces.append((text + "。", None, kind, False))


def _close(draft: Draft, rng: Random) -> None:
    roll = rng.random()
    if draft.channel is Channel.LETTER and roll < 0.7:
        closing = "\n" + spoken(rng.choice(asides()["close_letter"]), rng)
    elif roll < 0.04:
        closing = spoken(rng.choice(asides()["close"]), rng)
    elif roll < 0.05 and draft.channel is Channel.WEB:
        closing = spoken(rng.choice(asides()["sign"]), rng)
    else:
        return
    if not draft.pieces[-1][0].endswith(("。", "！", "…", "\n")):
        closing = "，" + closing
    draft.pieces.append((closing, None, Aside.GREETING, False))


def _bind(drafts: list[Draft], rng: Random) -> Heard:
    """Key the voices, quote the headlines, and say which traps stand where."""
    voices: list[tuple[Voice, Draft]] = []
    order = sorted(range(len(drafts)), key=lambda n: (drafts[n].day, n))
    running: Counter[str] = Counter()
    for n in order:
        draft = drafts[n]
        voices.append((_voice(draft, _key(draft, running), rng), draft))
    voices.sort(key=lambda pair: pair[0].key)
    return Heard(
        matters(voices),
        tuple(voice for voice, _ in voices),
        _traps(voices),
    )


def _key(draft: Draft, running: Counter[str]) -> str:
    letter = _LETTER_OF[draft.channel]
    if draft.occasion:
        session = letter + draft.occasion.key.rpartition("-")[2]
        running[session] += 1
        return f"{session}-{running[session]:02}"
    running[letter] += 1
    return f"{letter}{running[letter]:04}"


def _voice(draft: Draft, key: str, rng: Random) -> Voice:
    text, parts = "", []
    for piece, matter, aside, about_person in draft.pieces:
        parts.append(Part(len(text), len(text) + len(piece), matter, aside, about_person))
        text += piece
    urgent = any(topic.seed.urgent for topic in draft.topics) and rng.random() < 0.5
    addressee = draft.topics[0].place.unit if draft.topics and not draft.occasion and rng.random() < 0.45 else None
    return Voice(
        key,
        draft.channel,
        draft.occasion.key if draft.occasion else None,
        draft.speaker,
        draft.sector,
        draft.day,
        addressee,
        text,
        tuple(parts),
        urgent,
        rng.random() < 0.4,
    )


def _traps(voices: list[tuple[Voice, Draft]]) -> tuple[Trap, ...]:
    found: dict[int, list[str]] = defaultdict(list)
    for voice, draft in voices:
        if draft.trap is not None:
            found[draft.trap].append(voice.key)
    return tuple(Trap(one, other) for _, (one, other) in sorted(found.items()))
