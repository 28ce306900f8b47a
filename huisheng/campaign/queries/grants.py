"""Who holds which role, and what waits for a signature."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_date

from huisheng.campaign.models import RoleGrant
from huisheng.campaign.standing import Standing, grants_on
from huisheng.organisation import policy
from huisheng.organisation.models import AdminGrant, Countersign, Person
from huisheng.organisation.paging import Page, page_of

ROLE_WORDS: dict[str, Any] = dict([*AdminGrant.Role.choices, *RoleGrant.Role.choices])
SHOWN_SETTLED = 20


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a role as its signer sees it."""

    countersign: Countersign
    person: Person | None
    role: Any
    is_end: bool
    campaign: str
    group: str
    from_on: date | None
    until_on: date | None
    is_own: bool
    """The reader asked for it, or it is about the reader: somebody else signs."""


def requests_visible_to(standing: Standing) -> QuerySet[Countersign]:
    """Requests for roles: whoever asks and whoever signs sees them."""
    rows = Countersign.objects.filter(act="grant.manage")
    return rows if policy.cells(standing.roles, "grant.manage") else rows.none()


def open_requests(standing: Standing) -> list[Request]:
    """What waits for a signature, oldest first. Two queries."""
    return _told(requests_visible_to(standing).filter(signed_at=None, refused_at=None).order_by("id"), standing)


def settled_requests(standing: Standing) -> list[Request]:
    """The last twenty signed or refused. Two queries."""
    rows = requests_visible_to(standing).filter(Q(signed_at__isnull=False) | Q(refused_at__isnull=False))
    return _told(rows.order_by("-id")[:SHOWN_SETTLED], standing)


def _told(rows: QuerySet[Countersign], standing: Standing) -> list[Request]:
    found = list(rows.select_related("asked_by", "signed_by"))
    people = Person.objects.select_related("unit").in_bulk(
        [int(each.object_id) for each in found if each.object_type == "organisation.person"]
    )
    return [
        _request(each, people.get(int(each.object_id)) if each.object_id.isdigit() else None, standing)
        for each in found
    ]


def _request(each: Countersign, person: Person | None, standing: Standing) -> Request:
    noted = each.detail
    return Request(
        each,
        person,
        ROLE_WORDS.get(noted.get("role", ""), noted.get("role", "")),
        noted.get("do") == "end",
        noted.get("campaign_name", ""),
        noted.get("group_name", ""),
        parse_date(noted.get("from_on") or ""),
        parse_date(noted.get("until_on") or ""),
        standing.person.pk in {each.asked_by_id, person.pk if person else None},
    )


def grants_visible_to(standing: Standing) -> QuerySet[RoleGrant]:
    """Campaign roles, for the role administrator; the auditor sees requests only."""
    rows = RoleGrant.objects.select_related("person__unit", "campaign", "group", "countersign__signed_by")
    return rows if standing.scopes("grant.manage") else rows.none()


def grants_page(
    standing: Standing, day: date, *, campaign: str, role: str, text: str, after: str, before: str
) -> Page[RoleGrant]:
    """Roles held on a day, newest first. Three queries."""
    rows = grants_visible_to(standing).filter(grants_on(day) | Q(from_on__gt=day))
    if campaign:
        rows = rows.filter(campaign__slug=campaign)
    if role:
        rows = rows.filter(role=role)
    if text:
        rows = rows.filter(Q(person__name__icontains=text) | Q(person__unit__name__icontains=text))
    return page_of(rows, "id", after=after, before=before, newest_first=True)


def admin_grants(standing: Standing, day: date) -> QuerySet[AdminGrant]:
    """The administrators and auditors of the day. One query."""
    rows = AdminGrant.objects.filter(grants_on(day) | Q(from_on__gt=day)).select_related("person__unit")
    return rows.order_by("role", "id") if standing.scopes("grant.manage") else rows.none()
