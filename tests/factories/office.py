"""The smallest true office: a district with two units, a campaign, and people with roles."""

import time
from dataclasses import dataclass
from datetime import date

from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP

from huisheng.campaign.models import Campaign, ReviewGroup, RoleGrant, Supervision
from huisheng.listening.models import Sector
from huisheng.organisation.models import (
    Account,
    AdminGrant,
    Countersign,
    Institution,
    Person,
    SecondFactor,
    Unit,
)
from huisheng.organisation.queries.login import NEEDS_SECOND_FACTOR

START = date(2014, 1, 1)
PASSWORD = "回声-演示-口令-2014"


@dataclass
class Office:
    """A district of units and one campaign."""

    root: Unit
    street: Unit
    community: Unit
    department: Unit
    campaign: Campaign
    sector: Sector


def unit(code: str, name: str, kind: str, parent: Unit | None = None) -> Unit:
    """A unit under its parent."""
    path = (parent.path if parent else "") + code + "/"
    return Unit.objects.create(code=code, name=name, kind=kind, parent=parent, path=path)


def office(slug: str = "listening") -> Office:
    """An office with units, a campaign whose public page is open, and one sector."""
    Institution.objects.get_or_create(singleton=True, defaults={"name": "示例区"})
    root = Unit.objects.filter(code="D").first() or unit("D", "示例区", Unit.Kind.DISTRICT)
    street = Unit.objects.filter(code="S1").first() or unit("S1", "柳湾街道", Unit.Kind.SUBDISTRICT, root)
    community = Unit.objects.filter(code="C1").first() or unit("C1", "柳湾社区", Unit.Kind.COMMUNITY, street)
    department = Unit.objects.filter(code="B1").first() or unit("B1", "区住建局", Unit.Kind.DEPARTMENT, root)
    campaign = Campaign.objects.create(
        slug=slug, name="示例活动", name_en="Example campaign", unit=root, intake_open=True, state="running"
    )
    sector = Sector.objects.create(campaign=campaign, code="resident", name="社区居民", name_en="Residents")
    return Office(root, street, community, department, campaign, sector)


def person(name: str, home: Unit, login: str = "") -> Person:
    """Somebody who works in a unit, with a log-in if one is named."""
    someone = Person.objects.create(name=name, unit=home)
    if login:
        account = Account(login=login, person=someone, must_change_password=False)
        account.set_password(PASSWORD)
        account.save()
    return someone


def signature(act: str = "grant.manage") -> Countersign:
    """A countersignature by two people made for it."""
    home = Unit.objects.first()
    assert home is not None
    asked, signed = Person.objects.create(name="甲", unit=home), Person.objects.create(name="乙", unit=home)
    now = timezone.now()
    return Countersign.objects.create(
        act=act, object_type="", object_id="", asked_by=asked, asked_at=now, signed_by=signed, signed_at=now
    )


def grant(someone: Person, role: str, campaign: Campaign, group: ReviewGroup | None = None) -> None:
    """Give a role in a campaign."""
    RoleGrant.objects.create(
        campaign=campaign, person=someone, role=role, group=group, from_on=START, countersign=signature()
    )


def administrator(someone: Person, role: str) -> None:
    """Make somebody SA, RA or AU."""
    AdminGrant.objects.create(person=someone, role=role, from_on=START)


def review_group(campaign: Campaign, number: int, *units: Unit) -> ReviewGroup:
    """A review group that supervises the units."""
    group = ReviewGroup.objects.create(campaign=campaign, number=number, name=f"督导{number}组")
    for each in units:
        Supervision.objects.create(campaign=campaign, group=group, unit=each)
    return group


def client_of(someone: Person) -> Client:
    """A browser in which the person is logged in, an administrator with the authenticator shown."""
    client = Client()
    client.force_login(someone.account, backend="django.contrib.auth.backends.ModelBackend")
    if someone.admin_grants.exists():
        device, _made = SecondFactor.objects.get_or_create(user=someone.account, defaults={"name": "totp"})
        session = client.session
        session.pop(NEEDS_SECOND_FACTOR, None)
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
    return client


def digits(account: Account, later: int = 0) -> str:
    """What the account's authenticator shows now, or some steps of 30 seconds later."""
    device = SecondFactor.objects.get(user=account)
    return digits_of(device.bin_key, later)


def digits_of(key: bytes, later: int = 0) -> str:
    """What an authenticator with this key shows."""
    clock = TOTP(key)
    clock.time = time.time() + 30 * later
    return f"{clock.token():06d}"
