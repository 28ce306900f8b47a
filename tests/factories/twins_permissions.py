"""Views broken on purpose: what the permission test must notice. Nothing in the product imports this."""

from types import ModuleType
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from huisheng.combing.models import Finding, Passage, Placement
from huisheng.organisation.guard import desk
from huisheng.organisation.models import Unit
from huisheng.web import urls as real


@desk("finding.read")
def bare_objects(request: HttpRequest, campaign: str, number: int) -> HttpResponse:
    """A finding by its number, from `.objects`."""
    found = Finding.objects.filter(number=number).first()
    return HttpResponse(found.headline if found else "")


@desk("finding.read")
def list_of_all(request: HttpRequest, campaign: str) -> HttpResponse:
    """A list with the check, and a preview without it."""
    words = [each.statement.text for each in Passage.objects.select_related("statement")]
    return HttpResponse("\n".join(words))


@desk("passage.comb")
def bulk_act(request: HttpRequest, campaign: str) -> HttpResponse:
    """An act on many passages which asks for none of them whether this person may see it."""
    if request.method == "POST":
        Placement.objects.filter(passage__in=request.POST.getlist("passage")).delete()
    return HttpResponse("")


def without_rule(request: HttpRequest, campaign: str) -> HttpResponse:
    """A view nobody put under the table."""
    return HttpResponse("")


@desk("finding.read")
def get_that_writes(request: HttpRequest, campaign: str) -> HttpResponse:
    """A page that changes a row by being looked at."""
    Unit.objects.update(rank=1)
    return HttpResponse("")


TWINS = ("bare_objects", "list_of_all", "bulk_act", "without_rule", "get_that_writes")
ADDRESS = {
    "bare_objects": "combing:finding",
    "list_of_all": "combing:findings",
    "bulk_act": "combing:release",
    "without_rule": "combing:findings",
    "get_that_writes": "combing:findings",
}
SHOWS = {
    "bare_objects": "shows the finding",
    "list_of_all": "shows the words",
    "bulk_act": "changed what it may not see",
    "get_that_writes": "a GET wrote",
}
"""What of each twin must be noticed."""
_PATHS = {
    "combing:finding": "findings/<int:number>/",
    "combing:findings": "findings/",
    "combing:release": "release/",
}


def urlconf(twin: str) -> Any:
    """The addresses of the product, with one view replaced by its twin."""
    name = ADDRESS[twin]
    patterns = ([path(_PATHS[name], globals()[twin], name=name.partition(":")[2])], "combing")
    module = ModuleType(f"urls_with_{twin}")
    rest = [each for each in real.urlpatterns if getattr(each, "namespace", "") != "combing"]
    module.urlpatterns = [path("desk/<slug:campaign>/combing/", include(patterns)), *rest]  # type: ignore[attr-defined]
    for handler in ("handler400", "handler403", "handler404", "handler500"):
        setattr(module, handler, getattr(real, handler))
    return module
