"""A list worth reading: findings with passages from several channels, sectors and occasions."""

import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.db import transaction

from huisheng.combing import services
from huisheng.combing.models import Category, Finding, Passage, Scheme
from huisheng.combing.services import Span
from huisheng.listening import signals
from huisheng.listening.models import Attendance, Batch, Occasion, Sector, Statement, Submission
from huisheng.organisation.models import Person, Unit
from tests.factories.office import Office


@dataclass
class Said:
    """One voice to be heard."""

    text: str
    channel: str = "opinion_form"
    sector: Sector | None = None
    occasion: Occasion | None = None
    day: date = date(2014, 3, 1)
    addressee: Unit | None = None


@transaction.atomic
def hear(house: Office, *voices: Said) -> list[Passage]:
    """Voices stored and cut; the first passage of each, in their order."""
    number = Batch.objects.filter(campaign=house.campaign).count() + 1
    batch = Batch.objects.create(
        campaign=house.campaign,
        number=number,
        kind=Batch.Kind.KEYED,
        sealed_on=date(2014, 3, 1),
        count=len(voices),
        root="0" * 64,
        previous="0" * 64,
        link=hashlib.sha256(f"list/{house.campaign.pk}/{number}".encode()).hexdigest(),
    )
    statements = []
    for each in voices:
        submission = Submission.objects.create(
            campaign=house.campaign,
            batch=batch,
            channel=each.channel,
            sector=each.sector,
            occasion=each.occasion,
            day=each.day,
        )
        statements.append(
            Statement(
                id=uuid4(),
                submission=submission,
                campaign=house.campaign,
                text=each.text,
                sha256=hashlib.sha256(each.text.encode()).hexdigest(),
                addressee_unit=each.addressee,
            )
        )
    Statement.objects.bulk_create(statements)
    signals.statements_stored.send(sender=None, statements=statements, staged=False)
    firsts = {passage.statement_id: passage for passage in Passage.objects.filter(statement__in=statements, start=0)}
    return [firsts[statement.pk] for statement in statements]


def find(passages: list[Passage], by: Person, *, kind: str = "problem", words: str = "", **more: object) -> Finding:
    """A finding of these passages, quoted from the first."""
    first = passages[0]
    start = first.statement.text.index(words) if words else first.start
    end = start + len(words) if words else min(first.end, first.start + 60)
    span = Span(first.statement_id, start, end)
    services.open_finding(passages, kind=kind, headline=span, by=by, **more)  # type: ignore[arg-type]
    return Finding.objects.latest("pk")


def occasion(
    house: Office, number: int, people: int, sector: Sector | None = None, unit: Unit | None = None
) -> Occasion:
    """A symposium with so many people at it."""
    held = Occasion.objects.create(
        campaign=house.campaign,
        kind="symposium",
        number=number,
        title=f"座谈{number}",
        held_on=date(2014, 3, 1),
        unit=unit,
    )
    Attendance.objects.create(occasion=held, sector=sector, head_count=people)
    return held


def scheme(house: Office, code: str = "winds", name: str = "四风") -> list[Category]:
    """A classification scheme with two categories."""
    made = Scheme.objects.create(campaign=house.campaign, code=code, name=name, name_en=code)
    return [
        Category.objects.create(scheme=made, code=f"{code}-{n}", name=label, name_en=label, rank=n)
        for n, label in enumerate(("官僚主义", "形式主义"))
    ]
