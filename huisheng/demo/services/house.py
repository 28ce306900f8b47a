"""The demo's house: units, bodies, people with posts, log-ins, the campaign and who does what in it."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from huisheng.campaign.models import Campaign, Phase, ReviewGroup, RoleGrant, Supervision
from huisheng.combing.services import schemes
from huisheng.crafts.form import shipped
from huisheng.demo.content.model import DemoCampaign
from huisheng.figures.models import Letterhead
from huisheng.listening.models import Sector
from huisheng.listening.services.asking import publish_form
from huisheng.organisation import clock
from huisheng.organisation.models import (
    Account,
    AdminGrant,
    Body,
    Countersign,
    Institution,
    Person,
    Post,
    SecondFactor,
    Unit,
)
from huisheng.organisation.services.audit import audit

PASSWORD = "huisheng-demo-2014"  # noqa: S105 (printed at every start of the demo, which refuses other hosts)
ADMINISTRATORS = ("SA", "RA", "AU")
BEGAN = date(2013, 7, 1)


@dataclass
class House:
    """The demo's records by the keys of its content."""

    campaign: Campaign
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    sectors: dict[str, Sector] = field(default_factory=dict)


@transaction.atomic
def build(content: DemoCampaign) -> House:
    """Make everything the campaign stands on, as of the day it was set up."""
    facts = content.facts
    with clock.on(BEGAN):
        root = content.units[0]
        Institution.objects.create(name=root.name, name_en=root.name_en)
        units = _units(content)
        people = _people(content, units)
        _posts(content, units, people)
        _administrators(content, people)
        parent = Campaign.objects.create(
            slug=facts.parent.code,
            name=facts.parent.name,
            name_en=facts.parent.name_en,
            unit=units[facts.unit],
            wave=facts.parent.wave,
            state=Campaign.State.CLOSED,
            launched_on=facts.parent.launched_on,
        )
        campaign = _campaign(content, parent, units[facts.unit])
        house = House(campaign, units, people, _sectors(content, campaign))
        _groups_and_grants(content, house)
        schemes.adopt_shipped(campaign)
        for code in ("opinion-form", "questionnaire"):
            publish_form(campaign, shipped(code), by=people["chen-li"], on=BEGAN)
    return house


def log_ins(campaign: Campaign) -> list[tuple[str, str, str]]:
    """Log-in name, person and role of two clerks and one person for each other role, as a visitor would try them."""
    shown = []
    for role, count in (("CL", 2), ("LD", 1), ("RG", 1), ("LI", 1)):
        grants = RoleGrant.objects.filter(campaign=campaign, role=role).select_related("person__account")
        shown += [(each.person, role) for each in grants.order_by("id")[:count]]
    for role in ADMINISTRATORS:
        shown += [(each.person, role) for each in AdminGrant.objects.filter(role=role).order_by("id")[:1]]
    return [(person.account.login, person.name, role) for person, role in shown]


def _units(content: DemoCampaign) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for rank, each in enumerate(content.units, start=1):
        parent = units[each.parent] if each.parent else None
        units[each.code] = Unit.objects.create(
            code=each.code,
            name=each.name,
            name_en=each.name_en,
            short_name=each.short,
            kind=each.kind.value,
            parent=parent,
            path=(parent.path if parent else "") + each.code + "/",
            rank=rank,
        )
    return units


def _people(content: DemoCampaign, units: dict[str, Unit]) -> dict[str, Person]:
    shared = Account()
    shared.set_password(PASSWORD)
    people = {}
    for each in content.people:
        person = Person.objects.create(name=each.name, name_en=each.name_en, unit=units[each.unit])
        Account.objects.create(login=each.key, person=person, password=shared.password, must_change_password=False)
        people[each.key] = person
    return people


def _posts(content: DemoCampaign, units: dict[str, Unit], people: dict[str, Person]) -> None:
    bodies = {
        each.code: Body.objects.create(
            name=each.name, name_en=each.name_en, unit=units[content.units[0].code], rank=rank
        )
        for rank, each in enumerate(content.bodies, start=1)
    }
    Post.objects.bulk_create(
        Post(
            person=people[each.holder],
            unit=units[each.unit],
            body=bodies[each.body] if each.body else None,
            title=each.title,
            title_en=each.title_en,
            rank=each.rank,
            from_on=each.since,
        )
        for each in content.posts
    )


