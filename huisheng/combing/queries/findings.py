"""The finding list: filters, pages by number, and one row a finding with where its passages came from.

A page costs at most 12 queries, whatever the campaign holds, those counted that tell who is asking.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from django.db import connection
from django.db.models import BigIntegerField, Count, F, FilteredRelation, Q, QuerySet, Sum, TextField, Value
from django.db.models.functions import Substr
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from huisheng.campaign.queries.units import units_in
from huisheng.campaign.standing import Standing
from huisheng.combing import search
from huisheng.combing.models import (
    Category,
    Classification,
    Finding,
    FindingList,
    Passage,
    Redaction,
    Scheme,
)
from huisheng.combing.queries.core import (
    findings_ever_visible_to,
    findings_visible_to,
    gathered,
    visible_among,
    with_masks,
)
from huisheng.combing.queries.masking import Run, as_text, masked, masks_shown
from huisheng.combing.queries.reading import Sight, sight, sight_of
from huisheng.combing.queries.splits import split_lines, split_since
from huisheng.listening.disclosure import SMALLEST
from huisheng.listening.models import Channel, Sector
from huisheng.organisation.models import Unit
from huisheng.organisation.policy import Scope

PAGE = 50
CHANGES = ("new", "split", "renamed", "more", "fewer", "same")
SHORT: dict[str, str | Promise] = {
    Channel.SYMPOSIUM: pgettext_lazy("channel in one letter", "S"),
    Channel.OPINION_FORM: pgettext_lazy("channel in one letter", "F"),
    Channel.QUESTIONNAIRE: pgettext_lazy("channel in one letter", "Q"),
    Channel.WEB: pgettext_lazy("channel in one letter", "W"),
    Channel.VISIT: pgettext_lazy("channel in one letter", "V"),
    Channel.LETTER: pgettext_lazy("channel in one letter", "L"),
    Channel.OTHER: pgettext_lazy("channel in one letter", "O"),
}
Rows: TypeAlias = QuerySet[Any]
"""Findings with `stood`, a joined entry the type checker cannot know."""
# No term holds a line break, so none matches across a mask.
_GAP = "\n"


# ---------------------------------------------------------------- what may be asked


@dataclass(frozen=True, slots=True)
class Choices:
    """What the list can be filtered by, as far as this reader may see it."""

    sight: Sight
    versions: tuple[FindingList, ...]
    """Frozen ones, newest first."""
    schemes: tuple[tuple[Scheme, tuple[Category, ...]], ...]
    units: tuple[Unit, ...]
    sectors: tuple[Sector, ...]

    @property
    def last(self) -> FindingList | None:
        """The version the draft is compared with."""
        return self.versions[0] if self.versions else None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which findings are asked for. What stays empty does not matter."""

    version: FindingList | None = None
    """None: the list as it is now."""
    kind: str = ""
    scope: str = ""
    change: str = ""
    categories: tuple[int, ...] = ()
    unit: Unit | None = None
    """With everything below it."""
    channel: str = ""
    sector: Sector | None = None
    words: str = ""
    apart: bool = False
    """Those about a person, which the list otherwise leaves out."""

    @property
    def narrows(self) -> bool:
        """Whether any filter is set."""
        return self != Asked(version=self.version, apart=self.apart)


def choices(standing: Standing) -> Choices:
    """What this reader may filter by. Four queries; two for who sees titles only."""
    level = sight(standing)
    categories: dict[Scheme, list[Category]] = defaultdict(list)
    rows = Category.objects.filter(scheme__campaign=standing.campaign).select_related("scheme")
    for category in rows.order_by("scheme__rank", "scheme", "rank", "pk"):
        categories[category.scheme].append(category)
    schemes = tuple((scheme, tuple(each)) for scheme, each in categories.items())
    if level is Sight.TITLE:
        return Choices(level, (), schemes, (), ())
    sectors = Sector.objects.filter(campaign=standing.campaign)
    return Choices(level, tuple(versions(standing)), schemes, tuple(units_in(standing)), tuple(sectors))


