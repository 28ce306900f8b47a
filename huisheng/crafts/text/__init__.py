"""What is said: cut without remainder, near-duplicates, groups, labels, headlines, search grams.

Stable signatures:

    cut(text) -> list[Span]                      # spans join back to the text; [] for ""
    grams(text), query_grams(text) -> list[str]  # full-text index and search
    comb(voices, cut=True, schemes=None) -> Combing(passages, groups, questions, findings)
    propose(passages, placed, cannot_link=(), refused=(), schemes=None, told=…) -> Proposals(groups, questions)
        passages: waiting and placed `Passage`s; placed: {passage id: finding id}
        cannot_link: pairs of passage ids; refused: (passage id, finding id) pairs
        groups: ProposedGroup(draft: FindingDraft, targets: up to 3 Target), lone passages included
    learned(examples) -> LabelClassifier | None  # of Confirmed(passage, finding, label)
    relabelled(groups, passages, classifiers) -> groups labelled by what was learned
    Comber(schemes, cutter, features, scorer, grouper, …) has both, and comb_passages(passages,
        must_link, cannot_link, pinned) for regrouping under constraints

All ids are strings. Offsets count Python code points; a `Quote` points into `passage.text`.
A `Label` is (code, confidence 0..1); kinds are problem, suggestion, praise, other; scopes individual,
common; categories map scheme code → Label. The same input gives the same result in any row order.

What combs is loaded when first named, for it needs numpy and scipy: a web process cuts and searches without.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from huisheng.crafts.text.cutting import Cutter, cut
from huisheng.crafts.text.entities import Entity, entities
from huisheng.crafts.text.grams import grams, query_grams
from huisheng.crafts.text.headlines import LONGEST, Headliner, Quote, after_lead, cut_short
from huisheng.crafts.text.kinds import KindClassifier, ScopeClassifier
from huisheng.crafts.text.schemes import (
    SHIPPED,
    BadScheme,
    Category,
    Label,
    Scheme,
    SchemeClassifier,
    read_scheme,
    shipped,
)
from huisheng.crafts.text.voices import Passage, Span, Voice, passages_of, whole

if TYPE_CHECKING:
    from huisheng.crafts.text.classify.confirmed import KIND, NONE, Confirmed, learned, relabelled
    from huisheng.crafts.text.combing import (
        Comber,
        Combing,
        FindingDraft,
        Group,
        Proposals,
        ProposedGroup,
        Question,
        Target,
        comb,
        propose,
    )
    from huisheng.crafts.text.features import Features
    from huisheng.crafts.text.grouping import Grouper
    from huisheng.crafts.text.pairs import PairScorer

__all__ = [
    "KIND",
    "LONGEST",
    "NONE",
    "SHIPPED",
    "BadScheme",
    "Category",
    "Comber",
    "Combing",
    "Confirmed",
    "Cutter",
    "Entity",
    "Features",
    "FindingDraft",
    "Group",
    "Grouper",
    "Headliner",
    "KindClassifier",
    "Label",
    "PairScorer",
    "Passage",
    "Proposals",
    "ProposedGroup",
    "Question",
    "Quote",
    "Scheme",
    "SchemeClassifier",
    "ScopeClassifier",
    "Span",
    "Target",
    "Voice",
    "after_lead",
    "comb",
    "cut",
    "cut_short",
    "entities",
    "grams",
    "learned",
    "passages_of",
    "propose",
    "query_grams",
    "read_scheme",
    "relabelled",
    "shipped",
    "whole",
]

_LOADED_LATE = {
    "classify.confirmed": ("KIND", "NONE", "Confirmed", "learned", "relabelled"),
    "features": ("Features",),
    "grouping": ("Grouper",),
    "pairs": ("PairScorer",),
    "combing": (
        "Comber",
        "Combing",
        "FindingDraft",
        "Group",
        "Proposals",
        "ProposedGroup",
        "Question",
        "Target",
        "comb",
        "propose",
    ),
}
_HOME = {name: home for home, names in _LOADED_LATE.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
