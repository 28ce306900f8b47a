"""What the dashboard shows: the office's registers, what came in, where it went, what it is about.

A page costs twelve queries at most, whatever the campaign holds: the small lists lie under each other in one.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import get_language

from huisheng.campaign.models import Campaign
from huisheng.campaign.standing import Standing
from huisheng.combing.models import Finding, FindingList
from huisheng.combing.queries.core import balance, findings_visible_to
from huisheng.combing.queries.headlines import masked_headlines
from huisheng.combing.queries.masking import Run
from huisheng.combing.queries.reading import Sight, sight_of
from huisheng.figures.disclosure import FRESH_START, released
from huisheng.figures.models import CombedDay, Counting, Snapshot, usual_kinds
from huisheng.figures.queries import basis as bases
from huisheng.figures.queries import telling
from huisheng.figures.queries.basis import Basis, Held, Issued, Received, Source
from huisheng.figures.queries.registry import FIGURES
from huisheng.figures.queries.telling import Told
from huisheng.listening.disclosure import SMALLEST
from huisheng.listening.models import Batch, IssueRecord, Occasion, Sector, Submission
from huisheng.listening.queries.desk import counted
from huisheng.organisation.models import Unit
from huisheng.organisation.policy import Scope

LARGEST = 10
NO_DAY = date(1, 1, 1)
"""Stands for no day where several lists share their columns."""


# ---------------------------------------------------------------- what is shown


@dataclass(frozen=True, slots=True)
class Intake:
    """What came in: voices (份) by channel, day and sector; sector 0 is not said.

    By sector only what is released (`disclosure.released`); the rest, at most four voices, is `kept_back`.
    """

    channels: Mapping[str, int]
    days: Mapping[date, int]
    undated: int
    sectors: Mapping[int, int]
    kept_back: int

    @property
    def total(self) -> int:
        return sum(self.channels.values())


@dataclass(frozen=True, slots=True)
class About:
    """Findings and their passages by kind and by the unit they are about; unit 0 is none."""

    problems: int
    suggestions: int
    passages: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Large:
    """A finding that many spoke of."""

    finding: Finding
    words: list[Run]
    count: int | None
    """Passages; None where they are fewer than five and the reader may not know how many."""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All of it. What cannot be divided by unit is None for who sees a part of the campaign only."""

    values: Mapping[str, telling.Value]
    """Registered figures by code."""
    days: Mapping[int, date]
    """Days of occasions."""
    sectors: Mapping[int, str]
    units: Mapping[int, str]
    basis: Basis
    about: About
    largest: Sequence[Large]
    intake: Intake | None = None
    combed: Mapping[date, tuple[int, int]] = field(default_factory=dict)
    """Passages put into findings and set aside by day, less those taken back."""

    @property
    def is_whole(self) -> bool:
        """Whether it tells of the whole campaign."""
        return self.intake is not None

    @property
    def settled(self) -> int:
        """Passages on which somebody decided."""
        return self.basis.combing.placed + self.basis.combing.set_aside if self.basis.combing else 0


def dashboard(standing: Standing, today: date) -> Dashboard:
    """Everything this reader may see of the campaign now. Nine queries at most; four for who sees a part of it."""
    campaign = standing.campaign
    assert campaign is not None
    is_whole = Scope.ALL in standing.scopes("figure.read")
    lists = _small_lists(standing, campaign, today, is_whole)
    sectors = {row["_a"]: row["_text"] for row in sorted(lists["sector"], key=lambda row: (row["_b"], row["_a"]))}
    places = _Places(campaign, lists["unit"])
    counted_from = Basis(
        campaign,
        today,
        tuple(next((json.loads(row["_text"]) for row in lists["counting"]), usual_kinds())),
        _occasions(lists["occasion"]),
        _issues(lists["issue"]),
        Received(0, (), ()),
        len(sectors),
        bases.listed(_version(campaign, lists["version"])),
        balance(campaign) if is_whole else None,
    )
    # Voices are counted by channel, day and sector at once, and not by a figure each.
    figures = {code: figure for code, figure in FIGURES.items() if figure.source is not Source.STATEMENT}
    return Dashboard(
        values=telling.values(counted_from, figures),
        days={row["_a"]: row["_day"] for row in lists["occasion"]},
        sectors=sectors,
        units=places.names,
        basis=counted_from,
        about=_about(_findings(standing, is_whole), places),
        largest=_largest(standing),
        intake=_intake(campaign, lists["batch"]) if is_whole else None,
        combed={row["_day"]: (row["_a"], row["_b"]) for row in lists["combed"]},
    )


