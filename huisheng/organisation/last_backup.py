"""When the last backup was made: a file beside the database, for restoring brings the database's own words back."""

from datetime import datetime
from pathlib import Path

from django.conf import settings


def keep(made_at: datetime) -> None:
    """Write down that a backup is whole.

    Raises:
        OSError: the home folder cannot be written.
    """
    _place().write_text(made_at.isoformat())


def read() -> datetime | None:
    """When the last backup was made, or None if there was none on this machine."""
    try:
        made_at = datetime.fromisoformat(_place().read_text())
    except (OSError, ValueError):
        return None
    return made_at if made_at.tzinfo else None


def _place() -> Path:
    return Path(settings.HOME) / "last-backup"
