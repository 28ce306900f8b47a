"""Data files at the desk: the same bytes that a program reads with a token."""

from django.http import HttpResponse
from django.shortcuts import render

from huisheng.campaign.http import DeskRequest
from huisheng.errors import Missing
from huisheng.organisation.guard import desk
from huisheng.organisation.services.audit import audit
from huisheng.web.api.exports import Form, data_file, datasets_open_to


@desk("export.own_screens")
def data_files(request: DeskRequest, campaign: str) -> HttpResponse:
    """What there is to take away, with its dictionary; or one of the files."""
    found = {each.name: each for each in datasets_open_to(request.standing)}
    if request.method != "POST":
        return render(request, "web/data_files.html", {"datasets": found.values(), "forms": list(Form)})
    dataset, form = found.get(request.POST.get("dataset", "")), request.POST.get("form", "")
    if dataset is None or form not in set(Form):
        raise Missing
    answer = data_file(request.standing, dataset, Form(form))
    audit("data.exported", by=request.person, campaign_id=request.campaign.pk, file=f"{dataset.name}.{form}")
    return answer
