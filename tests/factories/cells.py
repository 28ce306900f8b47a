"""A house in which every cell of the permission table can be asked: eleven people, records of seven units.

Everybody's home is the same unit, so that *own*, *child*, *parent* and *sibling* mean the same for all, and the one
review group supervises one unit and not the other. Each record carries words of its own: a page that shows what it
should not is caught by them, whatever its status.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.test import Client
from django.utils import timezone

from huisheng.campaign.models import Campaign, Phase, ReviewGroup, RoleGrant
from huisheng.combing.models import Finding, Passage, Placement, ProposedGroup, Question, Redaction
from huisheng.crafts.form import shipped
from huisheng.listening.models import Import, IssueRecord, Minutes, Occasion, Sector, SourceFile, Stack, Statement
from huisheng.listening.services import files
from huisheng.listening.services.asking import publish_form
from huisheng.listening.services.stacks import open_stack
from huisheng.organisation import clock
from huisheng.organisation.models import Account, AdminGrant, ApiToken, Countersign, Job, Person, Post, Unit
from huisheng.organisation.policy import Role
from huisheng.organisation.services import tokens as making
from tests.factories import office, tokens
from tests.factories.findings import Said, find, hear
from tests.factories.proposals import proposed, question

OWNERSHIPS = ("own", "child", "parent", "sibling", "supervised", "not_supervised", "other_campaign")
IN_CAMPAIGN = (Role.CL, Role.TR, Role.LD, Role.LI, Role.RG, Role.PE)
IN_OFFICE = (Role.AU, Role.SA, Role.RA)


@dataclass
class Records:
    """What one unit has: a voice about it in a finding, one that waits, a workbook, people."""

    unit: Unit
    campaign: Campaign
    placed: Passage
    waiting: Passage
    finding: Finding
    group: ProposedGroup
    question: Question
    mask: Redaction
    imported: Import
    minutes: Minutes
    stack: Stack
    person: Person
    post: Post
    job: Job
    words: str
    """Words of its voices which stand in no headline."""
    headline: str

    @cached_property
    def untouched(self) -> tuple[list[Any], list[Any]]:
        """Its state before anybody asked for anything: read once, as whatever a cell does is undone."""
        return self.state()

    def state(self) -> tuple[list[Any], list[Any]]:
        """What of it could be changed: of its voices, of its finding."""
        return self._voices(), self._finding()

    def _voices(self) -> list[Any]:
        """What of its voices could be changed: places, cuts, masks, the workbook, the question asked of them."""
        passages = [self.placed.pk, self.waiting.pk]
        statements = [self.placed.statement_id, self.waiting.statement_id]
        rows = [
            Placement.objects.filter(passage__in=passages),
            Passage.objects.filter(statement__in=statements),
            Redaction.objects.filter(statement__in=statements),
            Import.objects.filter(pk__in=[self.imported.pk, self.minutes.pk]),
            Minutes.objects.filter(pk=self.minutes.pk),
            Occasion.objects.filter(pk=self.minutes.occasion_id),
            IssueRecord.objects.filter(occasion=self.minutes.occasion_id),
            Question.objects.filter(pk=self.question.pk),
        ]
        return [list(each.order_by("pk").values()) for each in rows]

    def _finding(self) -> list[Any]:
        """What of its finding could be changed."""
        return list(Finding.objects.filter(pk=self.finding.pk).values())


@dataclass
class House:
    """All of it."""

    campaign: Campaign
    other: Campaign
    records: dict[str, Records] = field(default_factory=dict)
    people: dict[Role, Person] = field(default_factory=dict)
    clients: dict[Role, Client] = field(default_factory=dict)
    programs: dict[Role, Client] = field(default_factory=dict)
    request: Countersign | None = None
    victim: Account | None = None
    token: ApiToken | None = None
    """The victim's, for which the auditor was asked to sign."""

    def client(self, role: Role) -> Client:
        """A browser of somebody with this role; of nobody for an anonymous citizen."""
        if role not in self.clients:
            self.clients[role] = Client() if role is Role.AN else office.client_of(self.people[role])
            self.clients[role].raise_request_exception = False
        return self.clients[role]

    def program(self, role: Role) -> Client:
        """A program with a token of somebody with this role, made for everything; with none for an anonymous citizen.

        The token was used today already, so that a call writes nothing.
        """
        if role not in self.programs:
            headers = {} if role is Role.AN else {"Authorization": f"Bearer {tokens.token_of(self.people[role])}"}
            self.programs[role] = Client(headers=headers)
            self.programs[role].raise_request_exception = False
        return self.programs[role]


def house() -> House:
    """Build it."""
    made = office.office()
    other = office.office("elsewhere").campaign
    units = _units(made)
    found = House(made.campaign, other)
    for campaign in (made.campaign, other):
        publish_form(campaign, shipped("opinion-form"), by=None, on=office.START)
        Phase.objects.create(
            campaign=campaign, rank=1, name="学习教育", planned_from=office.START, planned_until=date(2014, 2, 1)
        )
    group = office.review_group(made.campaign, 1, units["supervised"])
    office.review_group(other, 1, units["other_campaign"])
    _people(found, units["own"], group)
    maker = Person.objects.create(name="做样", unit=made.root)
    for ownership in OWNERSHIPS:
        found.records[ownership] = _records(ownership, units[ownership], made, other, maker)
    found.victim = office.person("另样", made.root, login="other-account").account
    found.request = Countersign.objects.create(
        act="grant.manage",
        object_type="organisation.person",
        object_id=str(found.victim.person_id),
        detail=_detail(found),
        asked_by=maker,
        asked_at=timezone.now(),
    )
    until = clock.today() + timedelta(days=30)
    found.token = making.make(found.victim, "样", ["voices"], until).token
    RoleGrant.objects.create(
        campaign=made.campaign,
        person=found.victim.person,
        role="TR",
        from_on=office.START,
        countersign=office.signature(),
    )
    return found


