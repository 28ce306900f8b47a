"""Findings split off since a version: new ones that hold a passage which stood in another finding there.

The version keeps the ids of its passages, so nothing more is stored for it. A finding that was put together with
another is told as merged, not as the one the other was split from.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from huisheng.campaign.standing import Standing
from huisheng.combing.models import FindingList
from huisheng.combing.queries.core import findings_ever_visible_to

_HELD = {
    "sqlite": "json_each(stood.passage_ids) AS held",
    "postgresql": "jsonb_array_elements_text(stood.passage_ids) AS held(value)",
}
# Only findings that a decision touched since can have lost a passage: the cost is that of the work since.
_SPLIT = """
FROM combing_findinglistentry AS stood
JOIN combing_finding AS origin ON origin.id = stood.finding_id AND origin.merged_into_id IS NULL
CROSS JOIN {held}
JOIN combing_placement AS now ON now.passage_id = CAST(held.value AS bigint) AND now.finding_id <> stood.finding_id
WHERE stood.finding_list_id = %s
AND EXISTS (
    SELECT 1 FROM combing_decisionfinding AS touched JOIN combing_decision AS since ON since.id = touched.decision_id
    WHERE touched.finding_id = stood.finding_id AND since.number > %s
)
AND NOT EXISTS (
    SELECT 1 FROM combing_findinglistentry AS old
    WHERE old.finding_list_id = stood.finding_list_id AND old.finding_id = now.finding_id
)
"""


def split_since(version: FindingList) -> RawSQL:
    """The findings split off since a version, as a subquery of their keys."""
    return RawSQL("SELECT now.finding_id " + _split(), [version.pk, version.decision_number])  # noqa: S611 - constants


def split_lines(standing: Standing, version: FindingList, findings: Sequence[int]) -> tuple[str, list[Any]]:
    """A SELECT of five columns over findings split off since a version, to stand in a union with others.

    Returns:
        The SQL and its parameters. Columns: "split"; the finding; ""; the number it was split from, or NULL where
        this reader may not see that one; 0. A finding split from several has several lines.
    """
    seen, seen_params = findings_ever_visible_to(standing).values("pk").query.sql_with_params()
    among = ", ".join(["%s"] * len(findings))
    sql = (
        f"SELECT DISTINCT 'split', now.finding_id, '', CASE WHEN origin.id IN ({seen}) THEN origin.number END, 0 "
        f"{_split()} AND now.finding_id IN ({among})"
    )
    return sql, [*seen_params, version.pk, version.decision_number, *findings]


def _split() -> str:
    return _SPLIT.format(held=_HELD[connection.vendor])
