"""What the machine is sure of, a page of it at a time: to be looked over and accepted together."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from huisheng.campaign.standing import Standing
from huisheng.combing.models import Finding, ProposedGroup
from huisheng.combing.queries import queue
from huisheng.combing.queries.core import Balance
from huisheng.combing.queries.desk import (
    SURE,
    Card,
    Draft,
    Schemes,
    draft_of,
    first_inside,
    headline_words,
    schemes_of,
    whole_voices,
)
from huisheng.combing.queries.masking import Run
from huisheng.combing.queries.voices import Part, Voice, parts_of, voices_of

MOST = 10


@dataclass(frozen=True, slots=True)
class Certain:
    """A proposed group that may be accepted without being opened."""

    number: int
    group: ProposedGroup
    cards: tuple[Card, ...]
    finding: Finding | None
    """The finding it joins; without one it becomes a new finding."""
    words: list[Run]
    """The headline of that finding, or the one proposed."""
    draft: Draft


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of what is certain, with the numbers of the desk."""

    rows: tuple[Certain, ...]
    schemes: Schemes
    counts: queue.Counts
    balance: Balance


def leaf(standing: Standing) -> Leaf:
    """The next page of what is certain and open to this reader as a whole. Six queries."""
    assert standing.campaign is not None
    groups = queue.certain(standing, MOST)
    parts = parts_of(standing, whole_voices(Q(proposed__group__in=groups, placement__isnull=True)))
    waiting: dict[int, list[Part]] = {}
    for voice in parts.values():
        for part in voice:
            if part.is_waiting and part.group_id is not None:
                waiting.setdefault(part.group_id, []).append(part)
    targets = {group.pk: target for group in groups if (target := _target(group)) is not None}
    found = {row.finding_id: row for row in first_inside(standing, [], list(targets.values()), None)}
    voices = voices_of({*parts, *(row.passage.statement_id for row in found.values())}, parts, reader=standing)
    rows: list[Certain] = []
    for group in groups:
        of_it = sorted(waiting.get(group.pk, ()), key=lambda part: part.passage.proposed.rank)
        placement = found.get(targets.get(group.pk))
        gone = group.pk in targets and placement is None
        if gone or not of_it or not all(part.is_open for part in of_it):
            continue
        cards = tuple(_card(number, part, voices) for number, part in enumerate(of_it, start=1))
        draft = draft_of(group, cards)
        finding = placement.finding if placement else None
        head = draft.headline
        words = headline_words(finding, voices) if finding else voices[head.statement].words(head.start, head.end)
        rows.append(Certain(len(rows) + 1, group, cards, finding, words, draft))
    numbers, balance = queue.counts_and_balance(standing.campaign)
    return Leaf(tuple(rows), schemes_of(standing.campaign), numbers, balance)


def _target(group: ProposedGroup) -> int | None:
    """The finding a group joins: the one that the desk would choose beforehand."""
    first = group.targets[0] if group.targets else None
    return int(first["finding"]) if first and first["confidence"] >= SURE else None


def _card(number: int, part: Part, voices: dict[UUID, Voice]) -> Card:
    voice = voices[part.passage.statement_id]
    return Card(number, part.passage, voice, voice.runs({part.passage.pk}), where="", is_beside=False)
