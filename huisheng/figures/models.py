"""What is recorded of figures: how a campaign counts, and what an issued day's figures were counted from."""

from django.db import models

from huisheng.campaign.models import Campaign
from huisheng.combing.models import FindingList
from huisheng.listening.models import Occasion
from huisheng.organisation.models import Person

PERSON_TIMES = (Occasion.Kind.SYMPOSIUM, Occasion.Kind.VISIT, Occasion.Kind.INTERVIEW)


def usual_kinds() -> list[str]:
    """Occasions whose attendance counts as person-times unless a campaign says otherwise."""
    return [kind.value for kind in PERSON_TIMES]


class Counting(models.Model):
    """How a campaign counts: the kinds of occasion at which people were consulted. Absent: the usual kinds."""

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="counting")
    person_times = models.JSONField(default=usual_kinds, help_text="Kinds of occasion.")


class Letterhead(models.Model):
    """What a campaign's documents are headed and signed with; recorded once, printed on each."""

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="letterhead")
    masthead = models.CharField(max_length=120, blank=True, help_text="The red words on top; empty: an internal paper.")
    number_code = models.CharField(max_length=20, blank=True, help_text="代字: the office's letters before the year.")
    addressee = models.CharField(max_length=120, blank=True)
    issuer = models.CharField(max_length=120, blank=True, help_text="Who signs; empty: the office.")
    printer = models.CharField(max_length=120, blank=True, help_text="Who prints it, on the foot of the last page.")
    has_seal = models.BooleanField(default=True)
    headings = models.JSONField(default=list, help_text="The campaign's own phrases over the report's four parts.")


class Snapshot(models.Model):
    """What a day's figures were counted from when they were issued (定稿). *Immutable*: the day keeps its figures.

    `basis` holds the records with what each counts, so that an issued number opens what it was counted from, whatever
    was entered or corrected later. A later edition stands beside it and never in its place.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="figure_snapshots")
    as_of = models.DateField()
    edition = models.PositiveSmallIntegerField()
    finding_list = models.ForeignKey(
        FindingList, models.PROTECT, null=True, related_name="+", help_text="In force on the day."
    )
    basis = models.JSONField()
    sha256 = models.CharField(max_length=64, help_text="Over the canonical JSON of the basis.")
    issued_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", help_text="Empty: the command line.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "as_of", "edition"], name="snapshot_edition")]


class CombedDay(models.Model):
    """What the decisions of a day changed: passages put into findings and set aside, less those taken back.

    A projection of the log of decisions, kept in the transaction of each: reading the log of 100,000 voices for one
    chart takes longer than a page may.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    day = models.DateField(help_text="In the office's time zone.")
    placed = models.IntegerField(default=0)
    set_aside = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "day"], name="combed_day_once")]
