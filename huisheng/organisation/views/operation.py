"""The office's own page, the operator's page and the jobs."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from huisheng.organisation import running
from huisheng.organisation.doors import office_doors
from huisheng.organisation.guard import desk
from huisheng.organisation.http import OfficeRequest
from huisheng.organisation.models import Job
from huisheng.organisation.queries import operation as queries


@desk("unit.manage")
@require_safe
def home(request: OfficeRequest) -> HttpResponse:
    """The doors of the office."""
    doors = office_doors(request.standing, "")
    return render(request, "organisation/home.html", {"doors": doors})


@desk("settings.see")
@require_safe
def health(request: OfficeRequest) -> HttpResponse:
    """How the machine stands."""
    return render(request, "organisation/health.html", {"health": queries.health()})


@desk("")
@require_safe
def jobs(request: OfficeRequest) -> HttpResponse:
    """Long work: all of it for an operator, one's own for everybody else."""
    state = request.GET.get("state", "")
    page = queries.jobs_page(
        request.standing, state, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    sees_all = bool(request.standing.scopes("settings.see"))
    context = {"page": page, "state": state, "states": Job.State, "sees_all": sees_all}
    return render(request, "organisation/jobs.html", context)


@desk("")
@require_safe
def job(request: OfficeRequest, job_id: int) -> HttpResponse:
    """One piece of work, its progress, and how it ended."""
    found = _found(request, job_id)
    context = {"job": found, "may_act": _may_act(request, found)}
    return render(request, "organisation/job.html", context)


def _act(service: Callable[..., None]) -> Callable[[OfficeRequest, int], HttpResponse]:
    """A view that does one thing to a job and comes back to it."""

    @desk("")
    @require_POST
    def view(request: OfficeRequest, job_id: int) -> HttpResponse:
        found = _found(request, job_id)
        if not _may_act(request, found):
            raise PermissionDenied
        service(found, by=request.person)
        return redirect("office:job", job_id=job_id)

    return view


stop = _act(running.stop)
resume = _act(running.resume)


def _found(request: OfficeRequest, job_id: int) -> Job:
    return get_object_or_404(queries.visible_jobs(request.standing), pk=job_id)


def _may_act(request: OfficeRequest, found: Job) -> bool:
    return found.by_id == request.person.pk or request.standing.may_act("settings.see")
