"""Stopping and resuming long work, by whoever asked for it or an operator."""

from django.db import transaction
from django.utils.translation import gettext as _

from huisheng.errors import Conflict
from huisheng.organisation import jobs
from huisheng.organisation.models import Job, Person
from huisheng.organisation.services.audit import audit


@transaction.atomic
def stop(job: Job, *, by: Person) -> None:
    """Ask it to stop after the batch in hand; what is done stays.

    Raises:
        Conflict: it is over already.
    """
    if not jobs.ask_to_stop(job):
        raise Conflict(_("This work is not running any more. What it did stays."))
    audit("job.stopped", job, by=by, campaign_id=job.campaign_id, work=job.kind, number=job.pk)


@transaction.atomic
def resume(job: Job, *, by: Person) -> None:
    """Let it go on at the batch where it stood.

    Raises:
        Conflict: it neither stopped nor failed.
    """
    if not jobs.resume(job):
        raise Conflict(_("This work waits, runs or is done already. Nothing was changed."))
    audit("job.resumed", job, by=by, campaign_id=job.campaign_id, work=job.kind, number=job.pk)
