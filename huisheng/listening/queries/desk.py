"""Reads of the listening desk: what came in, by channel and day, occasions, forms, batches, whole voices."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext

from huisheng.campaign.models import Campaign
from huisheng.campaign.standing import Standing
from huisheng.listening.disclosure import set_apart
from huisheng.listening.models import (
    Attendance,
    Batch,
    Channel,
    Import,
    Inbox,
    IssueRecord,
    Occasion,
    Statement,
    Submission,
)
from huisheng.listening.queries.over_time import spread
from huisheng.organisation.policy import Scope

PAGE = 50
MOST_BARS = 62


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: what, how many, and its length in percent of the longest."""

    label: str
    count: int
    share: float
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """What came in: voices (份) by channel and over time. Voices without a day are counted apart.

    `step` is day, month or year: the finest of which few enough are to be drawn. Days without a voice are there.
    """

    total: int
    channels: list[Bar]
    others: int
    """Voices through the channels too small to be shown apart, which the last bar stands for."""
    days: list[Bar]
    step: str
    undated: int

    @property
    def most(self) -> Bar | None:
        """The day or month with the most voices."""
        return max(self.days, key=lambda bar: bar.count, default=None)


def counted(campaign: Campaign) -> QuerySet[Submission]:
    """Voices that are part of the campaign: neither of a staged import nor of one withdrawn."""
    kept = Import.objects.filter(campaign=campaign, state=Import.State.KEPT).values("pk")
    return Submission.objects.filter(Q(imported__isnull=True) | Q(imported__in=kept), campaign=campaign)


def intake(campaign: Campaign, *, protects: bool) -> Intake:
    """What came in, by channel and over time. One query.

    Args:
        protects: whether channels too small to be shown apart stand together: for who opens no whole voice.
    """
    channels: Counter[str] = Counter()
    days: Counter[date | None] = Counter()
    for channel, day, count in counted(campaign).values_list("channel", "day").annotate(count=Count("*")).order_by():
        channels[channel] += count
        days[day] += count
    undated = days.pop(None, 0)
    shown, others = set_apart(channels, joins=True) if protects else (dict(channels.most_common()), 0)
    bars = [(str(Channel(code).label), None, count) for code, count in shown.items()]
    dated = spread({day: count for day, count in days.items() if day}, ("day", "month", "year"), MOST_BARS)
    return Intake(
        total=sum(channels.values()),
        channels=_bars([*bars, (pgettext("channels", "Others"), None, others)] if others else bars),
        others=others,
        days=_bars(("", start, count) for start, count in zip(dated.starts, dated.counts, strict=True)),
        step=dated.step,
        undated=undated,
    )


def _bars(counts: Iterable[tuple[str, date | None, int]]) -> list[Bar]:
    found = list(counts)
    most = max((count for _label, _day, count in found), default=0)
    return [Bar(label, count, 100 * count / most, day) for label, day, count in found]


def occasions(standing: Standing) -> QuerySet[Occasion]:
    """Occasions the person may see: the campaign's, of own units, or of units supervised."""
    scopes = standing.scopes("occasion.read")
    found = Occasion.objects.filter(campaign=standing.campaign)
    if Scope.ALL in scopes:
        return found
    allowed: set[int] = set()
    if Scope.OWN in scopes:
        allowed |= standing.own_units
    if Scope.SUP in scopes:
        allowed |= standing.supervised_units
    return found.filter(unit__in=allowed)


@dataclass(frozen=True, slots=True)
class OccasionTotal:
    """How many occasions of a kind were held, and how many person-times were consulted at them (人次)."""

    kind: str
    held: int
    person_times: int


@dataclass(frozen=True, slots=True)
class IssueTotal:
    """Copies of one kind of form: issued, returned, valid. Three counts, never mixed. None: not counted yet."""

    kind: str
    issued: int
    returned: int | None
    valid: int | None


@dataclass(frozen=True, slots=True)
class Registers:
    """The office's own registers in short, and whether voices of the public page wait to be sealed.

    How many wait is told nobody: it would tell when they came.
    """

    occasions: list[OccasionTotal]
    issues: list[IssueTotal]
    waits: bool


