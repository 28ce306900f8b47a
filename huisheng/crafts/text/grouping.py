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
        clusters = _Clusters(size)
        pinned_at: set[int] = set()
        for rows in pinned:
            for row in rows[1:]:
                clusters.join(rows[0], row)
        for a, b in must_link:
            clusters.join(a, b)
        pinned_at.update(clusters.root(rows[0]) for rows in pinned if rows)
        for a, b, probability in scored:
            clusters.connect(a, b, probability)
        for a, b in cannot_link:
            clusters.forbid(clusters.root(a), clusters.root(b))
        anchors = sorted(pinned_at)
        clusters.pins.update(anchors)
        self._agglomerate(clusters)
        return Grouping(clusters.groups(), self._doubts(clusters))

    def _agglomerate(self, clusters: "_Clusters") -> None:
        queue = [(-clusters.mean(a, b), a, b) for a in clusters.links for b in clusters.links[a] if a < b]
        heapq.heapify(queue)
        while queue and -queue[0][0] >= self.threshold:
            negative, a, b = heapq.heappop(queue)
            stale = b not in clusters.links.get(a, {}) or clusters.mean(a, b) != -negative
            if stale or clusters.apart(a, b):
                continue
            kept = clusters.merge(a, b)
            for other in clusters.links[kept]:
                low, high = min(kept, other), max(kept, other)
                heapq.heappush(queue, (-clusters.mean(low, high), low, high))

    def _doubts(self, clusters: "_Clusters") -> tuple[Doubt, ...]:
        """One question for each two groups in doubt, by what a yes is worth times how likely it is.

        Joining groups of a and b voices brings 2ab/(a+b) voices' worth of recall (B-cubed); two lone
        voices bring 1.
        """
        found = []
        for a in clusters.links:
            for b in clusters.links[a]:
                if a < b and not clusters.apart(a, b):
                    (i, j), best = clusters.best[a][b]
                    if best >= self.doubt:
                        m, n = len(clusters.members[a]), len(clusters.members[b])
                        found.append(Doubt(i, j, round(best * 2 * m * n / (m + n), 6)))
        return tuple(sorted(found, key=lambda d: (-d.score, d.a, d.b)))


class _Clusters:
    """Groups in the making, named by their smallest row, with the sums of scores between them."""

    def __init__(self, size: int) -> None:
        self.members: dict[int, list[int]] = {row: [row] for row in range(size)}
        self.parent = list(range(size))
        self.links: dict[int, dict[int, float]] = defaultdict(dict)
        self.best: dict[int, dict[int, tuple[Pair, float]]] = defaultdict(dict)
        self.forbidden: dict[int, set[int]] = defaultdict(set)
        self.pins: set[int] = set()

    def root(self, row: int) -> int:
        while self.parent[row] != row:
            row = self.parent[row]
        return row

    def join(self, a: int, b: int) -> None:
        a, b = sorted((self.root(a), self.root(b)))
        if a != b:
            self.parent[b] = a
            self.members[a] += self.members.pop(b)

    def connect(self, row_a: int, row_b: int, probability: float) -> None:
        a, b = self.root(row_a), self.root(row_b)
        if a != b:
            pair = (min(row_a, row_b), max(row_a, row_b))
            self._link(a, b, self.links[a].get(b, 0.0) + probability, pair, probability)

    def _link(self, a: int, b: int, total: float, pair: Pair, probability: float) -> None:
        self.links[a][b] = self.links[b][a] = total
        known = self.best[a].get(b)
        best = (pair, probability) if known is None else max(known, (pair, probability), key=_by_probability)
        self.best[a][b] = self.best[b][a] = best

    def forbid(self, a: int, b: int) -> None:
        if a != b:
            self.forbidden[a].add(b)
            self.forbidden[b].add(a)

    def apart(self, a: int, b: int) -> bool:
        return b in self.forbidden.get(a, ()) or (a in self.pins and b in self.pins)

    def mean(self, a: int, b: int) -> float:
        return round(self.links[a][b] / (len(self.members[a]) * len(self.members[b])), 9)

    def merge(self, a: int, b: int) -> int:
        """Join group b into group a (a < b) and return a."""
        self.parent[b] = a
        self.members[a] += self.members.pop(b)
        totals, bests = self.links.pop(b), self.best.pop(b)
        for other in sorted(totals):
            del self.links[other][b], self.best[other][b]
            if other != a:
                self._link(a, other, self.links[a].get(other, 0.0) + totals[other], *bests[other])
        for other in self.forbidden.pop(b, set()):
            self.forbidden[other].discard(b)
            self.forbid(a, other)
        if b in self.pins:
            self.pins.discard(b)
            self.pins.add(a)
        return a

    def groups(self) -> tuple[tuple[int, ...], ...]:
        return tuple(sorted(tuple(sorted(rows)) for rows in self.members.values()))


def _by_probability(entry: tuple[Pair, float]) -> tuple[float, int, int]:
    (a, b), probability = entry
    return probability, -a, -b
