"""One screen of the combing desk: what is in hand, where it may go, and the queue beside it.

A page costs at most 12 queries, whatever the campaign holds, those counted that tell who is asking.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    F,
    FilteredRelation,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber
from django.utils.translation import pgettext

from huisheng.campaign.models import Campaign
from huisheng.campaign.standing import Standing
from huisheng.combing.models import (
    Category,
    Classification,
    Decision,
    Finding,
    Passage,
    Placement,
    ProposedGroup,
    ProposedMember,
    Question,
    Reason,
    Scheme,
)
from huisheng.combing.queries.core import (
    Balance,
    findings_visible_to,
    passages_visible_to,
)
from huisheng.combing.queries.masking import Run
from huisheng.combing.queries.queue import Counts, counts_and_balance, open_questions, queue
from huisheng.combing.queries.voices import Part, Voice, parts_of, shared_words, voices_of
from huisheng.crafts.text import after_lead, cut_short

Schemes = tuple[tuple[Scheme, tuple[Category, ...]], ...]
PAIR_ROWS = 4
PAGE = 20
INSIDE = 5
MOST_CANDIDATES = 5
SURE = 0.5
CLAUSE = re.compile(r"[^，。！？；：、,!?;:\s…“”\"（）()]+(?:、[^，。！？；：、,!?;:\s…]+)*")
STOP = re.compile(r"[，。！？；：、,!?;:\s…]+")
MOST_CLAUSES = 200
SHORTEST = 3


# ---------------------------------------------------------------- the queue


@dataclass(frozen=True, slots=True)
class Row:
    """A proposed group in the queue."""

    group: ProposedGroup
    words: list[Run]
    """Empty when nothing of it is open to this reader."""
    target: int | None
    """The number of the finding it may join best."""
    reason: str

    @property
    def percent(self) -> int:
        """How sure the machine is, if it is more than a toss."""
        return round(100 * self.group.confidence) if self.group.confidence >= SURE else 0


@dataclass(frozen=True, slots=True)
class Pair:
    """A doubtful pair in the queue."""

    question: Question
    a: list[Run]
    b: list[Run]


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits, in the order in which deciding it saves most; from the group in hand on."""

    rows: tuple[Row, ...]
    pairs: tuple[Pair, ...]
    counts: Counts
    in_lone: bool

    @property
    def following(self) -> int | None:
        """The group after the first one shown."""
        return self.rows[1].group.pk if len(self.rows) > 1 else None


# ---------------------------------------------------------------- what is in hand


@dataclass(frozen=True, slots=True)
class Card:
    """A passage in hand, inside its whole voice."""

    number: int
    passage: Passage
    voice: Voice
    runs: list[Run]
    where: str
    """Where it stands, if it waits no longer."""
    is_beside: bool
    """Shown beside a group it is not part of, such as the other half of a cut."""

    @property
    def is_waiting(self) -> bool:
        return not self.where

    @property
    def words(self) -> list[Run]:
        """The passage alone."""
        return self.voice.words(self.passage.start, self.passage.end)


@dataclass(frozen=True, slots=True)
class Inside:
    """A passage a finding holds already."""

    words: list[Run]
    facts: list[str]
    is_source: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A finding the passages may join, and what is the same and what differs."""

    number: int
    finding: Finding
    words: list[Run]
    confidence: float | None
    same: tuple[str, ...]
    differs: tuple[str, ...]
    categories: tuple[Category, ...]
    inside: tuple[Inside, ...]

    @property
    def code(self) -> str:
        return str(self.finding.number)

    @property
    def is_likely(self) -> bool:
        """Whether it is chosen beforehand."""
        return self.confidence is not None and self.confidence >= SURE

    @property
    def same_words(self) -> str:
        return listed(self.same)

    @property
    def different_words(self) -> str:
        return listed(self.differs)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a passage that may be a headline."""

    statement: UUID
    start: int
    end: int
    text: str

    @property
    def key(self) -> str:
        return f"{self.statement}:{self.start}:{self.end}"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a new finding of these passages would be: a quoted headline and the machine's hints."""

    headline: Clause
    clauses: tuple[Clause, ...]
    kind: str
    scope: str
    categories: dict[str, str]
    """Category code by scheme code, where the machine is sure; the rest a clerk chooses."""
    looks_like: str
    """A reason to set aside, where the words look like one."""


