"""What the machine is sure of, looked over and accepted a page at a time; each group is a decision of its own."""

from collections.abc import Sequence

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.combing import services
from huisheng.combing.forms.desk import DraftForm
from huisheng.combing.models import Finding
from huisheng.combing.queries import acts
from huisheng.combing.queries import certain as reads
from huisheng.combing.views.desk import address, numbers, settle
from huisheng.errors import HuishengError
from huisheng.organisation.guard import desk


@desk("passage.comb")
@require_safe
def certain(request: DeskRequest, campaign: str) -> HttpResponse:
    """A page of groups that may be accepted without being opened."""
    return _show(request)


@desk("passage.comb")
@require_POST
def accept(request: DeskRequest, campaign: str) -> HttpResponse:
    """Accept the ticked groups one by one, so that each can be taken back; what cannot be is said, the rest goes on.

    What was left unticked is no longer certain: it waits at the desk.
    """
    shown = [str(number) for number in range(1, reads.MOST + 1) if f"{number}-target" in request.POST]
    asked = [row for row in shown if row in request.POST.getlist("row")]
    refused = []
    sent = request.POST.copy()
    for row in asked:
        try:
            finding = settle(request, sent, prefix=row)
        except HuishengError as error:
            refused.append(str(error))
            continue
        if finding is not None:
            _see_anew(sent, finding, row, asked[asked.index(row) + 1 :])
    left = [key for row in shown if row not in asked for key in numbers(request.POST.getlist(f"{row}-passage"))]
    services.doubt(request.campaign, left)
    if refused:
        done = len(asked) - len(refused)
        first = ngettext(
            "%(done)d group was accepted; what was not is said below.",
            "%(done)d groups were accepted; what was not is said below.",
            done,
        ) % {"done": done}
        return _show(request, [first, *dict.fromkeys(refused)], status=409)
    return redirect("combing:certain", campaign=campaign)


def _see_anew(sent: QueryDict, finding: Finding, row: str, later: Sequence[str]) -> None:
    """What this page itself put into a finding is no change by somebody else to the later rows that join it too."""
    alike = [f"{other}-target" for other in later if sent[f"{other}-target"] == sent[f"{row}-target"]]
    if alike:
        finding.refresh_from_db()
    for target in alike:
        sent[target] = f"{finding.number}.{finding.revision}"


def _show(request: DeskRequest, messages: list[str] | None = None, status: int = 200) -> HttpResponse:
    leaf = reads.leaf(request.standing)
    return render(
        request,
        "combing/certain.html",
        {
            "rows": [(row, DraftForm.of(row.draft, leaf.schemes, prefix=str(row.number))) for row in leaf.rows],
            "queue": leaf,
            "balance": leaf.balance,
            "messages": messages or [],
            "last": acts.last_act(request.campaign, request.person),
            "back": address(request, "certain"),
            "desk_url": address(request, "desk"),
        },
        status=status,
    )
