"""Laying masks over words: the one place that decides which characters are shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MASK = "██"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a voice; runs joined are the voice (see `web.templatetags.look`)."""

    text: str
    masked: str | bool = False
    hand: bool = False
    shared: bool = False
    rest: bool = False
    elsewhere: str = ""
    url: str = ""


def masked(text: str, spans: Iterable[tuple[int, int]], offset: int = 0) -> list[Run]:
    """A stretch of a statement with its masks laid over it.

    Args:
        text: the stretch.
        spans: masked stretches, in code points of the statement; they may overlap and lie outside.
        offset: where in the statement the stretch begins.

    Returns:
        Runs in the order of the words. A masked run holds no words; masks that touch are one.
    """
    runs: list[Run] = []
    at = 0
    for start, end in sorted(spans):
        first, last = max(start - offset, at), min(end - offset, len(text))
        if first >= last:
            continue
        if first > at:
            runs.append(Run(text[at:first]))
        if not runs or not runs[-1].masked:
            runs.append(Run("", masked=True))
        at = last
    return [*runs, Run(text[at:])] if at < len(text) else runs


def as_text(runs: Iterable[Run], mask: str = MASK) -> str:
    """Runs as plain text, each mask as blocks that tell nothing of its length."""
    return "".join(mask if run.masked else run.text for run in runs)


def masks_shown(runs: Sequence[Run]) -> int:
    """How many masks lie over these runs."""
    return sum(bool(run.masked) for run in runs)
