"""Finding a finding by number or words, and showing its headline masked."""

from collections.abc import Iterable, Sequence

from django.db.models import Case, Q, QuerySet, Value, When

from huisheng.campaign.standing import Standing
from huisheng.combing.models import Finding
from huisheng.combing.queries.core import findings_visible_to, masks, search_passages
from huisheng.combing.queries.masking import Run, masked


def headlines_with(standing: Standing, asked: str) -> QuerySet[Finding]:
    """Findings to move to: by number, or by words of their headline or of a passage they hold.

    Those named by the words come first: the largest finding holds most words, and is seldom the one meant.
    """
    rows = findings_visible_to(standing)
    digits = asked.strip().lstrip("0")
    if asked.strip().isdecimal() and digits:
        return rows.filter(number=int(digits[:9]))
    if not asked.strip():
        return rows.order_by("-passage_count", "number")
    assert standing.campaign is not None
    by_words = Q()
    for word in asked.split()[:8]:
        by_words &= Q(headline__icontains=word)
    holding = search_passages(standing.campaign, asked).order_by().values("placement__finding")
    is_named = Case(When(by_words, then=Value(0)), default=Value(1))
    return rows.filter(by_words | Q(pk__in=holding)).order_by(is_named, "-passage_count", "number")


def masked_headlines(rows: Iterable[Finding]) -> list[tuple[Finding, list[Run]]]:
    """Findings with their headlines, masked. One query, and that of the rows."""
    findings = list(rows)
    hidden = masks(finding.headline_statement_id for finding in findings)
    return [
        (finding, masked(finding.headline, hidden.get(finding.headline_statement_id, ()), finding.headline_start))
        for finding in findings
    ]


def offered(
    standing: Standing, words: str, numbers: Sequence[int], besides: Finding | None = None
) -> QuerySet[Finding]:
    """Findings to choose from: those looked for; while nothing is, those already at hand."""
    rows = headlines_with(standing, words)
    if not words.strip() and numbers:
        rows = rows.filter(number__in=numbers)
    return rows.exclude(pk=besides.pk) if besides else rows
