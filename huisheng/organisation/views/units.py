"""The tree of units at the administrators' desk."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.errors import Conflict, Refused
from huisheng.organisation.forms.units import EndForm, UnitForm
from huisheng.organisation.guard import desk
from huisheng.organisation.http import OfficeRequest
from huisheng.organisation.models import Unit
from huisheng.organisation.queries import units as reads
from huisheng.organisation.services import units as services


@desk("unit.manage")
@require_safe
def units(request: OfficeRequest) -> HttpResponse:
    """The tree."""
    with_ended = "ended" in request.GET
    context = {"tree": reads.tree(request.standing, with_ended=with_ended), "with_ended": with_ended}
    return render(request, "organisation/units.html", context | _may(request))


@desk("unit.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new_unit(request: OfficeRequest) -> HttpResponse:
    """Put a new unit into the tree."""
    form = UnitForm(request.POST or None, initial={"parent": request.GET.get("parent")})
    if request.method == "POST" and form.is_valid():
        try:
            services.create_unit(form.facts, by=request.person)
            return redirect("office:units")
        except (Conflict, Refused) as no:
            form.add_error(None, str(no))
    return render(request, "organisation/unit_new.html", {"form": form}, status=422 if form.errors else 200)


@desk("unit.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: OfficeRequest, pk: int) -> HttpResponse:
    """One unit: what is said of it, where it lies, and its end."""
    found = _found(request, pk)
    form = UnitForm(request.POST) if request.method == "POST" else UnitForm.of(found)
    if form.is_bound and form.is_valid():
        try:
            services.change_unit(_found(request, pk), form.facts, by=request.person)
            return redirect("office:units")
        except (Conflict, Refused) as no:
            form.add_error(None, str(no))
    context = {"form": form, "unit": found, "end_form": EndForm()}
    return render(request, "organisation/unit.html", context | _may(request), status=422 if form.errors else 200)


@desk("unit.manage")
@require_POST
def end_unit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Note that a unit has ended."""
    form = EndForm(request.POST)
    if form.is_valid():
        services.end_unit(_found(request, pk), form.cleaned_data["on"], by=request.person)
    return redirect("office:unit", pk)


def _found(request: OfficeRequest, pk: int) -> Unit:
    return get_object_or_404(reads.units_visible_to(request.standing), pk=pk)


def _may(request: OfficeRequest) -> dict[str, bool]:
    return {"may_act": request.standing.may_act("unit.manage")}
