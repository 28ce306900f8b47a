"""The one log of combing. A decision is a list of changes, each with what was before and what is after.

Changes are written to the log and to the tables in one transaction; undoing applies them backwards as a new
decision, and replaying the log from its beginning gives the present state (`combing.replay`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, F
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.combing import signals
from huisheng.combing.models import (
    Classification,
    Decision,
    DecisionFinding,
    Finding,
    Passage,
    Placement,
    ProposedGroup,
    ProposedMember,
    Question,
)
from huisheng.combing.services import headlines
from huisheng.errors import Conflict
from huisheng.organisation import clock
from huisheng.organisation.models import Person
from huisheng.organisation.services.audit import serialise

Change = dict[str, Any]
_LOCK = 0x48_53_43_00_00_00_00

FINDING_FIELDS = (
    "kind",
    "headline_statement_id",
    "headline_start",
    "headline_end",
    "headline",
    "scope",
    "unit_id",
    "is_about_person",
    "merged_into_id",
)


class AlreadyDecided(Conflict):
    """Somebody else decided on the same record first; nothing of this act was kept."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage is: a finding, or a reason it is set aside. `None` in its stead means waiting."""

    finding: int | None = None
    reason: str = ""
    note: str = ""

    def plain(self) -> Change:
        return {"finding": self.finding, "reason": self.reason, "note": self.note}


def placed(passage_id: int, before: Place | None, after: Place | None) -> Change:
    """A passage goes from one place to another."""
    return {
        "of": "placement",
        "passage": passage_id,
        "before": before and before.plain(),
        "after": after and after.plain(),
    }


def found(finding_id: int, before: Change | None, after: Change) -> Change:
    """A finding is opened (before is None) or some of its fields change."""
    return {"of": "finding", "finding": finding_id, "before": before, "after": after}


def recut(statement_id: str, before: list[list[int]], after: list[list[int]]) -> Change:
    """Passages `[id, start, end]` of a statement give way to others over the same characters."""
    return {"of": "cut", "statement": statement_id, "before": before, "after": after}


def answered(question: Question, before: bool | None, after: bool | None) -> Change:
    """A doubtful pair is answered."""
    pair = [question.passage_a_id, question.passage_b_id]
    return {"of": "question", "pair": pair, "before": before, "after": after}


def reversed_changes(changes: Iterable[Change]) -> list[Change]:
    """The changes that take these back, in the order that does so."""
    return [{**change, "before": change["after"], "after": change["before"]} for change in reversed(list(changes))]


def places_of(passages: Sequence[Passage]) -> dict[int, Place | None]:
    """Where each passage is now, by passage id; None while it waits."""
    rows = Placement.objects.filter(passage__in=passages).values_list("passage", "finding", "reason", "note")
    places: dict[int, Place | None] = {passage.pk: None for passage in passages}
    places.update({passage: Place(finding, reason, note) for passage, finding, reason, note in rows})
    return places


def lock(campaign: Campaign) -> None:
    """Let one decision of a campaign be taken at a time, until the transaction ends."""
    serialise(_LOCK + campaign.pk)


@transaction.atomic
def record(
    campaign: Campaign,
    act: Decision.Act,
    changes: Sequence[Change],
    *,
    by: Person,
    undoes: Decision | None = None,
    redoes: int | None = None,
) -> Decision:
    """Write a decision into the log and carry out its changes.

    Raises:
        AlreadyDecided: a record is not as `before` says: somebody was first. Nothing is written.
    """
    lock(campaign)
    last = Decision.objects.filter(campaign=campaign).order_by("-number").values_list("number", flat=True).first()
    placements = [change for change in changes if change["of"] == "placement"]
    cuts = [change for change in changes if change["of"] == "cut"]
    _apply_findings([change for change in changes if change["of"] == "finding" and change["after"] is not None])
    _take_out(placements)
    _apply_cuts(cuts)
    renamed = _requote(placements, cuts)
    payload: Change = {"ops": [*changes, *renamed]}
    if redoes is not None:
        payload["redoes"] = redoes
    decision = Decision.objects.create(
        campaign=campaign,
        number=(last or 0) + 1,
        act=act,
        by=by,
        at=clock.now(),
        changes=payload,
        undoes=undoes,
    )
    _remember_touched(decision)
    _put_in([change for change in placements if change["after"] is not None], decision)
    _count(placements)
    _apply_answers([change for change in changes if change["of"] == "question"])
    signals.decided.send(Decision, decision=decision)
    return decision


