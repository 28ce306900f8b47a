"""One whole voice, its source, and the masks laid over it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.combing.forms.voice import RedactForm
from huisheng.combing.models import Redaction
from huisheng.combing.queries.voice import WholeVoice, redactions_of, whole_voice
from huisheng.combing.services import redaction as redactions
from huisheng.combing.views.desk import place_of
from huisheng.errors import Conflict, HuishengError, Missing
from huisheng.organisation.guard import desk


@desk("voice.read_raw")
@require_safe
def voice(request: DeskRequest, campaign: str, statement: UUID) -> HttpResponse:
    """A voice as it came, where it came from, and where each passage stands."""
    asked = request.GET.get("passage", "")
    return _page(request, _found(request, statement, int(asked) if asked.isdecimal() and len(asked) < 19 else None))


@desk("voice.read_raw", "redaction.make")
@require_POST
def redact(request: DeskRequest, campaign: str, statement: UUID) -> HttpResponse:
    """Propose to mask characters; a second person reviews."""
    found = _found(request, statement)
    form = _form(request, found)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    try:
        start, end = form.cleaned_data["span"]
        redactions.propose(found.statement, start, end, form.cleaned_data["reason"], by=request.person)
    except HuishengError as error:
        return _page(request, found, form=form, message=str(error), status=422)
    return redirect("combing:voice", campaign=campaign, statement=statement)


@desk("voice.read_raw", "redaction.make")
@require_POST
def review(request: DeskRequest, campaign: str, statement: UUID, mask: int) -> HttpResponse:
    """Approve or decline a mask a colleague proposed."""
    found = _found(request, statement)
    proposed = get_object_or_404(redactions_of(found.statement), pk=mask)
    try:
        redactions.review(proposed, request.POST.get("approve") == "yes", by=request.person)
    except HuishengError as error:
        return _page(request, found, message=str(error), status=409 if isinstance(error, Conflict) else 422)
    return redirect("combing:voice", campaign=campaign, statement=statement)


def _found(request: DeskRequest, statement: UUID, passage: int | None = None) -> WholeVoice:
    found = whole_voice(request.standing, statement, passage)
    if found is None:
        raise Missing
    return found


def _form(request: DeskRequest, found: WholeVoice) -> RedactForm:
    masked = [
        (m.redaction.start, m.redaction.end) for m in found.masks if m.redaction.state != Redaction.State.DECLINED
    ]
    return RedactForm(request.POST, statement=found.statement, masked=masked)


def _page(
    request: DeskRequest, found: WholeVoice, *, form: RedactForm | None = None, message: str = "", status: int = 200
) -> HttpResponse:
    standing = request.standing
    context = {
        "found": found,
        "masks": [(mask, _why(mask.redaction)) for mask in found.masks],
        "form": form or RedactForm(statement=found.statement, masked=[]),
        "message": message,
        "may_mask": standing.may_act("redaction.make"),
        "may_comb": standing.may_act("passage.comb"),
        "back": place_of(request, request.GET.get("back", "")).url,
    }
    return render(request, "combing/desk_voice.html", context, status=status)


def _why(redaction: Redaction) -> str:
    known = redactions.Why
    return str(known(redaction.reason).label) if redaction.reason in known.values else redaction.reason
