"""What a campaign asks, and whom: sectors, forms, the public page."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.crafts.form import shipped
from huisheng.errors import Conflict, Missing
from huisheng.listening.forms import SectorForm
from huisheng.listening.queries import setting_up as reads
from huisheng.listening.services import opening
from huisheng.listening.services.asking import publish_form
from huisheng.listening.services.sectors import add_sector, adopt_shipped
from huisheng.organisation.guard import desk


@desk("listening.set_up")
@require_http_methods(["GET", "HEAD", "POST"])
def sectors(request: DeskRequest, campaign: str) -> HttpResponse:
    """The sectors, and a form for one more."""
    form = SectorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_sector(request.campaign, **form.cleaned_data, by=request.person)
            return redirect("listening:sectors", campaign)
        except Conflict as taken:
            form.add_error("code", str(taken))
    context = {"form": form, "sectors": reads.sectors(request.campaign)}
    return render(request, "listening/sectors.html", context, status=422 if form.errors else 200)


@desk("listening.set_up")
@require_POST
def usual_sectors(request: DeskRequest, campaign: str) -> HttpResponse:
    """Take the usual fifteen."""
    adopt_shipped(request.campaign, by=request.person)
    return redirect("listening:sectors", campaign)


@desk("listening.set_up")
@require_safe
def public_page(request: DeskRequest, campaign: str) -> HttpResponse:
    """The forms that are asked, and whether the public page is open."""
    return render(request, "listening/public_page.html", {"forms": reads.shipped_forms(request.campaign)})


@desk("listening.set_up")
@require_POST
def publish(request: DeskRequest, campaign: str, code: str) -> HttpResponse:
    """Ask a shipped form; from then on it never changes."""
    found = next((each for each in reads.shipped_forms(request.campaign) if each.code == code), None)
    if found is None:
        raise Missing
    if found.version is None:
        asked = replace(shipped(code), double_entry="double_entry" in request.POST)
        publish_form(request.campaign, asked, by=request.person, on=timezone.localdate())
    return redirect("listening:public_page", campaign)


@desk("listening.set_up")
@require_POST
def open_page(request: DeskRequest, campaign: str) -> HttpResponse:
    """Let anybody send voices."""
    opening.open_page(request.campaign, by=request.person)
    return redirect("listening:public_page", campaign)


@desk("listening.set_up")
@require_POST
def close_page(request: DeskRequest, campaign: str) -> HttpResponse:
    """Take no more voices."""
    opening.close_page(request.campaign, by=request.person)
    return redirect("listening:public_page", campaign)
