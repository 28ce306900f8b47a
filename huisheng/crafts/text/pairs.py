"""How probable it is that two passages speak of the same concrete matter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huisheng.crafts.text.entities import Entity
from huisheng.crafts.text.features import FeatureTable, Floats, Ints, near_pairs, row_dots

NAMES = (
    "grams",
    "words",
    "titles",
    "words × titles",
    "shared names",
    "shared leading names",
    "different leading names",
    "different numbers",
    "length ratio",
    "near-identical, different names",
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two texts name in common and what only one of them names; sorted."""

    same: tuple[Entity, ...]
    differs: tuple[Entity, ...]


def compare(a: Iterable[Entity], text_a: str, b: Iterable[Entity], text_b: str) -> Comparison:
    """Sort names into shared and not; a name is shared when its core stands in the other (levelled) text."""
    same: set[Entity] = set()
    differs: set[Entity] = set()
    for names, other in ((a, text_b), (b, text_a)):
        for entity in names:
            (same if entity.core in other else differs).add(entity)
    return Comparison(tuple(sorted(same)), tuple(sorted(differs - same)))


def candidate_pairs(table: FeatureTable, top: int = 12, floor: float = 0.08) -> tuple[Ints, Ints]:
    """Row numbers (i, j), i < j, sorted: near by bigrams of the text or of the title."""
    if len(table) < 2:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    found = near_pairs(table.grams, top, floor) | near_pairs(table.titles, top // 2, 0.35)
    ordered = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
    return ordered[:, 0], ordered[:, 1]


def measure(table: FeatureTable, i: Ints, j: Ints) -> Floats:
    """Features of pairs of rows, shape (len(i), len(NAMES)), each in 0..1."""
    grams, words = row_dots(table.grams, i, j), row_dots(table.words, i, j)
    titles = row_dots(table.titles, i, j)
    names = np.array([_names(table, int(a), int(b)) for a, b in zip(i, j, strict=True)]).reshape(len(i), 4)
    lengths = np.array([max(1, len(text)) for text in table.levelled], dtype=np.float64)
    ratio = np.minimum(lengths[i], lengths[j]) / np.maximum(lengths[i], lengths[j]) if len(i) else np.zeros(0)
    parts = [grams, words, titles, words * titles, *names.T, ratio, grams * names[:, 2]]
    return np.column_stack(parts)


def _names(table: FeatureTable, a: int, b: int) -> tuple[float, float, float, float]:
    text_a, text_b = table.levelled[a], table.levelled[b]
    shared = _agreement(table, table.named[a], text_a, table.named[b], text_b)
    lead_a, lead_b = table.leading[a], table.leading[b]
    leading = _agreement(table, lead_a, text_a, lead_b, text_b)
    return (
        shared,
        leading,
        _conflict(lead_a, text_a, lead_b, text_b),
        _numbers_differ(table.named[a], table.named[b]),
    )


def _agreement(table: FeatureTable, a: frozenset[Entity], text_a: str, b: frozenset[Entity], text_b: str) -> float:
    shared = total = 0.0
    for names, other in ((a, text_b), (b, text_a)):
        for entity in names:
            weight = table.rarity.get(entity.core, 1.0)
            total += weight
            if entity.core in other:
                shared += weight
    return shared / (total + 2.0)


def _conflict(a: frozenset[Entity], text_a: str, b: frozenset[Entity], text_b: str) -> float:
    """1 when both lead with names and share none of them, 0 when one leads without a name."""
    names_a = [entity for entity in a if entity.kind != "number"]
    names_b = [entity for entity in b if entity.kind != "number"]
    if not names_a or not names_b:
        return 0.0
    met = any(e.core in text_b for e in names_a) or any(e.core in text_a for e in names_b)
    return 0.0 if met else 1.0


def _numbers_differ(a: frozenset[Entity], b: frozenset[Entity]) -> float:
    numbers_a = {entity.name for entity in a if entity.kind == "number"}
    numbers_b = {entity.name for entity in b if entity.kind == "number"}
    return float(bool(numbers_a and numbers_b and not numbers_a & numbers_b))


class PairScorer:
    """Probability that two passages speak of one matter: a logistic model over `measure`.

    Args:
        strength: how strongly weights are held near zero while learning.

    Learned (or shipped): `weights_`, shape (len(NAMES),), and `bias_`.
    """

    def __init__(self, strength: float = 1.0) -> None:
        self.strength = strength
        self.weights_: Floats = np.array(PRIOR[1:])
        self.bias_: float = PRIOR[0]

    def fit(self, features: Floats, same: NDArray[np.bool_]) -> "PairScorer":
        """Learn from pairs a clerk decided; Newton's method, so the same input gives the same weights."""
        x = np.column_stack([np.ones(len(features)), features])
        y = same.astype(np.float64)
        w = np.zeros(x.shape[1])
        ridge = np.diag([1e-6, *[self.strength] * (x.shape[1] - 1)])
        for _ in range(50):
            p = _sigmoid(x @ w)
            step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + ridge, x.T @ (y - p) - ridge @ w)
            w = w + step
            if float(np.abs(step).max()) < 1e-9:
                break
        self.bias_, self.weights_ = float(w[0]), w[1:]
        return self

    def score(self, features: Floats) -> Floats:
        """Probabilities in 0..1, rounded to 6 decimals so that no machine's last bit decides."""
        return np.round(_sigmoid(features @ self.weights_ + self.bias_), 6)


def _sigmoid(z: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(z, -40, 40)))


# Learned from features (never texts) of 4,320 pairs of public messages judged by hand; see docs of `fit`.
PRIOR: Sequence[float] = (-3.41, 2.41, 6.4, 2.96, 2.2, 2.59, 0.94, -0.59, -0.12, -1.02, -2.02)
