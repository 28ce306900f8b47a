"""The audit trail: append-only, chained entry by entry, readable as sentences."""

from django.db import models

from huisheng.organisation.models.units import Person


class AuditEntry(models.Model):
    """One act of staff. Its words are made from `act` and `detail` when it is read, in any language."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    campaign_id = models.BigIntegerField(null=True, help_text="No foreign key: campaigns are a room above.")
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["campaign_id", "-number"], name="audit_by_campaign"),
            models.Index(fields=["object_type", "object_id"], name="audit_by_object"),
        ]
