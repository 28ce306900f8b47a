"""The equations of `huisheng verify`: each room registers what must hold, read-only."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _


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


def verify(names: Iterable[str]) -> Iterator[tuple[str, Outcome]]:
    """The outcomes of the named equations, all over one state of the database, which is only read."""
    with reading_one_state():
        for name in names:
            try:
                for outcome in EQUATIONS[name]():
                    yield name, outcome
            except (DatabaseError, ValueError, LookupError, TypeError) as error:
                # A row altered behind the application may not even be readable; the other equations still count.
                words = _("This could not be computed: %(error)s") % {"error": f"{type(error).__name__}: {error}"}
                yield name, Outcome(False, words)


@contextmanager
def reading_one_state() -> Iterator[None]:
    """All reads see one state of the database, while others go on writing; nothing can be written here."""
    if connection.in_atomic_block:  # within a transaction of somebody else, which is one state already
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    # Not `atomic`: it would take SQLite's write lock and hold up everybody who sends a voice.
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only=ON")
        cursor.execute("BEGIN")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
            cursor.execute("PRAGMA query_only=OFF")


@dataclass(frozen=True, slots=True)
class LastVerify:
    """How the last complete `huisheng verify` ended."""

    at: datetime
    holds: bool
    count: int


def keep(holds: bool, count: int) -> None:
    """Write down how a complete verify ended, beside the database, which verifying never writes.

    Raises:
        OSError: the home folder cannot be written.
    """
    record = {"at": timezone.now().isoformat(), "holds": holds, "count": count}
    (settings.HOME / "last-verify.json").write_text(json.dumps(record))


def last_verify() -> LastVerify | None:
    """The last complete verify, or None if there was none yet."""
    try:
        record = json.loads((settings.HOME / "last-verify.json").read_text())
        return LastVerify(datetime.fromisoformat(record["at"]), bool(record["holds"]), int(record["count"]))
    except (OSError, ValueError, KeyError):
        return None
