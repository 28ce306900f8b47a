"""Storing voices for good: submissions, statements and the batch that seals them."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from huisheng.campaign.models import Campaign
from huisheng.listening import chain
from huisheng.listening.models import Batch, Import, Statement, Submission
from huisheng.listening.queries.leaves import leaves, statement_leaf, submission_leaf
from huisheng.listening.signals import statements_stored
from huisheng.organisation.services.audit import serialise

_CHAIN_LOCK = 0x48_53_43_48


@dataclass(frozen=True, slots=True)
class NewStatement:
    """One thing said, verbatim, before it is stored."""

    text: str
    title: str = ""
    question: str = ""
    addressee_unit_id: int | None = None
    replaces_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewVoice:
    """What one person handed in once, before it is stored. `id` is random and given by nobody else."""

    channel: str
    day: date | None
    statements: Sequence[NewStatement]
    sector_id: int | None = None
    occasion_id: int | None = None
    form_version_id: int | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    may_quote: bool = False
    is_urgent: bool = False
    source_row: int | None = None
    id: UUID = field(default_factory=uuid4)


@transaction.atomic
def store(imported: Import, voices: Iterable[NewVoice]) -> list[Statement]:
    """Keep a chunk of a workbook's voices, staged: no query shows them until the import is kept.

    Raises:
        IntegrityError: a row of this import was kept before.
    """
    submissions, statements = _rows(imported.campaign_id, voices, imported=imported)
    _keep(submissions, statements, staged=True)
    return statements


@transaction.atomic
def seal_import(imported: Import, day: date) -> Batch:
    """Seal all a file brought as one batch, when the last chunk is stored.

    Raises:
        ValueError: it brought nothing.
    """
    serialise(_CHAIN_LOCK)
    batch = _next_batch(imported.campaign, Batch.Kind(imported.kind), day, chain.seal_leaves(leaves(imported)))
    batch.imported = imported
    batch.save(force_insert=True)
    return batch


@transaction.atomic
def seal_batch(campaign: Campaign, kind: Batch.Kind, voices: Sequence[NewVoice], day: date) -> Batch:
    """Store voices and seal them at once, as one batch. They are stored in the order given.

    Raises:
        ValueError: there is no voice.
    """
    serialise(_CHAIN_LOCK)
    submissions, statements = _rows(campaign.pk, voices)
    heard = {statement.submission_id for statement in statements}
    found = [statement_leaf(statement) for statement in statements]
    found += [submission_leaf(submission) for submission in submissions if submission.id not in heard]
    batch = _next_batch(campaign, kind, day, chain.seal_leaves(sorted(found, key=attrgetter("id.bytes"))))
    batch.save(force_insert=True)
    for submission in submissions:
        submission.batch = batch
    _keep(submissions, statements, staged=False)
    return batch


def _rows(
    campaign_id: int, voices: Iterable[NewVoice], imported: Import | None = None
) -> tuple[list[Submission], list[Statement]]:
    submissions: list[Submission] = []
    statements: list[Statement] = []
    for voice in voices:
        submission = Submission(
            id=voice.id,
            campaign_id=campaign_id,
            imported=imported,
            source_row=voice.source_row,
            channel=voice.channel,
            occasion_id=voice.occasion_id,
            form_version_id=voice.form_version_id,
            sector_id=voice.sector_id,
            day=voice.day,
            answers=voice.answers,
            may_quote=voice.may_quote,
            is_urgent=voice.is_urgent,
        )
        submissions.append(submission)
        statements += [
            Statement(
                submission=submission,
                campaign_id=campaign_id,
                ordinal=ordinal,
                title=said.title,
                text=said.text,
                sha256=hashlib.sha256(said.text.encode()).hexdigest(),
                question=said.question,
                addressee_unit_id=said.addressee_unit_id,
                replaces_id=said.replaces_id,
            )
            for ordinal, said in enumerate(voice.statements, 1)
        ]
    return submissions, statements


def _keep(submissions: list[Submission], statements: list[Statement], *, staged: bool) -> None:
    Submission.objects.bulk_create(submissions, batch_size=1000)
    Statement.objects.bulk_create(statements, batch_size=1000)
    statements_stored.send(Statement, statements=statements, staged=staged)


def _next_batch(campaign: Campaign, kind: Batch.Kind, day: date, sealed: chain.Sealed) -> Batch:
    last = Batch.objects.filter(campaign=campaign).order_by("-number").first()
    number = last.number + 1 if last else 1
    previous = last.link if last else chain.GENESIS
    return Batch(
        campaign=campaign,
        number=number,
        kind=kind,
        sealed_on=day,
        count=sealed.count,
        root=sealed.root,
        previous=previous,
        link=chain.link(previous, number, day, sealed),
    )
