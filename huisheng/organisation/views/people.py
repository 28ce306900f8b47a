"""People, their posts and the workbook of the whole office, at the administrators' desk."""

from pathlib import Path

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.crafts.gate import FileRefused
from huisheng.errors import Conflict, Missing, Refused
from huisheng.organisation.downloads import made_file
from huisheng.organisation.forms.units import EndForm, OfficeWorkbookForm, PersonForm, PostForm
from huisheng.organisation.guard import desk
from huisheng.organisation.http import OfficeRequest
from huisheng.organisation.models import Person, Post
from huisheng.organisation.queries import people as reads
from huisheng.organisation.queries import workbook as books
from huisheng.organisation.queries.units import in_tree_order
from huisheng.organisation.services import people as services
from huisheng.organisation.services.workbook import Outcome, take_in

SALT = "office.returned"


@desk("unit.manage")
@require_safe
def people(request: OfficeRequest) -> HttpResponse:
    """Who works where."""
    wanted = {name: request.GET.get(name, "").strip() for name in ("text", "unit", "after", "before")}
    with_ended = "ended" in request.GET
    page = reads.people_page(request.standing, timezone.localdate(), **wanted, with_ended=with_ended)
    units = [(unit, "　" * depth) for unit, depth in in_tree_order(request.standing) if not unit.ended_on]
    context = {"page": page, "wanted": wanted, "with_ended": with_ended, "units": units}
    return render(request, "organisation/people.html", context | _may(request))


@desk("unit.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request: OfficeRequest) -> HttpResponse:
    """Enter somebody who works here."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_person(form.facts, by=request.person)
            return redirect("office:person", made.pk)
        except (Conflict, Refused) as no:
            form.add_error(None, str(no))
    return render(request, "organisation/person_new.html", {"form": form}, status=422 if form.errors else 200)


@desk("unit.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: OfficeRequest, pk: int) -> HttpResponse:
    """One person: names, home unit, ranked posts and their history."""
    found = _found(request, pk)
    form = PersonForm(request.POST) if request.method == "POST" else PersonForm.of(found)
    if form.is_bound and form.is_valid():
        try:
            services.change_person(_found(request, pk), form.facts, by=request.person)
            return redirect("office:person", pk)
        except (Conflict, Refused) as no:
            form.add_error(None, str(no))
    context = {
        "form": form,
        "someone": found,
        "posts": reads.posts_of(found),
        "end_form": EndForm(),
        "may_end": request.standing.may_act("user.manage") and found.pk != request.person.pk,
    }
    return render(request, "organisation/person.html", context | _may(request), status=422 if form.errors else 200)


@desk("unit.manage", "user.manage")
@require_POST
def end_person(request: OfficeRequest, pk: int) -> HttpResponse:
    """Somebody leaves: roles end, the log-in is locked."""
    form = EndForm(request.POST)
    if form.is_valid():
        services.end_person(_found(request, pk), form.cleaned_data["on"], by=request.person)
    return redirect("office:person", pk)


@desk("unit.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new_post(request: OfficeRequest, pk: int) -> HttpResponse:
    """Give a person a post."""
    found = _found(request, pk)
    form = PostForm(request.POST or None, initial={"unit": found.unit_id})
    if request.method == "POST" and form.is_valid():
        try:
            services.add_post(found, form.facts, by=request.person)
            return redirect("office:person", pk)
        except Refused as no:
            form.add_error(None, str(no))
    context = {"form": form, "someone": found}
    return render(request, "organisation/post.html", context, status=422 if form.errors else 200)


@desk("unit.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a post: its rank, its titles, its days; with a last day it passes into the history."""
    found = _post(request, pk)
    form = PostForm(request.POST) if request.method == "POST" else PostForm.of(found)
    if form.is_bound and form.is_valid():
        try:
            services.change_post(_post(request, pk), form.facts, by=request.person)
            return redirect("office:person", found.person_id)
        except Refused as no:
            form.add_error(None, str(no))
    context = {"form": form, "someone": found.person, "post": found}
    return render(request, "organisation/post.html", context, status=422 if form.errors else 200)


@desk("unit.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def workbook(request: OfficeRequest) -> HttpResponse:
    """Take in units, bodies, people and posts; the answer says what was kept and what is handed back."""
    form = OfficeWorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.upload
        try:
            outcome = take_in(Path(upload.temporary_file_path()), upload.name or "", by=request.person)
            return render(request, "organisation/workbook_taken_in.html", _told(outcome))
        except FileRefused as refused:
            form.add_error("file", refused.words("en" if (get_language() or "").startswith("en") else "zh-Hans"))
        except Refused as no:
            form.add_error("file", str(no))
    status = 422 if request.method == "POST" else 200
    return render(request, "organisation/workbook.html", {"form": form} | _may(request), status=status)


def _told(outcome: Outcome) -> dict[str, object]:
    sheets = [
        (sheet.name, [column.heading for column in sheet.columns], outcome.returned[sheet.key])
        for sheet in books.WRITTEN
        if sheet.key in outcome.returned
    ]
    # Carried by the page and signed: rows handed back are stored nowhere.
    carried = signing.dumps(outcome.returned, salt=SALT, compress=True) if sheets else ""
    return {"outcome": outcome, "sheets": sheets, "carried": carried}


@desk("unit.manage")
@require_safe
def download(request: OfficeRequest) -> HttpResponse:
    """All units, bodies, people and posts as one workbook."""
    return made_file(books.workbook(request.standing), _("Units and people.xlsx"))


@desk("unit.manage")
@require_POST
def returned(request: OfficeRequest) -> HttpResponse:
    """The rows handed back, as a workbook with their reasons."""
    try:
        rows = signing.loads(request.POST.get("rows", ""), salt=SALT, max_age=86_400)
    except signing.BadSignature as broken:
        raise Missing from broken
    return made_file(books.returned_workbook(rows), _("Rows to mend.xlsx"))


def _found(request: OfficeRequest, pk: int) -> Person:
    return get_object_or_404(reads.people_visible_to(request.standing), pk=pk)


def _post(request: OfficeRequest, pk: int) -> Post:
    return get_object_or_404(reads.posts_visible_to(request.standing), pk=pk)


def _may(request: OfficeRequest) -> dict[str, bool]:
    return {"may_act": request.standing.may_act("unit.manage")}
