"""People and their posts. Nobody is deleted: who acted stays in the record."""

from dataclasses import dataclass, fields
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huisheng.errors import Conflict, Refused
from huisheng.organisation import clock
from huisheng.organisation.models import Account, AdminGrant, Body, OneTimeCode, Person, Post, Unit
from huisheng.organisation.services import tokens
from huisheng.organisation.services.audit import audit
from huisheng.organisation.signals import person_ended


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is said of a person; the fields of `Person` with the same names."""

    name: str
    unit: Unit
    name_en: str = ""
    staff_number: str | None = None


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What is said of a post; the fields of `Post` with the same names. `rank` 1 comes first."""

    title: str
    rank: int
    from_on: date
    unit: Unit | None = None
    body: Body | None = None
    title_en: str = ""
    until_on: date | None = None


@transaction.atomic
def create_person(facts: PersonFacts, *, by: Person) -> Person:
    """Enter somebody who works here.

    Raises:
        Refused: the unit has ended.
        Conflict: the staff number is another person's.
    """
    _refuse_ended(facts.unit)
    person = Person(name=facts.name)
    _save(person, facts)
    audit("person.created", person, by=by, person=person.name, unit=facts.unit.name)
    return person


@transaction.atomic
def change_person(person: Person, facts: PersonFacts, *, by: Person) -> bool:
    """Change a person's names, number or home unit. Whether anything changed.

    Raises:
        Refused: the person is the one who acts, or the new unit has ended.
        Conflict: the staff number is another person's.
    """
    if all(getattr(person, each.name) == getattr(facts, each.name) for each in fields(facts)):
        return False
    _refuse_oneself(person, by)
    if person.unit_id != facts.unit.pk:
        _refuse_ended(facts.unit)
    _save(person, facts)
    audit("person.changed", person, by=by, person=person.name, unit=facts.unit.name)
    return True


@transaction.atomic
def end_person(person: Person, on: date, *, by: Person) -> None:
    """Somebody leaves: posts and roles end, the log-in is locked, printed codes stop working (R7).

    Raises:
        Refused: it is the one who acts.
        Conflict: the person has left already.
    """
    _refuse_oneself(person, by)
    if person.ended_on:
        raise Conflict(_("%(person)s has left already.") % {"person": person.label})
    person.ended_on = on
    person.save(update_fields=["ended_on"])
    for post in Post.objects.filter(person=person, until_on=None):
        post.until_on = max(on, post.from_on)
        post.save(update_fields=["until_on"])
    AdminGrant.objects.filter(person=person, until_on=None).update(until_on=clock.today() - timedelta(days=1))
    Account.objects.filter(person=person, locked_at=None).update(locked_at=timezone.now())
    OneTimeCode.objects.filter(account__person=person, used_at=None).update(used_at=timezone.now())
    tokens.end_all(person, by=by)
    person_ended.send(Person, person=person)
    audit("person.ended", person, by=by, person=person.name, day=on.isoformat())


@transaction.atomic
def add_post(person: Person, facts: PostFacts, *, by: Person) -> Post:
    """Give a person a post in a unit or a leading body.

    Raises:
        Refused: it is nowhere, ends before it begins, or is the acting person's own.
    """
    _refuse_oneself(person, by)
    _check_post(facts)
    post = Post(person=person)
    for each in fields(facts):
        setattr(post, each.name, getattr(facts, each.name))
    post.save()
    audit("post.added", post, by=by, person=person.name, post=post.title)
    return post


@transaction.atomic
def change_post(post: Post, facts: PostFacts, *, by: Person) -> bool:
    """Change a post's rank, titles or days. Whether anything changed.

    Raises:
        Refused: it ends before it begins, or is the acting person's own.
    """
    if all(getattr(post, each.name) == getattr(facts, each.name) for each in fields(facts)):
        return False
    _refuse_oneself(post.person, by)
    _check_post(facts)
    for each in fields(facts):
        setattr(post, each.name, getattr(facts, each.name))
    post.save()
    audit("post.changed", post, by=by, person=post.person.name, post=post.title)
    return True


@transaction.atomic
def write_body(unit: Unit, name: str, name_en: str, rank: int, *, by: Person) -> bool:
    """Make a leading body of a unit, or change its English name and order. Whether anything changed."""
    body = Body.objects.filter(unit=unit, name=name).first() or Body(unit=unit, name=name)
    if body.pk and (body.name_en, body.rank) == (name_en, rank):
        return False
    body.name_en, body.rank = name_en, rank
    act = "body.changed" if body.pk else "body.created"
    body.save()
    audit(act, body, by=by, body=name, unit=unit.name)
    return True


def _save(person: Person, facts: PersonFacts) -> None:
    for each in fields(facts):
        setattr(person, each.name, getattr(facts, each.name))
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as clash:
        raise Conflict(
            _("The staff number %(number)s belongs to another person.") % {"number": facts.staff_number}
        ) from clash


def _check_post(facts: PostFacts) -> None:
    if facts.unit is None and facts.body is None:
        raise Refused(_("Say in which unit or leading body the post is."))
    if facts.until_on and facts.until_on < facts.from_on:
        raise Refused(_("It cannot end before it begins."))


def _refuse_ended(unit: Unit) -> None:
    if unit.ended_on:
        raise Refused(_("%(unit)s has ended. Choose another unit.") % {"unit": unit.label})


def _refuse_oneself(person: Person, by: Person) -> None:
    if person.pk == by.pk:
        raise Refused(_("Nobody changes this about themselves. Another administrator can."))
