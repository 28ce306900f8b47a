"""What figures are counted from: the records of a campaign up to a day, each with what it counts.

A basis is read from the tables as they are now, or from a snapshot taken when the day's figures were issued. Both are
the same shape, and a figure is counted from either in the same way.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Max, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from huisheng.campaign.models import Campaign
from huisheng.combing.models import Decision, FindingList, FindingListEntry, Passage
from huisheng.combing.queries.core import Balance, balance_columns, balance_in, counted
from huisheng.figures.models import usual_kinds
from huisheng.listening.models import Batch, Import, IssueRecord, Occasion, Sector, Statement

Act = Decision.Act


class Source(StrEnum):
    """The kinds of records a number can open. No person is among them."""

    OCCASION = "occasion"
    ISSUE = "issue"
    ENTRY = "entry"
    STATEMENT = "statement"
    SECTOR = "sector"
    PASSAGE = "passage"


@dataclass(frozen=True, slots=True)
class Held:
    """An occasion: its kind, and how many of each sector were consulted (0: sector not said)."""

    key: int
    kind: str
    heads: tuple[tuple[int, int], ...]

    @property
    def head_count(self) -> int:
        return sum(count for _sector, count in self.heads)


@dataclass(frozen=True, slots=True)
class Issued:
    """A line of the register of forms; None: not counted yet."""

    key: int
    kind: str
    issued: int
    returned: int | None
    valid: int | None


@dataclass(frozen=True, slots=True)
class Received:
    """Voices up to the day: sealed batches up to `batch`, without imports that had been withdrawn."""

    batch: int
    withdrawn: tuple[int, ...]
    by_channel: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A version of the finding list, without findings that were kept apart as about a person when it was frozen."""

    version: FindingList
    apart: tuple[int, ...]
    """Findings kept apart then."""
    problems: int
    suggestions: int
    passages: int


