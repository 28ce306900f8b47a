"""The dashboard's numbers made ready for its template: tiles, lying bars, columns, the matrix of sectors and weeks."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huisheng.figures import charts
from huisheng.figures.disclosure import Breakdown, broken_down
from huisheng.figures.queries.dashboard import Dashboard, Intake, Large
from huisheng.figures.queries.registry import Stage
from huisheng.figures.queries.telling import Value
from huisheng.listening.models import Channel, Occasion
from huisheng.listening.queries.over_time import Spread, floor, last_day, spread

MOST_DAYS, MOST_WEEKS, MOST_UNITS = 62, 40, 12
NEVER_HEARD_NAMED = 3
OFFICE = (
    "consulted.symposia",
    "consulted.person_times",
    "issued.forms",
    "returned.forms",
    "valid.forms",
    "issued.sets",
    "findings.problems",
    "findings.suggestions",
)


# ---------------------------------------------------------------- tiles


@dataclass(frozen=True, slots=True)
class Tile:
    """A number and its records. `value` is None where there is none to tell, and `of` says why."""

    what: str
    value: int | None
    unit: str
    url: str = ""
    of: str = ""


def tiles(campaign: str, shown: Dashboard) -> list[Tile]:
    """The strip on top: for the whole campaign registered figures; for a part of it, what is supervised."""
    if shown.is_whole and shown.intake and shown.basis.combing:
        return [
            Tile(
                _("Voices received"),
                shown.intake.total,
                pgettext("unit of a figure", "voices"),
                reverse("listening:home", args=[campaign]),
                of=_("cut into %(count)s passages") % {"count": f"{shown.basis.combing.total:,}"},
            ),
            *office_tiles(campaign, shown.values),
            _registered(campaign, shown.values["passages.waiting"]),
        ]
    return [
        _plain(shown.values["consulted.symposia"], reverse("listening:occasions", args=[campaign]) + "?kind=symposium"),
        _plain(shown.values["consulted.person_times"], reverse("listening:occasions", args=[campaign])),
        Tile(
            _("Problems on the list now"),
            shown.about.problems,
            pgettext("unit of a figure", "problems"),
            reverse("combing:findings", args=[campaign]) + "?kind=problem",
        ),
        Tile(
            _("Suggestions on the list now"),
            shown.about.suggestions,
            pgettext("unit of a figure", "suggestions"),
            reverse("combing:findings", args=[campaign]) + "?kind=suggestion",
        ),
    ]


def office_tiles(campaign: str, values: Mapping[str, Value]) -> list[Tile]:
    """Figures of the office's own registers, each opening its records."""
    return [_registered(campaign, values[code]) for code in OFFICE]


def _registered(campaign: str, value: Value) -> Tile:
    return _plain(value, reverse("figures:figure", args=[campaign, value.figure.code]))


def _plain(value: Value, url: str) -> Tile:
    figure = value.figure
    if value.exact is None:
        return Tile(str(figure.title), None, "", of=_("not there yet"))
    return Tile(str(figure.title), value.exact, str(figure.unit), url, of=_share(value))


def _share(value: Value) -> str:
    """A rate with its denominator; of other shares nothing."""
    if value.share is None or value.out_of is None:
        return ""
    facts = {"share": value.share, "count": f"{value.out_of:,}"}
    if value.figure.stage is Stage.RETURNED:
        return _("%(share).2f%% of %(count)s issued") % facts
    return _("%(share).2f%% of %(count)s returned") % facts if value.figure.stage is Stage.VALID else ""


# ---------------------------------------------------------------- lying bars


