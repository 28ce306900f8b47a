"""Every matter with its headline: a whole clause, quoted."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from huisheng.demo.content.drafts import Draft, Topic, topics
from huisheng.demo.content.model import Headline, Matter, Voice

_HEADLINE_MAX = 30
_STOPS = frozenset("，。；：！？、…,.;:!? \n（）")


def matters(voices: Sequence[tuple[Voice, Draft]]) -> tuple[Matter, ...]:
    quotations: dict[str, list[tuple[int, Headline]]] = defaultdict(list)
    for voice, draft in voices:
        for key, headline in _quotations(voice, draft):
            named = any(topic.place.names[0] in headline.text for topic in draft.topics if topic.key == key)
            rank = draft.march * 1000 + (draft.trap is not None) * 100 + (not named) * 10 + abs(len(headline.text) - 16)
            quotations[key].append((rank, headline))
    new = [topic.key for topic in topics() if topic.place.late]
    return tuple(_matter(topic, quotations[topic.key], new) for topic in topics())


def _matter(topic: Topic, quotations: list[tuple[int, Headline]], new: list[str]) -> Matter:
    seed, place = topic.seed, topic.place
    headline = min(quotations, key=lambda q: (q[0], q[1].voice, q[1].start))[1]
    return Matter(
        topic.key,
        seed.key,
        seed.kind,
        place.names[0],
        place.unit,
        seed.field,
        seed.wind,
        seed.rule_of(topic.index),
        seed.scope,
        not place.late,
        not place.late or new.index(topic.key) % 2 == 0,
        headline,
    )


def _quotations(voice: Voice, draft: Draft) -> Iterable[tuple[str, Headline]]:
    """Whole clauses of the voice that say what its matters are, with the matter's key."""
    for key, core in draft.cores:
        for part in voice.parts:
            if part.matter != key:
                continue
            for clause in _clauses(core):
                start = voice.text.find(clause, part.start, part.end)
                if start >= 0 and _whole(voice.text, start, start + len(clause)):
                    yield key, Headline(voice.key, start, start + len(clause), clause)


def _clauses(core: str) -> Iterable[str]:
    """The core, or what of it up to a comma is short enough for a headline."""
    pieces = core.split("，")
    for count in range(len(pieces), 0, -1):
        clause = "，".join(pieces[:count])
        if len(clause) <= _HEADLINE_MAX:
            yield clause
            return


def _whole(text: str, start: int, end: int) -> bool:
    """A clause stands between stops or at the ends of the text."""
    before = start == 0 or text[start - 1] in _STOPS
    after = end == len(text) or text[end] in _STOPS
    return before and after
