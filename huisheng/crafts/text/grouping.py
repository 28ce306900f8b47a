"""Grouping under constraints: what a person decided stands, the rest follows the probabilities."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two rows whose groups stay apart though they may belong together; `score` is asking priority."""

    a: int
    b: int
    score: float


@dataclass(frozen=True)
class Grouping:
    """`groups`: rows of each group, ascending, groups by first row. `doubts`: best question first."""

    groups: tuple[tuple[int, ...], ...]
    doubts: tuple[Doubt, ...]


class Grouper:
    """Average-link grouping of rows over a sparse set of scored pairs.

    Two groups join while the mean probability of all pairs between them (a pair never scored counts 0)
    reaches `threshold`. At 0.5 a join is right more often than wrong; the default asks for more,
    because a clerk sees a question sooner than a wrong voice within a group.

    Args:
        threshold: mean probability from which groups join.
        doubt: probability from which two groups left apart become a question.
    """

    def __init__(self, threshold: float = 0.5, doubt: float = 0.03) -> None:
        self.threshold = threshold
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
        near = self._reachable(roots, pairs)
        for a, b, probability in pairs:
            if near[a] == near[b]:
                clusters.connect(roots[a], roots[b], probability)
        self._agglomerate(clusters)
        return Grouping(clusters.groups(), self._doubts(clusters, pairs))

    def _reachable(self, roots: Sequence[int], pairs: Iterable[tuple[int, int, float]]) -> list[int]:
        """A common number for rows whose groups could ever join.

        No mean reaches the threshold without a pair that does: links between other rows only cost time.
        """
        reach = _Clusters(len(roots))
        for row, root in enumerate(roots):
            reach.join(row, root)
        floor = self.threshold - 1e-9
        for a, b, probability in pairs:
            if probability >= floor:
                reach.join(a, b)
        return reach.roots()

    def _agglomerate(self, clusters: "_Clusters") -> None:
        queue = [
            (-mean, a, b)
            for a in clusters.links
            for b in clusters.links[a]
            if a < b and (mean := clusters.mean(a, b)) >= self.threshold
        ]
        heapq.heapify(queue)
        while queue:
            negative, a, b = heapq.heappop(queue)
            stale = b not in clusters.links.get(a, {}) or clusters.mean(a, b) != -negative
            if stale or clusters.apart(a, b):
                continue
            clusters.merge(a, b)
            size = len(clusters.members[a])
            for other, total in clusters.links[a].items():
                mean = round(total / (size * len(clusters.members[other])), 9)
                if mean >= self.threshold:
                    heapq.heappush(queue, (-mean, min(a, other), max(a, other)))

    def _doubts(self, clusters: "_Clusters", pairs: Iterable[tuple[int, int, float]]) -> tuple[Doubt, ...]:
        """One question for each two groups in doubt, by what a yes is worth times how likely it is.

        Joining groups of a and b voices brings 2ab/(a+b) voices' worth of recall (B-cubed); two lone
        voices bring 1.
        """
        roots = clusters.roots()
        best: dict[Pair, tuple[float, int, int]] = {}
        for i, j, probability in pairs:
            a, b = roots[i], roots[j]
            if probability >= self.doubt and a != b:
                groups, entry = (a, b) if a < b else (b, a), (probability, -min(i, j), -max(i, j))
                if groups not in best or entry > best[groups]:
                    best[groups] = entry
        found = []
        for (a, b), (probability, i, j) in best.items():
            if not clusters.apart(a, b):
                m, n = len(clusters.members[a]), len(clusters.members[b])
                found.append(Doubt(-i, -j, round(probability * 2 * m * n / (m + n), 6)))
        return tuple(sorted(found, key=lambda d: (-d.score, d.a, d.b)))


class _Clusters:
    """Groups in the making, named by their smallest row, with the sums of scores between them."""

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

    def mean(self, a: int, b: int) -> float:
        return round(self.links[a][b] / (len(self.members[a]) * len(self.members[b])), 9)

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

    def groups(self) -> tuple[tuple[int, ...], ...]:
        return tuple(sorted(tuple(sorted(rows)) for rows in self.members.values()))