@dataclass(frozen=True, slots=True)
class Hand:
    """What lies before the clerk."""

    kind: str
    """group, pair, passages or all: the name of its page."""
    cards: tuple[Card, ...]
    kept_back: int
    """Passages of it that this reader may not open (R2)."""
    candidates: tuple[Candidate, ...]
    draft: Draft | None
    group: ProposedGroup | None = None
    question: Question | None = None

    @property
    def more(self) -> int:
        """Passages of the group that come after the page shown."""
        of_it = sum(not card.is_beside for card in self.cards)
        return max(0, self.group.passage_count - of_it - self.kept_back) if self.group else 0

    @property
    def some_placed(self) -> bool:
        return any(not card.is_waiting for card in self.cards)

    @property
    def ticked_at_first(self) -> list[int]:
        """What was proposed or named is ticked; a mere list is not."""
        if self.kind == "all":
            return []
        waiting = [card for card in self.cards if card.is_waiting]
        of_it = [card for card in waiting if not card.is_beside]
        return [card.passage.pk for card in of_it or waiting]


@dataclass(frozen=True, slots=True)
class Desk:
    """One screen of the desk."""

    hand: Hand
    queue: Queue
    balance: Balance
    schemes: Schemes
    following: int | None = None
    """The cursor of the next page, where it is a page of a list."""


@dataclass(frozen=True, slots=True)
class _Grasp:
    """What is to be shown, before its words are fetched."""

    kind: str
    parts: dict[UUID, tuple[Part, ...]]
    order: tuple[int, ...]
    group: ProposedGroup | None = None
    question: Question | None = None
    targets: tuple[dict[str, Any], ...] = ()
    asked: QuerySet[Placement, Any] | None = None
    """Findings to offer besides, as a query inside the one that fetches them."""
    following: int | None = None


def group_in_hand(standing: Standing, group: ProposedGroup, also: Collection[int] = ()) -> Desk:
    """A proposed group: its passages that still wait (at most a page of them), and others named beside it."""
    held = Passage.objects.filter(proposed__group=group, placement__isnull=True)
    shown = held.order_by("proposed__rank").values("pk")[:PAGE]
    parts = parts_of(standing, whole_voices(Q(pk__in=shown) | Q(pk__in=list(also))))
    order = {
        part.passage.pk: (0, part.passage.proposed.rank)
        for part in _all(parts)
        if part.is_waiting and part.group_id == group.pk
    }
    order.update({key: (1, key) for key in also if key not in order})
    keys = tuple(sorted(order, key=lambda key: order[key]))[: PAGE + len(also)]
    return _desk(
        standing, _Grasp("group", parts, keys, group=group, targets=tuple(group.targets), asked=_asked_about(group))
    )


def _asked_about(group: ProposedGroup) -> QuerySet[Placement, Any]:
    """Findings that hold the other passage of a doubtful pair of the group's: most were opened since it was proposed.

    The campaign is not named, or SQLite would walk all its open questions instead of the group's few.
    """
    members = ProposedMember.objects.filter(group=group).values("passage")
    asked = Question.objects.filter(same__isnull=True)
    others = Q(passage__in=asked.filter(passage_a__in=members).values("passage_b")) | Q(
        passage__in=asked.filter(passage_b__in=members).values("passage_a")
    )
    return Placement.objects.filter(others, finding__isnull=False).values("finding")


