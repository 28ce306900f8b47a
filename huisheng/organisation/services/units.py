"""Units: made, changed, moved in the tree, ended. A unit is never deleted: what was said stays under it."""

from dataclasses import dataclass, fields
from datetime import date

from django.db import IntegrityError, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from huisheng.errors import Conflict, Refused
from huisheng.organisation.models import Person, Unit
from huisheng.organisation.services.audit import audit

PATH_LENGTH = Unit._meta.get_field("path").max_length or 0


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What is said of a unit; the fields of `Unit` with the same names."""

    code: str
    name: str
    kind: str
    parent: Unit | None
    name_en: str = ""
    short_name: str = ""
    rank: int = 0


@transaction.atomic
def create_unit(facts: UnitFacts, *, by: Person) -> Unit:
    """Put a new unit into the tree.

    Raises:
        Refused: it would be a second root, its code holds a slash, or it would lie too deep.
        Conflict: the code is taken.
    """
    unit = Unit(path=_path(facts.code, facts.parent))
    _write(unit, facts)
    try:
        with transaction.atomic():
            unit.save(force_insert=True)
    except IntegrityError as clash:
        raise Conflict(_("The code %(code)s belongs to another unit.") % {"code": facts.code}) from clash
    audit("unit.created", unit, by=by, unit=unit.name, code=unit.code)
    return unit


@transaction.atomic
def change_unit(unit: Unit, facts: UnitFacts, *, by: Person) -> bool:
    """Change what is said of a unit; with another parent or code, all below it moves along. Whether anything changed.

    Raises:
        Refused: it would lie below itself, or too deep; the root has no parent and only the root has none.
        Conflict: the code is taken.
    """
    if all(getattr(unit, each.name) == getattr(facts, each.name) for each in fields(facts)):
        return False
    if (facts.parent is None) is not (unit.parent_id is None):
        raise Refused(_("There is one root, and it stays on top."))
    if facts.parent is not None and facts.parent.path.startswith(unit.path):
        raise Refused(
            _("%(unit)s cannot lie below %(parent)s, which lies below it. Nothing was changed.")
            % {"unit": unit.label, "parent": facts.parent.label}
        )
    before, after = unit.path, _path(facts.code, facts.parent, is_root=facts.parent is None)
    _write(unit, facts)
    unit.path = after
    try:
        with transaction.atomic():
            unit.save()
            if before != after:
                _move_below(before, after)
    except IntegrityError as clash:
        raise Conflict(_("The code %(code)s belongs to another unit.") % {"code": facts.code}) from clash
    audit("unit.moved" if before != after else "unit.changed", unit, by=by, unit=unit.name, code=unit.code)
    return True


@transaction.atomic
def end_unit(unit: Unit, on: date, *, by: Person) -> None:
    """Note that a unit has ended. Its past stays; nobody new is put into it.

    Raises:
        Refused: it is the root, or units below it or people in it have not ended.
        Conflict: it has ended already.
    """
    if unit.ended_on:
        raise Conflict(_("%(unit)s has ended already.") % {"unit": unit.label})
    if unit.parent_id is None:
        raise Refused(_("The root is the office itself and does not end."))
    if Unit.objects.filter(parent=unit, ended_on=None).exists():
        raise Refused(_("There are units below %(unit)s. Move or end them first.") % {"unit": unit.label})
    if Person.objects.filter(unit=unit, ended_on=None).exists():
        raise Refused(_("There are people in %(unit)s. Move them first.") % {"unit": unit.label})
    unit.ended_on = on
    unit.save(update_fields=["ended_on"])
    audit("unit.ended", unit, by=by, unit=unit.name, code=unit.code, day=on.isoformat())


def _write(unit: Unit, facts: UnitFacts) -> None:
    for each in fields(facts):
        setattr(unit, each.name, getattr(facts, each.name))


def _path(code: str, parent: Unit | None, *, is_root: bool = False) -> str:
    if parent is None and not is_root:
        raise Refused(_("Say which unit it lies under; there is one root already."))
    if "/" in code:
        raise Refused(_("A code holds no slash."))
    path = (parent.path if parent else "") + code + "/"
    if len(path) > PATH_LENGTH:
        raise Refused(_("The unit would lie too deep in the tree."))
    return path


def _move_below(before: str, after: str) -> None:
    """Give all units below the new beginning of their path, in one statement."""
    below = Unit.objects.filter(path__startswith=before)
    longest = max((len(path) for path in below.values_list("path", flat=True)), default=0)
    if longest - len(before) + len(after) > PATH_LENGTH:
        raise Refused(_("A unit below it would lie too deep in the tree."))
    below.update(path=Concat(Value(after), Substr(F("path"), len(before) + 1), output_field=models.CharField()))
