"""Texts as sparse vectors, and the pairs of texts that are near enough to be worth a look."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from huisheng.crafts.text.entities import Entity, entities
from huisheng.crafts.text.grams import levelled
from huisheng.crafts.text.vocabulary import content_words
from huisheng.crafts.text.voices import Passage

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Sparse = Any  # scipy ships no types; always a csr_matrix of float32 here


@dataclass(frozen=True)
class FeatureTable:
    """What is known of n passages. Rows of the matrices follow `passages`, each of length 1 or 0."""

    passages: tuple[Passage, ...]
    grams: Sparse
    words: Sparse
    titles: Sparse
    levelled: tuple[str, ...]
    named: tuple[frozenset[Entity], ...]
    leading: tuple[frozenset[Entity], ...]
    rarity: dict[str, float]

    def __len__(self) -> int:
        return len(self.passages)


class Features:
    """Measures passages: hashed character bigrams, content words, names.

    Args:
        buckets: number of hash buckets for bigrams; two bigrams in one bucket count as one.
        opening: code points of a text that serve as its title when it has none.
    """

    def __init__(self, buckets: int = 1 << 20, opening: int = 40) -> None:
        self.buckets = buckets
        self.opening = opening

    def table(self, passages: Sequence[Passage]) -> FeatureTable:
        """Measure passages; the order of rows is the order given."""
        siblings = Counter(p.voice_id for p in passages)
        # A title names the whole voice; of a part it tells the place, but not the matter.
        parts = [p.start > 0 or siblings[p.voice_id] > 1 for p in passages]
        spoken = [p.text if part else f"{p.title}\n{p.text}" for p, part in zip(passages, parts, strict=True)]
        heads = [
            p.text[: self.opening] if part or not p.title else p.title for p, part in zip(passages, parts, strict=True)
        ]
        texts = [levelled(text) for text in spoken]
        titled = {title: entities(title) for title in {p.title for p in passages}}
        leading = tuple(entities(head) for head in heads)
        named = tuple(entities(p.text) | titled[p.title] for p in passages)
        return FeatureTable(
            passages=tuple(passages),
            grams=weighted(bigram_counts(texts, self.buckets)),
            words=weighted(word_counts(content_words(text) for text in texts)),
            titles=weighted(bigram_counts([levelled(head) for head in heads], self.buckets)),
            levelled=tuple(texts),
            named=named,
            leading=leading,
            rarity=_rarity(named),
        )


def bigram_counts(texts: Sequence[str], buckets: int) -> Sparse:
    """Counts of hashed pairs of neighbouring letters, digits or characters; shape (len(texts), buckets)."""
    blob = "\0".join(text.replace("\0", " ") for text in texts)
    codes = np.frombuffer(blob.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds, where = np.unique(codes, return_inverse=True)
    is_letter = np.fromiter((chr(code).isalnum() for code in kinds), dtype=bool, count=len(kinds))[where]
    row = np.cumsum(codes == 0)
    first = np.flatnonzero(is_letter[:-1] & is_letter[1:])
    mixed = codes[first].astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= codes[first + 1].astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed *= np.uint64(0xFF51AFD7ED558CCD)
    bucket = (mixed >> np.uint64(33)).astype(np.int64) % buckets
    key, count = np.unique(row[first].astype(np.int64) * buckets + bucket, return_counts=True)
    return _matrix(key // buckets, key % buckets, count, (len(texts), buckets))


def word_counts(texts: Iterable[Sequence[str]]) -> Sparse:
    """Counts of words; columns in order of first appearance."""
    column: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    counts: list[int] = []
    row = -1
    for row, words in enumerate(texts):
        for word, times in Counter(words).items():
            rows.append(row)
            columns.append(column.setdefault(word, len(column)))
            counts.append(times)
    return _matrix(np.array(rows), np.array(columns), np.array(counts), (row + 1, max(1, len(column))))


def _matrix(rows: Any, columns: Any, counts: Any, shape: tuple[int, int]) -> Sparse:
    data = np.asarray(counts, dtype=np.float32)
    return csr_matrix((data, (np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64))), shape=shape)


def weighted(counts: Sparse) -> Sparse:
    """Counts → (1 + ln tf) · ln((n + 1) / df), each row of length 1 (0 when nothing is left)."""
    n = counts.shape[0]
    spread = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log((n + 1) / np.maximum(spread, 1))
    data = (1 + np.log(counts.data)) * rarity[counts.indices]
    rows = np.repeat(np.arange(n), np.diff(counts.indptr))
    length = np.sqrt(np.bincount(rows, weights=data * data, minlength=n))
    data = data / np.maximum(length[rows], 1e-12)
    return csr_matrix((data.astype(np.float32), counts.indices, counts.indptr), shape=counts.shape)


def _rarity(named: Sequence[frozenset[Entity]]) -> dict[str, float]:
    spread = Counter(core for names in named for core in {entity.core for entity in names})
    return {core: float(np.log((len(named) + 1) / times)) for core, times in spread.items()}


def near_pairs(matrix: Sparse, top: int, floor: float, common: float = 0.05) -> set[tuple[int, int]]:
    """Pairs (i, j), i < j, where one is among the `top` nearest rows of the other by cosine.

    Columns held by more than `common` of all rows (and by more than 200) are left out of the search:
    they tell little and cost most, their price growing with the square of the rows that hold them.
    """
    n = matrix.shape[0]
    spread = np.bincount(matrix.indices, minlength=matrix.shape[1])
    kept = spread <= max(200, common * n)
    data = np.where(kept[matrix.indices] & (spread[matrix.indices] > 1), matrix.data, 0).astype(np.float32)
    searched = csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)
    searched.eliminate_zeros()
    columns, searched.indices = np.unique(searched.indices, return_inverse=True)
    searched = csr_matrix((searched.data, searched.indices, searched.indptr), shape=(n, max(1, len(columns))))
    found = sp_matmul_topn(searched, searched.T.tocsr(), top_n=top + 1, threshold=floor, n_threads=2).tocoo()
    low, high = np.minimum(found.row, found.col), np.maximum(found.row, found.col)
    return {(int(i), int(j)) for i, j in zip(low, high, strict=True) if i < j}


def row_dots(matrix: Sparse, i: Ints, j: Ints, batch: int = 20_000) -> Floats:
    """Dot products of rows i[k] and j[k]: cosines, where rows have length 1."""
    parts = [
        np.asarray(matrix[i[at : at + batch]].multiply(matrix[j[at : at + batch]]).sum(axis=1)).ravel()
        for at in range(0, len(i), batch)
    ]
    return np.concatenate(parts).astype(np.float64) if parts else np.zeros(0)
