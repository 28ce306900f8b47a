"""One's own tokens: made, shown once, ended. In this room, because what they may be made for depends on one's roles."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from huisheng.campaign.forms.tokens import NewTokenForm
from huisheng.campaign.http import DeskRequest
from huisheng.campaign.queries.tokens import scopes_open_to
from huisheng.errors import Refused
from huisheng.organisation.guard import desk
from huisheng.organisation.models import Account
from huisheng.organisation.queries import tokens as reads
from huisheng.organisation.queries.login import NEEDS_SECOND_FACTOR, has_second_factor, has_shown_it
from huisheng.organisation.services import tokens


@desk("")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_tokens(request: DeskRequest) -> HttpResponse:
    """One's own tokens, and making one. Its secret is in this one answer and nowhere else."""
    account = _account(request)
    if request.method == "POST" and has_second_factor(account) and not has_shown_it(account):
        request.session[NEEDS_SECOND_FACTOR] = True
        return redirect(f"{reverse('account:second_factor')}?next={reverse('account:tokens')}")
    form = NewTokenForm(request.POST or None, scopes=scopes_open_to(request.person, timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        try:
            made = tokens.make(account, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return render(request, "account/token_made.html", {"made": made})
    context = {"form": form, "tokens": [reads.told(each) for each in reads.own_tokens(account)]}
    return render(request, "account/tokens.html", context, status=422 if request.method == "POST" else 200)


@desk("")
@require_POST
def end_own_token(request: DeskRequest, pk: int) -> HttpResponse:
    """End one of one's own at once."""
    mine = get_object_or_404(_account(request).tokens, pk=pk)
    tokens.end(mine, by=request.person)
    return redirect("account:tokens")


def _account(request: DeskRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user
