"""Symposia from a workbook: good rows are kept, the others handed back with reasons; sent again, nothing is doubled.

A symposium is known by its number, else by its title and day.
"""

import re
from collections.abc import Callable
from dataclasses import fields
from datetime import date, time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.campaign.standing import Standing
from huisheng.listening.models import Occasion, Sector
from huisheng.listening.queries.desk import occasions
from huisheng.listening.queries.symposia import columns, keys_by_heading
from huisheng.listening.services.recording import Record, correct_occasion, record_occasion
from huisheng.listening.services.rows import (
    Cells,
    Outcome,
    OwnList,
    Wrong,
    count,
    day,
    once,
    take_in_rows,
    unit_named,
    units_by_word,
)
from huisheng.organisation.models import Person

_LONGEST = {"title": 200, "place": 120, "chair_as": 120, "recorder_as": 120, "nonvoting": 300, "absent": 300}


def take_in(campaign: Campaign, standing: Standing, path: Path, name: str, *, by: Person) -> Outcome:
    """Take in a workbook of symposia. All its good rows are kept in one transaction.

    Raises:
        FileRefused: the file is no table, or the gate keeps it out.
        Refused: no sheet has the expected headings, or there are more than 2,000 rows.
    """
    sectors = list(campaign.sectors.all())
    own = OwnList(
        act="occasions.taken_in",
        known=keys_by_heading(sectors),
        needed={"title", "held_on"},
        main="title",
        order=[column.key for column in columns(sectors)],
        no_sheet=_(
            "No sheet has the columns of symposia; nothing was kept. Download the workbook on this page and fill it in."
        ),
        without_main=_("The title is missing."),
    )
    return take_in_rows(own, campaign, path, name, _Desk(campaign, standing, sectors, by).keep, by=by)


class _Desk:
    """Keeps one row after another; knows the campaign's symposia, sectors and units."""

    def __init__(self, campaign: Campaign, standing: Standing, sectors: list[Sector], by: Person) -> None:
        self._campaign, self._by = campaign, by
        self._sectors = sectors
        self._units = units_by_word(self._campaign)
        mine = occasions(standing).filter(kind=Occasion.Kind.SYMPOSIUM).select_related("unit").order_by("-pk")
        self._numbers: dict[int, Occasion] = {}
        self._titles: dict[tuple[str, date], Occasion] = {}
        for occasion in mine.prefetch_related("attendance"):
            self._remember(occasion)
        self._touched: set[int] = set()

    def _remember(self, occasion: Occasion) -> None:
        self._numbers[occasion.number] = occasion
        self._titles[occasion.title, occasion.held_on] = occasion

    def keep(self, cells: Cells) -> str:
        """Record a row, or correct what is recorded.

        Raises:
            Wrong: it cannot be used.
        """
        occasion = self._known(cells)
        facts = self._facts(cells, occasion)
        if occasion is None:
            made = record_occasion(self._campaign, kind=Occasion.Kind.SYMPOSIUM, **facts, by=self._by)
            self._remember(made)
            once(self._touched, made.pk)
            return "created"
        once(self._touched, occasion.pk)
        self._titles.pop((occasion.title, occasion.held_on), None)
        self._titles[facts["title"], facts["held_on"]] = occasion
        return "changed" if correct_occasion(occasion, **facts, by=self._by) else "unchanged"

    def _known(self, cells: Cells) -> Occasion | None:
        if number := cells.get("number", ""):
            found = self._numbers.get(_count(number))
            if found is None:
                raise Wrong(
                    _("There is no symposium no. %(number)s; leave it blank for a new one.") % {"number": number}
                )
            return found
        return self._titles.get((cells["title"], day(cells.get("held_on", ""))))

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
        before = {each.sector_id: each.head_count for each in occasion.attendance.all()} if occasion else {}
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