def versions(standing: Standing) -> QuerySet[FindingList]:
    """The versions of the list this reader may see, newest first; what each holds for who sees all of it."""
    if sight(standing) is Sight.TITLE:
        return FindingList.objects.none()
    rows = FindingList.objects.filter(campaign=standing.campaign).order_by("-number")
    if Scope.ALL not in standing.scopes("finding.read"):
        return rows
    return rows.annotate(
        problems=Count("entries", filter=Q(entries__kind=Finding.Kind.PROBLEM)),
        suggestions=Count("entries", filter=Q(entries__kind=Finding.Kind.SUGGESTION)),
    )


# ---------------------------------------------------------------- which findings


def found(standing: Standing, asked: Asked, last: FindingList | None) -> Rows:
    """The findings asked for, each with `stood`: its entry in the version shown or compared with."""
    rows = _in_list(standing, asked.version, last).filter(is_about_person=asked.apart)
    if asked.kind:
        rows = rows.filter(stood__kind=asked.kind) if asked.version else rows.filter(kind=asked.kind)
    if asked.scope:
        rows = rows.filter(scope=asked.scope)
    if asked.unit:
        rows = rows.filter(unit__path__startswith=asked.unit.path)
    for category in asked.categories:
        rows = rows.filter(pk__in=Classification.objects.filter(category=category).values("finding"))
    if asked.change and last and not asked.version:
        rows = rows.filter(_changes(asked.change, last))
    if asked.channel or asked.sector:
        rows = rows.filter(pk__in=_heard(standing, asked.channel, asked.sector))
    terms = asked.words.split()[: search.MOST_TERMS]
    if terms:
        rows = rows.filter(_holding(standing, rows, terms))
    return rows


def _in_list(standing: Standing, version: FindingList | None, last: FindingList | None) -> Rows:
    if version is not None:
        return _beside(findings_ever_visible_to(standing), version).filter(stood__isnull=False)
    return _beside(findings_visible_to(standing), last)


def _beside(rows: QuerySet[Finding], version: FindingList | None) -> Rows:
    key = version.pk if version else None
    return rows.annotate(stood=FilteredRelation("entries", condition=Q(entries__finding_list=key)))


def _changes(change: str, last: FindingList) -> Q:
    there = Q(stood__isnull=False)
    split = Q(stood__isnull=True, pk__in=split_since(last))
    same_name, same_count = Q(stood__headline=F("headline")), Q(stood__passage_count=F("passage_count"))
    return {
        "new": Q(stood__isnull=True) & ~split,
        "split": split,
        "renamed": there & ~same_name,
        "more": Q(stood__passage_count__lt=F("passage_count")),
        "fewer": Q(stood__passage_count__gt=F("passage_count")),
        "same": there & same_name & same_count,
    }[change]


def _heard(standing: Standing, channel: str, sector: Sector | None) -> QuerySet[Passage, Any]:
    """Findings with a passage heard so; for redacted readers a sector counts from five passages on."""
    rows = Passage.objects.filter(campaign=standing.campaign, placement__finding__isnull=False)
    if channel:
        rows = rows.filter(channel=channel)
    if sector:
        rows = rows.filter(sector=sector)
    held = visible_among(standing, rows).values("placement__finding").order_by()
    if sector and sight(standing) is not Sight.FULL:
        return held.annotate(held=Count("pk")).filter(held__gte=SMALLEST).values("placement__finding")
    return held


# ---------------------------------------------------------------- words: never through a mask


def _holding(standing: Standing, rows: Rows, terms: Sequence[str]) -> Q:
    """Findings that hold all the words in what this reader may read of them."""
    digits = terms[0].lstrip("0")
    by_number = Q(number=int(digits)) if len(terms) == 1 and digits.isdecimal() and len(digits) < 10 else Q(pk__in=[])
    level = sight(standing)
    by_words = _in_headline(standing, rows, terms)
    if level is Sight.TITLE:
        return by_number | by_words
    passages = visible_among(standing, _saying(standing, terms))
    if level is not Sight.FULL:
        passages = passages.exclude(statement__in=_under_mask())
    return by_number | by_words | Q(pk__in=passages.values("placement__finding"))


