"""The dashboard: numbers people look at, each beside its table."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.figures.queries import dashboard as reads
from huisheng.figures.views import dashboard_parts as parts
from huisheng.organisation import clock
from huisheng.organisation.guard import desk
from huisheng.organisation.policy import Scope


@desk("figure.read")
@require_safe
def dashboard(request: DeskRequest, campaign: str) -> HttpResponse:
    """What was heard, where it went and what it is about; for a review group, what it supervises.

    Who is told issued figures only gets the numbers of the latest day for which there are some, and no chart: a chart
    follows the records from day to day.
    """
    mine = request.standing
    if not mine.scopes("figure.read") & {Scope.ALL, Scope.SUP}:
        told = reads.issued_last(request.campaign)
        tiles = parts.office_tiles(campaign, told.values) if told else []
        return render(request, "figures/dashboard_issued.html", {"told": told, "tiles": tiles})
    shown = reads.dashboard(mine, clock.today())
    context = {
        "shown": shown,
        "tiles": parts.tiles(campaign, shown),
        "coverage": parts.coverage(shown),
        "units": parts.units(campaign, shown) if shown.largest else None,
        "largest": parts.largest(shown),
        "may_comb": mine.may_act("passage.comb"),
        "may_record": mine.may_act("listening.set_up"),
    }
    if shown.intake is not None:
        context |= {
            "intake": shown.intake,
            "by_day": parts.by_day(shown, shown.intake),
            "channels": parts.channels(shown.intake),
            "sectors": parts.sectors(shown, shown.intake),
            "balance": shown.basis.combing,
            "settled": shown.settled,
            "combed": parts.combed(shown),
        }
    return render(request, "figures/dashboard.html", context)
