"""The audit trail: one entry for each act of staff, each chained to the one before."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from huisheng.organisation import clock
from huisheng.organisation.models import AuditEntry, Person

GENESIS = "0" * 64
_AUDIT_LOCK = 0x48_53_41_55


@transaction.atomic
def audit(
    act: str,
    of: models.Model | None = None,
    *,
    by: Person | None,
    campaign_id: int | None = None,
    **detail: Any,
) -> AuditEntry:
    """Write an act into the trail, in the transaction of the act itself.

    `act` is a code such as `unit.created`; its sentence is in `organisation.sentences`. `detail` holds
    plain values the sentence names, never a voice's words and never who gave one.
    """
    serialise(_AUDIT_LOCK)
    last = AuditEntry.objects.order_by("-number").only("number", "hash").first()
    entry = AuditEntry(
        number=last.number + 1 if last else 1,
        at=clock.now().replace(microsecond=0),
        by=by,
        act=act,
        object_type=of._meta.label_lower if of else "",
        object_id=str(of.pk) if of else "",
        campaign_id=campaign_id,
        detail=detail,
        previous=last.hash if last else GENESIS,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    return entry


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the entry and the hash before it: 64 hex digits."""
    fields = [
        entry.number,
        _utc(entry.at),
        entry.by_id,
        entry.act,
        entry.object_type,
        entry.object_id,
        entry.campaign_id,
        entry.detail,
        entry.previous,
    ]
    canonical = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def serialise(key: int, *, shared: bool = False) -> None:
    """Let one transaction at a time pass this point, until it ends; `shared` ones pass together.

    SQLite's IMMEDIATE transactions are serial already; PostgreSQL needs an advisory lock.
    """
    if connection.vendor == "postgresql":
        lock = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {lock}(%s)", [key])


def _utc(at: datetime) -> str:
    return at.astimezone(tz=None).astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="seconds")