def registers(standing: Standing) -> Registers:
    """Occasions and forms by kind, and the inbox: one query, three lists under each other."""
    lists: list[QuerySet[Any, Any]] = [_by_kind(occasions(standing)).annotate(list=Value("occasion"), third=Value(0))]
    if Scope.ALL in standing.scopes("occasion.read"):
        issued = IssueRecord.objects.filter(campaign=standing.campaign).order_by().values("kind")
        lists.append(
            issued.annotate(
                held=Sum("issued_count"),
                heads=Sum("returned_count"),
                list=Value("issue"),
                third=Sum("valid_count"),
            )
        )
        inbox = Inbox.objects.filter(campaign=standing.campaign).order_by()
        waiting = inbox.values("campaign").annotate(
            kind=Value(""), held=Count("pk"), heads=Value(0), list=Value("inbox"), third=Value(0)
        )
        lists.append(waiting.values("kind", "held", "heads", "list", "third"))
    found = {(row["list"], row["kind"]): row for row in lists[0].union(*lists[1:], all=True)}
    return Registers(
        _occasion_totals({kind: row for (name, kind), row in found.items() if name == "occasion"}),
        [
            IssueTotal(str(label), row["held"], row["heads"], row["third"])
            for kind, label in IssueRecord.Kind.choices
            if (row := found.get(("issue", kind)))
        ],
        ("inbox", "") in found,
    )


def _by_kind(found: QuerySet[Occasion], **more: Any) -> QuerySet[Any, Any]:
    """Per kind: occasions held, and heads consulted. Joined with attendance, so occasions count once each."""
    return (
        found.order_by()
        .values("kind")
        .annotate(held=Count("pk", distinct=True), heads=Coalesce(Sum("attendance__head_count"), 0), **more)
    )


