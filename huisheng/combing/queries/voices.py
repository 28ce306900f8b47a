"""A passage inside its whole voice: the runs a page shows, and the stamp of where it comes from."""

import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huisheng.campaign.standing import Standing
from huisheng.combing.models import Passage
from huisheng.combing.queries.core import gathered, passages_visible_to, statements_visible_to, with_masks
from huisheng.combing.queries.masking import Run, masked
from huisheng.crafts.text import entities
from huisheng.crafts.text.vocabulary import content_words
from huisheng.listening.models import Import, Statement, Submission
from huisheng.organisation import clock

MOST_SHARED_WORDS = 12
FILE_NAME = 24


@dataclass(frozen=True, slots=True)
class Part:
    """A passage of a voice, and where it stands."""

    passage: Passage
    is_open: bool
    """Whether this reader may open it (R2)."""
    where: str
    url: str

    @property
    def is_waiting(self) -> bool:
        return not hasattr(self.passage, "placement")

    @property
    def group_id(self) -> int | None:
        """The proposed group it is in."""
        proposed = getattr(self.passage, "proposed", None)
        return proposed.group_id if proposed else None


@dataclass(frozen=True, slots=True)
class Voice:
    """A statement with what may be shown of it."""

    statement: Statement
    parts: tuple[Part, ...] = ()
    masks: tuple[tuple[int, int], ...] = ()
    is_open: bool = True
    """Whether the reader it was fetched for may open it whole (R2)."""

    def words(self, start: int, end: int) -> list[Run]:
        """A stretch alone, masked."""
        return masked(self.statement.text[start:end], self.masks, start)

    def hides(self, start: int, end: int) -> bool:
        """Whether a mask lies over part of a stretch."""
        return any(a < end and b > start for a, b in self.masks)

    def runs(self, hand: Collection[int], shared: re.Pattern[str] | None = None) -> list[Run]:
        """The whole voice: passages in hand marked, the others greyed with where they went."""
        runs = []
        for part in self.parts:
            passage = part.passage
            in_hand = passage.pk in hand and part.is_open
            if not part.is_open:
                runs.append(Run("", masked=_("kept from this reader"), rest=True))
                continue
            matches = _matches(self.statement.text, passage, shared) if in_hand else ()
            bounds = self._cut(passage.start, passage.end, matches)
            for start, end, hidden in bounds:
                is_last = end == passage.end and not in_hand
                runs.append(
                    Run(
                        self.statement.text[start:end],
                        masked=hidden,
                        hand=in_hand,
                        shared=(start, end) in matches,
                        rest=not in_hand,
                        elsewhere=part.where if is_last else "",
                        url=part.url if is_last else "",
                    )
                )
        return runs

    def _cut(self, start: int, end: int, matches: Iterable[tuple[int, int]]) -> list[tuple[int, int, bool]]:
        hidden = [(max(start, a), min(end, b)) for a, b in self.masks if a < end and b > start]
        edges = sorted({start, end, *(edge for pair in [*hidden, *matches] for edge in pair)})
        spans = [(a, b, any(x <= a and b <= y for x, y in hidden)) for a, b in itertools.pairwise(edges)]
        return _joined_masks(spans)

    @property
    def facts(self) -> list[str]:
        """Channel, row or occasion, day and sector, for the stamp."""
        submission = self.statement.submission
        occasion = submission.occasion
        return [
            fact
            for fact in (
                submission.get_channel_display(),
                _("occasion %(number)d") % {"number": occasion.number} if occasion else "",
                row_of(submission),
                _("part %(ordinal)d") % {"ordinal": self.statement.ordinal} if self.statement.ordinal > 1 else "",
                short_day(submission.day),
                submission.sector.label if submission.sector else _("sector not given"),
            )
            if fact
        ]


