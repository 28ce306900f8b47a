"""Units as somebody who works in a campaign may name them."""

from django.db.models import Q, QuerySet

from huisheng.campaign.models import Campaign
from huisheng.campaign.standing import Standing
from huisheng.organisation.models import Unit
from huisheng.organisation.policy import Scope


def units_of(campaign: Campaign, besides: int | None = None) -> QuerySet[Unit]:
    """Units a record of the campaign may name: those within its own that have not ended. One query.

    Args:
        besides: the unit a record names already; it may, even if it ended since.
    """
    return Unit.objects.filter(Q(ended_on=None) | Q(pk=besides), path__startswith=campaign.unit.path)


def units_in(standing: Standing) -> QuerySet[Unit]:
    """Units of which the reader may see findings: what the list may be filtered by. One query."""
    rows = Unit.objects.select_related("parent").order_by("path")
    scopes = standing.scopes("finding.read")
    if Scope.ALL in scopes:
        return rows
    seen: set[int] = set()
    if Scope.OWN in scopes:
        seen |= standing.own_units
    if Scope.SUP in scopes:
        seen |= standing.supervised_units | standing.own_units
    return rows.filter(pk__in=seen)
