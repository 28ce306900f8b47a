"""The leaves of a batch as they stand in the database, in the order of the chain."""

import heapq
from collections.abc import Iterator
from operator import attrgetter

from huisheng.listening.chain import Leaf
from huisheng.listening.models import Batch, Import, Statement, Submission

_CHUNK = 2000  # rows fetched at a time: memory stays level at any size


def leaves(of: Batch | Import) -> Iterator[Leaf]:
    """Leaves ascending by id, streamed in two queries: statements, and submissions that have none."""
    imported = of.imported if isinstance(of, Batch) else of
    whose = {"imported": imported} if imported else {"batch": of}
    spoken = Statement.objects.filter(**{f"submission__{name}": value for name, value in whose.items()})
    silent = Submission.objects.filter(**whose, statements=None)
    return heapq.merge(
        (
            statement_leaf(statement)
            for statement in spoken.select_related("submission").order_by("id").iterator(chunk_size=_CHUNK)
        ),
        (submission_leaf(submission) for submission in silent.order_by("id").iterator(chunk_size=_CHUNK)),
        key=attrgetter("id.bytes"),
    )


def statement_leaf(statement: Statement) -> Leaf:
    """The leaf of a statement; its submission must be at hand."""
    of = statement.submission
    return Leaf(
        id=statement.id,
        submission=of.id,
        channel=of.channel,
        occasion=of.occasion_id,
        form_version=of.form_version_id,
        sector=of.sector_id,
        day=of.day,
        text=statement.text,
        title=statement.title,
        question=statement.question,
        ordinal=statement.ordinal,
        addressee_unit=statement.addressee_unit_id,
        replaces=statement.replaces_id,
        source_row=of.source_row,
        answers=of.answers,
        may_quote=of.may_quote,
        is_urgent=of.is_urgent,
    )


def submission_leaf(of: Submission) -> Leaf:
    """The leaf of a submission in which nothing was said in words."""
    return Leaf(
        id=of.id,
        submission=of.id,
        channel=of.channel,
        occasion=of.occasion_id,
        form_version=of.form_version_id,
        sector=of.sector_id,
        day=of.day,
        source_row=of.source_row,
        answers=of.answers,
        may_quote=of.may_quote,
        is_urgent=of.is_urgent,
    )
