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
    """What is known of n passages. Rows of the matrices follow `passages`.

    `grams`, `words`, `matter` (words outside names) and `heads` (bigrams of the title or opening) have
    rows of length 1 or 0; `rare` holds the
    rarity (see `rarities`) of each word present, `head_words` the same for words of the title or opening.
    """

    passages: tuple[Passage, ...]
    grams: Sparse
    words: Sparse
    matter: Sparse
    heads: Sparse
    rare: Sparse
    head_words: Sparse
    levelled: tuple[str, ...]
    named: tuple[frozenset[Entity], ...]
    leading: tuple[frozenset[Entity], ...]
    titled: NDArray[np.bool_]
    cores: tuple[tuple[tuple[str, float], ...], ...]

    def __len__(self) -> int:
        return len(self.passages)


class Features:
    """Measures passages: hashed character bigrams, content words, names.

    Args:
        buckets: number of hash buckets for bigrams; two bigrams in one bucket count as one.
        opening: code points of a text that serve as its title when it has none.
        background: imagined further passages without any of the words at hand, so that in a small
            heap a word two passages share still counts as rare.
    """

    def __init__(self, buckets: int = 1 << 20, opening: int = 40, background: int = 500) -> None:
        self.buckets = buckets
        self.opening = opening
        self.background = background

    def table(self, passages: Sequence[Passage]) -> FeatureTable:
        """Measure passages; the order of rows is the order given."""
        siblings = Counter(p.voice_id for p in passages)
        spoken, heads, has_title = [], [], []
        for p in passages:
            # A title names the whole voice; of a part it tells the place, but not the matter.
            is_part = p.start > 0 or siblings[p.voice_id] > 1
            spoken.append(p.text if is_part else f"{p.title}\n{p.text}")
            has_title.append(bool(p.title) and not is_part)
            heads.append(p.title if has_title[-1] else p.text[: self.opening])
        texts = [levelled(text) for text in spoken]
        titled = {title: entities(title) for title in {p.title for p in passages}}
        named = tuple(entities(p.text) | titled[p.title] for p in passages)
        column: dict[str, int] = {}
        contents = [content_words(text) for text in texts]
        words = word_counts(contents, column)
        matter = word_counts((_outside(c, names) for c, names in zip(contents, named, strict=True)), column)
        head_words = word_counts((content_words(head) for head in heads), column)
        rarity = rarities(words, self.background)
        return FeatureTable(
            passages=tuple(passages),
            grams=weighted(bigram_counts(texts, self.buckets), self.background),
            words=weighted(words, self.background),
            matter=weighted(matter, self.background),
            heads=weighted(bigram_counts([levelled(head) for head in heads], self.buckets), self.background),
            rare=_valued(words, rarity, words.shape[1]),
            head_words=_valued(head_words, rarity, words.shape[1]),
            levelled=tuple(texts),
            named=named,
            leading=tuple(
                titled[p.title] if has else entities(head)
                for p, has, head in zip(passages, has_title, heads, strict=True)
            ),
            titled=np.array(has_title, dtype=bool),
            cores=_cores(named, self.background),
        )


def _outside(words: Sequence[str], names: Iterable[Entity]) -> list[str]:
    """Words that are no part of a name: two complaints about one estate share its name, not their matter."""
    spelt = " ".join(sorted(entity.name for entity in names))
    return [word for word in words if word not in spelt]


def bigram_counts(texts: Sequence[str], buckets: int) -> Sparse:
    """Counts of hashed pairs of neighbouring letters, digits or characters; a column per hash that occurs."""
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
    present, column = np.unique(key % buckets, return_inverse=True)
    return _matrix(key // buckets, column, count, (len(texts), max(1, len(present))))


def word_counts(texts: Iterable[Sequence[str]], column: dict[str, int]) -> Sparse:
    """Counts of words; `column` gives each word its column, and words not in it yet are added."""
    rows: list[int] = []
    columns: list[int] = []
    counts: list[int] = []
    row = -1
    for row, words in enumerate(texts):
        for word, times in Counter(words).items():
            rows.append(row)
            columns.append(column.setdefault(word, len(column)))
            counts.append(times)
    return _matrix(rows, columns, counts, (row + 1, max(1, len(column))))


def _matrix(rows: Any, columns: Any, counts: Any, shape: tuple[int, int]) -> Sparse:
    data = np.asarray(counts, dtype=np.float32)
    return csr_matrix((data, (np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64))), shape=shape)


