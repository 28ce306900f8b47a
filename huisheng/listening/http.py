"""Requests of somebody unknown: no log-in is looked at, no cookie is set (R10)."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from huisheng.campaign.models import Campaign

View = Callable[..., HttpResponse]


class PublicRequest(HttpRequest):
    """A request of somebody unknown, in a campaign."""

    campaign: Campaign


def without_cookie(view: View) -> View:
    """Take a form from our own pages without a CSRF cookie: a foreign `Origin` is refused, nothing is cached.

    A cookie would mark the device. What a foreign page could do is send words in nobody's name, and for that it
    would need a receipt which only this server makes.
    """

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not _is_ours(request):
            return render(request, "say/foreign.html", status=403)
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)


def _is_ours(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    if origin is None or origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    return urlsplit(origin).netloc == request.get_host()