def touched(ops: Sequence[Change]) -> list[int]:
    """The findings these changes touch, sorted: opened, changed, given a passage or deprived of one."""
    findings = {op["finding"] for op in ops if op["of"] == "finding"}
    sides = [op[side] for op in ops if op["of"] == "placement" for side in ("before", "after")]
    findings |= {side["finding"] for side in sides if side and side["finding"]}
    return sorted(findings)


def _remember_touched(decision: Decision) -> None:
    DecisionFinding.objects.bulk_create(
        DecisionFinding(decision=decision, finding_id=finding) for finding in touched(decision.changes["ops"])
    )


def _apply_findings(changes: Sequence[Change]) -> None:
    """Findings that were opened exist already: an opening's `before` is None and its fields are set."""
    for change in changes:
        if change["before"] is None:
            continue
        finding = Finding.objects.select_for_update().get(pk=change["finding"])
        now = finding_fields(finding)
        if any(now[field] != value for field, value in change["before"].items()):
            raise was_first(finding)
        after = dict(change["after"])
        categories = after.pop("categories", None)
        Finding.objects.filter(pk=finding.pk).update(**after, revision=F("revision") + 1)
        if categories is not None:
            write_categories(finding, categories)


def finding_fields(finding: Finding) -> Change:
    """A finding's fields as the log holds them, with `{scheme id: category id}` as text keys."""
    fields: Change = {field: getattr(finding, field) for field in FINDING_FIELDS}
    fields["headline_statement_id"] = str(finding.headline_statement_id)
    pairs = Classification.objects.filter(finding=finding).values_list("scheme", "category")
    fields["categories"] = {str(scheme): category for scheme, category in pairs}
    return fields


def write_categories(finding: Finding, categories: dict[str, int]) -> None:
    Classification.objects.filter(finding=finding).delete()
    Classification.objects.bulk_create(
        Classification(finding=finding, scheme_id=int(scheme), category_id=category)
        for scheme, category in categories.items()
    )


def _apply_cuts(changes: Sequence[Change]) -> None:
    for change in changes:
        rows = Passage.objects.filter(statement=change["statement"])
        old = {passage.pk: passage for passage in rows}
        before = {key: (start, end) for key, start, end in change["before"]}
        if any(key not in old or (old[key].start, old[key].end) != span for key, span in before.items()):
            raise _cut_first()
        after = {key: (start, end) for key, start, end in change["after"]}
        sample = old[next(iter(before))]
        gone = set(before) - set(after)
        if settled := Placement.objects.filter(passage__in=gone).values_list("passage", flat=True).first():
            raise _placed_first(settled)
        ProposedMember.objects.filter(passage__in=gone).delete()
        Passage.objects.filter(pk__in=gone).delete()
        for key, (start, end) in sorted(after.items(), key=lambda item: item[1], reverse=True):
            if key in before:
                Passage.objects.filter(pk=key).update(start=start, end=end)
        Passage.objects.bulk_create(
            Passage(
                pk=key,
                campaign_id=sample.campaign_id,
                statement_id=sample.statement_id,
                start=start,
                end=end,
                is_urgent=sample.is_urgent,
                channel=sample.channel,
                sector_id=sample.sector_id,
            )
            for key, (start, end) in after.items()
            if key not in before
        )


def _take_out(changes: Sequence[Change]) -> None:
    """Passages leave their places, if those are as the changes say."""
    passages = [change["passage"] for change in changes]
    held = {
        passage: Place(finding, reason, note)
        for passage, finding, reason, note in Placement.objects.filter(passage__in=passages).values_list(
            "passage", "finding", "reason", "note"
        )
    }
    for change in changes:
        now = held.get(change["passage"])
        if (now and now.plain()) != change["before"]:
            raise _placed_first(change["passage"])
    Placement.objects.filter(passage__in=passages).delete()


