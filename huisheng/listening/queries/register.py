"""The register of forms as a workbook: which columns, and what stands in them; and one line of it."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from huisheng.campaign.models import Campaign
from huisheng.crafts.gate import OutColumn, OutTable, write_book
from huisheng.errors import Missing
from huisheng.listening.models import IssueRecord
from huisheng.listening.queries.columns import plain
from huisheng.listening.queries.symposia import Column

COLUMNS = (
    Column("number", pgettext_lazy("of a register line", "Line no."), 10),
    Column("kind", gettext_lazy("Kind"), 16),
    Column("issued_on", gettext_lazy("Issued on"), 13),
    Column("unit", gettext_lazy("Unit"), 20),
    Column("occasion", gettext_lazy("Occasion"), 32),
    Column("issued", gettext_lazy("Issued"), 10),
    Column("returned", gettext_lazy("Returned"), 10),
    Column("valid", gettext_lazy("Valid"), 10),
)
KEYS = [column.key for column in COLUMNS]


def keys_by_heading() -> dict[str, str]:
    """Headings in every language of the office → the column's key."""
    return {plain(words): column.key for column in COLUMNS for words in _in_every_language(column.heading)}


def kinds_by_word() -> dict[str, str]:
    """Words for a kind of form in every language of the office → the kind."""
    return {
        plain(words): str(kind) for kind in IssueRecord.Kind for words in (kind.value, *_in_every_language(kind.label))
    }


def lines(campaign: Campaign) -> QuerySet[IssueRecord]:
    """The register, in the order it was entered."""
    return IssueRecord.objects.filter(campaign=campaign).select_related("unit", "occasion").order_by("pk")


def line_of(campaign: Campaign, key: int) -> IssueRecord:
    """One line of the register.

    Raises:
        Missing: there is none such in the campaign.
    """
    found = lines(campaign).filter(pk=key).first()
    if found is None:
        raise Missing
    return found


def workbook(campaign: Campaign) -> bytes:
    """The whole register in the columns it comes in. One query."""
    rows = (
        [
            line.pk,
            str(line.get_kind_display()),
            line.issued_on,
            line.unit.label if line.unit else "",
            line.occasion.title if line.occasion else "",
            line.issued_count,
            line.returned_count,
            line.valid_count,
        ]
        for line in lines(campaign)
    )
    return write_book([OutTable(_("Register of forms"), _columns(), rows)])


def returned_workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows handed back, in the columns they came in, each with its reason in a last one."""
    reason = OutColumn(_("Reason for return"), 60, wraps=True)
    return write_book([OutTable(_("Register of forms"), [*_columns(), reason], rows)])


def _columns() -> list[OutColumn]:
    return [OutColumn(str(each.heading), each.width) for each in COLUMNS]


def _in_every_language(words: Any) -> list[str]:
    said = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said.append(str(words))
    return said