def admin_grant_of(house: House, role: Role) -> AdminGrant:
    """An administrator's role that is not the reader's own."""
    return AdminGrant.objects.exclude(person=house.people.get(role)).earliest("pk")


def _detail(found: House) -> dict[str, Any]:
    return {
        "do": "give",
        "role": "LI",
        "person": "另样",
        "from_on": "2014-01-01",
        "until_on": "",
        "campaign": found.campaign.pk,
        "campaign_name": found.campaign.name,
        "group": None,
        "group_name": "",
        "is_head": False,
        "grant": None,
    }


def _units(made: office.Office) -> dict[str, Unit]:
    parent = office.unit("K", "产业园", "cluster", made.root)
    own = office.unit("K1", "园东街道", "subdistrict", parent)
    return {
        "own": own,
        "child": office.unit("K11", "园东社区", "community", own),
        "parent": parent,
        "sibling": office.unit("K2", "园西街道", "subdistrict", parent),
        "supervised": made.department,
        "not_supervised": office.unit("B2", "区教育局", "department", made.root),
        "other_campaign": office.unit("B3", "区水务局", "department", made.root),
    }


def _people(found: House, home: Unit, group: ReviewGroup) -> None:
    for role in Role:
        if role is Role.AN:
            continue
        someone = found.people[role] = office.person(f"{role}样", home, login=role.lower())
        if role in IN_CAMPAIGN:
            office.grant(someone, role, found.campaign, group if role is Role.RG else None)
        elif role in IN_OFFICE:
            office.administrator(someone, role)


def _records(ownership: str, unit: Unit, made: office.Office, other: Campaign, maker: Person) -> Records:
    campaign = other if ownership == "other_campaign" else made.campaign
    place = office.Office(made.root, made.street, made.community, made.department, campaign, _sector(campaign))
    words, headline = f"密语甲{ownership}", f"题目{ownership}"
    placed, waiting, beside = hear(
        place,
        Said(f"{headline}，{words}", addressee=unit),
        Said(f"{words}，还没有梳理到", addressee=unit),
        Said(f"{words}，也还在等", addressee=unit),
    )
    finding = find([placed], maker, words=headline, unit=unit)
    source = _source(ownership, "xlsx")
    someone = Person.objects.create(name=f"人{ownership}", unit=unit)
    return Records(
        unit=unit,
        campaign=campaign,
        placed=placed,
        waiting=waiting,
        finding=finding,
        group=proposed(campaign, [waiting], certain=True),
        question=question(campaign, waiting, beside),
        mask=_mask(placed.statement, maker, len(headline)),
        imported=Import.objects.create(
            campaign=campaign, file=source, file_name="来信.xlsx", by=maker, received_on=office.START, state="failed"
        ),
        minutes=_minutes(campaign, unit, maker, ownership, words),
        stack=open_stack(campaign, campaign.form_versions.earliest("pk"), office.START, unit=unit),
        person=someone,
        post=Post.objects.create(person=someone, unit=unit, title="科员", rank=1, from_on=office.START),
        job=Job.objects.create(kind="combing.propose", campaign_id=campaign.pk, by=maker, queued_at=timezone.now()),
        words=words,
        headline=headline,
    )


def _sector(campaign: Campaign) -> Sector:
    return Sector.objects.filter(campaign=campaign).earliest("pk")


def _source(content: str, kind: str) -> SourceFile:
    with NamedTemporaryFile() as received:
        received.write(content.encode())
        received.flush()
        return files.keep(Path(received.name), sha256=hashlib.sha256(content.encode()).hexdigest(), kind=kind)


def _minutes(campaign: Campaign, unit: Unit, maker: Person, ownership: str, words: str) -> Minutes:
    """Minutes of a symposium in the unit, still to be confirmed."""
    text = f"座谈会记录\n林一：{words}，会上说的。\n吴二：{ownership}也说了。"
    occasion = Occasion.objects.create(
        campaign=campaign,
        kind="symposium",
        number=campaign.occasions.count() + 1,
        title=f"{unit.name}座谈会",
        held_on=office.START,
        unit=unit,
    )
    IssueRecord.objects.create(
        campaign=campaign, occasion=occasion, kind="questionnaire", issued_on=office.START, issued_count=5
    )
    imported = Import.objects.create(
        campaign=campaign,
        kind=Import.Kind.MINUTES,
        file=_source(text, "delimited"),
        file_name="记录.txt",
        by=maker,
        received_on=office.START,
    )
    return Minutes.objects.create(
        imported=imported, occasion=occasion, pieces=[[0, 0, 6, "head", 0, None], [6, 9, len(text), "speech", 1, None]]
    )


def _mask(statement: Statement, maker: Person, start: int) -> Redaction:
    return Redaction.objects.create(
        statement=statement, start=start, end=start + 1, reason="name", made_by=maker, made_at=timezone.now()
    )
