"""Symposia from a workbook: good rows are kept, the others handed back with reasons; sent again, nothing is doubled.

A symposium is known by its number, else by its title and day.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import time
from pathlib import Path
from typing import Any, TypeAlias

from django.db import transaction
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.campaign.standing import Standing
from huisheng.crafts.gate import Mapping, RejectedRow, Row, letters, open_table, read_rows
from huisheng.errors import Refused
from huisheng.listening.models import Occasion, Sector
from huisheng.listening.queries.desk import occasions
from huisheng.listening.queries.symposia import columns, keys_by_heading
from huisheng.listening.services.recording import Record, correct_occasion, record_occasion
from huisheng.listening.services.rows import Wrong, count, day, headings, reason, unit_named, units_by_word
from huisheng.organisation.models import Person
from huisheng.organisation.services.audit import audit

MOST_ROWS = 2_000
_NEEDED = {"title", "held_on"}
_LONGEST = {"title": 200, "place": 120, "chair_as": 120, "recorder_as": 120, "nonvoting": 300, "absent": 300}
Cells: TypeAlias = dict[str, str]
"""A row by column. A column the sheet does not have is absent: what is recorded stays."""


@dataclass
class Outcome:
    """What became of a workbook."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    returned: list[list[str]] = field(default_factory=list)
    """The cells in the columns' order, then the reason."""

    @property
    def kept(self) -> int:
        """Rows whose content is recorded now."""
        return self.created + self.changed + self.unchanged


def take_in(campaign: Campaign, standing: Standing, path: Path, name: str, *, by: Person) -> Outcome:
    """Take in a workbook of symposia. All its good rows are kept in one transaction.

    Raises:
        FileRefused: the file is no table, or the gate keeps it out.
        Refused: no sheet has the expected headings, or there are more than 2,000 rows.
    """
    sectors = list(campaign.sectors.all())
    table = open_table(path, name=name)
    known = keys_by_heading(sectors)
    heads = ((index, headings(sheet.layout, known, _NEEDED)) for index, sheet in enumerate(table.sheets))
    found = [(index, head) for index, head in heads if head]
    if not found:
        raise Refused(
            _(
                "No sheet has the columns of symposia; nothing was kept. Download the workbook on this page and fill it"
                " in."
            )
        )
    index, (header_row, keys) = found[0]
    if table.sheets[index].raw_rows > MOST_ROWS:
        raise Refused(_("The workbook has more than 2,000 rows. Nothing was kept; split it."))
    named = {column.index: column.name or letters(column.index) for column in table.sheets[index].layout.columns}
    by_name = {named.get(place) or letters(place): key for place, key in keys.items()}
    main = next(place for place, key in keys.items() if key == "title")
    desk = _Desk(campaign, standing, sectors, by)
    outcome = Outcome()
    order = [column.key for column in columns(sectors)]
    with transaction.atomic():
        for row in read_rows(path, table, index, Mapping(text=main)):
            if row.number <= header_row:
                continue
            if isinstance(row, Row):
                cells = dict.fromkeys(keys.values(), "")
                cells |= {by_name[column]: value.strip() for column, value in row.other if column in by_name}
                _settle(desk, cells | {"title": row.text.strip()}, order, outcome)
            elif isinstance(row, RejectedRow):
                cells = {keys[place]: value for place, value in enumerate(row.cells) if place in keys}
                why = reason(row, _("The title is missing."))
                outcome.returned.append([*(cells.get(key, "") for key in order), why])
        audit(
            "occasions.taken_in",
            by=by,
            campaign_id=campaign.pk,
            file=name[:255],
            kept=outcome.kept,
            returned=len(outcome.returned),
        )
    return outcome


def _settle(desk: "_Desk", cells: Cells, order: list[str], outcome: Outcome) -> None:
    try:
        with transaction.atomic():
            done = desk.keep(cells)
    except Wrong as wrong:
        outcome.returned.append([*(cells.get(key, "") for key in order), str(wrong)])
    else:
        setattr(outcome, done, getattr(outcome, done) + 1)


