"""The register of forms from a workbook: good rows are kept, the others handed back; sent again, nothing is doubled.

A line is known by its number, else by its kind, day, unit and occasion: returns counted later come in as the same line.
"""

from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.listening.models import IssueRecord, Occasion
from huisheng.listening.queries.columns import plain
from huisheng.listening.queries.register import KEYS, keys_by_heading, kinds_by_word
from huisheng.listening.services.recording import correct_issue, record_issue
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

_Known: TypeAlias = tuple[str, date, int | None, int | None]
"""Kind, day, unit and occasion: what a line without a number is known by."""


def take_in(campaign: Campaign, path: Path, name: str, *, by: Person) -> Outcome:
    """Take in a workbook of the register. All its good rows are kept in one transaction.

    Raises:
        FileRefused: the file is no table, or the gate keeps it out.
        Refused: no sheet has the expected headings, or there are more than 2,000 rows.
    """
    own = OwnList(
        act="issues.taken_in",
        known=keys_by_heading(),
        needed={"kind", "issued_on", "issued"},
        main="kind",
        order=KEYS,
        no_sheet=_(
            "No sheet has the columns of the register; nothing was kept. Download the workbook here and fill it in."
        ),
        without_main=_("The kind of form is missing."),
    )
    return take_in_rows(own, campaign, path, name, _Desk(campaign, by).keep, by=by)


class _Desk:
    """Keeps one row after another; knows the campaign's lines, units and occasions."""

    def __init__(self, campaign: Campaign, by: Person) -> None:
        self._campaign, self._by = campaign, by
        self._kinds, self._units = kinds_by_word(), units_by_word(campaign)
        self._occasions: dict[str, list[Occasion]] = {}
        for each in Occasion.objects.filter(campaign=campaign):
            self._occasions.setdefault(plain(each.title), []).append(each)
        lines = IssueRecord.objects.filter(campaign=campaign).select_related("unit", "occasion").order_by("-pk")
        self._lines = {line.pk: line for line in lines}
        self._known: dict[_Known, int] = {_known_by(line): line.pk for line in lines}
        self._touched: set[int] = set()

    def keep(self, cells: Cells) -> str:
        """Record a row, or correct what is recorded.

        Raises:
            Wrong: it cannot be used.
        """
        line = self._numbered(cells)
        kind = self._kinds.get(plain(cells["kind"]))
        if kind is None:
            raise Wrong(_("“%(kind)s” is no kind of form.") % {"kind": cells["kind"][:60]})
        issued_on = day(cells["issued_on"])
        unit = line.unit if line and "unit" not in cells else None
        if cells.get("unit"):
            unit = unit_named(self._units, cells["unit"], line.unit if line else None)
        occasion = line.occasion if line and "occasion" not in cells else None
        if cells.get("occasion"):
            occasion = self._occasion(cells["occasion"])
        facts: dict[str, Any] = {"kind": kind, "issued_on": issued_on, "unit": unit, "occasion": occasion}
        known = kind, issued_on, unit.pk if unit else None, occasion.pk if occasion else None
        if line is None and known in self._known:
            line = self._lines[self._known[known]]
        counts = self._counts(cells, line)
        if line is None:
            made = record_issue(self._campaign, **facts, **counts, by=self._by)
            self._lines[made.pk] = made
            self._known[known] = made.pk
            once(self._touched, made.pk)
            return "created"
        once(self._touched, line.pk)
        self._known.pop(_known_by(line), None)
        self._known[known] = line.pk
        return "changed" if correct_issue(line, **facts, **counts, by=self._by) else "unchanged"

    def _counts(self, cells: Cells, line: IssueRecord | None) -> dict[str, Any]:
        issued = count(cells["issued"], "份")
        returned = self._counted(cells, "returned", line)
        valid = self._counted(cells, "valid", line)
        if returned is not None and returned > issued:
            raise Wrong(_("More cannot come back than were issued."))
        if valid is not None and (returned is None or valid > returned):
            raise Wrong(_("More cannot be valid than came back."))
        return {"issued": issued, "returned": returned, "valid": valid}

    def _numbered(self, cells: Cells) -> IssueRecord | None:
        number = cells.get("number", "")
        if not number:
            return None
        found = self._lines.get(count(number, ""))
        if found is None:
            raise Wrong(_("There is no line no. %(number)s; leave it blank for a new one.") % {"number": number})
        return found

    def _occasion(self, written: str) -> Occasion:
        found = self._occasions.get(plain(written), [])
        if len(found) != 1:
            raise Wrong(
                _("There are several occasions “%(title)s”; name another or leave it blank.") % {"title": written[:60]}
                if found
                else _("There is no occasion “%(title)s” in this campaign.") % {"title": written[:60]}
            )
        return found[0]

    def _counted(self, cells: Cells, key: str, line: IssueRecord | None) -> int | None:
        """A count that may still be open; a column the sheet does not have leaves it as it is."""
        if key not in cells:
            return getattr(line, f"{key}_count") if line else None
        return count(cells[key], "份") if cells[key] else None


def _known_by(line: IssueRecord) -> _Known:
    return line.kind, line.issued_on, line.unit_id, line.occasion_id
