"""The tree of units."""

from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from huisheng.organisation.http import Reader
from huisheng.organisation.models import Unit


def units_visible_to(reader: Reader) -> QuerySet[Unit]:
    """All units, for administrators and auditors."""
    rows = Unit.objects.select_related("parent")
    return rows if reader.scopes("unit.manage") else rows.none()


@dataclass(slots=True)
class Branch:
    """A unit with the branches below it, and how many people are in all of them."""

    unit: Unit
    people: int
    below: "list[Branch]" = field(default_factory=list)

    @property
    def all_people(self) -> int:
        """People in the unit and below it."""
        return self.people + sum(each.all_people for each in self.below)


def tree(reader: Reader, *, with_ended: bool) -> list[Branch]:
    """The tree from its root, sisters by rank and code. One query."""
    rows = units_visible_to(reader).annotate(present=Count("people", filter=Q(people__ended_on=None)))
    if not with_ended:
        rows = rows.filter(ended_on=None)
    branches = {unit.pk: Branch(unit, unit.present) for unit in rows.order_by("rank", "code")}
    roots: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.unit.parent_id or 0)
        (above.below if above else roots).append(branch)
    return roots


def in_tree_order(reader: Reader) -> list[tuple[Unit, int]]:
    """Every unit, ended ones too, before those below it, with its depth from 0. One query."""
    found: list[tuple[Unit, int]] = []

    def walk(branches: list[Branch], depth: int) -> None:
        for branch in branches:
            found.append((branch.unit, depth))
            walk(branch.below, depth + 1)

    walk(tree(reader, with_ended=True), 0)
    return found