@dataclass(frozen=True, slots=True)
class Row:
    """A group: its name, how many, the bar's length in percent, and its records."""

    label: str | Promise
    count: int
    width: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Groups under each other, the largest first; those too small to stand alone together, if that many may be told."""

    rows: tuple[Row, ...]
    others: Row | None
    is_withheld: bool
    is_cut: bool
    """Whether there was no room for all that might stand alone."""

    @property
    def leads(self) -> bool:
        """Whether there is a largest group to name."""
        return len(self.rows) > 1


def bars(found: Breakdown, names: Mapping[int, str | Promise], urls: Mapping[int, str] | None = None) -> Bars:
    """A breakdown as bars."""
    most = max([count for _key, count in found.shown] + [found.together or 0], default=0)
    rows = tuple(
        Row(names[key], count, charts.share(count, most), (urls or {}).get(key, "")) for key, count in found.shown
    )
    others = Row(_("Others"), found.together, charts.share(found.together, most)) if found.together else None
    return Bars(rows, others, found.together is None, found.is_cut)


def channels(intake: Intake) -> Bars:
    """Voices by channel."""
    codes = list(Channel.values)
    counts = {codes.index(code): count for code, count in intake.channels.items()}
    return bars(broken_down(counts), {at: Channel(code).label for at, code in enumerate(codes)})


def sectors(shown: Dashboard, intake: Intake) -> Bars:
    """Voices by sector, as far as released."""
    return bars(broken_down(intake.sectors), {**shown.sectors, 0: _("Sector not said")})


def units(campaign: str, shown: Dashboard) -> Bars:
    """Passages in findings by the unit they are about."""
    root = shown.basis.campaign.unit_id
    address = reverse("combing:findings", args=[campaign])
    urls = {key: f"{address}?unit={key}" for key in shown.units if key != root}
    return bars(broken_down(shown.about.passages, MOST_UNITS), {**shown.units, 0: _("No unit named")}, urls)


@dataclass(frozen=True, slots=True)
class Leader:
    """One of the largest findings."""

    large: Large
    width: str


def largest(shown: Dashboard) -> list[Leader]:
    """The largest findings with the length of their bars."""
    most = max((each.count or 0 for each in shown.largest), default=0)
    return [Leader(each, charts.share(each.count or 0, most)) for each in shown.largest]


# ---------------------------------------------------------------- over time


@dataclass(frozen=True, slots=True)
class OverTime:
    """Columns over time, what stands under each, and the highest."""

    step: str
    chart: charts.Chart
    rows: tuple[tuple[str, charts.Column, int], ...]
    """Label, column and count of each period."""
    symposia: int
    """Symposia on the day with the most voices."""


def by_day(shown: Dashboard, intake: Intake) -> OverTime | None:
    """Voices by day; by week, month or year where there are too many days to draw."""
    found = spread(intake.days, ("day", "week", "month", "year"), MOST_DAYS)
    if found.most is None:
        return None
    chart = charts.columns([(count,) for count in found.counts], charts.WIDE)
    first = found.most[0]
    held = (key for key, day in shown.days.items() if floor(day, found.step) == first)
    kinds = {each.key: each.kind for each in shown.basis.occasions}
    return OverTime(
        found.step,
        chart,
        tuple(zip(labels(found), chart.columns, found.counts, strict=True)),
        sum(kinds[key] == Occasion.Kind.SYMPOSIUM for key in held),
    )


@dataclass(frozen=True, slots=True)
class CombedRow:
    """How many passages were decided on by the end of a period."""

    label: str
    until: date
    column: charts.Column
    placed: int
    aside: int

    @property
    def settled(self) -> int:
        return self.placed + self.aside


@dataclass(frozen=True, slots=True)
class Combed:
    """Combing over time: columns that grow towards all passages."""

    step: str
    chart: charts.Chart
    rows: tuple[CombedRow, ...]
    lately: int
    """Decided on in the last period, less what was taken back."""


def combed(shown: Dashboard) -> Combed | None:
    """Passages in findings and set aside by the end of each day, week, month or year of combing."""
    if not shown.combed or shown.basis.combing is None:
        return None
    found = spread(dict.fromkeys(shown.combed, 1), ("day", "week", "month", "year"), MOST_DAYS)
    grown: dict[date, tuple[int, int]] = dict.fromkeys(found.starts, (0, 0))
    for day, (placed, aside) in shown.combed.items():
        before = grown[floor(day, found.step)]
        grown[floor(day, found.step)] = before[0] + placed, before[1] + aside
    sums = list(accumulate((grown[start] for start in found.starts), lambda a, b: (a[0] + b[0], a[1] + b[1])))
    chart = charts.columns(sums, charts.WIDE, most=shown.basis.combing.total)
    rows = tuple(
        CombedRow(label(start, found.step), last_day(start, found.step), column, *pair)
        for start, column, pair in zip(found.starts, chart.columns, sums, strict=True)
    )
    return Combed(found.step, chart, rows, sum(grown[found.starts[-1]]))


def labels(found: Spread) -> list[str]:
    """What stands under each period."""
    return [label(start, found.step) for start in found.starts]


def label(start: date, step: str) -> str:
    """A period in as few letters as will do."""
    form = {
        "day": pgettext("date format of a chart", "j M"),
        "week": pgettext("date format of a chart", "j M"),
        "month": pgettext("date format of a chart, month", "M Y"),
        "year": pgettext("date format, the year alone", "Y"),
    }[step]
    return date_format(start, form)


# ---------------------------------------------------------------- sectors and weeks


@dataclass(frozen=True, slots=True)
class Cell:
    """Occasions at which a sector was heard in a period, and how deep the cell is coloured."""

    count: int
    level: int


@dataclass(frozen=True, slots=True)
class SectorRow:
    """A sector over time."""

    label: str
    cells: tuple[Cell, ...]
    occasions: int
    heads: int


@dataclass(frozen=True, slots=True)
class Group:
    """Columns under one month or year."""

    label: str
    span: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which sectors were heard when."""

    step: str
    groups: tuple[Group, ...]
    columns: tuple[str, ...]
    rows: tuple[SectorRow, ...]
    missing: tuple[str, ...]
    """Sectors not heard at any occasion."""

    @property
    def named(self) -> bool:
        """Whether they are few enough for a sentence to name them."""
        return len(self.missing) <= NEVER_HEARD_NAMED

    @property
    def names(self) -> str:
        """Their names as a list."""
        return pgettext("between the members of a list", ", ").join(self.missing)


