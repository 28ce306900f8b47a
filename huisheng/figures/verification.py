"""What must hold of issued figures, proved again by `huisheng verify`."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.combing.models import Decision
from huisheng.combing.queries.core import balance
from huisheng.figures.models import CombedDay, Snapshot
from huisheng.figures.queries import basis as bases
from huisheng.figures.services import combed
from huisheng.organisation.verification import Outcome, equation


@equation("figures")
def issued_figures_stand() -> Iterator[Outcome]:
    """What a day's figures were counted from is as it was sealed."""
    broken = total = 0
    for snapshot in Snapshot.objects.order_by("pk").iterator(chunk_size=50):
        total += 1
        broken += bases.seal(snapshot.basis) != snapshot.sha256
    words = _("{total} issued figures sealed, {broken} broken").format(total=total, broken=broken)
    yield Outcome(broken == 0, words)


@equation("combed")
def days_add_up_to_the_log() -> Iterator[Outcome]:
    """What each day's decisions changed = the log read again, and together what lies in findings and aside now."""
    for campaign in Campaign.objects.order_by("id"):
        told = _told_by_the_log(campaign)
        days = CombedDay.objects.filter(campaign=campaign).values_list("day", "placed", "set_aside")
        kept = {day: (placed, aside) for day, placed, aside in days}
        nothing = (0, 0)
        wrong = sum(kept.get(day, nothing) != told.get(day, nothing) for day in kept.keys() | told.keys())
        placed, aside = (sum(changed[at] for changed in kept.values()) for at in (0, 1))
        now = balance(campaign)
        words = _(
            "{campaign}: {days} days of decisions, {wrong} unlike the log; {placed} in findings, {aside} set aside"
        ).format(campaign=campaign.name, days=len(told), wrong=wrong, placed=placed, aside=aside)
        yield Outcome(not wrong and (placed, aside) == (now.placed, now.set_aside), words)


def _told_by_the_log(campaign: Campaign) -> dict[date, tuple[int, int]]:
    told: dict[date, tuple[int, int]] = {}
    decisions = Decision.objects.filter(campaign=campaign).only("at", "changes").order_by("number")
    for decision in decisions.iterator(chunk_size=500):
        day = combed.day_of(decision)
        before, more = told.get(day, (0, 0)), combed.changed(decision.changes["ops"])
        told[day] = before[0] + more[0], before[1] + more[1]
    return told