@dataclass(frozen=True, slots=True)
class Records:
    """The records behind a number. The number is their count, or the sum of what each counts; nothing else."""

    source: Source
    value: int
    count: int
    rows: QuerySet[Any]
    counts: Mapping[int, int] | None = None
    """What each record counts, by key; None: each counts one, or its `column`."""
    column: str = ""

    def counted_by(self, row: Any) -> int:
        """What a record counts in the number."""
        if self.counts is not None:
            return self.counts[row.pk]
        return int(getattr(row, self.column)) if self.column else 1


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything the figures of a campaign on a day are counted from."""

    campaign: Campaign
    as_of: date
    person_times: tuple[str, ...]
    """Kinds of occasion at which people count as consulted."""
    occasions: tuple[Held, ...]
    issues: tuple[Issued, ...]
    received: Received
    sector_count: int
    listed: Listed | None = None
    combing: Balance | None = None
    """Where passages are: known for a day that is not over only."""

    def occasions_of(self, kinds: Collection[str], *, heads: bool = False) -> Records:
        """Occasions of these kinds, each counting one, or its heads."""
        found = {held.key: held.head_count if heads else 1 for held in self.occasions if held.kind in kinds}
        return _summed(Source.OCCASION, Occasion.objects.all(), found)

    def issues_of(self, kinds: Collection[str], column: str, *, counted: str = "") -> Records | None:
        """Lines of the register of these kinds, each counting its `column`; None while none of them was counted.

        `counted` names a column which must have been counted: the denominator of a share leaves out the other lines.
        """
        found = {
            line.key: int(getattr(line, column))
            for line in self.issues
            if line.kind in kinds and getattr(line, column) is not None and getattr(line, counted or column) is not None
        }
        if not found and column != "issued":
            return None
        return _summed(Source.ISSUE, IssueRecord.objects.all(), found)

    def sectors_heard(self) -> Records:
        """Sectors of which somebody was consulted."""
        heard = {sector for held in self.occasions for sector, count in held.heads if sector and count}
        return _summed(Source.SECTOR, Sector.objects.all(), dict.fromkeys(sorted(heard), 1))

    def entries_of(self, kind: str = "", *, passages: bool = False) -> Records | None:
        """Entries of the list in force, of one kind or of both, each counting one or its passages."""
        if self.listed is None:
            return None
        rows = FindingListEntry.objects.filter(finding_list=self.listed.version).exclude(finding__in=self.listed.apart)
        both = self.listed.problems + self.listed.suggestions
        if passages:
            return Records(Source.ENTRY, self.listed.passages, both, rows, column="passage_count")
        if not kind:
            return Records(Source.ENTRY, both, both, rows)
        count = self.listed.problems if kind == "problem" else self.listed.suggestions
        return Records(Source.ENTRY, count, count, rows.filter(kind=kind))

    def voices_of(self, channel: str = "") -> Records:
        """Statements received through a channel, or through all."""
        counts = dict(self.received.by_channel)
        count = counts.get(channel, 0) if channel else sum(counts.values())
        rows = _statements(self.campaign, self.as_of, self.received.batch, self.received.withdrawn)
        return Records(Source.STATEMENT, count, count, rows.filter(submission__channel=channel) if channel else rows)

    def passages_in(self, place: str) -> Records | None:
        """Passages waiting, placed or set aside, as they are now."""
        if self.combing is None:
            return None
        rows = Passage.objects.filter(campaign=self.campaign)
        where = {
            "waiting": Q(placement__isnull=True),
            "placed": Q(placement__reason=""),
            "set_aside": Q(placement__isnull=False) & ~Q(placement__reason=""),
        }
        count: int = getattr(self.combing, place)
        return Records(Source.PASSAGE, count, count, rows.filter(where[place]))


def _summed(source: Source, rows: QuerySet[Any], found: Mapping[int, int]) -> Records:
    counts = {key: count for key, count in found.items() if count}
    return Records(source, sum(counts.values()), len(counts), rows.filter(pk__in=list(counts)), counts)


# ---------------------------------------------------------------- as the records are now


def live(campaign: Campaign, as_of: date, listed: Listed | None, *, is_open: bool, only: Source | None = None) -> Basis:
    """What the tables hold now of everything up to the day. Five queries.

    `only` leaves unread what a figure of that source is not counted from.
    """
    person_times, sector_count, batch, combing = _facts(campaign)
    people, lines, voices = (
        only in wanted
        for wanted in (
            {None, Source.OCCASION, Source.SECTOR},
            {None, Source.ISSUE},
            {None, Source.STATEMENT},
        )
    )
    return Basis(
        campaign,
        as_of,
        person_times,
        tuple(_held(campaign, as_of)) if people else (),
        tuple(_issued(campaign, as_of)) if lines else (),
        _received(campaign, as_of, batch) if voices else Received(batch, (), ()),
        sector_count,
        listed,
        combing if is_open and only in {None, Source.PASSAGE} else None,
    )


def _facts(campaign: Campaign) -> tuple[tuple[str, ...], int, int, Balance]:
    """Kinds that count as consulted, the number of sectors, the last sealed batch, where passages are. One query."""
    sectors = Sector.objects.filter(campaign=OuterRef("pk"))
    batches = Batch.objects.filter(campaign=OuterRef("pk"))
    row: Any = (
        Campaign.objects.filter(pk=campaign.pk)
        .values(
            kinds=F("counting__person_times"),
            sector_count=counted(sectors),
            last_batch=counted(batches, Max("number")),
            **balance_columns(),
        )
        .get()
    )
    kinds = usual_kinds() if row["kinds"] is None else row["kinds"]
    return tuple(kinds), row["sector_count"], row["last_batch"], balance_in(row)


def _received(campaign: Campaign, as_of: date, batch: int) -> Received:
    withdrawn = tuple(
        Import.objects.filter(campaign=campaign, state=Import.State.WITHDRAWN)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    by_channel = (
        _statements(campaign, as_of, batch, withdrawn)
        .values_list("submission__channel")
        .annotate(count=Count("pk"))
        .order_by("submission__channel")
    )
    return Received(batch, withdrawn, tuple(by_channel))


def _held(campaign: Campaign, as_of: date) -> Iterable[Held]:
    kinds: dict[int, str] = {}
    heads: dict[int, list[tuple[int, int]]] = {}
    rows = Occasion.objects.filter(campaign=campaign, held_on__lte=as_of).order_by("pk", "attendance__sector")
    for key, kind, sector, count in rows.values_list("pk", "kind", "attendance__sector", "attendance__head_count"):
        kinds[key] = kind
        heads.setdefault(key, [])
        if count is not None:
            heads[key].append((sector or 0, count))
    return (Held(key, kind, tuple(sorted(heads[key]))) for key, kind in kinds.items())


def _issued(campaign: Campaign, as_of: date) -> Iterable[Issued]:
    rows = IssueRecord.objects.filter(campaign=campaign, issued_on__lte=as_of).order_by("pk")
    return (Issued(*row) for row in rows.values_list("pk", "kind", "issued_count", "returned_count", "valid_count"))


def _statements(campaign: Campaign, as_of: date, batch: int, withdrawn: Collection[int]) -> QuerySet[Statement]:
    """Statements received by the day in batches so far. One keyed anew stands for the one keyed wrongly.

    A voice is of its own day; one without a day is of the day its batch was sealed.
    """
    rows = Statement.objects.filter(campaign=campaign).annotate(
        sealed_in=Coalesce(F("submission__batch__number"), F("submission__imported__batch__number")),
        received_on=Coalesce(
            F("submission__day"), F("submission__batch__sealed_on"), F("submission__imported__batch__sealed_on")
        ),
    )
    rows = rows.filter(sealed_in__lte=batch, received_on__lte=as_of)
    if withdrawn:
        rows = rows.filter(Q(submission__imported__isnull=True) | ~Q(submission__imported__in=withdrawn))
    # “More than nothing” walks the index of what was replaced, nearly always empty. Asked row by row, SQLite takes that
    # index for useless, because it holds one value a hundred thousand times, and reads all voices for each voice.
    anew = Statement.objects.filter(
        campaign=campaign, replaces__gt=UUID(int=0), submission__batch__number__lte=batch
    ).values("replaces")
    return rows.exclude(pk__in=anew)


# ---------------------------------------------------------------- the list in force


def versions(campaign: Campaign) -> list[FindingList]:
    """Frozen versions of the list, the newest first."""
    return list(FindingList.objects.filter(campaign=campaign).order_by("-number"))


def in_force(known: Iterable[FindingList], as_of: date) -> FindingList | None:
    """Of versions, the newest first, the last one frozen by the day."""
    return next((version for version in known if version.frozen_on <= as_of), None)


def listed(version: FindingList | None) -> Listed | None:
    """What a version holds, without findings kept apart when it was frozen. Two queries."""
    if version is None:
        return None
    marked = _marked_since(version)
    could_be_apart = Q(finding__is_about_person=True) | Q(finding__in=list(marked))
    apart: list[int] = []
    counts, passages = Counter[str](), 0
    groups = (
        FindingListEntry.objects.filter(finding_list=version)
        .annotate(alone=Case(When(could_be_apart, then=F("finding")), default=Value(0)))
        .values_list("alone", "finding__is_about_person", "kind")
        .annotate(count=Count("pk"), passages=Sum("passage_count"))
        .order_by()
    )
    for finding, is_apart_now, kind, count, held in groups:
        if finding and marked.get(finding, is_apart_now):
            apart.append(finding)
            continue
        counts[kind] += count
        passages += held
    return Listed(version, tuple(sorted(apart)), counts["problem"], counts["suggestion"], passages)


def _marked_since(version: FindingList) -> dict[int, bool]:
    """Findings marked, or no longer marked, as about a person after a version: whether they were when it was frozen.

    The mark is not part of an entry; it is read back from the decisions taken since.
    """
    marks = Q(act=Act.ABOUT_PERSON) | Q(act=Act.UNDO, undoes__act=Act.ABOUT_PERSON)
    since = Decision.objects.filter(marks, campaign=version.campaign_id, number__gt=version.decision_number)
    before: dict[int, bool] = {}
    for changes in since.order_by("number").values_list("changes", flat=True):
        for change in changes["ops"]:
            if change["of"] == "finding" and change["before"] and "is_about_person" in change["before"]:
                before.setdefault(change["finding"], change["before"]["is_about_person"])
    return before


# ---------------------------------------------------------------- as it was issued


def plain(basis: Basis) -> dict[str, Any]:
    """A basis as a snapshot keeps it."""
    return {
        "person_times": list(basis.person_times),
        "occasions": [[held.key, held.kind, [list(pair) for pair in held.heads]] for held in basis.occasions],
        "issues": [[line.key, line.kind, line.issued, line.returned, line.valid] for line in basis.issues],
        "batch": basis.received.batch,
        "withdrawn": list(basis.received.withdrawn),
        "voices": [list(pair) for pair in basis.received.by_channel],
        "sectors": basis.sector_count,
    }


def kept(campaign: Campaign, as_of: date, basis: Mapping[str, Any], listed: Listed | None) -> Basis:
    """A basis as a snapshot kept it."""
    return Basis(
        campaign,
        as_of,
        tuple(basis["person_times"]),
        tuple(
            Held(key, kind, tuple((sector, count) for sector, count in heads))
            for key, kind, heads in basis["occasions"]
        ),
        tuple(Issued(*line) for line in basis["issues"]),
        Received(
            basis["batch"],
            tuple(basis["withdrawn"]),
            tuple((channel, count) for channel, count in basis["voices"]),
        ),
        basis["sectors"],
        listed,
    )


def seal(basis: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of a kept basis: 64 hex digits."""
    canonical = json.dumps(basis, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
