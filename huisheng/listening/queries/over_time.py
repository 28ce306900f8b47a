"""Days gathered into days, weeks, months or years without gaps: a time in which nobody spoke must be seen as such."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

STEPS = ("day", "week", "month", "year")
_LONGEST = {"day": 1, "week": 7, "month": 31, "year": 366}


@dataclass(frozen=True, slots=True)
class Spread:
    """Periods of one length and what falls into each, the first to the last without a gap."""

    step: str
    starts: tuple[date, ...]
    counts: tuple[int, ...]

    @property
    def most(self) -> tuple[date, int] | None:
        """The period with the most, the first of equals."""
        return max(zip(self.starts, self.counts, strict=True), key=lambda each: each[1], default=None)


def spread(days: Mapping[date, int], steps: Sequence[str], most: int) -> Spread:
    """The finest of the steps that makes few enough periods.

    Args:
        days: counts by day.
        steps: of `STEPS`, the finest first.
        most: how many periods there is room for; the coarsest step is taken even if there is not.
    """
    long = (max(days) - min(days)).days if days else 0
    for step in steps:
        if step != steps[-1] and long // _LONGEST[step] > most:
            continue
        counts: Counter[date] = Counter()
        for day, count in days.items():
            counts[floor(day, step)] += count
        starts = periods(counts, step)
        if len(starts) <= most:
            break
    return Spread(step, starts, tuple(counts[start] for start in starts))


def periods(found: Mapping[date, int] | Sequence[date], step: str) -> tuple[date, ...]:
    """All periods from the first to the last that is named."""
    if not found:
        return ()
    starts, last = [min(found)], max(found)
    while starts[-1] < last:
        starts.append(floor(starts[-1] + timedelta(days=_LONGEST[step]), step))
    return tuple(starts)


def last_day(start: date, step: str) -> date:
    """The last day of the period that begins on a day."""
    return floor(start + timedelta(days=_LONGEST[step]), step) - timedelta(days=1)


def floor(day: date, step: str) -> date:
    """The first day of the period a day lies in; weeks begin on Monday."""
    if step == "week":
        return day - timedelta(days=day.weekday())
    if step == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if step == "year" else day