class _Desk:
    """Keeps one row after another; knows the campaign's sectors and units."""

    def __init__(self, campaign: Campaign, standing: Standing, sectors: list[Sector], by: Person) -> None:
        self._standing, self._campaign, self._by = standing, campaign, by
        self._sectors = sectors
        self._units = units_by_word(self._campaign)

    def keep(self, cells: Cells) -> str:
        """Record a row, or correct what is recorded.

        Raises:
            Wrong: it cannot be used.
        """
        occasion = self._known(cells)
        facts = self._facts(cells, occasion)
        if occasion is None:
            record_occasion(self._campaign, kind=Occasion.Kind.SYMPOSIUM, **facts, by=self._by)
            return "created"
        return "changed" if correct_occasion(occasion, **facts, by=self._by) else "unchanged"

    def _known(self, cells: Cells) -> Occasion | None:
        mine = occasions(self._standing).filter(kind=Occasion.Kind.SYMPOSIUM).select_related("unit")
        if number := cells.get("number", ""):
            found = mine.filter(number=_count(number)).first()
            if found is None:
                raise Wrong(
                    _("There is no symposium no. %(number)s; leave it blank for a new one.") % {"number": number}
                )
            return found
        return mine.filter(title=cells["title"], held_on=day(cells.get("held_on", ""))).first()

    def _facts(self, cells: Cells, occasion: Occasion | None) -> dict[str, Any]:
        def said(key: str, read: Callable[[str], Any], blank: Any) -> Any:
            if key not in cells:
                return getattr(occasion, key) if occasion else blank
            return read(cells[key]) if cells[key] else blank

        record = {
            each.name: said(each.name, _READ[each.name], None if each.name in _NONE else "") for each in fields(Record)
        }
        begins, ends = record["from_at"], record["until_at"]
        if begins and ends and ends <= begins:
            raise Wrong(_("It ends before it begins."))
        heads = self._heads(cells, occasion)
        present = record["present_count"]
        if present is not None and sum(heads.values()) > present:
            raise Wrong(_("The sectors add up to %(heard)d, more than were present.") % {"heard": sum(heads.values())})
        return {
            "title": _short("title")(cells["title"]),
            "held_on": day(cells.get("held_on", "")),
            "place": said("place", _short("place"), ""),
            "unit": said(
                "unit", lambda written: unit_named(self._units, written, occasion.unit if occasion else None), None
            ),
            "heads": heads,
            "record": Record(**record),
        }

    def _heads(self, cells: Cells, occasion: Occasion | None) -> dict[int, int]:
        before = dict(occasion.attendance.values_list("sector", "head_count")) if occasion else {}
        heads = {}
        for sector in self._sectors:
            key = f"heads_{sector.pk}"
            count = (_count(cells[key]) if cells[key] else 0) if key in cells else before.get(sector.pk, 0)
            if count:
                heads[sector.pk] = count
        return heads


_CLOCK = re.compile(r"(?:\S+[ T])?(\d{1,2})[:：.时点](\d{2})分?(?::\d{2}(?:\.\d+)?)?|(\d{1,2})[时点]")


def _clock(written: str) -> time:
    """9:00, 14：30, 9时30分, or the part of a day a workbook stores."""
    found = _CLOCK.fullmatch(written)
    try:
        if found:
            return time(int(found[1] or found[3]), int(found[2] or 0))
        if re.fullmatch(r"0?\.\d+", written):
            minutes = round(float(written) * 1440)
            return time(minutes // 60, minutes % 60)
    except ValueError as impossible:
        raise Wrong(_("“%(time)s” is no time of day. Write it as 9:00.") % {"time": written[:40]}) from impossible
    raise Wrong(_("“%(time)s” is no time of day. Write it as 9:00.") % {"time": written[:40]})


def _count(written: str) -> int:
    return count(written, "人")


def _short(key: str) -> Callable[[str], str]:
    def read(written: str) -> str:
        most = _LONGEST.get(key, 5_000)
        if len(written) > most:
            raise Wrong(_("“%(text)s…” is longer than %(most)d characters.") % {"text": written[:20], "most": most})
        return written

    return read


_NONE = ("from_at", "until_at", "due_count", "present_count")
_READ: dict[str, Callable[[str], Any]] = {
    "from_at": _clock,
    "until_at": _clock,
    "due_count": _count,
    "present_count": _count,
    **{key: _short(key) for key in ("chair_as", "recorder_as", "nonvoting", "absent", "agenda")},
}
