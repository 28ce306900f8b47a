"""What is looked at before the office opens: each problem is a sentence that says what to do."""

import stat
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, connection

from huisheng.crafts.words import _
from huisheng.organisation import triggers
from huisheng.organisation.queries.operation import pending_migrations
from huisheng.web.setting_up import KEYS

# Read back from SQLite after the connection is made: a setting that silently did not take would cost rows (P1).
SQLITE = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "recursive_triggers": 1,
    "busy_timeout": 10000,
}
POSTGRESQL = ("fsync", "synchronous_commit", "full_page_writes")


def problems(*, with_pages: bool = True) -> list[str]:
    """Why the office must not open now; empty if it may. Reads only. A worker needs no pages."""
    found = [*_keys(), *(_static_files() if with_pages else ())]
    try:
        pending = pending_migrations()
        if pending:
            words = _("The database is not at this release ({count} steps are missing). Run `huisheng upgrade` first.")
            return [*found, words.format(count=len(pending))]
        return [*found, *durability(), *_triggers()]
    except DatabaseError as error:
        return [*found, _("The database does not answer: {error}").format(error=str(error).strip())]


def durability() -> Iterator[str]:
    """Settings without which an acknowledged voice could be lost in a power cut."""
    if connection.vendor == "sqlite":
        expected = SQLITE
        queries = {name: f"PRAGMA {name}" for name in SQLITE}
    else:
        expected = dict.fromkeys(POSTGRESQL, "on")
        queries = {name: f"SHOW {name}" for name in POSTGRESQL}
    for name, query in queries.items():
        with connection.cursor() as cursor:
            cursor.execute(query)
            value = cursor.fetchone()[0]
        if value != expected[name]:
            words = _(
                "The database setting {name} is {value}, but must be {expected}: acknowledged voices could be lost."
            )
            yield words.format(name=name, value=value, expected=expected[name])


def _triggers() -> Iterator[str]:
    missing = triggers.missing()
    if missing:
        words = _("The database lacks what keeps records unchangeable ({names}). Run `huisheng upgrade`.")
        yield words.format(names=", ".join(missing))


def _keys() -> Iterator[str]:
    for name in KEYS:
        file = settings.HOME / "keys" / name
        if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield _("The key {file} can be read by others. Run: chmod 0400 {file}").format(file=file)
    if settings.IS_DEMO and set(settings.ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]"}:
        yield _(
            "These are the demo's keys: they serve this machine only. Leave HUISHENG_HOSTS unset, or make a real"
            " office with `huisheng init`."
        )


def _static_files() -> Iterator[str]:
    if not settings.WHITENOISE_USE_FINDERS and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield _("The static files are not collected. Run `huisheng upgrade`.")
