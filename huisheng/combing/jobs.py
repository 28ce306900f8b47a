"""Long work of combing: proposing groups for what waits."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db.models import F, Q
from django.db.models.functions import Substr

from huisheng.campaign.models import Campaign
from huisheng.combing.models import (
    Classification,
    Finding,
    Passage,
    Placement,
    ProposedGroup,
    ProposedMember,
    Question,
    Scheme,
)
from huisheng.crafts import text as craft
from huisheng.organisation.jobs import Run, work
from huisheng.organisation.models import Job

Row = TypeVar("Row")
BATCH = 1000
# Passages of a group that may be accepted without being opened.
GLANCE = 20


WORK = "combing.propose"


@work(WORK, last=True)
def propose(run: Run) -> None:
    """Group what waits, find targets among findings, and pick doubtful pairs to ask about.

    What a person decided is input, never output: placed passages stay, answered pairs bind. The proposals
    replace the former ones in one transaction, so a desk sees the old queue or the new one, never half.

    Several workbooks in a row make one run: it goes after them, gives way to one that comes meanwhile, and leaves
    the work to a run that was asked for later.
    """
    campaign = Campaign.objects.get(pk=run.job.campaign_id or 0)
    if _asked_again(run):
        run.finish(left_to_later=True)
        return
    schemes = _schemes(campaign)
    passages, placed = _passages(campaign)
    waiting = len(passages) - len(placed)
    with run.commit(done=0, total=waiting):
        pass
    answers = Question.objects.filter(campaign=campaign, same__isnull=False)
    refused = [(str(a), str(b)) for a, b, same in answers.values_list("passage_a", "passage_b", "same") if not same]

    def told(share: float) -> None:
        run.give_way()
        with run.commit(done=round(share * waiting)):
            pass

    proposals = craft.propose(passages, placed, cannot_link=refused, schemes=schemes or None, told=told)
    by_id = {passage.id: passage for passage in passages}
    classifiers = _confirmed_labels(campaign, [scheme.code for scheme in schemes], passages, placed)
    groups = craft.relabelled(proposals.groups, by_id, classifiers)
    run.give_way()
    with run.commit(done=waiting):
        _replace(campaign, run, craft.Proposals(groups, proposals.questions), by_id)
    run.finish(groups=len(proposals.groups), questions=len(proposals.questions), passages=waiting)


def _asked_again(run: Run) -> bool:
    """Whether another run for the campaign waits: it will see all this one would, and more."""
    others = Job.objects.filter(kind=WORK, campaign_id=run.job.campaign_id, state=Job.State.QUEUED)
    return others.exclude(pk=run.job.pk).exists()


def _schemes(campaign: Campaign) -> list[craft.Scheme]:
    return [
        craft.Scheme(
            code=scheme.code,
            zh=scheme.name,
            en=scheme.name_en,
            categories=tuple(
                craft.Category(code=each.code, zh=each.name, en=each.name_en, words=tuple(each.words))
                for each in scheme.categories.all()
            ),
        )
        for scheme in Scheme.objects.filter(campaign=campaign).prefetch_related("categories")
    ]


def _passages(campaign: Campaign) -> tuple[list[craft.Passage], dict[str, str]]:
    """Waiting passages and those in findings; what is set aside is done with."""
    rows = (
        Passage.objects.filter(Q(placement__isnull=True) | Q(placement__reason=""), campaign=campaign)
        .annotate(words=Substr("statement__text", F("start") + 1, F("end") - F("start")))
        .order_by("id")
        .values_list("id", "statement_id", "start", "end", "words", "statement__title")
    )
    passages = [
        craft.Passage(str(key), str(voice), start, end, words, title)
        for key, voice, start, end, words, title in rows.iterator(chunk_size=5000)
    ]
    held = Placement.objects.filter(campaign=campaign, finding__isnull=False).values_list("passage", "finding")
    return passages, {str(passage): str(finding) for passage, finding in held.iterator(chunk_size=5000)}


def _confirmed_labels(
    campaign: Campaign, schemes: Sequence[str], passages: Sequence[craft.Passage], placed: Mapping[str, str]
) -> dict[str, Any]:
    """A classifier for each scheme, and for kinds, of which enough was confirmed to learn from."""
    kinds = {str(key): kind for key, kind in Finding.objects.filter(campaign=campaign).values_list("pk", "kind")}
    labels = {craft.KIND: kinds, **{scheme: dict.fromkeys(kinds, craft.NONE) for scheme in schemes}}
    given = Classification.objects.filter(finding__campaign=campaign, scheme__code__in=schemes)
    for key, scheme, category in given.values_list("finding", "scheme__code", "category__code"):
        labels[scheme][str(key)] = category
    classifiers = {}
    for of, label in sorted(labels.items()):
        confirmed = [
            craft.Confirmed(passage, finding, label[finding])
            for passage in passages
            if (finding := placed.get(passage.id)) is not None
        ]
        if (classifier := craft.learned(confirmed)) is not None:
            classifiers[of] = classifier
    return classifiers


def _replace(campaign: Campaign, run: Run, proposals: "craft.Proposals", passages: dict[str, craft.Passage]) -> None:
    """Write the proposals anew. What was decided while the machine worked is left out."""
    Question.objects.filter(campaign=campaign, same__isnull=True).delete()
    ProposedMember.objects.filter(group__campaign=campaign).delete()
    ProposedGroup.objects.filter(campaign=campaign).delete()
    settled = set(Placement.objects.filter(campaign=campaign).values_list("passage", flat=True))
    there = set(Passage.objects.filter(campaign=campaign).values_list("id", flat=True))
    urgent = set(Passage.objects.filter(campaign=campaign, is_urgent=True).values_list("id", flat=True))
    groups, members = [], []
    for rank, proposed in enumerate(proposals.groups):
        keys = [int(key) for key in proposed.draft.passages if int(key) in there and int(key) not in settled]
        if keys:
            group = _group(campaign, run, rank, proposed, passages)
            group.passage_count = len(keys)
            group.is_urgent = bool(urgent & set(keys))
            # Danger to life is looked at one by one, and so are more words than a glance takes in.
            group.is_certain = group.is_certain and not group.is_urgent and len(keys) <= GLANCE
            groups.append(group)
            members.append(keys)
    ProposedGroup.objects.bulk_create(groups, batch_size=BATCH)
    rows = (
        ProposedMember(group=group, passage_id=key, confidence=group.confidence, rank=rank)
        for group, keys in zip(groups, members, strict=True)
        for rank, key in enumerate(keys)
    )
    for batch in _batches(rows):
        ProposedMember.objects.bulk_create(batch)
    _ask(campaign, proposals.questions, there)


def _group(
    campaign: Campaign, run: Run, rank: int, proposed: "craft.ProposedGroup", passages: dict[str, craft.Passage]
) -> ProposedGroup:
    draft = proposed.draft
    source = passages[draft.headline.passage_id]
    kind = draft.kind.code if draft.kind.code in Finding.Kind.values else ""
    hints: dict[str, Any] = {
        "kind": [draft.kind.code, round(draft.kind.confidence, 3)],
        "scope": [draft.scope.code, round(draft.scope.confidence, 3)],
        "categories": {
            scheme: [label.code, round(label.confidence, 3), label.is_sure]
            for scheme, label in draft.categories.items()
        },
        "headline": [
            source.voice_id,
            source.start + draft.headline.start,
            source.start + draft.headline.end,
            draft.headline.text,
        ],
    }
    targets = [
        {
            "finding": int(target.finding),
            "confidence": round(target.confidence, 3),
            "same": [entity.name for entity in target.same],
            "differs": [entity.name for entity in target.differs],
        }
        for target in proposed.targets
    ]
    confidence = round(proposed.targets[0].confidence, 3) if proposed.targets else draft.kind.confidence
    return ProposedGroup(
        campaign=campaign,
        job=run.job,
        rank=rank,
        confidence=confidence,
        kind=kind,
        hints=hints,
        targets=targets,
        stray=proposed.stray,
        apart=proposed.apart,
        is_certain=proposed.is_certain and (proposed.joins or bool(kind)),
    )


def _ask(campaign: Campaign, questions: "Sequence[craft.Question]", there: set[int]) -> None:
    answered = set(Question.objects.filter(campaign=campaign).values_list("passage_a", "passage_b"))
    rows = (
        Question(campaign=campaign, passage_a_id=int(each.a), passage_b_id=int(each.b), score=each.score)
        for each in questions
        if int(each.a) in there and int(each.b) in there and (int(each.a), int(each.b)) not in answered
    )
    for batch in _batches(rows):
        Question.objects.bulk_create(batch)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