def _occasion_totals(rows: dict[str, dict[str, Any]]) -> list[OccasionTotal]:
    return [
        OccasionTotal(str(label), rows[kind]["held"], rows[kind]["heads"])
        for kind, label in Occasion.Kind.choices
        if kind in rows
    ]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a long list, walked by key: the rows, their places from 1, the keys of its neighbours."""

    rows: list[Any]
    first: int
    last: int
    total: int
    previous: str | None
    next: str | None


def occasion_page(
    standing: Standing, *, kind: str = "", before: str = "", after: str = ""
) -> tuple[Page, list[OccasionTotal]]:
    """Fifty occasions with their sectors, the latest first, and the totals by kind; three queries at any size."""
    keys = ("held_on", "id")
    mine = occasions(standing)
    chosen = mine.filter(kind=kind) if kind else mine
    listed = (
        chosen.annotate(heads=Coalesce(Sum("attendance__head_count"), 0))
        .select_related("unit")
        .prefetch_related(
            Prefetch("attendance", Attendance.objects.select_related("sector").order_by("sector__rank", "id"))
        )
    )
    rows = _walk(listed, keys, before, after)
    counts = _by_kind(mine, ahead=Count("pk", distinct=True, filter=_ahead_of(rows, keys)))
    by_kind = {row["kind"]: row for row in counts}
    counted = [row for found, row in by_kind.items() if not kind or found == kind]
    total, ahead = (sum(row[name] for row in counted) for name in ("held", "ahead"))
    return _placed(rows, keys, total, ahead), _occasion_totals(by_kind)


def _walk(listed: QuerySet[Any], keys: tuple[str, ...], before: str, after: str, *, rising: bool = False) -> list[Any]:
    """The rows of a page of a list sorted by the keys. A cursor is the keys of a row, joined by a blank."""
    there, back = [f"-{key}" for key in keys], list(keys)
    if rising:
        there, back = back, there
    if before and (beyond := _beyond(keys, before, _ahead(rising))) is not None:
        return list(listed.filter(beyond).order_by(*back)[:PAGE])[::-1]
    if after and (beyond := _beyond(keys, after, _ahead(not rising))) is not None:
        listed = listed.filter(beyond)
    return list(listed.order_by(*there)[:PAGE])


def _ahead(rising: bool) -> str:
    """How the keys of an earlier row compare."""
    return "lt" if rising else "gt"


def _ahead_of(rows: list[Any], keys: tuple[str, ...], *, rising: bool = False) -> Q:
    """Rows of the list before the first one shown; nothing is before an empty page."""
    found = _beyond(keys, _cursor(rows[0], keys), _ahead(rising)) if rows else None
    return Q(pk__in=[]) if found is None else found


def _placed(rows: list[Any], keys: tuple[str, ...], total: int, ahead: int) -> Page:
    if not rows:
        return Page([], 0, 0, total, None, None)
    last = ahead + len(rows)
    return Page(
        rows,
        ahead + 1,
        last,
        total,
        _cursor(rows[0], keys) if ahead else None,
        _cursor(rows[-1], keys) if last < total else None,
    )


def _cursor(row: Any, keys: tuple[str, ...]) -> str:
    return " ".join(str(getattr(row, key)) for key in keys)


def _beyond(keys: tuple[str, ...], cursor: str, way: str) -> Q | None:
    """Rows beyond a cursor; None if it is no cursor of this list."""
    values = cursor.split(" ")
    if len(values) != len(keys):
        return None
    try:
        parsed: list[date | int] = [
            date.fromisoformat(value) if key.endswith("_on") else int(value)
            for key, value in zip(keys, values, strict=True)
        ]
    except ValueError:
        return None
    found = Q()
    for place, (key, value) in enumerate(zip(keys, parsed, strict=True)):
        same = dict(zip(keys[:place], parsed[:place], strict=True))
        found |= Q(**same, **{f"{key}__{way}": value})
    return found


def batch_page(campaign: Campaign, *, before: str = "", after: str = "") -> Page:
    """Fifty sealed batches, the latest first; the first link of the first page is the head of the chain."""
    mine = Batch.objects.filter(campaign=campaign)
    rows = _walk(mine.select_related("imported"), ("number",), before, after)
    return _counted_page(mine, rows, ("number",))


def waits_to_be_sealed(campaign: Campaign) -> bool:
    """Whether voices of the public page wait to be sealed."""
    return Inbox.objects.filter(campaign=campaign).exists()


def latest_imports(campaign: Campaign) -> list[Import]:
    """The last workbooks with what became of their rows, the latest first."""
    return list(_with_counts(_workbooks(campaign)).order_by("-pk")[:8])


def _workbooks(campaign: Campaign) -> QuerySet[Import]:
    return Import.objects.filter(campaign=campaign, kind=Import.Kind.WORKBOOK)


def import_page(campaign: Campaign, *, before: str = "", after: str = "") -> Page:
    """Fifty workbooks, the latest first."""
    mine = _workbooks(campaign)
    rows = _walk(_with_counts(mine), ("id",), before, after)
    return _counted_page(mine, rows, ("id",))


def _counted_page(mine: QuerySet[Any], rows: list[Any], keys: tuple[str, ...], *, rising: bool = False) -> Page:
    counts = mine.aggregate(total=Count("pk"), ahead=Count("pk", filter=_ahead_of(rows, keys, rising=rising)))
    return _placed(rows, keys, counts["total"], counts["ahead"])


def _with_counts(imports: QuerySet[Import]) -> QuerySet[Import]:
    return imports.select_related("job", "by").defer("mapping").annotate(returned=Count("returned_rows"))


def workbooks(standing: Standing) -> QuerySet[Import]:
    """Workbooks of the campaign with what became of their rows, for whoever may open what they held."""
    rows = Import.objects.none() if standing.campaign is None else _with_counts(_workbooks(standing.campaign))
    return rows if standing.scopes("voice.read_raw") else rows.none()


def issue_records(standing: Standing) -> QuerySet[IssueRecord]:
    """Lines of the register of forms, for whoever sees all of the campaign's occasions."""
    rows = IssueRecord.objects.filter(campaign=standing.campaign)
    return rows if Scope.ALL in standing.scopes("occasion.read") else rows.none()


def voices(standing: Standing) -> QuerySet[Statement]:
    """Whole voices the person may open: none of a staged import, none addressed to own units (R2)."""
    if Scope.ALL not in standing.scopes("voice.read_raw"):
        return Statement.objects.none()
    settled = Import.objects.filter(
        campaign=standing.campaign, state__in=[Import.State.KEPT, Import.State.WITHDRAWN]
    ).values("pk")
    return (
        Statement.objects.filter(campaign=standing.campaign)
        .filter(Q(submission__imported__isnull=True) | Q(submission__imported__in=settled))
        .exclude(addressee_unit__in=standing.own_units)
        .exclude(submission__occasion__unit__in=standing.own_units)
    )


def kept_voices(standing: Standing, imported: Import, *, before: str = "", after: str = "") -> Page:
    """Fifty voices of a workbook by its rows, or of minutes by their speakers. A speaker has several statements."""
    keys = ("row", "ordinal")
    mine = voices(standing).filter(submission__imported=imported).annotate(row=F("submission__source_row"))
    listed = mine.select_related("submission__sector", "submission__occasion")
    return _counted_page(mine, _walk(listed, keys, before, after, rising=True), keys, rising=True)
