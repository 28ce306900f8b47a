"""Proposed groups and doubtful pairs as the machine would leave them."""

from collections.abc import Sequence

from django.utils import timezone

from huisheng.campaign.models import Campaign
from huisheng.combing.models import Finding, Passage, ProposedGroup, ProposedMember, Question
from huisheng.organisation.models import Job


def proposed(
    campaign: Campaign,
    passages: Sequence[Passage],
    *findings: Finding,
    rank: int | None = None,
    kind: str = "problem",
    urgent: bool = False,
    certain: bool = False,
    stray: float = 0.0,
) -> ProposedGroup:
    """A group of passages, likely to join the findings named, the first one most of all."""
    first = passages[0]
    text = first.statement.text[first.start : first.end]
    end = first.start + len(text.split("，")[0].rstrip("。！"))
    group = ProposedGroup.objects.create(
        campaign=campaign,
        job=Job.objects.create(kind="combing.propose", campaign_id=campaign.pk, state="done", queued_at=timezone.now()),
        rank=ProposedGroup.objects.filter(campaign=campaign).count() if rank is None else rank,
        confidence=0.9,
        kind=kind if kind in Finding.Kind.values else "",
        is_urgent=urgent,
        is_certain=certain,
        stray=stray,
        passage_count=len(passages),
        hints={
            "kind": [kind, 0.9],
            "scope": ["common", 0.8],
            "categories": {"policy": ["town", 0.9, True]},
            "headline": [str(first.statement_id), first.start, end, first.statement.text[first.start : end]],
        },
        targets=[
            {"finding": finding.pk, "confidence": 0.96 - n / 10, "same": ["育才路"], "differs": ["北环路"] if n else []}
            for n, finding in enumerate(findings)
        ],
    )
    ProposedMember.objects.bulk_create(
        ProposedMember(group=group, passage=passage, confidence=0.9, rank=n) for n, passage in enumerate(passages)
    )
    return group


def question(campaign: Campaign, a: Passage, b: Passage) -> Question:
    """A doubtful pair."""
    return Question.objects.create(campaign=campaign, passage_a=a, passage_b=b, score=0.5)
