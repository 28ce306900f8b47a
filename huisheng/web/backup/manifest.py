"""What a backup says of itself: from which release, which parts, with which keys it can be used."""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from huisheng import __version__
from huisheng.listening.models import Batch
from huisheng.organisation.models import AuditEntry
from huisheng.web import environment, setting_up
from huisheng.web.backup import tables

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One member of the archive."""

    name: str
    sha256: str
    size: int
    rows: int | None = None
    """Rows of a table; nothing for a file."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The last member of the archive: what the others must be."""

    made_at: str
    release: str
    engine: str
    migrations: list[str]
    keys: dict[str, str]
    """Fingerprint by name: it tells which key it is, not the key."""
    heads: dict[str, str]
    """Ends of the chains: the audit trail's, and each campaign's batches'."""
    parts: list[Part] = field(default_factory=list)
    format: int = FORMAT

    def as_json(self) -> bytes:
        """As it lies in the archive."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, text: bytes) -> "Manifest":
        """A manifest as it lies in the archive.

        Raises:
            ValueError, TypeError, KeyError: it is none, or of another format.
        """
        record: dict[str, Any] = json.loads(text)
        if record.get("format") != FORMAT:
            raise ValueError(f"format {record.get('format')}")
        parts = [Part(**part) for part in record.pop("parts")]
        return cls(**record, parts=parts)


def of_this_office(made_at: str, parts: list[Part]) -> Manifest:
    """What is true of the office at this moment. Three queries."""
    return Manifest(
        made_at=made_at,
        release=__version__,
        engine=connection.vendor,
        migrations=steps_of(MigrationRecorder(connection).applied_migrations()),
        keys=fingerprints(),
        heads=heads(),
        parts=parts,
    )


def heads() -> dict[str, str]:
    """The ends of the chains. Two queries."""
    last = AuditEntry.objects.order_by("-number").first()
    found = {"audit trail": last.hash if last else ""}
    for slug, link in Batch.objects.order_by("campaign", "-number").values_list("campaign__slug", "link"):
        found.setdefault(f"batches of {slug}", link)
    return found


def steps_of(migrations: Iterable[tuple[str, str]]) -> list[str]:
    """Of these migrations those that shape the tables a backup holds, by name."""
    held = {model._meta.app_label for model in tables.tables()}
    return sorted(f"{app}.{name}" for app, name in migrations if app in held)


def fingerprints() -> dict[str, str]:
    """Each key's fingerprint: 16 hex digits out of an HMAC under the key itself."""
    found = {}
    for name in setting_up.KEYS:
        key = environment.secret(settings.HOME, name)
        found[name] = hmac.new(key.encode(), b"huisheng: which key is this", hashlib.sha256).hexdigest()[:16]
    return found
