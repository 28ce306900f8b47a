"""What makes a folder an office's home, and what brings it up to a release."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from huisheng.web import environment

KEYS = ("django-secret", "receipt-key", "totp-key")


def make_keys(home: Path) -> list[Path]:
    """Make the keys that are missing, readable by their owner alone. Those already there stay as they are.

    Returns the files made.
    """
    folder = home / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = []
    for name in KEYS:
        file = folder / name
        with contextlib.suppress(FileExistsError):
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
            with os.fdopen(descriptor, "w") as out:
                out.write(secrets.token_hex(32) + "\n")
            made.append(file)
    return made


def has_key(home: Path, name: str) -> bool:
    """Whether a key is at hand, as a file or as a variable."""
    return environment.variable_of(name) in os.environ or (home / "keys" / name).exists()


def make_folders(home: Path) -> None:
    """Where files lie, and where those that come in are kept until they have passed the gate."""
    for name in ("media", "incoming"):
        (home / name).mkdir(parents=True, exist_ok=True, mode=0o700)


def keep_time_zone(home: Path, zone: str) -> None:
    """Write down the office's time zone, unless its environment names one."""
    if "HUISHENG_TIME_ZONE" not in os.environ:
        (home / "time-zone").write_text(zone + "\n")


def migrate() -> None:
    """Bring the database up to this release."""
    with hasty_if_new():
        call_command("migrate", interactive=False, verbosity=0)


def collect_static() -> None:
    """Put the static files where the server finds them, compressed and named by what they hold."""
    call_command("collectstatic", interactive=False, verbosity=0)


@contextlib.contextmanager
def hasty_if_new() -> Iterator[None]:
    """A new SQLite file holds nothing to lose: waiting for the disk at each step would cost minutes."""
    is_new = connection.vendor == "sqlite" and not connection.introspection.table_names()
    if not is_new:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
