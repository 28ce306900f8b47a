"""What an operator looks at: the database, the disk, the workers and the jobs."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from huisheng import __version__
from huisheng.organisation import last_backup
from huisheng.organisation.http import Reader
from huisheng.organisation.models import Job, Worker
from huisheng.organisation.paging import Page, page_of
from huisheng.organisation.verification import LastVerify, last_verify

SILENT_AFTER = timedelta(seconds=60)
"""A worker not heard of for so long is taken for gone; it gives a sign of life every 15 seconds."""

OLD_AFTER = timedelta(days=2)
"""A nightly backup was missed when the last is older."""


@dataclass(frozen=True, slots=True)
class Health:
    """How the office's machine stands."""

    version: str
    engine: str
    database_bytes: int
    disk_free: int
    disk_total: int
    pending: list[str]
    workers: list[Worker]
    """Those heard of within a minute."""
    waiting: int
    running: int
    failed: int
    verified: LastVerify | None
    backed_up: datetime | None

    @property
    def is_tight(self) -> bool:
        """Less than a tenth of the disk is free, or less than a gibibyte."""
        return self.disk_free < max(self.disk_total // 10, 2**30)

    @property
    def is_stuck(self) -> bool:
        """Jobs wait and no worker lives."""
        return bool(self.waiting + self.running) and not self.workers

    @property
    def backup_is_old(self) -> bool:
        """The last backup is older than two nights."""
        return self.backed_up is not None and timezone.now() - self.backed_up > OLD_AFTER


def health() -> Health:
    """Look at all of it. A fixed number of queries."""
    disk = shutil.disk_usage(settings.HOME)
    states = Job.objects.aggregate(
        waiting=Count("pk", filter=Q(state=Job.State.QUEUED)),
        running=Count("pk", filter=Q(state=Job.State.RUNNING)),
        failed=Count("pk", filter=Q(state=Job.State.FAILED)),
    )
    return Health(
        version=__version__,
        engine=_engine(),
        database_bytes=_database_bytes(),
        disk_free=disk.free,
        disk_total=disk.total,
        pending=pending_migrations(),
        workers=list(Worker.objects.filter(seen_at__gt=timezone.now() - SILENT_AFTER).order_by("started_at")),
        waiting=states["waiting"],
        running=states["running"],
        failed=states["failed"],
        verified=last_verify(),
        backed_up=last_backup.read(),
    )


def pending_migrations() -> list[str]:
    """Steps of this release the database does not have yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def _engine() -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW server_version")
            return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"
        cursor.execute("SELECT sqlite_version()")
        return f"SQLite {cursor.fetchone()[0]}"


def _database_bytes() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        pages = int(cursor.fetchone()[0])
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    return pages + (log.stat().st_size if log.exists() else 0)


def visible_jobs(reader: Reader) -> QuerySet[Job]:
    """Jobs the reader may see: an operator or auditor all, everybody else those they asked for."""
    jobs = Job.objects.select_related("by")
    return jobs if reader.scopes("settings.see") else jobs.filter(by=reader.person)


def jobs_page(reader: Reader, state: str, *, after: str, before: str) -> Page[Job]:
    """A page of jobs, newest first, in one state if one is named. Three queries."""
    jobs = visible_jobs(reader)
    if state in Job.State.values:
        jobs = jobs.filter(state=state)
    return page_of(jobs, "id", after=after, before=before, newest_first=True)
