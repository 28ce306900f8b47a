"""Who somebody is in a campaign today: what every `visible_to` asks."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.expressions import Combinable

from huisheng.campaign.models import Campaign, RoleGrant
from huisheng.organisation import policy
from huisheng.organisation.models import AdminGrant, Person, Post, Unit
from huisheng.organisation.policy import Role, Scope

_ROLE, _OWN, _SUPERVISED = "role", "own", "supervised"
_NO_ROLE = Value("", CharField())
_NO_UNIT = Value(None, BigIntegerField())


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's roles and units in a campaign on a day."""

    person: Person
    campaign: Campaign | None
    roles: frozenset[Role]
    own_units: frozenset[int]
    """Home units with all below them, present and former during the campaign; the root never counts (R2)."""
    supervised_units: frozenset[int]

    def scopes(self, permission: str) -> frozenset[Scope]:
        """The scopes in which this person may see what a row of the table names."""
        return policy.scopes(self.roles, permission)

    def may_act(self, permission: str) -> bool:
        """Whether this person may act under a row of the table."""
        return policy.may_act(self.roles, permission)


def grants_on(day: date) -> Q:
    """Grants that hold on a day."""
    return Q(from_on__lte=day) & (Q(until_on__isnull=True) | Q(until_on__gte=day))


def standing(person: Person, campaign: Campaign | None, day: date) -> Standing:
    """Work out a person's standing. One query, whatever the roles: each row is a role or a unit."""
    held = grants_on(day) & Q(person=person)
    rows = _rows(AdminGrant.objects.filter(held), _ROLE, role=F("role"))
    parts = [_rows(_with_descendants(_own_units(person, campaign)), _OWN, unit=F("id"))]
    if campaign is not None:
        granted = RoleGrant.objects.filter(held, campaign=campaign)
        supervised = Unit.objects.filter(supervisions__group__in=granted.values("group"))
        parts.append(_rows(granted, _ROLE, role=F("role")))
        parts.append(_rows(_with_descendants(supervised), _SUPERVISED, unit=F("id")))
    found = list(rows.union(*parts, all=True))
    return Standing(
        person,
        campaign,
        roles=frozenset(Role(role) for of, role, _unit in found if of == _ROLE),
        own_units=frozenset(unit for of, _role, unit in found if of == _OWN),
        supervised_units=frozenset(unit for of, _role, unit in found if of == _SUPERVISED),
    )


def _rows(records: QuerySet[Any], of: str, role: Combinable = _NO_ROLE, unit: Combinable = _NO_UNIT) -> QuerySet[Any]:
    """Records as rows (of, role, unit), so that several kinds of them can stand in one answer."""
    return records.order_by().values_list(Value(of, CharField()), role, unit)


def campaigns_of(person: Person, day: date) -> QuerySet[Campaign]:
    """Campaigns in which the person holds a role today; administrators see all."""
    administers = AdminGrant.objects.filter(grants_on(day), person=person)
    takes_part = RoleGrant.objects.filter(grants_on(day), person=person, campaign=OuterRef("pk"))
    return Campaign.objects.filter(Exists(administers) | Exists(takes_part)).order_by("-id")


def _own_units(person: Person, campaign: Campaign | None) -> QuerySet[Unit]:
    posts = Post.objects.filter(person=person, unit__isnull=False)
    if campaign is not None and campaign.planned_launch_on:
        posts = posts.filter(Q(until_on__isnull=True) | Q(until_on__gte=campaign.planned_launch_on))
    return Unit.objects.filter(Q(pk=person.unit_id) | Q(pk__in=posts.values("unit")), parent__isnull=False)


def _with_descendants(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """The units and all below them: a path begins with the path of each unit above it."""
    above = units.annotate(below=ExpressionWrapper(OuterRef("path"), CharField())).filter(below__startswith=F("path"))
    return Unit.objects.filter(Exists(above))
