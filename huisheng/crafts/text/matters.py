"""What a text is about apart from where: a line of terms for each matter, the same for noise in any street."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huisheng.crafts.text.vocabulary import stemmed

_LISTS = ("matters.zh.txt", "matters.en.txt")
_LONGEST = 6


@cache
def _terms() -> tuple[dict[str, tuple[int, ...]], int]:
    """The matters each term belongs to, and how many matters there are."""
    found: dict[str, list[int]] = {}
    number = 0
    for name in _LISTS:
        text = (Path(__file__).resolve().parent / "lexicon" / name).read_text(encoding="utf-8")
        for line in text.splitlines():
            if line and not line.startswith("#"):
                for term in line.split():
                    found.setdefault(stemmed(term), []).append(number)
                number += 1
    return {term: tuple(numbers) for term, numbers in found.items()}, number


def _matters(word: str, terms: Mapping[str, tuple[int, ...]]) -> Iterator[int]:
    """Matters of the terms a word holds: 停车费 is about what 停车 is about."""
    if len(word) == 2 or word.isascii():
        yield from terms.get(word, ())
        return
    for at in range(len(word) - 1):
        for end in range(at + 2, min(len(word), at + _LONGEST) + 1):
            yield from terms.get(word[at:end], ())


def matters_of(words: Sequence[str]) -> NDArray[np.float32]:
    """Which matters each word speaks of, 1 or 0, shape (words, matters)."""
    terms, total = _terms()
    found = [(row, matter) for row, word in enumerate(words) for matter in _matters(word, terms)]
    spoken = np.zeros((len(words), total), dtype=np.float32)
    if found:
        rows, columns = zip(*found, strict=True)
        spoken[rows, columns] = 1
    return spoken


def profiles(counts: Any, spoken: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much each text speaks of each matter, shape (texts, matters); rows of length 1, or 0 when of none.

    Args:
        counts: sparse counts of words, a row for each text.
        spoken: of `matters_of`, a row for each column of the counts.
    """
    amount = np.log1p(np.asarray(counts @ spoken, dtype=np.float32))
    spread = (amount > 0).sum(axis=0)
    amount *= np.log((len(amount) + 2) / (spread + 1)).astype(np.float32)
    length = np.sqrt((amount * amount).sum(axis=1, keepdims=True))
    return np.asarray(amount / np.maximum(length, 1e-9), dtype=np.float32)
