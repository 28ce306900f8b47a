"""The whole of combing: voices in; passages, groups, questions and drafted findings out."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from huisheng.crafts.text.cutting import Cutter
from huisheng.crafts.text.entities import Entity
from huisheng.crafts.text.features import Features, FeatureTable
from huisheng.crafts.text.grams import levelled
from huisheng.crafts.text.grouping import Grouper, Grouping
from huisheng.crafts.text.headlines import Headliner, Quote
from huisheng.crafts.text.kinds import KindClassifier, ScopeClassifier
from huisheng.crafts.text.pairs import PairScorer, candidate_pairs, compare, measure
from huisheng.crafts.text.schemes import SHIPPED, Label, Scheme, SchemeClassifier, shipped
from huisheng.crafts.text.sharing import processors, shared
from huisheng.crafts.text.voices import Passage, Voice, passages_of, whole

PassagePair = tuple[str, str]
_TARGETS = 3
# A finding less likely than this is not offered for a group, one likelier than that is what it joins.
_OFFERED, _JOINS = 0.03, 0.5
# A pair less likely than this is not asked about at the desk: ten answers would bring one together at most.
_ASKED = 0.1
# Of what is accepted a page at a time, or filled in beforehand, this share may be wrong; of no group more than that.
BUDGET, _RISKED = 0.03, 0.05
# Shares of a run's time, as measured (docs/develop/measured.md), and how many drafts lie between two words of it.
_MEASURED, _SCORED, _GROUPED, _DRAFTS = 0.2, 0.6, 0.75, 1000
# Fewer rows, pairs or groups than this for each are not worth a process of their own.
_ROWS, _PAIRS, _GROUPS = 1000, 8000, 400
# Half a dozen passages tell what a group is about; reading hundreds would change no label.
READ = 6


@dataclass(frozen=True, slots=True)
class Group:
    """Passages on one concrete matter. `id` is the id of the first of them in the order of ids."""

    id: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Do these two passages speak of one matter? The higher the score, the sooner to ask."""

    a: str
    b: str
    score: float


@dataclass(frozen=True)
class FindingDraft:
    """What the machine proposes for a group; a clerk decides every part of it."""

    group: str
    passages: tuple[str, ...]
    headline: Quote
    kind: Label
    scope: Label
    categories: Mapping[str, Label]


