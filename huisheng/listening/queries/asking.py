"""What a campaign asks the public: its published forms, and the choices it supplies."""

from dataclasses import dataclass

from huisheng.campaign.models import Campaign
from huisheng.campaign.queries.units import units_of
from huisheng.crafts.form import FormDefinition, from_plain
from huisheng.errors import Missing
from huisheng.listening.models import FormVersion, Inbox, Sector
from huisheng.organisation.models import Unit


@dataclass(frozen=True, slots=True)
class AskedForm:
    """A published form as the public page asks it now."""

    version: FormVersion
    definition: FormDefinition


def asked_forms(campaign: Campaign) -> list[AskedForm]:
    """The newest published version of each form, in the order they were first published. One query."""
    newest: dict[str, FormVersion] = {}
    for version in FormVersion.objects.filter(campaign=campaign, published_on__isnull=False).order_by("number", "id"):
        newest[version.code] = version
    return [AskedForm(version, from_plain(version.definition)) for version in newest.values()]


def asked_form(campaign: Campaign, code: str) -> AskedForm:
    """The newest published version of one form. One query.

    Raises:
        Missing: none of this code is published.
    """
    published = FormVersion.objects.filter(campaign=campaign, code=code, published_on__isnull=False)
    version = published.order_by("-number").first()
    if version is None:
        raise Missing
    return AskedForm(version, from_plain(version.definition))


def sectors(campaign: Campaign) -> list[Sector]:
    """The sectors of society the campaign tells apart, in its order."""
    return list(Sector.objects.filter(campaign=campaign))


def addressee_units(campaign: Campaign) -> list[Unit]:
    """The units a matter may be about: all below the campaign's own, in official order."""
    return list(units_of(campaign).exclude(pk=campaign.unit_id).order_by("kind", "rank", "code"))


def waiting_to_be_sealed(campaign: Campaign) -> int:
    """How many voices wait in the inbox: all a desk may know of them."""
    return Inbox.objects.filter(campaign=campaign).count()
