"""The equations of `huisheng verify`: each room registers what must hold, read-only."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one equation: what was compared, as words with numbers, and whether it holds."""

    holds: bool
    words: str


Equation = Callable[[], Iterator[Outcome]]
EQUATIONS: dict[str, Equation] = {}


def equation(name: str) -> Callable[[Equation], Equation]:
    """Register a generator that yields a `Outcome` for each campaign, file or chain it looks at."""

    def register(check: Equation) -> Equation:
        EQUATIONS[name] = check
        return check

    return register
