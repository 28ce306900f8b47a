"""Lists of passages, paged by key: waiting, placed, set aside, all; by words; lone voices by category."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from huisheng.campaign.models import Campaign
from huisheng.campaign.standing import Standing
from huisheng.combing.models import Category, Passage, ProposedGroup, Scheme
from huisheng.combing.queries.core import passages_visible_to, search_passages
from huisheng.combing.queries.desk import PAGE, Schemes

WAITING = "waiting"
WHERES = {
    WAITING: _("Waiting"),
    "placed": _("In a finding"),
    "aside": _("Set aside"),
    "all": _("All"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which list, from where on, with which words, of which category."""

    where: str = WAITING
    after: int = 0
    words: str = ""
    category: Category | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of a list of passages, by key."""

    keys: tuple[int, ...]
    following: int | None
    """The cursor of the next page."""


def leaf(standing: Standing, asked: Asked) -> Leaf:
    """A page of passages this person may open, oldest first. One query."""
    assert standing.campaign is not None
    rows = (
        search_passages(standing.campaign, asked.words)
        if asked.words
        else Passage.objects.filter(campaign=standing.campaign)
    )
    rows = _standing_at(rows, asked.where).filter(pk__gt=asked.after)
    if standing.own_units:
        rows = rows.filter(pk__in=passages_visible_to(standing).values("pk"))
    if asked.category is not None:
        hinted = {_hinted_category(asked.category.scheme): asked.category.code}
        lone = ProposedGroup.objects.filter(campaign=standing.campaign, passage_count=1, **hinted)
        rows = rows.filter(proposed__group__in=lone)
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[: PAGE + 1])
    return Leaf(tuple(keys[:PAGE]), keys[PAGE - 1] if len(keys) > PAGE else None)


def _standing_at(rows: QuerySet[Passage], where: str) -> QuerySet[Passage]:
    if where == WAITING:
        return rows.filter(placement__isnull=True)
    if where == "placed":
        return rows.filter(placement__finding__isnull=False)
    if where == "aside":
        return rows.filter(placement__isnull=False, placement__finding__isnull=True)
    return rows


def lone_by_category(standing: Standing, scheme: Scheme) -> dict[str, int]:
    """How many lone voices wait in each category of a scheme, by its code. One query."""
    rows = ProposedGroup.objects.filter(campaign=standing.campaign, passage_count=1).order_by()
    return dict(rows.values_list(_hinted_category(scheme)).annotate(n=Count("pk")))


def category_of(campaign: Campaign, key: str) -> Category | None:
    """A category of one of the campaign's schemes."""
    if not key.isdecimal() or len(key) > 18:
        return None
    return Category.objects.filter(scheme__campaign=campaign, pk=int(key)).select_related("scheme").first()


def scheme_to_page_by(schemes: Schemes) -> tuple[Scheme, Sequence[Category]] | None:
    """The scheme with most categories: lone voices are paged by it."""
    return max(schemes, key=lambda each: len(each[1]), default=None)


def _hinted_category(scheme: Scheme) -> str:
    return f"hints__categories__{scheme.code}__0"
