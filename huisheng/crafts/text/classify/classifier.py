"""One linear model per label over hashed grams, and how far its choice can be relied on."""

import hashlib
import io
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import diags, hstack
from sklearn.svm import LinearSVC

from huisheng.crafts.text.classify.evidence import BUCKETS, Sparse, evidence
from huisheng.crafts.text.features import unit_rows
from huisheng.crafts.text.schemes import Label
from huisheng.crafts.text.voices import Voice

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_FORMAT = "huisheng label classifier 1"
# What a label that was not among the examples scores: below every label that was.
_UNKNOWN = -9.0
# What reading a damaged file of this format was seen to raise.
_DAMAGE = (
    *(ValueError, KeyError, TypeError, IndexError, AttributeError, EOFError, OSError, RuntimeError, MemoryError),
    *(zipfile.BadZipFile, zlib.error),
)


class TooFewLabels(ValueError):
    """The examples carry fewer than two labels: there is nothing to choose between."""


class BadClassifier(ValueError):
    """The file holds no classifier that this release can use."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(str(path))


@dataclass(frozen=True)
class _Weights:
    """`columns` of the evidence that count and how rare each is; weights, shape (labels, len(columns)); biases."""

    columns: Ints
    rarity: Floats
    weights: Floats
    biases: Floats

    def fit_each_other(self, labels: int) -> bool:
        """Whether these can be the weights of so many labels, as `_learn` makes them."""
        n = len(self.columns)
        shapes = (self.columns.shape, self.rarity.shape, self.weights.shape, self.biases.shape)
        return bool(
            labels > 1
            and shapes == ((n,), (n,), (labels, n), (labels,))
            and (not n or (self.columns[0] >= 0 and self.columns[-1] < 2 * BUCKETS))
            and (np.diff(self.columns) > 0).all()
            and all(np.isfinite(some).all() for some in (self.rarity, self.weights, self.biases))
        )

    def scores(self, counts: Sparse) -> Floats:
        """How much speaks for each label, shape (rows, labels)."""
        grams = weighed(counts, self.columns, self.rarity)
        return np.asarray(grams @ self.weights.T + self.biases, dtype=np.float64)


class LabelClassifier:
    """Chooses one of the labels it was shown, with a confidence that is right as often as it says.

    Grams are weighted by how unevenly a label uses them (Wang and Manning 2012, "Baselines and Bigrams", with the
    root of the log ratio), then separated by a linear support vector machine for each label. How often a choice of
    a given lead was right is learned from folds that the model which chose had not seen (Platt 1999).

    Args:
        strength: how much a misplaced example costs (the C of the support vector machine).
        smoothing: evidence every gram is given for and against each label, before any example.
        spread: a gram is kept when so many texts hold it; no gram of a single letter enters a model.
        folds: parts the examples are dealt into to learn the confidence.

    Learned: `labels_`, `weights_`, `calibration_` (bias, weight of the lead, weight of the best score).
    """

    def __init__(self, strength: float = 0.3, smoothing: float = 0.01, spread: int = 3, folds: int = 4) -> None:
        self.strength = strength
        self.smoothing = smoothing
        self.spread = spread
        self.folds = folds
        self.labels_: tuple[str, ...] = ()
        self.weights_ = _Weights(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros((0, 0)), np.zeros(0))
        self.calibration_ = np.zeros(3)

    def fit(
        self, voices: Sequence[Voice], labels: Sequence[str], together: Sequence[str] | None = None
    ) -> "LabelClassifier":
        """Learn from labelled voices; their order and their ids do not matter.

        Args:
            together: for each voice what it has its label from, such as a finding: those of one lie in one fold, so
                that the confidence holds for voices of another. By default only equal texts do.

        Raises:
            TooFewLabels: fewer than two different labels are given.
        """
        if len(set(labels)) < 2:
            raise TooFewLabels
        origins = map(digest, voices) if together is None else together
        examples = sorted(zip(voices, labels, origins, strict=True), key=lambda e: (digest(e[0]), *e[1:]))
        self.labels_ = tuple(sorted(set(labels)))
        number = {label: n for n, label in enumerate(self.labels_)}
        y = np.array([number[label] for _, label, _ in examples])
        counts = evidence([voice for voice, _, _ in examples])
        fold = self._dealt([origin for _, _, origin in examples], y)
        scores = np.full((len(y), len(self.labels_)), _UNKNOWN)
        tried = np.zeros(len(y), dtype=bool)
        for part in range(self.folds):
            seen, kept = np.flatnonzero(fold != part), np.flatnonzero(fold == part)
            if len(kept) and len(np.unique(y[seen])) > 1:
                scores[kept] = self._learn(counts[seen], y[seen]).scores(counts[kept])
                tried[kept] = True
        self.calibration_ = _calibrated(scores[tried], y[tried])
        self.weights_ = self._learn(counts, y)
        return self

    def classify(self, voices: Sequence[Voice], batch: int = 5000) -> list[Label]:
        """The label of each voice, in their order, with a confidence in 0..1."""
        found: list[Label] = []
        for at in range(0, len(voices), batch):
            scores = self.scores(voices[at : at + batch])
            confidence = _sigmoid(_leads(scores) @ self.calibration_)
            found += [
                Label(self.labels_[best], round(sure, 4))
                for best, sure in zip(scores.argmax(axis=1).tolist(), confidence.tolist(), strict=True)
            ]
        return found

    def scores(self, voices: Sequence[Voice]) -> Floats:
        """How much speaks for each label, shape (len(voices), len(labels_)); comparable within a row."""
        return self.weigh(evidence(voices))

    def weigh(self, counts: Sparse) -> Floats:
        """The same for evidence already counted, shape (rows, 2 · BUCKETS)."""
        # The last bits differ between machines; nothing may hang on them.
        return self.weights_.scores(counts).round(6)

    def write(self, path: Path) -> None:
        """Write labels, hashes of grams and weights; no text. The same model gives the same bytes."""
        about = json.dumps({"format": _FORMAT, "labels": self.labels_}, ensure_ascii=False)
        learned = self.weights_
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                about=np.frombuffer(about.encode(), dtype=np.uint8),
                columns=learned.columns.astype(np.int32),
                rarity=learned.rarity.astype(np.float16),
                weights=learned.weights.astype(np.float16),
                biases=learned.biases.astype(np.float32),
                calibration=self.calibration_.astype(np.float32),
            )

    @classmethod
    def read(cls, path: Path) -> "LabelClassifier":
        """A classifier as `write` left it.

        Raises:
            BadClassifier: the file is none, damaged, or of another release.
            OSError: it cannot be read.
        """
        made, raw = cls(), path.read_bytes()
        try:
            with np.load(io.BytesIO(raw), allow_pickle=False) as held:
                about = json.loads(held["about"].tobytes())
                columns = held["columns"].astype(np.int64)
                rarity, weights, biases, calibration = (
                    held[name].astype(np.float64) for name in ("rarity", "weights", "biases", "calibration")
                )
            labels = tuple(about["labels"])
            fits = about["format"] == _FORMAT and all(isinstance(label, str) for label in labels)
            learned = _Weights(columns, rarity, weights, biases)
            fits = fits and learned.fit_each_other(len(labels)) and calibration.shape == (3,)
        except _DAMAGE as problem:
            raise BadClassifier(path) from problem
        if not fits or not np.isfinite(calibration).all():
            raise BadClassifier(path)
        made.labels_, made.calibration_, made.weights_ = labels, calibration, learned
        return made

    def _dealt(self, origins: Sequence[str], y: Ints) -> Ints:
        """A fold for each example: each label dealt out evenly, those of one origin always into one fold."""
        at: Counter[int] = Counter()
        of: dict[str, int] = {}
        for origin, label in zip(origins, y.tolist(), strict=True):
            if origin not in of:
                of[origin] = at[label] % self.folds
                at[label] += 1
        return np.array([of[origin] for origin in origins])

    def _learn(self, counts: Sparse, y: Ints) -> _Weights:
        columns, rarity = weights_of_columns(counts, self.spread)
        grams = weighed(counts, columns, rarity)
        weights, biases = np.zeros((len(self.labels_), len(columns))), np.full(len(self.labels_), _UNKNOWN)
        if not len(columns):  # texts without a letter in common: the label given most is the best guess
            biases[:] = np.bincount(y, minlength=len(biases)) / len(y)
            return _Weights(columns, rarity, weights, biases.astype(np.float32).astype(np.float64))
        total = np.asarray(grams.sum(axis=0)).ravel() + 2 * self.smoothing
        for label in np.unique(y).tolist():
            spoken = np.asarray(grams[y == label].sum(axis=0)).ravel() + self.smoothing
            against = total - spoken
            told = np.sqrt(np.abs(np.log(spoken / spoken.sum()) - np.log(against / against.sum())))
            model = LinearSVC(C=self.strength, random_state=0, max_iter=2000)
            model.fit(grams @ diags(told), y == label)
            weights[label], biases[label] = model.coef_[0] * told, float(model.intercept_[0])
        # As they are kept in the file, so that a model read back chooses alike.
        return _Weights(columns, _half(rarity), _half(weights), biases.astype(np.float32).astype(np.float64))


def _half(values: Floats) -> Floats:
    return np.asarray(values.astype(np.float16), dtype=np.float64)


def digest(voice: Voice) -> str:
    """What tells two texts apart."""
    return hashlib.sha256(f"{voice.title}\0{voice.text}".encode("utf-8", "surrogatepass")).hexdigest()


def weights_of_columns(counts: Sparse, spread: int) -> tuple[Ints, Floats]:
    """Columns that `spread` rows or more hold, and how rare each is: ln((n + 1) / (df + 1)) + 1."""
    held = np.bincount(counts.indices, minlength=counts.shape[1])
    columns = np.flatnonzero(held >= spread)
    return columns, np.asarray(np.log((counts.shape[0] + 1) / (held[columns] + 1)) + 1, dtype=np.float64)


def weighed(counts: Sparse, columns: Ints, rarity: Floats) -> Sparse:
    """Counts → (1 + ln tf) · rarity, the grams of the whole and of its head each of length 1 in a row."""
    middle = int(np.searchsorted(columns, BUCKETS))
    return hstack(
        [unit_rows(counts[:, columns[part]], rarity[part]) for part in (slice(0, middle), slice(middle, None))],
        format="csr",
    )


def _leads(scores: Floats) -> Floats:
    """One, how far the best label leads the next, and its score; shape (rows, 3)."""
    ranked = np.sort(scores, axis=1)
    return np.column_stack([np.ones(len(scores)), ranked[:, -1] - ranked[:, -2], ranked[:, -1]])


def _calibrated(scores: Floats, y: Ints) -> Floats:
    """Logistic weights of `_leads` that tell how probably the best label is right; by Newton's method.

    Without an example that was held out, every choice is as good as guessed.
    """
    if not len(y):
        return np.array([-np.log(max(1, scores.shape[1] - 1)), 0.0, 0.0])
    x, right = _leads(scores), (scores.argmax(axis=1) == y).astype(np.float64)
    # One more right and one more wrong than seen (Platt 1999): a few faultless examples prove no certainty.
    aim = np.where(right == 1, (right.sum() + 1) / (right.sum() + 2), 1 / (len(y) - right.sum() + 2))
    w, hold = np.zeros(3), np.array([1e-6, 1e-2, 1e-2])
    for _ in range(50):
        p = _sigmoid(x @ w)
        slope = (x * (p * (1 - p) + 1e-9)[:, None]).T @ x + np.diag(hold)
        step = np.linalg.solve(slope, x.T @ (aim - p) - hold * w)
        w = w + np.clip(step, -2, 2)
        if float(np.abs(step).max()) < 1e-9:
            break
    # A longer lead never counts against a choice.
    return np.asarray([w[0], max(0.0, w[1]), w[2]]).astype(np.float32).astype(np.float64)


def _sigmoid(z: Any) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -40, 40))), dtype=np.float64)
