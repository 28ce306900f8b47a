"""What is recorded of a campaign: phases that may overlap, review groups, who holds which role."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.organisation.models import Countersign, Person, Unit
from huisheng.organisation.models.units import Bilingual


class Campaign(Bilingual):
    """A listening campaign. Several run side by side."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("preparing")
        RUNNING = "running", pgettext_lazy("state of a campaign", "running")
        CLOSED = "closed", _("closed")

    slug = models.SlugField(max_length=40, unique=True, help_text="Its name in addresses.")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="campaigns", help_text="Whose campaign it is.")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    wave = models.PositiveSmallIntegerField(_("wave"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PREPARING)
    planned_launch_on = models.DateField(_("planned launch"), null=True, blank=True)
    launched_on = models.DateField(_("launched on"), null=True, blank=True)
    phrases = models.JSONField(default=list, help_text='Guiding phrases, each {"zh": …, "en": …}; used as headings.')
    purpose = models.TextField(_("what it is used for"), blank=True)
    purpose_en = models.TextField(_("what it is used for, in English"), blank=True)
    retention = models.TextField(_("how long it is kept"), blank=True)
    retention_en = models.TextField(_("how long it is kept, in English"), blank=True)
    intake_open = models.BooleanField(_("the public page takes voices"), default=False)


class Phase(Bilingual):
    """A phase of a campaign; phases may overlap (压茬推进)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="phases")
    rank = models.PositiveSmallIntegerField()
    planned_from = models.DateField()
    planned_until = models.DateField()
    actual_from = models.DateField(null=True, blank=True)
    actual_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(planned_until__gte=models.F("planned_from")),
                name="phase_ends_after_it_begins",
            )
        ]


class ReviewGroup(Bilingual):
    """A supervision group (督导组). It supervises no member's home unit (R6)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="review_groups")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="review_group_number")]


class Supervision(models.Model):
    """Which group supervises a unit: exactly one a campaign."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="supervisions")
    group = models.ForeignKey(ReviewGroup, models.PROTECT, related_name="supervisions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="supervisions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "unit"], name="unit_has_one_review_group")]


class RoleGrant(models.Model):
    """A role a person holds in a campaign; it ends with the secondment."""

    class Role(models.TextChoices):
        CL = "CL", _("office clerk")
        TR = "TR", _("transcriber")
        LD = "LD", _("leader")
        LI = "LI", _("unit liaison")
        RG = "RG", _("review group member")
        PE = "PE", _("publicity editor")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="role_grants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=2, choices=Role)
    group = models.ForeignKey(ReviewGroup, models.PROTECT, null=True, blank=True, related_name="members")
    is_head = models.BooleanField(default=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    countersign = models.ForeignKey(Countersign, models.PROTECT, help_text="The auditor's signature (R7, R8).")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "person", "role"],
                condition=models.Q(until_on__isnull=True),
                name="role_held_once",
            ),
            models.CheckConstraint(
                condition=models.Q(role="RG", group__isnull=False)
                | (~models.Q(role="RG") & models.Q(group__isnull=True)),
                name="review_group_role_names_its_group",
            ),
        ]
