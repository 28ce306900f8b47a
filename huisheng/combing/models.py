"""What is recorded of combing. Conservation is a constraint before it is a test.

A passage is *waiting* while it has no `Placement`; a placement names a finding or a reason, never both.
`Decision` is the one log: undo, replay, audit sentences and as-of figures read it; placements and
findings are its projection.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from huisheng.campaign.models import Campaign
from huisheng.listening.models import Channel, Sector, Statement
from huisheng.organisation.models import Job, Person, Unit
from huisheng.organisation.models.units import Bilingual


class Passage(models.Model):
    """A stretch of a statement (意见条): characters start … end, in code points.

    The passages of a statement join back to it exactly. The text is never stored twice.
    """

    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        related_name="passages",
        help_text="Empty while its import is staged: it lies on no desk yet.",
    )
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="passages")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    is_urgent = models.BooleanField(default=False)
    # Of its submission, which never changes: a list counts tens of thousands of passages by them, and three
    # joins on random keys cost ten times what one on a running number does.
    channel = models.CharField(max_length=15, choices=Channel, editable=False)
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "start"], name="passage_starts_once"),
            models.UniqueConstraint(fields=["statement", "end"], name="passage_ends_once"),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="passage_not_empty"),
        ]
        indexes = [models.Index(fields=["campaign", "id"], name="passage_by_campaign")]


class Scheme(Bilingual):
    """A classification scheme (分类体系); several at once, one value a finding in each."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="schemes")
    code = models.SlugField(max_length=40)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [models.UniqueConstraint(fields=["campaign", "code"], name="scheme_code")]


class Category(Bilingual):
    """A class of a scheme, with the words that hint at it."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="categories")
    code = models.SlugField(max_length=60)
    words = models.JSONField(default=list)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="category_code")]


class Finding(models.Model):
    """A distinct problem or suggestion. Its headline is quoted from one of its passages."""

    class Kind(models.TextChoices):
        PROBLEM = "problem", _("problem")
        SUGGESTION = "suggestion", _("suggestion")

    class Scope(models.TextChoices):
        INDIVIDUAL = "individual", _("one unit's own")
        COMMON = "common", _("common")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="findings")
    number = models.PositiveIntegerField(help_text="Shown with four digits; never used again.")
    kind = models.CharField(max_length=10, choices=Kind)
    headline_statement = models.ForeignKey(Statement, models.PROTECT, related_name="+")
    headline_start = models.PositiveIntegerField()
    headline_end = models.PositiveIntegerField()
    headline = models.CharField(max_length=200, help_text="The quoted words, unmasked; a projection of the span.")
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.INDIVIDUAL)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", help_text="Responsible.")
    is_about_person = models.BooleanField(default=False, help_text="Kept apart (涉及个人).")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    passage_count = models.PositiveIntegerField(default=0, help_text="A projection of placements.")
    revision = models.PositiveIntegerField(
        default=1, help_text="Grows with each decision on it: two clerks never overwrite."
    )
    opened_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="finding_number"),
            models.CheckConstraint(
                condition=models.Q(headline_end__gt=models.F("headline_start")), name="headline_not_empty"
            ),
        ]
        indexes = [models.Index(fields=["campaign", "kind", "number"], name="finding_by_kind")]


class Classification(models.Model):
    """A finding's category in one scheme."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="classifications")
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, related_name="classifications")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "scheme"], name="one_category_a_scheme")]


class Decision(models.Model):
    """One act of a clerk at the combing desk; append-only. An undo is a decision too."""

    class Act(models.TextChoices):
        PLACE = "place", _("placed")
        MOVE = "move", _("moved")
        SET_ASIDE = "set_aside", _("set aside")
        RELEASE = "release", _("put back to waiting")
        SPLIT = "split", _("split")
        OPEN = "open", _("new finding")
        MERGE = "merge", _("merged")
        NAME = "name", _("named")
        CLASSIFY = "classify", _("classified")
        ABOUT_PERSON = "about_person", _("marked as about a person")
        ANSWER = "answer", _("question answered")
        WITHDRAW = "withdraw", _("import withdrawn")
        UNDO = "undo", _("taken back")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="decisions")
    number = models.PositiveBigIntegerField(help_text="Running number within the campaign.")
    act = models.CharField(max_length=15, choices=Act)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", help_text="Empty: an import's own act.")
    at = models.DateTimeField()
    changes = models.JSONField(help_text="What it changed, before and after, enough to replay and to undo.")
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="decision_number")]
        indexes = [models.Index(fields=["campaign", "by", "-number"], name="decision_by_person")]