def _put_in(changes: Sequence[Change], decision: Decision) -> None:
    arriving = [change["passage"] for change in changes]
    if Passage.objects.filter(pk__in=arriving).count() != len(set(arriving)):
        raise _cut_first()
    Placement.objects.bulk_create(
        Placement(
            passage_id=change["passage"],
            campaign_id=decision.campaign_id,
            finding_id=change["after"]["finding"],
            reason=change["after"]["reason"],
            note=change["after"]["note"],
            decision=decision,
        )
        for change in changes
    )


def _requote(placements: Sequence[Change], cuts: Sequence[Change]) -> list[Change]:
    """Changes of headlines that this decision would leave without their passage; carried out at once."""
    arriving: dict[int, list[int]] = defaultdict(list)
    for change in placements:
        if change["after"] and change["after"]["finding"]:
            arriving[change["after"]["finding"]].append(change["passage"])
    touched = {change["before"]["finding"] for change in placements if change["before"]}
    touched |= set(Finding.objects.filter(pk__in=arriving, passage_count=0).values_list("pk", flat=True))
    cut = [key for change in cuts for key, _start, _end in change["before"]]
    touched |= set(Placement.objects.filter(passage__in=cut).values_list("finding", flat=True))
    renamed = headlines.requoted(touched - {None}, arriving)
    if not renamed:
        return []
    rows = Finding.objects.filter(pk__in=renamed)
    changes = [found(finding.pk, headlines.headline_now(finding), renamed[finding.pk]) for finding in rows]
    _apply_findings(changes)
    return changes


def _count(changes: Sequence[Change]) -> None:
    """Keep the counts on findings and on proposed groups equal to what was just placed."""
    grown: Counter[int] = Counter()
    for change in changes:
        for side, sign in (("before", -1), ("after", 1)):
            if change[side] and change[side]["finding"]:
                grown[change[side]["finding"]] += sign
    for finding, difference in grown.items():
        Finding.objects.filter(pk=finding).update(
            passage_count=F("passage_count") + difference, revision=F("revision") + 1
        )
    left = [change["passage"] for change in changes if change["before"] is None and change["after"] is not None]
    back = [change["passage"] for change in changes if change["before"] is not None and change["after"] is None]
    for passages, sign in ((left, -1), (back, 1)):
        groups = ProposedMember.objects.filter(passage__in=passages).values_list("group").annotate(n=Count("id"))
        for group, count in list(groups):
            ProposedGroup.objects.filter(pk=group).update(passage_count=F("passage_count") + sign * count)


def _apply_answers(changes: Sequence[Change]) -> None:
    for change in changes:
        a, b = change["pair"]
        Question.objects.filter(passage_a=a, passage_b=b).update(same=change["after"])


def _cut_first() -> AlreadyDecided:
    return AlreadyDecided(
        _("Somebody else cut this voice first. Your act was not saved. Look at it as it is now and repeat.")
    )


def was_first(finding: Finding) -> AlreadyDecided:
    who = _last_decider(finding)
    return AlreadyDecided(
        _(
            "{number} was changed by {who} first. Your act was not saved; what you ticked is still ticked."
            " Look at the new headline and repeat."
        ).format(number=f"{finding.number:04d}", who=who)
    )


def _last_decider(finding: Finding) -> str:
    last = (
        Decision.objects.filter(placements__finding=finding)
        .select_related("by")
        .order_by("-number")
        .values_list("by__name", flat=True)
        .first()
    )
    return last or _("somebody else")


def _placed_first(passage_id: int) -> AlreadyDecided:
    placement = (
        Placement.objects.filter(passage=passage_id).select_related("finding", "decision__by").order_by("id").first()
    )
    if placement is None:
        return AlreadyDecided(
            _("Somebody else took one of these passages back to waiting. Your act was not saved. Look and repeat.")
        )
    who = placement.decision.by.name if placement.decision.by else _("somebody else")
    where = f"{placement.finding.number:04d}" if placement.finding else placement.get_reason_display()
    return AlreadyDecided(
        _(
            "{who} decided first: one of these passages is in “{where}”. Your act was not saved;"
            " what you ticked is still ticked. Look and repeat."
        ).format(who=who, where=where)
    )
