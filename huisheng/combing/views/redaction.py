"""Masks waiting for a second person: look at the words around them, then approve or decline."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.combing.queries import redactions as reads
from huisheng.combing.services import redaction as redactions
from huisheng.combing.views.findings import number_of
from huisheng.errors import Conflict, HuishengError
from huisheng.organisation.guard import desk


@desk("redaction.make")
@require_safe
def queue(request: DeskRequest, campaign: str) -> HttpResponse:
    """Masks others proposed, oldest first."""
    return _page(request)


@desk("redaction.make")
@require_POST
def decide(request: DeskRequest, campaign: str, mask: int) -> HttpResponse:
    """Approve or decline one of them."""
    proposed = get_object_or_404(reads.reviewable(request.standing), pk=mask)
    try:
        redactions.review(proposed, request.POST.get("approve") == "yes", by=request.person)
    except HuishengError as error:
        return _page(request, message=str(error), status=409 if isinstance(error, Conflict) else 422)
    return redirect("combing:redactions", campaign=campaign)


def _page(request: DeskRequest, *, message: str = "", status: int = 200) -> HttpResponse:
    place = {name: number_of(request.GET.get(name, "")) for name in ("after", "before")}
    found = reads.queue(request.standing, **place)
    proposals = [(proposal, _why(proposal)) for proposal in found.proposals]
    context = {"found": found, "proposals": proposals, "message": message}
    return render(request, "combing/redactions.html", context, status=status)


def _why(proposal: reads.Proposal) -> str:
    known, reason = redactions.Why, proposal.redaction.reason
    return str(known(reason).label) if reason in known.values else reason
