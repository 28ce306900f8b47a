"""What is likely left to decide, and what would stand wrong if one stopped now."""

import math
from dataclasses import dataclass

# How far the probabilities of one campaign may be off as a whole, as a share; measured on six halves of real
# messages whose weights never saw them (docs/develop/combing.md).
_OFF = 0.3
# Of a normal distribution, 95 % lie within so many deviations.
_REACH = 1.96


@dataclass(frozen=True, slots=True)
class Estimate:
    """A likely number, and the least and the most it will be in 95 of 100 cases."""

    likely: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """How many decisions settle all that is proposed, and how many passages would stand wrong without them."""

    decisions: Estimate
    errors: Estimate


def outlook(groups: int, lone: int, pairs: int, strays: float, same: float, apart: float) -> Outlook:
    """Weigh what the queue holds.

    A group costs one decision and one for each stray in it; a pair costs one and, if it is the same matter, saves one.
    Without them the strays would stand wrong, and what is the same matter would stand apart.

    Args:
        groups, lone, pairs: how many are open.
        strays: expected number of passages that do not belong to their group.
        same: expected number of open pairs that are the same matter.
        apart: expected number of pairs of groups that are the same matter and are not asked about.
    """
    decisions = groups + lone + pairs + strays - same
    errors = strays + same + apart
    return Outlook(
        _estimate(decisions, _deviation(strays) + _deviation(same), groups), _estimate(errors, _deviation(errors), 0)
    )


def _deviation(expected: float) -> float:
    """Standard deviation of a number of rare events (Poisson), and of its expectation being off as a whole."""
    return math.sqrt(expected + (_OFF * expected) ** 2)


def _estimate(likely: float, deviation: float, floor: int) -> Estimate:
    least, most = math.floor(likely - _REACH * deviation), math.ceil(likely + _REACH * deviation)
    return Estimate(max(floor, round(likely)), max(floor, least), max(floor, most))
