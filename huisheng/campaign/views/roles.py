"""Roles: the role administrator asks, the auditor signs."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.campaign.forms.roles import AskForm
from huisheng.campaign.http import DeskRequest
from huisheng.campaign.models import RoleGrant
from huisheng.campaign.queries import grants as reads
from huisheng.campaign.services import grants
from huisheng.campaign.standing import campaigns_of
from huisheng.errors import Conflict, Missing, Refused
from huisheng.organisation import policy
from huisheng.organisation.guard import desk
from huisheng.organisation.models import Person
from huisheng.organisation.queries.people import FOUND_AT_MOST, people_found, people_visible_to


@desk("grant.manage")
@require_safe
def roles(request: DeskRequest) -> HttpResponse:
    """What waits for a signature; for the role administrator also who holds which role."""
    day = timezone.localdate()
    wanted = {name: request.GET.get(name, "").strip() for name in ("campaign", "role", "text", "after", "before")}
    may_ask = request.standing.may_act("grant.manage")
    context = {
        "open": reads.open_requests(request.standing),
        "settled": reads.settled_requests(request.standing),
        "may_sign": policy.may_sign(request.standing.roles, "grant.manage"),
        "may_ask": may_ask,
        "wanted": wanted,
    }
    if may_ask:
        context |= {
            "page": reads.grants_page(request.standing, day, **wanted),
            "administrators": reads.admin_grants(request.standing, day),
            "campaigns": campaigns_of(request.person, day),
            "role_choices": RoleGrant.Role.choices,
        }
    return render(request, "campaign/roles.html", context)


@desk("grant.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: DeskRequest) -> HttpResponse:
    """Find a person, then say which role; the auditor is asked to sign."""
    someone = _person(request)
    form = AskForm(request.POST or None)
    if request.method == "POST" and someone and form.is_valid():
        try:
            grants.ask(form.wish(someone), by=request.person)
            return redirect("office:roles")
        except (Conflict, Refused) as no:
            form.add_error(None, str(no))
    text = request.GET.get("q", "").strip()
    people = [] if someone else people_found(request.standing, text)
    context = {"form": form, "someone": someone, "people": people, "q": text, "most": FOUND_AT_MOST}
    return render(request, "campaign/ask_role.html", context, status=422 if request.method == "POST" else 200)


def _person(request: DeskRequest) -> Person | None:
    key = request.POST.get("person") or request.GET.get("person")
    if not key:
        return None
    if not key.isdigit():
        raise Missing
    return get_object_or_404(people_visible_to(request.standing), pk=int(key))


@desk("grant.manage", signs=True)
@require_POST
def sign(request: DeskRequest, pk: int) -> HttpResponse:
    """Give the second signature."""
    grants.sign(get_object_or_404(reads.requests_visible_to(request.standing), pk=pk), by=request.person)
    return redirect("office:roles")


@desk("grant.manage", signs=True)
@require_POST
def refuse(request: DeskRequest, pk: int) -> HttpResponse:
    """Decline the second signature."""
    grants.refuse(get_object_or_404(reads.requests_visible_to(request.standing), pk=pk), by=request.person)
    return redirect("office:roles")


@desk("grant.manage")
@require_POST
def end(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask that a campaign role end."""
    grants.ask_end(get_object_or_404(reads.grants_visible_to(request.standing), pk=pk), by=request.person)
    return redirect("office:roles")


@desk("grant.manage")
@require_POST
def end_administrator(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask that an administrator's or auditor's role end."""
    found = get_object_or_404(reads.admin_grants(request.standing, timezone.localdate()), pk=pk)
    grants.ask_end(found, by=request.person)
    return redirect("office:roles")
