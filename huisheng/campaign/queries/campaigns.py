"""Campaigns at the office's desk, and a campaign's phases on one scale of days."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from huisheng.campaign.models import Campaign, Phase
from huisheng.campaign.standing import Standing

WIDTH = 1000


def all_campaigns(standing: Standing) -> QuerySet[Campaign]:
    """Every campaign, newest first, for whoever may make one. One query."""
    rows = Campaign.objects.select_related("parent", "unit").order_by("-id")
    return rows if standing.scopes("campaign.create") else rows.none()


def asking_now() -> QuerySet[Campaign]:
    """The campaigns whose public page takes voices, newest first."""
    return Campaign.objects.filter(intake_open=True).order_by("-id")


def phases(campaign: Campaign) -> QuerySet[Phase]:
    """The phases in their order."""
    return Phase.objects.filter(campaign=campaign).order_by("rank")


@dataclass(frozen=True, slots=True)
class Bar:
    """A phase and where it stands on the scale, in thousandths of its width; `actual` is empty before it began."""

    phase: Phase
    planned: tuple[int, int]
    actual: tuple[int, int] | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """All phases on one scale of days; `today` is its place on it, or nothing outside."""

    bars: list[Bar]
    today: int | None


def phase_scale(campaign: Campaign, day: date) -> Scale:
    """The phases of a campaign, planned and actual, drawn to one scale. One query."""
    rows = list(phases(campaign))
    if not rows:
        return Scale([], None)
    first = min(min(each.planned_from, each.actual_from or each.planned_from) for each in rows)
    last = max(max(each.planned_until, each.actual_until or each.planned_until) for each in rows)
    days = (last - first).days + 1

    def place(since: date, until: date) -> tuple[int, int]:
        start = round(WIDTH * (since - first).days / days)
        return start, max(4, round(WIDTH * ((until - first).days + 1) / days) - start)

    def actual(each: Phase) -> tuple[int, int] | None:
        if each.actual_from is None:
            return None
        return place(each.actual_from, max(each.actual_from, each.actual_until or min(day, last)))

    bars = [
        Bar(
            each,
            place(each.planned_from, each.planned_until),
            actual(each),
            each.actual_from is not None
            and each.actual_from <= day
            and not (each.actual_until and each.actual_until < day),
        )
        for each in rows
    ]
    today = round(WIDTH * (day - first).days / days) if first <= day <= last else None
    return Scale(bars, today)
