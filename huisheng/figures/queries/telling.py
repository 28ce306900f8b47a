"""What is told of a campaign on a day: every figure, the paragraph, and what the records say otherwise since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from huisheng.campaign.models import Campaign
from huisheng.campaign.standing import Standing
from huisheng.combing.models import FindingList, FindingListEntry
from huisheng.combing.queries.core import sees_originals
from huisheng.errors import Missing
from huisheng.figures.models import Counting, Snapshot, usual_kinds
from huisheng.figures.queries import basis as bases
from huisheng.figures.queries import paragraph
from huisheng.figures.queries.basis import Basis, Records, Source
from huisheng.figures.queries.registry import FIGURES, Figure, Stage
from huisheng.listening.disclosure import SMALLEST, set_apart
from huisheng.listening.models import Channel
from huisheng.organisation import clock
from huisheng.organisation.policy import Scope


@dataclass(frozen=True, slots=True)
class Value:
    """A figure with its number on a day. `records` is None where there is none to tell."""

    figure: Figure
    records: Records | None
    out_of: int | None
    is_protected: bool = False
    """Whether there is one, which this reader is not told, to protect who spoke."""

    @property
    def exact(self) -> int | None:
        """The number: the count or sum of its records."""
        return None if self.records is None else self.records.value

    @property
    def shown(self) -> str | None:
        """The number as a paragraph writes it, in the reader's language."""
        return None if self.records is None else paragraph.shown(self.records.value, self.figure.step)

    @property
    def share(self) -> float | None:
        """In percent of its denominator; None if it has none or that is nothing."""
        if self.records is None or not self.out_of:
            return None
        return 100 * self.records.value / self.out_of


@dataclass(frozen=True, slots=True)
class Told:
    """Everything told of a campaign on a day, from one basis."""

    basis: Basis
    values: Mapping[str, Value]
    snapshot: Snapshot | None
    """Where the day's figures were issued; None: they follow the records."""
    versions: list[FindingList]
    is_named: bool
    """Whether a version was asked for by its number."""

    @property
    def version(self) -> FindingList | None:
        """The version of the finding list the figures speak of."""
        return self.basis.listed.version if self.basis.listed else None

    @property
    def newer_list(self) -> FindingList | None:
        """The version in force on the day by now, where the day was issued with another or none."""
        if self.snapshot is None:
            return None
        now = bases.in_force(self.versions, self.basis.as_of)
        return now if now is not None and now.pk != self.snapshot.finding_list_id else None

    @property
    def exact(self) -> dict[str, int | None]:
        """The numbers by code."""
        return {code: value.exact for code, value in self.values.items()}

    @property
    def pieces(self) -> list[paragraph.Piece]:
        """The paragraph in the reader's language, cut at its numbers."""
        return paragraph.pieces(self.basis.as_of, self.exact)

    @property
    def text(self) -> str:
        """The paragraph in the reader's language."""
        return paragraph.text(self.pieces)


def campaigns(slug: str | None) -> list[Campaign]:
    """The campaign of that name; without one, those that are not closed, or all where all are."""
    if slug is not None:
        return list(Campaign.objects.filter(slug=slug))
    found = list(Campaign.objects.order_by("slug"))
    return [each for each in found if each.state != Campaign.State.CLOSED] or found


def snapshots(campaign: Campaign) -> list[Snapshot]:
    """Issued figures of a campaign without their bases, the latest day and edition first."""
    found = Snapshot.objects.filter(campaign=campaign).defer("basis").select_related("by", "finding_list")
    return list(found.order_by("-as_of", "-edition"))


def tell(
    campaign: Campaign,
    as_of: date,
    *,
    version: int | None = None,
    edition: int | None = None,
    issued: Sequence[Snapshot] | None = None,
) -> Told:
    """The figures of a day: as issued last, or in a named edition; where never issued, as the records are now.

    `version` names a version of the finding list; else it is the one in force on the day. `issued` are the campaign's
    snapshots, where the caller has them: a day that is not among them is not looked up. Nine queries at most.

    Raises:
        Missing: there is no such version or edition.
    """
    is_issued = issued is None or edition is not None or any(each.as_of == as_of for each in issued)
    return _told(campaign, as_of, version, edition, None, is_issued=is_issued)


def tell_one(
    campaign: Campaign, code: str, as_of: date, *, version: int | None = None, edition: int | None = None
) -> Told:
    """A figure of a day, with those counted from the same records; what others are counted from is not read.

    Raises:
        Missing: there is no such figure, version or edition.
    """
    if code not in FIGURES:
        raise Missing
    return _told(campaign, as_of, version, edition, FIGURES[code].source)


