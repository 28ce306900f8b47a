"""Making a campaign and setting it up."""

from dataclasses import dataclass, fields
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign, Phase
from huisheng.errors import Conflict, Refused
from huisheng.organisation.models import Person, Unit
from huisheng.organisation.services.audit import audit


@dataclass(frozen=True, slots=True)
class Name:
    """A name in Chinese and, where there is one, in English."""

    zh: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class SetUp:
    """What the office says of its campaign; the fields of `Campaign` with the same names."""

    name: str
    name_en: str
    wave: int | None
    state: str
    planned_launch_on: date | None
    launched_on: date | None
    phrases: list[dict[str, str]]
    purpose: str
    purpose_en: str
    retention: str
    retention_en: str


@dataclass(frozen=True, slots=True)
class Days:
    """From when until when a phase is planned, and from when until when it was."""

    planned_from: date
    planned_until: date
    actual_from: date | None = None
    actual_until: date | None = None


@transaction.atomic
def create_campaign(
    slug: str, name: Name, *, unit: Unit, parent: Campaign | None, wave: int | None, by: Person
) -> Campaign:
    """Make a campaign. Nobody works in it until the role administrator has given roles.

    Raises:
        Conflict: another campaign has this name in its addresses.
    """
    try:
        with transaction.atomic():
            made = Campaign.objects.create(
                slug=slug, name=name.zh, name_en=name.en, unit=unit, parent=parent, wave=wave
            )
    except IntegrityError as clash:
        raise Conflict(
            _("The address “%(slug)s” belongs to another campaign. Choose another.") % {"slug": slug}
        ) from clash
    audit("campaign.created", made, by=by, campaign_id=made.pk, campaign=name.zh)
    return made


@transaction.atomic
def set_up(campaign: Campaign, said: SetUp, *, by: Person) -> None:
    """Change names, texts, phrases and state. A closed campaign takes no more voices."""
    for each in fields(said):
        setattr(campaign, each.name, getattr(said, each.name))
    if campaign.state == Campaign.State.CLOSED:
        campaign.intake_open = False
    campaign.save()
    audit("campaign.set_up", campaign, by=by, campaign_id=campaign.pk, campaign=campaign.name)


@transaction.atomic
def set_intake(campaign: Campaign, is_open: bool, *, by: Person) -> None:
    """Let the public page take voices, or close it. Receipts can be followed either way.

    Raises:
        Refused: the campaign is closed, or does not say yet what voices are used for and how long they are kept.
    """
    if is_open and campaign.state == Campaign.State.CLOSED:
        raise Refused(_("The campaign is closed. Its public page stays closed too."))
    if is_open and not (campaign.purpose and campaign.retention):
        raise Refused(
            _(
                "The public page was not opened: people must first read what their words are used for and how long"
                " they are kept. Write both under Names and texts."
            )
        )
    campaign.intake_open = is_open
    campaign.save(update_fields=["intake_open"])
    audit(
        "campaign.opened" if is_open else "campaign.shut",
        campaign,
        by=by,
        campaign_id=campaign.pk,
        campaign=campaign.name,
    )


@transaction.atomic
def add_phase(campaign: Campaign, name: Name, days: Days, *, by: Person) -> Phase:
    """Add a phase after those there are. Phases may overlap."""
    last = Phase.objects.filter(campaign=campaign).order_by("-rank").first()
    phase = Phase(campaign=campaign, rank=last.rank + 1 if last else 1)
    _write(phase, name, days)
    audit("phase.added", phase, by=by, campaign_id=campaign.pk, phase=name.zh)
    return phase


@transaction.atomic
def change_phase(phase: Phase, name: Name, days: Days, *, by: Person) -> None:
    """Change a phase's name and days."""
    _write(phase, name, days)
    audit("phase.changed", phase, by=by, campaign_id=phase.campaign_id, phase=name.zh)


@transaction.atomic
def remove_phase(phase: Phase, *, by: Person) -> None:
    """Take out a phase that was never begun.

    Raises:
        Refused: it has begun.
    """
    if phase.actual_from:
        raise Refused(
            _("The phase “%(phase)s” has begun and stays in the record. Nothing was changed.") % {"phase": phase.label}
        )
    audit("phase.removed", phase, by=by, campaign_id=phase.campaign_id, phase=phase.name)
    phase.delete()


def _write(phase: Phase, name: Name, days: Days) -> None:
    phase.name, phase.name_en = name.zh, name.en
    for each in fields(days):
        setattr(phase, each.name, getattr(days, each.name))
    phase.save()
