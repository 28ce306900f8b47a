"""What a campaign asks, and whom."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language

from huisheng.campaign.models import Campaign
from huisheng.crafts.form import SHIPPED, FormDefinition, shipped
from huisheng.listening.models import FormVersion, Inbox, Sector


def sectors(campaign: Campaign) -> QuerySet[Sector]:
    """The sectors in their order."""
    return Sector.objects.filter(campaign=campaign).order_by("rank", "id")


@dataclass(frozen=True, slots=True)
class Glance:
    """Whether a campaign asks anybody anything yet, and whether voices wait to be sealed."""

    has_sectors: bool
    has_form: bool
    waits_to_be_sealed: bool


def glance(campaign: Campaign) -> Glance:
    """How far a campaign's asking is. One query."""
    own = {"campaign": OuterRef("pk")}
    return Glance(
        *Campaign.objects.filter(pk=campaign.pk)
        .annotate(
            sectors_there=Exists(Sector.objects.filter(**own)),
            form_there=Exists(FormVersion.objects.filter(**own, published_on__isnull=False)),
            inbox_there=Exists(Inbox.objects.filter(**own)),
        )
        .values_list("sectors_there", "form_there", "inbox_there")
        .get()
    )


@dataclass(frozen=True, slots=True)
class ShippedForm:
    """A form that comes with the product, and its version in this campaign, if it was published."""

    code: str
    title: str
    items: int
    minutes: int
    version: FormVersion | None


def shipped_forms(campaign: Campaign) -> list[ShippedForm]:
    """The shipped forms and their newest published versions. One query."""
    published = {
        each.code: each
        for each in FormVersion.objects.filter(campaign=campaign, published_on__isnull=False).order_by("number")
    }
    return [_form(shipped(code), published.get(code)) for code in SHIPPED]


def _form(definition: FormDefinition, version: FormVersion | None) -> ShippedForm:
    title = definition.title.en if (get_language() or "").startswith("en") else definition.title.zh
    return ShippedForm(definition.code, title, len(definition.items), definition.minutes, version)
