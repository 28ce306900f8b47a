"""Small groups: what of a breakdown may be shown apart, and when it may move (docs/develop/trust.md § 4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from huisheng.listening.disclosure import SMALLEST, set_apart

FRESH_START = 100
"""Every so many batches the walk of `released` begins anew, so that it never has to read more."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Groups shown apart, largest first, and the sum of all others.

    `together` is None where even the sum of the others would be a small group: then nothing is told of them.
    """

    shown: tuple[tuple[int, int], ...]
    together: int | None
    is_cut: bool = False
    """Whether there was no room for all that might be shown apart."""

    @property
    def total(self) -> int | None:
        """All that was counted; None where it may not be told."""
        return None if self.together is None else sum(count for _key, count in self.shown) + self.together


def broken_down(counts: Mapping[int, int], most: int = 0) -> Breakdown:
    """Show apart only what is large enough, so that no small group follows by subtraction either.

    Args:
        counts: people or passages by group.
        most: how many groups there is room for; 0 for all.
    """
    shown, together = set_apart(counts, joins=True)
    kept = tuple(shown.items())
    room = most or len(kept)
    together += sum(count for _key, count in kept[room:])
    return Breakdown(kept[:room], None if 0 < together < SMALLEST else together, len(kept) > room)


def released(batches: Iterable[tuple[int, int]]) -> int:
    """The number of the last batch whose voices a breakdown counts: it moves by five voices or not at all.

    What is counted grows with the batches and depends on nothing else, so two looks at it differ by no voice or by
    at least five, whenever they are taken. The walk begins anew at every hundredth batch, which only makes steps
    longer: five batches later, at the latest, another step is done.

    Args:
        batches: (number, voices) of the last batches in any order, each of at least one voice: all of the campaign,
            or the last `FRESH_START` and five before them.
    """
    rows = sorted(batches)
    last = rows[-1][0] if rows else 0
    start = max(0, last - SMALLEST) // FRESH_START * FRESH_START
    done, gathered, hundred = 0, 0, 0
    for number, voices in rows:
        if number <= start:
            continue
        if hundred != (hundred := (number - 1) // FRESH_START):
            gathered = 0
        gathered += voices
        if gathered >= SMALLEST:
            done, gathered = number, 0
    return done
