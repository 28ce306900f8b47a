"""Review groups and which units each supervises."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign, ReviewGroup, Supervision
from huisheng.campaign.queries.review import home_units, in_line_with
from huisheng.campaign.services.campaigns import Name
from huisheng.errors import Conflict, Refused
from huisheng.organisation.models import Person, Unit
from huisheng.organisation.services.audit import audit


@transaction.atomic
def add_group(campaign: Campaign, number: int, name: Name, *, by: Person) -> ReviewGroup:
    """Make a review group; members come by role grants.

    Raises:
        Conflict: the campaign has a group of this number.
    """
    try:
        with transaction.atomic():
            group = ReviewGroup.objects.create(campaign=campaign, number=number, name=name.zh, name_en=name.en)
    except IntegrityError as clash:
        raise Conflict(_("There is a review group no. %(number)d already.") % {"number": number}) from clash
    audit("group.added", group, by=by, campaign_id=campaign.pk, group=name.zh)
    return group


@transaction.atomic
def change_group(group: ReviewGroup, name: Name, units: Iterable[Unit], *, by: Person) -> None:
    """Name a group, and let it supervise exactly these units, each with all below it (R6).

    Raises:
        Refused: a member's home unit lies in the line of one of them.
        Conflict: another group supervises one of them, or a unit above or below it.
    """
    wanted = list(units)
    group.name, group.name_en = name.zh, name.en
    group.save(update_fields=["name", "name_en"])
    # One at a time: two groups could else be given a unit and one below it.
    list(ReviewGroup.objects.select_for_update().filter(campaign=group.campaign_id))
    for unit in wanted:
        _refuse_own(group, unit)
        _refuse_others(group, unit)
    Supervision.objects.filter(group=group).exclude(unit__in=wanted).delete()
    held = set(Supervision.objects.filter(group=group).values_list("unit", flat=True))
    try:
        with transaction.atomic():
            Supervision.objects.bulk_create(
                Supervision(campaign=group.campaign, group=group, unit=unit) for unit in wanted if unit.pk not in held
            )
    except IntegrityError as clash:
        raise Conflict(_("Another group was given one of these units just now. Nothing was changed.")) from clash
    audit("group.supervises", group, by=by, campaign_id=group.campaign_id, group=group.name, count=len(wanted))


def _refuse_own(group: ReviewGroup, unit: Unit) -> None:
    for person, home in home_units(group):
        if in_line(home, unit):
            raise Refused(
                _("%(person)s belongs to %(home)s: this group cannot supervise %(unit)s. Nothing was changed.")
                % {"person": person.label, "home": home.label, "unit": unit.label}
            )


def _refuse_others(group: ReviewGroup, unit: Unit) -> None:
    other = (
        Supervision.objects.filter(in_line_with(unit), campaign=group.campaign_id)
        .exclude(group=group)
        .select_related("group", "unit")
        .first()
    )
    if other:
        raise Conflict(
            _("%(group)s supervises %(held)s, so %(unit)s is in its charge. Nothing was changed.")
            % {"group": other.group.label, "held": other.unit.label, "unit": unit.label}
        )


def in_line(one: Unit, other: Unit) -> bool:
    """Whether one unit is the other, or above or below it. The root is in nobody's line (R2)."""
    if one.parent_id is None or other.parent_id is None:
        return False
    return one.path.startswith(other.path) or other.path.startswith(one.path)
