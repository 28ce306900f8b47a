"""Stacks of paper forms keyed at the desk: sheet after sheet, twice where the form asks for it, then sealed.

A keyed sheet is no voice yet: it can be taken back whole, and nothing of it is counted. Sealing makes voices of all
settled sheets of a stack in random order and drops the rows, so that neither the place in the stack, nor a pencilled
number, nor who keyed it stays with a voice.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.crafts.form import Answers
from huisheng.errors import Conflict, Missing
from huisheng.listening.models import Batch, FormVersion, KeyedSheet, Occasion, Sector, Stack
from huisheng.listening.queries.stacks import channel
from huisheng.listening.services.storing import NewStatement, NewVoice, seal_batch
from huisheng.organisation.models import Person, Unit
from huisheng.organisation.services.audit import audit, serialise

_STACK_LOCK = 0x48_53_53_54


@dataclass(frozen=True, slots=True)
class Keyed:
    """One sheet as it was keyed: as typed, and as it would be sealed. A blank sheet has neither."""

    raw: dict[str, Any]
    voice: dict[str, Any]


BLANK = Keyed({}, {})


class Outcome(Enum):
    """What became of a sheet."""

    KEPT = "kept"
    FIRST = "first"
    AGREED = "agreed"
    DIFFERS = "differs"


@transaction.atomic
def open_stack(
    campaign: Campaign,
    version: FormVersion,
    day: date,
    *,
    occasion: Occasion | None = None,
    unit: Unit | None = None,
    sector: Sector | None = None,
) -> Stack:
    """The stack with this head: the one begun before, or a new one."""
    serialise(_STACK_LOCK)
    head = {"form_version": version, "day": day, "occasion": occasion, "unit": unit, "sector": sector}
    return Stack.objects.get_or_create(campaign=campaign, **head, defaults={"keyed_on": timezone.localdate()})[0]


def keyed(
    stack: Stack, raw: dict[str, Any], answers: Answers, *, sectors: Mapping[str, int], units: Mapping[str, int]
) -> Keyed:
    """A checked sheet; `sectors` and `units` name the campaign's by code. The head's sector stands for all sheets."""
    return Keyed(
        raw,
        {
            "answers": dict(answers.closed),
            "statements": [
                {"question": said.question, "text": said.text, "addressee_unit_id": units.get(said.unit)}
                for said in answers.said
            ],
            "sector_id": stack.sector_id or sectors.get(answers.sector),
            "may_quote": "may_quote" in answers.consents,
            "is_urgent": "is_urgent" in answers.consents,
        },
    )


@transaction.atomic
def keep(stack: Stack, sheet: Keyed, *, key: UUID, by: Person, number: int | None = None) -> Outcome:
    """Keep a sheet. Kept again with the same key, nothing is added.

    Args:
        number: pencilled on the sheet; given where the form asks for two readings, and only there.

    Raises:
        Conflict: the number is settled, waits to be settled, or was read by the same clerk.
    """
    stack = _locked(stack)
    if KeyedSheet.objects.filter(pk=key).exists():
        return Outcome.KEPT
    place = _next_place(stack)
    Stack.objects.filter(pk=stack.pk).update(keyed_on=timezone.localdate())
    if number is None:
        made = KeyedSheet.objects.create(id=key, stack=stack, place=place, raw=sheet.raw, voice=sheet.voice, by=by)
        _seal_urgent(made)
        return Outcome.KEPT
    readings = _readings(stack, number, by)
    if readings and alike(readings[0].voice, sheet.voice):
        _settle(readings[0], Keyed(readings[0].raw, readings[0].voice))
        return Outcome.AGREED
    if readings and sheet.voice.get("is_urgent"):
        _settle(readings[0], sheet)  # a danger to life does not wait for somebody to decide between the readings
        return Outcome.KEPT
    made = KeyedSheet.objects.create(
        id=key,
        stack=stack,
        place=readings[0].place if readings else place,
        number=number,
        reading=len(readings) + 1,
        by=by,
        **asdict(sheet),
    )
    if sheet.voice.get("is_urgent"):
        _settle(made, sheet)  # … nor for somebody to read the sheet again
        return Outcome.KEPT
    return Outcome.DIFFERS if readings else Outcome.FIRST


def _readings(stack: Stack, number: int, by: Person) -> list[KeyedSheet]:
    """The first reading of a sheet, if there is one; whoever asks may give the next."""
    facts = {"number": number}
    if number in stack.settled:
        raise Conflict(_("Sheet %(number)d is keyed and settled already. Nothing was stored.") % facts)
    readings = list(stack.sheets.filter(number=number).order_by("reading"))
    if len(readings) > 1:
        raise Conflict(_("The two readings of sheet %(number)d differ and wait to be settled.") % facts)
    if readings and readings[0].by_id == by.pk:
        words = _("Sheet %(number)d has your own reading already. Somebody else keys it the second time.")
        raise Conflict(words % facts)
    return readings


def alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two readings say the same. Blanks around a text are the typist's, not the speaker's."""
    return _trimmed(one) == _trimmed(other)


def _trimmed(voice: dict[str, Any]) -> dict[str, Any]:
    said = [{**one, "text": one["text"].strip()} for one in voice.get("statements", [])]
    return {**voice, "statements": said}


