"""Learning from what clerks confirmed: which passages they put together, and which they kept apart."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from huisheng.crafts.text.features import Features, Floats
from huisheng.crafts.text.pairs import PairScorer, candidate_pairs, measure
from huisheng.crafts.text.voices import Passage


class NothingToLearn(ValueError):
    """Among the near pairs a clerk decided, none is the same matter or none is another."""


def decided_pairs(passages: Sequence[Passage], group_of: Mapping[str, str]) -> tuple[Floats, NDArray[np.bool_], Floats]:
    """Features of the near pairs among decided passages, whether they are one matter, and how much each counts.

    Passages without a group are left out: nobody said they belong nowhere. A passage in a large group counts no
    more than one in a small group.
    """
    decided = sorted((p for p in passages if p.id in group_of), key=lambda p: p.id)
    table = Features().table(decided)
    i, j = candidate_pairs(table)
    numbers: dict[str, int] = {}
    group = np.array([numbers.setdefault(group_of[p.id], len(numbers)) for p in decided], dtype=np.int64)
    size = Counter(group.tolist())
    sizes = np.array([size[g] for g in group.tolist()], dtype=np.float64)
    weight = 1 / np.maximum(1, np.maximum(sizes[i], sizes[j]) - 1) if len(i) else np.zeros(0)
    return measure(table, i, j), group[i] == group[j], weight


def learn(passages: Sequence[Passage], group_of: Mapping[str, str], scorer: PairScorer) -> int:
    """Fit the scorer to confirmed groups; returns how many pairs it learned from.

    Args:
        group_of: passage id → group, for what clerks decided; lone passages have a group of their own.
        scorer: holds what was known before, and is changed.

    Raises:
        NothingToLearn: the decided passages give no pair of one kind or the other.
    """
    features, same, weight = decided_pairs(passages, group_of)
    if not same.any() or same.all():
        raise NothingToLearn
    scorer.fit(features, same, weight)
    return len(same)
