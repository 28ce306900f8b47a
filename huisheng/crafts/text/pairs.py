"""How probable it is that two passages speak of the same concrete matter."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huisheng.crafts.text.entities import Entity
from huisheng.crafts.text.features import FeatureTable, Floats, Ints, distinct, near_pairs, rarest_shared, row_dots

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
    "matters",
    "matters of the heads",
)


# Evidence that is missing on purpose: one short name shared out of one is no certainty.
_LITTLE = 0.15
# Root of the cosine of bigrams from which one letter may be copied from the other.
_COPIED = 0.7
# Nothing known of the matter speaks neither for nor against.
_UNKNOWN = 0.3


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
    table: FeatureTable, top: int = 10, floor: float = 0.05, asked: Ints | None = None
) -> tuple[Ints, Ints]:
    """Row numbers (i, j), i < j, sorted: near by bigrams, by words or by their heads.

    With `asked`, only pairs that hold one of these rows; twice as many for each, since none asks for it in turn.
    """
    if asked is not None:
        top *= 2
    if len(table) < 2 or (asked is not None and not len(asked)):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    found = distinct(
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
            _alike(table.matters, i, j),
            _alike(table.head_matters, i, j),
        ]
    )


def _alike(profiles: NDArray[np.float32], i: Ints, j: Ints) -> Floats:
    """Cosine of the matters two rows speak of; `_UNKNOWN` where one speaks of none that is listed."""
    spoken = np.asarray(profiles.any(axis=1))
    cosine = np.einsum("kl,kl->k", profiles[i], profiles[j]).astype(np.float64)
    return np.where(spoken[i] & spoken[j], np.clip(cosine, 0, 1), _UNKNOWN)


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


class BadModel(ValueError):
    """The file holds no weights that this release can use."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(str(path))


class PairScorer:
    """Probability that two passages speak of one matter: a logistic model over features and their products.

    It starts with the shipped prior (`prior.json`: weights, no text), learned from public messages judged by
    hand, with weights of nothing (`unlearned`), or with those an office learned from its own confirmations (`read`).

    Args:
        strength: how strongly weights are held, while learning, near those it starts with.
        veto: highest probability of two near copies whose titles or openings name different things: the same
            letter for another estate is asked about, never joined in silence.

    Learned: `bias_`, `weights_` (features, then products of each two and squares, in the order of `NAMES`).
    """

    def __init__(self, strength: float = 1.0, veto: float = 0.09) -> None:
        self.strength = strength
        self.veto = veto
        self.bias_, self.weights_ = _prior()

    @classmethod
    def unlearned(cls) -> "PairScorer":
        """A scorer that knows nothing yet: to be fitted."""
        scorer = cls()
        scorer.bias_, scorer.weights_ = 0.0, np.zeros_like(scorer.weights_)
        return scorer

    @classmethod
    def read(cls, path: Path) -> "PairScorer":
        """A scorer with the weights of a file that `write` made.

        Raises:
            BadModel: the file is none, or one for other features.
        """
        scorer = cls()
        scorer.bias_, scorer.weights_ = _weights(path)
        return scorer

    def write(self, path: Path, about: str) -> None:
        """Write the weights; the same weights give the same bytes."""
        raw = {
            "about": about,
            "features": NAMES,
            "bias": round(self.bias_, 4),
            "weights": [round(weight, 4) for weight in self.weights_.tolist()],
        }
        path.write_text(json.dumps(raw, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def fit(self, features: Floats, same: NDArray[np.bool_], weight: Floats | None = None) -> "PairScorer":
        """Learn from pairs a clerk decided; Newton's method, so the same input gives the same weights.

        Few pairs move the weights little, many move them far: confirmations add to what was known before.

        Args:
            features: of `measure`, shape (n, len(NAMES)).
            same: whether the clerk joined the pair, shape (n,).
            weight: how much each pair counts, shape (n,); 1 by default.
        """
        x = np.column_stack([np.ones(len(features)), _with_products(features)])
        y = same.astype(np.float64)
        share = np.ones(len(y)) if weight is None else weight
        start = np.array([self.bias_, *self.weights_])
        w = start.copy()
        hold = np.array([1e-3, *[self.strength] * (x.shape[1] - 1)])

        def loss(w: Floats) -> float:
            z = x @ w
            return float((share * (np.logaddexp(0, z) - y * z)).sum() + (hold * (w - start) ** 2).sum() / 2)

        for _ in range(100):
            p = _sigmoid(x @ w)
            slope = (x * (share * p * (1 - p))[:, None]).T @ x + np.diag(hold)
            step = np.linalg.solve(slope, x.T @ (share * (y - p)) - hold * (w - start))
            # Far from the answer a whole step may overshoot.
            while loss(w + step) > loss(w) and float(np.abs(step).max()) > 1e-7:
                step = step / 2
            w = w + step
            if float(np.abs(step).max()) < 1e-6:
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
        names, near = (features[:, NAMES.index(name)] for name in ("different leading names", "bigrams"))
        vetoed = (names == 1) & (near >= _COPIED)
        held: Floats = np.where(vetoed, np.minimum(probability, self.veto), probability)
        return held.round(6)


def _with_products(features: Floats) -> Floats:
    left, right = np.triu_indices(features.shape[1])
    return np.column_stack([features, features[:, left] * features[:, right]])


def _sigmoid(z: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -40, 40))), dtype=np.float64)


@cache
def _prior() -> tuple[float, Floats]:
    return _weights(Path(__file__).resolve().parent / "prior.json")


def _weights(path: Path) -> tuple[float, Floats]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw["features"] != list(NAMES):
            raise BadModel(path)
        bias, weights = float(raw["bias"]), np.array(raw["weights"], dtype=np.float64)
    except (ValueError, KeyError, TypeError) as problem:
        raise BadModel(path) from problem
    if weights.shape != (len(NAMES) * (len(NAMES) + 3) // 2,) or not np.isfinite([bias, *weights]).all():
        raise BadModel(path)
    weights.setflags(write=False)
    return bias, weights
