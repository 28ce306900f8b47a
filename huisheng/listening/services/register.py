"""The register of forms from a workbook: good rows are kept, the others handed back; sent again, nothing is doubled.

A line is known by its number, else by its kind, day, unit and occasion: returns counted later come in as the same line.
"""

from pathlib import Path
from typing import Any, TypeAlias

from django.db import transaction
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.crafts.gate import Mapping, RejectedRow, Row, letters, open_table, read_rows
from huisheng.errors import Refused
from huisheng.listening.models import IssueRecord, Occasion
from huisheng.listening.queries.columns import plain
from huisheng.listening.queries.register import KEYS, keys_by_heading, kinds_by_word
from huisheng.listening.services.recording import correct_issue, record_issue
from huisheng.listening.services.rows import Wrong, count, day, headings, reason, unit_named, units_by_word
from huisheng.listening.services.symposia import Outcome
from huisheng.organisation.models import Person
from huisheng.organisation.services.audit import audit

MOST_ROWS = 2_000
_NEEDED = {"kind", "issued_on", "issued"}
Cells: TypeAlias = dict[str, str]
"""A row by column. A column the sheet does not have is absent: what is recorded stays."""


def take_in(campaign: Campaign, path: Path, name: str, *, by: Person) -> Outcome:
    """Take in a workbook of the register. All its good rows are kept in one transaction.

    Raises:
        FileRefused: the file is no table, or the gate keeps it out.
        Refused: no sheet has the expected headings, or there are more than 2,000 rows.
    """
    table = open_table(path, name=name)
    heads = ((index, headings(sheet.layout, keys_by_heading(), _NEEDED)) for index, sheet in enumerate(table.sheets))
    found = next(((index, *head) for index, head in heads if head), None)
    if found is None:
        raise Refused(
            _("No sheet has the columns of the register; nothing was kept. Download the workbook here and fill it in.")
        )
    index, header_row, keys = found
    if table.sheets[index].raw_rows > MOST_ROWS:
        raise Refused(_("The workbook has more than 2,000 rows. Nothing was kept; split it."))
    named = {column.index: column.name or letters(column.index) for column in table.sheets[index].layout.columns}
    by_name = {named.get(place) or letters(place): key for place, key in keys.items()}
    kind_at = next(place for place, key in keys.items() if key == "kind")
    desk, outcome = _Desk(campaign, by), Outcome()
    with transaction.atomic():
        for row in read_rows(path, table, index, Mapping(text=kind_at)):
            if row.number <= header_row:
                continue
            if isinstance(row, Row):
                cells = dict.fromkeys(keys.values(), "")
                cells |= {by_name[column]: value.strip() for column, value in row.other if column in by_name}
                _settle(desk, cells | {"kind": row.text.strip()}, outcome)
            elif isinstance(row, RejectedRow):
                cells = {keys[place]: value for place, value in enumerate(row.cells) if place in keys}
                _hand_back(cells, reason(row, _("The kind of form is missing.")), outcome)
        audit(
            "issues.taken_in",
            by=by,
            campaign_id=campaign.pk,
            file=name[:255],
            kept=outcome.kept,
            returned=len(outcome.returned),
        )
    return outcome


def _settle(desk: "_Desk", cells: Cells, outcome: Outcome) -> None:
    try:
        with transaction.atomic():
            done = desk.keep(cells)
    except Wrong as wrong:
        _hand_back(cells, str(wrong), outcome)
    else:
        setattr(outcome, done, getattr(outcome, done) + 1)


def _hand_back(cells: Cells, why: str, outcome: Outcome) -> None:
    outcome.returned.append([*(cells.get(key, "") for key in KEYS), why])


class _Desk:
    """Keeps one row after another; knows the campaign's units and occasions."""

    def __init__(self, campaign: Campaign, by: Person) -> None:
        self._campaign, self._by = campaign, by
        self._kinds, self._units = kinds_by_word(), units_by_word(campaign)
        self._occasions: dict[str, list[Occasion]] = {}
        for each in Occasion.objects.filter(campaign=campaign):
            self._occasions.setdefault(plain(each.title), []).append(each)

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
        if line is None:
            line = IssueRecord.objects.filter(campaign=self._campaign, **facts).order_by("pk").first()
        issued = count(cells["issued"], "份")
        returned = self._counted(cells, "returned", line)
        valid = self._counted(cells, "valid", line)
        if returned is not None and returned > issued:
            raise Wrong(_("More cannot come back than were issued."))
        if valid is not None and (returned is None or valid > returned):
            raise Wrong(_("More cannot be valid than came back."))
        counts: dict[str, Any] = {"issued": issued, "returned": returned, "valid": valid}
        if line is None:
            record_issue(self._campaign, **facts, **counts, by=self._by)
            return "created"
        return "changed" if correct_issue(line, **facts, **counts, by=self._by) else "unchanged"

    def _numbered(self, cells: Cells) -> IssueRecord | None:
        number = cells.get("number", "")
        if not number:
            return None
        mine = IssueRecord.objects.filter(campaign=self._campaign).select_related("unit", "occasion")
        found = mine.filter(pk=count(number, "")).first()
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
