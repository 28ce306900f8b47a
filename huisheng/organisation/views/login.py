"""Log-in, its steps before the desk, and log-out."""

import secrets
from base64 import b32encode
from datetime import datetime
from typing import Any

import segno
from axes.helpers import get_cool_off
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.core import signing
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as remember_second_factor
from django_otp import verify_token

from huisheng.errors import Refused
from huisheng.organisation import carrying
from huisheng.organisation.forms.login import LogInForm, NewPasswordForm, ResetForm, TokenForm
from huisheng.organisation.guard import account
from huisheng.organisation.models import Account, SecondFactor
from huisheng.organisation.queries.login import (
    NEEDS_SECOND_FACTOR,
    Step,
    has_second_factor,
    has_shown_it,
    last_failure,
    next_step,
    second_factor_of,
)
from huisheng.organisation.services import accounts

SEED_LIVES = 3600
SAID = {
    "out": gettext_lazy("Logged out."),
    "reset": gettext_lazy("The new password is set. Log in with it."),
    "password": gettext_lazy("The new password is set. Log-ins elsewhere have ended."),
    "authenticator": gettext_lazy("The authenticator is enrolled. It is asked for at each log-in."),
    "removed": gettext_lazy("The authenticator is no longer asked for. Delete its entry on the phone."),
    "saved": gettext_lazy("Saved."),
}


@account
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Name and password."""
    if request.method != "POST":
        if isinstance(request.user, Account):
            return onward(request)
        return _log_in_page(request, LogInForm())
    form = LogInForm(request.POST)
    if form.is_valid():
        name, password = form.cleaned_data["login"].strip(), form.cleaned_data["password"]
        user = authenticate(request, username=name, password=password)
        if isinstance(user, Account):
            login(request, user)
            return onward(request)
        form.add_error(
            None,
            _(
                "Name and password do not fit together, or this log-in is locked. After 5 failures in a row it is shut"
                " for 30 minutes."
            ),
        )
    return _log_in_page(request, form, status=422)


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """What somebody sees after too many failures: when to try again. What was typed elsewhere is still carried."""
    name = (credentials or {}).get("username", "")
    page = _log_in_page(request, LogInForm(), status=429, locked_until=_locked_until(request, name))
    page["Retry-After"] = "1800"
    return page


def _locked_until(request: HttpRequest, name: str) -> datetime | None:
    failed_at, cool_off = last_failure(name), get_cool_off(request)
    return failed_at + cool_off if failed_at and cool_off else None


def _log_in_page(request: HttpRequest, form: Form, status: int = 200, **more: Any) -> HttpResponse:
    return _page(request, "account/login.html", form, status, **more)


def _page(request: HttpRequest, template: str, form: Form, status: int, **more: Any) -> HttpResponse:
    """A log-in page: it passes on where to go, and what was typed before."""
    context = {
        "form": form,
        "next": wanted(request),
        "carried": carrying.read(request.POST),
        "said": SAID.get(request.GET.get("said", "")),
        **more,
    }
    return render(request, template, context, status=status)


def wanted(request: HttpRequest) -> str:
    """The page of ours somebody wanted; nothing if it is another's."""
    return carrying.local(request.POST.get("next", "") or request.GET.get("next", ""))


def onward(request: HttpRequest) -> HttpResponse:
    """The next step before the desk, else what was carried with one button to send it, else the page wanted."""
    assert isinstance(request.user, Account)
    step = next_step(request.user, request.session)
    carried = carrying.read(request.POST)
    if step is None:
        if carried:
            return render(request, "account/send_again.html", {"carried": carried})
        return redirect(wanted(request) or "desk:home")
    if carried:
        return _step_page(request, step)
    query = {"next": wanted(request)} if wanted(request) else {}
    return redirect(f"{reverse(f'account:{step}')}?{urlencode(query)}".rstrip("?"))


def _step_page(request: HttpRequest, step: Step) -> HttpResponse:
    """The page of a step, in answer to the step before it, so that what is carried need not be stored."""
    if step is Step.SECOND_FACTOR:
        return _page(request, "account/second_factor.html", TokenForm(), 200)
    if step is Step.NEW_PASSWORD:
        return _page(request, "account/new_password.html", NewPasswordForm(), 200)
    return _authenticator_page(request, TokenForm(), new_seed())


@account
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect(f"{reverse('account:login')}?said=out")


@account
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    """A new password by a printed one-time code."""
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            accounts.use_code(cleaned["login"].strip(), cleaned["code"], cleaned["password"])
            return redirect(f"{reverse('account:login')}?said=reset")
        except Refused as refused:
            form.add_error("code", str(refused))
        except ValidationError as weak:
            form.add_error("password", weak)
    return _page(request, "account/reset.html", form, 422 if request.method == "POST" else 200)


