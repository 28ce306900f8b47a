"""What clerks decided last, for a campaign's home: who did what to how many, never which words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from huisheng.campaign.standing import Standing
from huisheng.combing.models import Decision
from huisheng.organisation.policy import Scope

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Recent:
    """A decision: when, who, what, and how many passages it moved."""

    at: datetime
    by: str
    act: str
    passages: int


def recent_decisions(standing: Standing) -> Iterator[Recent]:
    """The last eight decisions, for whoever sees all findings of the campaign. One query."""
    if Scope.ALL not in standing.scopes("finding.read"):
        return
    rows = Decision.objects.filter(campaign=standing.campaign).select_related("by").order_by("-number")[:SHOWN]
    for each in rows:
        moved = sum(op["of"] == "placement" for op in each.changes["ops"])
        yield Recent(each.at, each.by.label if each.by else "", str(Decision.Act(each.act).label), moved)
