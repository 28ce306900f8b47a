"""What a text shows of its label: hashed grams of its words, and once more those of its title or opening."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from huisheng.crafts.text.grams import levelled
from huisheng.crafts.text.vocabulary import tokens
from huisheng.crafts.text.voices import Voice

Sparse = Any  # scipy ships no types; always a csr_matrix

BUCKETS = 1 << 20
_OPENING = 40
_CHINESE = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
_BETWEEN = re.compile(r"(?<=[㐀-䶿一-鿿豈-﫿])[ \t]+(?=[㐀-䶿一-鿿豈-﫿])")
# One blank to so many Chinese characters: words of two or three are written apart. Prose has none.
_APART = 6


def is_segmented(text: str) -> bool:
    """Whether a Chinese text is written as words with blanks between them."""
    return len(_BETWEEN.findall(text)) * _APART > len(_CHINESE.findall(text)) > 0


def in_words(texts: Sequence[str], batch: int = 2000) -> list[str]:
    """Texts as their levelled words with blanks between: as given where segmented, else cut by dictionary."""
    found = [levelled(text).replace("\0", " ") for text in texts]
    whole = [n for n, text in enumerate(found) if not is_segmented(text)]
    for at in range(0, len(whole), batch):
        some = whole[at : at + batch]
        # One call for many texts: no word reaches over the mark between them.
        cut = " ".join(tokens("\0".join(found[n] for n in some))).split("\0")
        for n, text in zip(some, cut, strict=True):
            found[n] = text
    return [f" {' '.join(text.split())} " for text in found]


def evidence(voices: Sequence[Voice]) -> Sparse:
    """How often each hashed gram stands in each voice, shape (len(voices), 2 · BUCKETS).

    Left half: runs of one to three characters of title and text, the edge of a word being one of them.
    Right half: the same for the title alone, or the opening where there is none.
    """
    titles, texts = in_words([voice.title for voice in voices]), in_words([voice.text for voice in voices])
    heads = [
        title if title.strip() else text[: text.find(" ", _OPENING) + 1 or None]
        for title, text in zip(titles, texts, strict=True)
    ]
    spoken = [title.rstrip() + text for title, text in zip(titles, texts, strict=True)]
    return hstack([gram_counts(spoken), gram_counts(heads)], format="csr", dtype=np.float32)


def gram_counts(texts: Sequence[str], longest: int = 3, batch: int = 500) -> Sparse:
    """Counts of hashed runs of 1..longest characters; whatever is neither letter nor digit is an edge."""
    columns, counts, lengths = [], [], []
    for at in range(0, len(texts), batch):
        row, bucket = _hashed(texts[at : at + batch], longest)
        key, count = np.unique(row * BUCKETS + bucket, return_counts=True)
        columns.append((key % BUCKETS).astype(np.int32))
        counts.append(count.astype(np.float32))
        lengths.append(np.bincount(key // BUCKETS, minlength=len(texts[at : at + batch])))
    nothing = np.zeros(0, dtype=np.float32)
    starts = np.concatenate([[0], np.cumsum(np.concatenate([nothing, *lengths]).astype(np.int64))])
    data, indices = np.concatenate([nothing, *counts]), np.concatenate([nothing.astype(np.int32), *columns])
    return csr_matrix((data, indices, starts), shape=(len(texts), BUCKETS))


def _hashed(texts: Sequence[str], longest: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and hash of each run of characters; a run of edges alone tells nothing."""
    blob = "\0".join(texts) + "\0" * longest
    codes = np.frombuffer(blob.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    row = np.cumsum(codes == 0)
    kinds, place = np.unique(codes, return_inverse=True)
    is_letter = np.array([chr(code).isalnum() for code in kinds.tolist()])[place]
    marked = np.where(is_letter, codes, np.where(codes == 0, 0, 32)).astype(np.uint64)
    rows, buckets = [], []
    mixed = np.zeros(len(codes), dtype=np.uint64)
    within, tells = np.ones(len(codes), dtype=bool), np.zeros(len(codes), dtype=bool)
    for ahead in range(longest):
        later = np.roll(marked, -ahead)
        mixed = (mixed ^ later) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
        within &= later != 0
        tells |= np.roll(is_letter, -ahead)
        kept = np.flatnonzero(within & tells)
        rows.append(row[kept])
        buckets.append((mixed[kept] >> np.uint64(7)).astype(np.int64) % BUCKETS)
    return np.concatenate(rows), np.concatenate(buckets)
