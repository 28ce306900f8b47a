"""Reads of minutes: the cut beside the original, and how speakers are called without their names."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huisheng.campaign.standing import Standing
from huisheng.crafts import gate
from huisheng.crafts.text.heads import Fact, FactName
from huisheng.crafts.text.speeches import Block, Part
from huisheng.errors import Missing
from huisheng.listening.models import Import, Minutes, Occasion, Sector
from huisheng.listening.queries.columns import plain
from huisheng.organisation.paging import Page, page_of

SHOWN = 150
"""Pieces on one page of the cut: more than a long symposium has."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A piece of the minutes as a clerk settles it: what it is, who speaks (a number), for which sector."""

    start: int
    words: int
    end: int
    part: Part
    speaker: int = 0
    sector: int | None = None


def slices_of(minutes: Minutes) -> list[Slice]:
    """The cut as it stands."""
    return [Slice(start, words, end, Part(part), who, of) for start, words, end, part, who, of in minutes.pieces]


def to_json(slices: Iterable[Slice]) -> list[list[Any]]:
    """As kept with the minutes."""
    return [[one.start, one.words, one.end, one.part.value, one.speaker, one.sector] for one in slices]


def renumbered(slices: Sequence[Slice]) -> list[Slice]:
    """Speakers counted from 1 in order of their first speech; one speaker has one sector, the first that is said."""
    numbers: dict[int, int] = {}
    sectors: dict[int, int | None] = {}
    for one in slices:
        if one.part is Part.SPEECH:
            numbers.setdefault(one.speaker, len(numbers) + 1)
            sectors[one.speaker] = sectors.get(one.speaker) or one.sector
    return [
        replace(one, speaker=numbers[one.speaker], sector=sectors[one.speaker])
        if one.part is Part.SPEECH
        else replace(one, speaker=0, sector=None)
        for one in slices
    ]


@dataclass(frozen=True, slots=True)
class Source:
    """The minutes as the gate reads them: blocks, joined by line ends into one text."""

    blocks: tuple[gate.Block, ...]
    hidden: tuple[str, ...]
    notes: tuple[tuple[gate.DocumentNote, int], ...]
    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, document: gate.Document) -> "Source":
        """From what the gate read."""
        lengths = [len(block.text) + 1 for block in document.blocks]
        starts = tuple(accumulate(lengths[:-1], initial=0))
        text = "\n".join(block.text for block in document.blocks)
        return cls(document.blocks, document.hidden, document.notes, text, starts)

    def block_at(self, at: int) -> int:
        """The place of the block that holds a character, from 0."""
        return bisect_right(self.starts, at) - 1

    def holds(self, block: int, at: int) -> bool:
        """Whether a block holds a character of the text."""
        return self.starts[block] <= at < self.starts[block] + len(self.blocks[block].text)

    def said(self, one: Slice) -> str:
        """The words of a piece, without blanks and line ends around them."""
        return self.text[one.words : one.end].strip()


def to_cut(blocks: Iterable[gate.Block]) -> list[Block]:
    """The blocks as the craft of cutting takes them."""
    return [
        Block(one.number, one.text, one.cell, one.bold, one.listed, is_note=one.place is gate.Place.NOTE)
        for one in blocks
    ]


# ---------------------------------------------------------------- sectors


_CORE = re.compile(r"(?:的)?(?:代表|群众|人士|同志|负责人|成员)+\Z")


def sector_named(words: str, sectors: Sequence[Sector]) -> Sector | None:
    """The sector of the campaign that minutes mean by a word, if only one can be meant: 教师代表 is 教师."""
    said = plain(words)
    exact = [one for one in sectors if said in {plain(one.name), plain(one.name_en), plain(one.code)} - {""}]
    if exact or not said:
        return exact[0] if len(exact) == 1 else None
    core = _CORE.sub("", said) or said
    for test in (lambda name: name == core, lambda name: core in name, lambda name: name in said):
        close = [one for one in sectors if any(test(name) for name in _names(one))]
        if len(close) == 1 and len(core) > 1:
            return close[0]
    return None


