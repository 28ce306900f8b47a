"""The queue of masks waiting for a second person."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from huisheng.campaign.standing import Standing
from huisheng.combing.models import Redaction
from huisheng.combing.queries.core import masks, statements_visible_to
from huisheng.combing.queries.findings import Leaf, leaf
from huisheng.combing.queries.masking import Run, masked

PAGE = 20
AROUND = 60
State = Redaction.State


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mask somebody proposed, with the words around it."""

    redaction: Redaction
    runs: tuple[Run, ...]
    """The words to be masked marked, other masks laid over what stands around them."""
    goes_on_before: bool
    goes_on_after: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """Masks of the campaign by what became of them."""

    for_me: int
    mine: int
    """Proposed by this person: a colleague reviews them."""
    approved: int
    declined: int


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the masks this person may review, oldest first."""

    leaf: Leaf
    proposals: tuple[Proposal, ...]
    counts: Counts


def reviewable(standing: Standing) -> QuerySet[Redaction]:
    """Masks on voices this person may open, whatever became of them."""
    rows = Redaction.objects.filter(statement__campaign=standing.campaign)
    return rows.filter(Exists(statements_visible_to(standing).filter(pk=OuterRef("statement"))))


def _waiting(standing: Standing) -> QuerySet[Redaction]:
    return reviewable(standing).filter(state=State.PROPOSED).exclude(made_by=standing.person)


def waiting_for(standing: Standing) -> int:
    """How many masks wait for this person's review. One query."""
    return _waiting(standing).count()


def queue(standing: Standing, *, after: int = 0, before: int = 0) -> Queue:
    """The masks waiting for this person. Four queries."""
    keys = list(_waiting(standing).order_by("pk").values_list("pk", flat=True))
    page = leaf(keys, after=after, before=before, page=PAGE)
    rows = list(
        Redaction.objects.filter(pk__in=page.keys)
        .select_related("statement__submission__occasion", "made_by")
        .order_by("pk")
    )
    return Queue(page, tuple(_proposals(rows)), _counts(standing, len(keys)))


def _proposals(rows: list[Redaction]) -> Iterable[Proposal]:
    laid = masks(row.statement_id for row in rows)
    for row in rows:
        text, others = row.statement.text, list(laid[row.statement_id])
        others.remove((row.start, row.end))
        first, last = max(0, row.start - AROUND), min(len(text), row.end + AROUND)
        runs = (
            *masked(text[first : row.start], others, first),
            Run(text[row.start : row.end], hand=True),
            *masked(text[row.end : last], others, row.end),
        )
        yield Proposal(row, runs, first > 0, last < len(text))


def _counts(standing: Standing, for_me: int) -> Counts:
    found = Redaction.objects.filter(statement__campaign=standing.campaign).aggregate(
        mine=Count("pk", filter=Q(state=State.PROPOSED, made_by=standing.person)),
        approved=Count("pk", filter=Q(state=State.APPROVED)),
        declined=Count("pk", filter=Q(state=State.DECLINED)),
    )
    return Counts(for_me, found["mine"], found["approved"], found["declined"])