def issued_last(campaign: Campaign) -> Told | None:
    """The figures issued for the latest day, for who is told no others; None where none were issued. Five queries."""
    last = Snapshot.objects.filter(campaign=campaign).order_by("-as_of").values_list("as_of", flat=True).first()
    return telling.tell(campaign, last) if last else None


# ---------------------------------------------------------------- the small lists


def _small_lists(
    standing: Standing, campaign: Campaign, today: date, is_whole: bool
) -> dict[str, list[dict[str, Any]]]:
    """Occasions, sectors, units; for all of a campaign also forms, batches, days of combing, the version. One query."""
    occasions = Occasion.objects.filter(campaign=campaign, held_on__lte=today)
    units = Unit.objects.filter(Q(parent=campaign.unit_id) | Q(pk=campaign.unit_id))
    if not is_whole:
        occasions = occasions.filter(unit__in=standing.supervised_units)
        units = Unit.objects.filter(pk__in=standing.supervised_units)
    heads = {"b": Coalesce(F("attendance__sector"), 0), "c": Coalesce(F("attendance__head_count"), 0)}
    lists = [
        _listed("occasion", occasions, key=F("kind"), day=F("held_on"), a=F("pk"), **heads),
        _listed("sector", Sector.objects.filter(campaign=campaign), text=_label(), a=F("pk"), b=F("rank")),
        _listed("unit", units, key=F("path"), text=_label(), a=F("pk")),
        _listed("counting", Counting.objects.filter(campaign=campaign), text=Cast("person_times", TextField())),
    ]
    if is_whole:
        days = CombedDay.objects.filter(campaign=campaign)
        lists += [_forms(campaign, today), _batches(campaign), _in_force(campaign, today)]
        lists += [_listed("combed", days, day=F("day"), a=F("placed"), b=F("set_aside"))]
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in lists[0].union(*lists[1:], all=True):
        found[row["_list"]].append(row)
    return found


def _listed(name: str, rows: QuerySet[Any], **columns: Any) -> QuerySet[Any, Any]:
    """Rows with the columns all lists share; a column not named is empty."""
    shared = {
        "key": Value("", CharField()),
        "text": Value("", CharField()),
        "day": Value(NO_DAY, DateField()),
        **{number: Value(0, IntegerField()) for number in "abcd"},
    }
    shown = {f"_{column}": columns.get(column, empty) for column, empty in shared.items()}
    return rows.order_by().values(_list=Value(name, CharField()), **shown)


def _label() -> Any:
    """A name in the reader's language."""
    if (get_language() or "").startswith("en"):
        return Case(When(name_en="", then=F("name")), default=F("name_en"), output_field=CharField())
    return F("name")


def _forms(campaign: Campaign, today: date) -> QuerySet[Any, Any]:
    rows = IssueRecord.objects.filter(campaign=campaign, issued_on__lte=today)
    returned, valid = (Coalesce(F(column), -1) for column in ("returned_count", "valid_count"))
    return _listed("issue", rows, key=F("kind"), a=F("pk"), b=F("issued_count"), c=returned, d=valid)


def _batches(campaign: Campaign) -> QuerySet[Any, Any]:
    """The last batches with the voices each holds: as many as `released` needs."""
    mine = Batch.objects.filter(campaign=campaign)
    last = Subquery(mine.order_by("-number").values("number")[:1])
    held = Submission.objects.filter(batch=OuterRef("pk")).order_by().values("batch").annotate(n=Count("pk"))
    voices = Coalesce(F("imported__rows_kept"), Subquery(held.values("n")), 0)
    rows = mine.filter(number__gt=last - FRESH_START - SMALLEST)
    return _listed("batch", rows, a=F("number"), b=F("pk"), c=voices)


def _in_force(campaign: Campaign, today: date) -> QuerySet[Any, Any]:
    newest = FindingList.objects.filter(campaign=campaign, frozen_on__lte=today).order_by("-number").values("pk")[:1]
    rows = FindingList.objects.filter(pk__in=newest)
    return _listed("version", rows, day=F("frozen_on"), a=F("pk"), b=F("number"), c=F("decision_number"))


def _version(campaign: Campaign, rows: Sequence[dict[str, Any]]) -> FindingList | None:
    for row in rows:
        return FindingList(
            pk=row["_a"],
            campaign=campaign,
            number=row["_b"],
            frozen_on=row["_day"],
            decision_number=row["_c"],
        )
    return None


