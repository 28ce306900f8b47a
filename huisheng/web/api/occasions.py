"""Occasions and who was heard there; the register of forms; workbooks taken in."""

from collections import Counter
from datetime import date, time
from typing import Annotated, Literal

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_noop as _
from ninja import Query
from pydantic import Field

from huisheng.listening.models import Attendance, Import, IssueRecord
from huisheng.listening.models import Occasion as Record
from huisheng.listening.queries import desk
from huisheng.web.api.columns import Columns, OneOf, column
from huisheng.web.api.door import TokenRequest
from huisheng.web.api.reading import Listed, Place, reads, stretch


class Occasion(Columns):
    """An occasion at which people were heard. It names nobody who spoke."""

    id: int = column(_("Key"), _("What stands for the occasion in other answers."))
    kind: Annotated[str, OneOf(Record.Kind)] = column(_("Kind"), _("What kind of occasion it was."))
    number: int = column(_("Number"), _("Running number within its kind."))
    title: str = column(_("Title"), _("As it was recorded."))
    held_on: date = column(_("Held on"), _("Day it was held."))
    from_at: time | None = column(_("Began at"), _("Time it began. Empty: not recorded."))
    until_at: time | None = column(_("Ended at"), _("Time it ended. Empty: not recorded."))
    place: str = column(_("Place of meeting"), _("Where it was held; empty if not recorded."))
    unit: str | None = column(_("Unit"), _("Code of the unit it was held in or about. Empty: of none."))
    due: int | None = column(_("Due"), _("How many were due to come. Empty: not recorded."), unit=_("persons"))
    present: int | None = column(
        _("Present"), _("How many came; hosts are not among them. Empty: not recorded."), unit=_("persons")
    )
    person_times: int = column(
        _("Person-times"),
        _("How many were consulted, hosts not counted; the sum over the sectors."),
        unit=_("person-times"),
    )
    sectors: dict[str, int] = column(
        _("Heard, by sector"),
        _("Person-times by code of the sector; under “-” those whose sector was not recorded."),
        unit=_("person-times"),
    )


class Occasions(Listed):
    """A stretch of the occasions."""

    items: list[Occasion]


class OccasionsAsked(Place):
    """Which occasions."""

    kind: Literal["", "symposium", "visit", "box", "interview", "meeting"] = Field(
        "", description=_("Occasions of this kind only.")
    )


@reads(
    "/campaigns/{campaign}/occasions",
    name="occasions",
    row="occasion.read",
    scope="occasions",
    summary=_("Occasions, with who was heard there by sector"),
    answer=Occasions,
)
def occasions(request: TokenRequest, campaign: str, asked: Query[OccasionsAsked]) -> Occasions:
    """In the order in which they were recorded."""
    rows = desk.occasions(request.standing)
    part = stretch(request, with_sectors(rows.filter(kind=asked.kind) if asked.kind else rows), asked)
    return Occasions(items=[occasion_row(each) for each in part.rows], next=part.next)


def with_sectors(rows: QuerySet[Record]) -> QuerySet[Record]:
    """Occasions with all that a row needs. Two queries."""
    heard = Attendance.objects.select_related("sector").order_by("sector__rank", "id")
    return rows.select_related("unit").prefetch_related(Prefetch("attendance", heard))


def occasion_row(each: Record) -> Occasion:
    """An occasion as a row."""
    heard: Counter[str] = Counter()
    for one in each.attendance.all():
        heard[one.sector.code if one.sector else "-"] += one.head_count
    return Occasion(
        id=each.pk,
        kind=each.kind,
        number=each.number,
        title=each.title,
        held_on=each.held_on,
        from_at=each.from_at,
        until_at=each.until_at,
        place=each.place,
        unit=each.unit.code if each.unit else None,
        due=each.due_count,
        present=each.present_count,
        person_times=heard.total(),
        sectors=heard,
    )


class Forms(Columns):
    """A line of the register of forms: three counts, never mixed."""

    id: int = column(_("Key"), _("What stands for the line of the register."))
    kind: Annotated[str, OneOf(IssueRecord.Kind)] = column(_("Kind"), _("What kind of form it is."))
    unit: str | None = column(_("Unit"), _("Code of the unit it was given out in. Empty: in none."))
    occasion: int | None = column(_("Occasion"), _("Key of the occasion it was given out at. Empty: at none."))
    issued_on: date = column(_("Issued on"), _("Day the copies were given out."))
    issued: int = column(_("Issued"), _("Copies given out."), unit=_("copies"))
    returned: int | None = column(_("Returned"), _("Copies that came back. Empty: not counted yet."), unit=_("copies"))
    valid: int | None = column(_("Valid"), _("Copies found valid. Empty: not counted yet."), unit=_("copies"))


class FormsListed(Listed):
    """A stretch of the register."""

    items: list[Forms]


@reads(
    "/campaigns/{campaign}/forms",
    name="forms",
    row="occasion.read",
    scope="forms",
    summary=_("Register of forms issued, returned and valid"),
    answer=FormsListed,
)
def forms(request: TokenRequest, campaign: str, asked: Query[Place]) -> FormsListed:
    """In the order in which they were entered; for whoever sees all occasions."""
    part = stretch(request, with_unit(desk.issue_records(request.standing)), asked)
    return FormsListed(items=[forms_row(each) for each in part.rows], next=part.next)


def with_unit(rows: QuerySet[IssueRecord]) -> QuerySet[IssueRecord]:
    """Lines of the register with all that a row needs. One query."""
    return rows.select_related("unit")


def forms_row(each: IssueRecord) -> Forms:
    """A line of the register as a row."""
    return Forms(
        id=each.pk,
        kind=each.kind,
        unit=each.unit.code if each.unit else None,
        occasion=each.occasion_id,
        issued_on=each.issued_on,
        issued=each.issued_count,
        returned=each.returned_count,
        valid=each.valid_count,
    )


class Workbook(Columns):
    """A workbook taken in, as numbers."""

    id: int = column(_("Key"), _("What stands for the workbook."))
    file_name: str = column(_("File name"), _("As the clerk's machine called it."))
    state: Annotated[str, OneOf(Import.State)] = column(_("State"), _("What became of it."))
    received_on: date = column(_("Received on"), _("Day it was handed in."))
    rows: int = column(
        _("Rows"),
        _("Rows counted in the file, independently of its reading: kept, handed back and ignored together."),
        unit=_("rows"),
    )
    kept: int = column(_("Rows kept"), _("Rows that became voices."), unit=_("rows"))
    handed_back: int = column(_("Rows handed back"), _("Rows that could not be used."), unit=_("rows"))
    ignored: int = column(_("Rows ignored"), _("Titles, header, sums, signatures and empty rows."), unit=_("rows"))


class Workbooks(Listed):
    """A stretch of the workbooks."""

    items: list[Workbook]


@reads(
    "/campaigns/{campaign}/imports",
    name="imports",
    row="voice.read_raw",
    scope="imports",
    summary=_("Workbooks taken in, as numbers"),
    answer=Workbooks,
)
def imports(request: TokenRequest, campaign: str, asked: Query[Place]) -> Workbooks:
    """In the order in which they were handed in."""
    part = stretch(request, desk.workbooks(request.standing), asked)
    items = [
        Workbook(
            id=each.pk,
            file_name=each.file_name,
            state=each.state,
            received_on=each.received_on,
            rows=each.rows_raw,
            kept=each.rows_kept,
            handed_back=each.returned,
            ignored=each.rows_ignored,
        )
        for each in part.rows
    ]
    return Workbooks(items=items, next=part.next)
