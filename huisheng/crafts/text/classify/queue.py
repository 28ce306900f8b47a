"""Which voices to label next: those the model doubts, and of these such as do not resemble one another."""

import warnings
from collections.abc import Sequence

import numpy as np
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.extmath import randomized_svd
from threadpoolctl import threadpool_limits

from huisheng.crafts.text.classify.classifier import Floats, Ints, LabelClassifier, digest, weighed, weights_of_columns
from huisheng.crafts.text.classify.evidence import Sparse, evidence
from huisheng.crafts.text.voices import Voice

# Of so many times the wanted number of most doubtful voices the wanted number is taken.
_POOL = 6
# A voice with this lead counts 1/e of one with none.
_DOUBT = 0.3
_AXES = 64


def next_to_label(
    voices: Sequence[Voice], n: int, labelled: Sequence[Voice] = (), labels: Sequence[str] = ()
) -> list[Voice]:
    """The `n` voices whose label would teach most, most useful first; fewer when there are no more.

    Without labels: the most typical voice of each of `n` heaps. With labels of two kinds or more: the same among
    those a model of these labels doubts most (weighted k-means, Zhdanov 2019, "Diverse mini-batch active learning").
    Texts that were labelled already, and repeated ones, are left out. The order of the voices does not matter.
    """
    known = {digest(voice) for voice in labelled}
    apart: dict[str, Voice] = {}
    for voice in sorted(voices, key=lambda voice: voice.id):
        apart.setdefault(digest(voice), voice)
    waiting = [apart[key] for key in sorted(apart) if key not in known]
    n = min(n, len(waiting))
    if not n:
        return []
    counts = evidence(waiting)
    doubt = np.ones(len(waiting))
    if len(set(labels)) > 1:
        ranked = np.sort(LabelClassifier(spread=2).fit(labelled, labels).weigh(counts), axis=1)
        doubt = np.exp(-(ranked[:, -1] - ranked[:, -2]) / _DOUBT).round(6)
    pool = np.argsort(-doubt, kind="stable")[: _POOL * n if len(set(labels)) > 1 else None]
    chosen = _typical(_places(counts)[pool], doubt[pool], n)
    return [waiting[at] for at in pool[chosen].tolist()]


def _typical(places: Floats, weight: Floats, n: int) -> Ints:
    """Row numbers of one voice from each of `n` heaps, the weightiest heap first."""
    if len(places) == n:
        return np.argsort(-weight, kind="stable")
    # One thread: several add up in the order they happen to finish.
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer places than heaps is dealt with below
        heaps = KMeans(n, n_init=1, max_iter=30, random_state=0).fit(places, sample_weight=weight)
    away = np.linalg.norm(places - heaps.cluster_centers_[heaps.labels_], axis=1).round(6)
    order = np.lexsort((away, heaps.labels_))
    heap, first = np.unique(heaps.labels_[order], return_index=True)
    heavy = np.bincount(heaps.labels_, weights=weight, minlength=n)[heap]
    chosen = order[first][np.argsort(-heavy.round(6), kind="stable")]
    # Heaps may run empty where many places are one.
    rest = np.setdiff1d(np.arange(len(places)), chosen)
    return np.concatenate([chosen, rest[: n - len(chosen)]])


def _places(counts: Sparse) -> Floats:
    """Where each voice stands by what it speaks of; rows of length 1 (latent semantic analysis)."""
    columns, rarity = weights_of_columns(counts, 2)
    matrix = weighed(counts, columns, rarity)
    axes = min(_AXES, min(matrix.shape) - 1)
    if axes < 1:
        return np.zeros((counts.shape[0], 1))
    left, sizes, _right = randomized_svd(matrix, axes, random_state=0)
    places = (left * sizes).round(9)
    return np.asarray(places / np.maximum(np.linalg.norm(places, axis=1, keepdims=True), 1e-12), dtype=np.float64)