def _occasions(rows: Iterable[dict[str, Any]]) -> tuple[Held, ...]:
    """Occasions; one row came for each sector heard at them."""
    kinds: dict[int, str] = {}
    heads: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        kinds[row["_a"]] = row["_key"]
        if row["_c"]:
            heads[row["_a"]].append((row["_b"], row["_c"]))
    return tuple(Held(key, kind, tuple(sorted(heads[key]))) for key, kind in sorted(kinds.items()))


def _issues(rows: Iterable[dict[str, Any]]) -> tuple[Issued, ...]:
    return tuple(
        Issued(row["_a"], row["_key"], row["_b"], *(None if row[name] < 0 else row[name] for name in ("_c", "_d")))
        for row in rows
    )


# ---------------------------------------------------------------- what came in


def _intake(campaign: Campaign, batches: Sequence[dict[str, Any]]) -> Intake:
    """Voices counted by channel, day and sector. One query; a second while some wait to be counted by sector."""
    channels, days, sectors = Counter[str](), Counter[date | None](), Counter[int]()
    groups = counted(campaign).order_by().values_list("channel", "day", "sector").annotate(count=Count("*"))
    for channel, day, sector, count in groups:
        channels[channel] += count
        days[day] += count
        sectors[sector or 0] += count
    last = released((row["_a"], row["_c"]) for row in batches)
    waiting = _by_sector(campaign, [row["_b"] for row in batches if row["_a"] > last])
    sectors -= waiting
    undated = days.pop(None, 0)
    dated = {day: count for day, count in days.items() if day}
    return Intake(channels, dated, undated, sectors, waiting.total())


def _by_sector(campaign: Campaign, batches: Sequence[int]) -> Counter[int]:
    """Voices of these batches by sector. One query; none where there is no batch."""
    rows = counted(campaign).filter(Q(batch__in=batches) | Q(imported__batch__in=batches)).order_by()
    counts = rows.values_list("sector").annotate(count=Count("*")) if batches else ()
    return Counter({sector or 0: count for sector, count in counts})


# ---------------------------------------------------------------- what it is about


class _Places:
    """The units a breakdown names: those right below the campaign's own unit, or the highest that are supervised."""

    def __init__(self, campaign: Campaign, rows: Iterable[dict[str, Any]]) -> None:
        self._by_path: dict[str, int] = {row["_key"]: row["_a"] for row in rows}
        self.names: dict[int, str] = {row["_a"]: row["_text"] for row in rows}
        self._root = next((path for path, key in self._by_path.items() if key == campaign.unit_id), "")

    def of(self, path: str | None) -> int:
        """The unit that stands for one at this path; 0 for none."""
        if not path:
            return 0
        if path == self._root:
            return self._by_path[path]
        parts = path.rstrip("/").split("/")
        above = ("/".join(parts[:depth]) + "/" for depth in range(1, len(parts) + 1))
        found = (self._by_path[each] for each in above if each in self._by_path and each != self._root)
        return next(found, 0)


def _findings(standing: Standing, is_whole: bool) -> QuerySet[Finding]:
    """Findings that are counted: none about a person, none outside what the reader supervises."""
    rows = Finding.objects.filter(
        campaign=standing.campaign, merged_into__isnull=True, passage_count__gt=0, is_about_person=False
    )
    return rows if is_whole else rows.filter(unit__in=standing.supervised_units)


def _about(findings: QuerySet[Finding], places: _Places) -> About:
    """Findings and passages by unit. One query."""
    kinds, passages = Counter[str](), Counter[int]()
    rows = findings.order_by().values_list("kind", "unit__path").annotate(n=Count("pk"), said=Sum("passage_count"))
    for kind, path, count, said in rows:
        kinds[kind] += count
        passages[places.of(path)] += said
    return About(kinds[Finding.Kind.PROBLEM], kinds[Finding.Kind.SUGGESTION], passages)


def _largest(standing: Standing) -> list[Large]:
    """The findings most spoke of, headlines masked; where their count may not be told, last. Two queries."""
    few = Q(unit__in=standing.own_units, passage_count__lt=SMALLEST)
    told = Case(When(few, then=Value(0)), default=F("passage_count"), output_field=IntegerField())
    rows = findings_visible_to(standing).filter(is_about_person=False).order_by(told.desc(), "number")
    return [
        Large(
            finding,
            words,
            None
            if finding.passage_count < SMALLEST and sight_of(standing, finding) is Sight.TITLE
            else finding.passage_count,
        )
        for finding, words in masked_headlines(rows[:LARGEST])
    ]
