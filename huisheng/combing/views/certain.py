"""What the machine is sure of, looked over and accepted a page at a time; each group is a decision of its own."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.combing.forms.desk import DraftForm
from huisheng.combing.queries import acts
from huisheng.combing.queries import certain as reads
from huisheng.combing.views.desk import address, settle
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
    """Accept the ticked groups one by one, so that each can be taken back; what cannot be is said, the rest goes on."""
    asked = [row for row in request.POST.getlist("row") if row.isdecimal()][: reads.MOST]
    refused = []
    for row in asked:
        try:
            settle(request, prefix=row)
        except HuishengError as error:
            refused.append(str(error))
    if not asked:
        return _show(request, [_("Nothing is ticked. Nothing was changed. Tick at least one group.")], status=422)
    if refused:
        done = len(asked) - len(refused)
        first = ngettext(
            "%(done)d group was accepted; what was not is said below.",
            "%(done)d groups were accepted; what was not is said below.",
            done,
        ) % {"done": done}
        return _show(request, [first, *dict.fromkeys(refused)], status=409)
    return redirect("combing:certain", campaign=campaign)


def _show(request: DeskRequest, messages: list[str] | None = None, status: int = 200) -> HttpResponse:
    leaf = reads.leaf(request.standing)
    rows = []
    for row in leaf.rows:
        draft = DraftForm.of(row.draft, leaf.schemes)
        draft.prefix = str(row.number)
        rows.append((row, draft))
    return render(
        request,
        "combing/certain.html",
        {
            "rows": rows,
            "queue": leaf,
            "balance": leaf.balance,
            "messages": messages or [],
            "last": acts.last_act(request.campaign, request.person),
            "back": address(request, "certain"),
            "desk_url": address(request, "desk"),
        },
        status=status,
    )
