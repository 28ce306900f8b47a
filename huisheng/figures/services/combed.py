"""Keep what each day's decisions changed, in the transaction of each decision."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone

from huisheng.combing.models import Decision
from huisheng.figures.models import CombedDay


def note(decision: Decision) -> None:
    """Add a decision to its day. Decisions of a campaign come one at a time, so no two add at once."""
    placed, aside = changed(decision.changes["ops"])
    if not placed and not aside:
        return
    row, _made = CombedDay.objects.get_or_create(campaign_id=decision.campaign_id, day=day_of(decision))
    CombedDay.objects.filter(pk=row.pk).update(placed=F("placed") + placed, set_aside=F("set_aside") + aside)


def changed(ops: Iterable[dict[str, Any]]) -> tuple[int, int]:
    """How many passages more are in findings, and set aside, after these changes; less is below zero."""
    placed = aside = 0
    for op in ops:
        if op["of"] != "placement":
            continue
        for side, sign in (("before", -1), ("after", 1)):
            if op[side] and op[side]["finding"]:
                placed += sign
            elif op[side]:
                aside += sign
    return placed, aside


def day_of(decision: Decision) -> date:
    """The day of a decision in the office's time zone."""
    return timezone.localtime(decision.at).date()