@account
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """The first log-in: a password of one's own."""
    if not isinstance(request.user, Account) or next_step(request.user, request.session) is not Step.NEW_PASSWORD:
        return _out_of_turn(request)
    form = NewPasswordForm(request.POST if "again" in request.POST else None)
    if form.is_valid():
        try:
            accounts.choose_password(request.user, form.cleaned_data["password"])
            update_session_auth_hash(request, request.user)
            return onward(request)
        except ValidationError as weak:
            form.add_error("password", weak)
    return _page(request, "account/new_password.html", form, 422 if form.is_bound else 200)


@account
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The six digits, at each log-in of whoever has an authenticator."""
    device = second_factor_of(request.user) if isinstance(request.user, Account) else None
    if device is None or has_shown_it(request.user):  # type: ignore[arg-type]
        request.session.pop(NEEDS_SECOND_FACTOR, None)
        return _out_of_turn(request)
    form = TokenForm(request.POST if "token" in request.POST else None)
    if form.is_valid():
        if _shows(request, device, form.cleaned_data["token"]):
            return onward(request)
        form.add_error("token", _why_not(device))
    return _page(request, "account/second_factor.html", form, 422 if form.is_bound else 200)


def _shows(request: HttpRequest, device: SecondFactor, token: str) -> bool:
    found = verify_token(request.user, device.persistent_id, token)
    if found is None:
        return False
    remember_second_factor(request, found)
    request.session.pop(NEEDS_SECOND_FACTOR, None)
    return True


def _why_not(device: SecondFactor) -> str:
    device.refresh_from_db()
    allowed, reason = device.verify_is_allowed()
    until = (reason or {}).get("locked_until")
    wait = round((until - timezone.now()).total_seconds()) if until else 0
    if not allowed and wait > 2:
        return _(
            "These digits do not fit. After several failures there is a pause: try again in %(seconds)d seconds."
        ) % {"seconds": wait}
    return _("These digits do not fit, or were used already. Wait for the next ones and type those.")


def _out_of_turn(request: HttpRequest) -> HttpResponse:
    return onward(request) if isinstance(request.user, Account) else redirect("account:login")


@account
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def authenticator(request: HttpRequest) -> HttpResponse:
    """Enrol an authenticator: scan, then type what it shows. The first one, or one in place of it."""
    if not isinstance(request.user, Account):
        return redirect("account:login")
    step = next_step(request.user, request.session)
    if step in {Step.SECOND_FACTOR, Step.NEW_PASSWORD} or _hides_a_second_factor(request):
        return onward(request)
    form = TokenForm(request.POST if "seed" in request.POST else None)
    if not form.is_bound:
        return _authenticator_page(request, form, new_seed())
    seed = _seed_from(request)
    if not seed:
        form.add_error(None, _("This page lay open too long. Scan the new code below, then type what it shows."))
        return _authenticator_page(request, form, new_seed(), 422)
    if form.is_valid():
        try:
            device = accounts.enrol_second_factor(request.user, seed, form.cleaned_data["token"])
            remember_second_factor(request, device)
            return onward(request) if step else redirect(f"{reverse('account:settings')}?said=authenticator")
        except Refused as refused:
            form.add_error("token", str(refused))
    return _authenticator_page(request, form, seed, 422)


def _hides_a_second_factor(request: HttpRequest) -> bool:
    """Whether this session never showed the authenticator its owner has: it must, before changing it."""
    assert isinstance(request.user, Account)
    if has_shown_it(request.user) or not has_second_factor(request.user):
        return False
    request.session[NEEDS_SECOND_FACTOR] = True
    return True


def new_seed() -> str:
    """Twenty random bytes, as hex. The page that shows them carries them, signed: looking stores nothing."""
    return secrets.token_hex(20)


def _seed_from(request: HttpRequest) -> str:
    try:
        owner, seed = signing.loads(request.POST.get("seed", ""), salt="authenticator", max_age=SEED_LIVES)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(seed) if owner == request.user.pk else ""


def _authenticator_page(request: HttpRequest, form: Form, seed: str, status: int = 200) -> HttpResponse:
    device = SecondFactor(user=request.user, key=seed)
    key = b32encode(device.bin_key).decode().rstrip("=")
    return _page(
        request,
        "account/authenticator.html",
        form,
        status,
        seed=signing.dumps([request.user.pk, seed], salt="authenticator"),
        key=" ".join(key[start : start + 4] for start in range(0, len(key), 4)),
        picture=segno.make(device.config_url, error="m", micro=False).svg_data_uri(scale=4, border=2),
        is_replacing=has_second_factor(request.user),  # type: ignore[arg-type]
    )