def _names(sector: Sector) -> list[str]:
    whole = plain(sector.name)
    pieces = [_CORE.sub("", piece) or piece for piece in re.split(r"[、和与及（）()]", whole)]
    return [name for name in {whole, *pieces} if len(name) > 1]


def labels(slices: Sequence[Slice], sectors: Sequence[Sector]) -> dict[int, str]:
    """Speaker → sector and running number within it, such as 教师2: never a name."""
    words = {sector.pk: sector.label for sector in sectors}
    counts: Counter[int | None] = Counter()
    found: dict[int, str] = {}
    for one in slices:
        if one.part is Part.SPEECH and one.speaker not in found:
            sector = one.sector if one.sector in words else None
            counts[sector] += 1
            found[one.speaker] = label(words.get(sector or 0, ""), counts[sector])
    return found


def label(sector: str, number: int) -> str:
    """A speaker as printed: the sector and a running number."""
    if not sector:
        return _("Speaker %(number)d") % {"number": number}
    return _("%(sector)s %(number)d") % {"sector": sector, "number": number}


# ---------------------------------------------------------------- the cut beside the original


@dataclass(frozen=True, slots=True)
class Fragment:
    """What a piece has of one paragraph: its number from 1, the name before the words, the words."""

    number: int
    named: str
    words: str
    start: int
    begins: bool
    """The paragraph begins here, not only its rest."""
    may_cut: bool
    """It begins inside the piece, so that a speech may begin with it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A piece as the page shows it."""

    index: int
    slice: Slice
    label: str
    fragments: list[Fragment]
    said: str
    is_again: bool
    """Somebody who spoke before."""


def rows(source: Source, slices: Sequence[Slice], sectors: Sequence[Sector], *, first: int = 0) -> list[Row]:
    """The pieces of one page, each with its paragraphs."""
    called = labels(slices, sectors)
    seen = {one.speaker for one in slices[:first]}
    found = []
    for index, one in enumerate(slices[first : first + SHOWN], first):
        found.append(
            Row(
                index,
                one,
                called.get(one.speaker, ""),
                _fragments(source, one),
                source.said(one) if one.part is Part.SPEECH else "",
                one.speaker > 0 and one.speaker in seen,
            )
        )
        seen.add(one.speaker)
    return found


