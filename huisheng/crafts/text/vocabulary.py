"""Words that carry the matter: what is left of a text when manners and grammar are taken away."""

import re
from functools import lru_cache
from pathlib import Path

import rjieba

from huisheng.crafts.text.grams import levelled

_CHINESE = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
_LATIN = re.compile(r"[a-z][a-z']{2,}\Z")


def _listed(name: str) -> frozenset[str]:
    text = (Path(__file__).resolve().parent / "lexicon" / name).read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


# Two texts that share only words of these lists share no matter.
_MANNERS = _listed("manners.zh.txt")
_MANNERS_ENGLISH = _listed("manners.en.txt")


@lru_cache(maxsize=200_000)
def _meaning(token: str) -> str:
    """The token as it is compared, or nothing when it carries no matter."""
    word = token.strip()
    if _LATIN.match(word):
        return "" if word in _MANNERS_ENGLISH else _stem(word)
    return word if len(word) > 1 and word not in _MANNERS and _CHINESE.search(word) else ""


def _stem(word: str) -> str:
    """English plural and past forms brought together; rough on purpose, and the same on both sides."""
    for ending in ("ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def placed_words(text: str) -> list[tuple[int, str]]:
    """Words of a text that carry its matter, with where they start; in order, repeats kept, one case and width."""
    found, at = [], 0
    for word in rjieba.cut(levelled(text)):
        if meaning := _meaning(word):
            found.append((at, meaning))
        at += len(word)
    return found


def content_words(text: str) -> list[str]:
    """The words of `placed_words` alone."""
    return [meaning for word in rjieba.cut(levelled(text)) if (meaning := _meaning(word))]


def overlap(left: set[str], right: set[str]) -> float:
    """Share of the smaller set that both hold, 0..1; 1 when one is empty, for nothing sets them apart."""
    smaller = min(len(left), len(right))
    return len(left & right) / smaller if smaller else 1.0
