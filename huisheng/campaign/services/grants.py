"""Giving and ending roles: the role administrator asks, the auditor signs; then, and only then, it is so (R7, R8)."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign, ReviewGroup, RoleGrant, Supervision
from huisheng.campaign.queries.review import units_of
from huisheng.campaign.services.review import in_line
from huisheng.errors import Conflict, Refused
from huisheng.organisation import clock
from huisheng.organisation.models import AdminGrant, Countersign, Person
from huisheng.organisation.services.audit import audit

ACT = "grant.manage"
ADMINISTRATORS = frozenset(AdminGrant.Role.values)
# /cms/ runs under a weaker policy, so whoever edits there reads no raw voices with the same log-in (R7).
APART = {"PE": frozenset({"CL", "TR"}), "CL": frozenset({"PE"}), "TR": frozenset({"PE"})}


@dataclass(frozen=True, slots=True)
class Wish:
    """A grant that is asked for. `campaign` is empty for SA, RA and AU; `group` names a review group."""

    person: Person
    role: str
    from_on: date
    until_on: date | None = None
    campaign: Campaign | None = None
    group: ReviewGroup | None = None
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class _Noted:
    """A wish as it waits with its request: plain values."""

    do: str
    role: str
    person: str
    from_on: str = ""
    until_on: str = ""
    campaign: int | None = None
    campaign_name: str = ""
    group: int | None = None
    group_name: str = ""
    is_head: bool = False
    grant: int | None = None


@transaction.atomic
def ask(wish: Wish, *, by: Person) -> Countersign:
    """Ask that a person be given a role. Nothing is granted before the auditor has signed.

    Raises:
        Refused: a rule forbids it.
        Conflict: the person holds the role already.
    """
    _refuse_oneself(wish.person, by)
    _check(wish)
    noted = _Noted(
        do="give",
        role=wish.role,
        person=wish.person.name,
        from_on=wish.from_on.isoformat(),
        until_on=wish.until_on.isoformat() if wish.until_on else "",
        campaign=wish.campaign.pk if wish.campaign else None,
        campaign_name=wish.campaign.name if wish.campaign else "",
        group=wish.group.pk if wish.group else None,
        group_name=wish.group.name if wish.group else "",
        is_head=wish.is_head,
    )
    return _ask(noted, wish.person, "grant.asked", by)


@transaction.atomic
def ask_end(grant: RoleGrant | AdminGrant, *, by: Person) -> Countersign:
    """Ask that a role end. It holds until the auditor has signed; to shut somebody out at once, lock the log-in.

    Raises:
        Refused: it is one's own.
        Conflict: it has ended, or its end is asked for already.
    """
    _refuse_oneself(grant.person, by)
    if grant.until_on and grant.until_on < clock.today():
        raise Conflict(_("This role has ended already."))
    campaign = grant.campaign if isinstance(grant, RoleGrant) else None
    noted = _Noted(
        do="end",
        role=grant.role,
        person=grant.person.name,
        campaign=campaign.pk if campaign else None,
        campaign_name=campaign.name if campaign else "",
        grant=grant.pk,
    )
    return _ask(noted, grant.person, "grant.end_asked", by)


def _ask(noted: _Noted, person: Person, act: str, by: Person) -> Countersign:
    waiting = Countersign.objects.filter(act=ACT, object_id=str(person.pk), signed_at=None, refused_at=None)
    same = ("do", "role", "campaign", "grant")
    if any(all(each.detail.get(key) == getattr(noted, key) for key in same) for each in waiting):
        raise Conflict(_("This has been asked for already and waits for a signature."))
    request = Countersign.objects.create(
        act=ACT,
        object_type=Person._meta.label_lower,
        object_id=str(person.pk),
        detail=asdict(noted),
        asked_by=by,
        asked_at=clock.now(),
    )
    audit(act, request, by=by, campaign_id=noted.campaign, **_named(request))
    return request


@transaction.atomic
def sign(request: Countersign, *, by: Person) -> None:
    """Give the second signature; what was asked for is done in the same moment.

    Raises:
        Refused: the signer asked, or is the person in question; or a rule forbids it by now.
        Conflict: somebody signed or refused before.
    """
    person = _person_of(request)
    if by.pk in {request.asked_by_id, person.pk}:
        raise Refused(_("Nobody signs what they asked for, or what is about themselves."))
    _settle(request, signed_by=by, signed_at=clock.now())
    noted = request.detail
    if noted["do"] == "end":
        _end(noted, person)
    else:
        _give(_wish(noted, person), request)
    audit(f"grant.{noted['do']}_signed", request, by=by, campaign_id=noted.get("campaign"), **_named(request))


@transaction.atomic
def refuse(request: Countersign, *, by: Person) -> None:
    """Decline to sign: nothing is granted or ended.

    Raises:
        Conflict: somebody signed or refused before.
    """
    _settle(request, refused_at=clock.now())
    audit("grant.refused", request, by=by, campaign_id=request.detail.get("campaign"), **_named(request))


def _settle(request: Countersign, **fields: Any) -> None:
    open_ones = Countersign.objects.filter(pk=request.pk, signed_at=None, refused_at=None)
    if not open_ones.update(**fields):
        raise Conflict(_("This request was signed or refused a moment ago. Nothing was changed."))
    request.refresh_from_db()


def _give(wish: Wish, signature: Countersign) -> None:
    _check(wish)
    days = {"from_on": wish.from_on, "until_on": wish.until_on, "countersign": signature}
    try:
        with transaction.atomic():
            if wish.campaign is None:
                AdminGrant.objects.create(person=wish.person, role=wish.role, **days)
            else:
                RoleGrant.objects.create(
                    campaign=wish.campaign,
                    person=wish.person,
                    role=wish.role,
                    group=wish.group,
                    is_head=wish.is_head,
                    **days,
                )
    except IntegrityError as clash:
        raise Conflict(
            _("%(person)s holds another role that excludes this one.") % {"person": wish.person.label}
        ) from clash


def _end(noted: dict[str, Any], person: Person) -> None:
    kept = RoleGrant.objects if noted["campaign"] else AdminGrant.objects
    kept.filter(pk=noted["grant"], person=person).update(until_on=_yesterday())


def end_all(person: Person) -> int:
    """End every campaign role of somebody who has left; how many there were. The log-in is locked besides."""
    held = RoleGrant.objects.filter(_holds(), person=person)
    return held.update(until_on=_yesterday())


def _yesterday() -> date:
    """The last day of a role that ends now: grants hold to the end of their last day."""
    return clock.today() - timedelta(days=1)


def _holds() -> Q:
    return Q(until_on=None) | Q(until_on__gte=clock.today())


def _check(wish: Wish) -> None:
    """The rules for giving a role (R6, R7); asked when it is asked for and again when it is signed."""
    if wish.person.ended_on is not None:
        raise Refused(_("%(person)s has left and is given no role.") % {"person": wish.person.label})
    if wish.until_on and wish.until_on < wish.from_on:
        raise Refused(_("The role would end before it begins."))
    if (wish.role in ADMINISTRATORS) is not (wish.campaign is None):
        raise Refused(_("Administrators and auditors hold their role in the office, everybody else in a campaign."))
    if (wish.role == "RG") is not (wish.group is not None):
        raise Refused(_("A review group member is named together with the group, and nobody else is."))
    if wish.group is not None and wish.group.campaign_id != getattr(wish.campaign, "pk", None):
        raise Refused(_("This review group belongs to another campaign."))
    _check_exclusions(wish)
    if wish.group is not None:
        _check_home(wish.person, wish.group)


def _check_exclusions(wish: Wish) -> None:
    office = list(AdminGrant.objects.filter(_holds(), person=wish.person).values_list("role", flat=True))
    roles = list(RoleGrant.objects.filter(_holds(), person=wish.person).values_list("campaign", "role"))
    if office or (wish.campaign is None and roles):
        raise Refused(
            _(
                "%(person)s holds another role. System administrator, role administrator and auditor exclude each"
                " other and every other role; end the other one first."
            )
            % {"person": wish.person.label}
        )
    if wish.campaign is not None and (wish.campaign.pk, wish.role) in roles:
        raise Conflict(_("%(person)s holds this role in this campaign already.") % {"person": wish.person.label})
    if APART.get(wish.role, frozenset()) & {role for _campaign, role in roles}:
        raise Refused(
            _(
                "%(person)s cannot be publicity editor and clerk or transcriber with one log-in. End the other role"
                " first."
            )
            % {"person": wish.person.label}
        )


def _check_home(person: Person, group: ReviewGroup) -> None:
    charges = Supervision.objects.filter(group=group).select_related("unit")
    for home in units_of(person, clock.today()):
        for charge in charges:
            if in_line(home, charge.unit):
                raise Refused(
                    _("%(person)s belongs to %(home)s, and this group supervises %(unit)s. Choose another group.")
                    % {"person": person.label, "home": home.label, "unit": charge.unit.label}
                )


def _refuse_oneself(person: Person, by: Person) -> None:
    if person.pk == by.pk:
        raise Refused(_("Nobody gives or takes a role to or from themselves. Another role administrator can ask."))


def _person_of(request: Countersign) -> Person:
    return Person.objects.select_related("unit").get(pk=request.object_id)


def _wish(noted: dict[str, Any], person: Person) -> Wish:
    from_on = parse_date(noted["from_on"])
    assert from_on is not None
    return Wish(
        person=person,
        role=noted["role"],
        from_on=from_on,
        until_on=parse_date(noted["until_on"]) if noted["until_on"] else None,
        campaign=Campaign.objects.get(pk=noted["campaign"]) if noted["campaign"] else None,
        group=ReviewGroup.objects.get(pk=noted["group"]) if noted["group"] else None,
        is_head=noted["is_head"],
    )


def _named(request: Countersign) -> dict[str, str]:
    noted = request.detail
    return {"person": noted["person"], "role": noted["role"], "campaign": noted["campaign_name"] or "—"}
