"""The paragraph that goes upward, the register of forms behind it, and issuing a day's figures."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.errors import Refused
from huisheng.figures.forms.asking import CountingForm, DayForm
from huisheng.figures.queries import telling
from huisheng.figures.queries.opened import sees_register
from huisheng.figures.queries.register import register as by_form
from huisheng.figures.queries.telling import Told
from huisheng.figures.services import issuing
from huisheng.figures.views.address import Asked, not_issued
from huisheng.organisation import clock
from huisheng.organisation.guard import desk


@desk("figure.read")
@require_safe
def paragraph(request: DeskRequest, campaign: str) -> HttpResponse:
    """The paragraph of a day, and every figure with its definition, its denominator and the way to its records."""
    asked = Asked.of(request)
    issued = telling.snapshots(request.campaign)
    as_of = asked.day(issued)
    if as_of is None:
        return not_issued(request, issued)
    told = telling.tell(request.campaign, as_of, version=asked.version, edition=asked.edition, issued=issued)
    told = telling.told_to(request.standing, told)
    differences = telling.differences(told) if asked.sees_all else []
    context = {
        "told": told,
        "asked": asked,
        "issued": issued[:12],
        "pieces": told.pieces,
        "texts": [(language, name, _in(language, told)) for language, name in (("zh-hans", "中文"), ("en", "English"))],
        "differences": differences,
        "groups": telling.groups(told),
        "query": asked.query(as_of),
        "today": clock.today(),
        "may_issue": request.standing.may_act("figure.issue")
        and (told.snapshot is None or bool(differences or told.newer_list)),
        "may_read_documents": bool(request.standing.scopes("document.read")),
        "may_set_up": request.standing.may_act("campaign.set_up"),
    }
    return render(request, "figures/paragraph.html", context)


def _in(language: str, told: Told) -> str:
    with translation.override(language):
        return told.text


@desk("figure.read")
@require_safe
def register(request: DeskRequest, campaign: str) -> HttpResponse:
    """Copies issued, returned and valid, per form and occasion."""
    asked = Asked.of(request)
    issued = telling.snapshots(request.campaign)
    as_of = asked.day(issued)
    if as_of is None:
        return not_issued(request, issued)
    told = telling.tell_one(request.campaign, "issued.forms", as_of, edition=asked.edition)
    context = {"told": told, "forms": by_form(told.basis), "query": asked.query(as_of)}
    context["opens_lines"] = sees_register(request.standing)
    return render(request, "figures/register.html", context)


@desk("figure.read", "figure.issue")
@require_POST
def issue(request: DeskRequest, campaign: str) -> HttpResponse:
    """Issue a day's figures: it keeps them from now on."""
    form = DayForm(request.POST)
    if not form.is_valid():
        raise Refused(_("No day was named, so nothing was issued. Go back and choose one."))
    day: date = form.cleaned_data["as_of"]
    issuing.issue(request.campaign, day, by=request.person)
    return redirect(f"{reverse('figures:paragraph', args=[campaign])}?{urlencode({'as_of': day.isoformat()})}")


@desk("campaign.set_up")
def counting(request: DeskRequest, campaign: str) -> HttpResponse:
    """Set at which kinds of occasion people count as consulted."""
    sent = request.POST if request.method == "POST" else None
    form = CountingForm(sent, initial={"person_times": telling.counted_kinds(request.campaign)})
    if form.is_valid():
        issuing.set_counting(request.campaign, form.cleaned_data["person_times"], by=request.person)
        return redirect("figures:paragraph", campaign)
    return render(request, "figures/counting.html", {"form": form}, status=422 if form.errors else 200)
