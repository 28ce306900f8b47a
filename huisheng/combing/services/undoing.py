"""Taking back one's own acts, newest first, any number; and doing them again."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.combing.models import Decision
from huisheng.combing.services import log
from huisheng.errors import Refused
from huisheng.organisation.models import Person


def last_act(campaign: Campaign, by: Person) -> Decision | None:
    """The person's newest act that is not taken back."""
    return (
        _own(campaign, by)
        .exclude(act__in=[Decision.Act.UNDO, Decision.Act.WITHDRAW])
        .filter(undone_by__isnull=True)
        .first()
    )


def last_undo(campaign: Campaign, by: Person) -> Decision | None:
    """The newest undo that can be done again: one made after the person's last new act."""
    redone: set[int] = set()
    for decision in _own(campaign, by).select_related("undoes").iterator(chunk_size=50):
        if decision.act == Decision.Act.UNDO:
            if decision.number not in redone:
                return decision
        elif "redoes" in decision.changes:
            redone.add(decision.changes["redoes"])
        else:
            return None
    return None


@transaction.atomic
def undo(*, campaign: Campaign, by: Person) -> Decision:
    """Take back the person's newest act.

    Raises:
        Refused: there is none.
        Conflict: somebody built on it since; nothing is changed.
    """
    log.lock(campaign)
    decision = last_act(campaign, by)
    if decision is None:
        raise Refused(_("There is nothing of yours to take back."))
    changes = log.reversed_changes(decision.changes["ops"])
    return log.record(campaign, Decision.Act.UNDO, changes, by=by, undoes=decision)


@transaction.atomic
def redo(*, campaign: Campaign, by: Person) -> Decision:
    """Do again what the person took back last.

    Raises:
        Refused: nothing was taken back since the last new act.
        Conflict: somebody decided on it since.
    """
    log.lock(campaign)
    undone = last_undo(campaign, by)
    if undone is None or undone.undoes is None:
        raise Refused(_("There is nothing to do again."))
    changes = log.reversed_changes(undone.changes["ops"])
    return log.record(campaign, Decision.Act(undone.undoes.act), changes, by=by, redoes=undone.number)


def _own(campaign: Campaign, by: Person) -> QuerySet[Decision]:
    return Decision.objects.filter(campaign=campaign, by=by).order_by("-number")
