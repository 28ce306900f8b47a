"""Small groups: what of a breakdown may be shown apart (docs/develop/trust.md § 4)."""

from collections.abc import Mapping
from typing import TypeVar

SMALLEST = 5
"""Fewer than this many of a group are never shown apart (D1)."""

Key = TypeVar("Key", int, str)


def set_apart(counts: Mapping[Key, int], *, joins: bool) -> tuple[dict[Key, int], int]:
    """Groups large enough to be shown apart, and how many are in the others together.

    Args:
        counts: size by group; the keys put groups of equal size in order.
        joins: whether the smallest group shown joins the others while they are fewer than `SMALLEST` together,
            so that no small group follows by difference.

    Returns:
        Groups shown, largest first, and the sum of those kept together.
    """
    shown = sorted((pair for pair in counts.items() if pair[1] >= SMALLEST), key=lambda pair: (-pair[1], pair[0]))
    together = sum(counts.values()) - sum(count for _name, count in shown)
    while joins and 0 < together < SMALLEST and shown:
        together += shown.pop()[1]
    return dict(shown), together
