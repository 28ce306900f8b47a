"""Minutes come in: cut as a proposal, mended and confirmed by a clerk beside the original, then sealed.

Who spoke stands in the file and nowhere else: a speaker is a sector and a running number.
"""

import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.crafts import gate
from huisheng.crafts.gate import FileReason, FileRefused
from huisheng.crafts.text.heads import Fact
from huisheng.crafts.text.speakers import Voice, label_of
from huisheng.crafts.text.speeches import Part, cut
from huisheng.errors import Conflict, Refused
from huisheng.listening.models import Batch, Channel, Import, Minutes, Occasion, Sector
from huisheng.listening.queries.minutes import (
    Slice,
    Source,
    renumbered,
    sector_named,
    slices_of,
    to_cut,
    to_json,
)
from huisheng.listening.services import files, importing, recording, storing
from huisheng.listening.services.storing import NewStatement, NewVoice
from huisheng.listening.signals import import_kept, import_undone
from huisheng.organisation.models import Person
from huisheng.organisation.services.audit import audit

LONGEST = 32_767


class CameBefore(Conflict):
    """The very same words were kept before. They are kept once more if the clerk says so."""


def open_minutes(
    campaign: Campaign, received: Path, *, name: str, occasion: Occasion | None = None, by: Person
) -> Minutes:
    """Take minutes through the gate, keep the file, and propose a cut.

    The same file, still to be cut, is taken up again instead of a second time.

    Raises:
        FileRefused: it cannot be used; nothing of it is kept.
        Unavailable: the disk cannot take it.
    """
    document = gate.open_document(received, name=name)
    proposal = cut(to_cut(document.blocks))
    sectors = list(campaign.sectors.all())
    of = {one.number: sector_named(one.sector, sectors) for one in proposal.speakers}
    slices = [
        Slice(
            piece.start,
            piece.words,
            piece.end,
            piece.part,
            piece.speaker,
            _key(of.get(piece.speaker)),
        )
        for piece in proposal.pieces
    ]
    with transaction.atomic():
        file = files.keep(received, sha256=document.sha256, kind=document.kind)
        opened = Minutes.objects.filter(
            imported__campaign=campaign,
            imported__file=file,
            imported__state=Import.State.MAPPING,
            imported__by=by,
            occasion=occasion,
        ).first()
        if opened is not None:
            return opened
        imported = Import.objects.create(
            campaign=campaign,
            kind=Import.Kind.MINUTES,
            file=file,
            file_name=name[:255],
            rows_raw=len(document.blocks),
            by=by,
            received_on=timezone.localdate(),
        )
        minutes = Minutes.objects.create(imported=imported, occasion=occasion, pieces=to_json(slices))
        audit("minutes.opened", imported, by=by, campaign_id=campaign.pk, file=name[:255])
    return minutes


def _key(sector: Sector | None) -> int | None:
    return sector.pk if sector else None


def open_pasted(campaign: Campaign, text: str, *, occasion: Occasion | None = None, by: Person) -> Minutes:
    """The same for minutes pasted into the page: they become a text file of ours.

    Raises:
        FileRefused: there is nothing to cut, or too much.
    """
    name = _("Pasted minutes.txt")
    with tempfile.NamedTemporaryFile(suffix=".txt") as received:
        received.write(text.replace("\r\n", "\n").replace("\r", "\n").encode())
        received.flush()
        return open_minutes(campaign, Path(received.name), name=name, occasion=occasion, by=by)


def read(minutes: Minutes) -> Source:
    """The minutes' words, from the kept file through the gate.

    Raises:
        FileRefused: its bytes changed on the disk.
    """
    document = gate.open_document(files.path_of(minutes.imported.file), name=minutes.imported.file_name)
    if document.sha256 != minutes.imported.file.sha256:
        raise FileRefused(FileReason.DAMAGED)
    return Source.of(document)


def facts(source: Source) -> Sequence[Fact]:
    """What the head of the minutes says, each with its paragraph."""
    return cut(to_cut(source.blocks)).facts


# ---------------------------------------------------------------- mending the cut


Settled = Mapping[int, tuple[Part, int, int | None]]
"""Piece → what it is, who speaks, for which sector; as a clerk chose them."""


def settle(minutes: Minutes, settled: Settled, *, edits: int) -> None:
    """Keep what a clerk chose for each piece.

    Raises:
        Conflict: somebody changed the cut meanwhile, or it is settled.
    """
    _change(minutes, edits, lambda slices: _settled(slices, settled))


