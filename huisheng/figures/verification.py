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
        kept = {
            day: (placed, aside)
            for day, placed, aside in CombedDay.objects.filter(campaign=campaign).values_list(
                "day", "placed", "set_aside"
            )
        }
        told: dict[date, tuple[int, int]] = {}
        decisions = Decision.objects.filter(campaign=campaign).only("at", "changes").order_by("number")
        for decision in decisions.iterator(chunk_size=500):
            day, (placed, aside) = combed.day_of(decision), combed.changed(decision.changes["ops"])
            before = told.get(day, (0, 0))
            told[day] = before[0] + placed, before[1] + aside
        wrong = sum(kept.get(day, (0, 0)) != told.get(day, (0, 0)) for day in kept.keys() | told.keys())
        now = balance(campaign)
        sums = tuple(sum(pair[at] for pair in kept.values()) for at in (0, 1))
        words = _(
            "{campaign}: {days} days of decisions, {wrong} unlike the log; {placed} in findings, {aside} set aside"
        )
        yield Outcome(
            not wrong and sums == (now.placed, now.set_aside),
            words.format(campaign=campaign.name, days=len(told), wrong=wrong, placed=sums[0], aside=sums[1]),
        )
