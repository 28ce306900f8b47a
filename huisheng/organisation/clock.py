"""The one clock of what is recorded: a seam for the demo's past and for faults in tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The moment to record."""
    return _moment.get() or timezone.now()


def today() -> date:
    """The day to record, in the office's time zone."""
    return timezone.localdate(now())


@contextmanager
def on(day: date, hour: int = 10) -> Iterator[None]:
    """Record acts inside the block as of that day."""
    moment = timezone.make_aware(datetime.combine(day, time(hour)))
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