def _saying(standing: Standing, terms: Sequence[str]) -> Rows:
    """Placed passages that hold all the words."""
    rows = Passage.objects.filter(statement__campaign=standing.campaign, placement__finding__isnull=False)
    named = search.named_by_index(terms)
    if named is not None:
        # By the voices the index names, not by the campaign's passages: half the time over 100,000 voices.
        rows = rows.filter(statement__in=named)
    return _with_words(rows, terms)


def _with_words(rows: QuerySet[Passage], terms: Sequence[str]) -> Rows:
    said: Rows = rows.annotate(words=Substr("statement__text", F("start") + 1, F("end") - F("start"))).order_by()
    for term in terms:
        said = said.filter(words__icontains=term)
    return said


def _in_headline(standing: Standing, rows: Rows, terms: Sequence[str]) -> Q:
    """Findings whose headline holds the words; and, for redacted readers, those whose masked passages do."""
    holds = Q()
    for term in terms:
        holds &= Q(headline__icontains=term)
    return (holds & ~Q(headline_statement__in=_under_mask())) | Q(pk__in=_through_masks(standing, rows, holds, terms))


def _through_masks(standing: Standing, rows: Rows, holds: Q, terms: Sequence[str]) -> list[int]:
    """Findings whose words are partly masked and hold the terms nevertheless. One query."""
    laid = {"headline_statement__redactions__state__in": (Redaction.State.PROPOSED, Redaction.State.APPROVED)}
    mask = ("headline_statement__redactions__start", "headline_statement__redactions__end")
    stretches: QuerySet[Any, Any] = rows.filter(holds, **laid).values_list("pk", "headline", "headline_start", *mask)
    if sight(standing) is Sight.REDACTED:
        stretches = stretches.order_by().union(_masked_passages(standing, terms), all=True)
    spans: dict[tuple[int, str, int], list[tuple[int, int]]] = defaultdict(list)
    for finding, words, at, start, end in stretches:
        spans[finding, words, at].append((start, end))
    return [finding for (finding, words, at), hidden in spans.items() if _still_holds(masked(words, hidden, at), terms)]


def _masked_passages(standing: Standing, terms: Sequence[str]) -> QuerySet[Any, Any]:
    """Placed passages of voices that carry a mask: finding, words, where they begin, and each mask."""
    standing_masks = Redaction.objects.exclude(state=Redaction.State.DECLINED)
    masked_voices = standing_masks.filter(statement__campaign=standing.campaign).values("statement")
    # Masked voices are few: without the campaign's own index they are where the database begins.
    passages = Passage.objects.filter(
        statement__in=masked_voices,
        placement__finding__isnull=False,
        statement__redactions__state__in=(Redaction.State.PROPOSED, Redaction.State.APPROVED),
    )
    mask = ("statement__redactions__start", "statement__redactions__end")
    said = visible_among(standing, _with_words(passages, terms))
    return said.values_list("placement__finding", "words", "start", *mask)


def _under_mask() -> QuerySet[Redaction, Any]:
    return Redaction.objects.exclude(state=Redaction.State.DECLINED).values("statement")


def _still_holds(runs: list[Run], terms: Sequence[str]) -> bool:
    words = as_text(runs, _GAP).lower()
    return all(term.lower() in words for term in terms)


