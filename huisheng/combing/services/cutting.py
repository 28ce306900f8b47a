"""Cutting statements into passages when they are stored."""

from collections.abc import Sequence

from huisheng.combing.models import Passage
from huisheng.crafts import text as craft
from huisheng.listening.models import Statement, Submission


def cut(statements: Sequence[Statement], *, staged: bool) -> None:
    """Cut statements into passages that join back to them exactly; of a staged import none lies on a desk yet."""
    cutter = craft.Cutter()
    submissions = Submission.objects.in_bulk({each.submission_id for each in statements})
    Passage.objects.bulk_create(
        Passage(
            campaign_id=None if staged else statement.campaign_id,
            statement=statement,
            start=span.start,
            end=span.end,
            is_urgent=submissions[statement.submission_id].is_urgent,
            channel=submissions[statement.submission_id].channel,
            sector_id=submissions[statement.submission_id].sector_id,
        )
        for statement in statements
        for span in cutter.cut(statement.text)
    )
