"""How much of a finding somebody reads: all of it, its redacted view, or only what a unit is told (R2, R3)."""

from enum import StrEnum

from huisheng.campaign.standing import Standing
from huisheng.combing.models import Finding
from huisheng.combing.queries.core import sees_originals
from huisheng.organisation.policy import Scope


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
