"""Tokens: whose one is, which there are, which wait for the auditor."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from huisheng.organisation import clock
from huisheng.organisation.http import Reader
from huisheng.organisation.models import Account, ApiToken
from huisheng.organisation.paging import Page, page_of
from huisheng.organisation.scopes import LABELS, SCOPES, SIGNED


def hash_of(secret: str) -> str:
    """What is stored of a token. It is random enough (160 bits) that a slow hash would gain nothing."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def working(secret: str) -> ApiToken | None:
    """The token somebody shows, if it opens anything today. One query, whatever is wrong with it."""
    found = _all().filter(secret_hash=hash_of(secret)).first()
    return found if found is not None and works(found, clock.today()) else None


def works(token: ApiToken, day: date) -> bool:
    """Whether a token opens anything on a day: neither ended nor too old, its owner's log-in usable."""
    account = token.account
    is_usable = account.is_active and not account.must_change_password
    return is_usable and token.ended_at is None and token.made_on <= day <= token.until_on


def open_scopes(token: ApiToken) -> frozenset[str]:
    """The scopes that open something: whole voices only once the auditor has signed."""
    signed = token.countersign is not None and token.countersign.signed_at is not None
    return frozenset(each for each in token.scopes if each in SCOPES and (each != SIGNED or signed))


def waits_for_signature(token: ApiToken) -> bool:
    """Whether the auditor was asked and has not answered."""
    asked = token.countersign
    return token.ended_at is None and asked is not None and asked.signed_at is None and asked.refused_at is None


@dataclass(frozen=True, slots=True)
class Told:
    """A token as a page shows it."""

    token: ApiToken
    scopes: list[str]
    is_ended: bool
    waits: bool
    """Whether the auditor has still to answer."""
    is_declined: bool


def told(token: ApiToken) -> Told:
    """A token in words; one whose owner is locked out has ended with the lock."""
    asked = token.countersign
    return Told(
        token,
        [str(LABELS[each]) for each in SCOPES if each in token.scopes],
        is_ended=token.ended_at is not None or token.until_on < clock.today(),
        waits=waits_for_signature(token),
        is_declined=asked is not None and asked.refused_at is not None,
    )


def own_tokens(account: Account) -> list[ApiToken]:
    """One's own tokens, the latest first; ended ones too, for they are what the trail speaks of. One query."""
    return list(_all().filter(account=account).order_by("-pk"))


def visible_tokens(reader: Reader) -> QuerySet[ApiToken]:
    """Everybody's tokens, for whoever may see log-ins."""
    return _all() if reader.scopes("user.manage") else ApiToken.objects.none()


def tokens_page(reader: Reader, *, after: str, before: str) -> Page[ApiToken]:
    """A page of all tokens, the latest first. Three queries."""
    return page_of(visible_tokens(reader), "id", after=after, before=before, newest_first=True)


def _all() -> QuerySet[ApiToken]:
    return ApiToken.objects.select_related("account__person__unit", "countersign")
