"""Where passages go: into a finding, aside with a reason, or back to waiting."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.combing.models import (
    Category,
    Decision,
    Finding,
    Passage,
    ProposedGroup,
    ProposedMember,
    Question,
    Reason,
)
from huisheng.combing.services import log
from huisheng.combing.services.headlines import HEADLINE_MAX
from huisheng.combing.services.log import Change, Place
from huisheng.errors import Conflict, Refused
from huisheng.listening.models import Statement
from huisheng.organisation import clock
from huisheng.organisation.models import Person, Unit

Act = Decision.Act


@dataclass(frozen=True, slots=True)
class Span:
    """Characters start … end of a statement, in code points: a quotation."""

    statement_id: UUID
    start: int
    end: int


@transaction.atomic
def place(passages: Sequence[Passage], finding: Finding, *, by: Person, seen_revision: int | None = None) -> Decision:
    """Put waiting passages, verbatim, under the finding they speak of.

    Raises:
        Conflict: one of them has its place already, or the finding changed since it was looked at.
        Refused: the finding was merged into another.
    """
    campaign = _campaign(passages)
    log.lock(campaign)
    _receives(finding, campaign, seen_revision)
    changes = [log.placed(passage.pk, None, Place(finding.pk)) for passage in passages]
    return log.record(campaign, Act.PLACE, changes, by=by)


@transaction.atomic
def move(
    passages: Sequence[Passage],
    finding: Finding,
    *,
    by: Person,
    seen_revision: int | None = None,
    seen_waiting: Collection[int] = (),
) -> Decision:
    """Put passages into another finding, from wherever they are.

    Raises:
        Conflict: the finding changed since it was looked at, or a passage seen waiting has its place by now.
        Refused: the finding was merged into another, or they are all there already.
    """
    campaign = _campaign(passages)
    log.lock(campaign)
    _receives(finding, campaign, seen_revision)
    return _put(campaign, Act.MOVE, passages, Place(finding.pk), by=by, seen_waiting=seen_waiting)


@transaction.atomic
def set_aside(
    passages: Sequence[Passage],
    reason: str,
    note: str = "",
    *,
    by: Person,
    act: Decision.Act = Act.SET_ASIDE,
    seen_waiting: Collection[int] = (),
) -> Decision:
    """Set passages aside, with the reason that will be told to who asks.

    Raises:
        Conflict: a passage seen waiting has its place by now.
        Refused: no reason, or “other” without a note.
    """
    if reason not in Reason.values or (reason == Reason.OTHER and not note.strip()):
        raise Refused(
            _("Nothing is set aside without a reason. The passages wait as before. Choose one; “other” needs a note.")
        )
    campaign = _campaign(passages)
    log.lock(campaign)
    return _put(campaign, act, passages, Place(None, reason, note.strip()), by=by, seen_waiting=seen_waiting)


@transaction.atomic
def release(passages: Sequence[Passage], *, by: Person) -> Decision:
    """Put passages back to waiting."""
    campaign = _campaign(passages)
    log.lock(campaign)
    return _put(campaign, Act.RELEASE, passages, None, by=by)


@transaction.atomic
def open_finding(
    passages: Sequence[Passage],
    *,
    kind: str,
    headline: Span,
    by: Person,
    scope: str = Finding.Scope.INDIVIDUAL,
    unit: Unit | None = None,
    categories: Sequence[Category] = (),
) -> Decision:
    """Open a new finding from passages; its headline is quoted from one of them.

    Raises:
        Conflict: one of the passages has its place already.
        Refused: the headline is not a quotation from these passages.
    """
    campaign = _campaign(passages)
    log.lock(campaign)
    words = quotation(passages, headline)
    last = Finding.objects.filter(campaign=campaign).aggregate(last=Max("number"))["last"] or 0
    finding = Finding.objects.create(
        campaign=campaign,
        number=last + 1,
        kind=kind,
        headline_statement_id=headline.statement_id,
        headline_start=headline.start,
        headline_end=headline.end,
        headline=words,
        scope=scope,
        unit=unit,
        opened_on=clock.today(),
    )
    log.write_categories(finding, {str(category.scheme_id): category.pk for category in categories})
    opened = {**log.finding_fields(finding), "number": finding.number}
    places = log.places_of(passages)
    changes = [log.found(finding.pk, None, opened)]
    changes += [log.placed(passage.pk, places[passage.pk], Place(finding.pk)) for passage in passages]
    return log.record(campaign, Act.OPEN, changes, by=by)


@transaction.atomic
def split(passage: Passage, *at: int, by: Person) -> Decision:
    """Cut a passage at characters of its statement; all parts stay where the whole was.

    Raises:
        Refused: a cut would leave one part empty.
        Conflict: somebody else cut it first.
    """
    campaign = _campaign([passage])
    log.lock(campaign)
    edges = [passage.start, *sorted(set(at)), passage.end]
    if len(edges) < 3 or edges != sorted(set(edges)):
        raise Refused(_("A cut needs words on both sides. Nothing was changed. Choose another place."))
    keys = [passage.pk, *_next_passage_ids(len(edges) - 2)]
    after = [[key, start, end] for key, start, end in zip(keys, edges, edges[1:], strict=False)]
    changes = [log.recut(str(passage.statement_id), [[passage.pk, passage.start, passage.end]], after)]
    place_now = log.places_of([passage])[passage.pk]
    if place_now is not None:
        changes += [log.placed(key, None, place_now) for key in keys[1:]]
    return log.record(campaign, Act.SPLIT, changes, by=by)


@transaction.atomic
def answer(question: Question, same: bool, *, by: Person) -> Decision:
    """Answer whether two passages speak of one matter; a yes brings a waiting one to its placed twin."""
    campaign = question.campaign
    log.lock(campaign)
    changes: list[Change] = [log.answered(question, question.same, same)]
    places = log.places_of([question.passage_a, question.passage_b])
    a, b = places[question.passage_a_id], places[question.passage_b_id]
    if same and a and a.finding and b is None:
        changes.append(log.placed(question.passage_b_id, None, Place(a.finding)))
    elif same and b and b.finding and a is None:
        changes.append(log.placed(question.passage_a_id, None, Place(b.finding)))
    return log.record(campaign, Act.ANSWER, changes, by=by)


def doubt(campaign: Campaign, passages: Collection[int]) -> None:
    """Hold the groups of these passages for certain no longer: somebody looked and left them."""
    groups = ProposedMember.objects.filter(group__campaign=campaign, passage__in=passages).values("group")
    ProposedGroup.objects.filter(pk__in=groups).update(is_certain=False)


def quotation(passages: Sequence[Passage], span: Span) -> str:
    """The words of a span, if it lies inside one of the passages and is a headline's length.

    Raises:
        Refused: it does not.
    """
    inside = any(
        passage.statement_id == span.statement_id and passage.start <= span.start < span.end <= passage.end
        for passage in passages
    )
    words = ""
    if inside:
        words = Statement.objects.values_list("text", flat=True).get(pk=span.statement_id)[span.start : span.end]
    if not words.strip() or len(words) > HEADLINE_MAX:
        raise Refused(
            _(
                "A headline is quoted from the finding's own passages, at most {most} characters. Nothing was changed."
                " Choose a clause from them."
            ).format(most=HEADLINE_MAX)
        )
    return words


def _put(
    campaign: Campaign,
    act: Decision.Act,
    passages: Sequence[Passage],
    after: Place | None,
    *,
    by: Person,
    seen_waiting: Collection[int] = (),
) -> Decision:
    # What was seen is what the log compares: where somebody was first meanwhile, nothing is written.
    places = {key: None if key in seen_waiting else place for key, place in log.places_of(passages).items()}
    changes = [log.placed(key, before, after) for key, before in places.items() if before != after]
    if not changes:
        raise Refused(_("They are there already. Nothing was changed."))
    return log.record(campaign, act, changes, by=by)


def _receives(finding: Finding, campaign: Campaign, seen_revision: int | None) -> None:
    now = Finding.objects.get(pk=finding.pk)
    if now.campaign_id != campaign.pk:
        raise Refused(_("That finding belongs to another campaign. Nothing was changed."))
    if now.merged_into is not None:
        raise Refused(
            _("{number} was put together with {other}. Nothing was changed. Choose {other}.").format(
                number=f"{now.number:04d}", other=f"{now.merged_into.number:04d}"
            )
        )
    if seen_revision is not None and now.revision != seen_revision:
        raise log.was_first(now)


def _campaign(passages: Sequence[Passage]) -> Campaign:
    campaigns = {passage.campaign_id for passage in passages if passage.campaign_id is not None}
    if len(campaigns) != 1:
        raise Conflict(_("Nothing is ticked. Nothing was changed. Tick at least one passage."))
    return Campaign.objects.get(pk=campaigns.pop())


def _next_passage_ids(count: int) -> list[int]:
    """Ids never used before, also by passages that an undo took away."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('combing_passage', 'id')) FROM generate_series(1, %s)", [count]
            )
            return [int(key) for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'combing_passage'")
        row = cursor.fetchone()
    last = int(row[0]) if row else 0
    return list(range(last + 1, last + 1 + count))
