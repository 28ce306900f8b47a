"""Opening a number: exactly the records it was counted from, as far as the reader's standing reaches.

What a reader may not open is counted all the same and told as a number, so that a page, what lies before and after it
and what is kept back always add up to the figure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum

from huisheng.campaign.standing import Standing
from huisheng.combing.models import FindingListEntry, Passage
from huisheng.combing.queries.core import (
    findings_ever_visible_to,
    masks,
    passages_visible_to,
    sees_originals,
    statements_visible_to,
)
from huisheng.combing.queries.headlines import masked_headlines
from huisheng.combing.queries.masking import Run, masked
from huisheng.combing.queries.reading import Sight, sight_of
from huisheng.figures.queries.basis import Records, Source
from huisheng.listening.disclosure import SMALLEST
from huisheng.listening.queries.desk import occasions
from huisheng.organisation.paging import SIZE, page_of
from huisheng.organisation.policy import Scope

# A voice's beginning is enough to know it again; the whole of it is one click away.
BEGINNING = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A record behind a number, and what it counts there; None where that would tell of too few."""

    record: Any
    counts: int | None
    words: Sequence[Run] = ()
    may_open: bool = False
    """Whether this reader may open the whole voice a passage comes from."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A page of the records behind a number."""

    lines: list[Line]
    first: int
    last: int
    total: int
    """Records this reader may see."""
    previous: str
    next: str
    here: int
    """What the records of this page count together."""
    before: int
    after: int
    kept_back: int
    """What records count that this reader may not open."""

    @property
    def value(self) -> int:
        """The figure."""
        return self.before + self.here + self.after + self.kept_back


def opened(standing: Standing, records: Records, *, after: str = "", before: str = "") -> Opened:
    """A page of the records behind a number. Five queries at most."""
    rows = _visible(standing, records)
    if records.counts is not None:
        return _weighed(standing, records, records.counts, rows, after, before)
    return _counted(standing, records, rows, after, before)


def _weighed(
    standing: Standing,
    records: Records,
    counts: Mapping[int, int],
    rows: QuerySet[Any],
    after: str,
    before: str,
) -> Opened:
    """A page of records that count more than one each: these are few enough to know all their keys."""
    keys = list(rows.order_by(*_ORDER[records.source]).values_list("pk", flat=True))
    places = {str(key): place for place, key in enumerate(keys)}
    start = 0
    if after in places:
        start = places[after] + 1
    elif before in places:
        start = max(0, places[before] - SIZE)
    shown = keys[start : start + SIZE]
    weights = [counts[key] for key in keys]
    end = start + len(shown)
    found = {row.pk: row for row in _with_names(records.source, rows.filter(pk__in=shown))}
    return Opened(
        _lines(standing, records, [found[key] for key in shown]),
        first=start + 1 if shown else 0,
        last=end,
        total=len(keys),
        previous=str(shown[0]) if start and shown else "",
        next=str(shown[-1]) if end < len(keys) else "",
        here=sum(weights[start:end]),
        before=sum(weights[:start]),
        after=sum(weights[end:]),
        kept_back=records.value - sum(weights),
    )


def _counted(standing: Standing, records: Records, rows: QuerySet[Any], after: str, before: str) -> Opened:
    """A page of records that count one each, or a column of theirs: of these there may be very many."""
    leaf = page_of(_with_names(records.source, rows), "id", after=after, before=before)
    whole, earlier = leaf.total, max(0, leaf.first - 1)
    if records.column and leaf.rows:
        whole = rows.aggregate(sum=Sum(records.column))["sum"]
        earlier = rows.filter(pk__lt=leaf.rows[0].pk).aggregate(sum=Sum(records.column))["sum"] or 0
    here = sum(records.counted_by(row) for row in leaf.rows)
    return Opened(
        _lines(standing, records, leaf.rows),
        leaf.first,
        leaf.last,
        leaf.total,
        leaf.previous,
        leaf.next,
        here=here,
        before=earlier,
        after=whole - earlier - here,
        kept_back=records.value - whole,
    )


