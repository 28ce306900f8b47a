"""Writes of this room: one function per act, each one decision in the log but `doubt`, which decides nothing."""

from huisheng.combing.services.findings import classify, mark_about_person, merge, name
from huisheng.combing.services.placing import Span, answer, doubt, move, open_finding, place, release, set_aside, split
from huisheng.combing.services.undoing import last_act, last_undo, redo, undo

__all__ = [
    "Span",
    "answer",
    "classify",
    "doubt",
    "last_act",
    "last_undo",
    "mark_about_person",
    "merge",
    "move",
    "name",
    "open_finding",
    "place",
    "redo",
    "release",
    "set_aside",
    "split",
    "undo",
]
