"""Problems and suggestions, and the versions of their list."""

from datetime import date
from typing import Annotated, Any, Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Query
from pydantic import Field

from huisheng.campaign.standing import Standing
from huisheng.combing.models import Category
from huisheng.combing.models import Finding as Record
from huisheng.combing.queries import finding as page_reads
from huisheng.combing.queries import findings as list_reads
from huisheng.combing.queries.findings import Asked, Choices, Row
from huisheng.combing.queries.masking import as_text, masks_shown
from huisheng.combing.queries.reading import Sight, sight_of
from huisheng.errors import Missing
from huisheng.listening.models import Channel
from huisheng.web.api.columns import Columns, OneOf, column
from huisheng.web.api.door import TokenRequest
from huisheng.web.api.reading import Listed, Place, Unusable, keys_of, reads, stretch

Kind = Annotated[str, OneOf(Record.Kind)]
Scope = Annotated[str, OneOf(Record.Scope)]


class Finding(Columns):
    """A finding. A unit is told of its own matter the first five columns only (R3)."""

    number: int = column(_("Number"), _("Running number of the finding in the campaign; never used again."))
    headline: str = column(
        _("Headline"), _("The problem or suggestion in the words of somebody who raised it; hidden places are ██.")
    )
    hidden: int = column(_("Places hidden"), _("How many places of the headline are hidden."), unit=_("places"))
    categories: dict[str, str] = column(
        _("Categories"), _("Code of the category by code of the classification scheme.")
    )
    passages: int | None = column(
        _("Number of passages"),
        _("Passages it holds, each in exactly one finding. Empty: fewer than five, and not told to this reader."),
        unit=_("passages"),
    )
    kind: Kind | None = column(_("Kind"), _("Whether it is a problem or a suggestion. Empty: not told to this reader."))
    scope: Scope | None = column(_("Scope"), _("Whether one unit has it or many. Empty: not told to this reader."))
    unit: str | None = column(
        _("Unit"), _("Code of the unit responsible. Empty: none is named, or not told to this reader.")
    )
    opened_on: date | None = column(_("Opened on"), _("Day the finding was opened. Empty: not told to this reader."))
    channels: dict[str, int] = column(
        _("Heard through"),
        _("Passages by code of the channel. Empty: a version of the list, or not told to this reader."),
        unit=_("passages"),
    )


class FindingDetail(Finding):
    """A finding with what became of it."""

    kept_back: int | None = column(
        _("Kept back"),
        _("Passages counted that this reader may not open. Empty: not told to this reader."),
        unit=_("passages"),
    )
    merged_into: int | None = column(_("Put together into"), _("Number of the finding it was put together with."))
    merged: list[int] = column(_("Put together with it"), _("Numbers of the findings that were put together with it."))
    versions: list[int] = column(_("Versions"), _("Versions of the list in which it stands."))


class Findings(Listed):
    """A stretch of the list."""

    items: list[Finding]


class FindingsAsked(Place):
    """Which findings."""

    version: int | None = Field(
        None, ge=1, le=99_999, description=_("A version of the list; without it, the list as it is now.")
    )
    kind: Literal["", "problem", "suggestion"] = Field("", description=_("Problems or suggestions only."))
    apart: bool = Field(
        False, description=_("Those about a person, which are kept apart from the list, and no others.")
    )


@reads(
    "/campaigns/{campaign}/findings",
    name="findings",
    row="finding.read",
    scope="findings",
    summary=_("Problems and suggestions, by number"),
    answer=Findings,
)
def findings(request: TokenRequest, campaign: str, asked: Query[FindingsAsked]) -> Findings:
    """The list as it is now, or as it stood in a version."""
    options = list_reads.choices(request.standing)
    wanted = asked_of(options, asked.version, asked.kind, apart=asked.apart)
    rows = list_reads.found(request.standing, wanted, options.last)
    part = keys_of(request, rows, asked, key="number")
    return Findings(items=finding_rows(request.standing, wanted, options, part.rows), next=part.next)


