"""What the office records of its own asking: occasions held, forms issued."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Max

from huisheng.campaign.models import Campaign
from huisheng.listening.models import Attendance, IssueRecord, Occasion
from huisheng.organisation.models import Person, Unit
from huisheng.organisation.services.audit import audit, serialise

_NUMBER_LOCK = 0x48_53_4F_43


@transaction.atomic
def record_occasion(
    campaign: Campaign,
    *,
    kind: str,
    title: str,
    held_on: date,
    place: str = "",
    unit: Unit | None = None,
    heads: Mapping[int, int],
    by: Person,
) -> Occasion:
    """Record an occasion that was held, under the next number of its kind.

    `heads`: sector id → how many of it were consulted, hosts excluded.
    """
    serialise(_NUMBER_LOCK)
    last = Occasion.objects.filter(campaign=campaign, kind=kind).aggregate(last=Max("number"))["last"] or 0
    occasion = Occasion.objects.create(
        campaign=campaign, kind=kind, number=last + 1, title=title, held_on=held_on, place=place, unit=unit
    )
    Attendance.objects.bulk_create(
        [Attendance(occasion=occasion, sector_id=sector, head_count=count) for sector, count in heads.items()]
    )
    audit(
        "occasion.recorded",
        occasion,
        by=by,
        campaign_id=campaign.pk,
        kind=kind,
        number=occasion.number,
        day=held_on.isoformat(),
    )
    return occasion


@transaction.atomic
def record_issue(
    campaign: Campaign,
    *,
    kind: str,
    issued_on: date,
    issued: int,
    returned: int | None,
    valid: int | None,
    by: Person,
) -> IssueRecord:
    """Enter forms issued on a day into the register; returned and valid as far as they were counted."""
    record = IssueRecord.objects.create(
        campaign=campaign,
        kind=kind,
        issued_on=issued_on,
        issued_count=issued,
        returned_count=returned,
        valid_count=valid,
    )
    audit("issue.recorded", record, by=by, campaign_id=campaign.pk, kind=kind, issued=issued, day=issued_on.isoformat())
    return record
