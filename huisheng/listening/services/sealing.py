"""Sealing: what waits in the inbox becomes a batch, in random order, so that no voice shows when it came."""

import secrets
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from huisheng.campaign.models import Campaign
from huisheng.listening.models import Batch, Inbox, Receipt
from huisheng.listening.services.receiving import INTAKE_LOCK
from huisheng.listening.services.storing import NewStatement, NewVoice, seal_batch
from huisheng.organisation.services.audit import serialise

ENOUGH = 5
"""So many must wait before a batch is sealed within the day: fewer could be told apart by who was seen typing."""


def seal_due() -> None:
    """Seal, in every campaign, what is due. A worker asks every few seconds; two at once do no harm.

    Due are: all that waits, once five wait · what waits from an earlier day · at once, and alone, a voice
    that names a danger to life: its sender was told so, and the others keep waiting for company.
    """
    for campaign in Campaign.objects.filter(pk__in=Inbox.objects.values("campaign")).order_by("pk"):
        _seal_urgent(campaign)
        seal(campaign, only_due=True)


@transaction.atomic
def seal(campaign: Campaign, *, only_due: bool = False) -> Batch | None:
    """Move what waits into submissions, statements and receipts, as one batch.

    Returns:
        The batch, or None if nothing was waiting (with `only_due`: nothing that is due).
    """
    today = timezone.localdate()
    waiting = _take(campaign)
    if only_due and len(waiting) < ENOUGH:
        waiting = [one for one in waiting if _day(one) < today]
    return _seal(campaign, waiting, today)


@transaction.atomic
def _seal_urgent(campaign: Campaign) -> None:
    for one in _take(campaign):
        if one.is_urgent:
            _seal(campaign, [one], timezone.localdate())


def _take(campaign: Campaign) -> list[Inbox]:
    """All that waits, in random order; nobody else seals or receives until this transaction ends."""
    serialise(INTAKE_LOCK)
    waiting = list(Inbox.objects.filter(campaign=campaign))
    secrets.SystemRandom().shuffle(waiting)
    return waiting


def _seal(campaign: Campaign, waiting: list[Inbox], today: date) -> Batch | None:
    if not waiting:
        return None
    batch = seal_batch(campaign, Batch.Kind.INBOX, [_voice(one) for one in waiting], today)
    Receipt.objects.bulk_create(
        Receipt(
            mac=one.receipt_mac,
            submission_id=one.id,
            content_hash=one.content_hash,
            shows_words=one.payload["shows_words"],
        )
        for one in waiting
    )
    # A trigger lets a row go only if its submission and its receipt are there.
    Inbox.objects.filter(pk__in=[one.pk for one in waiting]).delete()
    return batch


def _voice(waiting: Inbox) -> NewVoice:
    said: dict[str, Any] = waiting.payload
    return NewVoice(
        id=waiting.id,
        channel=said["channel"],
        day=_day(waiting),
        statements=[NewStatement(**one) for one in said["statements"]],
        sector_id=said["sector_id"],
        form_version_id=said["form_version_id"],
        answers=said["answers"],
        may_quote=said["may_quote"],
        is_urgent=waiting.is_urgent,
    )


def _day(waiting: Inbox) -> date:
    return date.fromisoformat(waiting.payload["day"])
