"""The door for tokens: who shows one, in which language they are answered, what their owner may see today."""

import itertools
import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from huisheng.campaign.models import Campaign
from huisheng.campaign.standing import Standing, campaigns_of, standing
from huisheng.organisation import policy
from huisheng.organisation.guard import Rule
from huisheng.organisation.models import ApiToken, Person
from huisheng.organisation.queries import tokens
from huisheng.organisation.scopes import WITHOUT_TOKENS
from huisheng.organisation.services.tokens import note_use
from huisheng.web.api import problems

READS = frozenset({"GET", "HEAD"})
log = logging.getLogger(__name__)
_refused = itertools.count(1)


class TokenRequest(HttpRequest):
    """A call that was let in: whose token, in which campaign, with which standing."""

    token: ApiToken
    person: Person
    standing: Standing
    campaign: Campaign


def language_of(request: HttpRequest) -> str:
    """The first language asked for that we speak; the office's own otherwise. Cookies and addresses do not count."""
    for asked, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if asked == "*":
            break
        try:
            return get_supported_language_variant(asked)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def enter(request: HttpRequest, rule: Rule, kwargs: dict[str, object]) -> HttpResponse | None:
    """Let a call in, or answer why not. At most three queries, and one write a day and token.

    Whoever shows no token learns nothing else; whose token lacks the scope learns nothing of records.
    """
    token = tokens.working(_shown(request))
    if token is None:
        return _refuse()
    person, day = token.account.person, timezone.localdate()
    if rule.scope not in tokens.open_scopes(token):
        return problems.wrong_scope(rule.scope)
    campaign = None
    if "campaign" in kwargs:
        campaign = campaigns_of(person, day).filter(slug=kwargs["campaign"]).first()
        if campaign is None:
            return problems.missing()
    mine = standing(person, campaign, day)
    if mine.roles & WITHOUT_TOKENS:
        return _refuse()
    # A right to sign opens no record, so it is not counted here.
    if rule.read and not policy.scopes(mine.roles, rule.read):
        return problems.missing()
    if rule.act and not policy.may_act(mine.roles, rule.act):
        return problems.not_your_act()
    if request.method not in READS:
        return problems.only_reads()
    note_use(token)
    request.token, request.person = token, person  # type: ignore[attr-defined]
    request.campaign, request.standing = campaign, mine  # type: ignore[attr-defined]
    return None


def _shown(request: HttpRequest) -> str:
    kind, _blank, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else ""


def _refuse() -> HttpResponse:
    """401. Counted, and told the operator at 1, 10, 100 …; never who called, from where, or what was shown.

    No lock: a stranger could shut a colleague's program out, and 160 random bits are not guessed.
    """
    count = next(_refused)
    if str(count).strip("0") == "1":
        log.warning("calls refused for want of a token that works, since this process began: %d", count)
    return problems.no_token()