def pair_in_hand(standing: Standing, question: Question) -> Desk:
    """A doubtful pair: is it the same matter?"""
    keys = (question.passage_a_id, question.passage_b_id)
    parts = parts_of(standing, whole_voices(Q(pk__in=keys)))
    targets = [
        part.passage.placement.finding_id
        for part in _all(parts)
        if part.passage.pk in keys and not part.is_waiting and part.passage.placement.finding_id
    ]
    wanted = tuple({"finding": finding} for finding in dict.fromkeys(targets))
    return _desk(standing, _Grasp("pair", parts, keys, question=question, targets=wanted))


def passages_in_hand(
    standing: Standing, keys: Sequence[int], kind: str = "passages", following: int | None = None
) -> Desk:
    """Passages by name, or a page of a list; the findings this person used last are offered."""
    parts = parts_of(standing, whole_voices(Q(pk__in=keys)))
    wanted = tuple({"finding": finding} for finding in _used_last(standing))
    return _desk(standing, _Grasp(kind, parts, tuple(keys), targets=wanted, following=following))


def whole_voices(chosen: Q) -> QuerySet[Passage]:
    """All passages of the voices that the chosen ones are part of."""
    return Passage.objects.filter(statement__in=Passage.objects.filter(chosen).values("statement"))


def _all(parts: dict[UUID, tuple[Part, ...]]) -> Iterable[Part]:
    return (part for voice in parts.values() for part in voice)


def _used_last(standing: Standing) -> list[int]:
    mine = Decision.objects.filter(campaign=standing.campaign, by=standing.person).order_by("-number").values("pk")[:30]
    rows = Placement.objects.filter(decision__in=mine, finding__isnull=False).order_by("-decision__number")
    return list(dict.fromkeys(rows.values_list("finding", flat=True)[:300]))[:3]


def _desk(standing: Standing, grasp: _Grasp) -> Desk:
    assert standing.campaign is not None
    # Beside a list stand its shelves, not the queue.
    is_list = grasp.kind == "all"
    groups, in_lone = ([], False) if is_list else queue(standing, grasp.group)
    questions = [] if is_list else list(open_questions(standing)[:PAIR_ROWS])
    firsts = [group.targets[0]["finding"] for group in groups if group.targets]
    placements = first_inside(standing, [target["finding"] for target in grasp.targets], firsts, grasp.asked)
    heads = {group.pk: span for group in groups if (span := _headline_span(group))}
    wanted = {*grasp.parts, *(row.passage.statement_id for row in placements), *(row[0] for row in heads.values())}
    wanted |= {p.statement_id for question in questions for p in (question.passage_a, question.passage_b)}
    voices = voices_of(wanted, grasp.parts, reader=standing)
    offered = {row.finding_id for row in placements if row.is_offered}  # type: ignore[attr-defined]
    schemes, labels = _schemes_and_labels(standing.campaign, offered)
    hand = _hand(standing, grasp, placements, voices, labels)
    numbers, where_all_are = counts_and_balance(standing.campaign)
    shown = Queue(
        rows=tuple(_row(group, heads.get(group.pk), voices, placements) for group in groups),
        pairs=tuple(Pair(question, *(_passage_words(voices, p) for p in _both(question))) for question in questions),
        counts=numbers,
        in_lone=in_lone,
    )
    return Desk(hand, shown, where_all_are, schemes, grasp.following)


def _both(question: Question) -> tuple[Passage, Passage]:
    return question.passage_a, question.passage_b


def _passage_words(voices: dict[UUID, Voice], passage: Passage) -> list[Run]:
    voice = voices.get(passage.statement_id)
    return voice.words(passage.start, passage.end) if voice else []


def _headline_span(group: ProposedGroup) -> tuple[UUID, int, int] | None:
    quoted = group.hints.get("headline")
    if not quoted or quoted[1] >= quoted[2]:
        return None
    return UUID(str(quoted[0])), int(quoted[1]), int(quoted[2])


def _row(
    group: ProposedGroup,
    head: tuple[UUID, int, int] | None,
    voices: dict[UUID, Voice],
    placements: Sequence[Placement],
) -> Row:
    voice = voices.get(head[0]) if head else None
    words = voice.words(head[1], head[2]) if head and voice and voice.is_open else []
    numbers = {row.finding_id: row.finding.number for row in placements if row.finding}
    first = group.targets[0]["finding"] if group.targets else None
    return Row(group, words, numbers.get(first), _looks_like(group))


