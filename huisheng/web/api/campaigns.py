"""Campaigns, their phases and sectors, and the units that take part."""

from datetime import date
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Query

from huisheng.campaign.models import Campaign as Record
from huisheng.campaign.queries import campaigns as reads_of_campaigns
from huisheng.campaign.queries.units import units_in
from huisheng.campaign.standing import campaigns_of
from huisheng.listening.queries import setting_up
from huisheng.organisation.models import Unit as UnitRecord
from huisheng.web.api.columns import Columns, OneOf, column
from huisheng.web.api.door import TokenRequest
from huisheng.web.api.reading import Listed, Place, reads, stretch


class Campaign(Columns):
    """A campaign in which the token's owner holds a role today."""

    slug: str = column(_("Name in addresses"), _("What stands for the campaign in addresses."))
    name: str = column(_("Chinese name"), _("Its name in Chinese."))
    name_en: str = column(_("English name"), _("Its name in English; empty where none was given."))
    unit: str = column(_("Unit"), _("Code of the unit whose campaign it is."))
    wave: int | None = column(_("Wave"), _("Which wave it is. Empty: it has none."))
    parent: str | None = column(_("Part of"), _("Name in addresses of the campaign it is part of. Empty: of none."))
    state: Annotated[str, OneOf(Record.State)] = column(_("State"), _("How far it is."))
    planned_launch_on: date | None = column(_("Planned launch"), _("Day it was to begin. Empty: not planned."))
    launched_on: date | None = column(_("Launched on"), _("Day it began. Empty: not yet, or not recorded."))
    takes_voices: bool = column(_("Takes voices"), _("Whether its public page takes voices now."))


class Campaigns(Listed):
    """A stretch of the campaigns."""

    items: list[Campaign]


@reads(
    "/campaigns",
    name="campaigns",
    row="",
    scope="campaigns",
    summary=_("Campaigns in which the token's owner holds a role today"),
    answer=Campaigns,
)
def campaigns(request: TokenRequest, asked: Query[Place]) -> Campaigns:
    """Those the desk's first page lists."""
    rows = campaigns_of(request.person, timezone.localdate()).select_related("unit", "parent")
    part = stretch(request, rows, asked)
    return Campaigns(items=[_campaign(each) for each in part.rows], next=part.next)


def _campaign(each: Record) -> Campaign:
    return Campaign(
        slug=each.slug,
        name=each.name,
        name_en=each.name_en,
        unit=each.unit.code,
        wave=each.wave,
        parent=each.parent.slug if each.parent else None,
        state=each.state,
        planned_launch_on=each.planned_launch_on,
        launched_on=each.launched_on,
        takes_voices=each.intake_open,
    )


class Phase(Columns):
    """A phase of a campaign; phases may overlap."""

    rank: int = column(_("Order"), _("Its place among the phases, from 1."))
    name: str = column(_("Chinese name"), _("Its name in Chinese."))
    name_en: str = column(_("English name"), _("Its name in English; empty where none was given."))
    planned_from: date = column(_("Planned from"), _("First day planned."))
    planned_until: date = column(_("Planned until"), _("Last day planned."))
    actual_from: date | None = column(_("Began on"), _("Day it began. Empty: it has not."))
    actual_until: date | None = column(_("Over on"), _("Last day it lasted. Empty: it is not over."))


class Phases(Listed):
    """A stretch of the phases."""

    items: list[Phase]


@reads(
    "/campaigns/{campaign}/phases",
    name="phases",
    row="campaign.read",
    scope="campaigns",
    summary=_("Phases of a campaign"),
    answer=Phases,
)
def phases(request: TokenRequest, campaign: str, asked: Query[Place]) -> Phases:
    """In the order in which they were entered."""
    part = stretch(request, reads_of_campaigns.phases(request.campaign), asked)
    items = [
        Phase(
            rank=each.rank,
            name=each.name,
            name_en=each.name_en,
            planned_from=each.planned_from,
            planned_until=each.planned_until,
            actual_from=each.actual_from,
            actual_until=each.actual_until,
        )
        for each in part.rows
    ]
    return Phases(items=items, next=part.next)


class Sector(Columns):
    """A sector of society. Never recorded with a person."""

    code: str = column(_("Code"), _("What stands for the sector in other answers."))
    name: str = column(_("Chinese name"), _("Its name in Chinese."))
    name_en: str = column(_("English name"), _("Its name in English; empty where none was given."))
    rank: int = column(_("Order"), _("Its place among the sectors."))


class Sectors(Listed):
    """A stretch of the sectors."""

    items: list[Sector]


@reads(
    "/campaigns/{campaign}/sectors",
    name="sectors",
    row="campaign.read",
    scope="campaigns",
    summary=_("Sectors of a campaign"),
    answer=Sectors,
)
def sectors(request: TokenRequest, campaign: str, asked: Query[Place]) -> Sectors:
    """In the order in which they were entered."""
    part = stretch(request, setting_up.sectors(request.campaign), asked)
    items = [Sector(code=each.code, name=each.name, name_en=each.name_en, rank=each.rank) for each in part.rows]
    return Sectors(items=items, next=part.next)


class Unit(Columns):
    """A unit in the tree."""

    code: str = column(_("Code"), _("What stands for the unit in other answers."))
    name: str = column(_("Chinese name"), _("Its name in Chinese."))
    name_en: str = column(_("English name"), _("Its name in English; empty where none was given."))
    kind: Annotated[str, OneOf(UnitRecord.Kind)] = column(_("Kind"), _("What kind of unit it is."))
    parent: str | None = column(_("Unit above"), _("Code of the unit it stands under. Empty: it is the root."))
    path: str = column(_("Path"), _("Codes of the units from the root down to it, each closed by a slash."))
    ended_on: date | None = column(_("Ended on"), _("Day since which it is no more. Empty: it goes on."))


class Units(Listed):
    """A stretch of the units."""

    items: list[Unit]


@reads(
    "/campaigns/{campaign}/units",
    name="units",
    row="finding.read",
    scope="units",
    summary=_("Units, as far as the reader sees findings of them"),
    answer=Units,
)
def units(request: TokenRequest, campaign: str, asked: Query[Place]) -> Units:
    """In the order in which they were entered."""
    part = stretch(request, units_in(request.standing), asked)
    return Units(items=[unit_row(each) for each in part.rows], next=part.next)


def unit_row(each: UnitRecord) -> Unit:
    """A unit as a row."""
    return Unit(
        code=each.code,
        name=each.name,
        name_en=each.name_en,
        kind=each.kind,
        parent=each.parent.code if each.parent else None,
        path=each.path,
        ended_on=each.ended_on,
    )
