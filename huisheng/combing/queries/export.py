"""What leaves the house of the list: rows of findings and rows of passages, masked for everybody.

What stands under a mask is opened by two people and never by an export (docs/develop/trust.md).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from huisheng.campaign.standing import Standing
from huisheng.combing.models import FindingList, FindingListEntry
from huisheng.combing.queries.core import passages_visible_to
from huisheng.combing.queries.finding import Held, held
from huisheng.combing.queries.findings import Asked, Choices, Row, rows_of
from huisheng.combing.queries.reading import Sight

BATCH = 500


@dataclass(frozen=True, slots=True)
class Said:
    """A passage as a row: which finding it stands under, and its words and stamp."""

    number: int
    held: Held
    day: date | None


def finding_rows(
    standing: Standing, asked: Asked, options: Choices, numbers: Sequence[int], *, with_channels: bool = True
) -> Iterator[Row]:
    """All findings asked for, by number, a batch at a time."""
    for at in range(0, len(numbers), BATCH):
        yield from rows_of(standing, asked, options, numbers[at : at + BATCH], with_channels=with_channels)


def passage_rows(standing: Standing, asked: Asked, options: Choices, numbers: Sequence[int]) -> Iterator[Said]:
    """The passages of these findings that this reader may open, by finding, a batch at a time."""
    if options.sight is Sight.TITLE:
        return
    for at in range(0, len(numbers), BATCH):
        part = numbers[at : at + BATCH]
        pairs = _then(standing, asked.version, part) if asked.version else _now(standing, part)
        for start in range(0, len(pairs), BATCH):
            batch = pairs[start : start + BATCH]
            by_key = {each.passage.pk: each for each in held(None, [key for _number, key in batch], options.sight)}
            for number, key in batch:
                each = by_key[key]
                yield Said(number, each, each.passage.statement.submission.day)


def _now(standing: Standing, numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Number and passage, as they are placed now."""
    rows = passages_visible_to(standing).filter(
        placement__finding__campaign=standing.campaign, placement__finding__number__in=numbers
    )
    number = "placement__finding__number"
    return list(rows.order_by(number, "pk").values_list(number, "pk"))


def _then(standing: Standing, version: FindingList, numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Number and passage, as they stood in a version; a passage that was cut anew since is left out."""
    entries = FindingListEntry.objects.filter(finding_list=version, finding__number__in=numbers)
    pairs = [
        (number, key)
        for number, keys in entries.order_by("finding__number").values_list("finding__number", "passage_ids")
        for key in keys
    ]
    open_ones: set[int] = set()
    for at in range(0, len(pairs), BATCH):
        keys = [key for _number, key in pairs[at : at + BATCH]]
        open_ones |= set(passages_visible_to(standing).filter(pk__in=keys).values_list("pk", flat=True))
    return [pair for pair in pairs if pair[1] in open_ones]
