"""Log-ins at the role administrator's desk; the auditor may look."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.errors import Conflict, Missing
from huisheng.organisation import codes
from huisheng.organisation.forms.office import NewAccountForm
from huisheng.organisation.guard import desk
from huisheng.organisation.http import OfficeRequest
from huisheng.organisation.models import Account, Person
from huisheng.organisation.queries import accounts as queries
from huisheng.organisation.queries.people import people_visible_to
from huisheng.organisation.services import accounts as services


@desk("user.manage")
@require_safe
def accounts(request: OfficeRequest) -> HttpResponse:
    """All log-ins."""
    text = request.GET.get("q", "").strip()
    page = queries.accounts_page(
        request.standing, text, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = {"page": page, "q": text, "may_act": request.standing.may_act("user.manage")}
    return render(request, "organisation/accounts.html", context)


@desk("user.manage")
@require_safe
def account(request: OfficeRequest, account_id: int) -> HttpResponse:
    """One log-in and what can be done with it."""
    found = _found(request, account_id)
    may_act = request.standing.may_act("user.manage") and found.person_id != request.person.pk
    return render(request, "organisation/account.html", {"account": found, "may_act": may_act})


@desk("user.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_account(request: OfficeRequest) -> HttpResponse:
    """Give a person a log-in: find the person, then name the log-in. The answer is the slip to print."""
    someone = _person(request)
    form = NewAccountForm(request.POST or None, initial={"login": someone.staff_number if someone else ""})
    if request.method == "POST" and someone and form.is_valid():
        try:
            return _slip(request, services.create_account(someone, form.cleaned_data["login"], by=request.person))
        except Conflict as taken:
            form.add_error("login", str(taken))
    text = request.GET.get("q", "").strip()
    people = [] if someone else queries.people_without_account(request.standing, text)
    context = {"form": form, "someone": someone, "people": people, "q": text, "most": queries.FOUND_AT_MOST}
    status = 422 if request.method == "POST" else 200
    return render(request, "organisation/new_account.html", context, status=status)


def _person(request: OfficeRequest) -> Person | None:
    key = request.POST.get("person") or request.GET.get("person")
    if not key:
        return None
    if not key.isdigit():
        raise Missing
    return get_object_or_404(people_visible_to(request.standing), pk=int(key), account=None)


@desk("user.manage")
@never_cache
@require_POST
def issue_code(request: OfficeRequest, account_id: int) -> HttpResponse:
    """Print a one-time code. It is shown on this answer only."""
    return _slip(request, services.issue_code(_found(request, account_id), by=request.person))


def _slip(request: OfficeRequest, issued: services.IssuedCode) -> HttpResponse:
    context = {
        "issued": issued,
        "code": codes.printed(issued.code),
        "reset_address": request.build_absolute_uri(reverse("account:reset")),
    }
    return render(request, "organisation/slip.html", context)


def _act(service: Callable[..., None]) -> Callable[[OfficeRequest, int], HttpResponse]:
    """A view that does one thing to a log-in and comes back to it."""

    @desk("user.manage")
    @require_POST
    def view(request: OfficeRequest, account_id: int) -> HttpResponse:
        service(_found(request, account_id), by=request.person)
        return redirect("office:account", account_id=account_id)

    return view


lock = _act(services.lock)
unlock = _act(services.unlock)
reset_second_factor = _act(services.reset_second_factor)


def _found(request: OfficeRequest, account_id: int) -> Account:
    return get_object_or_404(queries.visible_accounts(request.standing), pk=account_id)
