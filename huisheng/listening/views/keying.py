"""Whole voices: opened, written in by a clerk, keyed anew where they were keyed wrongly."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.errors import Missing
from huisheng.listening.forms import RekeyForm, VoiceForm
from huisheng.listening.models import Import, Statement
from huisheng.listening.queries import desk as reads
from huisheng.listening.services import keying
from huisheng.listening.services.storing import NewStatement, NewVoice
from huisheng.organisation.guard import desk


@desk("voice.read_raw")
@require_safe
def voice(request: DeskRequest, campaign: str, pk: UUID) -> HttpResponse:
    """One whole voice, and where it comes from."""
    statement = _voice(request, pk)
    imported = statement.submission.imported
    context = {
        "statement": statement,
        "submission": statement.submission,
        "imported": imported,
        "is_withdrawn": imported is not None and imported.state == Import.State.WITHDRAWN,
        "newer": statement.replaced_by.first(),
        "may_key": request.standing.may_act("paper.key"),
    }
    return render(request, "listening/voice.html", context)


@desk("voice.read_raw", "paper.key")
def rekey(request: DeskRequest, campaign: str, pk: UUID) -> HttpResponse:
    """Key a voice anew; the wrong one stays and is linked."""
    statement = _voice(request, pk)
    form = RekeyForm(request.POST or None, initial={"text": statement.text})
    if request.method == "POST" and form.is_valid():
        newer = keying.rekey(statement, form.cleaned_data["text"], by=request.person)
        return redirect("listening:voice", campaign, newer.pk)
    context = {"form": form, "statement": statement}
    return render(request, "listening/rekey.html", context, status=422 if form.errors else 200)


@desk("paper.key")
def write_in(request: DeskRequest, campaign: str) -> HttpResponse:
    """Write in one voice: a letter, a call, a sheet."""
    form = VoiceForm(request.POST or None, campaign=request.campaign, initial=_same_as_last(request))
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        keying.key(
            request.campaign,
            NewVoice(
                channel=cleaned["channel"],
                day=cleaned["day"],
                statements=[NewStatement(cleaned["text"], title=cleaned["title"])],
                sector_id=cleaned["sector"].pk if cleaned["sector"] else None,
                occasion_id=cleaned["occasion"].pk if cleaned["occasion"] else None,
            ),
        )
        lasting = {name: str(value) for name in _LASTING if (value := request.POST.get(name))}
        query = urlencode({"kept": "1", **lasting})
        return redirect(f"{reverse('listening:write_in', args=[campaign])}?{query}")
    context = {"form": form, "was_kept": "kept" in request.GET and not form.errors}
    return render(request, "listening/write_in.html", context, status=422 if form.errors else 200)


# The next letter of a pile mostly has the same channel, day and occasion: they stay, in the address.
_LASTING = ("channel", "day", "occasion")


def _same_as_last(request: DeskRequest) -> dict[str, object]:
    return {name: request.GET[name] for name in _LASTING if name in request.GET}


def _voice(request: DeskRequest, pk: UUID) -> Statement:
    found = (
        reads.voices(request.standing)
        .select_related("submission__sector", "submission__occasion", "submission__imported", "replaces", "campaign")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Missing
    return found