def _administrators(content: DemoCampaign, people: dict[str, Person]) -> None:
    """The three, each with a second factor whose key is the demo's own."""
    for each in content.people:
        for role in set(each.roles) & set(ADMINISTRATORS):
            person = people[each.key]
            AdminGrant.objects.create(person=person, role=role, from_on=BEGAN)
            SecondFactor.objects.create(user=person.account, name="totp", confirmed=True)
            audit("admin.founded", person.account, by=None, role=role, person=person.name, login=each.key, installer="")


def _campaign(content: DemoCampaign, parent: Campaign, unit: Unit) -> Campaign:
    facts = content.facts
    campaign = Campaign.objects.create(
        slug=facts.code,
        name=facts.name,
        name_en=facts.name_en,
        unit=unit,
        parent=parent,
        wave=facts.wave,
        state=Campaign.State.RUNNING,
        planned_launch_on=facts.launched_on,
        launched_on=facts.launched_on,
        phrases=[{"zh": phrase, "en": ""} for phrase in facts.guiding_phrases],
        purpose=facts.purpose,
        purpose_en=facts.purpose_en,
        retention=facts.retention,
        retention_en=facts.retention_en,
        intake_open=True,
    )
    Letterhead.objects.create(
        campaign=campaign,
        masthead="示例区群众路线办文件",
        number_code="示群办",
        addressee="示例市群众路线办",
        issuer="示例区群众路线教育实践活动办公室",
        printer="示例区群众路线教育实践活动办公室",
        headings=[*facts.own_phrases[:2], "", ""],
    )
    for each in facts.phases:
        Phase.objects.create(
            campaign=campaign,
            rank=each.order,
            name=each.name,
            name_en=each.name_en,
            planned_from=each.planned_start,
            planned_until=each.planned_end,
            actual_from=each.started_on,
            actual_until=each.ended_on,
        )
    return campaign


def _sectors(content: DemoCampaign, campaign: Campaign) -> dict[str, Sector]:
    return {
        each.code: Sector.objects.create(
            campaign=campaign, code=each.code, name=each.name, name_en=each.name_en, rank=rank
        )
        for rank, each in enumerate(content.sectors, start=1)
    }


def _groups_and_grants(content: DemoCampaign, house: House) -> None:
    """Roles, asked for by the role administrator and signed by the auditor."""
    role_admin = _holder(content, house, "RA")
    auditor = _holder(content, house, "AU")
    for each in content.review_groups:
        group = ReviewGroup.objects.create(
            campaign=house.campaign, number=each.number, name=each.name, name_en=each.name_en
        )
        Supervision.objects.bulk_create(
            Supervision(campaign=house.campaign, group=group, unit=house.units[unit]) for unit in each.units
        )
        for member in dict.fromkeys((each.head, each.deputy, *each.members)):
            _grant(house, member, "RG", role_admin, auditor, group=group, is_head=member == each.head)
    for person in content.people:
        for role in person.roles:
            if role in RoleGrant.Role.values and role != "RG":
                _grant(house, person.key, role, role_admin, auditor)


def _grant(
    house: House,
    key: str,
    role: str,
    asked_by: Person,
    signed_by: Person,
    group: ReviewGroup | None = None,
    is_head: bool = False,
) -> None:
    now = clock.now()
    person = house.people[key]
    signature = Countersign.objects.create(
        act="grant.manage",
        object_type="organisation.person",
        object_id=str(person.pk),
        detail={"role": role},
        asked_by=asked_by,
        asked_at=now,
        signed_by=signed_by,
        signed_at=now,
    )
    RoleGrant.objects.create(
        campaign=house.campaign,
        person=person,
        role=role,
        group=group,
        is_head=is_head,
        from_on=clock.today(),
        countersign=signature,
    )


def _holder(content: DemoCampaign, house: House, role: str) -> Person:
    return next(house.people[person.key] for person in content.people if role in person.roles)