def _looks_like(group: ProposedGroup) -> str:
    kind, confidence = group.hints.get("kind") or ("", 0)
    return str(Reason.PRAISE.label) if kind == "praise" and confidence >= SURE else ""


def _hand(
    standing: Standing,
    grasp: _Grasp,
    placements: Sequence[Placement],
    voices: dict[UUID, Voice],
    labels: Mapping[int, Sequence[Category]],
) -> Hand:
    found = {part.passage.pk: part for part in _all(grasp.parts)}
    opened = [found[key] for key in grasp.order if key in found and found[key].is_open]
    texts = [_text(voices, part.passage) for part in opened]
    same = [word for target in grasp.targets for word in target.get("same", ())]
    shared = shared_words(texts, same) if len(opened) > 1 or same else None
    cards = tuple(
        Card(
            number=number,
            passage=part.passage,
            voice=voices[part.passage.statement_id],
            runs=voices[part.passage.statement_id].runs({part.passage.pk}, shared),
            where="" if part.is_waiting else part.where,
            is_beside=grasp.group is not None and part.group_id != grasp.group.pk,
        )
        for number, part in enumerate(opened, start=1)
    )
    waiting = [card for card in cards if card.is_waiting]
    return Hand(
        kind=grasp.kind,
        cards=cards,
        kept_back=len([key for key in grasp.order if key in found]) - len(opened),
        candidates=_candidates(grasp, placements, voices, labels),
        draft=draft_of(grasp.group, waiting) if waiting else None,
        group=grasp.group,
        question=grasp.question,
    )


def _text(voices: dict[UUID, Voice], passage: Passage) -> str:
    return voices[passage.statement_id].statement.text[passage.start : passage.end]


# ---------------------------------------------------------------- where it may go


def first_inside(
    standing: Standing, findings: Sequence[int], named: Sequence[int], asked: QuerySet[Placement, Any] | None
) -> list[Placement]:
    """The first passages of each finding, with the finding; of those only to be named, one. One query."""
    order = {key: place for place, key in enumerate(dict.fromkeys([*findings, *named]))}
    chosen, is_offered = Q(pk__in=list(order)), Q(finding__in=findings)
    if asked is not None:
        chosen, is_offered = chosen | Q(pk__in=asked), is_offered | Q(finding__in=asked)
    rows = Placement.objects.filter(finding__in=findings_visible_to(standing).filter(chosen))
    if standing.own_units:
        rows = rows.filter(passage__in=passages_visible_to(standing))
    place = Window(RowNumber(), partition_by="finding", order_by=[_source_first(), "passage_id"])
    offered = Case(When(is_offered, then=Value(True)), default=Value(False), output_field=BooleanField())
    shown = Q(place=1) | Q(place__lte=INSIDE, is_offered=True)
    rows = rows.annotate(place=place, is_offered=offered).filter(shown).select_related("finding__unit", "passage")
    return sorted(rows.order_by("place", "-finding_id"), key=lambda row: order.get(row.finding_id or 0, len(order)))


def _source_first() -> Case:
    """The passage the headline is quoted from leads."""
    is_source = Q(
        passage__statement=F("finding__headline_statement"),
        passage__start__lte=F("finding__headline_start"),
        passage__end__gte=F("finding__headline_end"),
    )
    return Case(When(is_source, then=Value(0)), default=Value(1), output_field=IntegerField())


