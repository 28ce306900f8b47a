"""The listening desk: what came in, occasions, forms, batches; and the pages that record them."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.listening import charts
from huisheng.listening.forms import OccasionForm
from huisheng.listening.models import Occasion
from huisheng.listening.queries import desk as reads
from huisheng.listening.services import recording
from huisheng.organisation.guard import desk
from huisheng.organisation.policy import Scope


@desk("occasion.read")
@require_safe
def home(request: DeskRequest, campaign: str) -> HttpResponse:
    """What came in, as far as the reader's role allows: numbers for leaders, workbooks for clerks."""
    mine = request.standing
    context = {"registers": reads.registers(mine), "may_record": mine.may_act("listening.set_up")}
    if Scope.ALL in mine.scopes("occasion.read"):
        intake = reads.intake(request.campaign, protects=Scope.ALL not in mine.scopes("voice.read_raw"))
        context |= {
            "intake": intake,
            "time_format": "YEAR_MONTH_FORMAT"
            if intake.step == "month"
            else pgettext("date format, the year alone", "Y"),
            "by_day": charts.upright(intake.days),
            "by_channel": charts.lying(intake.channels),
            "channels_height": 31 * len(intake.channels) + 6,
        }
    if mine.scopes("voice.read_raw"):
        context |= {"sees_imports": True, "imports": reads.latest_imports(request.campaign)}
    return render(request, "listening/home.html", context)


@desk("occasion.read")
@require_safe
def occasions(request: DeskRequest, campaign: str) -> HttpResponse:
    """Occasions with the sectors heard at them and how many of each."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in Occasion.Kind.values else ""
    page, totals = reads.occasion_page(
        request.standing, kind=kind, before=request.GET.get("before", ""), after=request.GET.get("after", "")
    )
    context = {
        "page": page,
        "kind": kind,
        "kinds": Occasion.Kind.choices,
        "totals": totals,
        "may_record": request.standing.may_act("listening.set_up"),
    }
    return render(request, "listening/occasions.html", context)


@desk("voice.read_raw")
@require_safe
def batches(request: DeskRequest, campaign: str) -> HttpResponse:
    """Sealed batches with their links; the first is the head of the chain."""
    page = reads.batch_page(request.campaign, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    context = {"page": page, "waits": reads.waits_to_be_sealed(request.campaign)}
    return render(request, "listening/batches.html", context)


@desk("listening.set_up")
def new_occasion(request: DeskRequest, campaign: str) -> HttpResponse:
    """Record an occasion that was held."""
    form = OccasionForm(request.POST or None, campaign=request.campaign)
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        made = recording.record_occasion(request.campaign, kind=kind, **form.facts, by=request.person)
        return redirect("listening:occasion", campaign, made.pk)
    return render(request, "listening/occasion_new.html", {"form": form}, status=422 if form.errors else 200)
