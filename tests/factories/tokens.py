"""Tokens for programs, and programs that show them."""

from datetime import timedelta

from django.test import Client

from huisheng.organisation import clock
from huisheng.organisation.models import ApiToken, Countersign, Person
from huisheng.organisation.scopes import SCOPES
from huisheng.organisation.services import tokens
from tests.factories import office


def token_of(someone: Person, *scopes: str) -> str:
    """A token made for these scopes, or for all; signed for, and used today already."""
    until = clock.today() + timedelta(days=90)
    made = tokens.make(someone.account, "样", scopes or tuple(SCOPES), until)
    asked = made.token.countersign
    if asked is not None:
        by = office.signature().signed_by
        Countersign.objects.filter(pk=asked.pk).update(signed_by=by, signed_at=asked.asked_at)
    ApiToken.objects.filter(pk=made.token.pk).update(used_on=clock.today())
    return made.secret


def program_of(someone: Person, *scopes: str, language: str = "") -> Client:
    """A program with a token."""
    headers = {"Authorization": f"Bearer {token_of(someone, *scopes)}"}
    return Client(headers={**headers, **({"Accept-Language": language} if language else {})})
