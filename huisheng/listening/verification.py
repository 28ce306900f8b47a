"""What must hold of sealed voices, proved again by `huisheng verify`: receipts, texts and the chain."""

import hashlib
from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.listening import chain
from huisheng.listening.models import Batch, Import, Inbox, Receipt, Statement, Submission
from huisheng.listening.queries.leaves import leaves
from huisheng.organisation.verification import Outcome, equation

SHOWN = 5
"""Broken places named one by one; the rest are counted."""
_CHUNK = 2000
_Facts = dict[str, str | int | date]


@equation("receipts")
def receipts_add_up() -> Iterator[Outcome]:
    """Receipts given = in the inbox + sealed; each sealed one stands for its own voice of the public page."""
    for campaign in Campaign.objects.order_by("id"):
        waiting = Inbox.objects.filter(campaign=campaign)
        receipts = Receipt.objects.filter(submission__campaign=campaign)
        voices = Submission.objects.filter(campaign=campaign, batch__kind=Batch.Kind.INBOX).count()
        twice = waiting.filter(receipt_mac__in=receipts.values("mac")).count()
        given, inbox, sealed = waiting.count() + receipts.count(), waiting.count(), voices
        facts: _Facts = {
            "campaign": campaign.name,
            "given": given,
            "inbox": inbox,
            "sealed": sealed,
            "twice": twice,
        }
        yield Outcome(
            given == inbox + sealed and not twice,
            _(
                "%(campaign)s: %(given)d receipts given = %(inbox)d in the inbox + %(sealed)d sealed;"
                " %(twice)d in both places"
            )
            % facts,
        )


@equation("texts")
def texts_are_as_received() -> Iterator[Outcome]:
    """Every statement's text has the checksum it was stored with."""
    for campaign in Campaign.objects.order_by("id"):
        count = broken = 0
        rows = Statement.objects.filter(campaign=campaign).values_list("text", "sha256")
        for text, checksum in rows.iterator(chunk_size=_CHUNK):
            count += 1
            broken += hashlib.sha256(text.encode()).hexdigest() != checksum
        facts: _Facts = {"campaign": campaign.name, "count": count, "broken": broken}
        yield Outcome(not broken, _("%(campaign)s: %(count)d texts, %(broken)d not as they were received") % facts)


@equation("voices")
def chain_of_voices() -> Iterator[Outcome]:
    """Every batch's root and link, computed anew from the voices themselves, continue the one before."""
    for campaign in Campaign.objects.order_by("id"):
        yield from _chain_of(campaign)


def _chain_of(campaign: Campaign) -> Iterator[Outcome]:
    link, number, total, broken = chain.GENESIS, 0, 0, 0
    batches = Batch.objects.filter(campaign=campaign).select_related("imported").order_by("number")
    for batch in batches.iterator(chunk_size=_CHUNK):
        fault = _fault(batch, number + 1, link)
        if fault:
            broken += 1
            if broken <= SHOWN:
                yield Outcome(False, f"{campaign.name}: {fault}")
        link, number, total = batch.link, batch.number, total + batch.count
    unsealed = _unsealed(campaign)
    facts: _Facts = {
        "campaign": campaign.name,
        "batches": number,
        "voices": total,
        "broken": broken,
        "unsealed": unsealed,
        "head": link[:16],
    }
    yield Outcome(
        not broken and not unsealed,
        _(
            "%(campaign)s: %(batches)d batches of %(voices)d voices, %(broken)d broken; %(unsealed)d voices"
            " outside any batch; the head is %(head)s"
        )
        % facts,
    )


def _fault(batch: Batch, expected: int, previous: str) -> str:
    """What is wrong with a batch in this place of the chain; empty if nothing is."""
    facts: _Facts = {"number": batch.number, "expected": expected, "day": batch.sealed_on}
    if batch.number != expected:
        return _("batch %(expected)d is missing; %(number)d follows instead") % facts
    if batch.previous != previous:
        return _("batch %(number)d of %(day)s does not continue the one before it") % facts
    sealed = chain.Sealed(batch.count, batch.root)
    if chain.link(previous, batch.number, batch.sealed_on, sealed) != batch.link:
        return _("batch %(number)d of %(day)s: its own entry was altered") % facts
    try:
        found = chain.seal_leaves(leaves(batch))
    except ValueError:
        return _("batch %(number)d of %(day)s: its voices are gone") % facts
    if found.count != batch.count:
        facts |= {"found": found.count, "count": batch.count}
        return _("batch %(number)d of %(day)s: %(count)d voices were sealed, %(found)d are there") % facts
    if found != sealed:
        return _("batch %(number)d of %(day)s: a voice was altered, swapped or put in its place later") % facts
    return ""


def _unsealed(campaign: Campaign) -> int:
    """Voices that lie on desks without standing in the chain."""
    seen = Q(imported__state__in=[Import.State.KEPT, Import.State.WITHDRAWN])
    return Submission.objects.filter(seen, campaign=campaign, imported__batch=None).count()
