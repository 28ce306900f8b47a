"""Rows of the office's own lists (symposia, the register of forms): their headings, and what their cells say."""

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.campaign.queries.units import units_of
from huisheng.crafts.gate import Layout, RejectedRow, RowReason, shown
from huisheng.crafts.gate.days import parse_day
from huisheng.listening.queries.columns import plain
from huisheng.organisation.models import Unit


class Wrong(Exception):
    """A row that cannot be used; its words say why."""


def headings(layout: Layout, known: dict[str, str], needed: set[str]) -> tuple[int, dict[int, str]] | None:
    """The row of the headings, and the key of each column known. The gate looks for voices; lists have none.

    Args:
        known: key by heading, plain.
        needed: keys without which it is another list.
    """
    headers = (
        [(layout.header_row, {column.index: column.name for column in layout.columns})] if layout.header_row else []
    )
    headers += [(row.number, dict(enumerate(map(shown, row.cells)))) for row in layout.preview]
    for number, names in headers:
        keys = {place: known[plain(words)] for place, words in names.items() if plain(words) in known}
        if set(keys.values()) >= needed:
            return number, keys
    return None


def reason(row: RejectedRow, without_text: str) -> str:
    """Why the gate handed a row back; `without_text` says it where the column it was read by is empty."""
    if any(fault.reason is RowReason.NO_TEXT for fault in row.faults):
        return without_text
    return row.words("en" if (get_language() or "").startswith("en") else "zh-Hans")


def units_by_word(campaign: Campaign) -> dict[str, list[Unit]]:
    """Units of a campaign by each word that names them."""
    found: dict[str, list[Unit]] = {}
    for unit in units_of(campaign):
        for word in _words(unit):
            found.setdefault(word, []).append(unit)
    return found


def unit_named(units: dict[str, list[Unit]], written: str, recorded: Unit | None = None) -> Unit:
    """The unit a cell names. The one `recorded` may have ended since.

    Raises:
        Wrong: there is none such, or several.
    """
    word = plain(written)
    if recorded and word in _words(recorded):
        return recorded
    found = units.get(word, [])
    if len(found) != 1:
        raise Wrong(
            _("There are several units “%(unit)s” in this campaign; write the code.") % {"unit": written[:60]}
            if found
            else _("There is no unit “%(unit)s” in this campaign.") % {"unit": written[:60]}
        )
    return found[0]


def _words(unit: Unit) -> set[str]:
    return {plain(word) for word in (unit.name_en, unit.short_name, unit.name, unit.code) if word}


def day(written: str) -> date:
    """The day a cell holds.

    Raises:
        Wrong: it is missing, or none.
    """
    found = parse_day(written, year=None) if written else None
    if found is None:
        raise Wrong(_("The day is missing."))
    if isinstance(found, RowReason):
        raise Wrong(_("“%(day)s” is no day. Write it as 2014-03-09.") % {"day": written[:40]})
    return found


def count(written: str, measure: str) -> int:
    """The whole number a cell holds, with or without its measure word.

    Raises:
        Wrong: it is none.
    """
    whole = written.removesuffix(".0").removesuffix(measure)
    if not whole.isascii() or not whole.isdigit() or len(whole) > 6:
        raise Wrong(_("“%(number)s” is no whole number.") % {"number": written[:40]})
    return int(whole)