def _told(
    campaign: Campaign,
    as_of: date,
    version: int | None,
    edition: int | None,
    only: Source | None,
    *,
    is_issued: bool = True,
) -> Told:
    known = bases.versions(campaign)
    snapshot = _snapshot(campaign, as_of, edition) if is_issued else None
    if version is not None:
        chosen = next((each for each in known if each.number == version), None)
        if chosen is None:
            raise Missing
    elif snapshot is not None:
        chosen = next((each for each in known if each.pk == snapshot.finding_list_id), None)
    else:
        chosen = bases.in_force(known, as_of)
    listed = bases.listed(chosen) if only in {None, Source.ENTRY} else None
    if snapshot is None:
        basis = bases.live(campaign, as_of, listed, is_open=as_of >= clock.today(), only=only)
    else:
        basis = bases.kept(campaign, as_of, snapshot.basis, listed)
    counted = {code: figure for code, figure in FIGURES.items() if only in {None, figure.source}}
    return Told(basis, values(basis, counted), snapshot, known, version is not None)


def values(basis: Basis, figures: Mapping[str, Figure] = FIGURES) -> dict[str, Value]:
    """Figures counted from a basis, in the order of the registry. No query."""
    told = {}
    for code, figure in figures.items():
        out_of = figure.out_of(basis) if figure.out_of else None
        told[code] = Value(figure, figure.count(basis), out_of)
    return told


def told_to(standing: Standing, told: Told) -> Told:
    """What this reader is told of it: who opens whole voices all of it, others nothing a small group follows from.

    One query, for who belongs to a unit.
    """
    if sees_originals(standing):
        return told
    kept = _small_channels(told.basis) | _small_findings(standing, told.version)
    values = {
        code: replace(value, records=None, is_protected=True) if code in kept else value
        for code, value in told.values.items()
    }
    return replace(told, values=values)


def _small_channels(basis: Basis) -> set[str]:
    """The figures of channels through which fewer than five statements came, and of those that would tell them."""
    counts = dict(basis.received.by_channel)
    shown, together = set_apart(counts, joins=True)
    return {f"voices.{channel}" for channel in Channel.values if channel not in shown} if together else set()


def _small_findings(standing: Standing, version: FindingList | None) -> set[str]:
    """The sum of a list's passages, where a finding on an own unit holds fewer than five of them."""
    if version is None or not standing.own_units:
        return set()
    few = FindingListEntry.objects.filter(
        finding_list=version, finding__unit__in=standing.own_units, passage_count__lt=SMALLEST
    )
    return {"findings.passages"} if few.exists() else set()


@dataclass(frozen=True, slots=True)
class Difference:
    """An issued figure that would be another one now."""

    figure: Figure
    issued: int
    now: int

    @property
    def change(self) -> int:
        """How much more; less is below zero."""
        return self.now - self.issued


def differences(told: Told) -> list[Difference]:
    """Which issued figures the records say otherwise now, in the order of the registry.

    The list is left out: a version never changes, and a later one is a choice, not a difference. Five queries.
    """
    if told.snapshot is None:
        return []
    now = values(bases.live(told.basis.campaign, told.basis.as_of, None, is_open=False))
    return [
        Difference(value.figure, value.exact, other)
        for code, value in told.values.items()
        if value.exact is not None and (other := now[code].exact) is not None and other != value.exact
    ]


def groups(told: Told) -> list[tuple[Stage, list[Value]]]:
    """The figures by stage, stages in the order of their work."""
    return [(stage, [each for each in told.values.values() if each.figure.stage is stage]) for stage in Stage]


def counted_kinds(campaign: Campaign) -> list[str]:
    """The kinds of occasion at which people count as consulted."""
    counting = Counting.objects.filter(campaign=campaign).first()
    return counting.person_times if counting else usual_kinds()


def sees_issued_only(standing: Standing) -> bool:
    """Whether this reader is shown issued figures and no others."""
    return Scope.ALL not in standing.scopes("figure.read")


def _snapshot(campaign: Campaign, as_of: date, edition: int | None) -> Snapshot | None:
    found = Snapshot.objects.filter(campaign=campaign, as_of=as_of).select_related("by").order_by("-edition")
    if edition is None:
        return found.first()
    snapshot = found.filter(edition=edition).first()
    if snapshot is None:
        raise Missing
    return snapshot