# ---------------------------------------------------------------- pages by number


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of a long list, by key."""

    keys: tuple[int, ...]
    first: int
    last: int
    total: int
    previous: int | None
    """Cursor: what lies before this key."""
    next: int | None


def leaf(keys: Sequence[int], *, after: int = 0, before: int = 0, at: int = 0, page: int = PAGE) -> Leaf:
    """The page that follows a key, ends before one, or begins at one.

    Args:
        keys: all keys of the list, ascending.
    """
    start = 0
    if at:
        start = bisect_left(keys, at)
    elif after:
        start = bisect_right(keys, after)
    elif before:
        start = max(0, bisect_left(keys, before) - page)
    start = min(start, max(0, len(keys) - 1))
    shown = tuple(keys[start : start + page])
    end = start + len(shown)
    return Leaf(
        keys=shown,
        first=start + 1 if shown else 0,
        last=end,
        total=len(keys),
        previous=shown[0] if start > 0 and shown else None,
        next=shown[-1] if end < len(keys) else None,
    )


# ---------------------------------------------------------------- rows


@dataclass(frozen=True, slots=True)
class Row:
    """A finding in the list."""

    finding: Finding
    words: list[Run]
    kind: str
    categories: tuple[Category | None, ...]
    """One for each scheme of the campaign, in its order."""
    count: int | None
    """Passages; None where they are fewer than five and the reader may not know how many."""
    heard: tuple[tuple[str, int], ...] = ()
    """Channels, and passages through each."""
    change: str = ""
    """Against the version compared with: one of `CHANGES`."""
    difference: int = 0
    """Passages more than there, or fewer."""
    was: tuple[Run, ...] = ()
    """The headline there, if it was another."""
    merged: tuple[int, ...] = ()
    """Numbers of that version that were put together with it."""
    split_from: tuple[int, ...] = ()
    """Numbers of that version in which passages of it stood."""

    @property
    def short(self) -> list[tuple[str | Promise, int]]:
        """Channels in one letter."""
        return [(SHORT[channel], count) for channel, count in self.heard]


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the finding list."""

    leaf: Leaf
    rows: tuple[Row, ...]

    @property
    def masks(self) -> int:
        """Masks over the headlines of this page."""
        return sum(masks_shown(row.words) for row in self.rows)


@dataclass(frozen=True, slots=True)
class _Then:
    """A finding as it stood in a version."""

    headline: str
    kind: str
    count: int


def numbers(standing: Standing, asked: Asked, last: FindingList | None) -> list[int]:
    """The numbers of all findings asked for, ascending. One query, and one more for words."""
    return list(found(standing, asked, last).order_by("number").values_list("number", flat=True))


def listed(standing: Standing, asked: Asked, options: Choices, page: Leaf, *, with_channels: bool = True) -> Listed:
    """The rows of a page. Two queries."""
    return Listed(page, tuple(rows_of(standing, asked, options, page.keys, with_channels=with_channels)))


def rows_of(
    standing: Standing, asked: Asked, options: Choices, keys: Sequence[int], *, with_channels: bool = True
) -> list[Row]:
    """Findings as rows, in the order of their numbers. As many queries as `listed`."""
    found = gathered(with_masks(_shown(standing, asked, options, keys), "headline_statement__"))
    findings = [finding for finding, _hidden in found]
    now = {each.pk: masked(each.headline, hidden, each.headline_start) for each, hidden in found}
    then = {finding.pk: _then(finding) for finding in findings}
    is_told_less = {finding.pk for finding in findings if sight_of(standing, finding) is Sight.TITLE}
    compares = options.last is not None and asked.version is None
    facts = _facts(
        standing,
        findings,
        heard_of=()
        if asked.version or not with_channels
        else [each.pk for each in findings if each.pk not in is_told_less],
        since=options.last if compares else None,
        other_headlines=_other_headlines(findings, then) if options.sight is not Sight.TITLE else {},
    )
    by_key = {category.pk: category for _scheme, each in options.schemes for category in each}
    was = facts.was
    rows = []
    for finding in findings:
        entry = then[finding.pk] if asked.version else None
        count = entry.count if entry else finding.passage_count
        row = Row(
            finding=finding,
            words=list(was.get(finding.pk, ())) or now[finding.pk] if entry else now[finding.pk],
            kind=str(Finding.Kind(entry.kind if entry else finding.kind).label),
            categories=tuple(
                by_key.get(facts.labels[finding.pk].get(scheme.pk, 0)) for scheme, _each in options.schemes
            ),
            count=None if finding.pk in is_told_less and count < SMALLEST else count,
            heard=facts.heard(finding.pk),
            merged=tuple(sorted(facts.merged[finding.pk])),
        )
        if compares and finding.pk not in is_told_less:
            row = _compared(row, then[finding.pk], was.get(finding.pk, ()), facts.split.get(finding.pk))
        rows.append(row)
    return rows


