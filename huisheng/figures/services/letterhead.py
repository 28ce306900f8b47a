"""Setting what a campaign's documents are headed and signed with."""

from typing import Any

from django.db import transaction

from huisheng.campaign.models import Campaign
from huisheng.figures.models import Letterhead
from huisheng.organisation.models import Person
from huisheng.organisation.services.audit import audit


@transaction.atomic
def set_letterhead(campaign: Campaign, wanted: dict[str, Any], *, by: Person) -> Letterhead:
    """Keep a campaign's letterhead and the phrases over the report's parts; documents made from now on bear them."""
    kept, _made = Letterhead.objects.update_or_create(campaign=campaign, defaults=wanted)
    audit("letterhead.set", campaign, by=by, campaign_id=campaign.pk, masthead=kept.masthead)
    return kept