def _candidates(
    grasp: _Grasp,
    placements: Sequence[Placement],
    voices: dict[UUID, Voice],
    labels: Mapping[int, Sequence[Category]],
) -> tuple[Candidate, ...]:
    by_finding: dict[int, list[Placement]] = {}
    hints = {target["finding"]: target for target in grasp.targets}
    for row in placements:
        if row.is_offered:  # type: ignore[attr-defined]
            by_finding.setdefault(row.finding_id or 0, []).append(row)
    found = []
    # Beside a pair, 1 and 2 are its answers.
    first = 3 if grasp.kind == "pair" else 1
    for number, (key, rows) in enumerate(islice(by_finding.items(), MOST_CANDIDATES), start=first):
        finding, hint = rows[0].finding, hints.get(key, {})
        assert finding is not None
        found.append(
            Candidate(
                number=number,
                finding=finding,
                words=headline_words(finding, voices),
                confidence=hint.get("confidence"),
                same=tuple(dict.fromkeys(hint.get("same", ()))),
                differs=tuple(dict.fromkeys(hint.get("differs", ()))),
                categories=tuple(labels.get(key, ())),
                inside=tuple(_held(row, voices) for row in rows),
            )
        )
    return tuple(found)


def listed(words: Sequence[str]) -> str:
    """Words as a list in the reader's language."""
    return pgettext("between the members of a list", ", ").join(words)


def headline_words(finding: Finding, voices: dict[UUID, Voice]) -> list[Run]:
    """A finding's headline, masked where its statement is among the voices at hand."""
    voice = voices.get(finding.headline_statement_id)
    if voice is None:
        return [Run(finding.headline)]
    return voice.words(finding.headline_start, finding.headline_end)


def _held(row: Placement, voices: dict[UUID, Voice]) -> Inside:
    voice, passage, finding = voices[row.passage.statement_id], row.passage, row.finding
    assert finding is not None
    is_source = (
        passage.statement_id == finding.headline_statement_id
        and passage.start <= finding.headline_start
        and finding.headline_end <= passage.end
    )
    return Inside(voice.words(passage.start, passage.end), voice.facts, is_source)


def draft_of(group: ProposedGroup | None, cards: Sequence[Card]) -> Draft:
    """What a new finding of these passages would be."""
    offered = clauses_of((card.voice, card.passage) for card in cards)
    hints = group.hints if group else {}
    headline = _hinted(group, cards) or max(offered, key=_likely, default=beginning_of(cards[0]))
    if headline not in offered:
        offered = [headline, *offered]
    return Draft(
        headline=headline,
        clauses=tuple(offered[:MOST_CLAUSES]),
        kind=group.kind if group and group.kind else Finding.Kind.PROBLEM,
        scope=hints.get("scope", [Finding.Scope.INDIVIDUAL])[0],
        categories={scheme: label[0] for scheme, label in hints.get("categories", {}).items() if label[2:] == [True]},
        looks_like=_looks_like(group) if group else "",
    )


def _hinted(group: ProposedGroup | None, cards: Sequence[Card]) -> Clause | None:
    span = _headline_span(group) if group else None
    for card in cards:
        passage = card.passage
        if span and passage.statement_id == span[0] and passage.start <= span[1] < span[2] <= passage.end:
            return Clause(*span, card.voice.statement.text[span[1] : span[2]])
    return None


def _likely(clause: Clause) -> tuple[bool, int]:
    """A readable line first, then the longest."""
    return len(clause.text) <= 32, len(clause.text) if len(clause.text) <= 32 else -len(clause.text)


def clauses_of(passages: Iterable[tuple[Voice, Passage]]) -> list[Clause]:
    """Clauses that may be quoted as a headline, each once; a passage without any is offered whole."""
    found: dict[str, Clause] = {}
    for voice, passage in passages:
        text = voice.statement.text
        clauses = (m.span() for m in CLAUSE.finditer(text, passage.start, passage.end))
        led = ((after_lead(text, start, end), end) for start, end in clauses)
        spans = [(start, end) for start, end in led if end - start > SHORTEST]
        cut = ((start, cut_short(text, start, end)) for start, end in spans or [(passage.start, passage.end)])
        for start, end in cut:
            if not voice.hides(start, end):
                found.setdefault(text[start:end], Clause(passage.statement_id, start, end, text[start:end]))
    return list(found.values())


