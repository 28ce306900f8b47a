"""Labels of drafted findings, learned from what clerks confirmed in the same campaign."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from huisheng.crafts.text.classify.classifier import LabelClassifier
from huisheng.crafts.text.combing import BUDGET, READ, FindingDraft, ProposedGroup
from huisheng.crafts.text.schemes import Label
from huisheng.crafts.text.voices import Passage, Voice

KIND = "*kind"
"""Under this name stands what tells problems from suggestions; under the code of a scheme, which no such
name can be, what sorts into it."""
NONE = ""
"""The label of a finding that has no category in a scheme."""
# Fewer examples teach less than the words of a scheme know.
_EXAMPLES, _OF_EACH = 300, 20
# The newest are the likest to what comes next, and this many are learned in seconds.
_MOST = 2500


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A passage, the finding a clerk put it under, and the label that has: `NONE` where it has none."""

    passage: Passage
    finding: str
    label: str


def learned(examples: Sequence[Confirmed]) -> LabelClassifier | None:
    """A classifier of confirmed labels; nothing where too few were confirmed to learn from. The newest come last."""
    newest = examples[-_MOST:]
    known = {label for label, times in Counter(each.label for each in newest).items() if times >= _OF_EACH}
    kept = [each for each in newest if each.label in known]
    if len(known) < 2 or len(kept) < _EXAMPLES:
        return None
    return LabelClassifier().fit(
        [_voice([each.passage]) for each in kept],
        [each.label for each in kept],
        together=[each.finding for each in kept],
    )


def relabelled(
    groups: Sequence[ProposedGroup], passages: Mapping[str, Passage], classifiers: Mapping[str, LabelClassifier]
) -> tuple[ProposedGroup, ...]:
    """The same groups, labelled by what was confirmed where it is learned, by rules where it is not.

    A label is filled in beforehand (`is_sure`) only within the error budget. Praise stays praise: whatever is set aside
    is no example.

    Args:
        passages: those of the groups, by id.
        classifiers: of `learned`, by the code of their scheme, or `KIND`.
    """
    voices = [_voice([passages[key] for key in group.draft.passages[:READ]]) for group in groups]
    drafts = [group.draft for group in groups]
    for of, classifier in classifiers.items():
        labels = classifier.classify(voices)
        drafts = [_with(draft, of, label) for draft, label in zip(drafts, labels, strict=True)]
    return tuple(replace(group, draft=draft) for group, draft in zip(groups, drafts, strict=True))


def _with(draft: FindingDraft, of: str, label: Label) -> FindingDraft:
    if label.code == NONE:
        unsure = replace(draft.categories[of], is_sure=False)
        return replace(draft, categories={**draft.categories, of: unsure})
    sure = replace(label, is_sure=label.confidence >= 1 - BUDGET)
    if of != KIND:
        return replace(draft, categories={**draft.categories, of: sure})
    return replace(draft, kind=sure) if draft.kind.code in {"problem", "suggestion"} else draft


def _voice(passages: Sequence[Passage]) -> Voice:
    titles = dict.fromkeys(passage.title for passage in passages if passage.title)
    return Voice(passages[0].id, "\n".join(passage.text for passage in passages), "\n".join(titles))