def _shown(standing: Standing, asked: Asked, options: Choices, keys: Sequence[int]) -> Rows:
    rows = _in_list(standing, asked.version, options.last).filter(number__in=keys).select_related("unit")
    then = {f"stood_{field}": F(f"stood__{field}") for field in ("headline", "kind", "passage_count")}
    shown: Rows = rows.annotate(**then).order_by("number")
    return shown


def _then(finding: Any) -> _Then | None:
    if finding.stood_headline is None:
        return None
    return _Then(finding.stood_headline, finding.stood_kind, finding.stood_passage_count)


def _compared(row: Row, then: _Then | None, was: Sequence[Run], split: tuple[int, ...] | None) -> Row:
    if then is None:
        return replace(row, change="new") if split is None else replace(row, change="split", split_from=split)
    difference = row.finding.passage_count - then.count
    if then.headline != row.finding.headline:
        return replace(row, change="renamed", difference=difference, was=tuple(was))
    change = "more" if difference > 0 else "fewer" if difference < 0 else "same"
    return replace(row, change=change, difference=difference)


def _other_headlines(findings: Sequence[Finding], then: Mapping[int, _Then | None]) -> dict[int, str]:
    """Headlines in the version compared with, where they are not those of now."""
    stood = ((finding, then.get(finding.pk)) for finding in findings)
    return {finding.pk: entry.headline for finding, entry in stood if entry and entry.headline != finding.headline}