def schemes_of(campaign: Campaign) -> Schemes:
    """Classification schemes with their categories, in order. One query."""
    return _by_scheme(_categories(campaign))


def _schemes_and_labels(
    campaign: Campaign, findings: Collection[int | None]
) -> tuple[Schemes, dict[int, list[Category]]]:
    """The schemes, and the categories of some findings by finding. One query: a category once for each of them."""
    # Of an empty list the database would be asked nothing at all, not even for the schemes.
    chosen = Q(classifications__finding__in=list(findings) or [0])
    given = FilteredRelation("classifications", condition=chosen)
    rows = list(_categories(campaign).annotate(given=given).annotate(finding=F("given__finding")))
    labels: dict[int, list[Category]] = {}
    for category in rows:
        if category.finding is not None:
            labels.setdefault(category.finding, []).append(category)
    return _by_scheme({category.pk: category for category in rows}.values()), labels


def _categories(campaign: Campaign) -> QuerySet[Any]:
    rows = Category.objects.filter(scheme__campaign=campaign).select_related("scheme")
    return rows.order_by("scheme__rank", "scheme_id", "rank", "id")


def _by_scheme(categories: Iterable[Category]) -> Schemes:
    found: dict[int, tuple[Scheme, list[Category]]] = {}
    for category in categories:
        found.setdefault(category.scheme_id, (category.scheme, []))[1].append(category)
    return tuple((scheme, tuple(each)) for scheme, each in found.values())


# ---------------------------------------------------------------- for the dialogs


def cards_of(standing: Standing, keys: Sequence[int]) -> tuple[Card, ...]:
    """Passages this person may open, inside their voices. Two queries."""
    parts = parts_of(standing, whole_voices(Q(pk__in=keys)))
    return _hand(standing, _Grasp("passages", parts, tuple(keys)), (), voices_of(parts, parts), {}).cards


@dataclass(frozen=True, slots=True)
class Cut:
    """A passage with a caret in it."""

    at: int
    start: int
    end: int
    before: str
    after: str
    stops: tuple[tuple[int, str], ...]
    """Places after punctuation where a cut is likely, with the words that follow."""

    @property
    def left(self) -> int | None:
        return self.at - 1 if self.at - 1 > self.start else None

    @property
    def right(self) -> int | None:
        return self.at + 1 if self.at + 1 < self.end else None


def cut_at(card: Card, at: int | None, around: int) -> Cut | None:
    """A caret at a character of the statement, else at the clause end nearest to the middle."""
    start, end, text = card.passage.start, card.passage.end, card.voice.statement.text
    if end - start < 2:
        return None
    stops = [match.end() for match in STOP.finditer(text, start, end) if start < match.end() < end]
    if at is None or not start < at < end:
        middle = (start + end) // 2
        at = min(stops, key=lambda stop: abs(stop - middle), default=middle)
    shown = tuple((stop, text[stop : min(end, stop + around)]) for stop in stops[:MOST_CLAUSES])
    return Cut(at, start, end, text[start:at], text[at:end], shown)


def quotable(standing: Standing, finding: Finding) -> list[Card]:
    """The passages of a finding whose words may be its headline, at most a page of them. Four queries."""
    rows = Passage.objects.filter(placement__finding=finding).order_by("pk").values_list("pk", flat=True)[:PAGE]
    return list(cards_of(standing, list(rows)))


def whole_of(card: Card) -> Clause:
    """A passage as one stretch to quote from."""
    passage = card.passage
    words = card.voice.statement.text[passage.start : passage.end]
    return Clause(passage.statement_id, passage.start, passage.end, words)


def beginning_of(card: Card) -> Clause:
    """As much of a passage as a headline may hold."""
    passage, text = card.passage, card.voice.statement.text
    end = cut_short(text, passage.start, passage.end)
    return Clause(passage.statement_id, passage.start, end, text[passage.start : end])


def categories_of(finding: Finding) -> list[Category]:
    """A finding's categories, one a scheme at most."""
    return [label.category for label in Classification.objects.filter(finding=finding).select_related("category")]
