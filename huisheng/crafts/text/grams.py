"""Search grams: what the full-text index stores, so that two-character Chinese words are found."""

import re
import unicodedata
from functools import lru_cache

# Runs of Chinese characters (with the extensions rare place and personal names need), or one word of
# letters and digits; everything else separates.
_RUNS = re.compile(r"[㐀-䶿一-鿿豈-﫿𠀀-𳑿]+|[^\W_㐀-䶿一-鿿豈-﫿𠀀-𳑿]+")
_CHINESE = re.compile(r"[㐀-䶿一-鿿豈-﫿𠀀-𳑿]")


def folded(text: str) -> str:
    """Text as compared: full-width letters and digits become ordinary, upper case becomes lower."""
    return unicodedata.normalize("NFKC", text).casefold()


_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ]")


# Several classifiers look at one text, one after another.
@lru_cache(maxsize=16)
def levelled(text: str) -> str:
    """Text as compared, every character in its place: full-width letters and digits made ordinary, lower case."""
    if text.isascii():
        return text.lower()
    narrow = _WIDE.sub(lambda wide: chr(ord(wide[0]) - 0xFEE0), text) if _WIDE.search(text) else text
    lower = narrow.lower()
    # A few letters grow when lowered (İ); then only letters that do not are lowered.
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in narrow)


def grams(text: str) -> list[str]:
    """Grams of a text for the index, in order, repeats kept.

    Each run of Chinese gives every character and every pair of neighbours; each word or number is one
    gram in lower case. Single characters are stored so that a search for one character finds it.
    """
    found: list[str] = []
    for run in _RUNS.findall(folded(text)):
        if _CHINESE.match(run):
            found.extend(run)
            found.extend(run[n : n + 2] for n in range(len(run) - 1))
        else:
            found.append(run)
    return found


def query_grams(text: str) -> list[str]:
    """Grams that a text must all hold to answer a search, each once, in order.

    A run of two or more Chinese characters asks only for its pairs: they imply the characters.
    """
    wanted: dict[str, None] = {}
    for run in _RUNS.findall(folded(text)):
        if len(run) > 1 and _CHINESE.match(run):
            wanted.update(dict.fromkeys(run[n : n + 2] for n in range(len(run) - 1)))
        else:
            wanted[run] = None
    return list(wanted)
