"""Texts as sparse vectors, and the pairs of texts that are near enough to be worth a look."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from huisheng.crafts.text.entities import Entity, entities
from huisheng.crafts.text.grams import levelled
from huisheng.crafts.text.matters import matters_of, profiles
from huisheng.crafts.text.sharing import shared
from huisheng.crafts.text.vocabulary import Lexicon, tokens
from huisheng.crafts.text.voices import Passage

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Sparse = Any  # scipy ships no types; always a csr_matrix of float32 here


@dataclass(frozen=True)
class PlacedWords:
    """Words of n texts by number, and where each starts; those of text k stand at bounds[k]:bounds[k + 1]."""

    numbers: NDArray[np.int32]
    starts: NDArray[np.int32]
    bounds: Ints

    def listed(self) -> list[list[int]]:
        """The numbers of the words of each text."""
        numbers, bounds = self.numbers.tolist(), self.bounds.tolist()
        return [numbers[at:end] for at, end in pairwise(bounds)]

    def within(self, text: int, reach: int) -> tuple[list[int], list[int]]:
        """Starts and numbers of the words of a text that start before `reach`."""
        at, end = int(self.bounds[text]), int(self.bounds[text + 1])
        end = at + int(np.searchsorted(self.starts[at:end], reach))
        return self.starts[at:end].tolist(), self.numbers[at:end].tolist()


@dataclass(frozen=True)
class FeatureTable:
    """What is known of n passages. Rows of the matrices follow `passages`.

    `grams`, `words`, `matter` (words outside names) and `heads` (bigrams of the title or opening) have
    rows of length 1 or 0; `rare` holds the
    rarity (see `rarities`) of each word present, `head_words` the same for words of the title or opening.
    `matters` and `head_matters` tell how much a text, or its title or opening, speaks of each listed matter.
    `placed` tells where the words of each passage stand, `title_words` which words each title holds.
    """

    passages: tuple[Passage, ...]
    grams: Sparse
    words: Sparse
    matter: Sparse
    heads: Sparse
    rare: Sparse
    head_words: Sparse
    matters: NDArray[np.float32]
    head_matters: NDArray[np.float32]
    levelled: tuple[str, ...]
    named: tuple[frozenset[Entity], ...]
    leading: tuple[frozenset[Entity], ...]
    titled: NDArray[np.bool_]
    cores: tuple[tuple[tuple[str, float], ...], ...]
    placed: PlacedWords
    title_words: dict[str, list[int]]

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

    def table(self, passages: Sequence[Passage], workers: int = 1) -> FeatureTable:
        """Measure passages; the order of rows is the order given. So many processes read the texts."""
        siblings = Counter(p.voice_id for p in passages)
        # A title names the whole voice; of a part it tells the place, but not the matter.
        is_part = [p.start > 0 or siblings[p.voice_id] > 1 for p in passages]
        has_title = [bool(p.title) and not part for p, part in zip(passages, is_part, strict=True)]
        titles = {title: levelled(title) for title in dict.fromkeys(p.title for p in passages)}
        texts = [levelled(p.text) for p in passages]
        heads = [
            titles[p.title] if has else text[: self.opening]
            for p, has, text in zip(passages, has_title, texts, strict=True)
        ]
        spoken = tuple(
            text if part else f"{titles[p.title]}\n{text}"
            for p, part, text in zip(passages, is_part, texts, strict=True)
        )
        lexicon = Lexicon()
        placed, in_text = read([p.text for p in passages], lexicon, workers)
        placed_in_titles, in_titles = read(tuple(titles), lexicon, workers)
        titled = dict(zip(titles, in_titles, strict=True))
        named = tuple(names | titled[p.title] for p, names in zip(passages, in_text, strict=True))
        title_words = dict(zip(titles, placed_in_titles.listed(), strict=True))
        added = [() if part else title_words[p.title] for p, part in zip(passages, is_part, strict=True)]
        known = len(lexicon.words)
        head_words = [
            title_words[p.title] if has else [number for number in _numbers(lexicon, head) if number < known]
            for p, has, head in zip(passages, has_title, heads, strict=True)
        ]
        words = word_counts(placed, added, known)
        head_counts = _counts(*_flat(head_words), (len(passages), known))
        spoken_of = matters_of(lexicon.words[:known] or [""])
        rarity = rarities(words, self.background)
        return FeatureTable(
            passages=tuple(passages),
            grams=weighted(bigram_counts(spoken, self.buckets), self.background),
            words=weighted(words, self.background),
            matter=weighted(_outside(words, lexicon.words, named, workers), self.background),
            heads=weighted(bigram_counts(heads, self.buckets), self.background),
            rare=_valued(words, rarity),
            head_words=_valued(head_counts, rarity),
            matters=profiles(words, spoken_of),
            head_matters=profiles(head_counts, spoken_of),
            levelled=spoken,
            named=named,
            leading=tuple(
                titled[p.title] if has else entities(p.text[: self.opening])
                for p, has in zip(passages, has_title, strict=True)
            ),
            titled=np.array(has_title, dtype=bool),
            cores=_cores(named, self.background),
            placed=placed,
            title_words=title_words,
        )


def read(texts: Sequence[str], lexicon: Lexicon, workers: int = 1) -> tuple[PlacedWords, list[frozenset[Entity]]]:
    """Words that carry matter, and names, of texts; so many processes read them."""

    def some(start: int, stop: int) -> tuple[PlacedWords, list[str], list[list[tuple[str, str]]]]:
        own = Lexicon()
        placed = place_words([levelled(text) for text in texts[start:stop]], own)
        # Plain tuples travel between processes three times as fast.
        return placed, own.words, [[(e.kind, e.name) for e in entities(text)] for text in texts[start:stop]]

    parts = shared(some, len(texts), workers)
    # Each numbered its words as they came; told over in the same order they get the numbers one reader gives.
    numbers = [
        np.array([lexicon.number(word) for word in words], dtype=np.int32)[placed.numbers] for placed, words, _ in parts
    ]
    before = np.cumsum([0, *(placed.bounds[-1] for placed, _, _ in parts)])
    bounds = [placed.bounds[1:] + more for (placed, _, _), more in zip(parts, before[:-1], strict=True)]
    placed = PlacedWords(
        np.concatenate(numbers),
        np.concatenate([placed.starts for placed, _, _ in parts]),
        np.concatenate([np.zeros(1, dtype=np.int64), *bounds]),
    )
    return placed, [frozenset(map(Entity._make, names)) for _, _, rows in parts for names in rows]


def place_words(texts: Sequence[str], lexicon: Lexicon, batch: int = 2000) -> PlacedWords:
    """The words of levelled texts that carry matter, in order, with where they start."""
    numbers, starts, bounds = [], [], [np.zeros(1, dtype=np.int64)]
    for at in range(0, len(texts), batch):
        # One call for many texts: no word reaches over the mark between them.
        some = texts[at : at + batch]
        cut = tokens("\0".join(some))
        number = np.fromiter(map(lexicon.__getitem__, cut), dtype=np.int32, count=len(cut))
        end = np.cumsum(np.fromiter(map(len, cut), dtype=np.int64, count=len(cut)))
        kept = np.flatnonzero(number >= 0)
        place = np.where(kept > 0, end[kept - 1], 0)
        opening = np.concatenate([[0], np.cumsum([len(text) + 1 for text in some])])
        row = np.searchsorted(opening, place, side="right") - 1
        numbers.append(number[kept])
        starts.append((place - opening[row]).astype(np.int32))
        bounds.append(bounds[-1][-1] + np.cumsum(np.bincount(row, minlength=len(some))))
    nothing = np.zeros(0, dtype=np.int32)
    return PlacedWords(np.concatenate([nothing, *numbers]), np.concatenate([nothing, *starts]), np.concatenate(bounds))


def _numbers(lexicon: Lexicon, text: str) -> list[int]:
    return [number for number in map(lexicon.__getitem__, tokens(text)) if number >= 0]


def _flat(rows: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """Row and column numbers of listed columns."""
    lengths = [len(row) for row in rows]
    columns = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=sum(lengths))
    return np.repeat(np.arange(len(rows)), lengths), columns


def word_counts(placed: PlacedWords, added: Sequence[Sequence[int]], columns: int) -> Sparse:
    """Counts of the words of texts, and of further words given for each; a column per word number."""
    n = len(placed.bounds) - 1
    rows = np.repeat(np.arange(n), np.diff(placed.bounds))
    further_rows, further = _flat(added)
    return _counts(np.concatenate([rows, further_rows]), np.concatenate([placed.numbers, further]), (n, columns))


def _outside(words: Sparse, spelling: Sequence[str], named: Sequence[Iterable[Entity]], workers: int) -> Sparse:
    """Words that are no part of a name: two complaints about one estate share its name, not their matter."""
    bounds, columns = words.indptr.tolist(), words.indices

    def inside(start: int, stop: int) -> bytes:
        found = bytearray()
        for row in range(start, stop):
            spelt = " ".join(sorted(entity.name for entity in named[row]))
            held = columns[bounds[row] : bounds[row + 1]].tolist()
            found.extend(map(spelt.__contains__, map(spelling.__getitem__, held)))
        return bytes(found)

    kept = np.frombuffer(b"".join(shared(inside, len(named), workers)), dtype=np.uint8) == 0
    before = np.concatenate([[0], np.cumsum(kept)])
    return csr_matrix((words.data[kept], words.indices[kept], before[words.indptr]), shape=words.shape)


def bigram_counts(texts: Sequence[str], buckets: int) -> Sparse:
    """Counts of hashed pairs of neighbouring letters, digits or characters; a column per hash."""
    rows, columns, counts = [], [], []
    # Rows and hash together fit 32 bits, which sort twice as fast as 64.
    batch = max(1, (1 << 32) // buckets)
    for at in range(0, len(texts), batch):
        row, bucket = _bigrams(texts[at : at + batch], buckets)
        key, count = np.unique((row * buckets + bucket).astype(np.uint32), return_counts=True)
        rows.append(at + key.astype(np.int64) // buckets)
        columns.append((key % buckets).astype(np.int32))
        counts.append(count.astype(np.float32))
    if not rows:
        return csr_matrix((0, buckets), dtype=np.float32)
    return _from_sorted(np.concatenate(rows), np.concatenate(columns), np.concatenate(counts), (len(texts), buckets))


def _bigrams(texts: Sequence[str], buckets: int) -> tuple[Ints, Ints]:
    """Row and hash of each pair of neighbouring letters."""
    blob = "\0".join(text.replace("\0", " ") for text in texts)
    codes = np.frombuffer(blob.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    occurs = np.bincount(codes, minlength=1)
    letters = np.zeros(len(occurs), dtype=bool)
    kinds = np.flatnonzero(occurs)
    letters[kinds] = [chr(code).isalnum() for code in kinds.tolist()]
    is_letter = letters[codes]
    first = np.flatnonzero(is_letter[:-1] & is_letter[1:])
    mixed = codes[first].astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= codes[first + 1].astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed *= np.uint64(0xFF51AFD7ED558CCD)
    bucket = (mixed >> np.uint64(33)).astype(np.int64) % buckets
    return np.cumsum(codes == 0)[first], bucket


def _counts(rows: Ints, columns: Any, shape: tuple[int, int]) -> Sparse:
    """How often each column is named for each row."""
    key, count = np.unique(rows * max(1, shape[1]) + columns, return_counts=True)
    return _from_sorted(key // max(1, shape[1]), key % max(1, shape[1]), count.astype(np.float32), shape)


def _from_sorted(rows: Ints, columns: Any, data: Any, shape: tuple[int, int]) -> Sparse:
    indptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=shape[0]))])
    return csr_matrix((data, columns.astype(np.int32), indptr.astype(np.int32)), shape=(shape[0], max(1, shape[1])))


def weighted(counts: Sparse, background: int) -> Sparse:
    """Counts → (1 + ln tf) · rarity, each row of length 1 (0 when nothing is left)."""
    return unit_rows(counts, rarities(counts, background)).astype(np.float32)


def unit_rows(counts: Sparse, rarity: Floats) -> Sparse:
    """Counts → (1 + ln tf) · rarity of each column, in float64; each row of length 1 (0 when nothing is left)."""
    n = counts.shape[0]
    data = (1 + np.log(counts.data)) * rarity[counts.indices]
    rows = np.repeat(np.arange(n), np.diff(counts.indptr))
    length = np.sqrt(np.bincount(rows, weights=data * data, minlength=n))
    return csr_matrix((data / np.maximum(length[rows], 1e-12), counts.indices, counts.indptr), shape=counts.shape)


def rarities(counts: Sparse, background: int) -> Floats:
    """How rare each column is, 0..1: ln((n + b + 1) / df) / ln(n + b + 1) of n rows and b imagined ones."""
    spread = np.bincount(counts.indices, minlength=counts.shape[1])
    return _rarity(spread, counts.shape[0] + background)


def _rarity(spread: Any, total: int) -> Floats:
    return np.asarray(1 - np.log(np.maximum(spread, 1)) / np.log(total + 1), dtype=np.float64)


def _valued(counts: Sparse, values: Floats) -> Sparse:
    data = values[counts.indices].astype(np.float32)
    return csr_matrix((data, counts.indices, counts.indptr), shape=counts.shape)


def _cores(named: Sequence[frozenset[Entity]], background: int) -> tuple[tuple[tuple[str, float], ...], ...]:
    """For each passage the names it speaks of, without what they are, and how rare each is, 0..1."""
    cores = [sorted({entity.core for entity in names}) for names in named]
    spread = Counter(chain.from_iterable(cores))
    rarity = dict(zip(spread, _rarity(np.array(list(spread.values())), len(named) + background).tolist(), strict=True))
    return tuple(tuple((core, rarity[core]) for core in row) for row in cores)


def near_pairs(matrix: Sparse, top: int, floor: float, asked: Ints | None = None, common: int = 100) -> Ints:
    """Pairs (i, j), i < j, as i · n + j, where one is among the `top` nearest rows of the other by cosine.

    With `asked`, only the neighbours of these rows are sought. Columns held by more than `common` rows are left
    out of the search: they tell little and cost most, their price growing with the square of the rows that
    hold them. A row with hardly any other column keeps its rarest (held by ten times as many at most): a letter
    copied by hundreds is made of them.
    """
    n = matrix.shape[0]
    spread = np.bincount(matrix.indices, minlength=matrix.shape[1])[matrix.indices]
    told = (spread <= common) & (spread > 1)
    told[_rarest_of_poor_rows(matrix, spread, told, 10 * common)] = True
    before = np.concatenate([[0], np.cumsum(told)])
    kept = np.zeros(matrix.shape[1], dtype=bool)
    kept[matrix.indices[told]] = True
    column = np.cumsum(kept) - 1
    searched = csr_matrix(
        (matrix.data[told], column[matrix.indices[told]], before[matrix.indptr]), shape=(n, max(1, int(kept.sum())))
    )
    wanted = searched if asked is None else searched[asked]
    found = sp_matmul_topn(wanted, searched.T.tocsr(), top_n=top + 1, threshold=floor, n_threads=2).tocoo()
    one = (found.row if asked is None else asked[found.row]).astype(np.int64)
    low, high = np.minimum(one, found.col), np.maximum(one, found.col)
    return distinct((low * n + high)[low < high])


def distinct(numbers: Ints) -> Ints:
    """Each number once, ascending: for a million several times as fast as `np.unique`, which hashes them."""
    ordered = np.sort(numbers)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def _rarest_of_poor_rows(matrix: Sparse, spread: Ints, told: NDArray[np.bool_], most: int, least: int = 10) -> Ints:
    """Where the `least` rarest shared columns stand, in rows told by fewer; none held by over `most`."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    poor = np.bincount(rows[told], minlength=matrix.shape[0]) < least
    at = np.flatnonzero(poor[rows] & (spread > 1) & (spread <= most))
    at = at[np.lexsort((matrix.indices[at], spread[at], rows[at]))]
    held = np.bincount(rows[at], minlength=matrix.shape[0])
    rank = np.arange(len(at)) - (np.cumsum(held) - held)[rows[at]]
    return np.asarray(at[rank < least], dtype=np.int64)


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
        both = csr_matrix(values[i[at : at + batch]].multiply(held[j[at : at + batch]]), dtype=np.float32)
        rows = np.repeat(np.arange(both.shape[0], dtype=np.uint64), np.diff(both.indptr))
        # Floats of one sign are ordered as their bits are: one key of row and value sorts far sooner than two.
        falling = ~both.data.view(np.uint32)
        key = np.sort(rows << np.uint64(32) | falling)
        rank = np.arange(len(key)) - both.indptr[rows]
        top = rank < most
        value = (~key[top].astype(np.uint32)).view(np.float32)
        found[at + rows[top].astype(np.int64), rank[top]] = value
    return found
