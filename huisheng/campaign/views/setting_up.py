"""Setting a campaign up: names and texts, phases, review groups."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from huisheng.campaign.forms.setting_up import ChargeForm, GroupForm, PhaseForm, SetUpForm
from huisheng.campaign.http import DeskRequest
from huisheng.campaign.models import Phase, ReviewGroup
from huisheng.campaign.queries import campaigns as reads
from huisheng.campaign.queries import review as review_reads
from huisheng.campaign.services import campaigns, review
from huisheng.errors import Conflict, Missing, Refused
from huisheng.organisation.guard import desk


@desk("campaign.set_up")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: DeskRequest, campaign: str) -> HttpResponse:
    """Names, texts, guiding phrases and state."""
    form = SetUpForm(request.POST) if request.method == "POST" else SetUpForm.of(request.campaign)
    if form.is_bound and form.is_valid():
        campaigns.set_up(request.campaign, form.said, by=request.person)
        return redirect("campaign:set_up", campaign)
    return render(request, "campaign/set_up.html", {"form": form}, status=422 if form.errors else 200)


@desk("campaign.set_up")
@require_http_methods(["GET", "HEAD", "POST"])
def phases(request: DeskRequest, campaign: str) -> HttpResponse:
    """The phases on one scale, and a form for one more."""
    form = PhaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        campaigns.add_phase(request.campaign, form.named, form.days, by=request.person)
        return redirect("campaign:phases", campaign)
    context = {"form": form, "scale": reads.phase_scale(request.campaign, timezone.localdate())}
    return render(request, "campaign/phases.html", context, status=422 if form.errors else 200)


@desk("campaign.set_up")
@require_http_methods(["GET", "HEAD", "POST"])
def phase(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """Change one phase."""
    found = _phase(request, pk)
    form = PhaseForm(request.POST) if request.method == "POST" else PhaseForm.of(found)
    if form.is_bound and form.is_valid():
        campaigns.change_phase(found, form.named, form.days, by=request.person)
        return redirect("campaign:phases", campaign)
    return render(request, "campaign/phase.html", {"form": form, "phase": found}, status=422 if form.errors else 200)


@desk("campaign.set_up")
@require_POST
def remove_phase(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """Take out a phase that was never begun."""
    campaigns.remove_phase(_phase(request, pk), by=request.person)
    return redirect("campaign:phases", campaign)


def _phase(request: DeskRequest, pk: int) -> Phase:
    found = reads.phases(request.campaign).filter(pk=pk).first()
    if found is None:
        raise Missing
    return found


@desk("campaign.set_up")
@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: DeskRequest, campaign: str) -> HttpResponse:
    """The review groups, the units nobody supervises yet, and a form for one more group."""
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        try:
            review.add_group(request.campaign, number, form.named, by=request.person)
            return redirect("campaign:group", campaign, number)
        except Conflict as taken:
            form.add_error("number", str(taken))
    context = {
        "form": form,
        "groups": review_reads.groups(request.campaign, timezone.localdate()),
        "missing": review_reads.units_without_group(request.campaign),
    }
    return render(request, "campaign/groups.html", context, status=422 if form.errors else 200)


@desk("campaign.set_up")
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: DeskRequest, campaign: str, number: int) -> HttpResponse:
    """A group's name and the units it supervises."""
    found = _group(request, number)
    initial = {"name": found.name, "name_en": found.name_en}
    form = ChargeForm(request.POST or None, group=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            review.change_group(found, form.named, form.cleaned_data["units"], by=request.person)
            return redirect("campaign:groups", campaign)
        except (Conflict, Refused) as no:
            form.add_error(None, str(no))
    ticked = {int(value) for value in request.POST.getlist("units") if value.isdigit()} if form.is_bound else None
    context = {"form": form, "group": found, "choices": review_reads.choices(found), "ticked": ticked}
    return render(request, "campaign/group.html", context, status=422 if form.errors else 200)


def _group(request: DeskRequest, number: int) -> ReviewGroup:
    found = review_reads.group_of(request.standing, number)
    if found is None:
        raise Missing
    return found
