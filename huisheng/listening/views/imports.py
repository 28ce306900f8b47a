"""A workbook comes in, in three steps: choose the file, match its columns, look at the result."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.crafts.gate import FileRefused, Role
from huisheng.crafts.gate.names import safe_name
from huisheng.errors import Missing
from huisheng.listening.forms import ROLE_WORDS, MatchForm, WorkbookForm
from huisheng.listening.models import Import
from huisheng.listening.queries import desk as reads
from huisheng.listening.queries.columns import FoundSheet, Matched, guess_channel, matched_of, propose, sheets_of
from huisheng.listening.queries.imports import (
    SHOWN,
    import_of,
    returned_columns,
    returned_rows,
    returned_workbook,
)
from huisheng.listening.reasons import doubt_words, failure_words, file_words, ignored_words
from huisheng.listening.services import files, importing
from huisheng.organisation.downloads import kept_file, made_file
from huisheng.organisation.guard import desk

SEE, ACT = "voice.read_raw", "voice.send"


@desk(SEE)
@require_safe
def imports(request: DeskRequest, campaign: str) -> HttpResponse:
    """All workbooks, the latest first."""
    page = reads.import_page(request.campaign, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    return render(request, "listening/imports.html", {"page": page})


@desk(SEE, ACT)
def choose(request: DeskRequest, campaign: str) -> HttpResponse:
    """Step 1: choose a file. It passes the gate here; refused, nothing of it is kept."""
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            imported = importing.open_import(request.campaign, form.received, name=form.name, by=request.person)
        except FileRefused as refused:
            form.add_error("file", file_words(refused.reason, refused.facts))
        else:
            return redirect("listening:import", campaign, imported.pk)
    status = 422 if form.errors else 200
    return render(request, "listening/import_choose.html", {"form": form}, status=status)


@desk(SEE, ACT)
def one(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """Steps 2 and 3: match the columns; then how far it is, then what became of each row."""
    imported = import_of(request.standing, pk)
    if imported.state == Import.State.MAPPING:
        return _match(request, imported)
    return _result(request, imported)


def _match(request: DeskRequest, imported: Import) -> HttpResponse:
    sheets = sheets_of(imported)
    index = _sheet_index(request, sheets)
    sheet = sheets[index]
    proposal = propose(request.campaign, sheets, index)
    proposed = guess_channel(proposal, imported.file_name, sheet.name)
    mends = importing.looks_mended(imported, sheet, proposed)
    same = importing.same_file(imported, sheet.name[:120]).first()
    form = MatchForm(
        request.POST if request.method == "POST" else None,
        campaign=request.campaign,
        sheet=sheet,
        proposed=proposed,
        mendable=list(importing.mendable(imported, sheet)[:10]),
        mends=mends,
        same=same,
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.get("mends")
        importing.start(
            imported,
            form.matched,
            mends=import_of(request.standing, int(chosen)) if chosen else None,
            again=bool(form.cleaned_data.get("again")),
            by=request.person,
        )
        return redirect("listening:import", request.campaign.slug, imported.pk)
    context = {
        "imported": imported,
        "form": form,
        "index": index,
        "sheet": sheet,
        "sheets": [(at, other) for at, other in enumerate(sheets) if other.raw_rows],
        "columns": _columns(form, sheet),
        "preview": _preview(form, sheet),
        "rows": sheet.raw_rows - sheet.head_rows,
        "doubts": [doubt_words(doubt, name) for doubt, name in sheet.doubts],
        "proposal": proposal,
        "same": same,
        "mends": mends,
    }
    return render(request, "listening/import_match.html", context, status=422 if form.errors else 200)


def _sheet_index(request: HttpRequest, sheets: list[FoundSheet]) -> int:
    asked = request.POST.get("sheet") or request.GET.get("sheet", "")
    if asked.isdecimal() and int(asked) < len(sheets):
        return int(asked)
    shown = [at for at, sheet in enumerate(sheets) if sheet.raw_rows and not sheet.hidden]
    return shown[0] if shown else next(at for at, sheet in enumerate(sheets) if sheet.raw_rows)


def _columns(form: MatchForm, sheet: FoundSheet) -> list[tuple[Any, Any, bool, bool]]:
    """(column, its select, whether it is not taken in, whether it is the text)."""
    held = {column.index: form[f"column_{column.index}"].value() for column in sheet.columns}
    return [
        (column, form[f"column_{column.index}"], held[column.index] in _NOT_TAKEN, held[column.index] == Role.TEXT)
        for column in sheet.columns
    ]


_NOT_TAKEN = (Role.OTHER.value, Role.IDENTITY.value, Role.REASON.value)


def _preview(form: MatchForm, sheet: FoundSheet) -> list[tuple[int, list[tuple[str, bool, bool]]]]:
    """(row, its cells as (value, whether not taken in, whether who spoke is hidden))."""
    held = [form[f"column_{column.index}"].value() for column in sheet.columns]
    return [
        (
            number,
            [
                (cells[at] if at < len(cells) else "", role in _NOT_TAKEN, role in (Role.IDENTITY, Role.REASON))
                for at, role in enumerate(held)
            ],
        )
        for number, cells in sheet.preview
    ]


def _result(request: DeskRequest, imported: Import) -> HttpResponse:
    matched = matched_of(imported)
    returned_count = imported.returned_rows.count()
    ignored = imported.outcome.get("ignored", {})
    context = {
        "imported": imported,
        "is_kept": imported.state == Import.State.KEPT,
        "is_moving": imported.state == Import.State.STAGED,
        "returned_count": returned_count,
        "failure": failure_words(imported.outcome),
        "sums": [
            (_("voices kept or handed back"), imported.rows_kept + returned_count),
            (_("titles and column names"), imported.outcome.get("head", 0)),
            *((ignored_words(reason), count) for reason, count in ignored.items()),
        ],
        "returned": returned_rows(imported) if returned_count and imported.state != Import.State.STAGED else [],
        "returned_shown": min(returned_count, SHOWN),
        "columns": returned_columns(imported),
        "matching": _matching(imported, matched) if matched else [],
        "sheet": sheets_of(imported)[matched.sheet] if matched else None,
        "was_discarded": imported.outcome.get("failure") == "discarded",
        "can_discard": imported.state == Import.State.STAGED
        and imported.job is not None
        and imported.job.state in (imported.job.State.STOPPED, imported.job.State.FAILED),
    }
    return render(request, "listening/import_result.html", context)


def _matching(imported: Import, matched: Matched) -> list[tuple[str, str, str]]:
    """(column, its letters, what it was taken for)."""
    words = dict(ROLE_WORDS)
    return [
        (
            column.name or column.letters,
            column.letters,
            str(words.get(matched.roles.get(column.index, Role.OTHER), words[Role.OTHER])),
        )
        for column in sheets_of(imported)[matched.sheet].columns
    ]


@desk(SEE, ACT)
@require_POST
def stop(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """Stop after the batch in hand."""
    importing.stop(import_of(request.standing, pk))
    return redirect("listening:import", campaign, pk)


@desk(SEE, ACT)
@require_POST
def resume(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """Go on where it stopped."""
    importing.resume(import_of(request.standing, pk))
    return redirect("listening:import", campaign, pk)


@desk(SEE, ACT)
@require_POST
def discard(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """Give up a workbook that is not yet part of the campaign."""
    importing.discard(import_of(request.standing, pk), by=request.person)
    return redirect("listening:import", campaign, pk)


@desk(SEE, ACT)
def withdraw(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """Withdraw a workbook as a whole, after a page that says what this does."""
    imported = import_of(request.standing, pk)
    if request.method == "POST":
        importing.withdraw(imported, by=request.person)
        return redirect("listening:import", campaign, pk)
    return render(request, "listening/import_withdraw.html", {"imported": imported})


@desk(SEE)
@require_safe
def returned(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """The rows handed back, as a workbook with the reason in its last column."""
    imported = import_of(request.standing, pk)
    count = imported.returned_rows.count()
    if not count or imported.state == Import.State.STAGED:
        raise Missing
    stem = safe_name(imported.file_name).rpartition(".")[0] or safe_name(imported.file_name)
    name = _("%(file)s (%(count)d rows handed back).xlsx") % {"file": stem, "count": count}
    return made_file(returned_workbook(imported), name)


@desk(SEE)
@require_safe
def source(request: DeskRequest, campaign: str, pk: int) -> HttpResponseBase:
    """The workbook as it was received."""
    imported = import_of(request.standing, pk)
    return kept_file(files.path_of(imported.file), imported.file_name)


@desk(SEE)
@require_safe
def voices(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """The voices kept from a workbook, by its rows."""
    imported = import_of(request.standing, pk)
    page = reads.kept_voices(
        request.standing, imported, before=request.GET.get("before", ""), after=request.GET.get("after", "")
    )
    return render(request, "listening/import_voices.html", {"imported": imported, "page": page})
