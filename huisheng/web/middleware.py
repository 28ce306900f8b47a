"""What every request passes: who asks, in which language, and whether the permission table lets them."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from huisheng.campaign.models import Campaign
from huisheng.campaign.standing import campaigns_of, standing
from huisheng.errors import Conflict, Missing, Refused, Unavailable, Unreadable
from huisheng.organisation import policy
from huisheng.organisation.guard import Door, Rule, rule_of
from huisheng.organisation.models import Account, Person
from huisheng.organisation.policy import Role
from huisheng.organisation.queries.login import Step, step_before_desk, step_for_administrator
from huisheng.organisation.sessions import account_of
from huisheng.web import answers
from huisheng.web.api import door, problems

GetResponse = Callable[[HttpRequest], HttpResponse]
SEEN = "desk_seen"
READS = {"GET", "HEAD", "OPTIONS"}
ADMINISTRATORS = frozenset({Role.SA, Role.RA, Role.AU})


def authentication(get_response: GetResponse) -> GetResponse:
    """Attach the account the session belongs to, asked for only when somebody looks."""

    def attach(request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: account_of(request))  # type: ignore[assignment]
        return get_response(request)

    return attach


def person(get_response: GetResponse) -> GetResponse:
    """Attach the person who is logged in, ending log-ins that lay idle.

    The idle clock is a signed cookie, so that looking at a page changes no row.
    """

    def attach(request: HttpRequest) -> HttpResponse:
        request.person = None  # type: ignore[attr-defined]
        if _ignores_log_in(request):
            return get_response(request)
        user = request.user
        if isinstance(user, Account):
            if not user.is_active or _idle(request, user):
                # Not a log-out: looking at a page must change no row, not even the session's.
                request.user = AnonymousUser()
            else:
                request.person = user.person  # type: ignore[attr-defined]
        response = get_response(request)
        if isinstance(request.user, Account) and not request.headers.get("X-Refresh"):
            # A page that refreshes itself does not keep a log-in alive at which nobody sits.
            seen = f"{request.user.pk}:{int(time.time())}"
            response.set_signed_cookie(SEEN, seen, httponly=True, secure=settings.HTTPS, samesite="Lax")
        return response

    return attach


def _ignores_log_in(request: HttpRequest) -> bool:
    """Whether the address is one that ignores any log-in and sets no cookie (R10): a public page, the interface."""
    try:
        rule = rule_of(resolve(request.path_info).func)
    except Resolver404:
        return False
    return rule is not None and rule.door in {Door.PUBLIC, Door.TOKEN}


def _idle(request: HttpRequest, user: Account) -> bool:
    try:
        owner, seen = str(request.get_signed_cookie(SEEN, default="")).split(":")
        since = float(seen) if owner == str(user.pk) else 0.0
    except (signing.BadSignature, ValueError):
        # Without the cookie the log-in itself counts, or throwing it away would keep a desk open.
        since = user.last_login.timestamp() if user.last_login else 0.0
    return time.time() - since > settings.IDLE_MINUTES * 60


def language(get_response: GetResponse) -> GetResponse:
    """Speak the account's language at the desk; elsewhere the one named in the address (`?lang=en`).

    A program is answered in the language its headers ask for.
    """

    def speak(request: HttpRequest) -> HttpResponse:
        asked = door.language_of(request) if problems.is_call(request) else request.GET.get("lang", "")
        if asked not in dict(settings.LANGUAGES):
            user = None if _ignores_log_in(request) else request.user
            asked = user.language if user and user.is_authenticated else settings.LANGUAGE_CODE
        with translation.override(asked):
            request.LANGUAGE_CODE = asked
            response = get_response(request)
        response.headers.setdefault("Content-Language", asked)
        return response

    return speak


class Policy:
    """Default deny: a view answers only under its rule and the permission table (R1, R9)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> HttpResponse | None:
        rule = rule_of(view)
        if rule is None:
            raise Http404
        if rule.door is Door.TOKEN:
            return door.enter(request, rule, kwargs)
        if rule.door is Door.PUBLIC:
            self._public(request, kwargs)
        if rule.door is not Door.DESK:
            return self._known_method(request)
        person: Person | None = request.person  # type: ignore[attr-defined]
        if person is None:
            return answers.log_in_first(request)
        step = step_before_desk(request.user, request.session)  # type: ignore[arg-type]
        return self._step(request, step) if step else self._desk(request, rule, person, kwargs)

    @staticmethod
    def _public(request: HttpRequest, kwargs: dict[str, object]) -> None:
        if "campaign" in kwargs:
            request.campaign = Campaign.objects.filter(slug=kwargs["campaign"]).first()  # type: ignore[attr-defined]
            if request.campaign is None:  # type: ignore[attr-defined]
                raise Http404

    @staticmethod
    def _step(request: HttpRequest, step: Step) -> HttpResponse:
        """To the page that comes before any desk; the page wanted is remembered."""
        wanted = request.get_full_path() if request.method in READS else reverse("desk:home")
        return redirect(f"{reverse(f'account:{step}')}?{urlencode({'next': wanted})}")

    def _desk(self, request: HttpRequest, rule: Rule, person: Person, kwargs: dict[str, object]) -> HttpResponse | None:
        day = timezone.localdate()
        campaign = None
        if "campaign" in kwargs:
            campaign = campaigns_of(person, day).filter(slug=kwargs["campaign"]).first()
            if campaign is None:
                raise Http404
        request.campaign = campaign  # type: ignore[attr-defined]
        request.standing = mine = standing(person, campaign, day)  # type: ignore[attr-defined]
        if mine.roles & ADMINISTRATORS:
            step = step_for_administrator(request.user)  # type: ignore[arg-type]
            if step:
                return self._step(request, step)
        # Another role of the same person elsewhere opens nothing here.
        if rule.read and not policy.cells(mine.roles, rule.read):
            raise Http404
        may = policy.may_sign if rule.signs else policy.may_act
        if rule.act and request.method not in READS and not may(mine.roles, rule.act):
            return answers.refused(request, answers.NOT_YOUR_ACT)
        return self._known_method(request)

    @staticmethod
    def _known_method(request: HttpRequest) -> HttpResponse | None:
        """No page answers PUT, PATCH or DELETE: a view that reads `method == "POST"` would take them for a GET."""
        return None if request.method in {*READS, "POST"} else HttpResponseNotAllowed([*sorted(READS), "POST"])


def errors(get_response: GetResponse) -> GetResponse:
    """Word what went wrong: 404, 409, 422 or 503, never a bare failure."""
    return _Errors(get_response)


class _Errors:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if problems.is_call(request):
            return self._problem(error)
        if isinstance(error, Missing):
            return answers.missing(request)
        if isinstance(error, Conflict):
            return answers.worded(request, error, 409)
        if isinstance(error, Refused | Unreadable):
            return answers.worded(request, error, 422)
        if isinstance(error, Unavailable) or (isinstance(error, DatabaseError) and _cannot_write(error)):
            return answers.unavailable(request, error)
        return None

    @staticmethod
    def _problem(error: Exception) -> HttpResponse | None:
        if isinstance(error, Missing | Http404):
            return problems.missing()
        if isinstance(error, Conflict | Refused | Unreadable):
            return problems.worded(409 if isinstance(error, Conflict) else 422, str(error))
        if isinstance(error, Unavailable) or (isinstance(error, DatabaseError) and _cannot_write(error)):
            return problems.unavailable()
        return None


def _cannot_write(error: DatabaseError) -> bool:
    words = str(error).lower()
    return any(sign in words for sign in ("locked", "disk", "readonly", "full", "i/o"))
