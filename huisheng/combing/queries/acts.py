"""What a person did last at the desk."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.combing.models import Decision, Finding, Placement
from huisheng.organisation.models import Person

Act = Decision.Act


@dataclass(frozen=True, slots=True)
class LastAct:
    """The person's newest act that can be taken back, as a sentence."""

    sentence: str


def last_act(campaign: Campaign, person: Person) -> LastAct | None:
    """What was done last. One query."""
    number = Placement.objects.filter(decision=OuterRef("pk"), finding__isnull=False).values("finding__number")[:1]
    decision = (
        Decision.objects.filter(campaign=campaign, by=person, undone_by__isnull=True)
        .exclude(act__in=[Decision.Act.UNDO, Decision.Act.WITHDRAW])
        .annotate(to_number=Subquery(number))
        .order_by("-number")
        .first()
    )
    return LastAct(_sentence(decision)) if decision else None


def _sentence(decision: Any) -> str:
    ops = decision.changes["ops"]
    count = sum(op["of"] == "placement" for op in ops)
    facts = {"count": count, "number": f"{decision.to_number:04d}" if decision.to_number else ""}
    act = Decision.Act(decision.act)
    if act in {Act.PLACE, Act.MOVE, Act.MERGE, Act.OPEN} and decision.to_number:
        return _("Just now: %(count)d into %(number)s") % facts
    if act is Act.SET_ASIDE:
        return _("Just now: %(count)d set aside") % facts
    if act is Act.RELEASE:
        return _("Just now: %(count)d back to waiting") % facts
    return _("Just now: %(act)s") % {"act": act.label}


def opened_by(decision: Decision) -> Finding:
    """The finding a decision opened."""
    opened = next(op for op in decision.changes["ops"] if op["of"] == "finding" and op["before"] is None)
    return Finding.objects.get(pk=opened["finding"])
