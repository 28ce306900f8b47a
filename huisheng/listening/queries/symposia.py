"""Symposia as a workbook: which columns, and what stands in them; a sector has a column of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from huisheng.campaign.standing import Standing
from huisheng.crafts.gate import OutColumn, OutTable, write_book
from huisheng.listening.models import Attendance, Occasion, Sector
from huisheng.listening.queries.columns import plain
from huisheng.listening.queries.desk import occasions


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in code, its heading in any language, its width in characters."""

    key: str
    heading: Any
    width: float = 12


COLUMNS = (
    Column("number", pgettext_lazy("of a symposium", "No."), 8),
    Column("title", gettext_lazy("Title"), 32),
    Column("held_on", gettext_lazy("Day"), 13),
    Column("from_at", pgettext_lazy("time of day", "From"), 8),
    Column("until_at", pgettext_lazy("time of day", "Until"), 8),
    Column("place", gettext_lazy("Place"), 20),
    Column("unit", gettext_lazy("Unit"), 16),
    Column("chair_as", gettext_lazy("Chair"), 20),
    Column("recorder_as", gettext_lazy("Recorder"), 16),
    Column("due_count", gettext_lazy("Due"), 8),
    Column("present_count", gettext_lazy("Present"), 8),
    Column("nonvoting", gettext_lazy("Non-voting"), 20),
    Column("absent", gettext_lazy("Absent"), 20),
    Column("agenda", gettext_lazy("Agenda"), 30),
)


def columns(sectors: Iterable[Sector]) -> list[Column]:
    """The columns of a campaign: those of every symposium, then one for each sector."""
    return [*COLUMNS, *(Column(f"heads_{sector.pk}", sector.label, 10) for sector in sectors)]


def keys_by_heading(sectors: Iterable[Sector]) -> dict[str, str]:
    """Headings in every language of the office → the column's key."""
    found = {
        plain(word): f"heads_{sector.pk}"
        for sector in sectors
        for word in (sector.name, sector.name_en, sector.code)
        if word
    }
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= {plain(str(column.heading)): column.key for column in COLUMNS}
    return found


def workbook(standing: Standing, sectors: Sequence[Sector]) -> bytes:
    """All symposia the person may see, in the columns they come in. Two queries."""
    heard = Attendance.objects.filter(sector__isnull=False)
    listed = (
        occasions(standing)
        .filter(kind=Occasion.Kind.SYMPOSIUM)
        .select_related("unit")
        .prefetch_related(Prefetch("attendance", heard))
        .order_by("number")
    )
    return write_book([_table(columns(sectors), (_row(one, sectors) for one in listed))])


def returned_workbook(sectors: Sequence[Sector], rows: Sequence[Sequence[str]]) -> bytes:
    """Rows handed back, in the columns they came in, each with its reason in a last one."""
    table = _table(columns(sectors), rows)
    reason = OutColumn(_("Reason for return"), 60, wraps=True)
    return write_book([OutTable(table.sheet, [*table.columns, reason], table.rows)])


def _table(listed: Sequence[Column], rows: Any) -> OutTable:
    return OutTable(_("Symposia"), [OutColumn(str(each.heading), each.width) for each in listed], rows)


def _row(occasion: Occasion, sectors: Sequence[Sector]) -> list[str | int | date | None]:
    heads = {each.sector_id: each.head_count for each in occasion.attendance.all()}
    return [
        occasion.number,
        occasion.title,
        occasion.held_on,
        _clock(occasion.from_at),
        _clock(occasion.until_at),
        occasion.place,
        occasion.unit.label if occasion.unit else "",
        occasion.chair_as,
        occasion.recorder_as,
        occasion.due_count,
        occasion.present_count,
        occasion.nonvoting,
        occasion.absent,
        occasion.agenda,
        *(heads.get(sector.pk) for sector in sectors),
    ]


def _clock(at: time | None) -> str:
    return at.isoformat("minutes") if at else ""
