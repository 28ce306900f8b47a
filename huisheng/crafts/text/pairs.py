"""How probable it is that two passages speak of the same concrete matter."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huisheng.crafts.text.entities import Entity
from huisheng.crafts.text.features import FeatureTable, Floats, Ints, near_pairs, rarest_shared, row_dots

NAMES = (
    "bigrams",
    "words",
    "words outside names",
    "bigrams of the heads",
    "shared names",
    "different leading names",
    "head in the other text, least",
    "head in the other text, most",
    "third rarest shared word",
    "fifth rarest shared word",
    "length ratio",
    "titled",
)


# Evidence that is missing on purpose: one short name shared out of one is no certainty.
_LITTLE = 0.15


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


def candidate_pairs(
    table: FeatureTable, top: int = 15, floor: float = 0.05, asked: Ints | None = None
) -> tuple[Ints, Ints]:
    """Row numbers (i, j), i < j, sorted: near by bigrams, by words or by their heads.

    With `asked`, only pairs that hold one of these rows; twice as many for each, since none asks for it in turn.
    """
    if asked is not None:
        top *= 2
    if len(table) < 2 or (asked is not None and not len(asked)):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    found = np.unique(
        np.concatenate(
            [
                near_pairs(table.grams, top, floor, asked),
                near_pairs(table.words, top, 1.6 * floor, asked),
                near_pairs(table.heads, top // 2, 0.35, asked),
            ]
        )
    )
    return found // len(table), found % len(table)


def measure(table: FeatureTable, i: Ints, j: Ints) -> Floats:
    """Features of pairs of rows, shape (len(i), len(NAMES)), each in 0..1.

    Cosines enter by their root: from 0.1 to 0.2 tells more than from 0.8 to 0.9.
    """
    if not len(i):
        return np.zeros((0, len(NAMES)))
    names = _names(table, i, j)
    lengths = np.array([max(1, len(text)) for text in table.levelled], dtype=np.float64)
    in_other = np.column_stack([_head_in(table, i, j), _head_in(table, j, i)])
    rarest = rarest_shared(table.rare, i, j, most=5)
    return np.column_stack(
        [
            *(
                np.sqrt(np.clip(row_dots(m, i, m, j), 0, 1))
                for m in (table.grams, table.words, table.matter, table.heads)
            ),
            names,
            in_other.min(axis=1),
            in_other.max(axis=1),
            rarest[:, [2, 4]],
            np.minimum(lengths[i], lengths[j]) / np.maximum(lengths[i], lengths[j]),
            (table.titled[i].astype(np.float64) + table.titled[j]) / 2,
        ]
    )


def _head_in(table: FeatureTable, i: Ints, j: Ints) -> Floats:
    """Share (by rarity) of the words of i's title or opening that stand in the text of j."""
    held = table.rare.copy()
    held.data = np.ones_like(held.data)
    total = np.asarray(table.head_words.sum(axis=1)).ravel()
    return row_dots(table.head_words, i, held, j) / (total[i] + _LITTLE)


def _names(table: FeatureTable, i: Ints, j: Ints) -> Floats:
    """Share (by rarity) of all names that stand in the other text, and whether both lead with other names."""
    texts, cores = table.levelled, table.cores
    weights = [sum(rarity for _, rarity in row) for row in cores]
    leads = [tuple(entity.core for entity in row if entity.kind != "number") for row in table.leading]
    found = np.zeros((len(i), 2))
    for n, (a, b) in enumerate(zip(i.tolist(), j.tolist(), strict=True)):
        text_a, text_b = texts[a], texts[b]
        shared = 0.0
        for core, rarity in cores[a]:
            if core in text_b:
                shared += rarity
        for core, rarity in cores[b]:
            if core in text_a:
                shared += rarity
        if shared:
            found[n, 0] = shared / (weights[a] + weights[b] + 2 * _LITTLE)
        if leads[a] and leads[b]:
            met = any(core in text_b for core in leads[a]) or any(core in text_a for core in leads[b])
            found[n, 1] = 0.0 if met else 1.0
    return found


class PairScorer:
    """Probability that two passages speak of one matter: a logistic model over features and their products.

    Without `fit` it works with the shipped prior (`prior.json`: weights, no text), learned from public
    messages judged by hand. A voice in a large group counts no more than one in a small group.

    Args:
        strength: how strongly weights are held near zero while learning.
        veto: highest probability of two passages whose titles or openings name different things: the
            same letter copied for another estate is asked about, never joined in silence.

    Learned: `bias_`, `weights_` (features, then products of each two and squares, in the order of `NAMES`).
    """

    def __init__(self, strength: float = 1.0, veto: float = 0.4) -> None:
        self.strength = strength
        self.veto = veto
        self.bias_, self.weights_ = _prior()

    def fit(self, features: Floats, same: NDArray[np.bool_], weight: Floats | None = None) -> "PairScorer":
        """Learn from pairs a clerk decided; Newton's method, so the same input gives the same weights.

        Args:
            features: of `measure`, shape (n, len(NAMES)).
            same: whether the clerk joined the pair, shape (n,).
            weight: how much each pair counts, shape (n,); 1 by default.
        """
        x = np.column_stack([np.ones(len(features)), _with_products(features)])
        y = same.astype(np.float64)
        share = np.ones(len(y)) if weight is None else weight
        w = np.zeros(x.shape[1])
        ridge = np.diag([1e-6, *[self.strength] * (x.shape[1] - 1)])
        for _ in range(100):
            p = _sigmoid(x @ w)
            slope = (x * (share * p * (1 - p))[:, None]).T @ x + ridge
            step = np.linalg.solve(slope, x.T @ (share * (y - p)) - ridge @ w)
            w = w + step
            if float(np.abs(step).max()) < 1e-9:
                break
        self.bias_, self.weights_ = float(w[0]), w[1:]
        return self

    def score(self, features: Floats) -> Floats:
        """Probabilities in 0..1, rounded to 6 decimals so that no machine's last bit decides."""
        probability = np.zeros(len(features))
        # The products of a million pairs at once would take two gigabytes.
        for at in range(0, len(features), 20_000):
            some = slice(at, at + 20_000)
            probability[some] = _sigmoid(_with_products(features[some]) @ self.weights_ + self.bias_)
        vetoed = features[:, NAMES.index("different leading names")] == 1
        held: Floats = np.where(vetoed, np.minimum(probability, self.veto), probability)
        return held.round(6)


def _with_products(features: Floats) -> Floats:
    left, right = np.triu_indices(features.shape[1])
    return np.column_stack([features, features[:, left] * features[:, right]])


def _sigmoid(z: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -40, 40))), dtype=np.float64)


@cache
def _prior() -> tuple[float, Floats]:
    raw = json.loads((Path(__file__).resolve().parent / "prior.json").read_text(encoding="utf-8"))
    weights = np.array(raw["weights"], dtype=np.float64)
    weights.setflags(write=False)
    return float(raw["bias"]), weights