def _fragments(source: Source, one: Slice) -> list[Fragment]:
    found = []
    for place in range(source.block_at(one.start), len(source.blocks)):
        begin = source.starts[place]
        if begin >= one.end:
            break
        start, end = max(begin, one.start), min(begin + len(source.blocks[place].text), one.end)
        words = min(max(one.words, start), max(end, start))
        found.append(
            Fragment(
                place + 1,
                source.text[start:words],
                source.text[words:end],
                start,
                begins=start == begin,
                may_cut=begin > one.start,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """A place inside a paragraph where a cut may be put: before these words."""

    at: int
    words: str
    is_begun: bool
    """A piece begins here already."""
    is_words: bool
    """The words after a name begin here already."""


_BREAK = re.compile(r"(?<=[。！？!?；;：:，,、）)】”\s\u3000])(?=[^\s。！？!?；;：:，,、）)】”])")


def places_in(source: Source, slices: Sequence[Slice], block: int) -> list[Place]:
    """A paragraph in its phrases: each may begin a speech, or the words after a name."""
    begun = {one.start for one in slices}
    words = {one.words for one in slices if one.words > one.start}
    start = source.starts[block]
    text = source.blocks[block].text
    cuts = [0, *(found.start() for found in _BREAK.finditer(text)), len(text)]
    return [
        Place(start + begin, text[begin:end], start + begin in begun, start + begin in words)
        for begin, end in pairwise(cuts)
        if end > begin
    ]


def found_place(source: Source, block: int, words: str) -> int | None:
    """Where a paragraph says these words for the first time; None if it does not."""
    words = words.strip()
    at = source.blocks[block].text.find(words) if words else -1
    return None if at < 0 else source.starts[block] + at


def index_at(minutes: Minutes, at: int) -> int:
    """The place of the piece that holds a character, from 0."""
    return next((index for index, one in enumerate(slices_of(minutes)) if one.start <= at < one.end), 0)


@dataclass(frozen=True, slots=True)
class Sums:
    """The characters of the minutes: every one is in exactly one of these."""

    spoken: int
    hosts: int
    apart: int
    speeches: int
    speakers: int


def sums(slices: Sequence[Slice]) -> Sums:
    """Where the characters of the minutes went."""
    spoken = sum(one.end - one.words for one in slices if one.part is Part.SPEECH)
    hosts = sum(one.end - one.start for one in slices if one.part in (Part.CHAIR, Part.RECORDER))
    total = sum(one.end - one.start for one in slices)
    speeches = sum(one.part is Part.SPEECH for one in slices)
    return Sums(spoken, hosts, total - spoken - hosts, speeches, len({one.speaker for one in slices if one.speaker}))


def proposed(
    facts: Sequence[Fact], slices: Sequence[Slice], sectors: Sequence[Sector], occasion: Occasion | None
) -> dict[str, Any]:
    """What the head says, for the form of the symposium; what is recorded already stands before it."""
    said = {_FIELDS[fact.name]: fact.value for fact in reversed(facts) if fact.name in _FIELDS}
    found: dict[str, Any] = {name: value[: _LONGEST.get(name, 120)] for name, value in said.items()}
    heads: Counter[int] = Counter()
    for fact in facts:
        if fact.name is FactName.SECTOR and (sector := sector_named(fact.value, sectors)):
            heads[sector.pk] += fact.count
    if not heads:
        heads.update({one.speaker: one.sector for one in slices if one.sector}.values())
    if occasion is None:
        return found | {f"heads_{pk}": count for pk, count in heads.items()}
    kept = {name for name in found if hasattr(occasion, name) and getattr(occasion, name) not in (None, "")}
    has_heads = bool(occasion.attendance.all())
    fresh = {name: value for name, value in found.items() if name not in kept}
    return fresh if has_heads else fresh | {f"heads_{pk}": count for pk, count in heads.items()}


_FIELDS = {
    FactName.TITLE: "title",
    FactName.DAY: "held_on",
    FactName.FROM: "from_at",
    FactName.UNTIL: "until_at",
    FactName.PLACE: "place",
    FactName.CHAIR: "chair_as",
    FactName.RECORDER: "recorder_as",
    FactName.DUE: "due_count",
    FactName.PRESENT: "present_count",
    FactName.NONVOTING: "nonvoting",
    FactName.ABSENT: "absent",
    FactName.AGENDA: "agenda",
}
_LONGEST = {"title": 200, "nonvoting": 300, "absent": 300, "agenda": 5_000}


# ---------------------------------------------------------------- records


def visible_to(standing: Standing) -> QuerySet[Minutes]:
    """Minutes the person may open: never those of an occasion of own units (R2)."""
    if not standing.scopes("voice.read_raw"):
        return Minutes.objects.none()
    return Minutes.objects.filter(imported__campaign=standing.campaign).exclude(occasion__unit__in=standing.own_units)


def minutes_of(standing: Standing, pk: int) -> Minutes:
    """Minutes by the number of their import.

    Raises:
        Missing: there are none, or not for this person.
    """
    found = (
        visible_to(standing)
        .select_related("imported__campaign", "imported__file", "imported__by", "occasion__unit")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Missing
    return found


def listed(standing: Standing, *, after: str = "", before: str = "") -> Page[Minutes]:
    """Minutes the person may open, the latest first. Three queries."""
    rows = visible_to(standing).select_related("imported__by", "occasion").defer("pieces")
    return page_of(rows, "imported_id", after=after, before=before, newest_first=True)


def same_file(minutes: Minutes) -> Minutes | None:
    """Earlier minutes of the very same bytes that are part of the campaign, or being cut."""
    imported = minutes.imported
    return (
        Minutes.objects.filter(
            imported__campaign=imported.campaign_id,
            imported__file=imported.file_id,
            imported__state__in=[Import.State.MAPPING, Import.State.KEPT],
        )
        .exclude(pk=minutes.pk)
        .select_related("imported", "occasion")
        .first()
    )
