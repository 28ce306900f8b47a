"""Voices written in by a clerk: letters, calls, sheets; and those keyed wrongly, keyed anew."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.errors import Conflict
from huisheng.listening.models import Batch, Import, Statement
from huisheng.listening.services.storing import NewStatement, NewVoice, seal_batch
from huisheng.listening.signals import statement_replaced
from huisheng.organisation.models import AuditEntry, Person
from huisheng.organisation.services.audit import audit, serialise

KEYED = "voices.keyed"
_LOOK_BACK = timedelta(days=31)
_NOTE_LOCK = 0x48_53_4B_59


def key(campaign: Campaign, voice: NewVoice) -> Batch:
    """Keep one voice a clerk wrote in. It is sealed at once.

    The audit trail names the day's count only (`note_keyed`): an entry for each voice would keep the minute
    at which somebody stood at the counter (docs/develop/trust.md § 2).
    """
    return seal_batch(campaign, Batch.Kind.KEYED, [voice], timezone.localdate())


@transaction.atomic
def rekey(statement: Statement, text: str, *, by: Person) -> Statement:
    """Key a voice anew that was keyed wrongly. The wrong one stays, set aside as such, and is linked.

    Raises:
        Conflict: it was keyed anew already, or its workbook was withdrawn.
    """
    statement = Statement.objects.select_related("submission__imported", "campaign").get(pk=statement.pk)
    submission = statement.submission
    serialise(_NOTE_LOCK)
    if statement.replaced_by.exists():
        raise Conflict(_("This voice was keyed anew already. Nothing was changed; correct the new one instead."))
    if submission.imported is not None and submission.imported.state != Import.State.KEPT:
        raise Conflict(_("The workbook of this voice was withdrawn. Nothing was changed."))
    if text == statement.text:
        raise Conflict(_("These are the very same words. Nothing was changed."))
    batch = seal_batch(
        statement.campaign,
        Batch.Kind.KEYED,
        [
            NewVoice(
                channel=submission.channel,
                day=submission.day,
                statements=[
                    NewStatement(
                        text,
                        title=statement.title,
                        question=statement.question,
                        addressee_unit_id=statement.addressee_unit_id,
                        replaces_id=statement.pk,
                    )
                ],
                sector_id=submission.sector_id,
                occasion_id=submission.occasion_id,
                form_version_id=submission.form_version_id,
                may_quote=submission.may_quote,
                is_urgent=submission.is_urgent,
            )
        ],
        timezone.localdate(),
    )
    statement_replaced.send(Statement, statement=statement, by=by)
    audit("voice.rekeyed", statement, by=by, campaign_id=statement.campaign_id)
    return Statement.objects.get(submission__batch=batch)


@transaction.atomic
def note_keyed(today: date) -> int:
    """Note in the trail how many voices were keyed on each day that is over. Repeated, it adds nothing.

    Returns:
        days noted now.
    """
    serialise(_NOTE_LOCK)
    noted = {
        (campaign_id, detail.get("day"))
        for campaign_id, detail in AuditEntry.objects.filter(act=KEYED).values_list("campaign_id", "detail")
    }
    keyed = (
        Batch.objects.filter(kind=Batch.Kind.KEYED, sealed_on__lt=today, sealed_on__gte=today - _LOOK_BACK)
        .values_list("campaign_id", "sealed_on")
        .annotate(Count("pk"))
        .order_by("sealed_on", "campaign_id")
    )
    waiting = [(campaign, day, count) for campaign, day, count in keyed if (campaign, day.isoformat()) not in noted]
    for campaign_id, day, count in waiting:
        audit(KEYED, by=None, campaign_id=campaign_id, day=day.isoformat(), count=count)
    return len(waiting)