@transaction.atomic
def take_back(stack: Stack, key: UUID, *, by: Person) -> KeyedSheet:
    """Take back a sheet one keyed oneself, to key it anew: as long as it is not sealed, it was never a voice.

    Raises:
        Conflict: it is sealed, settled by two readings, taken back already, or somebody else's.
    """
    stack = _locked(stack)
    sheet = stack.sheets.filter(pk=key, by=by).first()
    if sheet is None:
        raise Conflict(
            _(
                "This sheet is sealed or taken back already. Nothing was changed; a sealed voice is keyed anew from"
                " its page."
            )
        )
    if sheet.number and stack.sheets.filter(number=sheet.number).count() > 1:
        words = _("The two readings of sheet %(number)d differ and wait to be settled.")
        raise Conflict(words % {"number": sheet.number})
    sheet.delete()
    sheet.pk = key
    return sheet


@transaction.atomic
def settle(stack: Stack, number: int, sheet: Keyed, *, differences: int, by: Person) -> None:
    """Decide between two readings that differ. The trail says that they differed and who decided, never the words.

    Raises:
        Conflict: there are no two readings of this number any more.
    """
    stack = _locked(stack)
    first = pair(stack, number)[0]
    stack.sheets.filter(number=number, reading=2).delete()
    _settle(first, sheet)
    audit("sheet.settled", stack, by=by, campaign_id=stack.campaign_id, differences=differences, **_named(stack))


@transaction.atomic
def reject(stack: Stack, number: int, *, by: Person) -> None:
    """Neither reading is right: both go, and the sheet is keyed from the beginning. Raises as `settle` does."""
    stack = _locked(stack)
    pair(stack, number)
    stack.sheets.filter(number=number).delete()
    audit("sheet.rejected", stack, by=by, campaign_id=stack.campaign_id, **_named(stack))


def pair(stack: Stack, number: int) -> tuple[KeyedSheet, KeyedSheet]:
    """The two readings of a sheet that differ.

    Raises:
        Conflict: there are no two any more.
    """
    readings = list(stack.sheets.filter(number=number).order_by("reading"))
    if len(readings) != 2:
        raise Conflict(_("The readings of sheet %(number)d are settled already.") % {"number": number})
    return readings[0], readings[1]


def _settle(first: KeyedSheet, sheet: Keyed) -> None:
    stack = first.stack
    stack.settled = sorted([*stack.settled, first.number])
    stack.save(update_fields=["settled"])
    first.number, first.by = None, None
    first.raw, first.voice = sheet.raw, sheet.voice
    first.save()
    _seal_urgent(first)


@transaction.atomic
def seal(stack: Stack, *, by: Person | None) -> int:
    """Make voices of all settled sheets, in random order, as one batch; blank ones are counted.

    Returns:
        sheets sealed or counted; 0 changes nothing.
    """
    return _seal(_locked(stack), None, by)


def seal_left(today: date) -> None:
    """Seal, in every stack, what was left settled overnight. Repeated, it does nothing."""
    ready = KeyedSheet.objects.filter(number=None, stack__keyed_on__lt=today).values("stack")
    for stack in Stack.objects.filter(pk__in=ready).order_by("pk"):
        seal(stack, by=None)


def _seal_urgent(sheet: KeyedSheet) -> None:
    """A danger to life is sealed at once and alone; the others keep waiting for company."""
    if sheet.voice.get("is_urgent"):
        _seal(sheet.stack, [sheet], None)


def _seal(stack: Stack, only: list[KeyedSheet] | None, by: Person | None) -> int:
    sheets = only or list(stack.sheets.filter(number=None))
    if not sheets:
        return 0
    secrets.SystemRandom().shuffle(sheets)
    voices = [_voice(stack, sheet.voice) for sheet in sheets if sheet.voice]
    if voices:
        seal_batch(stack.campaign, Batch.Kind.SHEETS, voices, timezone.localdate())
    blank = len(sheets) - len(voices)
    stack.seals += 1
    stack.sealed_count += len(voices)
    stack.blank_count += blank
    stack.save(update_fields=["seals", "sealed_count", "blank_count"])
    KeyedSheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]).delete()
    audit("sheets.sealed", stack, by=by, campaign_id=stack.campaign_id, count=len(voices), blank=blank, **_named(stack))
    return len(sheets)


def _voice(stack: Stack, voice: dict[str, Any]) -> NewVoice:
    return NewVoice(
        channel=channel(stack.form_version),
        day=stack.day,
        statements=[NewStatement(**one) for one in voice["statements"]],
        sector_id=voice["sector_id"],
        occasion_id=stack.occasion_id,
        form_version_id=stack.form_version_id,
        answers=voice["answers"],
        may_quote=voice["may_quote"],
        is_urgent=voice["is_urgent"],
    )


def _locked(stack: Stack) -> Stack:
    """The stack as it is now; nobody else changes it until this transaction ends."""
    serialise(_STACK_LOCK)
    found = Stack.objects.select_related("form_version", "campaign").filter(pk=stack.pk).first()
    if found is None:
        raise Missing
    return found


def _next_place(stack: Stack) -> int:
    highest = stack.sheets.aggregate(highest=Max("place"))["highest"]
    return max(int(highest or 0), stack.sealed_count + stack.blank_count) + 1


def _named(stack: Stack) -> dict[str, str]:
    return {"form": stack.form_version.definition["title"]["zh"], "day": stack.day.isoformat()}
