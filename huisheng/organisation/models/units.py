"""Units in a tree, leading bodies, people and their ranked posts with history."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Bilingual(models.Model):
    """A thing with a Chinese name and, where there is one, an English name."""

    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def label(self) -> str:
        """The name in the reader's language; the Chinese one where there is no other."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name

    def __str__(self) -> str:
        return self.label


class Institution(Bilingual):
    """The public body this installation belongs to: one row."""

    singleton = models.BooleanField(default=True, unique=True, editable=False)
    time_zone = models.CharField(_("time zone"), max_length=60, default="Asia/Shanghai")
    contact = models.CharField(_("how to reach the office"), max_length=200, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(singleton=True), name="one_institution")]


class Unit(Bilingual):
    """A unit in the tree: district, sub-district, community, department, cluster, enterprise."""

    class Kind(models.TextChoices):
        DISTRICT = "district", _("district")
        SUBDISTRICT = "subdistrict", _("sub-district")
        COMMUNITY = "community", _("community")
        DEPARTMENT = "department", _("department")
        CLUSTER = "cluster", _("industrial cluster")
        ENTERPRISE = "enterprise", _("enterprise")
        SCHOOL = "school", _("school")
        INSTITUTION = "institution", _("public institution")
        OTHER = "other", _("other")

    code = models.CharField(_("code"), max_length=20, unique=True)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(
        max_length=255, unique=True, editable=False, help_text="Codes from the root, each closed by /."
    )
    rank = models.PositiveIntegerField(_("order"), default=0)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        ordering = ["rank", "code"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="unit_not_its_own_parent")
        ]


class Body(Bilingual):
    """A leading body (班子), such as the four of a district."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bodies")
    rank = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["rank", "id"]


class Person(Bilingual):
    """Somebody who works here. Nobody who speaks is ever a row of this table."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="people", help_text="The home unit.")
    staff_number = models.CharField(_("staff number"), max_length=40, unique=True, null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        ordering = ["id"]


class Post(models.Model):
    """A post a person holds or held: its rank orders names in official lists."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="posts")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="posts")
    title = models.CharField(_("post"), max_length=120)
    title_en = models.CharField(_("post in English"), max_length=200, blank=True)
    rank = models.PositiveIntegerField(_("rank"), help_text="1 comes first.")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unit__isnull=False) | models.Q(body__isnull=False), name="post_somewhere"
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
                name="post_ends_after_it_begins",
            ),
        ]
