"""What a finding is called, what kind it is, and which findings are one."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from huisheng.combing.models import Category, Decision, Finding, Passage, Placement
from huisheng.combing.services import log
from huisheng.combing.services.log import Change, Place
from huisheng.combing.services.placing import Span, quotation
from huisheng.errors import Refused
from huisheng.organisation.models import Person, Unit

Act = Decision.Act


@transaction.atomic
def merge(source: Finding, target: Finding, *, by: Person, seen_revision: int | None = None) -> Decision:
    """Put two findings together: every passage of the source goes to the target, which keeps its name.

    Raises:
        Refused: they are the same, or one was merged before.
        Conflict: the target changed since it was looked at.
    """
    log.lock(source.campaign)
    source, target = _now(source), _now(target)
    if source.pk == target.pk or source.merged_into_id or target.merged_into_id:
        raise Refused(_("These two cannot be put together: they are one already. Nothing was changed."))
    if source.campaign_id != target.campaign_id:
        raise Refused(_("That finding belongs to another campaign. Nothing was changed."))
    _unchanged(target, seen_revision)
    held = Placement.objects.filter(finding=source).values_list("passage", "note").order_by("passage")
    changes: list[Change] = [
        log.placed(passage, Place(source.pk, "", note), Place(target.pk, "", note)) for passage, note in held
    ]
    changes.append(log.found(source.pk, {"merged_into_id": None}, {"merged_into_id": target.pk}))
    return log.record(source.campaign, Act.MERGE, changes, by=by)


@transaction.atomic
def name(finding: Finding, span: Span, *, by: Person, seen_revision: int | None = None) -> Decision:
    """Name a finding by a clause of its own passages.

    Raises:
        Refused: the span is no quotation from them.
        Conflict: the finding changed since it was looked at.
    """
    log.lock(finding.campaign)
    finding = _now(finding)
    _unchanged(finding, seen_revision)
    words = quotation(list(Passage.objects.filter(placement__finding=finding, statement=span.statement_id)), span)
    after = {
        "headline_statement_id": str(span.statement_id),
        "headline_start": span.start,
        "headline_end": span.end,
        "headline": words,
    }
    return _change(finding, Act.NAME, after, by=by)


@transaction.atomic
def classify(
    finding: Finding,
    *,
    by: Person,
    kind: str | None = None,
    scope: str | None = None,
    unit: Unit | None = None,
    clear_unit: bool = False,
    categories: Sequence[Category] | None = None,
    seen_revision: int | None = None,
) -> Decision:
    """Say a finding's kind, scope, responsible unit and its category in each scheme; None leaves a field.

    Raises:
        Refused: nothing would change.
        Conflict: the finding changed since it was looked at.
    """
    log.lock(finding.campaign)
    finding = _now(finding)
    _unchanged(finding, seen_revision)
    after: Change = {}
    if kind is not None:
        after["kind"] = kind
    if scope is not None:
        after["scope"] = scope
    if unit is not None or clear_unit:
        after["unit_id"] = unit.pk if unit else None
    if categories is not None:
        after["categories"] = {str(category.scheme_id): category.pk for category in categories}
    return _change(finding, Act.CLASSIFY, after, by=by)


@transaction.atomic
def mark_about_person(finding: Finding, value: bool, *, by: Person) -> Decision:
    """Keep a finding apart because it is about one person, or no longer."""
    log.lock(finding.campaign)
    return _change(_now(finding), Act.ABOUT_PERSON, {"is_about_person": value}, by=by)


def _change(finding: Finding, act: Decision.Act, after: Change, *, by: Person) -> Decision:
    now = log.finding_fields(finding)
    after = {field: value for field, value in after.items() if now[field] != value}
    if not after:
        raise Refused(_("It says so already. Nothing was changed."))
    before = {field: now[field] for field in after}
    return log.record(finding.campaign, act, [log.found(finding.pk, before, after)], by=by)


def _now(finding: Finding) -> Finding:
    return Finding.objects.select_related("campaign").get(pk=finding.pk)


def _unchanged(finding: Finding, seen_revision: int | None) -> None:
    if seen_revision is not None and finding.revision != seen_revision:
        raise log.was_first(finding)
