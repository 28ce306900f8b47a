"""Classification schemes as data, and a classifier that works from their words alone.

A scheme is a JSON file: `code`, `zh`, `en`, and `categories`, each with `code`, `zh`, `en` and `words`.
Words have two characters or more.
The category without words takes what no other claims. An office may add files of its own.
"""

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from huisheng.crafts.text.grams import levelled
from huisheng.errors import Unreadable

_HERE = Path(__file__).resolve().parent
_UNRIVALLED = 0.9
_WORDS = 2
SHIPPED = ("four_winds", "eight_rules", "policy")


@dataclass(frozen=True, slots=True)
class Category:
    """One class of a scheme, with the words that speak for it."""

    code: str
    zh: str
    en: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way to sort findings; a finding has one category in each scheme of its campaign."""

    code: str
    zh: str
    en: str
    categories: tuple[Category, ...]

    @property
    def rest(self) -> str:
        """Code of the category that takes what no other claims: the first one without words."""
        return next((c.code for c in self.categories if not c.words), self.categories[-1].code)


class Hit(NamedTuple):
    """A word of a scheme found in a text at a code point, and the category it speaks for."""

    at: int
    word: str
    code: str


@dataclass(frozen=True, slots=True)
class Label:
    """A proposed class and how sure the machine is of it, 0..1.

    `is_sure`: sure enough to be filled in before a person has looked. Only classifiers that measured it say so.
    """

    code: str
    confidence: float
    is_sure: bool = False


class BadScheme(Unreadable):
    """A scheme file that cannot be used; `reason` says which part is missing."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def read_scheme(path: Path) -> Scheme:
    """Read a scheme from a JSON file.

    Raises:
        BadScheme: not JSON, or a part is missing or repeated.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        categories = tuple(
            Category(c["code"], c["zh"], c["en"], tuple(levelled(word).replace("-", " ") for word in c["words"]))
            for c in raw["categories"]
        )
        scheme = Scheme(raw["code"], raw["zh"], raw["en"], categories)
    except (OSError, ValueError, TypeError, KeyError) as problem:
        raise BadScheme(path, repr(problem)) from problem
    codes = [c.code for c in categories]
    if not codes or len(set(codes)) < len(codes):
        raise BadScheme(path, "no category, or one code twice")
    return scheme


@cache
def shipped(code: str) -> Scheme:
    """A scheme that comes with the product: `four_winds`, `eight_rules` or `policy`."""
    return read_scheme(_HERE / f"{code}.json")


class SchemeClassifier:
    """Sorts texts into the categories of a scheme by the scheme's own words; needs no example.

    Args:
        scheme: the scheme.
        doubt: evidence that the rest category starts with; about one plain word.
    """

    def __init__(self, scheme: Scheme, doubt: float = 1.0) -> None:
        self.scheme = scheme
        self.doubt = doubt
        self._codes: dict[str, list[str]] = defaultdict(list)
        for category in scheme.categories:
            for word in category.words:
                if len(word) > 1:
                    self._codes[word].append(category.code)
        self._words = _alternation(self._codes)

    def classify(self, text: str, title: str = "") -> Label:
        """The category with most evidence; a title, when there is one, weighs as much again."""
        found = self._found(f"{title}\n{title}\n{text}" if title else text)
        evidence = _weighed(found)
        if not evidence:
            return Label(self.scheme.rest, 0.5)
        total = sum(evidence.values())
        code = min(evidence, key=lambda c: (-evidence[c], c))
        # Two different words and next to none for another: nine of ten such labels are right, one word alone is
        # wrong three times in ten (held by tests/unit/test_text_sure.py).
        speak = sum(of == code for _, of in found)
        is_sure = speak >= _WORDS and evidence[code] >= _UNRIVALLED * total
        return Label(code, evidence[code] / (total + self.doubt), is_sure)

    def evidence(self, text: str) -> dict[str, float]:
        """Evidence by category code."""
        return _weighed(self._found(text))

    def _found(self, text: str) -> dict[tuple[str, str], int]:
        """How often each word is said, by word and the category it speaks for."""
        found = Counter(self._words.findall(levelled(text)))
        return {(word, code): times for word, times in found.items() for code in self._codes[word]}

    def hits(self, text: str) -> list[Hit]:
        """Words of the scheme in a text, in order; a word inside a longer one does not count."""
        return [
            Hit(match.start(), match[0], code)
            for match in self._words.finditer(levelled(text))
            for code in self._codes[match[0]]
        ]


def _alternation(words: Collection[str]) -> re.Pattern[str]:
    """A pattern that finds the longest of the words at each place; one of letters only where a word starts.

    Only certain characters can open a word and only certain ones can follow: looking for these two first
    halves the time.
    """
    if not words:
        return re.compile(r"(?!)")
    first, second = ("".join(sorted({re.escape(word[at]) for word in words})) for at in (0, 1))
    endings: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=lambda word: (-len(word), word)):
        edge = r"(?<![^\W_].)" if word.isascii() else ""
        endings[word[0]].append(edge + re.escape(word[1:]))
    alternatives = (f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in sorted(endings.items()))
    return re.compile(f"(?=[{first}][{second}])(?:{'|'.join(alternatives)})", re.DOTALL)


def weigh(hits: Iterable[Hit]) -> dict[str, float]:
    """Evidence by category: longer words tell more, and a word repeated tells less each time."""
    return _weighed(Counter((hit.word, hit.code) for hit in hits))


def _weighed(counts: Mapping[tuple[str, str], int]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for (word, code), times in sorted(counts.items()):
        found[code] += _weight(word) * math.log2(1 + times)
    return dict(found)


def clear_code(evidence: Mapping[str, float]) -> str:
    """The category with more than twice the evidence of any other, else nothing."""
    ranked = sorted(evidence.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or (len(ranked) > 1 and ranked[0][1] <= 2 * ranked[1][1]):
        return ""
    return ranked[0][0]


def _weight(word: str) -> float:
    return 1.0 if word.isascii() else (len(word) - 1) ** 0.5
