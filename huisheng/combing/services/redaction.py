"""Masking characters: one person proposes with a reason, a second one reviews. Nothing is ever reworded."""

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huisheng.combing.models import Redaction
from huisheng.errors import Conflict, Refused
from huisheng.listening.models import Statement
from huisheng.organisation import clock
from huisheng.organisation.models import Person
from huisheng.organisation.services.audit import audit

State = Redaction.State


class Why(TextChoices):
    """Why characters are masked."""

    NAME = "name", gettext_lazy("a name")
    CONTACT = "contact", gettext_lazy("a telephone, number or address")
    PLACE = "place", gettext_lazy("a place that tells who speaks")
    CIRCUMSTANCE = "circumstance", gettext_lazy("a circumstance that tells who speaks")
    HEALTH = "health", gettext_lazy("health")


@transaction.atomic
def propose(statement: Statement, start: int, end: int, reason: str, *, by: Person) -> Redaction:
    """Mask characters start … end of a statement; others see the mask at once, a second person reviews it.

    Raises:
        Refused: nothing is marked, no reason is chosen, or it is masked already.
    """
    if not 0 <= start < end <= len(statement.text) or reason not in Why.values:
        raise Refused(_("Mark at least one character and choose a reason. Nothing was masked."))
    standing_masks = Redaction.objects.filter(statement=statement).exclude(state=State.DECLINED)
    if standing_masks.filter(start__lte=start, end__gte=end).exists():
        raise Refused(_("These characters are masked already. Nothing was changed."))
    redaction = Redaction.objects.create(
        statement=statement, start=start, end=end, reason=reason, made_by=by, made_at=clock.now()
    )
    audit("redaction.proposed", redaction, by=by, campaign_id=statement.campaign_id, reason=reason)
    return redaction


@transaction.atomic
def review(redaction: Redaction, approve: bool, *, by: Person) -> Redaction:
    """Approve or decline a mask somebody else proposed.

    Raises:
        Refused: one's own proposal.
        Conflict: it was reviewed already.
    """
    redaction = Redaction.objects.select_for_update().select_related("statement").get(pk=redaction.pk)
    if redaction.made_by_id == by.pk:
        raise Refused(_("A mask is reviewed by a second person. Yours waits for a colleague."))
    if redaction.state != State.PROPOSED:
        raise Conflict(_("A colleague reviewed this mask already. Nothing was changed."))
    redaction.state = State.APPROVED if approve else State.DECLINED
    redaction.reviewed_by = by
    redaction.reviewed_at = clock.now()
    redaction.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    act = "redaction.approved" if approve else "redaction.declined"
    audit(act, redaction, by=by, campaign_id=redaction.statement.campaign_id, reason=redaction.reason)
    return redaction
