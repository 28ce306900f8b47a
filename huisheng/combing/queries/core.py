"""What every page of this room asks: the three numbers, who may see what, masks, search."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Substr

from huisheng.campaign.models import Campaign
from huisheng.campaign.standing import Standing
from huisheng.combing import search
from huisheng.combing.models import Finding, Passage, Placement, Redaction
from huisheng.listening.models import Statement
from huisheng.organisation.policy import Scope


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
    passages = Passage.objects.filter(campaign=OuterRef("pk"))
    settled = Placement.objects.filter(campaign=OuterRef("pk"))
    total, placed, aside = (
        Campaign.objects.filter(pk=campaign.pk)
        .annotate(
            total_count=_counted(passages),
            placed_count=_counted(settled.filter(reason="")),
            aside_count=_counted(settled.exclude(reason="")),
        )
        .values_list("total_count", "placed_count", "aside_count")
        .get()
    )
    return Balance(placed, aside, total - placed - aside)


def _counted(rows: QuerySet[Passage] | QuerySet[Placement]) -> Coalesce:
    """The number of rows as a subquery."""
    return Coalesce(Subquery(rows.order_by().values("campaign").annotate(n=Count("pk")).values("n")), 0)


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
