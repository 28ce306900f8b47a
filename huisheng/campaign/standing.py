"""Who somebody is in a campaign today: what every `visible_to` asks."""

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, ExpressionWrapper, F, IntegerField, OuterRef, Q, QuerySet, Value

from huisheng.campaign.models import Campaign, RoleGrant
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
    """Work out a person's standing. Two queries; a third for review groups."""
    held = AdminGrant.objects.filter(grants_on(day), person=person).values_list("role", Value(None, IntegerField()))
    if campaign is not None:
        in_campaign = RoleGrant.objects.filter(grants_on(day), person=person, campaign=campaign)
        held = held.union(in_campaign.values_list("role", "group_id"), all=True)
    granted = list(held)
    groups = [group for _, group in granted if group]
    supervised = Unit.objects.filter(supervisions__group__in=groups)
    return Standing(
        person,
        campaign,
        roles=frozenset(Role(role) for role, _ in granted),
        own_units=_with_descendants(_own_units(person, campaign)),
        supervised_units=_with_descendants(supervised) if groups else frozenset(),
    )


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


def _with_descendants(units: QuerySet[Unit]) -> frozenset[int]:
    """The units and all below them: a path begins with the path of each unit above it."""
    above = units.annotate(below=ExpressionWrapper(OuterRef("path"), CharField())).filter(below__startswith=F("path"))
    return frozenset(Unit.objects.filter(Exists(above)).values_list("id", flat=True))