# ---------------------------------------------------------------- what the standing reaches


def _visible(standing: Standing, records: Records) -> QuerySet[Any]:
    rows = records.rows
    match records.source:
        case Source.OCCASION:
            return rows.filter(pk__in=occasions(standing))
        case Source.ISSUE:
            return rows if sees_register(standing) else rows.none()
        case Source.ENTRY:
            return rows.filter(finding__in=findings_ever_visible_to(standing))
        case Source.STATEMENT:
            return _among(rows, statements_visible_to(standing), bool(standing.own_units))
        case Source.PASSAGE:
            return _among(rows, passages_visible_to(standing), bool(standing.own_units))
        case Source.SECTOR:
            return rows


def sees_register(standing: Standing) -> bool:
    """Whether this reader opens the lines of the register; who does not is told its sums."""
    return Scope.ALL in standing.scopes("occasion.read")


def _among(rows: QuerySet[Any], visible: QuerySet[Any], narrows: bool) -> QuerySet[Any]:
    """Of very many rows those visible; asked row by row only where something is kept from this reader."""
    if visible.query.is_empty():
        return rows.none()
    return rows.filter(Exists(visible.filter(pk=OuterRef("pk")))) if narrows else rows


_ORDER = {
    Source.OCCASION: ("held_on", "pk"),
    Source.ISSUE: ("issued_on", "pk"),
    Source.SECTOR: ("rank", "pk"),
}


def _with_names(source: Source, rows: QuerySet[Any]) -> QuerySet[Any]:
    """With what a line names, fetched at once."""
    match source:
        case Source.OCCASION:
            return rows.select_related("unit")
        case Source.ISSUE:
            return rows.select_related("unit", "occasion")
        case Source.ENTRY:
            return rows.select_related("finding")
        case Source.STATEMENT:
            return rows.select_related("submission__sector")
        case Source.PASSAGE:
            return rows.select_related("statement", "sector")
        case Source.SECTOR:
            return rows


def _lines(standing: Standing, records: Records, rows: list[Any]) -> list[Line]:
    match records.source:
        case Source.ENTRY:
            return _entries(standing, records, rows)
        case Source.STATEMENT:
            hidden = masks(row.pk for row in rows)
            return [Line(row, 1, _beginning(row.text, hidden.get(row.pk, ()))) for row in rows]
        case Source.PASSAGE:
            return _passages(standing, rows)
        case _:
            return [Line(row, records.counted_by(row)) for row in rows]


def _entries(standing: Standing, records: Records, rows: list[FindingListEntry]) -> list[Line]:
    """Entries under the headline their finding has now: a mask is known to lie over that one."""
    words = {finding.pk: runs for finding, runs in masked_headlines(row.finding for row in rows)}
    lines = []
    for row in rows:
        count = records.counted_by(row)
        told_less = sight_of(standing, row.finding) is Sight.TITLE
        is_few = bool(records.column) and told_less and count < SMALLEST
        lines.append(Line(row, None if is_few else count, words[row.finding_id]))
    return lines


def _passages(standing: Standing, rows: list[Passage]) -> list[Line]:
    hidden = masks(row.statement_id for row in rows)
    voices = {row.statement_id for row in rows} if sees_originals(standing) else set()
    if voices and standing.own_units:
        # A voice may speak of an own unit elsewhere: then it opens for others only (R2).
        voices &= set(statements_visible_to(standing).filter(pk__in=voices).values_list("pk", flat=True))
    return [
        Line(
            row,
            1,
            _beginning(row.statement.text[row.start : row.end], hidden.get(row.statement_id, ()), row.start),
            may_open=row.statement_id in voices,
        )
        for row in rows
    ]


def _beginning(text: str, spans: Sequence[tuple[int, int]], offset: int = 0) -> list[Run]:
    shown = masked(text[:BEGINNING], spans, offset)
    return [*shown, Run("…")] if len(text) > BEGINNING else shown
