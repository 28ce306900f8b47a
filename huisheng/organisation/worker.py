"""A worker: claims jobs one after another, says that it lives, and ends after the batch in hand."""

import logging
import os
import secrets
import socket
import threading
from datetime import timedelta

from django.db import DatabaseError, close_old_connections, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from huisheng import __version__
from huisheng.organisation import jobs
from huisheng.organisation.models import Session, Worker

logger = logging.getLogger(__name__)
REST = 2.0
"""Seconds between two looks at an empty queue."""
BEAT = 15.0
"""Seconds between two signs of life; each also renews the lease of the job in hand."""


class Workshop:
    """One worker process."""

    def __init__(self) -> None:
        self.token = secrets.token_hex(16)
        self.run_in_hand: jobs.Run | None = None
        self._ending = threading.Event()

    def end(self) -> None:
        """Ask it to end after the batch in hand; safe to call from a signal handler."""
        self._ending.set()

    def run(self, *, once: bool = False) -> int:
        """Work until told to end or, with `once`, until nothing waits. Returns the number of jobs taken up."""
        now = timezone.now()
        Worker.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
        Worker.objects.create(
            token=self.token,
            host=socket.gethostname()[:120],
            pid=os.getpid(),
            version=__version__,
            started_at=now,
            seen_at=now,
        )
        keeper = threading.Thread(target=self._keep, daemon=True)
        keeper.start()
        try:
            return self._work(once)
        finally:
            self._ending.set()
            keeper.join()
            Worker.objects.filter(token=self.token).delete()

    def _work(self, once: bool) -> int:
        schema = _schema()
        taken = 0
        while not self._ending.is_set():
            if _schema() != schema:
                logger.warning("the database was upgraded; this worker ends so that the new release can take over")
                break
            jobs.do_periodic()
            run = jobs.claim()
            if run is not None:
                taken += 1
                self._perform(run)
            elif once:
                break
            else:
                self._ending.wait(REST)
        return taken

    def _perform(self, run: jobs.Run) -> None:
        run.must_end = self._ending.is_set
        self.run_in_hand = run
        try:
            jobs.perform(run)
        finally:
            self.run_in_hand = None

    def _keep(self) -> None:
        """Give signs of life from a thread of its own: a batch may take longer than a lease."""
        while not self._ending.wait(BEAT):
            run = self.run_in_hand
            try:
                Worker.objects.filter(token=self.token).update(seen_at=timezone.now())
                if run is not None:
                    run.renew()
            except DatabaseError:
                logger.warning("the database did not take a sign of life; it is tried again")
                close_old_connections()
        connection.close()


def _schema() -> int:
    """How many migrations the database has: it grows when somebody upgrades beneath a running worker."""
    return MigrationRecorder(connection).migration_qs.count()


@jobs.periodic
def forget_ended_sessions() -> None:
    """Log-ins nobody ended go once their time is up. Looks before it deletes: looking takes no lock."""
    ended = Session.objects.filter(expire_date__lt=timezone.now())
    if ended.exists():
        ended.delete()