@dataclass(frozen=True)
class Combing:
    """Result of combing voices. Every passage is in exactly one group, every group has one draft."""

    passages: tuple[Passage, ...]
    groups: tuple[Group, ...]
    questions: tuple[Question, ...]
    findings: tuple[FindingDraft, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A finding that a group may belong to: how surely, what both name, and what sets them apart."""

    finding: str
    confidence: float
    same: tuple[Entity, ...]
    differs: tuple[Entity, ...]


@dataclass(frozen=True)
class ProposedGroup:
    """Waiting passages on one matter, and up to three findings they may belong to, best first.

    Args:
        stray: the share of the passages, 0..1, that may be expected to belong elsewhere; 0 for a lone one.
        apart: how many other groups may be expected to be its matter that no question asks about; half of each
            pair of groups counts for either.
        is_certain: sure enough to be accepted a page at a time: within the error budget.
    """

    draft: FindingDraft
    targets: tuple[Target, ...]
    stray: float
    apart: float
    is_certain: bool = False

    @property
    def gain(self) -> float:
        """How many passages a decision about it may be expected to settle."""
        count = len(self.draft.passages)
        return count * (1 - self.stray) / (1 + count * self.stray)

    @property
    def joins(self) -> bool:
        """Whether it is proposed to join a finding rather than to become one."""
        return bool(self.targets) and self.targets[0].confidence >= _JOINS

    @property
    def risk(self) -> float:
        """Share of its passages, 0..1, that would stand wrong if it were accepted unseen as proposed."""
        if self.joins:
            return 1 - self.targets[0].confidence
        # Beside a finding that it may belong to, a new one is in doubt as a whole.
        return max(self.stray, *(target.confidence for target in self.targets), 0.0)


@dataclass(frozen=True)
class Proposals:
    """What the desk offers next: groups (most settled by a decision first), doubtful pairs (best question first)."""

    groups: tuple[ProposedGroup, ...]
    questions: tuple[Question, ...]


def _silent(share: float) -> None:
    """Nobody asks how far it is."""


class Comber:
    """Combs with parts that can each be replaced and measured.

    Args:
        schemes: classification schemes; the shipped ones by default.
        cutter, features, scorer, grouper, kinds, scopes, headliner: the parts.
        workers: how many processes work at once, whatever the size; by default as many as there are processors, and
            few voices are left to one. Their number changes no result.
    """

    def __init__(
        self,
        schemes: Sequence[Scheme] | None = None,
        cutter: Cutter | None = None,
        features: Features | None = None,
        scorer: PairScorer | None = None,
        grouper: Grouper | None = None,
        kinds: KindClassifier | None = None,
        scopes: ScopeClassifier | None = None,
        headliner: Headliner | None = None,
        workers: int | None = None,
    ) -> None:
        self.schemes = tuple(shipped(code) for code in SHIPPED) if schemes is None else tuple(schemes)
        self.cutter = cutter or Cutter()
        self.features = features or Features()
        self.scorer = scorer or PairScorer()
        self.grouper = grouper or Grouper()
        self.kinds = kinds or KindClassifier()
        self.scopes = scopes or ScopeClassifier()
        self.headliner = headliner or Headliner()
        self.workers = workers
        self._classifiers = tuple(SchemeClassifier(scheme) for scheme in self.schemes)

    def split(self, voices: Iterable[Voice]) -> list[Passage]:
        """Passages of voices, in the order of the voices."""
        return [p for voice in voices for p in passages_of(voice, self.cutter.cut(voice.text))]

    def comb(self, voices: Iterable[Voice], *, cut: bool = True) -> Combing:
        """Comb voices from nothing; the order they come in changes nothing but the order of passages."""
        passages = self.split(voices) if cut else [whole(voice) for voice in voices]
        return self.comb_passages(passages)

    def comb_passages(
        self,
        passages: Sequence[Passage],
        must_link: Iterable[PassagePair] = (),
        cannot_link: Iterable[PassagePair] = (),
        pinned: Iterable[Collection[str]] = (),
    ) -> Combing:
        """Group passages already cut, keeping what a person decided. Ids must differ."""
        must, cannot, pins = list(must_link), list(cannot_link), [sorted(group) for group in pinned]
        decided = {p for pair in (*must, *cannot) for p in pair} | {p for group in pins for p in group}
        table, row, copies = self._table(passages, decided)
        grouping = self.grouper.group(
            len(table),
            self._scored(table),
            must_link=[(row[a], row[b]) for a, b in must],
            cannot_link=[(row[a], row[b]) for a, b in cannot],
            pinned=[[row[p] for p in group] for group in pins],
        )
        drafts = tuple(self._drafts(table, grouping.groups, copies))
        groups = tuple(Group(draft.group, draft.passages) for draft in drafts)
        return Combing(tuple(passages), groups, _questions(table, grouping), drafts)

    def propose(
        self,
        passages: Sequence[Passage],
        placed: Mapping[str, str],
        cannot_link: Iterable[PassagePair] = (),
        refused: Iterable[tuple[str, str]] = (),
        told: Callable[[float], None] = _silent,
    ) -> Proposals:
        """What to offer for the passages that wait, given what is placed. Nothing placed is moved.

        Args:
            passages: waiting and placed passages alike.
            placed: passage id → finding id, for those that have their place.
            cannot_link: pairs of passages a person split.
            refused: (passage id, finding id) pairs a person turned down: never offered again.
            told: called now and then with the share done, 0 to 1; what it raises ends the work.
        """
        apart = list(cannot_link)
        turned_down = list(refused)
        decided = {*placed, *(p for pair in apart for p in pair), *(p for p, _ in turned_down)}
        table, row, copies = self._table(passages, decided)
        told(_MEASURED)
        finding_at = {row[passage]: finding for passage, finding in placed.items() if passage in row}
        scored = self._scored(table, [n for n in range(len(table)) if n not in finding_at])
        split = [(row[a], row[b]) for a, b in apart if a in row and b in row]
        told(_SCORED)
        waiting = [(i, j, p) for i, j, p in scored if i not in finding_at and j not in finding_at]
        split_waiting = [(i, j) for i, j in split if i not in finding_at and j not in finding_at]
        grouping = self.grouper.group(len(table), waiting, cannot_link=split_waiting)
        barred = {(row[a], finding) for a, finding in turned_down if a in row}
        for i, j in split:
            barred.update((a, finding_at[b]) for a, b in ((i, j), (j, i)) if b in finding_at)
        links = _links_to_findings(scored, finding_at)
        open_groups = [rows for rows in grouping.groups if rows[0] not in finding_at]
        unasked = _unasked(grouping)
        groups: list[ProposedGroup] = []
        for n in range(0, len(open_groups), _DRAFTS):
            told(_GROUPED + (1 - _GROUPED) * n / len(open_groups))
            some = open_groups[n : n + _DRAFTS]
            drafts = self._drafts(table, some, copies)
            targets = (self._targets(table, rows, links, barred) for rows in some)
            strays = (_stray(table, rows, copies, grouping.strays) for rows in some)
            groups.extend(map(ProposedGroup, drafts, targets, strays, (unasked[rows[0]] for rows in some)))
        groups.sort(key=lambda g: (-g.gain, g.draft.group))
        asked = tuple(question for question in _questions(table, grouping) if question.score >= _ASKED)
        return Proposals(_certain(groups), asked)

    def _table(
        self, passages: Sequence[Passage], decided: Collection[str]
    ) -> tuple[FeatureTable, dict[str, int], dict[str, list[str]]]:
        """Measured passages, the row of each id, and under the id of each row the ids of its exact copies.

        Copies of one text under one title share a row, unless a person decided about one of them: a letter
        sent a hundred times must not crowd its neighbours out of the nearest few.
        """
        first: dict[tuple[str, str, str], Passage] = {}
        row_id: dict[str, str] = {}
        copies: dict[str, list[str]] = defaultdict(list)
        # Rows stand in the order of ids: sums of floats and ties then fall alike however rows arrive.
        for p in sorted(passages, key=lambda p: p.id):
            alone = p.id if p.id in decided or not (p.text.strip() or p.title.strip()) else ""
            kept = first.setdefault((p.title, p.text, alone), p)
            row_id[p.id] = kept.id
            copies[kept.id].append(p.id)
        table = self.features.table(tuple(first.values()), self._workers(len(first), _ROWS))
        row = {p.id: n for n, p in enumerate(table.passages)}
        return table, {passage: row[kept] for passage, kept in row_id.items()}, dict(copies)

    def _scored(self, table: FeatureTable, asked: Sequence[int] | None = None) -> list[tuple[int, int, float]]:
        """Near pairs and how probable each is; with `asked`, only those that hold one of these rows."""
        i, j = candidate_pairs(table, asked=None if asked is None else np.array(asked, dtype=np.int64))
        if not len(i):
            return []
        workers = self._workers(len(i), _PAIRS)
        measured = shared(lambda start, stop: measure(table, i[start:stop], j[start:stop]), len(i), workers)
        probability = self.scorer.score(np.concatenate(measured))
        return list(zip(i.tolist(), j.tolist(), probability.tolist(), strict=True))

    def _workers(self, size: int, worth: int) -> int:
        """How many processes are to share work of this size; each must have `worth` of it."""
        return min(processors(), max(1, size // worth)) if self.workers is None else self.workers

    def _drafts(
        self, table: FeatureTable, groups: Sequence[Sequence[int]], copies: Mapping[str, list[str]]
    ) -> list[FindingDraft]:
        def some(start: int, stop: int) -> list[FindingDraft]:
            return [self._draft(table, rows, copies) for rows in groups[start:stop]]

        return list(chain.from_iterable(shared(some, len(groups), self._workers(len(groups), _GROUPS))))

    def _draft(self, table: FeatureTable, rows: Sequence[int], copies: Mapping[str, list[str]]) -> FindingDraft:
        members = [table.passages[row] for row in rows]
        read, shown = members[:READ], rows[:READ]
        texts = [levelled(p.text) for p in read]
        text, title = "\n".join(texts), levelled("\n".join(sorted({p.title for p in read})))
        places = {e.core for row in shown for e in table.leading[row] if e.kind != "number"}
        return FindingDraft(
            group=members[0].id,
            passages=tuple(sorted(copy for p in members for copy in copies[p.id])),
            headline=self.headliner.choose(
                read,
                [table.named[row] for row in shown],
                [table.placed.within(row, self.headliner.reach) for row in shown],
                table.title_words,
            ),
            kind=self.kinds.classify(text, title),
            scope=self.scopes.classify(texts, len(places)),
            categories={c.scheme.code: c.classify(text, title) for c in self._classifiers},
        )

    def _targets(
        self,
        table: FeatureTable,
        rows: Sequence[int],
        links: Mapping[int, Mapping[str, tuple[float, int]]],
        barred: Collection[tuple[int, str]],
    ) -> tuple[Target, ...]:
        sums: dict[str, float] = defaultdict(float)
        nearest: dict[str, tuple[float, int, int]] = {}
        for row in rows:
            for finding, (probability, other) in links.get(row, {}).items():
                sums[finding] += probability
                nearest[finding] = max(nearest.get(finding, (0.0, 0, 0)), (probability, -row, -other))
        likely = {
            finding: confidence
            for finding, total in sums.items()
            if (confidence := round(total / len(rows), 4)) >= _OFFERED
            and not any((row, finding) in barred for row in rows)
        }
        offered = []
        for finding in sorted(likely, key=lambda f: (-likely[f], f))[:_TARGETS]:
            _, row, other = nearest[finding]
            met = compare(table.named[-row], table.levelled[-row], table.named[-other], table.levelled[-other])
            offered.append(Target(finding, likely[finding], met.same, met.differs))
        return tuple(offered)


def _stray(
    table: FeatureTable, rows: Sequence[int], copies: Mapping[str, Sequence[str]], strays: Sequence[float]
) -> float:
    """Mean over a group's passages of how probable it is that each belongs elsewhere."""
    counts = [len(copies[table.passages[row].id]) for row in rows]
    return round(sum(n * strays[row] for n, row in zip(counts, rows, strict=True)) / sum(counts), 6)


def _unasked(grouping: Grouping) -> dict[int, float]:
    """For the first row of each group, half the doubts about it that are too small to be asked."""
    first = {row: rows[0] for rows in grouping.groups for row in rows}
    doubted = dict.fromkeys(first.values(), 0.0)
    for doubt in grouping.doubts:
        if doubt.score < _ASKED:
            for row in (doubt.a, doubt.b):
                doubted[first[row]] += doubt.score / 2
    return {row: round(share, 6) for row, share in doubted.items()}


def _certain(groups: Sequence[ProposedGroup]) -> tuple[ProposedGroup, ...]:
    """The same groups, the surest marked as far as the error budget reaches. A lone voice of its own is none."""
    passages = wrong = 0.0
    marked = set()
    several = (n for n, group in enumerate(groups) if len(group.draft.passages) > 1 or group.joins)
    for n in sorted(several, key=lambda n: (groups[n].risk, n)):
        count, risk = len(groups[n].draft.passages), groups[n].risk
        if risk > _RISKED or wrong + count * risk > BUDGET * (passages + count):
            break
        passages, wrong = passages + count, wrong + count * risk
        marked.add(n)
    return tuple(replace(group, is_certain=n in marked) for n, group in enumerate(groups))


def _questions(table: FeatureTable, grouping: Grouping) -> tuple[Question, ...]:
    return tuple(Question(table.passages[d.a].id, table.passages[d.b].id, d.score) for d in grouping.doubts)


def _links_to_findings(
    scored: Iterable[tuple[int, int, float]], finding_at: Mapping[int, str]
) -> dict[int, dict[str, tuple[float, int]]]:
    """For each waiting row and finding, the nearest placed passage: (probability, its row)."""
    links: dict[int, dict[str, tuple[float, int]]] = defaultdict(dict)
    for i, j, probability in scored:
        for waiting, there in ((i, j), (j, i)):
            if waiting not in finding_at and there in finding_at:
                finding = finding_at[there]
                known = links[waiting].get(finding, (0.0, there))
                links[waiting][finding] = max(known, (probability, there))
    return links


def comb(voices: Iterable[Voice], *, cut: bool = True, schemes: Sequence[Scheme] | None = None) -> Combing:
    """Comb voices with the parts as shipped. See `Comber`."""
    return Comber(schemes=schemes).comb(voices, cut=cut)


def propose(
    passages: Sequence[Passage],
    placed: Mapping[str, str],
    cannot_link: Iterable[PassagePair] = (),
    refused: Iterable[tuple[str, str]] = (),
    schemes: Sequence[Scheme] | None = None,
    told: Callable[[float], None] = _silent,
) -> Proposals:
    """What the desk offers for waiting passages, with the parts as shipped. See `Comber.propose`."""
    return Comber(schemes=schemes).propose(passages, placed, cannot_link, refused, told)
