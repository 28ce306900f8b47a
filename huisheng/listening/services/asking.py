"""Publishing a form: from then on it is asked, and never changes."""

from datetime import date

from django.db import transaction

from huisheng.campaign.models import Campaign
from huisheng.crafts.form import FormDefinition, to_plain
from huisheng.listening.models import FormVersion
from huisheng.organisation.models import Person
from huisheng.organisation.services.audit import audit


@transaction.atomic
def publish_form(campaign: Campaign, definition: FormDefinition, *, by: Person | None, on: date) -> FormVersion:
    """Ask a form on the campaign's public page. An earlier version of the same code is asked no more."""
    earlier = FormVersion.objects.filter(campaign=campaign, code=definition.code).order_by("-number").first()
    version = FormVersion.objects.create(
        campaign=campaign,
        code=definition.code,
        number=earlier.number + 1 if earlier else 1,
        definition=to_plain(definition),
        published_on=on,
    )
    audit("form.published", version, by=by, campaign_id=campaign.pk, form=definition.title.zh, number=version.number)
    return version