def _spans_inside(headline: str, text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A masked stretch of a text, as characters of each place where the headline stands in it."""
    spans, at = [], text.find(headline)
    while at >= 0:
        spans.append((start - at, end - at))
        at = text.find(headline, at + 1)
    return spans


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a page of findings needs besides the findings themselves, by finding."""

    labels: dict[int, dict[int, int]]
    """Category by scheme."""
    channels: dict[int, dict[str, int]]
    """Passages by channel."""
    merged: dict[int, list[int]]
    split: dict[int, tuple[int, ...]]
    """Of a finding split off since the version compared with: the numbers it was split from, as far as seen."""
    was: dict[int, tuple[Run, ...]]
    """The headline in the version compared with, where it was another, masked."""

    def heard(self, finding: int) -> tuple[tuple[str, int], ...]:
        """Channels, and passages through each, in the order of the channels."""
        counts = self.channels[finding]
        return tuple((channel, counts[channel]) for channel in SHORT if channel in counts)


def _facts(
    standing: Standing,
    findings: Sequence[Finding],
    heard_of: Sequence[int],
    since: FindingList | None,
    other_headlines: Mapping[int, str],
) -> _Facts:
    """Categories, channels, findings merged and split, masks over former headlines. One query: lines of each kind."""
    keys = [finding.pk for finding in findings]
    none = Value("", TextField())
    labels = Classification.objects.filter(finding__in=keys).order_by()
    lines = labels.values_list(Value("label"), F("finding"), none, F("scheme"), F("category"))
    parts: list[QuerySet[Any, Any]] = []
    if heard_of:
        passages = Passage.objects.filter(placement__finding__in=heard_of).order_by()
        held = passages.values("placement__finding", "channel").annotate(held=Count("pk"))
        parts.append(held.values_list(Value("heard"), "placement__finding", "channel", "held", Value(0)))
    if since:
        merged = Finding.objects.filter(merged_into__in=keys, entries__finding_list=since).order_by()
        parts.append(merged.values_list(Value("merged"), F("merged_into"), none, F("number"), Value(0)))
    if other_headlines:
        parts.append(_masks_over(other_headlines.values(), findings[0].campaign_id))
    sql, params = lines.union(*parts, all=True).query.sql_with_params() if keys else ("", ())
    if since and keys:
        split, split_params = split_lines(standing, since, keys)
        sql, params = f"{sql} UNION ALL {split}", (*params, *split_params)
    facts = _Facts(defaultdict(dict), defaultdict(dict), defaultdict(list), {}, {})
    laid = []
    for of, finding, text, one, other in _fetched(sql, params):
        if of == "label":
            facts.labels[finding][one] = other
        elif of == "heard":
            facts.channels[finding][text] = one
        elif of == "merged":
            facts.merged[finding].append(one)
        elif of == "split":
            facts.split[finding] = tuple(sorted((*facts.split.get(finding, ()), *((one,) if one else ()))))
        else:
            laid.append((text, one, other))
    for key, headline in other_headlines.items():
        spans = [span for text, start, end in laid for span in _spans_inside(headline, text, start, end)]
        facts.was[key] = tuple(masked(headline, spans))
    return facts


def _fetched(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The lines of a query put together by hand; none for an empty one."""
    if not sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _masks_over(headlines: Iterable[str], campaign: int) -> QuerySet[Any, Any]:
    """Masks of every voice that holds one of the headlines: an entry keeps its words, not where they stand."""
    holds = Q()
    for headline in headlines:
        holds |= Q(statement__text__contains=headline)
    rows = Redaction.objects.filter(holds, statement__campaign=campaign).exclude(state=Redaction.State.DECLINED)
    return rows.order_by().values_list(
        Value("mask"), Value(0, BigIntegerField()), F("statement__text"), F("start"), F("end")
    )


# ---------------------------------------------------------------- sums


@dataclass(frozen=True, slots=True)
class Sums:
    """What the whole list holds, whatever the filters; the changes are those against the last version."""

    problems: int
    suggestions: int
    passages: int | None
    """None, as `passages_apart` is: a finding on the reader's own unit holds fewer than five, which would follow."""
    passages_apart: int | None
    apart: int
    """Findings about a person, left out of the numbers before."""
    changes: dict[str, int]
    merged: int
    """Findings of the last version that were put together with others since."""


def sums(standing: Standing, last: FindingList | None) -> Sums:
    """The sums of the list as it is now. One query."""
    current = Q(merged_into__isnull=True, passage_count__gt=0)
    kept = current & Q(is_about_person=False)
    counted: dict[str, Any] = {
        "problems": Count("pk", filter=kept & Q(kind=Finding.Kind.PROBLEM)),
        "suggestions": Count("pk", filter=kept & Q(kind=Finding.Kind.SUGGESTION)),
        "passages": Sum("passage_count", filter=kept),
        "passages_apart": Sum("passage_count", filter=current & Q(is_about_person=True)),
        "apart": Count("pk", filter=current & Q(is_about_person=True)),
    }
    if standing.own_units and sight(standing) is not Sight.FULL:
        few = Q(unit__in=standing.own_units, passage_count__lt=SMALLEST)
        counted["few"] = Count("pk", filter=current & few)
    if last:
        counted |= {f"is_{change}": Count("pk", filter=kept & _changes(change, last)) for change in CHANGES}
        counted["merged"] = Count("pk", filter=Q(merged_into__isnull=False, stood__isnull=False))
    found = _beside(findings_ever_visible_to(standing), last).aggregate(**counted)
    tells_passages = not found.get("few", 0)
    return Sums(
        problems=found["problems"],
        suggestions=found["suggestions"],
        passages=(found["passages"] or 0) if tells_passages else None,
        passages_apart=(found["passages_apart"] or 0) if tells_passages else None,
        apart=found["apart"],
        changes={change: found.get(f"is_{change}", 0) for change in CHANGES},
        merged=found.get("merged", 0),
    )
