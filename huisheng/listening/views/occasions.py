"""One occasion: what is recorded of it, correcting that, its printed record; and symposia by workbook."""

from pathlib import Path

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.crafts.gate import FileRefused
from huisheng.crafts.gate.names import safe_name
from huisheng.crafts.press.pdf import page_sizes, to_pdf
from huisheng.crafts.press.word import to_docx
from huisheng.errors import Missing, Refused
from huisheng.listening.forms import OccasionForm, OwnListForm
from huisheng.listening.models import Occasion
from huisheng.listening.queries import occasions as reads
from huisheng.listening.queries import symposia as books
from huisheng.listening.queries.setting_up import sectors
from huisheng.listening.queries.symposium_record import record_of
from huisheng.listening.reasons import file_words
from huisheng.listening.services import recording
from huisheng.listening.services.symposia import take_in
from huisheng.organisation.downloads import made_file
from huisheng.organisation.guard import desk

SALT = "listening.symposia.returned"


@desk("occasion.read")
@require_safe
def one(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """An occasion with the sectors heard at it, and its minutes for those who may read voices."""
    occasion = reads.occasion_of(request.standing, pk)
    context = {
        "occasion": occasion,
        "person_times": reads.person_times(occasion),
        "minutes": reads.minutes_at(request.standing, occasion),
        "may_record": request.standing.may_act("listening.set_up"),
        "sees_words": bool(request.standing.scopes("voice.read_raw")),
        "is_own": occasion.unit_id in request.standing.own_units,
        "may_send": request.standing.may_act("voice.send"),
    }
    return render(request, "listening/occasion.html", context)


@desk("listening.set_up")
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """Correct what is recorded; the trail keeps what it was."""
    occasion = reads.occasion_of(request.standing, pk)
    form = OccasionForm(request.POST or None, campaign=request.campaign, occasion=occasion)
    if request.method == "POST" and form.is_valid():
        recording.correct_occasion(occasion, **form.facts, by=request.person)
        return redirect("listening:occasion", campaign, pk)
    context = {"form": form, "occasion": occasion}
    return render(request, "listening/occasion_correct.html", context, status=422 if form.errors else 200)


@desk("voice.read_raw")
@require_safe
def record(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """The record of a symposium, ready to be printed on A4; with `?as=pdf` or `?as=docx` as a file."""
    occasion = _heard(request, pk)
    found = record_of(request.standing, occasion)
    wanted = request.GET.get("as", "")
    name = safe_name(occasion.title)
    if wanted == "pdf":
        pages = len(page_sizes(to_pdf(found.document())))
        return made_file(to_pdf(found.document(pages)), f"{name}.pdf")
    if wanted == "docx":
        return made_file(to_docx(found.document()), f"{name}.docx")
    return render(request, "listening/symposium_record.html", {"occasion": occasion, "record": found})


def _heard(request: DeskRequest, pk: int) -> Occasion:
    """An occasion whose voices the reader may open: never one of an own unit (R2)."""
    occasion = reads.occasion_of(request.standing, pk)
    if occasion.unit_id in request.standing.own_units:
        raise Missing
    return occasion


@desk("listening.set_up")
@require_http_methods(["GET", "HEAD", "POST"])
def symposia(request: DeskRequest, campaign: str) -> HttpResponse:
    """Take in symposia by workbook; the answer says what was kept and what is handed back."""
    form = OwnListForm(request.POST or None, request.FILES or None)
    known = list(sectors(request.campaign))
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        path = Path(upload.temporary_file_path())
        try:
            outcome = take_in(request.campaign, request.standing, path, str(upload.name), by=request.person)
            # Carried by the page and signed: rows handed back are stored nowhere.
            carried = signing.dumps(outcome.returned, salt=SALT, compress=True) if outcome.returned else ""
            headings = [column.heading for column in books.columns(known)]
            context = {"outcome": outcome, "carried": carried, "headings": headings}
            return render(request, "listening/symposia_taken_in.html", context)
        except FileRefused as refused:
            form.add_error("file", file_words(refused.reason, refused.facts))
        except Refused as no:
            form.add_error("file", str(no))
    return render(request, "listening/symposia.html", {"form": form}, status=422 if form.errors else 200)


@desk("listening.set_up")
@require_safe
def symposia_workbook(request: DeskRequest, campaign: str) -> HttpResponse:
    """All symposia recorded, as the workbook they come in by."""
    content = books.workbook(request.standing, list(sectors(request.campaign)))
    return made_file(content, _("Symposia.xlsx"))


@desk("listening.set_up")
@require_POST
def symposia_returned(request: DeskRequest, campaign: str) -> HttpResponse:
    """The rows handed back, as a workbook with their reasons."""
    try:
        rows = signing.loads(request.POST.get("rows", ""), salt=SALT, max_age=86_400)
    except signing.BadSignature as broken:
        raise Missing from broken
    return made_file(books.returned_workbook(list(sectors(request.campaign)), rows), _("Symposia to mend.xlsx"))
