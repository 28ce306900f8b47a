"""How much of a finding somebody reads: all of it, its redacted view, or only what a unit is told (R2, R3)."""

from collections.abc import Mapping
from enum import StrEnum

from huisheng.campaign.standing import Standing
from huisheng.combing.models import Finding
from huisheng.combing.queries.core import sees_originals
from huisheng.organisation.policy import Scope

SMALLEST = 5
"""Fewer than this many of a group are never shown apart (D1)."""


class Sight(StrEnum):
    """What a reader sees of findings."""

    TITLE = "title"
    """Title, category and number of passages, “fewer than 5” below 5; nothing else (R3)."""
    REDACTED = "redacted"
    """Passages too, without whole voices; a sector only where it tells nothing."""
    FULL = "full"
    """Passages, each opening its whole voice and source."""


def sight(standing: Standing) -> Sight:
    """What this person sees of findings that are not their own matter."""
    if sees_originals(standing):
        return Sight.FULL
    if standing.scopes("passage.read") & {Scope.MASK, Scope.SUPM}:
        return Sight.REDACTED
    return Sight.TITLE


def sight_of(standing: Standing, finding: Finding) -> Sight:
    """What this person sees of one finding: of their own unit's, in any role, no more than the unit is told (R2)."""
    return Sight.TITLE if finding.unit_id in standing.own_units else sight(standing)


def set_apart(counts: Mapping[str, int], *, joins: bool, smallest: int = SMALLEST) -> tuple[dict[str, int], int]:
    """Groups large enough to be shown apart, and how many are in the others together.

    Args:
        counts: size by group.
        joins: whether the smallest group shown joins the others while they are fewer than `smallest` together,
            so that no small group follows by difference.

    Returns:
        Groups shown, largest first, and the sum of those kept together.
    """
    shown = sorted((pair for pair in counts.items() if pair[1] >= smallest), key=lambda pair: (-pair[1], pair[0]))
    together = sum(counts.values()) - sum(count for _name, count in shown)
    while joins and 0 < together < smallest and shown:
        together += shown.pop()[1]
    return dict(shown), together
