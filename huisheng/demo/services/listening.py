"""What the demo heard: occasions, forms issued, and some thousands of voices, sealed batch by batch."""

import secrets
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction

from huisheng.demo.content.model import Channel, DemoCampaign, OccasionKind, Voice
from huisheng.demo.services.house import House
from huisheng.listening.models import Attendance, Batch, FormVersion, IssueRecord, Occasion, Receipt, Statement
from huisheng.listening.services.storing import NewStatement, NewVoice, seal_batch
from huisheng.organisation import clock

_KINDS = {
    Channel.SYMPOSIUM: Batch.Kind.MINUTES,
    Channel.VISIT: Batch.Kind.MINUTES,
    Channel.WEB: Batch.Kind.INBOX,
}
_ASKED = {
    Channel.OPINION_FORM: ("opinion-form", "opinion"),
    Channel.WEB: ("opinion-form", "opinion"),
    Channel.QUESTIONNAIRE: ("questionnaire", "suggestion"),
}
"""Channel → the form it comes by, and the question that asks for own words."""
_OCCASIONS = {
    OccasionKind.SYMPOSIUM: Occasion.Kind.SYMPOSIUM,
    OccasionKind.VISIT: Occasion.Kind.VISIT,
    OccasionKind.INTERVIEW: Occasion.Kind.INTERVIEW,
}


@transaction.atomic
def occasions(content: DemoCampaign, house: House) -> dict[str, Occasion]:
    """Symposia, visits and interviews with their head counts, and the registers of forms and sets issued."""
    made: dict[str, Occasion] = {}
    numbers: dict[str, int] = defaultdict(int)
    for each in sorted(content.occasions, key=lambda occasion: (occasion.day, occasion.starts, occasion.key)):
        numbers[each.kind] += 1
        made[each.key] = Occasion.objects.create(
            campaign=house.campaign,
            kind=_OCCASIONS[each.kind],
            number=numbers[each.kind],
            title=each.title,
            held_on=each.day,
            from_at=each.starts,
            until_at=each.ends,
            place=each.place,
            unit=None if each.unit == content.facts.unit else house.units[each.unit],
            chair=house.people.get(each.chair),
            recorder=house.people.get(each.recorder),
        )
        Attendance.objects.bulk_create(
            Attendance(occasion=made[each.key], sector=house.sectors[code], head_count=count)
            for code, count in each.sectors
        )
    _registers(content, house, made)
    return made


def _registers(content: DemoCampaign, house: House, made: dict[str, Occasion]) -> None:
    IssueRecord.objects.bulk_create(
        IssueRecord(
            campaign=house.campaign,
            kind=each.channel.value,
            unit=house.units[each.unit],
            issued_on=each.issued_on,
            issued_count=each.issued,
            returned_count=each.returned,
            valid_count=each.valid,
        )
        for each in content.forms_issued
    )
    IssueRecord.objects.bulk_create(
        IssueRecord(
            campaign=house.campaign,
            kind=IssueRecord.Kind.EVALUATION_SET,
            unit=house.units[each.unit],
            occasion=made.get(each.occasion),
            issued_on=each.day,
            issued_count=each.issued,
        )
        for each in content.sets_issued
    )


def voices(voices: Iterable[Voice], house: House, made: dict[str, Occasion], kept: dict[str, Statement]) -> None:
    """Store voices in the batches they came in: an occasion's minutes, a day's page, a month's forms and letters.

    `kept` gets each voice's statement by the voice's key.
    """
    batches: dict[tuple[str, str], list[Voice]] = defaultdict(list)
    for voice in voices:
        kind = str(_KINDS.get(voice.channel, Batch.Kind.KEYED))
        where = voice.occasion or (f"{voice.day:%Y-%m}" if kind != Batch.Kind.INBOX else str(voice.day))
        batches[kind, where].append(voice)
    forms = {version.code: version.pk for version in FormVersion.objects.filter(campaign=house.campaign)}
    in_order = sorted(batches.items(), key=lambda item: (max(voice.day for voice in item[1]), item[0]))
    for (kind, _group), together in in_order:
        sealed_on = max(voice.day for voice in together)
        new = [_new(voice, house, made, forms) for voice in together]
        with clock.on(sealed_on):
            batch = seal_batch(house.campaign, Batch.Kind(kind), new, sealed_on)
        by_submission = {
            statement.submission_id: statement
            for statement in Statement.objects.filter(submission__batch=batch).select_related("submission")
        }
        if kind == Batch.Kind.INBOX:
            _hand_out_receipts(by_submission.values())
        kept.update({voice.key: by_submission[each.id] for voice, each in zip(together, new, strict=True)})


def _hand_out_receipts(statements: Iterable[Statement]) -> None:
    """Whoever spoke on the page went away with a code; here nobody knows it."""
    Receipt.objects.bulk_create(
        Receipt(mac=secrets.token_hex(32), submission=each.submission, content_hash=each.sha256) for each in statements
    )


def _new(voice: Voice, house: House, made: dict[str, Occasion], forms: dict[str, int]) -> NewVoice:
    form, question = _ASKED.get(voice.channel, ("", ""))
    addressee = house.units[voice.addressee].pk if voice.addressee else None
    return NewVoice(
        channel=voice.channel.value,
        day=voice.day,
        statements=[NewStatement(text=voice.text, question=question, addressee_unit_id=addressee)],
        sector_id=house.sectors[voice.sector].pk if voice.sector else None,
        occasion_id=made[voice.occasion].pk if voice.occasion else None,
        form_version_id=forms[form] if form else None,
        may_quote=voice.quotable,
        is_urgent=voice.urgent,
        source_row=voice.speaker,
    )
