"""Which way each voice came in, on which day and, at an occasion, from which seat."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random

from huisheng.demo.content.drafts import Draft
from huisheng.demo.content.facts import FIRST_LIST_ON
from huisheng.demo.content.model import Aside, Channel, FormsIssued, Occasion, OccasionKind

_MARCH = (date(2014, 3, 1), date(2014, 3, 31))

# who → sectors they sit in at a symposium, and what they may tick on a form (None: no sector).
_SITS_WITH: Mapping[str, tuple[str, ...]] = {
    "r": ("hardship", "retired", "models", "deputies", "non-party", "democratic-parties", "minorities", "religion"),
    "p": ("hardship", "retired", "talents", "deputies", "models"),
    "f": ("community-secretaries", "hardship", "models", "deputies"),
    "k": ("subdistrict-secretaries", "community-secretaries", "party-workers", "departments", "talents"),
    "b": ("private-firms", "associations"),
}
_TICKS: Mapping[str, tuple[str | None, ...]] = {
    "r": (*(None,) * 7, "retired", "retired", "hardship", "hardship", "models", "non-party", "minorities", "religion"),
    "p": (None, None, None, "talents", "retired", "hardship"),
    "f": (None, None, "hardship", "community-secretaries", "models"),
    "k": (None, "departments", "party-workers", "community-secretaries", "subdistrict-secretaries", "talents"),
    "b": (None, "private-firms", "private-firms", "associations"),
}
_CHANNELS = tuple(Channel)
_EARLY_WEIGHTS = {
    Channel.SYMPOSIUM: 27,
    Channel.VISIT: 5,
    Channel.OPINION_FORM: 23,
    Channel.QUESTIONNAIRE: 25,
    Channel.WEB: 17,
    Channel.LETTER: 3,
}
_MARCH_WEIGHTS = {
    Channel.SYMPOSIUM: 32,
    Channel.VISIT: 0,
    Channel.OPINION_FORM: 18,
    Channel.QUESTIONNAIRE: 8,
    Channel.WEB: 38,
    Channel.LETTER: 4,
}
_FIRST_DAY = {
    Channel.OPINION_FORM: date(2013, 11, 4),
    Channel.QUESTIONNAIRE: date(2013, 11, 11),
    Channel.WEB: date(2013, 10, 8),
    Channel.LETTER: date(2013, 8, 20),
}
_SPEECHES_MAX = 12


def seat(drafts: list[Draft], occasions: Sequence[Occasion], forms: Sequence[FormsIssued], rng: Random) -> None:
    """Give every draft its channel, its day and, at an occasion, its seat."""
    hall = _Hall(occasions, rng)
    copies: Counter[Channel] = Counter()
    for line in forms:
        copies[line.channel] += line.valid
    for draft in drafts:
        weights = _MARCH_WEIGHTS if draft.march else _EARLY_WEIGHTS
        draft.channel = rng.choices(_CHANNELS, [weights[c] for c in _CHANNELS])[0]
        if draft.english or draft.trap is not None or draft.said:
            draft.channel = rng.choice((Channel.WEB, Channel.OPINION_FORM))
        elif draft.aside in (Aside.BLANK, Aside.OFF_TOPIC):
            draft.channel = rng.choice((Channel.QUESTIONNAIRE, Channel.OPINION_FORM, Channel.WEB))
        if draft.channel in (Channel.SYMPOSIUM, Channel.VISIT) and not hall.seat(draft):
            draft.channel = Channel.WEB if draft.march else rng.choice((Channel.OPINION_FORM, Channel.QUESTIONNAIRE))
        if draft.channel in copies:
            copies[draft.channel] -= 1
            if copies[draft.channel] < 0:
                draft.channel = Channel.WEB
        if draft.occasion is None:
            draft.sector = rng.choice(_TICKS[draft.who])
            draft.day = _some_day(draft, rng)


def _some_day(draft: Draft, rng: Random) -> date:
    first, last = _MARCH if draft.march else (_FIRST_DAY[draft.channel], FIRST_LIST_ON)
    span = (last - first).days
    return first + timedelta(days=min(span, int(span * rng.random() ** 0.6 + 0.5)))


class _Hall:
    """Who may still speak where: no sector speaks with more mouths than it has heads."""

    def __init__(self, occasions: Sequence[Occasion], rng: Random) -> None:
        self.rng = rng
        self.speeches: Counter[str] = Counter()
        self.voices_of: Counter[tuple[str, str]] = Counter()
        self.room = {occasion.key: min(_SPEECHES_MAX, occasion.consulted) for occasion in occasions}
        self.open: dict[tuple[Channel, bool], list[Occasion]] = defaultdict(list)
        for occasion in occasions:
            if occasion.kind is not OccasionKind.INTERVIEW:
                channel = Channel.SYMPOSIUM if occasion.kind is OccasionKind.SYMPOSIUM else Channel.VISIT
                self.open[channel, occasion.day > FIRST_LIST_ON].append(occasion)

    def seat(self, draft: Draft) -> bool:
        """Seat the speaker at the emptiest of some fitting occasions; False if there is no seat."""
        wanted = set(_SITS_WITH[draft.who])
        fitting = [
            (occasion, sector)
            for occasion in self.open[draft.channel, draft.march]
            if self.speeches[occasion.key] < self.room[occasion.key]
            for sector, heads in occasion.sectors
            if sector in wanted and self.voices_of[occasion.key, sector] < heads
        ]
        if not fitting:
            return False
        some = self.rng.sample(fitting, min(8, len(fitting)))
        occasion, sector = min(some, key=lambda o: (self.speeches[o[0].key], o[0].key, o[1]))
        self.speeches[occasion.key] += 1
        self.voices_of[occasion.key, sector] += 1
        draft.occasion, draft.sector, draft.day = occasion, sector, occasion.day
        draft.speaker = self.voices_of[occasion.key, sector]
        return True
