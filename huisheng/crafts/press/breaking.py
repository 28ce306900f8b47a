"""Words cut into pieces for Typst, so that it breaks lines where Word and LibreOffice do.

What differs otherwise, as measured with Typst 0.15 and LibreOffice 7.4:
- between a Chinese character and a Latin letter or figure LibreOffice leaves a fifth of a character, and nothing at
  marks; Typst would leave a quarter. The gap is a piece of its own.
- the last character before a change of script is not tracked; so Latin is a piece of its own.
- at the ends of a line Typst halves brackets; so a bracket and its neighbours are one piece that is not cut.
- after a hyphen before a figure only Word and LibreOffice break; a word longer than its line only they cut.
"""

import re
from collections.abc import Iterator

GAP = 0
BREAK = 1

_OPENING, _CLOSING = "《（〔〈【〖「『［｛", "》）〕〉】〗」』］｝"
_BEFORE, _AFTER = _OPENING + "“‘", _CLOSING + "，。、；：！？”’"
_INNER = rf"(?:[^\s\u2000-\U0010ffff]{{1,24}}|[^\u0000-\u1fff{_BEFORE}{_AFTER}])"
_GROUP = re.compile(
    rf"[{_BEFORE}]*[{_OPENING}][{_BEFORE}]*{_INNER}[{_AFTER}]*|{_INNER}[{_AFTER}]*[{_CLOSING}][{_AFTER}]*"
)
_SCRIPT = re.compile(r"[^\u2000-\U0010ffff]+|[\u2000-\U0010ffff]+")
_HYPHEN = re.compile(r"(?<=-)(?=[0-9])")
_WORD = re.compile(r"[^\s\0]+")


def pieces(words: str, before: str, room: int) -> list[object]:
    """The words as pieces.

    Args:
        words: the words of a bit.
        before: the character that stands before them in the paragraph, or nothing.
        room: how many Latin characters surely fit a line.

    Returns:
        Strings are Chinese, lists of one string Latin, `GAP` and `BREAK` themselves, and `{b: pieces, p, n}` what is
        not cut; p and n say whether Chinese stands before and after it without a gap.
    """
    made: list[object] = []
    at = 0
    for group in _GROUP.finditer(words):
        start, end = group.span()
        made += _runs(words[at:start], words[at - 1] if at else before, room)
        lead, follow = (words[start - 1] if start else before), words[end : end + 1]
        if _meet(lead, words[start]):
            made.append(GAP)
        inside = list(_runs(group[0], "", room))
        made.append({"b": inside, "p": _chinese(lead, words[start]), "n": _chinese(words[end - 1], follow)})
        at = end
    made += _runs(words[at:], words[at - 1] if at else before, room)
    return made


def _runs(words: str, before: str, room: int) -> Iterator[object]:
    """Chinese and Latin in turn, with the gaps between them."""
    for run in _SCRIPT.findall(words):
        if _meet(before, run):
            yield GAP
        if _is_latin(run):
            yield from _latin(run, room)
        else:
            yield run
        before = run[-1]


def _latin(words: str, room: int) -> Iterator[object]:
    def cut(word: re.Match[str]) -> str:
        long = word[0]
        return long if len(long) <= room else "\0".join(long[at : at + 8] for at in range(0, len(long), 8))

    for number, part in enumerate(_WORD.sub(cut, _HYPHEN.sub("\0", words)).split("\0")):
        if number:
            yield BREAK
        yield [part]


def _meet(left: str, right: str) -> bool:
    """Whether a Chinese character and a Latin letter or figure stand side by side here."""
    return left[-1:].isalnum() and right[:1].isalnum() and _is_latin(left[-1]) != _is_latin(right)


def _chinese(left: str, right: str) -> bool:
    return bool(left and right) and not _is_latin(left) and not _is_latin(right)


def _is_latin(text: str) -> bool:
    return text[0] < "\u2000"
