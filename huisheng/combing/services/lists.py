"""Freezing a version of the list."""

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.db.models import Max

from huisheng.campaign.models import Campaign
from huisheng.combing.models import Decision, Finding, FindingList, FindingListEntry, Placement
from huisheng.combing.services.log import lock
from huisheng.organisation.models import Person
from huisheng.organisation.services.audit import audit


@transaction.atomic
def freeze(campaign: Campaign, on: date, *, by: Person | None) -> FindingList:
    """Freeze the findings as they stand into the next version; the draft beside it stays open."""
    lock(campaign)
    last = FindingList.objects.filter(campaign=campaign).aggregate(last=Max("number"))["last"] or 0
    log = Decision.objects.filter(campaign=campaign).aggregate(last=Max("number"))["last"] or 0
    version = FindingList.objects.create(campaign=campaign, number=last + 1, frozen_on=on, decision_number=log, by=by)
    held: dict[int, list[int]] = defaultdict(list)
    rows = Placement.objects.filter(campaign=campaign, reason="").order_by("passage")
    for finding, passage in rows.values_list("finding", "passage").iterator(chunk_size=5000):
        held[finding].append(passage)
    FindingListEntry.objects.bulk_create(
        [
            FindingListEntry(
                finding_list=version,
                finding=finding,
                kind=finding.kind,
                headline=finding.headline,
                passage_ids=held[finding.pk],
                passage_count=len(held[finding.pk]),
            )
            for finding in Finding.objects.filter(campaign=campaign, merged_into__isnull=True, passage_count__gt=0)
        ],
        batch_size=500,
    )
    audit("finding_list.frozen", version, by=by, campaign_id=campaign.pk, number=version.number, day=on.isoformat())
    return version
