"""Answers to what may not or cannot be done, in words: what happened, what was kept, what to do."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from huisheng.organisation.carrying import carried_from, local
from huisheng.organisation.forms.login import LogInForm

NOT_YOUR_ACT = _("Your role may look at this page but not act on it. Nothing was changed.")


def log_in_first(request: HttpRequest) -> HttpResponse:
    """Ask for a log-in. What was typed and sent is carried over, so that nothing is lost (R12)."""
    target = request.get_full_path()
    if request.method == "POST":
        context = {
            "carried": carried_from(target, request.POST),
            "had_file": bool(request.FILES),
            "form": LogInForm(),
            "next": _page_before(request),
        }
        return render(request, "account/carried.html", context, status=401)
    return redirect(f"{reverse('account:login')}?{urlencode({'next': target})}")


def _page_before(request: HttpRequest) -> str:
    """The page of ours on which a form stood; for when it cannot be sent again by itself."""
    before = urlsplit(request.headers.get("Referer", ""))
    is_ours = before.netloc in {"", request.get_host()}
    return local(before._replace(scheme="", netloc="").geturl()) if is_ours else ""


def refused(request: HttpRequest, words: object) -> HttpResponse:
    """403 with the reason."""
    return render(request, "403.html", {"words": words}, status=403)


def missing(request: HttpRequest) -> HttpResponse:
    """404: absent and not visible look the same (R9)."""
    return render(request, "404.html", status=404)


def worded(request: HttpRequest, error: Exception, status: int) -> HttpResponse:
    """A refusal or conflict that carries its own words."""
    return render(request, "refusal.html", {"words": str(error)}, status=status)


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """503: it may succeed later; the page says what was kept."""
    response = render(request, "503.html", {"words": str(error)}, status=503)
    response["Retry-After"] = "30"
    return response
