"""The queue of the desk: proposed groups, doubtful pairs and lone voices, in the order that saves most decisions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from huisheng.campaign.models import Campaign
from huisheng.campaign.standing import Standing
from huisheng.combing.models import Passage, ProposedGroup, Question
from huisheng.combing.queries.core import Balance, balance_columns, balance_in, counted, passages_visible_to
from huisheng.crafts.text.outlook import Outlook, outlook
from huisheng.organisation.models import Job

QUEUE_ROWS = 8


class Shares(NamedTuple):
    """A likely share and its interval, in percent."""

    likely: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the queue holds, and how much of it may be expected to be otherwise than proposed."""

    groups: int
    passages: int
    pairs: int
    lone: int
    certain: int
    """Groups and lone voices sure enough to be accepted a page at a time."""
    strays: float
    apart: float
    same: float

    @property
    def outlook(self) -> Outlook:
        """What is likely left to decide, and what would stand wrong if all were taken as proposed."""
        return outlook(self.groups, self.lone, self.pairs, self.strays, self.same, self.apart)

    @property
    def share_wrong(self) -> Shares:
        """The expected errors as shares of all proposed passages, in percent with one decimal."""
        errors, of = self.outlook.errors, max(1, self.passages + self.lone)
        return Shares(*(min(100.0, round(100 * n / of, 1)) for n in (errors.likely, errors.least, errors.most)))


def counts(campaign: Campaign) -> Counts:
    """Groups, their passages, open pairs and lone voices. One query."""
    row: Any = Campaign.objects.filter(pk=campaign.pk).values(**_count_columns(campaign)).get()
    return _counts_in(row)


def counts_and_balance(campaign: Campaign) -> tuple[Counts, Balance]:
    """What the queue holds, and where all passages are. One query."""
    columns = {**_count_columns(campaign), **balance_columns()}
    row: Any = Campaign.objects.filter(pk=campaign.pk).values(**columns).get()
    return _counts_in(row), balance_in(row)


def _count_columns(campaign: Campaign) -> dict[str, Coalesce]:
    groups = ProposedGroup.objects.filter(campaign=campaign, passage_count__gte=1)
    several = groups.filter(_in_groups())
    questions = _open_questions(campaign)
    return {
        "groups_open": counted(several),
        "groups_hold": counted(several, Sum("passage_count")),
        "pairs_open": counted(questions),
        "lone_open": counted(groups.exclude(_in_groups())),
        "certain_open": counted(groups.filter(is_certain=True)),
        "strays": counted(groups, Sum(F("passage_count") * F("stray")), 0.0),
        "apart": counted(groups, Sum("apart"), 0.0),
        "same": counted(questions, Sum("score"), 0.0),
    }


def _counts_in(row: dict[str, Any]) -> Counts:
    sums = (float(row[name]) for name in ("strays", "apart", "same"))
    return Counts(
        row["groups_open"], row["groups_hold"], row["pairs_open"], row["lone_open"], row["certain_open"], *sums
    )


def certain(standing: Standing, most: int) -> list[ProposedGroup]:
    """The head of the queue of what is certain, groups and lone voices that are open to this reader as a whole."""
    rows = ProposedGroup.objects.filter(campaign=standing.campaign, is_certain=True, passage_count__gte=1)
    if standing.own_units:
        kept_back = Passage.objects.filter(proposed__group=OuterRef("pk")).exclude(
            pk__in=passages_visible_to(standing).values("pk")
        )
        rows = rows.filter(~Exists(kept_back))
    return list(rows.order_by("rank", "id")[:most])


def queue(standing: Standing, at: ProposedGroup | None) -> tuple[list[ProposedGroup], bool]:
    """The group in hand and those after it, or the head of the queue. One query; whether they are lone voices."""
    in_lone = at is not None and _is_lone(at)
    rows = _open_groups(standing, lone=in_lone, shown=at)
    if at is not None:
        rows = rows.filter(_not_before(at))
    return list(rows[:QUEUE_ROWS]), in_lone


def first_group(standing: Standing, *, lone: bool) -> ProposedGroup | None:
    """The head of the queue of groups, or of lone voices."""
    return _open_groups(standing, lone=lone).first()


