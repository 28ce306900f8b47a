"""Which row of the permission table a view stands under. A view without a row answers nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

View = TypeVar("View", bound=Callable[..., object])


class Door(StrEnum):
    """Who is let through to a view before the table is asked."""

    PUBLIC = "public"  # ignores any log-in and sets no cookie (R10)
    ACCOUNT = "account"  # one's own log-in pages
    DESK = "desk"  # a person with a role
    TOKEN = "token"  # noqa: S105 a program with a token, which reads what its owner may see; log-ins are ignored


@dataclass(frozen=True, slots=True)
class Rule:
    """How a view is guarded: `read` for GET and HEAD, `act` for POST (the same row unless named).

    Where `signs`, POST is the second signature of the row's act: for whoever may sign, not for whoever may act.
    `scope` is what a token must have been made for; there an `act` is asked for GET too.
    """

    door: Door
    read: str = ""
    act: str = ""
    signs: bool = False
    scope: str = ""


def public(read: str, act: str = "") -> Callable[[View], View]:
    """Open to anybody; log-ins are ignored and no cookie is set."""
    return _ruled(Rule(Door.PUBLIC, read, act or read))


def account(view: View) -> View:
    """One's own log-in: needs no row of the table."""
    return _ruled(Rule(Door.ACCOUNT))(view)


def desk(read: str, act: str = "", *, signs: bool = False) -> Callable[[View], View]:
    """A desk page: GET needs any cell of row `read`, POST an acting cell of row `act`, or a signing one."""
    return _ruled(Rule(Door.DESK, read, act or read, signs))


def token(read: str, scope: str, act: str = "") -> Callable[[View], View]:
    """An operation of the interface: needs a token with this scope, whose owner sees row `read` and may do `act`."""
    return _ruled(Rule(Door.TOKEN, read, act, scope=scope))


def _ruled(rule: Rule) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.rule = rule  # type: ignore[attr-defined]
        return view

    return mark


def rule_of(view: object) -> Rule | None:
    """The rule of a view, or None: then nobody is let in."""
    rule = getattr(view, "rule", None)
    return rule if isinstance(rule, Rule) else None
