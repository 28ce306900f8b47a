"""The register of forms: lines entered and corrected at the desk, and by workbook."""

from pathlib import Path

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.crafts.gate import FileRefused
from huisheng.errors import Missing, Refused
from huisheng.listening.forms import IssueForm, OwnListForm
from huisheng.listening.queries import register as books
from huisheng.listening.reasons import file_words
from huisheng.listening.services import recording
from huisheng.listening.services.register import take_in
from huisheng.organisation.downloads import made_file
from huisheng.organisation.guard import desk

SALT = "listening.register.returned"


@desk("listening.set_up")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest, campaign: str) -> HttpResponse:
    """Enter forms issued into the register."""
    form = IssueForm(request.POST or None, campaign=request.campaign)
    if request.method == "POST" and form.is_valid():
        recording.record_issue(request.campaign, **form.cleaned_data, by=request.person)
        return redirect("listening:home", campaign)
    return render(request, "listening/issue_new.html", {"form": form}, status=422 if form.errors else 200)


@desk("listening.set_up")
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """Correct a line, or enter what was counted since; the trail keeps what it was."""
    line = books.line_of(request.campaign, pk)
    form = IssueForm(request.POST or None, campaign=request.campaign, line=line)
    if request.method == "POST" and form.is_valid():
        recording.correct_issue(line, **form.cleaned_data, by=request.person)
        return redirect("listening:home", campaign)
    context = {"form": form, "line": line}
    return render(request, "listening/issue_new.html", context, status=422 if form.errors else 200)


@desk("listening.set_up")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: DeskRequest, campaign: str) -> HttpResponse:
    """Take in the register by workbook; the answer says what was kept and what is handed back."""
    form = OwnListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        path = Path(upload.temporary_file_path())
        try:
            outcome = take_in(request.campaign, path, str(upload.name), by=request.person)
            # Carried by the page and signed: rows handed back are stored nowhere.
            carried = signing.dumps(outcome.returned, salt=SALT, compress=True) if outcome.returned else ""
            context = {
                "outcome": outcome,
                "carried": carried,
                "headings": [column.heading for column in books.COLUMNS],
            }
            return render(request, "listening/register_taken_in.html", context)
        except FileRefused as refused:
            form.add_error("file", file_words(refused.reason, refused.facts))
        except Refused as no:
            form.add_error("file", str(no))
    return render(request, "listening/register.html", {"form": form}, status=422 if form.errors else 200)


@desk("listening.set_up")
@require_safe
def workbook(request: DeskRequest, campaign: str) -> HttpResponse:
    """The whole register, as the workbook it comes in by."""
    return made_file(books.workbook(request.campaign), _("Register of forms.xlsx"))


@desk("listening.set_up")
@require_POST
def returned(request: DeskRequest, campaign: str) -> HttpResponse:
    """The rows handed back, as a workbook with their reasons."""
    try:
        rows = signing.loads(request.POST.get("rows", ""), salt=SALT, max_age=86_400)
    except signing.BadSignature as broken:
        raise Missing from broken
    return made_file(books.returned_workbook(rows), _("Register lines to mend.xlsx"))
