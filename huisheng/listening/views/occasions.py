"""One occasion: what is recorded of it, and correcting that."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.listening.forms import OccasionForm
from huisheng.listening.queries import occasions as reads
from huisheng.listening.services import recording
from huisheng.organisation.guard import desk


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