def join(minutes: Minutes, index: int, settled: Settled, *, edits: int) -> None:
    """Join a piece to the one above it: the one above decides what it is and who speaks.

    A piece that begins with a name stays one of its own, so that the name stays out of what was said.

    Raises:
        Conflict: somebody changed the cut meanwhile.
        Refused: nothing stands above it.
    """

    def joined(slices: list[Slice]) -> list[Slice]:
        slices = _settled(slices, settled)
        if not 0 < index < len(slices):
            raise Refused(_("Nothing stands above this piece. Nothing was changed."))
        above, one = slices[index - 1], slices[index]
        if one.words > one.start:
            same = replace(one, part=above.part, speaker=above.speaker, sector=above.sector)
            return [*slices[:index], same, *slices[index + 1 :]]
        return [*slices[: index - 1], replace(above, end=one.end), *slices[index + 1 :]]

    _change(minutes, edits, joined)


def divide(minutes: Minutes, source: Source, at: int, settled: Settled, *, edits: int) -> None:
    """Begin a new piece at a character of the text. A name found there is left out of the words.

    Raises:
        Conflict: somebody changed the cut meanwhile.
        Refused: a piece begins there already, or the text ends before.
    """
    sectors = list(minutes.imported.campaign.sectors.all())

    def divided(slices: list[Slice]) -> list[Slice]:
        slices = _settled(slices, settled)
        index = next((place for place, one in enumerate(slices) if one.start < at < one.end), None)
        if index is None:
            raise Refused(_("A piece begins there already. Nothing was changed."))
        whole = slices[index]
        first = replace(whole, end=at, words=min(whole.words, at))
        return [*slices[:index], first, _begun(source, whole, at, slices, sectors), *slices[index + 1 :]]

    _change(minutes, edits, divided)


def _begun(source: Source, whole: Slice, at: int, slices: Sequence[Slice], sectors: Sequence[Sector]) -> Slice:
    """The piece that begins at a character: of the part the label names, else a new speech."""
    line = source.text[at : source.text.find("\n", at) if "\n" in source.text[at:] else len(source.text)]
    label = label_of(line)
    words = min(at + label.end, whole.end) if label else at
    newcomer = max(one.speaker for one in slices) + 1
    if label and label.voice is not Voice.SPEAKER:
        return Slice(at, words, whole.end, Part.CHAIR if label.voice is Voice.CHAIR else Part.RECORDER)
    sector = sector_named(label.sector, sectors) if label else None
    return Slice(at, words, whole.end, Part.SPEECH, newcomer, _key(sector))


def begin_words(minutes: Minutes, at: int, settled: Settled, *, edits: int) -> None:
    """Say where the words of a piece begin; what stands before names who speaks and is not kept.

    Raises:
        Conflict: somebody changed the cut meanwhile.
        Refused: no piece holds this character.
    """

    def moved(slices: list[Slice]) -> list[Slice]:
        slices = _settled(slices, settled)
        index = next((place for place, one in enumerate(slices) if one.start <= at < one.end), None)
        if index is None:
            raise Refused(_("No piece holds this place. Nothing was changed."))
        slices[index] = replace(slices[index], words=at)
        return slices

    _change(minutes, edits, moved)


def _settled(slices: list[Slice], settled: Settled) -> list[Slice]:
    fresh = max((who for _part, who, _of in settled.values()), default=0)
    fresh = max([fresh, *(one.speaker for one in slices)])
    chosen: list[Slice] = []
    for index, one in enumerate(slices):
        part, speaker, sector = settled.get(index, (one.part, one.speaker, one.sector))
        if part is Part.SPEECH and not speaker:
            fresh += 1
            speaker = fresh
        chosen.append(replace(one, part=part, speaker=speaker if part is Part.SPEECH else 0, sector=sector))
    return chosen


@transaction.atomic
def _change(minutes: Minutes, edits: int, change: Callable[[list[Slice]], list[Slice]]) -> None:
    slices = renumbered(change(slices_of(minutes)))
    changed = Minutes.objects.filter(pk=minutes.pk, edits=edits, imported__state=Import.State.MAPPING).update(
        pieces=to_json(slices), edits=edits + 1
    )
    if not changed:
        raise Conflict(
            _("Somebody changed this cut, or settled it, while you looked. Nothing of yours was kept; look again.")
        )
    minutes.refresh_from_db(fields=["pieces", "edits"])


# ---------------------------------------------------------------- confirming and withdrawing


