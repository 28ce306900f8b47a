"""Review groups, their members and their units."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from huisheng.campaign.models import Campaign, ReviewGroup, RoleGrant, Supervision
from huisheng.campaign.standing import Standing, grants_on
from huisheng.organisation.models import Person, Unit


def groups(campaign: Campaign, day: date) -> QuerySet[ReviewGroup]:
    """The groups with their members of the day, heads first, and their units. Three queries."""
    members = RoleGrant.objects.filter(grants_on(day), role="RG").select_related("person").order_by("-is_head", "id")
    units = Supervision.objects.select_related("unit").order_by("unit__rank", "unit__code")
    return (
        ReviewGroup.objects.filter(campaign=campaign)
        .order_by("number")
        .prefetch_related(
            Prefetch("members", members, to_attr="present"), Prefetch("supervisions", units, to_attr="charges")
        )
    )


def group_of(standing: Standing, number: int) -> ReviewGroup | None:
    """A group of the reader's campaign by its number."""
    return ReviewGroup.objects.filter(campaign=standing.campaign, number=number).first()


def units_without_group(campaign: Campaign) -> QuerySet[Unit]:
    """Units that neither stand under a group nor above a unit that does: nobody supervises them. One query."""
    charges = Supervision.objects.filter(campaign=campaign)
    here = charges.annotate(here=ExpressionWrapper(OuterRef("path"), CharField()))
    of_campaign = Campaign.objects.filter(pk=campaign.pk).values("unit__path")
    return (
        Unit.objects.filter(ended_on=None, parent__isnull=False, path__startswith=Subquery(of_campaign))
        .exclude(Exists(here.filter(here__startswith=F("unit__path"))))
        .exclude(Exists(charges.filter(unit__path__startswith=OuterRef("path"))))
        .order_by("rank", "code")
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit a group may be given."""

    unit: Unit
    depth: int
    is_held: bool
    other: str
    """The other group in charge of it, or nothing."""


def choices(group: ReviewGroup) -> list[Choice]:
    """All units below the campaign's own, in the order of the tree, with who is in charge. Two queries."""
    held: dict[str, ReviewGroup] = {
        each.unit.path: each.group
        for each in Supervision.objects.filter(campaign=group.campaign).select_related("group", "unit")
    }
    root = group.campaign.unit
    units = Unit.objects.filter(ended_on=None, path__startswith=root.path).exclude(pk=root.pk)
    return [
        Choice(
            unit,
            unit.path.count("/") - root.path.count("/"),
            held.get(unit.path) == group,
            next((other.label for path, other in held.items() if other != group and unit.path.startswith(path)), ""),
        )
        for unit in in_tree_order(list(units))
    ]


def in_tree_order(units: list[Unit]) -> list[Unit]:
    """Every unit before those below it, sisters by rank and code."""
    place = {unit.path: (unit.rank, unit.code) for unit in units}

    def key(unit: Unit) -> list[tuple[int, str]]:
        codes = unit.path.rstrip("/").split("/")
        paths = ["/".join(codes[: depth + 1]) + "/" for depth in range(len(codes))]
        return [place.get(path, (0, "")) for path in paths]

    return sorted(units, key=key)


def home_units(group: ReviewGroup) -> Iterator[tuple[Person, Unit]]:
    """Each present member with the units they belong to: the home unit and those of present posts."""
    day = timezone.localdate()
    members = RoleGrant.objects.filter(Q(until_on=None) | Q(until_on__gte=day), group=group)
    people = Person.objects.filter(pk__in=members.values("person")).select_related("unit")
    for person in people.prefetch_related("posts__unit"):
        yield from ((person, unit) for unit in units_of(person, day))


def units_of(person: Person, day: date) -> list[Unit]:
    """The home unit of a person and the units of the posts held on a day."""
    posts = [post.unit for post in person.posts.all() if post.unit and not (post.until_on and post.until_on < day)]
    return [person.unit, *posts]


def in_line_with(unit: Unit) -> Q:
    """Supervisions of a unit, of one above it or of one below it."""
    codes = unit.path.rstrip("/").split("/")
    above = ["/".join(codes[: depth + 1]) + "/" for depth in range(len(codes))]
    return Q(unit__path__in=above) | Q(unit__path__startswith=unit.path)
