"""Words cut into pieces for Typst, so that it breaks lines where Word and LibreOffice do.

What differs otherwise, as measured with Typst 0.15 and LibreOffice 7.4:
- between a Chinese character and a Latin letter or figure LibreOffice leaves a fifth of a character, and nothing at
  marks; Typst would leave a quarter. The gap is a piece of its own.
- the last character before a change of script is not tracked; so Latin is a piece of its own.
- spaces and marks of no script, quotation marks among them, are of the script before them, and in its face.
- at the ends of a line Typst halves brackets; so a bracket and its neighbours are one piece that is not cut.
- after a hyphen before a figure, and among stars only Word and LibreOffice break; a word longer
  than its line only they cut.
- between ，。、 or a closing bracket and a Latin letter or figure only Typst breaks; they too are one piece.
- at a slash only Typst breaks; so a word with one is a piece that is not cut.
"""

import re
from collections.abc import Iterator

GAP = 0
BREAK = 1

_OPENING, _CLOSING = "《（〔〈【〖「『［｛", "》）〕〉】〗」』］｝"
_BEFORE, _AFTER = _OPENING + "“‘", _CLOSING + "，。、．；：！？”’"
_INNER = rf"(?:[^-\s\u2000-\U0010ffff]{{1,24}}-?|[^\u0000-\u1fff{_BEFORE}{_AFTER}])"
_HELD = _CLOSING + "，。、．"
_LATIN = r"[0-9A-Za-z](?:[^-/\s\u2000-\U0010ffff]|/(?!/)){0,23}(?://|-?)"
_REST = rf"[{_AFTER}]*(?:(?<=[{_HELD}]){_LATIN}[{_AFTER}]*)*"
_GROUP = re.compile(
    rf"[{_BEFORE}]*[{_OPENING}][{_BEFORE}]*{_INNER}{_REST}"
    rf"|{_INNER}[{_AFTER}]*(?:[{_CLOSING}]|(?<=[{_HELD}]){_LATIN}){_REST}"
)
_WEAK = r"\s\u2000-\u2e7f"
_SCRIPT = re.compile(
    rf"[{_WEAK}]*(?:[^\s\u2000-\U0010ffff][^\u2e80-\U0010ffff]*|[\u2e80-\U0010ffff][{_WEAK}\u2e80-\U0010ffff]*)"
    rf"|[{_WEAK}]+"
)
_ONLY_THEY = re.compile(r"(?<=-)(?=[0-9])|(?<=[0-9A-Za-z])(?=\*\*)")
_STARS = re.compile(r"(?<![0-9A-Za-z*])\*{2,}")
_SLASHED = re.compile(r"([^-\s]* */[^-\s]*-?)")
_WORD = re.compile(r"[^\s\0]+")


def pieces(words: str, before: str, room: int) -> list[object]:
    """The words as pieces.

    Args:
        words: the words of a bit.
        before: of the words before them in the paragraph, what `lead` leaves.
        room: how many Latin characters surely fit a line.

    Returns:
        Strings are Chinese, lists of one string Latin, `GAP` and `BREAK` themselves, and `{b: pieces, p, n}` what is
        not cut; p and n say whether Chinese stands before and after it without a gap.
    """
    made: list[object] = []
    at = 0
    for group in _GROUP.finditer(words):
        start, end = group.span()
        made += _runs(words[at:start], before, room)
        before = lead(before + words[at:start])
        inside = list(_runs(group[0], before, room))
        if inside[0] == GAP:
            made.append(inside.pop(0))
        made.append(
            {"b": inside, "p": _chinese(before[-1:], words[start]), "n": _chinese(words[end - 1], words[end : end + 1])}
        )
        before, at = lead(before + group[0]), end
    made += _runs(words[at:], before, room)
    return made


def lead(words: str) -> str:
    """What of some words counts for those that follow: the last character with a script of its own, and the last."""
    strong = _strong(words)
    return strong if words.endswith(strong) and strong else strong + words[-1:]


def _runs(words: str, before: str, room: int) -> Iterator[object]:
    """Chinese and Latin in turn, with the gaps between them."""
    strong, before = _strong(before), before[-1:]
    for at, found in enumerate(_SCRIPT.findall(strong + words)):
        run = found[len(strong) :] if at == 0 else found
        if not run:
            continue
        if _meet(before, run):
            yield GAP
        if _is_latin(_strong(found) or " "):
            yield from _latin(run, room)
        else:
            yield run
        before = run[-1]


def _strong(words: str) -> str:
    """The last character that has a script of its own; spaces, quotation marks and the like have none."""
    return next((char for char in reversed(words) if not (char.isspace() or "\u2000" <= char < "\u2e80")), "")


def _latin(words: str, room: int) -> Iterator[object]:
    def cut(word: re.Match[str]) -> str:
        long = word[0]
        return long if len(long) <= room else "\0".join(long[at : at + 8] for at in range(0, len(long), 8))

    parted = _ONLY_THEY.sub("\0", _STARS.sub(lambda stars: "\0".join(stars[0]), words))
    for number, part in enumerate(_WORD.sub(cut, parted).split("\0")):
        if number:
            yield BREAK
        for odd, run in enumerate(_SLASHED.split(part)):
            if run:
                yield {"b": [[run]], "p": False, "n": False} if odd % 2 else [run]


def _meet(left: str, right: str) -> bool:
    """Whether a Chinese character and a Latin letter or figure stand side by side here."""
    return left[-1:].isalnum() and right[:1].isalnum() and _is_latin(left[-1]) != _is_latin(right)


def _chinese(left: str, right: str) -> bool:
    return bool(left and right) and not _is_latin(left) and not _is_latin(right)


def _is_latin(text: str) -> bool:
    return text[0] < "\u2000"
