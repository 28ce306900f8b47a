"""The system administrator's desk: campaigns side by side."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from huisheng.campaign.forms.setting_up import NewCampaignForm
from huisheng.campaign.http import DeskRequest
from huisheng.campaign.queries.campaigns import all_campaigns
from huisheng.campaign.services.campaigns import create_campaign
from huisheng.organisation.guard import desk


@desk("campaign.create")
@require_safe
def campaigns(request: DeskRequest) -> HttpResponse:
    """All campaigns, with wave and parent."""
    return render(request, "campaign/campaigns.html", {"campaigns": all_campaigns(request.standing)})


@desk("campaign.create")
@require_http_methods(["GET", "HEAD", "POST"])
def new_campaign(request: DeskRequest) -> HttpResponse:
    """Make a campaign."""
    form = NewCampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        create_campaign(
            said["slug"], form.named, unit=said["unit"], parent=said["parent"], wave=said["wave"], by=request.person
        )
        return redirect("office:campaigns")
    return render(request, "campaign/new_campaign.html", {"form": form}, status=422 if form.errors else 200)
