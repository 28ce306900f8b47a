"""The request as this room's views know it once the policy has let it through."""

from typing import Protocol

from django.http import HttpRequest

from huisheng.organisation.models import Person
from huisheng.organisation.policy import Role, Scope


class Reader(Protocol):
    """Who asks, as the rooms above work it out: the roles, and what they may see and do."""

    @property
    def person(self) -> Person: ...

    @property
    def roles(self) -> frozenset[Role]: ...

    def scopes(self, permission: str) -> frozenset[Scope]: ...

    def may_act(self, permission: str) -> bool: ...


class OfficeRequest(HttpRequest):
    """A desk request outside any campaign."""

    person: Person
    standing: Reader
