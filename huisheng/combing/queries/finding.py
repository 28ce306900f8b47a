"""One finding: what it is called, what it holds, where it was heard, what was decided on it.

A page costs at most 12 queries, those counted that tell who is asking.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter

from django.db.models import (
    Count,
    DateField,
    F,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huisheng.campaign.standing import Standing
from huisheng.combing.models import (
    Category,
    Classification,
    Decision,
    Finding,
    FindingListEntry,
    Passage,
)
from huisheng.combing.queries.core import findings_ever_visible_to, gathered, visible_among, with_masks
from huisheng.combing.queries.findings import Leaf, leaf
from huisheng.combing.queries.masking import Run, masked, masks_shown
from huisheng.combing.queries.reading import Sight, sight_of
from huisheng.combing.queries.voices import row_of, short_day
from huisheng.combing.sentences import others_named, sentence
from huisheng.listening.disclosure import SMALLEST, set_apart
from huisheng.listening.models import Attendance, Channel, Statement, Submission

PAGE = 20
ACTS = 12


@dataclass(frozen=True, slots=True)
class Held:
    """A passage of the finding, as this reader may see it."""

    passage: Passage
    words: list[Run]
    facts: tuple[str, ...]
    is_source: bool
    """The headline is quoted from it."""
    tells_sector: bool = True
    """Whether its sector may stand beside it (R3)."""

    @property
    def masks(self) -> int:
        return masks_shown(self.words)


@dataclass(frozen=True, slots=True)
class Group:
    """Passages heard through a channel or from a sector, and how wide their bar is drawn."""

    label: str
    count: int
    width: int = 0
    """0 … 100, the largest group 100."""


@dataclass(frozen=True, slots=True)
class Event:
    """A decision on the finding, as a sentence."""

    number: int
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Stood:
    """A version in which the finding stood."""

    number: int
    frozen_on: date
    count: int


@dataclass(frozen=True, slots=True)
class Heard:
    """Where the passages came from. Passages, voices and person-times are three counts, never added."""

    channels: tuple[Group, ...]
    sectors: tuple[Group, ...]
    together: int
    """Passages of sectors too small to be shown apart."""
    voices: int
    occasions: int
    person_times: int
    first_on: date | None


@dataclass(frozen=True, slots=True)
class FindingPage:
    """A finding with everything its page shows to this reader."""

    finding: Finding
    sight: Sight
    words: list[Run]
    categories: tuple[Category, ...]
    count: int | None
    """Passages; None: fewer than five, and this reader may not know how many."""
    kept: int = 0
    """Passages this reader may not open."""
    leaf: Leaf | None = None
    held: tuple[Held, ...] = ()
    heard: Heard | None = None
    events: tuple[Event, ...] = ()
    older: int | None = None
    """Cursor of the decisions before these."""
    merged: tuple[int, ...] = ()
    stood: tuple[Stood, ...] = ()

    @property
    def is_told_less(self) -> bool:
        """Whether this reader sees only what a unit is told."""
        return self.sight is Sight.TITLE


def finding_page(
    standing: Standing, number: int, *, after: int = 0, before: int = 0, acts: int = 0
) -> FindingPage | None:
    """A finding this person may see, with a page of its passages and of the decisions on it."""
    rows = findings_ever_visible_to(standing).filter(number=number).select_related("unit", "merged_into")
    found = gathered(with_masks(rows, "headline_statement__"))
    if not found:
        return None
    finding, hidden = found[0]
    level = sight_of(standing, finding)
    words = masked(finding.headline, hidden, finding.headline_start)
    labels = Classification.objects.filter(finding=finding).select_related("category", "scheme")
    categories = tuple(label.category for label in labels.order_by("scheme__rank", "scheme"))
    if level is Sight.TITLE:
        count = finding.passage_count if finding.passage_count >= SMALLEST else None
        return FindingPage(finding, level, words, categories, count)
    keys = _passage_keys(standing, finding)
    page = leaf(keys, after=after, before=before, page=PAGE)
    events, older = history(standing, finding, acts)
    stood, merged = _before(finding)
    return FindingPage(
        finding=finding,
        sight=level,
        words=words,
        categories=categories,
        count=finding.passage_count,
        kept=finding.passage_count - len(keys),
        leaf=page,
        held=tuple(held(finding, page.keys, level)),
        heard=heard(finding, level),
        events=events,
        older=older,
        merged=merged,
        stood=stood,
    )


def _passage_keys(standing: Standing, finding: Finding) -> list[int]:
    rows = visible_among(standing, Passage.objects.filter(placement__finding=finding))
    return list(rows.order_by("pk").values_list("pk", flat=True))


# ---------------------------------------------------------------- passages, as voices


def held(finding: Finding | None, keys: Sequence[int], level: Sight) -> list[Held]:
    """Passages with their words masked and the stamp of where they come from. One query, or two.

    The caller names only passages this reader may open.
    """
    rows = Passage.objects.filter(pk__in=keys).select_related(
        "statement__submission__occasion", "statement__submission__sector", "statement__submission__imported"
    )
    rows = rows.defer("statement__submission__imported__mapping", "statement__submission__imported__outcome")
    found = gathered(with_masks(rows.order_by("pk"), "statement__"))
    passages = [passage for passage, _hidden in found]
    telling = _sectors_that_tell_nothing(passages) if level is Sight.REDACTED else None
    return [_held(finding, passage, hidden, level, telling) for passage, hidden in found]


def _held(
    finding: Finding | None,
    passage: Passage,
    hidden: list[tuple[int, int]],
    level: Sight,
    telling: set[tuple[int, int]] | None,
) -> Held:
    statement = passage.statement
    words = masked(statement.text[passage.start : passage.end], hidden, passage.start)
    is_source = (
        finding is not None
        and statement.pk == finding.headline_statement_id
        and passage.start <= finding.headline_start
        and finding.headline_end <= passage.end
    )
    submission = statement.submission
    tells = telling is None or (submission.occasion_id, submission.sector_id) in telling
    return Held(passage, words, facts(submission, statement, level, telling), is_source, tells)


def facts(
    submission: Submission, statement: Statement, level: Sight, telling: set[tuple[int, int]] | None
) -> tuple[str, ...]:
    """Channel, occasion, row, day and sector, for a stamp. Redacted: no row, the sector only where it may stand."""
    occasion = submission.occasion
    sector = submission.sector.label if submission.sector else _("sector not given")
    if telling is not None and (submission.occasion_id, submission.sector_id) not in telling:
        sector = ""
    return tuple(
        fact
        for fact in (
            submission.get_channel_display(),
            _("occasion %(number)d") % {"number": occasion.number} if occasion else "",
            row_of(submission) if level is not Sight.REDACTED else "",
            _("part %(ordinal)d") % {"ordinal": statement.ordinal} if statement.ordinal > 1 else "",
            short_day(submission.day),
            sector,
        )
        if fact
    )


def _sectors_that_tell_nothing(passages: Sequence[Passage]) -> set[tuple[int, int]]:
    """Occasion and sector of which that occasion has at least five statements (R3). One query."""
    submissions = [passage.statement.submission for passage in passages]
    occasions = {each.occasion_id for each in submissions if each.occasion_id and each.sector_id}
    rows = Statement.objects.filter(submission__occasion__in=occasions, submission__sector__isnull=False)
    counted = rows.values_list("submission__occasion", "submission__sector").annotate(n=Count("pk")).order_by()
    return {(occasion, sector) for occasion, sector, n in counted if n >= SMALLEST}


# ---------------------------------------------------------------- where it was heard


def heard(finding: Finding, level: Sight) -> Heard:
    """Channels, sectors, voices, occasions and person-times of a finding. One query.

    Who may open the voices sees small sectors there; for others they must not follow from a difference either.
    """
    by_channel: Counter[str] = Counter()
    by_sector: Counter[str] = Counter()
    voices, days = 0, []
    heads: dict[int, int] = {}
    occasion = "statement__submission__occasion"
    rows = Passage.objects.filter(placement__finding=finding).order_by()
    attended = Attendance.objects.filter(occasion=OuterRef(occasion)).order_by().values("occasion")
    groups = rows.values_list("channel", "sector__name", "sector__name_en", occasion).annotate(
        held=Count("pk"),
        voices=Count("statement", distinct=True),
        first=Min("statement__submission__day"),
        heads=Subquery(attended.annotate(n=Sum("head_count")).values("n")),
    )
    for channel, name, name_en, held_at, count, heard_voices, first, head_count in groups:
        by_channel[str(Channel(channel).label)] += count
        by_sector[_sector_label(name, name_en)] += count
        voices += heard_voices  # a voice has one channel, sector and occasion, so none is counted twice
        heads |= {held_at: head_count or 0} if held_at else {}
        days += [first] if first else []
    shown, together = set_apart(by_sector, joins=level is not Sight.FULL)
    return Heard(
        channels=_groups(dict(by_channel.most_common())),
        sectors=_groups(shown),
        together=together,
        voices=voices,
        occasions=len(heads),
        person_times=sum(heads.values()),
        first_on=min(days, default=None),
    )


def _sector_label(name: str | None, name_en: str | None) -> str:
    if not name:
        return _("sector not given")
    return name_en if name_en and (get_language() or "").startswith("en") else name


def _groups(counts: dict[str, int]) -> tuple[Group, ...]:
    most = max(counts.values(), default=1)
    return tuple(Group(label, count, max(1, round(100 * count / most))) for label, count in counts.items())


# ---------------------------------------------------------------- what was decided


def history(standing: Standing, finding: Finding, before: int = 0) -> tuple[tuple[Event, ...], int | None]:
    """Decisions on a finding as sentences, newest first, and the cursor of those before. At most two queries."""
    rows = Decision.objects.filter(touched__finding=finding).select_related("by", "undoes").order_by("-number")
    if before:
        rows = rows.filter(number__lt=before)
    decisions = list(rows[: ACTS + 1])
    shown = decisions[:ACTS]
    numbers = _numbers(standing, others_named(shown, finding.pk))
    events = tuple(Event(decision.number, decision.at, sentence(decision, finding.pk, numbers)) for decision in shown)
    return events, shown[-1].number if len(decisions) > ACTS else None


def _numbers(standing: Standing, findings: set[int]) -> dict[int, int]:
    rows: QuerySet[Finding] = findings_ever_visible_to(standing).filter(pk__in=findings)
    return dict(rows.values_list("pk", "number"))


def _before(finding: Finding) -> tuple[tuple[Stood, ...], tuple[int, ...]]:
    """The versions it stood in, and the numbers of the findings that were put together with it. One query."""
    stood = FindingListEntry.objects.filter(finding=finding).order_by()
    merged = Finding.objects.filter(merged_into=finding).order_by()
    rows = stood.values_list(F("finding_list__number"), F("finding_list__frozen_on"), F("passage_count")).union(
        merged.values_list(F("number"), Value(None, DateField()), F("passage_count")), all=True
    )
    found = sorted(rows, key=itemgetter(0))
    return (
        tuple(Stood(number, day, count) for number, day, count in found if day is not None),
        tuple(number for number, day, _count in found if day is None),
    )
