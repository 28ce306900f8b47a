"""Decisions as sentences: what a clerk reads as the history of a finding. No words of a voice stand in them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from huisheng.combing.models import Decision, Reason

Act = Decision.Act
Op = dict[str, Any]

_FIELDS = {
    "kind": pgettext_lazy("what of a finding changed", "kind"),
    "scope": pgettext_lazy("what of a finding changed", "scope"),
    "unit_id": pgettext_lazy("what of a finding changed", "responsible unit"),
    "categories": pgettext_lazy("what of a finding changed", "categories"),
    "is_about_person": pgettext_lazy("what of a finding changed", "kept apart or not"),
}


def others_named(decisions: Iterable[Decision], finding: int) -> set[int]:
    """Ids of the other findings these sentences may name."""
    return {
        each
        for decision in decisions
        for op in decision.changes["ops"]
        if op["of"] == "placement" and finding in {_finding(op["before"]), _finding(op["after"])}
        for each in (_finding(op["before"]), _finding(op["after"]))
        if each not in {None, finding}
    } | {merged for decision in decisions if (merged := _merged_into(decision, finding)) is not None}


def sentence(decision: Decision, finding: int, numbers: Mapping[int, int]) -> str:
    """What a decision meant for one finding, in the reader's language.

    Args:
        decision: with `by` and `undoes` at hand.
        finding: its id.
        numbers: number by id of the other findings the reader may see; one that is missing is not named.
    """
    who = decision.by.label if decision.by else _("the import")
    if decision.act == Act.UNDO and decision.undoes is not None:
        return _("%(who)s took back: %(act)s") % {"who": who, "act": decision.undoes.get_act_display()}
    target = _merged_into(decision, finding)
    if target is not None:
        return _("%(who)s put it together with %(other)s") % {"who": who, "other": _named(target, numbers)}
    ops = decision.changes["ops"]
    if any(op["of"] == "finding" and op["finding"] == finding and op["before"] is None for op in ops):
        return _opened(who, _arriving(ops, finding))
    if decision.act == Act.NAME:
        return _("%(who)s chose another headline from the words") % {"who": who}
    if decision.act == Act.SPLIT:
        return _("%(who)s cut a passage in two") % {"who": who}
    arriving, leaving = _arriving(ops, finding), _leaving(ops, finding)
    if arriving:
        return _came(who, arriving, decision, numbers)
    if leaving:
        return _left(who, leaving, numbers)
    return _changed(who, ops, finding)


def _opened(who: str, arriving: list[Op]) -> str:
    return ngettext(
        "%(who)s listed it, from %(count)d passage",
        "%(who)s listed it, from %(count)d passages",
        len(arriving),
    ) % {"who": who, "count": len(arriving)}


def _came(who: str, arriving: list[Op], decision: Decision, numbers: Mapping[int, int]) -> str:
    sources = {_finding(op["before"]) for op in arriving} - {None}
    facts = {"who": who, "count": len(arriving)}
    if len(sources) == 1 and decision.act == Act.MERGE:
        return ngettext(
            "%(who)s put %(other)s together with it: %(count)d passage came",
            "%(who)s put %(other)s together with it: %(count)d passages came",
            len(arriving),
        ) % {**facts, "other": _named(sources.pop(), numbers)}
    if len(sources) == 1:
        return ngettext(
            "%(who)s moved %(count)d passage here from %(other)s",
            "%(who)s moved %(count)d passages here from %(other)s",
            len(arriving),
        ) % {**facts, "other": _named(sources.pop(), numbers)}
    return (
        ngettext("%(who)s put %(count)d passage in it", "%(who)s put %(count)d passages in it", len(arriving)) % facts
    )


def _left(who: str, leaving: list[Op], numbers: Mapping[int, int]) -> str:
    facts = {"who": who, "count": len(leaving)}
    after = leaving[0]["after"]
    if after is None:
        return (
            ngettext(
                "%(who)s put %(count)d passage back to waiting",
                "%(who)s put %(count)d passages back to waiting",
                len(leaving),
            )
            % facts
        )
    if after["reason"]:
        return ngettext(
            "%(who)s set %(count)d passage aside: %(reason)s",
            "%(who)s set %(count)d passages aside: %(reason)s",
            len(leaving),
        ) % {**facts, "reason": Reason(after["reason"]).label}
    return ngettext(
        "%(who)s moved %(count)d passage from here to %(other)s",
        "%(who)s moved %(count)d passages from here to %(other)s",
        len(leaving),
    ) % {**facts, "other": _named(after["finding"], numbers)}


def _changed(who: str, ops: list[Op], finding: int) -> str:
    after: Op = {}
    for op in ops:
        if op["of"] == "finding" and op["finding"] == finding and op["after"]:
            after |= op["after"]
    if "is_about_person" in after and len(after) == 1:
        if after["is_about_person"]:
            return _("%(who)s marked it as about a person, kept apart") % {"who": who}
        return _("%(who)s marked it as no longer about a person") % {"who": who}
    fields = [str(name) for field, name in _FIELDS.items() if field in after]
    if not fields:
        return _("%(who)s chose another headline from the words") % {"who": who}
    named = pgettext("between short words", ", ").join(fields)
    return _("%(who)s changed: %(fields)s") % {"who": who, "fields": named}


def _arriving(ops: list[Op], finding: int) -> list[Op]:
    return [op for op in ops if op["of"] == "placement" and _finding(op["after"]) == finding]


def _leaving(ops: list[Op], finding: int) -> list[Op]:
    return [op for op in ops if op["of"] == "placement" and _finding(op["before"]) == finding]


def _merged_into(decision: Decision, finding: int) -> int | None:
    for op in decision.changes["ops"]:
        if op["of"] == "finding" and op["finding"] == finding and op["after"]:
            merged = op["after"].get("merged_into_id")
            if merged is not None:
                return int(merged)
    return None


def _finding(place: Op | None) -> int | None:
    return place["finding"] if place else None


def _named(finding: int | None, numbers: Mapping[int, int]) -> str:
    number = numbers.get(finding or 0)
    return f"{number:04d}" if number is not None else _("another one")
