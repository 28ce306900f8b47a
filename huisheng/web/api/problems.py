"""What went wrong, as problem details in the caller's language (RFC 9457)."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

MEDIA_TYPE = "application/problem+json"


def problem(status: int, code: str, title: str, detail: str, **facts: Any) -> HttpResponse:
    """A problem: `code` names its kind for programs, title and detail say it in words."""
    body = {"type": f"{reverse('api_docs')}#{code}", "title": title, "status": status, "detail": detail, **facts}
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Accept-Language, Authorization"
    return response


def no_token() -> HttpResponse:
    """401: the same bytes whether there was no token, a wrong one, or one that has ended."""
    response = problem(
        HTTPStatus.UNAUTHORIZED,
        "token",
        _("No token that works"),
        _("Send a token that works as “Authorization: Bearer …”. Tokens are made under “My log-in and settings”."),
    )
    response["WWW-Authenticate"] = 'Bearer realm="huisheng"'
    return response


def wrong_scope(scope: str) -> HttpResponse:
    """403: the token was not made for this."""
    response = problem(
        HTTPStatus.FORBIDDEN,
        "scope",
        _("The token was not made for this"),
        _("This needs a token with the scope “%(scope)s”.") % {"scope": scope},
        scope=scope,
    )
    response["WWW-Authenticate"] = f'Bearer realm="huisheng", error="insufficient_scope", scope="{scope}"'
    return response


def not_your_act() -> HttpResponse:
    """403: the token's owner may look, but not take away."""
    return problem(
        HTTPStatus.FORBIDDEN,
        "scope",
        _("Not for this role"),
        _("The role of the token's owner reads this in pages, and takes no file of it away."),
    )


def missing() -> HttpResponse:
    """404: absent and not visible are the same."""
    return problem(
        HTTPStatus.NOT_FOUND,
        "missing",
        _("There is no such thing"),
        _("It is not there, or not for the owner of this token."),
    )


def only_reads() -> HttpResponse:
    """405: the interface reads."""
    response = problem(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method",
        _("This interface only reads"),
        _("Use GET or HEAD. Nothing was changed."),
    )
    response["Allow"] = "GET, HEAD"
    return response


def not_acceptable(offered: str) -> HttpResponse:
    """406: it is not to be had in a form the caller takes."""
    return problem(
        HTTPStatus.NOT_ACCEPTABLE,
        "form",
        _("Not to be had in this form"),
        _("This answer comes as %(offered)s only.") % {"offered": offered},
        offered=[offered],
    )


def unknown_parameters(names: Sequence[str]) -> HttpResponse:
    """400: the address names something that is no parameter, or one twice."""
    return problem(
        HTTPStatus.BAD_REQUEST,
        "parameter",
        _("A parameter that is none"),
        _("These are no parameters of this address, or are given twice: %(names)s.")
        % {"names": pgettext("between short words", ", ").join(names)},
        parameters=[{"name": name} for name in names],
    )


def unusable_values(faults: Sequence[tuple[str, str]]) -> HttpResponse:
    """422: a parameter's value cannot be used. Faults are pairs of its name and what it must be."""
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "value",
        _("A value that cannot be used"),
        _("See what these parameters may be: %(names)s.")
        % {"names": pgettext("between short words", ", ").join(name for name, _reason in faults)},
        parameters=[{"name": name, "reason": reason} for name, reason in faults],
    )


def worded(status: int, words: str) -> HttpResponse:
    """A refusal or an outage that carries its own words."""
    return problem(status, "refused", _("This cannot be answered now"), words)


def unavailable() -> HttpResponse:
    """503: it may succeed later."""
    response = worded(HTTPStatus.SERVICE_UNAVAILABLE, _("The database cannot be read at the moment. Try again later."))
    response["Retry-After"] = "30"
    return response


def broken() -> HttpResponse:
    """500: a fault of ours; nothing is told of it."""
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "fault",
        _("This could not be answered"),
        _("Something is wrong on our side. It is noted in the server's log; the operator can see it there."),
    )


def is_call(request: HttpRequest) -> bool:
    """Whether an address belongs to the interface, so that its errors are problems and not pages."""
    return request.path_info.startswith("/api/v1/")