def row_of(submission: Submission, *, names_file: bool = True) -> str:
    """Which row of which workbook, or which speech of the minutes; empty for what neither brought."""
    if not submission.source_row:
        return ""
    if submission.imported is None or submission.imported.kind == Import.Kind.MINUTES:
        return _("speech %(row)d") % {"row": submission.source_row}
    if not names_file:
        return _("row %(row)d") % {"row": submission.source_row}
    file = Truncator(submission.imported.file_name).chars(FILE_NAME)
    return _("row %(row)d of %(file)s") % {"row": submission.source_row, "file": file}


def short_day(day: Any) -> str:
    """A day as stamps show it: without its year if that is this year's, since voices of ten years may lie together."""
    if not day:
        return ""
    if day.year == clock.today().year:
        return date_format(day, pgettext("date format without year", "j F"))
    return date_format(day, pgettext("date format", "j F Y"))


def _joined_masks(spans: Sequence[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    joined: list[tuple[int, int, bool]] = []
    for start, end, hidden in spans:
        if joined and hidden and joined[-1][2]:
            joined[-1] = (joined[-1][0], end, True)
        else:
            joined.append((start, end, hidden))
    return joined


def _matches(text: str, passage: Passage, shared: re.Pattern[str] | None) -> tuple[tuple[int, int], ...]:
    if shared is None:
        return ()
    return tuple(match.span() for match in shared.finditer(text, passage.start, passage.end))


def shared_words(texts: Sequence[str], named: Iterable[str] = ()) -> re.Pattern[str] | None:
    """A pattern of what several passages have in common: names and words at least two of them use."""
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update({*content_words(text), *(entity.name for entity in entities(text))})
    often = [word for word, count in counted.most_common() if count > 1][:MOST_SHARED_WORDS]
    words = sorted({*named, *often} - {""}, key=lambda word: (-len(word), word))
    return re.compile("|".join(re.escape(word) for word in words)) if words else None


def parts_of(standing: Standing, rows: QuerySet[Passage]) -> dict[UUID, tuple[Part, ...]]:
    """Passages by statement in the order they were said, each with where it stands. One query."""
    opened = passages_visible_to(standing).filter(pk=OuterRef("pk"))
    rows = rows.select_related("placement__finding", "proposed").annotate(is_open=Exists(opened))
    parts: dict[UUID, list[Part]] = {}
    for passage in rows.order_by("statement", "start"):
        where, url = _where(passage, standing)
        parts.setdefault(passage.statement_id, []).append(Part(passage, passage.is_open, where, url))
    return {statement: tuple(each) for statement, each in parts.items()}


def _where(passage: Passage, standing: Standing) -> tuple[str, str]:
    assert standing.campaign is not None
    slug = standing.campaign.slug
    placement = getattr(passage, "placement", None)
    if placement is None:
        address = reverse("combing:passages", kwargs={"campaign": slug})
        return _("waiting"), f"{address}?p={passage.pk}"
    if placement.finding is None:
        return placement.get_reason_display(), ""
    number = placement.finding.number
    address = reverse("combing:finding", kwargs={"campaign": slug, "number": number})
    return _("in %(number)04d") % {"number": number}, address


def voices_of(
    statements: Iterable[UUID],
    parts: dict[UUID, tuple[Part, ...]] | None = None,
    reader: Standing | None = None,
) -> dict[UUID, Voice]:
    """Statements with their masks. One query.

    The caller shows only parts this reader may open; with a reader named, each voice says whether it is open whole.
    """
    said = Statement.objects.filter(pk__in=set(statements))
    said = said.select_related("submission__occasion", "submission__sector", "submission__imported")
    rows = with_masks(said.defer("submission__imported__mapping", "submission__imported__outcome"))
    if reader is not None and reader.own_units:
        rows = rows.annotate(is_open=Exists(statements_visible_to(reader).filter(pk=OuterRef("pk"))))
    known = parts or {}
    return {
        row.pk: Voice(row, known.get(row.pk, ()), tuple(hidden), getattr(row, "is_open", True))
        for row, hidden in gathered(rows)
    }
