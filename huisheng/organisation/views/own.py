"""One's own log-in: password, authenticator, language, colours, text size."""

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.organisation.forms.login import ChangePasswordForm
from huisheng.organisation.guard import desk
from huisheng.organisation.http import OfficeRequest
from huisheng.organisation.models import Account
from huisheng.organisation.queries.login import NEEDS_SECOND_FACTOR, has_second_factor, has_shown_it, is_administrator
from huisheng.organisation.services import accounts
from huisheng.organisation.views.login import SAID, wanted

CHOICES = {
    "language": frozenset(code for code, _name in settings.LANGUAGES),
    "theme": frozenset({"", "light", "dark", "contrast"}),
    "size": frozenset({"", "large", "huge"}),
}


@desk("")
@require_safe
def own_settings(request: OfficeRequest) -> HttpResponse:
    """What belongs to one's own log-in."""
    account = _account(request)
    context = {
        "account": account,
        "has_second_factor": has_second_factor(account),
        "must_have_second_factor": is_administrator(request.person),
        "said": SAID.get(request.GET.get("said", "")),
    }
    return render(request, "account/settings.html", context)


@desk("")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: OfficeRequest) -> HttpResponse:
    """Another password; every other session of this log-in ends."""
    account = _account(request)
    form = ChangePasswordForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.choose_password(account, form.cleaned_data["password"])
            update_session_auth_hash(request, account)
            return redirect(f"{reverse('account:settings')}?said=password")
        except ValidationError as weak:
            form.add_error("password", weak)
    return render(request, "account/password.html", {"form": form}, status=422 if request.method == "POST" else 200)


@desk("")
@require_POST
def remove_authenticator(request: OfficeRequest) -> HttpResponse:
    """Give up the authenticator, after having shown it in this session."""
    account = _account(request)
    if has_second_factor(account) and not has_shown_it(account):
        request.session[NEEDS_SECOND_FACTOR] = True
        return redirect(f"{reverse('account:second_factor')}?next={reverse('account:settings')}")
    accounts.remove_second_factor(account)
    return redirect(f"{reverse('account:settings')}?said=removed")


@desk("")
@require_POST
def preferences(request: OfficeRequest) -> HttpResponse:
    """Language, colours or text size, chosen in the menu of any page."""
    chosen = {
        name: request.POST[name]
        for name, allowed in CHOICES.items()
        if name in request.POST and request.POST[name] in allowed
    }
    if chosen:
        accounts.prefer(_account(request), **chosen)
    return redirect(wanted(request) or "account:settings")


def _account(request: OfficeRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user