@transaction.atomic
def confirm(
    minutes: Minutes, source: Source, facts: dict[str, Any], *, edits: int, again: bool = False, by: Person
) -> Batch:
    """Keep the speeches as voices of a symposium, sealed as one batch.

    `facts` are the arguments of `recording.record_occasion`: the symposium is recorded by them, or corrected if it
    was recorded before. One voice is what one speaker said, in one statement for each speech; its row is the
    number of the first.

    Raises:
        Refused: there is no speech, or one is blank or too long.
        CameBefore: the same words came in before, and it is not said that they are to count `again`.
        Conflict: the cut was changed or settled meanwhile.
    """
    occasion = _occasion(minutes, facts, by)
    voices = _voices(source, slices_of(minutes), occasion)
    begun = Import.objects.filter(pk=minutes.pk, state=Import.State.MAPPING, minutes__edits=edits).update(
        state=Import.State.STAGED
    )
    if not begun:
        raise Conflict(
            _("Somebody changed this cut, or settled it, while you looked. Nothing of yours was kept; look again.")
        )
    imported = Import.objects.select_related("campaign").get(pk=minutes.pk)
    imported.content_hash = _content_hash(voices)
    if not again:
        _check_again(imported)
    storing.store(imported, voices)
    imported.rows_kept = len(voices)
    imported.state = Import.State.KEPT
    imported.save()
    minutes.occasion = occasion
    minutes.save(update_fields=["occasion"])
    batch = storing.seal_import(imported, timezone.localdate())
    import_kept.send(Import, imported=imported)
    audit(
        "minutes.kept",
        imported,
        by=by,
        campaign_id=imported.campaign_id,
        file=imported.file_name,
        number=occasion.number,
        speakers=len(voices),
        speeches=sum(len(voice.statements) for voice in voices),
    )
    return batch


def _occasion(minutes: Minutes, facts: dict[str, Any], by: Person) -> Occasion:
    if minutes.occasion is None:
        return recording.record_occasion(minutes.imported.campaign, kind=Occasion.Kind.SYMPOSIUM, **facts, by=by)
    recording.correct_occasion(minutes.occasion, **facts, by=by)
    return Occasion.objects.get(pk=minutes.occasion.pk)


def _voices(source: Source, slices: Sequence[Slice], occasion: Occasion) -> list[NewVoice]:
    said: dict[int, list[str]] = defaultdict(list)
    first: dict[int, int] = {}
    sectors: dict[int, int | None] = {}
    speeches = [one for one in slices if one.part is Part.SPEECH]
    for number, one in enumerate(speeches, 1):
        words = source.said(one)
        if not words:
            raise Refused(
                _("Speech %(number)d has no words. Nothing was kept; join it, or mark it.") % {"number": number}
            )
        if len(words) > LONGEST:
            raise Refused(
                _("Speech %(number)d has more than 32,767 characters. Nothing was kept; cut it.") % {"number": number}
            )
        said[one.speaker].append(words)
        first.setdefault(one.speaker, number)
        sectors[one.speaker] = sectors.get(one.speaker) or one.sector
    if not speeches:
        raise Refused(_("No piece is a speech. Nothing was kept; mark what was said."))
    return [
        NewVoice(
            channel=Channel.SYMPOSIUM,
            day=occasion.held_on,
            statements=[NewStatement(words) for words in spoken],
            sector_id=sectors[speaker],
            occasion_id=occasion.pk,
            source_row=first[speaker],
        )
        for speaker, spoken in said.items()
    ]


def _content_hash(voices: Sequence[NewVoice]) -> str:
    """SHA-256 over the sorted hashes of what was said: the same words in another file have the same."""
    hashes = sorted(hashlib.sha256(one.text.encode()).digest() for voice in voices for one in voice.statements)
    return hashlib.sha256(b"minutes" + b"".join(hashes)).hexdigest()


def _check_again(imported: Import) -> None:
    same = Import.objects.filter(
        campaign=imported.campaign_id, state=Import.State.KEPT, content_hash=imported.content_hash
    ).first()
    if same is not None:
        raise CameBefore(
            _(
                "The very same words were kept before, from “%(file)s”. Nothing was kept a second time; "
                "if they are to count twice, say so and confirm again."
            )
            % {"file": same.file_name}
        )


@transaction.atomic
def discard(minutes: Minutes, *, by: Person) -> None:
    """Give up minutes that are not yet part of the campaign.

    Raises:
        Conflict: they were settled meanwhile.
    """
    given_up = Import.objects.filter(pk=minutes.pk, state=Import.State.MAPPING).update(
        state=Import.State.FAILED, outcome={"failure": "discarded"}
    )
    if not given_up:
        raise Conflict(_("These minutes are settled. Nothing was changed."))
    import_undone.send(Import, imported=minutes.imported)
    audit(
        "import.undone",
        minutes.imported,
        by=by,
        campaign_id=minutes.imported.campaign_id,
        file=minutes.imported.file_name,
    )


def withdraw(minutes: Minutes, *, by: Person) -> None:
    """Withdraw wrong minutes as a whole. Their voices stay readable; their passages are set aside as withdrawn.

    Raises:
        Conflict: they are not, or no longer, part of the campaign.
    """
    if minutes.imported.state != Import.State.KEPT:
        raise Conflict(_("Only minutes that were taken in can be withdrawn. Nothing was changed."))
    importing.withdraw(minutes.imported, by=by)