def weighted(counts: Sparse, background: int) -> Sparse:
    """Counts → (1 + ln tf) · rarity, each row of length 1 (0 when nothing is left)."""
    n = counts.shape[0]
    data = (1 + np.log(counts.data)) * rarities(counts, background)[counts.indices]
    rows = np.repeat(np.arange(n), np.diff(counts.indptr))
    length = np.sqrt(np.bincount(rows, weights=data * data, minlength=n))
    data = data / np.maximum(length[rows], 1e-12)
    return csr_matrix((data.astype(np.float32), counts.indices, counts.indptr), shape=counts.shape)


def rarities(counts: Sparse, background: int) -> Floats:
    """How rare each column is, 0..1: ln((n + b + 1) / df) / ln(n + b + 1) of n rows and b imagined ones."""
    spread = np.bincount(counts.indices, minlength=counts.shape[1])
    return _rarity(spread, counts.shape[0] + background)


def _rarity(spread: Any, total: int) -> Floats:
    return np.asarray(1 - np.log(np.maximum(spread, 1)) / np.log(total + 1), dtype=np.float64)


def _valued(counts: Sparse, values: Floats, columns: int) -> Sparse:
    data = values[np.minimum(counts.indices, len(values) - 1)].astype(np.float32)
    return csr_matrix((data, counts.indices, counts.indptr), shape=(counts.shape[0], columns))


def _cores(named: Sequence[frozenset[Entity]], background: int) -> tuple[tuple[tuple[str, float], ...], ...]:
    """For each passage the names it speaks of, without what they are, and how rare each is, 0..1."""
    cores = [sorted({entity.core for entity in names}) for names in named]
    spread = Counter(core for row in cores for core in row)
    total = len(named) + background
    rarity = {core: float(_rarity(times, total)) for core, times in spread.items()}
    return tuple(tuple((core, rarity[core]) for core in row) for row in cores)


def near_pairs(matrix: Sparse, top: int, floor: float, common: float = 0.05) -> set[tuple[int, int]]:
    """Pairs (i, j), i < j, where one is among the `top` nearest rows of the other by cosine.

    Columns held by more than `common` of all rows (and by more than 200) are left out of the search:
    they tell little and cost most, their price growing with the square of the rows that hold them.
    """
    n = matrix.shape[0]
    spread = np.bincount(matrix.indices, minlength=matrix.shape[1])
    kept = spread <= max(200, common * n)
    told = kept[matrix.indices] & (spread[matrix.indices] > 1)
    lengths = np.bincount(np.repeat(np.arange(n), np.diff(matrix.indptr))[told], minlength=n)
    columns, indices = np.unique(matrix.indices[told], return_inverse=True)
    indptr = np.concatenate([[0], np.cumsum(lengths)])
    searched = csr_matrix((matrix.data[told], indices, indptr), shape=(n, max(1, len(columns))))
    found = sp_matmul_topn(searched, searched.T.tocsr(), top_n=top + 1, threshold=floor, n_threads=2).tocoo()
    low, high = np.minimum(found.row, found.col), np.maximum(found.row, found.col)
    return {(int(i), int(j)) for i, j in zip(low, high, strict=True) if i < j}


def row_dots(left: Sparse, i: Ints, right: Sparse, j: Ints, batch: int = 20_000) -> Floats:
    """Dot products of rows i[k] of `left` and j[k] of `right`."""
    parts = [
        np.asarray(left[i[at : at + batch]].multiply(right[j[at : at + batch]]).sum(axis=1)).ravel()
        for at in range(0, len(i), batch)
    ]
    return np.concatenate(parts).astype(np.float64) if parts else np.zeros(0)


def rarest_shared(values: Sparse, i: Ints, j: Ints, most: int, batch: int = 20_000) -> Floats:
    """The largest values of columns that rows i[k] and j[k] share, shape (len(i), most), 0 where fewer."""
    held = csr_matrix((np.ones_like(values.data), values.indices, values.indptr), shape=values.shape)
    found = np.zeros((len(i), most))
    for at in range(0, len(i), batch):
        shared = csr_matrix(values[i[at : at + batch]].multiply(held[j[at : at + batch]]))
        rows = np.repeat(np.arange(shared.shape[0]), np.diff(shared.indptr))
        order = np.lexsort((-shared.data, rows))
        rank = np.arange(len(order)) - shared.indptr[rows[order]]
        top = rank < most
        found[at + rows[order][top], rank[top]] = shared.data[order][top]
    return found
