"""Replaying the log of decisions, without a database: what the tables must say (a pure core)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Change = dict[str, Any]


class Broken(ValueError):
    """A decision claims a state before it that the log did not lead to."""

    def __init__(self, number: int, change: Change) -> None:
        super().__init__(f"decision {number}: {change}")
        self.number = number
        self.change = change


@dataclass
class Replay:
    """The state the log leads to: places by passage, fields by finding, cuts by passage, answers by pair."""

    places: dict[int, Change] = field(default_factory=dict)
    findings: dict[int, Change] = field(default_factory=dict)
    cuts: dict[int, tuple[int, int]] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    answers: dict[tuple[int, int], bool] = field(default_factory=dict)

    def run(self, decisions: Iterable[tuple[int, list[Change]]]) -> "Replay":
        """Apply decisions (number, changes) in order.

        Raises:
            Broken: a change's `before` is not the state reached.
        """
        for number, changes in decisions:
            for change in changes:
                if not getattr(self, f"_{change['of']}")(change):
                    raise Broken(number, change)
        return self

    def _placement(self, change: Change) -> bool:
        passage, after = change["passage"], change["after"]
        if self.places.get(passage) != change["before"]:
            return False
        if after is None:
            self.places.pop(passage, None)
        else:
            self.places[passage] = after
        return True

    def _finding(self, change: Change) -> bool:
        finding, before, after = change["finding"], change["before"], change["after"]
        if before is None:
            # Done again after being taken back: the row was kept, for a number is never used twice.
            self.findings.setdefault(finding, dict(after))
            return True
        now = self.findings.get(finding)
        if now is None or after is None:
            return now is not None
        if any(now.get(name) != value for name, value in before.items()):
            return False
        now.update(after)
        return True

    def _cut(self, change: Change) -> bool:
        before = {key: (start, end) for key, start, end in change["before"]}
        after = {key: (start, end) for key, start, end in change["after"]}
        if any(self.cuts.get(key, span) != span or key in self.gone for key, span in before.items()):
            return False
        for key in set(before) - set(after):
            self.cuts.pop(key, None)
            self.gone.add(key)
        self.cuts.update(after)
        self.gone -= set(after)
        return True

    def _question(self, change: Change) -> bool:
        pair = (change["pair"][0], change["pair"][1])
        if self.answers.get(pair) != change["before"]:
            return False
        if change["after"] is None:
            self.answers.pop(pair, None)
        else:
            self.answers[pair] = change["after"]
        return True
