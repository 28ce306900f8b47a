"""Minutes come in, in three steps: choose them, mend the cut beside the original, say what symposium it was."""

from pathlib import Path
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.crafts.gate import FileRefused
from huisheng.crafts.text.speeches import Part
from huisheng.errors import Conflict, Missing, Refused
from huisheng.listening.forms import CutForm, MinutesForm, OccasionForm
from huisheng.listening.models import Import, Minutes, Occasion
from huisheng.listening.queries import desk as desk_reads
from huisheng.listening.queries import minutes as reads
from huisheng.listening.queries.setting_up import sectors
from huisheng.listening.reasons import file_words, note_words
from huisheng.listening.services import files
from huisheng.listening.services import minutes as services
from huisheng.organisation.downloads import kept_file
from huisheng.organisation.guard import desk

SEE, ACT = "voice.read_raw", "voice.send"


@desk(SEE)
@require_safe
def listed(request: DeskRequest, campaign: str) -> HttpResponse:
    """All minutes, the latest first."""
    page = reads.listed(request.standing, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(request, "listening/minutes_list.html", {"page": page})


@desk(SEE, ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: DeskRequest, campaign: str) -> HttpResponse:
    """Step 1: choose a file or paste. It passes the gate here; refused, nothing of it is kept."""
    form = MinutesForm(
        request.POST or None,
        request.FILES or None,
        occasions=desk_reads.occasions(request.standing)
        .filter(kind=Occasion.Kind.SYMPOSIUM)
        .exclude(unit__in=request.standing.own_units)
        .order_by("-held_on", "-id"),
        initial={"occasion": request.GET.get("occasion")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            minutes = _opened(request, form)
            return redirect("listening:minutes", campaign, minutes.pk)
        except FileRefused as refused:
            form.add_error("file" if form.cleaned_data["file"] else "text", file_words(refused.reason, refused.facts))
    return render(request, "listening/minutes_new.html", {"form": form}, status=422 if form.errors else 200)


def _opened(request: DeskRequest, form: MinutesForm) -> Minutes:
    cleaned = form.cleaned_data
    upload, occasion = cleaned["file"], cleaned["occasion"]
    if upload:
        path, name = Path(upload.temporary_file_path()), str(upload.name)
        return services.open_minutes(request.campaign, path, name=name, occasion=occasion, by=request.person)
    return services.open_pasted(request.campaign, cleaned["text"], occasion=occasion, by=request.person)


@desk(SEE, ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """Step 2: the cut beside the original; once settled, what became of it."""
    minutes = reads.minutes_of(request.standing, pk)
    if minutes.imported.state != Import.State.MAPPING:
        return _result(request, minutes)
    if request.method == "POST":
        return _mend(request, minutes)
    return _board(request, minutes)


def _board(request: DeskRequest, minutes: Minutes) -> HttpResponse:
    source = services.read(minutes)
    slices = reads.slices_of(minutes)
    first = _first(request, len(slices))
    known = list(sectors(request.campaign))
    context = {
        "minutes": minutes,
        "rows": reads.rows(source, slices, known, first=first),
        "sums": reads.sums(slices),
        "sectors": known,
        "parts": PARTS,
        "notes": [note_words(note, count) for note, count in source.notes],
        "hidden": source.hidden,
        "same": reads.same_file(minutes),
        "first": first,
        "before": max(0, first - reads.SHOWN) if first else None,
        "after": first + reads.SHOWN if first + reads.SHOWN < len(slices) else None,
    }
    return render(request, "listening/minutes_cut.html", context)


def _first(request: DeskRequest, count: int) -> int:
    asked = request.GET.get("from", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 and int(asked) < count else 0


PARTS = (
    (Part.SPEECH, "speech"),
    (Part.CHAIR, "chair"),
    (Part.RECORDER, "recorder"),
    (Part.HEAD, "head"),
    (Part.AGENDA, "agenda"),
    (Part.CLOSE, "close"),
    (Part.SIGN, "sign"),
    (Part.APART, "apart"),
)


def _mend(request: DeskRequest, minutes: Minutes) -> HttpResponse:
    """One act on the cut; whatever else was chosen on the page is kept with it."""
    form = CutForm(request.POST, sectors(request.campaign))
    act, _dash, where = request.POST.get("act", "save").partition("-")
    place = int(where) if where.isascii() and where.isdecimal() and len(where) < 9 else 0
    if act == "join":
        count = len(minutes.pieces)
        services.join(minutes, place, form.settled, edits=form.edits)
        return _back(request, minutes, place - (count - len(minutes.pieces)))
    if act == "cut":
        services.divide(minutes, services.read(minutes), place, form.settled, edits=form.edits)
        return _back(request, minutes, reads.index_at(minutes, place))
    services.settle(minutes, form.settled, edits=form.edits)
    if act == "inside":
        return redirect("listening:minutes_inside", request.campaign.slug, minutes.pk, place)
    if act == "confirm":
        return redirect("listening:minutes_confirm", request.campaign.slug, minutes.pk)
    return _back(request, minutes, place)


def _back(request: DeskRequest, minutes: Minutes, index: int) -> HttpResponse:
    first = index // reads.SHOWN * reads.SHOWN
    address = reverse("listening:minutes", args=[request.campaign.slug, minutes.pk])
    return redirect(f"{address}{f'?from={first}' if first else ''}#piece-{index}")


@desk(SEE, ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def inside(request: DeskRequest, campaign: str, pk: int, number: int) -> HttpResponse:
    """Put a cut inside a paragraph, or say where the words after a name begin."""
    minutes = reads.minutes_of(request.standing, pk)
    if minutes.imported.state != Import.State.MAPPING:
        return redirect("listening:minutes", campaign, pk)
    source = services.read(minutes)
    if not 0 < number <= len(source.blocks):
        raise Missing
    if request.method == "POST":
        form = CutForm(request.POST, ())
        at = reads.found_place(source, number - 1, request.POST.get("before", "")) if form.at is None else form.at
        if at is None or not source.holds(number - 1, at):
            context = _inside_context(minutes, source, number) | {"not_found": True}
            return render(request, "listening/minutes_inside.html", context, status=422)
        if request.POST.get("act") == "words":
            services.begin_words(minutes, at, {}, edits=form.edits)
        else:
            services.divide(minutes, source, at, {}, edits=form.edits)
        return _back(request, minutes, reads.index_at(minutes, at))
    return render(request, "listening/minutes_inside.html", _inside_context(minutes, source, number))


def _inside_context(minutes: Minutes, source: reads.Source, number: int) -> dict[str, Any]:
    return {
        "minutes": minutes,
        "number": number,
        "places": reads.places_in(source, reads.slices_of(minutes), number - 1),
    }


@desk(SEE, ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """Step 3: what symposium it was, and sealing the speeches as its voices."""
    minutes = reads.minutes_of(request.standing, pk)
    if minutes.imported.state != Import.State.MAPPING:
        return redirect("listening:minutes", campaign, pk)
    source = services.read(minutes)
    known = list(sectors(request.campaign))
    form = OccasionForm(
        request.POST or None,
        campaign=request.campaign,
        occasion=minutes.occasion,
        kind=Occasion.Kind.SYMPOSIUM,
        initial=reads.proposed(services.facts(source), reads.slices_of(minutes), known, minutes.occasion),
    )
    refused, again = "", "again" in request.POST
    came_before = again
    if request.method == "POST" and form.is_valid():
        edits = CutForm(request.POST, ()).edits
        try:
            services.confirm(minutes, source, form.facts, edits=edits, again=again, by=request.person)
            return redirect("listening:minutes", campaign, pk)
        except (Refused, Conflict) as no:
            refused = str(no)
            came_before = again or isinstance(no, services.CameBefore)
    slices = reads.slices_of(minutes)
    context = {
        "minutes": minutes,
        "form": form,
        "refused": refused,
        "sums": reads.sums(slices),
        "speakers": sorted(reads.labels(slices, known).items()),
        "came_before": came_before,
        "again": again,
    }
    status = 422 if form.errors or refused else 200
    return render(request, "listening/minutes_confirm.html", context, status=status)


def _result(request: DeskRequest, minutes: Minutes) -> HttpResponse:
    if request.method == "POST":
        raise Conflict(_("These minutes are settled. Nothing was changed."))
    slices = reads.slices_of(minutes)
    context = {
        "minutes": minutes,
        "imported": minutes.imported,
        "sums": reads.sums(slices),
        "is_kept": minutes.imported.state == Import.State.KEPT,
        "is_withdrawn": minutes.imported.state == Import.State.WITHDRAWN,
    }
    return render(request, "listening/minutes_result.html", context)


@desk(SEE, ACT)
@require_POST
def discard(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """Give up minutes that are not yet confirmed."""
    services.discard(reads.minutes_of(request.standing, pk), by=request.person)
    return redirect("listening:minutes_list", campaign)


@desk(SEE, ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """Withdraw minutes as a whole, after a page that says what this does."""
    minutes = reads.minutes_of(request.standing, pk)
    if request.method == "POST":
        services.withdraw(minutes, by=request.person)
        return redirect("listening:minutes", campaign, pk)
    return render(request, "listening/minutes_withdraw.html", {"minutes": minutes, "imported": minutes.imported})


@desk(SEE)
@require_safe
def source(request: DeskRequest, campaign: str, pk: int) -> HttpResponseBase:
    """The minutes as they were received: names stand in them, so clerks alone open them."""
    minutes = reads.minutes_of(request.standing, pk)
    return kept_file(files.path_of(minutes.imported.file), minutes.imported.file_name)


@desk(SEE)
@require_safe
def voices(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """The voices kept from minutes, in the order they spoke."""
    minutes = reads.minutes_of(request.standing, pk)
    page = desk_reads.kept_voices(
        request.standing, minutes.imported, before=request.GET.get("before", ""), after=request.GET.get("after", "")
    )
    context = {"minutes": minutes, "imported": minutes.imported, "page": page}
    return render(request, "listening/minutes_voices.html", context)
