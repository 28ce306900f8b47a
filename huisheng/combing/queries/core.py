"""What every page of this room asks: the three numbers, who may see what, masks, search."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Aggregate, Count, F, FilteredRelation, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Substr

from huisheng.campaign.models import Campaign
from huisheng.campaign.standing import Standing
from huisheng.combing import search
from huisheng.combing.models import Finding, Passage, Placement, Redaction
from huisheng.listening.models import Statement
from huisheng.organisation.policy import Scope

Row = TypeVar("Row", bound=Model)
_LAID = (Redaction.State.PROPOSED, Redaction.State.APPROVED)
"""Masks that hide: a proposed one too, for meanwhile the safer reading holds."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Where a campaign's passages are; the three add up to all of them, always."""

    placed: int
    set_aside: int
    waiting: int

    @property
    def total(self) -> int:
        return self.placed + self.set_aside + self.waiting


def balance(campaign: Campaign) -> Balance:
    """The three numbers of a campaign. One query; hidden passages are counted too."""
    row: Any = Campaign.objects.filter(pk=campaign.pk).values(**balance_columns()).get()
    return balance_in(row)


def balance_columns() -> dict[str, Coalesce]:
    """What a query of campaigns selects for `balance_in`."""
    passages = Passage.objects.filter(campaign=OuterRef("pk"))
    settled = Placement.objects.filter(campaign=OuterRef("pk"))
    return {
        "passages_total": counted(passages),
        "passages_placed": counted(settled.filter(reason="")),
        "passages_aside": counted(settled.exclude(reason="")),
    }


def balance_in(row: dict[str, Any]) -> Balance:
    """The three numbers out of a row that selected `balance_columns`."""
    placed, aside = row["passages_placed"], row["passages_aside"]
    return Balance(placed, aside, row["passages_total"] - placed - aside)


def counted(rows: QuerySet[Any], what: Aggregate | None = None, nothing: float = 0) -> Coalesce:
    """The number of a campaign's rows, or another sum over them, as a subquery; `nothing` where there is no row."""
    summed = rows.order_by().values("campaign").annotate(n=what or Count("pk")).values("n")
    return Coalesce(Subquery(summed), nothing)


def passages_visible_to(standing: Standing) -> QuerySet[Passage]:
    """Passages of the campaign this person may open, in their own matter none (R2)."""
    return visible_among(standing, Passage.objects.filter(campaign=standing.campaign))


def visible_among(standing: Standing, rows: QuerySet[Passage]) -> QuerySet[Passage]:
    """Of these passages of the campaign, those this person may open."""
    scopes = standing.scopes("passage.read")
    if scopes & {Scope.ALL, Scope.MASK}:
        return rows.exclude(_own_matter(standing)) if standing.own_units else rows
    if Scope.SUPM in scopes:
        supervised = Q(placement__finding__unit__in=standing.supervised_units) | Q(
            statement__addressee_unit__in=standing.supervised_units
        )
        rows = rows.filter(supervised)
        return rows.exclude(_own_matter(standing)) if standing.own_units else rows
    return rows.none()


def _own_matter(standing: Standing) -> Q:
    own = standing.own_units
    return (
        Q(statement__addressee_unit__in=own)
        | Q(statement__submission__occasion__unit__in=own)
        | Q(placement__finding__unit__in=own)
    )


def statements_visible_to(standing: Standing) -> QuerySet[Statement]:
    """Whole voices this person may open: all of whose passages they may see."""
    rows = Statement.objects.filter(campaign=standing.campaign)
    if Scope.ALL not in standing.scopes("voice.read_raw"):
        return rows.none()
    own = standing.own_units
    if not own:
        return rows
    placed_on_own = Placement.objects.filter(campaign=standing.campaign, finding__unit__in=own)
    return rows.exclude(
        Q(addressee_unit__in=own)
        | Q(submission__occasion__unit__in=own)
        | Q(pk__in=placed_on_own.values("passage__statement"))
    )


def findings_ever_visible_to(standing: Standing) -> QuerySet[Finding]:
    """Findings of the campaign this person may see, also those merged away or empty now: versions and history."""
    scopes = standing.scopes("finding.read")
    rows = Finding.objects.filter(campaign=standing.campaign)
    if Scope.ALL in scopes:
        return rows
    seen = Q(pk__in=[])
    if Scope.OWN in scopes:
        seen |= Q(unit__in=standing.own_units)
    if Scope.SUP in scopes:
        seen |= Q(unit__in=standing.supervised_units)
    return rows.filter(seen, is_about_person=False)


def findings_visible_to(standing: Standing) -> QuerySet[Finding]:
    """Findings of the campaign this person may see: those that hold a passage and were not merged away."""
    return findings_ever_visible_to(standing).filter(merged_into__isnull=True, passage_count__gt=0)


def sees_originals(standing: Standing) -> bool:
    """Whether this person reads words as they came; everybody else reads them masked."""
    return Scope.ALL in standing.scopes("voice.read_raw")


def with_masks(rows: QuerySet[Any], voice: str = "") -> QuerySet[Any]:
    """Rows beside the masks over their voice: one line for each mask, or one without any (see `gathered`).

    Args:
        rows: statements, or records that lead to one.
        voice: how they lead there, such as `statement__`; empty for statements themselves.
    """
    laid = FilteredRelation(f"{voice}redactions", condition=Q(**{f"{voice}redactions__state__in": _LAID}))
    beside: QuerySet[Any] = rows.annotate(laid=laid).annotate(mask_start=F("laid__start"), mask_end=F("laid__end"))
    return beside


def gathered(rows: Iterable[Row]) -> list[tuple[Row, list[tuple[int, int]]]]:
    """Rows of `with_masks`, each once, with its masked stretches; in the order in which they came."""
    found: dict[Any, tuple[Row, list[tuple[int, int]]]] = {}
    for row in rows:
        _first, spans = found.setdefault(row.pk, (row, []))
        if row.mask_start is not None:  # type: ignore[attr-defined]
            spans.append((row.mask_start, row.mask_end))  # type: ignore[attr-defined]
    return list(found.values())


def masks(statements: Iterable[UUID]) -> dict[UUID, list[tuple[int, int]]]:
    """Masked stretches by statement, proposed ones included: meanwhile the safer reading holds."""
    spans: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
    rows = Redaction.objects.filter(statement__in=list(statements)).exclude(state=Redaction.State.DECLINED)
    for statement, start, end in rows.order_by("start").values_list("statement", "start", "end"):
        spans[statement].append((start, end))
    return spans


def search_passages(campaign: Campaign, words: str) -> QuerySet[Passage]:
    """Passages that hold every word asked for, two-character Chinese words included, newest id first.

    The index names candidate statements; the passage's own characters decide.
    """
    terms = words.split()[: search.MOST_TERMS]
    rows = Passage.objects.filter(campaign=campaign)
    if not terms:
        return rows.none()
    rows = rows.filter(statement__in=search.statements_with(campaign, terms))
    rows = rows.annotate(words=Substr("statement__text", F("start") + 1, F("end") - F("start")))
    for term in terms:
        rows = rows.filter(words__icontains=term)
    return rows.order_by("-id")
