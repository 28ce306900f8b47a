"""The record of a symposium as it is printed: its head, the speeches in order in their own words, who signs.

A speaker is a sector and a running number. One content for the page, PDF and Word (docs/develop/trade.md).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from huisheng.campaign.standing import Standing
from huisheng.crafts.press.model import Column, Document, Paragraph, Run, Table, printable
from huisheng.crafts.text.speeches import Part
from huisheng.listening.models import Import, Minutes, Occasion, Statement
from huisheng.listening.queries.desk import voices
from huisheng.listening.queries.minutes import label, slices_of


@dataclass(frozen=True, slots=True)
class Speech:
    """One speech: who, as a sector and a number, and the words."""

    number: int
    speaker: str
    words: str


@dataclass(frozen=True, slots=True)
class RecordOf:
    """What is printed of a symposium: the lines of the head, the speeches, the closing lines."""

    title: str
    lines: list[tuple[str, str]]
    speeches: list[Speech]
    close: str
    signatures: str

    def document(self, pages: int = 0) -> Document:
        """As an official paper for PDF and Word; `pages` is printed when it is known."""
        head = [
            Paragraph((Run(name + _colon(), lead=True), Run(printable(value))), indent=False)
            for name, value in self.lines
        ]
        columns = (Column(_("No."), mm=14, align="centre"), Column(_("Speaker"), mm=38), Column(_("Speech")))
        rows = tuple((str(one.number), one.speaker, printable(one.words)) for one in self.speeches)
        total = _("%(pages)d pages in all") % {"pages": pages} if pages else _("      pages in all")
        return Document(
            title=printable(self.title),
            blocks=(
                *head,
                Table(columns, rows, size="small"),
                Paragraph(self.close, indent=False),
                Paragraph(self.signatures, indent=False),
                Paragraph(total, indent=False),
            ),
            language="en" if (get_language() or "").startswith("en") else "zh-Hans",
        )


def _colon() -> str:
    return pgettext("after the name of a line", ": ")


def record_of(standing: Standing, occasion: Occasion) -> RecordOf:
    """The record of an occasion, as far as the reader may open its voices. Five queries at any size."""
    return RecordOf(
        title=occasion.title,
        lines=list(_lines(occasion)),
        speeches=_speeches(standing, occasion),
        close=_("The meeting is closed."),
        signatures=_("Chair (signed):                    Recorder (signed):"),
    )


def _lines(occasion: Occasion) -> Iterator[tuple[str, str]]:
    at = date_format(occasion.held_on, pgettext("date format", "j F Y"))
    if occasion.from_at:
        at += f" {occasion.from_at:%H:%M}" + (f"—{occasion.until_at:%H:%M}" if occasion.until_at else "")
    yield _("Time"), at
    yield _("Place"), occasion.place
    yield _("Chair"), occasion.chair_as or (occasion.chair.label if occasion.chair else "")
    yield _("Recorder"), occasion.recorder_as or (occasion.recorder.label if occasion.recorder else "")
    yield _("Due"), "" if occasion.due_count is None else str(occasion.due_count)
    yield _("Present"), "" if occasion.present_count is None else str(occasion.present_count)
    heard = [
        f"{each.sector.label} {each.head_count}"
        for each in occasion.attendance.all()
        if each.sector and each.head_count
    ]
    if heard:
        yield _("Sectors heard"), pgettext("between the members of a list", ", ").join(heard)
    yield _("Non-voting"), occasion.nonvoting
    yield _("Absent"), occasion.absent
    yield _("Agenda"), occasion.agenda


def _speeches(standing: Standing, occasion: Occasion) -> list[Speech]:
    """Speeches in the order of the minutes; voices of the occasion that came otherwise follow."""
    kept = voices(standing).filter(submission__occasion=occasion, replaced_by=None)
    withdrawn = Import.objects.filter(campaign=occasion.campaign_id, state=Import.State.WITHDRAWN).values("pk")
    statements = list(
        kept.exclude(submission__imported__in=withdrawn)
        .select_related("submission__sector")
        .order_by("submission__imported", "submission__source_row", "submission_id", "ordinal")
    )
    first = _firsts(occasion, statements)
    order = _order(occasion)
    statements.sort(key=lambda one: order.get(_origin(first[one.pk]), len(order) + 1))
    counts: Counter[int | None] = Counter()
    called: dict[object, str] = {}
    found = []
    for number, one in enumerate(statements, 1):
        whose = first[one.pk].submission
        if whose.pk not in called:
            counts[whose.sector_id] += 1
            called[whose.pk] = label(whose.sector.label if whose.sector else "", counts[whose.sector_id])
        found.append(Speech(number, called[whose.pk], one.text))
    return found


def _firsts(occasion: Occasion, statements: list[Statement]) -> dict[UUID, Statement]:
    """Statement → the one that was keyed anew for it, however often that happened; else itself."""
    anew = Statement.objects.filter(submission__occasion=occasion).exclude(replaced_by=None)
    replaced = {one.pk: one for one in anew.select_related("submission__sector")}
    found = {}
    for statement in statements:
        one = statement
        while one.replaces_id in replaced:
            one = replaced[one.replaces_id]
        found[statement.pk] = one
    return found


def _origin(one: Statement) -> tuple[int | None, int | None, int]:
    return one.submission.imported_id, one.submission.source_row, one.ordinal


def _order(occasion: Occasion) -> dict[tuple[int | None, int | None, int], int]:
    """(minutes, first speech of the speaker, which speech of the speaker) → place among all speeches."""
    found: dict[tuple[int | None, int | None, int], int] = {}
    kept = Minutes.objects.filter(occasion=occasion, imported__state=Import.State.KEPT).order_by("pk")
    for minutes in kept:
        first: dict[int, int] = {}
        spoken: Counter[int] = Counter()
        speeches = [one for one in slices_of(minutes) if one.part is Part.SPEECH]
        for number, one in enumerate(speeches, 1):
            first.setdefault(one.speaker, number)
            spoken[one.speaker] += 1
            found[minutes.pk, first[one.speaker], spoken[one.speaker]] = len(found)
    return found
