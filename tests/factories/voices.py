"""Voices stored the way every channel stores them: a sealed batch, then the signal that cuts them."""

import hashlib
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction

from huisheng.campaign.models import Campaign
from huisheng.combing.models import Passage
from huisheng.listening import signals
from huisheng.listening.models import Batch, Statement, Submission


@transaction.atomic
def voices(campaign: Campaign, *texts: str, urgent: bool = False, channel: str = "letter") -> list[Statement]:
    """One submission with one statement for each text."""
    number = Batch.objects.filter(campaign=campaign).count() + 1
    batch = Batch.objects.create(
        campaign=campaign,
        number=number,
        kind=Batch.Kind.KEYED,
        sealed_on=date(2014, 3, 1),
        count=len(texts),
        root="0" * 64,
        previous="0" * 64,
        link=hashlib.sha256(f"{campaign.pk}/{number}".encode()).hexdigest(),
    )
    statements = []
    for text in texts:
        submission = Submission.objects.create(
            campaign=campaign, batch=batch, channel=channel, day=date(2014, 3, 1), is_urgent=urgent
        )
        statements.append(
            Statement(
                id=uuid4(),
                submission=submission,
                campaign=campaign,
                text=text,
                sha256=hashlib.sha256(text.encode()).hexdigest(),
            )
        )
    Statement.objects.bulk_create(statements)
    signals.statements_stored.send(sender=None, statements=statements, staged=False)
    return statements


def passages(campaign: Campaign, *texts: str) -> list[Passage]:
    """Passages of new voices, in the order of the texts; short texts are one passage each."""
    made = voices(campaign, *texts)
    order: dict[UUID, int] = {statement.pk: n for n, statement in enumerate(made)}
    rows = Passage.objects.filter(statement__in=made).select_related("statement")
    return sorted(rows, key=lambda passage: (order[passage.statement_id], passage.start))
