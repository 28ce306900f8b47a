"""Issuing a day's figures: from then on the day keeps them."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.errors import Refused
from huisheng.figures.models import Counting, Snapshot
from huisheng.figures.queries import basis as bases
from huisheng.organisation import clock
from huisheng.organisation.models import Person
from huisheng.organisation.services.audit import audit, serialise

_LOCK = 0x48_53_46_49


class StillToCome(Refused):
    """The day has not come; nothing can be counted up to it."""


@transaction.atomic
def issue(campaign: Campaign, as_of: date, *, by: Person | None) -> Snapshot:
    """Keep what the day's figures are counted from now. Where nothing changed since, the last edition stands.

    Raises:
        StillToCome: the day is not yet.
    """
    if as_of > clock.today():
        raise StillToCome(_("That day is still to come: nothing was issued. Choose today or a day before it."))
    serialise(_LOCK)
    version = bases.in_force(bases.versions(campaign), as_of)
    basis = bases.plain(bases.live(campaign, as_of, None, is_open=False))
    seal = bases.seal(basis)
    last = Snapshot.objects.filter(campaign=campaign, as_of=as_of).order_by("-edition").first()
    if last is not None and (last.sha256, last.finding_list_id) == (seal, version.pk if version else None):
        return last
    snapshot = Snapshot.objects.create(
        campaign=campaign,
        as_of=as_of,
        edition=last.edition + 1 if last else 1,
        finding_list=version,
        basis=basis,
        sha256=seal,
        issued_at=clock.now(),
        by=by,
    )
    audit(
        "figures.issued",
        snapshot,
        by=by,
        campaign_id=campaign.pk,
        day=as_of.isoformat(),
        edition=snapshot.edition,
        sha256=seal,
    )
    return snapshot


def keep_day(campaign: Campaign, as_of: date, *, by: Person | None) -> None:
    """Issue a day that is over and was never issued: whoever is told its figures can be told the same again."""
    if as_of < clock.today() and not Snapshot.objects.filter(campaign=campaign, as_of=as_of).exists():
        issue(campaign, as_of, by=by)


@transaction.atomic
def set_counting(campaign: Campaign, person_times: list[str], *, by: Person) -> None:
    """Set the kinds of occasion at which people count as consulted. Issued figures keep what they were counted by."""
    Counting.objects.update_or_create(campaign=campaign, defaults={"person_times": sorted(person_times)})
    audit("figures.counting_set", campaign, by=by, campaign_id=campaign.pk, kinds=sorted(person_times))
