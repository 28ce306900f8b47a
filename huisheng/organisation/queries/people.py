"""People, where they work and in which posts."""

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from huisheng.organisation.http import Reader
from huisheng.organisation.models import Body, Person, Post
from huisheng.organisation.paging import Page, page_of

FOUND_AT_MOST = 20


def people_visible_to(reader: Reader) -> QuerySet[Person]:
    """Everybody who works here, for administrators and auditors."""
    rows = Person.objects.select_related("unit", "account")
    return rows if reader.scopes("unit.manage") else rows.none()


def people_page(
    reader: Reader, day: date, *, text: str, unit: str, with_ended: bool, after: str, before: str
) -> Page[Person]:
    """A page of people with their posts of the day, of one unit and all below it if a code is named. Four queries."""
    posts = Post.objects.filter(_held_on(day)).select_related("unit", "body").order_by("rank", "id")
    rows = people_visible_to(reader).prefetch_related(Prefetch("posts", posts, to_attr="present_posts"))
    if not with_ended:
        rows = rows.filter(ended_on=None)
    if unit:
        rows = rows.filter(Q(unit__path__startswith=f"{unit}/") | Q(unit__path__contains=f"/{unit}/"))
    if text:
        rows = rows.filter(_holding(text))
    return page_of(rows, "id", after=after, before=before)


def people_found(reader: Reader, text: str) -> list[Person]:
    """People present whose name, number or unit holds the text: at most 20. One query."""
    rows = people_visible_to(reader).filter(ended_on=None)
    if text:
        rows = rows.filter(_holding(text))
    return list(rows.order_by("unit__rank", "id")[:FOUND_AT_MOST])


def posts_of(person: Person) -> list[Post]:
    """All posts of a person: those held now by rank, then the past ones, latest first. One query."""
    rows = Post.objects.filter(person=person).select_related("unit", "body").order_by("rank", "-from_on", "id")
    posts = list(rows)
    past = sorted((post for post in posts if post.until_on), key=lambda post: post.until_on or date.max, reverse=True)
    return [*(post for post in posts if not post.until_on), *past]


def posts_visible_to(reader: Reader) -> QuerySet[Post]:
    """All posts, for administrators and auditors."""
    rows = Post.objects.select_related("person", "unit", "body")
    return rows if reader.scopes("unit.manage") else rows.none()


def bodies_visible_to(reader: Reader) -> QuerySet[Body]:
    """The leading bodies, in their order."""
    rows = Body.objects.select_related("unit").order_by("rank", "id")
    return rows if reader.scopes("unit.manage") else rows.none()


def _held_on(day: date) -> Q:
    return Q(from_on__lte=day) & (Q(until_on=None) | Q(until_on__gte=day))


def _holding(text: str) -> Q:
    return (
        Q(name__icontains=text)
        | Q(name_en__icontains=text)
        | Q(staff_number__icontains=text)
        | Q(unit__name__icontains=text)
        | Q(pk__in=Post.objects.filter(title__icontains=text).values("person"))
    )
