"""Which classification schemes a campaign sorts its findings by."""

from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from huisheng.campaign.http import DeskRequest
from huisheng.combing.forms.schemes import SchemeForm
from huisheng.combing.queries import schemes as reads
from huisheng.combing.services import schemes as services
from huisheng.crafts.gate import FileRefused
from huisheng.errors import Conflict, Refused
from huisheng.organisation.guard import desk


@desk("campaign.set_up")
@require_http_methods(["GET", "HEAD", "POST"])
def schemes(request: DeskRequest, campaign: str) -> HttpResponse:
    """The schemes and their classes, and a form for one from a workbook."""
    form = SchemeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload, said = form.upload, form.cleaned_data
        try:
            services.import_scheme(
                request.campaign,
                Path(upload.temporary_file_path()),
                upload.name or "",
                code=said["code"],
                name=said["name"],
                name_en=said["name_en"],
                by=request.person,
            )
            return redirect("combing:schemes", campaign)
        except FileRefused as refused:
            form.add_error("file", refused.words("en" if (get_language() or "").startswith("en") else "zh-Hans"))
        except Refused as no:
            form.add_error("file", str(no))
        except Conflict as taken:
            form.add_error("code", str(taken))
    context = {
        "form": form,
        "schemes": reads.schemes(request.campaign),
        "lacks_shipped": reads.lacks_shipped(request.campaign),
        "headings": [heading for _key, heading in reads.COLUMNS],
    }
    return render(request, "combing/schemes.html", context, status=422 if request.method == "POST" else 200)


@desk("campaign.set_up")
@require_POST
def adopt(request: DeskRequest, campaign: str) -> HttpResponse:
    """Take the shipped schemes."""
    services.adopt_shipped(request.campaign, by=request.person)
    return redirect("combing:schemes", campaign)
