"""One new voice among a million: the rows nearest to it, without comparing it with all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import vstack

from huisheng.crafts.text.features import (
    FeatureTable,
    Floats,
    Ints,
    Sparse,
    bigram_counts,
    distinct,
    rarities,
    unit_rows,
)
from huisheng.crafts.text.grams import levelled
from huisheng.crafts.text.voices import Voice

# Rows of a block are numbered in sixteen bits, which halves what the lists of rows take.
_BLOCK = 1 << 16


class Near(NamedTuple):
    """A row by its number in the order of adding, and the cosine between it and the row asked about."""

    row: int
    cosine: float


@dataclass(frozen=True)
class _Block:
    """Up to 65,536 rows, from `first` on, and for each column present which of them hold it."""

    first: int
    rows: Sparse
    columns: NDArray[np.int32]
    bounds: Ints
    holders: NDArray[np.uint16]
    scale: NDArray[np.float32]

    def __len__(self) -> int:
        return int(self.rows.shape[0])

    @classmethod
    def of(cls, first: int, rows: Sparse, rarity: Floats) -> "_Block":
        by_column = rows.tocsc()
        columns = np.flatnonzero(np.diff(by_column.indptr))
        bounds = np.append(by_column.indptr[columns], rows.nnz).astype(np.int64)
        # A word said once in a row weighs its rarity over the row's length: most do, so that one number tells.
        share = rows.data / np.maximum(rarity[rows.indices], 1e-9)
        scale = np.zeros(rows.shape[0], dtype=np.float32)
        filled = np.flatnonzero(np.diff(rows.indptr))
        if len(filled):
            scale[filled] = np.minimum.reduceat(share, rows.indptr[filled])
        return cls(first, rows, columns.astype(np.int32), bounds, by_column.indices.astype(np.uint16), scale)

    def holding(self, columns: Ints, weights: Floats) -> tuple[Ints, Floats]:
        """Rows that hold these columns (ascending), each as often as it does, and what that adds to its cosine."""
        at = np.searchsorted(self.columns, columns)
        there = at < len(self.columns)
        there[there] = self.columns[at[there]] == columns[there]
        at = at[there]
        held = self.bounds[at + 1] - self.bounds[at]
        rows = self.holders[_stretches(self.bounds[at], held)]
        return self.first + rows.astype(np.int64), np.repeat(weights[there], held) * self.scale[rows]

    def cosines(self, rows: Ints, asked: NDArray[np.float32]) -> Floats:
        """Cosines of these rows and a row written out in full."""
        starts = self.rows.indptr[rows].astype(np.int64)
        held = self.rows.indptr[rows + 1] - starts
        at = _stretches(starts, held)
        product = self.rows.data[at] * asked[self.rows.indices[at]]
        summed = np.bincount(np.repeat(np.arange(len(rows)), held), weights=product, minlength=len(rows))
        return summed.astype(np.float64)


def _stretches(starts: Ints, lengths: Ints) -> Ints:
    """All numbers of stretches, one stretch after the other."""
    before = np.cumsum(lengths) - lengths
    return np.asarray(np.arange(int(lengths.sum())) + np.repeat(starts - before, lengths), dtype=np.int64)


class Index:
    """Rows of a table of bigrams, found again by the rare ones they share.

    A row asked about names the rows that share its rarest columns; those that share most are compared with it in
    full. As long as the lists of rows that hold its columns fit the budget none is left out: the answer is exact.

    Rows are added to small blocks, and blocks of like size are joined as they grow, so that adding a row costs a
    few copies of it in all. How rare a column is stays as it was at the beginning; an office whose voices have
    doubled since builds anew.

    Args:
        rarity: how rare each column is, 0..1, as `rarities` tells it of the rows at hand.
        budget: how many entries of those lists are read for a row.
        depth: how many rows are compared in full.
    """

    def __init__(self, rarity: Floats, budget: int = 50_000, depth: int = 300) -> None:
        self.rarity = rarity
        self.budget = budget
        self.depth = depth
        self._blocks: list[_Block] = []
        self._spread = np.zeros(len(rarity), dtype=np.int64)

    @classmethod
    def of(cls, table: FeatureTable, background: int = 500) -> "Index":
        """An index of the passages of a table, in their order; `background` as for `Features`."""
        index = cls(rarities(table.grams, background))
        index.add(table.grams)
        return index

    def __len__(self) -> int:
        return self._blocks[-1].first + len(self._blocks[-1]) if self._blocks else 0

    @property
    def nbytes(self) -> int:
        """Bytes of memory that rows and lists take."""
        parts = (
            (b.rows.data, b.rows.indices, b.rows.indptr, b.columns, b.bounds, b.holders, b.scale) for b in self._blocks
        )
        return sum(part.nbytes for block in parts for part in block) + self.rarity.nbytes + self._spread.nbytes

    def rows(self) -> Iterator[Sparse]:
        """All rows in their order, in parts."""
        return (block.rows for block in self._blocks)

    def add(self, rows: Sparse) -> None:
        """Add rows of length 1 (or 0), weighted by `rarity`."""
        np.add.at(self._spread, rows.indices, 1)
        for at in range(0, rows.shape[0], _BLOCK):
            first, some = len(self), rows[at : at + _BLOCK]
            while self._blocks and len(self._blocks[-1]) <= some.shape[0] <= _BLOCK - len(self._blocks[-1]):
                block = self._blocks.pop()
                first, some = block.first, vstack([block.rows, some], format="csr")
            self._blocks.append(_Block.of(first, some, self.rarity))

    def row(self, voice: Voice) -> Sparse:
        """A voice as a row, its title and text as `Features` takes them."""
        spoken = f"{levelled(voice.title)}\n{levelled(voice.text)}"
        return unit_rows(bigram_counts([spoken], len(self.rarity)), self.rarity).astype(np.float32)

    def nearest(self, row: Sparse, top: int = 10) -> list[Near]:
        """The rows with the highest cosine to this one, best first; among equals the earlier."""
        spread = self._spread[row.indices]
        order = np.argsort(spread, kind="stable")
        order = order[spread[order] > 0]
        if not len(order):
            return []
        # The rarest is always read, however many hold it: a voice of common words alone has its neighbours too.
        chosen = order[: max(1, int(np.searchsorted(np.cumsum(spread[order]), self.budget, side="right")))]
        chosen = np.sort(chosen)
        columns, weights = row.indices[chosen], row.data[chosen] * self.rarity[row.indices[chosen]]
        rough = self._rough(columns, weights)
        asked = np.zeros(len(self.rarity), dtype=np.float32)
        asked[row.indices] = row.data
        found: list[Near] = []
        for block in self._blocks:
            start, end = np.searchsorted(rough, (block.first, block.first + len(block)))
            if start < end:
                cosines = block.cosines(rough[start:end] - block.first, asked)
                found += map(Near, rough[start:end].tolist(), cosines.tolist())
        return sorted(found, key=lambda near: (-near.cosine, near.row))[:top]

    def _rough(self, columns: Ints, weights: Floats) -> Ints:
        """The rows that share most of these columns, `depth` of them, ascending."""
        holding = [block.holding(columns, weights) for block in self._blocks]
        rows = np.concatenate([rows for rows, _ in holding])
        # Zeros that are never touched take no memory and no time.
        shared = np.zeros(len(self))
        np.add.at(shared, rows, np.concatenate([weight for _, weight in holding]))
        rows = distinct(rows)
        if len(rows) <= self.depth:
            return rows
        return np.sort(rows[np.argpartition(shared[rows], -self.depth)[-self.depth :]])
