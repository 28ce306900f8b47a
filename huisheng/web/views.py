"""The front page, the desk home, health, and the pages that say what went wrong."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.campaign.queries.campaigns import asking_now
from huisheng.campaign.standing import campaigns_of
from huisheng.organisation.guard import desk, public
from huisheng.web import answers
from huisheng.web.api import problems
from huisheng.web.first_steps import first_steps


@public("voice.send")
def front(request: HttpRequest) -> HttpResponse:
    """The public front page: the campaigns that are asking now."""
    return render(request, "web/front.html", {"asking": asking_now()})


@desk("")
@require_safe
def desk_home(request: DeskRequest) -> HttpResponse:
    """The campaigns a person works in, or what to do first in an empty office."""
    campaigns = campaigns_of(request.person, timezone.localdate())
    context = {"campaigns": campaigns, "steps": first_steps(request.standing)}
    return render(request, "web/desk_home.html", context)


@public("voice.send")
def health(request: HttpRequest) -> HttpResponse:
    """`ok` when the database answers; for a proxy or a supervisor to ask."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that lay open too long or came from elsewhere: nothing was changed, send it again."""
    words = _("This form came from another page or lay open too long. Nothing was changed; go back and send again.")
    return answers.refused(request, words)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: absent and not visible look the same."""
    return problems.missing() if problems.is_call(request) else answers.missing(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without touching the database or the person."""
    return problems.broken() if problems.is_call(request) else render(request, "500.html", status=500)