class DecisionFinding(models.Model):
    """A finding a decision touched: what its history is read by."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="touched")
    finding = models.ForeignKey(Finding, models.CASCADE, related_name="history")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "decision"], name="finding_touched_once")]


class Reason(models.TextChoices):
    """Why a passage is not in a finding. Every set-aside has one."""

    BLANK = "blank", _("says nothing to act on")
    PRAISE = "praise", _("praise or thanks")
    UNCLEAR = "unclear", _("cannot be understood")
    OUT_OF_REMIT = "out_of_remit", _("not within the remit")
    CASE = "case", _("an individual case, passed on")
    DUPLICATE = "duplicate", _("handed in twice")
    KEYED_WRONGLY = "keyed_wrongly", _("keyed wrongly, keyed anew")
    WITHDRAWN = "withdrawn", _("its workbook was withdrawn")
    OTHER = "other", _("other, see note")


class Placement(models.Model):
    """The one place of a passage: a finding, or a reason it is set aside."""

    passage = models.OneToOneField(Passage, models.PROTECT, related_name="placement")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="placements")
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, related_name="placements")
    reason = models.CharField(max_length=15, choices=Reason, blank=True)
    note = models.CharField(max_length=200, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="placements")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(finding__isnull=False, reason="")
                | (models.Q(finding__isnull=True) & ~models.Q(reason="")),
                name="placed_or_set_aside",
            )
        ]
        indexes = [models.Index(fields=["campaign", "reason"], name="placement_by_reason")]


class ProposedGroup(models.Model):
    """Waiting passages the machine thinks belong together; a clerk decides."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="proposed_groups")
    job = models.ForeignKey(Job, models.PROTECT, related_name="+", help_text="The run that proposed it.")
    rank = models.PositiveIntegerField(help_text="Order in the queue: the most decisions saved first.")
    confidence = models.FloatField(help_text="0 = a coin toss, 1 = certain.")
    kind = models.CharField(max_length=10, choices=Finding.Kind, blank=True)
    hints = models.JSONField(
        default=dict,
        help_text="Category per scheme, scope, headline span, set-aside reason; each with its confidence.",
    )
    targets = models.JSONField(
        default=list,
        help_text="Up to three findings it may join: finding, confidence, what is the same, what differs.",
    )
    is_urgent = models.BooleanField(default=False)
    passage_count = models.PositiveIntegerField(default=0)
    stray = models.FloatField(default=0, help_text="Share of its passages that may be expected to belong elsewhere.")
    apart = models.FloatField(
        default=0, help_text="How many other groups may be expected to be its matter without a question about it."
    )
    is_certain = models.BooleanField(default=False, help_text="Within the error budget: accepted a page at a time.")

    class Meta:
        ordering = ["-is_urgent", "rank", "id"]
        indexes = [
            models.Index(fields=["campaign", "-is_urgent", "rank"], name="group_queue"),
            models.Index(
                fields=["campaign", "passage_count", "is_urgent", "is_certain", "stray", "apart"], name="group_counts"
            ),
        ]


class ProposedMember(models.Model):
    """A waiting passage in its proposed group."""

    group = models.ForeignKey(ProposedGroup, models.CASCADE, related_name="members")
    passage = models.OneToOneField(Passage, models.CASCADE, related_name="proposed")
    confidence = models.FloatField()
    rank = models.PositiveIntegerField(default=0)


class Question(models.Model):
    """A doubtful pair: is it the same matter? Answers become must-link or cannot-link."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="questions")
    passage_a = models.ForeignKey(Passage, models.CASCADE, related_name="+")
    passage_b = models.ForeignKey(Passage, models.CASCADE, related_name="+")
    score = models.FloatField(help_text="Asking priority.")
    differs = models.CharField(max_length=60, blank=True, help_text="What may be different: place, road, school …")
    same = models.BooleanField(null=True, help_text="The answer; empty while open.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["passage_a", "passage_b"], name="pair_asked_once")]
        indexes = [models.Index(fields=["campaign", "same", "-score"], name="question_queue")]


class Redaction(models.Model):
    """Characters of a statement to be masked (█). It counts once a second person approved it.

    Who may not see the original sees the proposed mask at once: the safer reading holds meanwhile.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waiting for a second person")
        APPROVED = "approved", _("masked")
        DECLINED = "declined", _("declined")

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="redactions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    reason = models.CharField(max_length=20, help_text="name, contact, place, health, other")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="redaction_not_empty"),
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True) | ~models.Q(reviewed_by=models.F("made_by")),
                name="redaction_reviewed_by_another",
            ),
        ]


class FindingList(models.Model):
    """A frozen version of the list (初步梳理第 N 版). *Immutable*, with its entries."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="finding_lists")
    number = models.PositiveIntegerField()
    frozen_on = models.DateField()
    decision_number = models.PositiveBigIntegerField(help_text="The log up to here made it.")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="finding_list_number")]


class FindingListEntry(models.Model):
    """A finding as it stood in a version."""

    finding_list = models.ForeignKey(FindingList, models.PROTECT, related_name="entries")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=Finding.Kind)
    headline = models.CharField(max_length=200)
    passage_ids = models.JSONField(help_text="The passages it held, sorted.")
    passage_count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding_list", "finding"], name="entry_once")]


class SearchDocument(models.Model):
    """A statement's row in the full-text index (`combing.search`)."""

    statement = models.OneToOneField(Statement, models.CASCADE, related_name="search_document")
