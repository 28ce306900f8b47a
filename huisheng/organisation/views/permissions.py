"""The permission table as a page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huisheng.organisation.guard import desk
from huisheng.organisation.http import OfficeRequest
from huisheng.organisation.queries.permissions import ROLES, table


@desk("campaign.read")
@require_safe
def permissions(request: OfficeRequest) -> HttpResponse:
    """What each role may see and do."""
    return render(request, "organisation/permissions.html", {"table": table(), "roles": ROLES.values()})