def group_after(standing: Standing, at: ProposedGroup) -> ProposedGroup | None:
    """The next group in the queue; after the last, whatever is left at its head."""
    rows = _open_groups(standing, lone=_is_lone(at)).exclude(pk=at.pk)
    return rows.filter(_not_before(at)).first() or rows.first()


def group_before(standing: Standing, at: ProposedGroup) -> ProposedGroup | None:
    """The group before this one in the queue."""
    rows = _open_groups(standing, lone=_is_lone(at)).exclude(pk=at.pk)
    return rows.exclude(_not_before(at)).order_by("is_urgent", "-rank", "-id").first()


def groups_of(campaign: Campaign) -> QuerySet[ProposedGroup]:
    """The proposed groups of a campaign with their size as proposed, also those all settled by now."""
    return ProposedGroup.objects.filter(campaign=campaign).annotate(proposed_count=Count("members"))


def _is_lone(at: ProposedGroup) -> bool:
    """Whether a group was proposed as a lone voice; one that shrank to its last passage is none."""
    proposed: int = at.proposed_count  # type: ignore[attr-defined]
    return proposed < 2 and not at.is_urgent


def open_questions(standing: Standing) -> QuerySet[Question]:
    """Doubtful pairs both sides of which this reader may open, best question first."""
    rows = _open_questions(standing.campaign).order_by("-score", "id")
    if standing.own_units:
        visible = passages_visible_to(standing).values("pk")
        rows = rows.filter(passage_a__in=visible, passage_b__in=visible)
    return rows.select_related("passage_a", "passage_b")


def _open_questions(campaign: Campaign | None) -> QuerySet[Question]:
    """Pairs nobody answered; where both passages have their place, deciding them was the answer."""
    rows = Question.objects.filter(campaign=campaign, same__isnull=True)
    return rows.filter(Q(passage_a__placement__isnull=True) | Q(passage_b__placement__isnull=True))


def _open_groups(standing: Standing, *, lone: bool, shown: ProposedGroup | None = None) -> QuerySet[ProposedGroup]:
    # Written as “not”, so that SQLite walks the index in the queue's order and stops after a screenful.
    others = (Q(is_urgent=True) | ~Q(passage_count=1)) if lone else Q(passage_count=1, is_urgent=False)
    unwanted = (Q(passage_count=0) | others) & (~Q(pk=shown.pk) if shown else Q())
    rows = ProposedGroup.objects.filter(campaign=standing.campaign).exclude(unwanted)
    if standing.own_units:
        rows = rows.filter(Exists(passages_visible_to(standing).filter(proposed__group=OuterRef("pk"))))
    return rows.order_by("-is_urgent", "rank", "id")


def _in_groups() -> Q:
    """Groups of several passages; a lone voice that is urgent jumps the queue."""
    return Q(passage_count__gte=2) | Q(is_urgent=True)


def _not_before(at: ProposedGroup) -> Q:
    here_on = Q(rank__gt=at.rank) | Q(rank=at.rank, pk__gte=at.pk)
    return Q(is_urgent=False) | Q(here_on) if at.is_urgent else Q(here_on, is_urgent=False)


def still_waits(standing: Standing, group: ProposedGroup, also: Collection[int] = ()) -> bool:
    """Whether a passage of the group, or one shown beside it, waits and may be opened by this person."""
    of_it = Q(proposed__group=group) | Q(pk__in=list(also))
    return passages_visible_to(standing).filter(of_it, placement__isnull=True).exists()


def any_waits(standing: Standing, keys: Sequence[int]) -> bool:
    """Whether one of the passages named waits and may be opened by this person."""
    return passages_visible_to(standing).filter(pk__in=keys, placement__isnull=True).exists()


def group_holding(campaign: Campaign, keys: Sequence[int]) -> ProposedGroup | None:
    """The proposed group that holds all these passages, if one does."""
    groups = set(Passage.objects.filter(pk__in=keys).values_list("proposed__group", flat=True))
    if len(groups) != 1 or None in groups:
        return None
    return groups_of(campaign).filter(pk=groups.pop()).first()


def proposing(campaign: Campaign) -> Job | None:
    """The newest run that proposes groups, if any."""
    return Job.objects.filter(kind="combing.propose", campaign_id=campaign.pk).order_by("-id").first()