def asked_of(options: Choices, version: int | None, kind: str = "", *, apart: bool = False) -> Asked:
    """What the list is asked for.

    Raises:
        Unusable: there is no such version, or not for this reader.
    """
    if version is None:
        return Asked(kind=kind, apart=apart)
    chosen = next((each for each in options.versions if each.number == version), None)
    if chosen is None:
        raise Unusable("version", gettext("a version of the list that this reader may see"))
    return Asked(version=chosen, kind=kind, apart=apart)


def finding_rows(standing: Standing, asked: Asked, options: Choices, numbers: list[int]) -> list[Finding]:
    """Findings by their numbers, as this reader may see them. Two queries."""
    return [finding_row(standing, asked, options, row) for row in list_reads.rows_of(standing, asked, options, numbers)]


def finding_row(standing: Standing, asked: Asked, options: Choices, row: Row) -> Finding:
    """A row of the list as it leaves the house, as this reader may see it. No query."""
    schemes = [scheme for scheme, _categories in options.schemes]
    found: Any = row.finding
    told_more = sight_of(standing, found) is not Sight.TITLE
    labels = [category for category in row.categories if category]
    codes = {scheme.pk: scheme.code for scheme in schemes}
    return Finding(
        number=found.number,
        headline=as_text(row.words),
        hidden=masks_shown(row.words),
        categories={codes[label.scheme_id]: label.code for label in labels},
        passages=row.count,
        channels=dict(row.heard) if told_more else {},
        **_told_more(found, found.stood_kind if asked.version else found.kind, told_more),
    )


def _told_more(finding: Record, kind: str, told_more: bool) -> dict[str, Any]:
    if not told_more:
        return {"kind": None, "scope": None, "unit": None, "opened_on": None}
    return {
        "kind": kind,
        "scope": finding.scope,
        "unit": finding.unit.code if finding.unit else None,
        "opened_on": finding.opened_on,
    }


@reads(
    "/campaigns/{campaign}/findings/{int:number}",
    name="finding",
    row="finding.read",
    scope="findings",
    summary=_("One problem or suggestion"),
    answer=FindingDetail,
)
def finding(request: TokenRequest, campaign: str, number: int) -> FindingDetail:
    """A finding, also one that was put together with another."""
    page = page_reads.finding_page(request.standing, number)
    if page is None:
        raise Missing
    found, told_more = page.finding, not page.is_told_less
    return FindingDetail(
        number=found.number,
        headline=as_text(page.words),
        hidden=masks_shown(page.words),
        categories=_codes(page.categories),
        passages=page.count,
        channels=_channels(page),
        kept_back=page.kept if told_more else None,
        merged_into=found.merged_into.number if told_more and found.merged_into else None,
        merged=list(page.merged),
        versions=[each.number for each in page.stood],
        **_told_more(found, found.kind, told_more),
    )


def _channels(page: page_reads.FindingPage) -> dict[str, int]:
    codes = {str(label): code for code, label in Channel.choices}
    return {codes[group.label]: group.count for group in page.heard.channels} if page.heard else {}


def _codes(categories: tuple[Category, ...]) -> dict[str, str]:
    return {category.scheme.code: category.code for category in categories}


class FindingList(Columns):
    """A frozen version of the list."""

    number: int = column(_("Version"), _("Running number of the version."))
    frozen_on: date = column(_("Frozen on"), _("Day the version speaks of."))
    problems: int | None = column(
        _("Number of problems"), _("Problems in it. Empty: not told to this reader."), unit=_("findings")
    )
    suggestions: int | None = column(
        _("Number of suggestions"), _("Suggestions in it. Empty: not told to this reader."), unit=_("findings")
    )


class FindingLists(Listed):
    """A stretch of the versions."""

    items: list[FindingList]


@reads(
    "/campaigns/{campaign}/finding-lists",
    name="finding_lists",
    row="finding.read",
    scope="findings",
    summary=_("Versions of the list of problems and suggestions"),
    answer=FindingLists,
)
def finding_lists(request: TokenRequest, campaign: str, asked: Query[Place]) -> FindingLists:
    """The versions this reader may see, the first one first."""
    part = stretch(request, list_reads.versions(request.standing), asked, key="number")
    items = [
        FindingList(
            number=each.number,
            frozen_on=each.frozen_on,
            problems=getattr(each, "problems", None),
            suggestions=getattr(each, "suggestions", None),
        )
        for each in part.rows
    ]
    return FindingLists(items=items, next=part.next)
