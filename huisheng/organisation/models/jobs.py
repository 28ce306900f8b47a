"""Long work with progress, stop and resume, and the workers that do it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from huisheng.organisation.models.units import Person


class Job(models.Model):
    """A piece of long work. Each batch commits its writes and its cursor together."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        RUNNING = "running", _("running")
        STOPPED = "stopped", _("stopped")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    kind = models.CharField(max_length=60, help_text="The registered name of the work.")
    campaign_id = models.BigIntegerField(null=True)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    done_count = models.PositiveBigIntegerField(default=0)
    total_count = models.PositiveBigIntegerField(null=True)
    cursor = models.JSONField(default=dict)
    stop_asked = models.BooleanField(default=False)
    lease = models.CharField(max_length=32, blank=True, help_text="Token of the worker that holds it.")
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    error = models.JSONField(default=dict, help_text="A code and its facts; worded when shown.")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="job_by_state")]


class Worker(models.Model):
    """A running `huisheng work`. It says every few seconds that it lives; a silent one is gone."""

    token = models.CharField(max_length=32, unique=True)
    host = models.CharField(max_length=120)
    pid = models.PositiveIntegerField()
    version = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
