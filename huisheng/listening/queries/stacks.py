"""Reads of the desk where paper forms are keyed: a stack, how far it is, and what the register says of it."""

from collections import defaultdict
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet, Sum

from huisheng.campaign.models import Campaign
from huisheng.crafts.form import FormDefinition, SectorChoice, Words, from_plain, on_paper
from huisheng.errors import Missing
from huisheng.listening.models import Channel, FormVersion, IssueRecord, KeyedSheet, Stack
from huisheng.organisation.models import Person

MOST_LISTED = 5
MOST_STACKS = 50
_CHANNELS = {"opinion-form": Channel.OPINION_FORM, "questionnaire": Channel.QUESTIONNAIRE}


@dataclass(frozen=True, slots=True)
class Mine:
    """A sheet the clerk keyed just now and may take back. No words: only which, and how much stands on it."""

    key: UUID
    place: int
    number: int | None
    is_blank: bool
    answers: int
    matters: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stack is, in sheets. `keyed` are those read at least once: sealed, blank and those that wait."""

    keyed: int
    sealed: int
    blank: int
    ready: int
    second_awaited: list[int]
    to_settle: list[int]
    mine: list[Mine]


@dataclass(frozen=True, slots=True)
class Registered:
    """What the register says of such forms at this occasion and unit; None: nothing is entered or counted.

    `keyed` are the sheets of all stacks with the same form, occasion and unit: the one that is compared.
    """

    issued: int | None
    returned: int | None
    valid: int | None
    keyed: int
    blank: int


def channel(version: FormVersion) -> Channel:
    """How a voice on this form reached the office; also its kind in the register."""
    return _CHANNELS.get(version.code, Channel.OTHER)


def published(campaign: Campaign) -> QuerySet[FormVersion]:
    """Every published version, the newest first: sheets of an earlier one may still come back."""
    return FormVersion.objects.filter(campaign=campaign, published_on__isnull=False).order_by("code", "-number")


def title(version: FormVersion, language: str) -> str:
    """What the form is called."""
    return Words(**version.definition["title"]).spoken(language)


def stacks(campaign: Campaign) -> QuerySet[Stack]:
    """The stacks last keyed, those in which sheets wait first, with how many do. One query."""
    return (
        Stack.objects.filter(campaign=campaign)
        .select_related("form_version", "occasion", "unit", "sector")
        .annotate(
            waiting=Count("sheets", filter=Q(sheets__reading=1)),
            differing=Count("sheets", filter=Q(sheets__reading=2)),
        )
        .order_by(ExpressionWrapper(Q(waiting=0), BooleanField()), "-keyed_on", "-pk")[:MOST_STACKS]
    )


def stack(campaign: Campaign, key: int) -> Stack:
    """One stack with its head.

    Raises:
        Missing: there is none such in the campaign.
    """
    found = Stack.objects.select_related("form_version", "occasion", "unit", "sector").filter(campaign=campaign, pk=key)
    one = found.first()
    if one is None:
        raise Missing
    one.campaign = campaign
    return one


def definition(of: Stack) -> FormDefinition:
    """What is keyed from each sheet: the form as on paper, without what the head says already."""
    form = on_paper(from_plain(of.form_version.definition))
    if of.sector_id is None:
        return form
    return replace(form, items=tuple(item for item in form.items if not isinstance(item, SectorChoice)))


def progress(of: Stack, person: Person) -> Progress:
    """How far the stack is. One query."""
    sheets = list(of.sheets.order_by("-place", "-reading"))
    readings: dict[int, list[KeyedSheet]] = defaultdict(list)
    for sheet in sheets:
        if sheet.number is not None:
            readings[sheet.number].append(sheet)
    waiting = [sheet for sheet in sheets if sheet.reading == 1]
    alone = {number for number, found in readings.items() if len(found) == 1}
    return Progress(
        keyed=of.sealed_count + of.blank_count + len(waiting),
        sealed=of.sealed_count,
        blank=of.blank_count + sum(not sheet.voice for sheet in waiting),
        ready=sum(sheet.number is None for sheet in sheets),
        second_awaited=sorted(alone),
        to_settle=sorted(readings.keys() - alone),
        mine=[
            _mine(sheet)
            for sheet in sheets
            if sheet.by_id == person.pk and (sheet.number is None or sheet.number in alone)
        ][:MOST_LISTED],
    )


def _mine(sheet: KeyedSheet) -> Mine:
    said = sheet.voice.get("statements", [])
    # Opinions stand among the answers with whom they are for: they are counted as matters alone.
    answers = sheet.voice.get("answers", {}).keys() - {one["question"] for one in said}
    return Mine(sheet.pk, sheet.place, sheet.number, not sheet.voice, len(answers), len(said))


def registered(of: Stack) -> Registered:
    """What the register says beside what was keyed. Two queries; nothing is ever written into the register."""
    lines = IssueRecord.objects.filter(
        campaign=of.campaign_id, kind=channel(of.form_version), occasion=of.occasion_id, unit=of.unit_id
    ).aggregate(issued=Sum("issued_count"), returned=Sum("returned_count"), valid=Sum("valid_count"))
    alike = Stack.objects.filter(
        campaign=of.campaign_id, form_version__code=of.form_version.code, occasion=of.occasion_id, unit=of.unit_id
    ).annotate(
        waiting=Count("sheets", filter=Q(sheets__reading=1)),
        waiting_blank=Count("sheets", filter=Q(sheets__reading=1, sheets__voice={})),
    )
    rows = list(alike.values_list("sealed_count", "blank_count", "waiting", "waiting_blank"))
    return Registered(
        **lines,
        keyed=sum(sealed + blank + waiting for sealed, blank, waiting, _waiting_blank in rows),
        blank=sum(blank + waiting_blank for _sealed, blank, _waiting, waiting_blank in rows),
    )
