"""Passages as the reader may see them, and whole voices; hidden places are ██ for everybody."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _
from django.utils.translation import pgettext_lazy
from ninja import Query
from pydantic import Field

from huisheng.campaign.standing import Standing
from huisheng.combing.models import Passage as Record
from huisheng.combing.models import Placement, Reason
from huisheng.combing.queries.core import findings_ever_visible_to, passages_visible_to, statements_visible_to
from huisheng.combing.queries.finding import held
from huisheng.combing.queries.masking import as_text, masks_shown
from huisheng.combing.queries.reading import Sight, sight
from huisheng.combing.queries.voices import voices_of
from huisheng.listening.models import Channel
from huisheng.listening.queries import desk
from huisheng.web.api.columns import Columns, OneOf, column
from huisheng.web.api.door import TokenRequest
from huisheng.web.api.reading import Listed, Place, keys_of, reads


class Where(models.TextChoices):
    """Where a passage is; the three add up to all of them."""

    WAITING = "waiting", pgettext_lazy("where a passage is", "waiting")
    PLACED = "placed", pgettext_lazy("where a passage is", "in a finding")
    SET_ASIDE = "set_aside", pgettext_lazy("where a passage is", "set aside")


class Passage(Columns):
    """A stretch of a voice, in its own words."""

    id: int = column(_("Key"), _("What stands for the passage."))
    words: str = column(_("What was said"), _("Verbatim; hidden places are ██, whatever their length."))
    hidden: int = column(_("Places hidden"), _("How many places of it are hidden."), unit=_("places"))
    where: Annotated[str, OneOf(Where)] = column(_("Where it is"), _("Each passage is in exactly one place."))
    finding: int | None = column(
        _("Finding"), _("Number of the finding it is in. Empty: in none, or in one this reader does not see.")
    )
    reason: Annotated[str, OneOf(Reason)] | None = column(_("Reason"), _("Why it was set aside. Empty: it was not."))
    channel: Annotated[str, OneOf(Channel)] = column(_("Channel"), _("How the voice reached the office."))
    occasion: int | None = column(_("Occasion"), _("Key of the occasion it was heard at. Empty: at none."))
    day: date | None = column(_("Day"), _("Day of the voice. Empty: not known."))
    sector: str | None = column(_("Sector"), _("Code of the sector. Empty: not given, or protected."))
    is_protected: bool = column(
        _("Sector protected"),
        _("Whether the sector is withheld, because so few of it spoke there that it would tell who."),
    )
    voice: UUID | None = column(_("Voice"), _("Key of the whole voice. Empty: not for this reader."))
    part: int | None = column(
        _("Part"), _("Which part of what was handed in it comes from, from 1. Empty: not for this reader.")
    )


class Passages(Listed):
    """A stretch of the passages."""

    items: list[Passage]


class PassagesAsked(Place):
    """Which passages."""

    where: Literal["", "waiting", "placed", "set_aside"] = Field("", description=_("Passages that are there only."))
    finding: int | None = Field(None, ge=1, lt=2**31, description=_("Passages in the finding of this number only."))
    apart: bool = Field(False, description=_("Those of findings about a person, which are kept apart, and no others."))


@reads(
    "/campaigns/{campaign}/passages",
    name="passages",
    row="passage.read",
    scope="passages",
    summary=_("Passages, with masks"),
    answer=Passages,
)
def passages(request: TokenRequest, campaign: str, asked: Query[PassagesAsked]) -> Passages:
    """Those the reader may open, in the order in which they were cut."""
    rows = listed(request.standing, apart=asked.apart)
    if asked.where:
        rows = rows.filter(**_WHERE[asked.where])
    if asked.finding is not None:
        seen = findings_ever_visible_to(request.standing).filter(number=asked.finding)
        rows = rows.filter(placement__finding__in=seen)
    part = keys_of(request, rows, asked, key="id")
    return Passages(items=passage_rows(request.standing, part.rows), next=part.next)


_WHERE = {
    "waiting": {"placement__isnull": True},
    "placed": {"placement__finding__isnull": False},
    "set_aside": {"placement__isnull": False, "placement__finding__isnull": True},
}


def listed(standing: Standing, *, apart: bool = False) -> QuerySet[Record]:
    """Passages this reader may open, without those of findings about a person; or those alone."""
    rows = passages_visible_to(standing)
    about = {"placement__finding__is_about_person": True}
    return rows.filter(**about) if apart else rows.exclude(**about)


def passage_rows(standing: Standing, keys: Sequence[int]) -> list[Passage]:
    """Passages as rows, in the order of their keys. Three queries at most."""
    level = sight(standing)
    places = Placement.objects.filter(passage__in=keys).values_list("passage", "finding", "reason")
    place_of = {passage: (finding, reason) for passage, finding, reason in places}
    inside = {finding for finding, _reason in place_of.values() if finding}
    numbers = dict(findings_ever_visible_to(standing).filter(pk__in=inside).values_list("pk", "number"))
    rows = []
    for each in held(None, keys, level):
        passage, submission = each.passage, each.passage.statement.submission
        finding, reason = place_of.get(passage.pk, (None, ""))
        sector = submission.sector if each.tells_sector else None
        where = Where.PLACED if finding else Where.SET_ASIDE if reason else Where.WAITING
        rows.append(
            Passage(
                id=passage.pk,
                words=as_text(each.words),
                hidden=each.masks,
                where=where.value,
                finding=numbers.get(finding) if finding else None,
                reason=reason or None,
                channel=passage.channel,
                occasion=submission.occasion_id,
                day=submission.day,
                sector=sector.code if sector else None,
                is_protected=not each.tells_sector,
                voice=passage.statement_id if level is Sight.FULL else None,
                part=passage.statement.ordinal if level is Sight.FULL else None,
            )
        )
    return rows


class Voice(Columns):
    """A whole statement, as it was handed in. It names nobody who spoke."""

    id: UUID = column(_("Key"), _("What stands for the voice; drawn at random, so that it keeps no order."))
    title: str = column(_("Subject"), _("A subject line given with it, verbatim; empty if there was none."))
    words: str = column(_("What was said"), _("Verbatim; hidden places are ██, whatever their length."))
    hidden: int = column(_("Places hidden"), _("How many places of it are hidden."), unit=_("places"))
    channel: Annotated[str, OneOf(Channel)] = column(_("Channel"), _("How the voice reached the office."))
    day: date | None = column(_("Day"), _("Day of the voice. Empty: not known."))
    sector: str | None = column(_("Sector"), _("Code of the sector. Empty: not given."))
    occasion: int | None = column(_("Occasion"), _("Key of the occasion it was heard at. Empty: at none."))
    workbook: int | None = column(_("Workbook"), _("Key of the workbook that brought it. Empty: none did."))
    row: int | None = column(_("Row of its source"), _("Row of the workbook, or place in the minutes. Empty: neither."))
    question: str = column(_("Question"), _("Code of the form's question it answers; empty if it answers none."))
    part: int = column(_("Part"), _("Which part of what was handed in it is, from 1."))
    may_quote: bool = column(_("May be quoted"), _("Whether the speaker allows quotation after mask review."))


class Voices(Listed):
    """A stretch of the voices."""

    items: list[Voice]


@reads(
    "/campaigns/{campaign}/voices",
    name="voices",
    row="voice.read_raw",
    scope="voices",
    summary=_("Whole voices, with masks"),
    answer=Voices,
)
def voices(request: TokenRequest, campaign: str, asked: Query[Place]) -> Voices:
    """Those the reader may open whole, in the order of random keys."""
    rows = desk.voices(request.standing)
    if request.standing.own_units:
        rows = rows.filter(pk__in=statements_visible_to(request.standing).values("pk"))
    part = keys_of(request, rows, asked, key="id")
    found = voices_of(part.rows)
    items = []
    for key in part.rows:
        voice, statement, submission = found[key], found[key].statement, found[key].statement.submission
        runs = voice.words(0, len(statement.text))
        items.append(
            Voice(
                id=key,
                title=statement.title,
                words=as_text(runs),
                hidden=masks_shown(runs),
                channel=submission.channel,
                day=submission.day,
                sector=submission.sector.code if submission.sector else None,
                occasion=submission.occasion_id,
                workbook=submission.imported_id,
                row=submission.source_row,
                question=statement.question,
                part=statement.ordinal,
                may_quote=submission.may_quote,
            )
        )
    return Voices(items=items, next=part.next)
