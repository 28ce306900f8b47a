"""Running long work: claimed by one worker at a time under a lease, resumed at its cursor after a kill.

A kind of work is a function registered with `@work`. It loops over its input in batches and calls
`run.commit(...)` around each: the batch's writes, the progress and the cursor are one transaction, so a
batch is done once or not at all, whatever is killed.
"""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, Q, When
from django.utils import timezone

from huisheng.errors import HuishengError
from huisheng.organisation.models import Job, Person

logger = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5
WORKS: "dict[str, Callable[[Run], None]]" = {}
LAST: set[str] = set()
PERIODIC: "list[Callable[[], None]]" = []


class Stopped(Exception):
    """A person asked the work to stop; it stays where its last batch left it."""


class LeaseLost(Exception):
    """Another worker holds the job now: this one must not write."""


class Ending(Exception):
    """The worker was told to end: the job is given back after the batch in hand."""


def work(kind: str, *, last: bool = False) -> "Callable[[Callable[[Run], None]], Callable[[Run], None]]":
    """Register the function that does jobs of this kind.

    `last`: other kinds go first, for what it works on is what they bring.
    """

    def register(function: "Callable[[Run], None]") -> "Callable[[Run], None]":
        WORKS[kind] = function
        if last:
            LAST.add(kind)
        return function

    return register


def periodic(task: Callable[[], None]) -> Callable[[], None]:
    """Register what every worker does between jobs, every few seconds; it must bear two workers at once."""
    PERIODIC.append(task)
    return task


def do_periodic() -> None:
    """Do each periodic task once. One that fails is logged and does not keep the others."""
    for task in PERIODIC:
        try:
            task()
        except Exception:
            logger.exception("periodic task %s failed", task.__name__)


def enqueue(kind: str, *, by: Person | None, campaign_id: int | None = None, **arguments: Any) -> Job:
    """Queue a job; a worker takes it after the transaction that asked for it has committed."""
    if kind not in WORKS:
        raise LookupError(kind)
    return Job.objects.create(kind=kind, by=by, campaign_id=campaign_id, arguments=arguments, queued_at=timezone.now())


class Run:
    """One worker's hold on a job."""

    def __init__(self, job: Job, lease: str) -> None:
        self.job = job
        self.lease = lease
        self.must_end: Callable[[], bool] = lambda: False

    @property
    def arguments(self) -> dict[str, Any]:
        return dict(self.job.arguments)

    @property
    def cursor(self) -> dict[str, Any]:
        """Where the last committed batch ended; empty at the start."""
        return dict(self.job.cursor)

    @contextmanager
    def commit(self, *, done: int, total: int | None = None, cursor: dict[str, Any] | None = None) -> Iterator[None]:
        """One batch: its writes inside the block, the progress and the cursor, all or nothing.

        Raises:
            Stopped: a person asked to stop; this batch is still committed first.
            Ending: the worker was told to end; likewise.
            LeaseLost: another worker has the job; nothing of this batch is written.
        """
        with transaction.atomic():
            yield
            # Attempts are counted since the last progress: a long job may outlive many restarts.
            changes: dict[str, Any] = {"done_count": done, "leased_until": timezone.now() + LEASE, "attempts": 1}
            if total is not None:
                changes["total_count"] = total
            if cursor is not None:
                changes["cursor"] = cursor
            if not Job.objects.filter(pk=self.job.pk, lease=self.lease).update(**changes):
                raise LeaseLost
        self.job.refresh_from_db()
        if self.job.stop_asked:
            raise Stopped
        if self.must_end():
            raise Ending

    def renew(self) -> bool:
        """Hold the job for another lease while a batch takes long; False if another worker has it."""
        return bool(Job.objects.filter(pk=self.job.pk, lease=self.lease).update(leased_until=timezone.now() + LEASE))

    def give_way(self) -> None:
        """Give the job back, to be begun anew, if a kind that goes first waits.

        Raises:
            Ending: it does.
        """
        if Job.objects.filter(state=Job.State.QUEUED).exclude(kind__in=LAST).exists():
            raise Ending

    def finish(self, **result: Any) -> None:
        """Keep what the job's page shows when it is over."""
        Job.objects.filter(pk=self.job.pk, lease=self.lease).update(result=result)


def claim() -> Run | None:
    """Take the next job that is queued, or whose worker died: its lease has run out."""
    now = timezone.now()
    lease = secrets.token_hex(16)
    with transaction.atomic():
        free = Job.objects.filter(
            Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, leased_until__lt=now)
        ).order_by(Case(When(kind__in=LAST, then=1), default=0), "id")
        if connection.features.has_select_for_update_skip_locked:
            free = free.select_for_update(skip_locked=True)
        job = free.first()
        if job is None:
            return None
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.RUNNING,
            lease=lease,
            leased_until=now + LEASE,
            attempts=job.attempts + 1,
            started_at=job.started_at or now,
        )
    job.refresh_from_db()
    return Run(job, lease)


def perform(run: Run) -> None:
    """Do a claimed job to its end, and record how it ended."""
    job = run.job
    if job.attempts > MAX_ATTEMPTS:
        _end(run, Job.State.FAILED, error={"code": "attempts", "attempts": MAX_ATTEMPTS})
        return
    try:
        WORKS[job.kind](run)
    except Stopped:
        _end(run, Job.State.STOPPED)
    except Ending:
        release(run)
    except LeaseLost:
        logger.warning("job %s was taken by another worker", job.pk)
    except HuishengError as error:
        _end(run, Job.State.FAILED, error={"code": "said", "words": str(error)})
    except Exception as error:
        logger.exception("job %s failed", job.pk)
        _end(run, Job.State.FAILED, error={"code": "unexpected", "kind": type(error).__name__})
    else:
        _end(run, Job.State.DONE)


def _end(run: Run, state: Job.State, error: dict[str, Any] | None = None) -> None:
    Job.objects.filter(pk=run.job.pk, lease=run.lease).update(
        state=state, lease="", leased_until=None, stop_asked=False, ended_at=timezone.now(), error=error or {}
    )


def ask_to_stop(job: Job) -> bool:
    """Ask a job to stop after its present batch; a queued one stops at once. False if it is over already."""
    same = Job.objects.filter(pk=job.pk)
    if same.filter(state=Job.State.QUEUED).update(state=Job.State.STOPPED):
        return True
    return bool(same.filter(state=Job.State.RUNNING).update(stop_asked=True))


def resume(job: Job) -> bool:
    """Queue a stopped or failed job again; it goes on at its cursor. False if it is neither."""
    rests = Job.objects.filter(pk=job.pk, state__in=[Job.State.STOPPED, Job.State.FAILED])
    return bool(rests.update(state=Job.State.QUEUED, stop_asked=False, attempts=0, ended_at=None, error={}))


def release(run: Run) -> None:
    """Give a job back at once when its worker is told to end, so that another need not wait for the lease."""
    Job.objects.filter(pk=run.job.pk, lease=run.lease).update(
        state=Job.State.QUEUED, lease="", leased_until=None, attempts=0
    )
