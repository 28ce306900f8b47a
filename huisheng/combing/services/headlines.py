"""Headlines stay quotations: when the quoted passage leaves a finding, another of its passages is quoted."""

from collections.abc import Mapping, Sequence
from typing import Any

from huisheng.combing.models import Finding, Passage
from huisheng.crafts import text as craft

HEADLINE_MAX = craft.LONGEST
FIELDS = ("headline_statement_id", "headline_start", "headline_end", "headline")
_LOOKED_AT = 20


def requoted(findings: set[int], arriving: Mapping[int, Sequence[int]]) -> dict[int, dict[str, Any]]:
    """New headline fields, by finding, for those whose headline is no longer inside one of their passages.

    `arriving` names passages, by finding, that are about to be placed there.
    """
    renamed = {}
    for finding in Finding.objects.filter(pk__in=findings):
        rows = Passage.objects.filter(placement__finding=finding) | Passage.objects.filter(
            pk__in=arriving.get(finding.pk, [])
        )
        quoted = rows.filter(
            statement=finding.headline_statement_id,
            start__lte=finding.headline_start,
            end__gte=finding.headline_end,
        )
        if not quoted.exists() and (stays := list(rows.select_related("statement").order_by("id")[:_LOOKED_AT])):
            renamed[finding.pk] = headline_from(stays)
    return renamed


def headline_now(finding: Finding) -> dict[str, Any]:
    """The headline's fields as the log holds them."""
    fields = {field: getattr(finding, field) for field in FIELDS}
    fields["headline_statement_id"] = str(finding.headline_statement_id)
    return fields


def headline_from(passages: Sequence[Passage]) -> dict[str, Any]:
    """The fields of a headline quoted from these passages by the machine's choice."""
    by_id = {str(passage.pk): passage for passage in passages}
    plain = [_plain(passage) for passage in passages]
    quote = craft.Headliner().choose(plain, [craft.entities(f"{each.title}\n{each.text}") for each in plain])
    source = by_id[quote.passage_id]
    start, end = source.start + quote.start, source.start + quote.end
    if start == end:
        start, end = craft.after_lead(source.statement.text, source.start, source.end), source.end
        start = start if start < end else source.start
    end = craft.cut_short(source.statement.text, start, end)
    return {
        "headline_statement_id": str(source.statement_id),
        "headline_start": start,
        "headline_end": end,
        "headline": source.statement.text[start:end],
    }


def _plain(passage: Passage) -> craft.Passage:
    statement = passage.statement
    words = statement.text[passage.start : passage.end]
    return craft.Passage(str(passage.pk), str(passage.statement_id), passage.start, passage.end, words, statement.title)
