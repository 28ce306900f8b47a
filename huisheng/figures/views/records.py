"""Opening a number: the records it was counted from."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.figures.queries import telling
from huisheng.figures.queries.opened import opened
from huisheng.figures.views.address import Asked, not_issued
from huisheng.organisation.guard import desk


@desk("figure.read")
@require_safe
def figure(request: DeskRequest, campaign: str, code: str) -> HttpResponse:
    """One figure of a day, and a page of exactly the records behind it, as far as the reader's standing reaches."""
    asked = Asked.of(request)
    issued = [] if asked.sees_all else telling.snapshots(request.campaign)
    as_of = asked.day(issued)
    if as_of is None:
        return not_issued(request, issued)
    told = telling.tell_one(request.campaign, code, as_of, version=asked.version, edition=asked.edition)
    told = telling.told_to(request.standing, told)
    value = told.values[code]
    page = None
    if value.records is not None:
        place = {name: request.GET.get(name, "") for name in ("after", "before")}
        page = opened(request.standing, value.records, **place)
    context = {
        "told": told,
        "value": value,
        "figure": value.figure,
        "source": value.figure.source.value,
        "page": page,
        "may_correct": request.standing.may_act("listening.set_up"),
        "query": asked.query(as_of),
    }
    return render(request, "figures/figure.html", context)
