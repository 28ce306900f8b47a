"""Who somebody is in a campaign today: what every `visible_to` asks."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from huisheng.campaign.models import Campaign, RoleGrant, Supervision
from huisheng.organisation import policy
from huisheng.organisation.models import AdminGrant, Person, Post, Unit
from huisheng.organisation.policy import Role, Scope


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
    """Work out a person's standing. At most five queries."""
    roles = {
        Role(role) for role in AdminGrant.objects.filter(grants_on(day), person=person).values_list("role", flat=True)
    }
    supervised: set[int] = set()
    if campaign is not None:
        granted = list(
            RoleGrant.objects.filter(grants_on(day), person=person, campaign=campaign).values_list("role", "group_id")
        )
        roles |= {Role(role) for role, _ in granted}
        groups = [group for _, group in granted if group]
        if groups:
            supervised = _with_descendants(
                Unit.objects.filter(pk__in=Supervision.objects.filter(group__in=groups).values("unit"))
            )
    return Standing(person, campaign, frozenset(roles), frozenset(_own_units(person, campaign)), frozenset(supervised))


def campaigns_of(person: Person, day: date) -> QuerySet[Campaign]:
    """Campaigns in which the person holds a role today; administrators see all."""
    if AdminGrant.objects.filter(grants_on(day), person=person).exists():
        return Campaign.objects.order_by("-id")
    return Campaign.objects.filter(
        pk__in=RoleGrant.objects.filter(grants_on(day), person=person).values("campaign")
    ).order_by("-id")


def _own_units(person: Person, campaign: Campaign | None) -> set[int]:
    posts = Post.objects.filter(person=person, unit__isnull=False)
    if campaign is not None and campaign.planned_launch_on:
        posts = posts.filter(Q(until_on__isnull=True) | Q(until_on__gte=campaign.planned_launch_on))
    units = Unit.objects.filter(Q(pk=person.unit_id) | Q(pk__in=posts.values("unit")), parent__isnull=False)
    return _with_descendants(units)


def _with_descendants(units: QuerySet[Unit]) -> set[int]:
    paths = list(units.values_list("path", flat=True))
    if not paths:
        return set()
    below = Q()
    for path in paths:
        below |= Q(path__startswith=path)
    return set(Unit.objects.filter(below).values_list("id", flat=True))
