"""What the office records of its own asking: occasions held, forms issued."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, time
from typing import Any

from django.db import transaction
from django.db.models import Max

from huisheng.campaign.models import Campaign
from huisheng.listening.models import Attendance, IssueRecord, Occasion
from huisheng.organisation.models import Person, Unit
from huisheng.organisation.services.audit import audit, serialise

_NUMBER_LOCK = 0x48_53_4F_43


@dataclass(frozen=True, slots=True)
class Record:
    """What the record of a symposium says beyond its title, day and place. None and "": not said."""

    from_at: time | None = None
    until_at: time | None = None
    chair_as: str = ""
    recorder_as: str = ""
    due_count: int | None = None
    present_count: int | None = None
    nonvoting: str = ""
    absent: str = ""
    agenda: str = ""


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
    record: Record = Record(),
    by: Person,
) -> Occasion:
    """Record an occasion that was held, under the next number of its kind.

    `heads`: sector id → how many of it were consulted, hosts excluded.
    """
    serialise(_NUMBER_LOCK)
    last = Occasion.objects.filter(campaign=campaign, kind=kind).aggregate(last=Max("number"))["last"] or 0
    occasion = Occasion(
        campaign=campaign, kind=kind, number=last + 1, title=title, held_on=held_on, place=place, unit=unit
    )
    _set_record(occasion, record)
    occasion.save()
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
def correct_occasion(
    occasion: Occasion,
    *,
    title: str,
    held_on: date,
    place: str = "",
    unit: Unit | None = None,
    heads: Mapping[int, int],
    record: Record,
    by: Person,
) -> bool:
    """Correct what is recorded of an occasion; the trail keeps each value as it was. Whether anything changed.

    Heads without a sector stay as they are: no form asks for them.
    """
    serialise(_NUMBER_LOCK)
    occasion = Occasion.objects.get(pk=occasion.pk)
    before = _facts(occasion)
    occasion.title, occasion.held_on, occasion.place, occasion.unit = title, held_on, place, unit
    _set_record(occasion, record)
    heads_before = {
        sector: count for sector, count in occasion.attendance.values_list("sector", "head_count") if sector is not None
    }
    was: dict[str, Any] = {name: value for name, value in before.items() if _facts(occasion)[name] != value}
    if heads_before != dict(heads):
        was["heads"] = {str(sector): count for sector, count in heads_before.items()}
    if not was:
        return False
    occasion.save()
    for sector, count in heads.items():
        Attendance.objects.update_or_create(occasion=occasion, sector_id=sector, defaults={"head_count": count})
    Attendance.objects.filter(occasion=occasion, sector__isnull=False).exclude(sector__in=list(heads)).delete()
    audit(
        "occasion.corrected",
        occasion,
        by=by,
        campaign_id=occasion.campaign_id,
        kind=occasion.kind,
        number=occasion.number,
        day=held_on.isoformat(),
        was=was,
    )
    return True


def _set_record(occasion: Occasion, record: Record) -> None:
    for name, value in asdict(record).items():
        setattr(occasion, name, value)
    occasion.chair = person_named(record.chair_as)
    occasion.recorder = person_named(record.recorder_as)


def _facts(occasion: Occasion) -> dict[str, str]:
    names = ("title", "held_on", "place", "unit_id", *(each.name for each in fields(Record)))
    return {name: "" if (value := getattr(occasion, name)) is None else str(value) for name in names}


def person_named(written: str) -> Person | None:
    """The person of the office a post and name end in, if there is exactly one: 区委办副主任王强."""
    words = "".join(written.split())
    ends = {words[-length:] for length in (2, 3, 4) if len(words) >= length} | {written.strip()}
    found = list(Person.objects.filter(name__in=ends - {""}, ended_on=None)[:2])
    return found[0] if len(found) == 1 else None


@transaction.atomic
def record_issue(
    campaign: Campaign,
    *,
    kind: str,
    issued_on: date,
    unit: Unit | None = None,
    occasion: Occasion | None = None,
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
        unit=unit,
        occasion=occasion,
        issued_count=issued,
        returned_count=returned,
        valid_count=valid,
    )
    audit("issue.recorded", record, by=by, campaign_id=campaign.pk, kind=kind, issued=issued, day=issued_on.isoformat())
    return record


@transaction.atomic
def correct_issue(
    record: IssueRecord,
    *,
    kind: str,
    issued_on: date,
    unit: Unit | None,
    occasion: Occasion | None,
    issued: int,
    returned: int | None,
    valid: int | None,
    by: Person,
) -> bool:
    """Correct a line of the register, or add what was counted since; the trail keeps each value as it was.

    Whether anything changed.
    """
    record = IssueRecord.objects.select_for_update().get(pk=record.pk)
    before = _line(record)
    record.kind, record.issued_on, record.unit, record.occasion = kind, issued_on, unit, occasion
    record.issued_count, record.returned_count, record.valid_count = issued, returned, valid
    was = {name: value for name, value in before.items() if _line(record)[name] != value}
    if not was:
        return False
    record.save()
    audit(
        "issue.corrected",
        record,
        by=by,
        campaign_id=record.campaign_id,
        kind=kind,
        issued=issued,
        day=issued_on.isoformat(),
        was=was,
    )
    return True


def _line(record: IssueRecord) -> dict[str, str | int | None]:
    return {
        "kind": str(record.kind),
        "issued_on": record.issued_on.isoformat(),
        "unit": record.unit_id,
        "occasion": record.occasion_id,
        "issued": record.issued_count,
        "returned": record.returned_count,
        "valid": record.valid_count,
    }
