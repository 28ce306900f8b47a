"""Everybody's tokens: the role administrator ends them, the auditor answers where whole voices are asked for."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from huisheng.organisation import policy
from huisheng.organisation.guard import desk
from huisheng.organisation.http import OfficeRequest
from huisheng.organisation.models import ApiToken
from huisheng.organisation.queries import tokens as reads
from huisheng.organisation.services import tokens as services


@desk("user.manage")
@require_safe
def tokens(request: OfficeRequest) -> HttpResponse:
    """All tokens, the latest first; those that wait for the auditor say so."""
    page = reads.tokens_page(request.standing, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "page": page,
        "tokens": [reads.told(each) for each in page.rows],
        "may_end": request.standing.may_act("user.manage"),
        "may_sign": policy.may_sign(request.standing.roles, "voice.unseal"),
    }
    return render(request, "organisation/tokens.html", context)


@desk("user.manage")
@require_POST
def end_token(request: OfficeRequest, pk: int) -> HttpResponse:
    """End somebody's token at once."""
    services.end(_found(request, pk), by=request.person)
    return redirect("office:tokens")


@desk("voice.unseal", signs=True)
@require_POST
def sign_token(request: OfficeRequest, pk: int) -> HttpResponse:
    """Let whole voices be read with a token."""
    services.sign(_found(request, pk), by=request.person, agrees=True)
    return redirect("office:tokens")


@desk("voice.unseal", signs=True)
@require_POST
def decline_token(request: OfficeRequest, pk: int) -> HttpResponse:
    """Do not let whole voices be read with it; the rest of it goes on."""
    services.sign(_found(request, pk), by=request.person, agrees=False)
    return redirect("office:tokens")


def _found(request: OfficeRequest, pk: int) -> ApiToken:
    return get_object_or_404(reads.visible_tokens(request.standing), pk=pk)
