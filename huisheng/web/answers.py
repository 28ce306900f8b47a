"""Answers to what may not or cannot be done, in words: what happened, what was kept, what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

NOT_YOUR_ACT = _("Your role may look at this page but not act on it. Nothing was changed.")


def log_in_first(request: HttpRequest) -> HttpResponse:
    """Ask for a log-in. What was typed and sent is carried over, so that nothing is lost (R12)."""
    target = request.get_full_path()
    if request.method == "POST":
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        carried = [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"]
        return render(request, "account/carried.html", {"carried": carried, "target": target}, status=401)
    return redirect(f"{reverse('account:login')}?{urlencode({'next': target})}")


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
