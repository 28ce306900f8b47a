"""Opening and closing a campaign's public page."""

from django.db import transaction
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.campaign.services.campaigns import set_intake
from huisheng.errors import Refused
from huisheng.listening.models import FormVersion
from huisheng.organisation.models import Person


@transaction.atomic
def open_page(campaign: Campaign, *, by: Person) -> None:
    """Let anybody send voices.

    Raises:
        Refused: no form is published, or the campaign lacks what people must read first.
    """
    if not FormVersion.objects.filter(campaign=campaign, published_on__isnull=False).exists():
        raise Refused(_("The public page was not opened: publish a form first."))
    set_intake(campaign, True, by=by)


def close_page(campaign: Campaign, *, by: Person) -> None:
    """Take no more voices; receipts can still be followed."""
    set_intake(campaign, False, by=by)
