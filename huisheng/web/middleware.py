"""What every request passes: who asks, in which language, and whether the permission table lets them."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.core import signing
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation

from huisheng.campaign.models import Campaign
from huisheng.campaign.standing import campaigns_of, standing
from huisheng.errors import Conflict, Missing, Refused, Unavailable, Unreadable
from huisheng.organisation import policy
from huisheng.organisation.guard import Door, Rule, rule_of
from huisheng.organisation.models import Person
from huisheng.web import answers

GetResponse = Callable[[HttpRequest], HttpResponse]
SEEN = "desk_seen"
READS = {"GET", "HEAD", "OPTIONS"}


def person(get_response: GetResponse) -> GetResponse:
    """Attach the person who is logged in, ending log-ins that lay idle.

    The idle clock is a signed cookie, so that looking at a page changes no row.
    """

    def attach(request: HttpRequest) -> HttpResponse:
        request.person = None  # type: ignore[attr-defined]
        if _is_public(request):
            return get_response(request)
        user = request.user
        if user.is_authenticated:
            if not user.is_active or _idle(request):
                logout(request)
                request.was_idle = True  # type: ignore[attr-defined]
            else:
                request.person = user.person  # type: ignore[attr-defined]
        response = get_response(request)
        if request.user.is_authenticated:
            response.set_signed_cookie(
                SEEN, str(int(time.time())), httponly=True, secure=settings.HTTPS, samesite="Lax"
            )
        return response

    return attach


def _is_public(request: HttpRequest) -> bool:
    """Whether the address is one that ignores any log-in and sets no cookie (R10)."""
    try:
        rule = rule_of(resolve(request.path_info).func)
    except Resolver404:
        return False
    return rule is not None and rule.door is Door.PUBLIC


def _idle(request: HttpRequest) -> bool:
    try:
        seen = int(request.get_signed_cookie(SEEN, default="0"))
    except (signing.BadSignature, ValueError):
        return True
    return seen != 0 and time.time() - seen > settings.IDLE_MINUTES * 60


def language(get_response: GetResponse) -> GetResponse:
    """Speak the account's language at the desk; elsewhere the one named in the address (`?lang=en`)."""

    def speak(request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("lang", "")
        if asked not in dict(settings.LANGUAGES):
            user = None if _is_public(request) else request.user
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
        if rule.door is Door.PUBLIC:
            return self._public(request, kwargs)
        if rule.door is Door.ACCOUNT:
            return None
        person: Person | None = request.person  # type: ignore[attr-defined]
        if person is None:
            return answers.log_in_first(request)
        detour = self._detour(request, person)
        if detour is not None:
            return detour
        return self._desk(request, rule, person, kwargs)

    @staticmethod
    def _public(request: HttpRequest, kwargs: dict[str, object]) -> None:
        if "campaign" in kwargs:
            request.campaign = Campaign.objects.filter(slug=kwargs["campaign"]).first()  # type: ignore[attr-defined]
            if request.campaign is None:  # type: ignore[attr-defined]
                raise Http404

    @staticmethod
    def _detour(request: HttpRequest, person: Person) -> HttpResponse | None:
        if request.user.must_change_password:  # type: ignore[union-attr]
            return redirect(reverse("account:new_password"))
        if request.session.get("needs_second_factor"):
            return redirect(reverse("account:second_factor"))
        return None

    @staticmethod
    def _desk(request: HttpRequest, rule: Rule, person: Person, kwargs: dict[str, object]) -> HttpResponse | None:
        day = timezone.localdate()
        campaign = None
        if "campaign" in kwargs:
            campaign = campaigns_of(person, day).filter(slug=kwargs["campaign"]).first()
            if campaign is None:
                raise Http404
        request.campaign = campaign  # type: ignore[attr-defined]
        request.standing = mine = standing(person, campaign, day)  # type: ignore[attr-defined]
        # Another role of the same person elsewhere opens nothing here.
        if rule.read and not policy.cells(mine.roles, rule.read):
            raise Http404
        if request.method not in READS and not (
            policy.may_act(mine.roles, rule.act) or policy.may_sign(mine.roles, rule.act)
        ):
            return answers.refused(request, answers.NOT_YOUR_ACT)
        return None


def errors(get_response: GetResponse) -> GetResponse:
    """Word what went wrong: 404, 409, 422 or 503, never a bare failure."""
    return _Errors(get_response)


class _Errors:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Missing):
            return answers.missing(request)
        if isinstance(error, Conflict):
            return answers.worded(request, error, 409)
        if isinstance(error, Refused | Unreadable):
            return answers.worded(request, error, 422)
        if isinstance(error, Unavailable) or (isinstance(error, DatabaseError) and _cannot_write(error)):
            return answers.unavailable(request, error)
        return None


def _cannot_write(error: DatabaseError) -> bool:
    words = str(error).lower()
    return any(sign in words for sign in ("locked", "disk", "readonly", "full", "i/o"))
