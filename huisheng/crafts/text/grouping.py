"""Grouping under constraints: what a person decided stands, the rest follows the probabilities."""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Pair = tuple[int, int]
# Pairs less likely than this join nothing, however many they are.
_SOME = 0.1


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two rows whose groups stay apart though they may belong together; `score` is asking priority."""

    a: int
    b: int
    score: float


@dataclass(frozen=True)
class Grouping:
    """`groups`: rows of each group, ascending, groups by first row. `doubts`: best question first.

    `strays`: for each row how probable it is, 0..1, that it does not belong to its group; 0 for a lone row and
    for one that a person put there.
    """

    groups: tuple[tuple[int, ...], ...]
    doubts: tuple[Doubt, ...]
    strays: tuple[float, ...]


class Grouper:
    """Grouping of rows over a sparse set of scored pairs, the strongest link first.

    The strength of the link between groups of m ≤ n rows is the sum of the probabilities between them divided by
    m·√n, at most 1; for two lone rows it is their probability. It lies between the mean of all pairs (÷ m·n), which
    breaks large groups whose members each resemble only some others, and the sum, which strings strangers together:
    a group of a hundred takes in a row that some ten of it speak for.

    A lone voice put into a group wrongly costs a clerk one move, and asking about it would cost one answer, so a
    group takes in what is somewhat likely. A wrong pair costs opening it and taking it apart, while one answer
    joins a right one as well: two lone voices join in silence only when sure, else they are asked about.

    Args:
        threshold: strength from which groups join.
        sure: probability from which two lone rows are joined without asking.
        doubt: strength from which two groups left apart become a question.
    """

    def __init__(self, threshold: float = 0.25, sure: float = 0.85, doubt: float = 0.01) -> None:
        self.threshold = threshold
        self.sure = sure
        self.doubt = doubt

    def group(
        self,
        size: int,
        scored: Iterable[tuple[int, int, float]],
        must_link: Iterable[Pair] = (),
        cannot_link: Iterable[Pair] = (),
        pinned: Iterable[Sequence[int]] = (),
    ) -> Grouping:
        """Group rows 0 … size-1.

        Args:
            scored: (i, j, probability), each pair once.
            must_link: pairs a person joined: together whatever the scores say.
            cannot_link: pairs a person split: never together, unless a must-link or a pin says so.
            pinned: groups that exist already: kept whole, and never joined to one another.
        """
        pairs = list(scored)
        clusters = _Clusters(size)
        for rows in pinned:
            for row in rows[1:]:
                clusters.join(rows[0], row)
        for a, b in must_link:
            clusters.join(a, b)
        clusters.pins.update({clusters.root(rows[0]) for rows in pinned if rows})
        for a, b in cannot_link:
            clusters.forbid(clusters.root(a), clusters.root(b))
        roots = clusters.roots()
        links = [pair for pair in pairs if pair[2] >= _SOME]
        for a, b, probability in links:
            clusters.connect(roots[a], roots[b], probability)
        self._agglomerate(clusters)
        clusters.part(self._unsure(clusters, roots, links))
        return Grouping(clusters.groups(), self._doubts(clusters, pairs), _strays(clusters, roots, pairs))

    def _agglomerate(self, clusters: "_Clusters") -> None:
        members, links = clusters.members, clusters.links
        # The links of each group wait with it; in the queue stands the strongest of each. A group that grows
        # changes the worth of all its links at once, and none of the old ones need be looked at again.
        waiting = {a: self._strong(clusters, a, (b for b in links[a] if a < b)) for a in list(links)}
        queue = [(*heapq.heappop(own), a, len(members[a])) for a, own in waiting.items() if own]
        heapq.heapify(queue)
        while queue:
            _, a, b, rows, owner, size = heapq.heappop(queue)
            if len(members.get(owner, ())) != size:
                continue
            # Groups only grow, so that a link is as strong as it was while both are as large as they were.
            stale = b not in links.get(a, ()) or len(members[a]) + len(members[b]) != rows
            if not stale and not clusters.apart(a, b):
                clusters.merge(a, b)
                owner, size = a, rows
                waiting[a] = self._strong(clusters, a, links[a])
            if waiting[owner]:
                heapq.heappush(queue, (*heapq.heappop(waiting[owner]), owner, size))

    def _strong(self, clusters: "_Clusters", a: int, others: Iterable[int]) -> list[tuple[float, int, int, int]]:
        """A heap of links of a group that join: strength below zero, both groups, the rows in both."""
        members, links, found = clusters.members, clusters.links[a], []
        rows = len(members[a])
        for b in others:
            strength = clusters.between(a, b, links[b])
            if strength >= self.threshold:
                found.append(
                    (-strength, a, b, rows + len(members[b])) if a < b else (-strength, b, a, rows + len(members[b]))
                )
        heapq.heapify(found)
        return found

    def _unsure(self, clusters: "_Clusters", roots: Sequence[int], pairs: Iterable[tuple[int, int, float]]) -> set[int]:
        """Groups of two lone rows that were joined on a probability below `sure`, neither of them pinned."""
        joined = clusters.roots()
        return {
            joined[a]
            for a, b, probability in pairs
            if probability < self.sure
            and joined[a] == joined[b]
            and roots[a] != roots[b]
            and len(clusters.members[joined[a]]) == 2
            and joined[a] not in clusters.pins
        }

    def _doubts(self, clusters: "_Clusters", pairs: Iterable[tuple[int, int, float]]) -> tuple[Doubt, ...]:
        """One question for each two groups in doubt, asked of their likeliest pair, the strongest link first."""
        roots = clusters.roots()
        sums: dict[Pair, float] = defaultdict(float)
        best: dict[Pair, tuple[float, int, int]] = {}
        for i, j, probability in pairs:
            a, b = roots[i], roots[j]
            if probability >= self.doubt and a != b:
                groups, entry = (a, b) if a < b else (b, a), (probability, -min(i, j), -max(i, j))
                sums[groups] += probability
                if groups not in best or entry > best[groups]:
                    best[groups] = entry
        found = []
        for (a, b), (_, i, j) in best.items():
            if not clusters.apart(a, b):
                strength = clusters.between(a, b, sums[a, b])
                if strength >= self.doubt:
                    found.append(Doubt(-i, -j, strength))
        return tuple(sorted(found, key=lambda d: (-d.score, d.a, d.b)))


def _strays(
    clusters: "_Clusters", decided: Sequence[int], pairs: Iterable[tuple[int, int, float]]
) -> tuple[float, ...]:
    """What each row lacks of being held by the rest of its group as strongly as a lone row could be."""
    roots = clusters.roots()
    size, by_person = Counter(roots), Counter(decided)
    held = [0.0] * len(roots)
    for i, j, probability in pairs:
        if roots[i] == roots[j]:
            held[i] += probability
            held[j] += probability
    return tuple(
        0.0 if size[root] == 1 or by_person[first] > 1 else round(1 - min(1.0, total / math.sqrt(size[root] - 1)), 6)
        for root, first, total in zip(roots, decided, held, strict=True)
    )


class _Clusters:
    """Groups in the making, named by their smallest row; links hold the sum of scores between them."""

    def __init__(self, size: int) -> None:
        self.members: dict[int, list[int]] = {row: [row] for row in range(size)}
        self.parent = list(range(size))
        self.links: dict[int, dict[int, float]] = defaultdict(dict)
        self.forbidden: dict[int, set[int]] = defaultdict(set)
        self.pins: set[int] = set()

    def root(self, row: int) -> int:
        while self.parent[row] != row:
            row = self.parent[row]
        return row

    def roots(self) -> list[int]:
        """The group of each row; a parent is always smaller, so each is known before it is asked for."""
        found: list[int] = []
        for row, parent in enumerate(self.parent):
            found.append(row if parent == row else found[parent])
        return found

    def join(self, a: int, b: int) -> None:
        a, b = sorted((self.root(a), self.root(b)))
        if a != b:
            self.parent[b] = a
            self.members[a] += self.members.pop(b)

    def connect(self, a: int, b: int, probability: float) -> None:
        if a != b:
            self.links[a][b] = self.links[b][a] = self.links[a].get(b, 0.0) + probability

    def forbid(self, a: int, b: int) -> None:
        if a != b:
            self.forbidden[a].add(b)
            self.forbidden[b].add(a)

    def apart(self, a: int, b: int) -> bool:
        return b in self.forbidden.get(a, ()) or (a in self.pins and b in self.pins)

    def between(self, a: int, b: int, total: float) -> float:
        """What a sum of scores between two groups is worth, 0..1."""
        m, n = len(self.members[a]), len(self.members[b])
        if m > n:
            m, n = n, m
        share = total / (m * math.sqrt(n))
        return round(share, 6) if share < 1 else 1.0

    def merge(self, a: int, b: int) -> None:
        """Join group b into group a (a < b)."""
        self.parent[b] = a
        self.members[a] += self.members.pop(b)
        links, joined = self.links, self.links[a]
        for other, total in links.pop(b).items():
            there = links[other]
            del there[b]
            if other != a:
                joined[other] = there[a] = joined.get(other, 0.0) + total
        for other in self.forbidden.pop(b, set()):
            self.forbidden[other].discard(b)
            self.forbid(a, other)
        if b in self.pins:
            self.pins.discard(b)
            self.pins.add(a)

    def part(self, pairs: Iterable[int]) -> None:
        """Take groups of two rows apart again; what either was split from stays split from both."""
        for a in sorted(pairs):
            b = max(self.members[a])
            self.members[a], self.members[b] = [a], [b]
            self.parent[b] = b
            for other in sorted(self.forbidden.get(a, ())):
                self.forbid(b, other)

    def groups(self) -> tuple[tuple[int, ...], ...]:
        return tuple(sorted(tuple(sorted(rows)) for rows in self.members.values()))
