"""The audit trail at the auditor's desk."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from huisheng.organisation.forms.office import TrailForm
from huisheng.organisation.guard import desk
from huisheng.organisation.http import OfficeRequest
from huisheng.organisation.queries.trail import trail_page
from huisheng.organisation.sentences import sentence
from huisheng.organisation.services.verifying import verify_trail


@desk("audit.read")
@require_safe
def trail(request: OfficeRequest) -> HttpResponse:
    """The trail as sentences, newest first."""
    form = TrailForm(request.GET)
    page = trail_page(
        request.standing, form.wanted, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    entries = [(entry, sentence(entry)) for entry in page.rows]
    return render(request, "organisation/audit.html", {"form": form, "page": page, "entries": entries})


@desk("audit.read")
@require_POST
def verify(request: OfficeRequest) -> HttpResponse:
    """Read the whole chain."""
    return render(request, "organisation/audit_verified.html", {"chain": verify_trail(by=request.person)})
