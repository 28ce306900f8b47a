"""Words that carry the matter: what is left of a text when manners and grammar are taken away."""

import re
from collections.abc import Callable, Collection
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path

from huisheng.crafts.text.grams import levelled

_CHINESE = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
_PLACE_ENDS = frozenset("苑府湾城庭郡园邸里轩墅居台路街巷村镇乡桥厂店馆阁山河湖江岭洲坪塘溪泉潭")
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
        return "" if word in _MANNERS_ENGLISH else stemmed(word)
    return word if len(word) > 1 and word not in _MANNERS and _CHINESE.search(word) else ""


def stemmed(word: str) -> str:
    """English plural and past forms brought together; rough on purpose, and the same on both sides."""
    for ending in ("ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


class Lexicon(dict[str, int]):
    """Numbers of words by token: one for tokens that are compared as one, -1 for those that carry no matter."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}

    def __missing__(self, token: str) -> int:
        meaning = _meaning(token)
        number = self[token] = self.number(meaning) if meaning else -1
        return number

    def number(self, meaning: str) -> int:
        """The number of a word that carries matter, a new one the first time."""
        number = self._numbers.setdefault(meaning, len(self.words))
        if number == len(self.words):
            self.words.append(meaning)
        return number


@cache
def _segmenter() -> Callable[[str], list[str]]:
    # Its dictionary takes half a second to load, and who only searches or shows pages never needs it.
    segment: Callable[[str], list[str]] = import_module("rjieba").cut
    return segment


def tokens(text: str) -> list[str]:
    """A levelled text in tokens that join back to it."""
    return _segmenter()(text)


def guessed_persons(text: str, places: Collection[str] = ()) -> list[str]:
    """What may be a person's name: in no dictionary, tagged as one, and not the beginning of a place or a firm.

    Before a verb that can be a noun it is one of the places if they begin with it.
    """
    rjieba = import_module("rjieba")
    tagged = rjieba.tag(text)
    return [
        word
        for (word, tag), (_, following) in zip(tagged, [*tagged[1:], ("", "")], strict=True)
        if tag == "nr"
        and 2 <= len(word) <= 3
        and word[-1] not in _PLACE_ENDS
        and not following.startswith("n")
        and not (following == "vn" and any(place.startswith(word) for place in places))
        and not rjieba.has_word(word)
    ]


def placed_words(text: str) -> list[tuple[int, str]]:
    """Words of a text that carry its matter, with where they start; in order, repeats kept, one case and width."""
    found, at = [], 0
    for word in tokens(levelled(text)):
        if meaning := _meaning(word):
            found.append((at, meaning))
        at += len(word)
    return found


def content_words(text: str) -> list[str]:
    """The words of `placed_words` alone."""
    return [meaning for word in tokens(levelled(text)) if (meaning := _meaning(word))]


def overlap(left: set[str], right: set[str]) -> float:
    """Share of the smaller set that both hold, 0..1; 1 when one is empty, for nothing sets them apart."""
    smaller = min(len(left), len(right))
    return len(left & right) / smaller if smaller else 1.0
