"""Tokens: made and ended by their owner, ended by the role administrator, signed for by the auditor."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from huisheng.errors import Conflict, Refused
from huisheng.organisation import clock
from huisheng.organisation.codes import ALPHABET
from huisheng.organisation.models import Account, ApiToken, Countersign, Person
from huisheng.organisation.queries.tokens import hash_of
from huisheng.organisation.scopes import SIGNED
from huisheng.organisation.services.audit import audit

LONGEST = timedelta(days=365)
MOST = 20
_PREFIX, _SECRET = 8, 32  # letters of 5 bits: 40 to know it by, 160 to keep strangers out


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A token as shown once; only its hash is kept."""

    token: ApiToken
    secret: str


@transaction.atomic
def make(account: Account, name: str, scopes: Collection[str], until_on: date) -> MadeToken:
    """Make a token for oneself. Whole voices open with it only once the auditor has signed.

    Args:
        scopes: those the owner may see anything in; the caller has looked.

    Raises:
        Refused: no scope, a day past or more than a year ahead, or too many tokens.
    """
    today = clock.today()
    if not scopes:
        raise Refused(_("A token must be for something. No token was made."))
    if not today <= until_on <= today + LONGEST:
        raise Refused(_("A token works a year at most. No token was made; choose another last day."))
    if _working(account.person).count() >= MOST:
        raise Refused(_("There are %(most)d tokens that work. End one of them first.") % {"most": MOST})
    prefix = _letters(_PREFIX)
    secret = f"huisheng_{prefix}_{_letters(_SECRET)}"
    token = ApiToken.objects.create(
        account=account,
        name=name,
        prefix=prefix,
        secret_hash=hash_of(secret),
        scopes=sorted(scopes),
        made_on=today,
        until_on=until_on,
    )
    if SIGNED in token.scopes:
        token.countersign = _ask(token)
        token.save(update_fields=["countersign"])
    audit("token.made", token, by=account.person, **_facts(token), day=until_on.isoformat())
    return MadeToken(token, secret)


def _ask(token: ApiToken) -> Countersign:
    return Countersign.objects.create(
        act="voice.unseal",
        object_type=ApiToken._meta.label_lower,
        object_id=str(token.pk),
        detail={"token": token.prefix, "name": token.name, "until_on": token.until_on.isoformat()},
        asked_by=token.account.person,
        asked_at=timezone.now(),
    )


@transaction.atomic
def end(token: ApiToken, *, by: Person) -> None:
    """End a token at once.

    Raises:
        Conflict: it was ended already.
    """
    if not ApiToken.objects.filter(pk=token.pk, ended_at=None).update(ended_at=timezone.now()):
        raise Conflict(_("The token %(token)s was ended already.") % {"token": token.prefix})
    audit("token.ended", token, by=by, **_facts(token))


def end_all(person: Person, *, by: Person) -> None:
    """End whatever still works of a person's, in the transaction of what ends it: a lock, their leaving."""
    for token in _working(person):
        end(token, by=by)


@transaction.atomic
def sign(token: ApiToken, *, by: Person, agrees: bool) -> None:
    """Answer as auditor whether whole voices may be read with a token.

    Raises:
        Refused: it is one's own.
        Conflict: it has been answered, or the token ended meanwhile.
    """
    asked = token.countersign
    if asked is None or asked.asked_by_id == by.pk:
        raise Refused(_("Nobody signs for a token of their own."))
    column, now = ("signed_at" if agrees else "refused_at"), timezone.now()
    live = ApiToken.objects.filter(ended_at=None).exclude(countersign=None).values("countersign")
    open_ones = Countersign.objects.filter(signed_at=None, refused_at=None, pk__in=live.filter(countersign=asked))
    if not open_ones.update(**{column: now}, signed_by=by if agrees else None):
        raise Conflict(_("This request was answered already, or the token has ended."))
    audit("token.signed" if agrees else "token.declined", token, by=by, **_facts(token))


def note_use(token: ApiToken) -> None:
    """Note the day a token was used: the first use of a day writes, the others do not.

    A reading does not fail for want of this note, so a database that cannot write now is let be.
    """
    today = clock.today()
    if token.used_on == today:
        return
    try:
        with transaction.atomic():
            ApiToken.objects.filter(pk=token.pk).update(used_on=today)
    except DatabaseError:
        return


def _working(person: Person) -> QuerySet[ApiToken]:
    rows = ApiToken.objects.filter(account__person=person, ended_at=None, until_on__gte=clock.today())
    return rows.select_related("account__person")


def _facts(token: ApiToken) -> dict[str, Any]:
    return {
        "token": token.prefix,
        "name": token.name,
        "person": token.account.person.name,
        "scopes": ", ".join(token.scopes),
    }


def _letters(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _each in range(count))