def coverage(shown: Dashboard) -> Coverage | None:
    """Occasions at which each sector was heard, by week; by month or year where there are too many weeks."""
    if not shown.sectors or not shown.days:
        return None
    found = spread(Counter(shown.days.values()), ("week", "month", "year"), MOST_WEEKS)
    heard: dict[int, Counter[date]] = defaultdict(Counter)
    heads: Counter[int] = Counter()
    for held in shown.basis.occasions:
        for sector, count in held.heads:
            heard[sector][floor(shown.days[held.key], found.step)] += 1
            heads[sector] += count
    names = dict(shown.sectors) | ({0: _("Sector not said")} if heard.get(0) else {})
    most = max((count for counts in heard.values() for count in counts.values()), default=0)
    rows = tuple(_sector_row(name, heard[key], heads[key], found.starts, most) for key, name in names.items())
    groups, columns = _heads(found)
    return Coverage(found.step, groups, columns, rows, tuple(row.label for row in rows if not row.occasions))


def _heads(found: Spread) -> tuple[tuple[Group, ...], tuple[str, ...]]:
    """Months over weeks, years over months; years stand alone."""
    inner = {
        "week": pgettext("date format of a chart, the day alone", "j"),
        "month": pgettext("date format of a chart, the month alone", "M"),
        "year": pgettext("date format, the year alone", "Y"),
    }[found.step]
    above = {"week": "month", "month": "year", "year": "year"}[found.step]
    spans = Counter(label(floor(start, above), above) for start in found.starts)
    return (
        tuple(Group(name, span) for name, span in spans.items()),
        tuple(date_format(start, inner) for start in found.starts),
    )


def _sector_row(name: str, counts: Counter[date], heads: int, starts: Sequence[date], most: int) -> SectorRow:
    cells = tuple(Cell(counts[start], charts.level(counts[start], most)) for start in starts)
    return SectorRow(name, cells, sum(counts.values()), heads)
