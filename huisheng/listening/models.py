"""What is recorded of voices. A voice's text is never updated, and nobody who speaks is in the schema.

Tables marked *immutable* refuse UPDATE and DELETE in the database itself (`listening.immutable`).
"""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from huisheng.campaign.models import Campaign
from huisheng.organisation.models import Job, Person, Unit
from huisheng.organisation.models.units import Bilingual


class Channel(models.TextChoices):
    """How a voice reached the office."""

    SYMPOSIUM = "symposium", _("symposium")
    OPINION_FORM = "opinion_form", _("opinion form")
    QUESTIONNAIRE = "questionnaire", _("questionnaire")
    WEB = "web", _("web page")
    VISIT = "visit", _("visit")
    LETTER = "letter", _("letter")
    OTHER = "other", _("other")


class Sector(Bilingual):
    """A sector of society (界别). Never recorded with a person."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="sectors")
    code = models.CharField(max_length=30)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [models.UniqueConstraint(fields=["campaign", "code"], name="sector_code")]


class Occasion(models.Model):
    """An occasion at which people were heard (场次): a symposium, a home visit, an opinion box."""

    class Kind(models.TextChoices):
        SYMPOSIUM = "symposium", _("symposium")
        VISIT = "visit", _("visit")
        BOX = "box", _("opinion box")
        INTERVIEW = "interview", _("interview")
        MEETING = "meeting", _("meeting")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="occasions")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveIntegerField(help_text="Running number within its kind.")
    title = models.CharField(max_length=200)
    held_on = models.DateField()
    from_at = models.TimeField(null=True, blank=True)
    until_at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=120, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="occasions")
    chair = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    recorder = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    chair_as = models.CharField(max_length=120, blank=True, help_text="Post and name, as the record prints them.")
    recorder_as = models.CharField(max_length=120, blank=True, help_text="Post and name, as the record prints them.")
    due_count = models.PositiveIntegerField(null=True, blank=True, help_text="How many were due to come.")
    present_count = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many came; hosts are not among them."
    )
    nonvoting = models.CharField(max_length=300, blank=True, help_text="Who sat in without speaking for a sector.")
    absent = models.CharField(max_length=300, blank=True, help_text="How many were absent and why; no names.")
    agenda = models.TextField(blank=True)

    class Meta:
        ordering = ["held_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "kind", "number"], name="occasion_number"),
        ]


class Attendance(models.Model):
    """How many of a sector were consulted at an occasion: person-times, hosts excluded."""

    occasion = models.ForeignKey(Occasion, models.PROTECT, related_name="attendance")
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, related_name="+")
    head_count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["occasion", "sector"], name="attendance_once_a_sector")]


class IssueRecord(models.Model):
    """The register of what was issued, returned and valid: three counts, never mixed."""

    class Kind(models.TextChoices):
        QUESTIONNAIRE = "questionnaire", _("questionnaire")
        OPINION_FORM = "opinion_form", _("opinion form")
        EVALUATION_SET = "evaluation_set", _("evaluation set")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="issue_records")
    kind = models.CharField(max_length=15, choices=Kind)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    occasion = models.ForeignKey(Occasion, models.PROTECT, null=True, blank=True, related_name="issue_records")
    issued_on = models.DateField()
    issued_count = models.PositiveIntegerField()
    returned_count = models.PositiveIntegerField(null=True, blank=True)
    valid_count = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_count__isnull=True) | models.Q(valid_count__lte=models.F("returned_count")),
                name="valid_at_most_returned",
            ),
            models.CheckConstraint(
                condition=models.Q(returned_count__isnull=True)
                | models.Q(returned_count__lte=models.F("issued_count")),
                name="returned_at_most_issued",
            ),
        ]


class FormVersion(models.Model):
    """A form as it was asked. *Immutable* once published: answers keep theirs."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="form_versions")
    code = models.SlugField(max_length=40, help_text="opinion-form or questionnaire: its name in addresses.")
    number = models.PositiveIntegerField()
    definition = models.JSONField(help_text="A FormDefinition of crafts.form.")
    published_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "code", "number"], name="form_version_number")]


class SourceFile(models.Model):
    """A foreign file as received, kept under its SHA-256 in the media folder."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(help_text="bytes")
    kind = models.CharField(max_length=20, help_text="As sniffed from its content.")


class Import(models.Model):
    """One file taken in. *Staged* until its last batch: nothing of it is seen before."""

    class Kind(models.TextChoices):
        WORKBOOK = "workbook", _("workbook")
        MINUTES = "minutes", _("minutes")

    class State(models.TextChoices):
        MAPPING = "mapping", _("columns to be matched")
        STAGED = "staged", _("being taken in")
        KEPT = "kept", _("taken in")
        FAILED = "failed", _("not taken in")
        WITHDRAWN = "withdrawn", _("withdrawn")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="imports")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.WORKBOOK)
    file = models.ForeignKey(SourceFile, models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=255, help_text="As the clerk's machine called it.")
    sheet = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.MAPPING)
    mapping = models.JSONField(default=dict, help_text="Column number → what it holds; header row; defaults.")
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    rows_raw = models.PositiveIntegerField(default=0, help_text="Counted independently in the raw bytes.")
    rows_kept = models.PositiveIntegerField(default=0)
    rows_ignored = models.PositiveIntegerField(default=0, help_text="Titles, header, sums, signatures, empty.")
    content_hash = models.CharField(max_length=64, blank=True, help_text="Over the sorted hashes of its rows.")
    outcome = models.JSONField(default=dict, help_text="Rows ignored, by reason; or why nothing was kept.")
    mends = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="mended_by",
        help_text="The import whose workbook was mended and sent again whole: rows kept then are not kept twice.",
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    received_on = models.DateField()


class Minutes(models.Model):
    """Minutes taken in: the cut a clerk proposes, mends and confirms. Its words stay in the file alone.

    `pieces` are [start, words, end, part, speaker, sector] in characters of the text as the gate reads it: whole,
    in order, without a gap. Who spoke stands between `start` and `words` in the file, and nowhere in a table.
    """

    imported = models.OneToOneField(Import, models.PROTECT, primary_key=True, related_name="minutes")
    occasion = models.ForeignKey(Occasion, models.PROTECT, null=True, related_name="minutes")
    pieces = models.JSONField(default=list)
    edits = models.PositiveIntegerField(
        default=0, help_text="How often the cut was changed: two clerks see each other."
    )


class ReturnedRow(models.Model):
    """A row that could not be used, handed back with its reason."""

    imported = models.ForeignKey(Import, models.CASCADE, related_name="returned_rows")
    row_number = models.PositiveIntegerField()
    reason = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)
    cells = models.JSONField(default=list)

    class Meta:
        ordering = ["row_number"]
        constraints = [models.UniqueConstraint(fields=["imported", "row_number"], name="row_returned_once")]


class ColumnLayout(models.Model):
    """A column mapping remembered for workbooks with the same header."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    signature = models.CharField(max_length=64)
    mapping = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "signature"], name="layout_once")]


class Batch(models.Model):
    """A sealed set of submissions, a link of the chain. *Immutable.*

    root is the Merkle root over its leaves sorted by id; link = SHA-256(previous link ‖ number ‖ day ‖
    count ‖ root). One imported file, one occasion's minutes, the settled sheets of a stack, one voice keyed, or a
    day's anonymous voices.
    """

    class Kind(models.TextChoices):
        WORKBOOK = "workbook", _("workbook")
        INBOX = "inbox", _("public page")
        MINUTES = "minutes", _("minutes")
        KEYED = "keyed", _("keyed at the desk")
        SHEETS = "sheets", _("paper forms keyed")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    imported = models.OneToOneField(Import, models.PROTECT, null=True, related_name="batch")
    sealed_on = models.DateField()
    count = models.PositiveIntegerField(help_text="Leaves: one for each statement, one for a submission without any.")
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    link = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="batch_number")]


class Submission(models.Model):
    """What one person handed in once (份). *Immutable.* Holds no person, address, device or clock."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="submissions")
    batch = models.ForeignKey(
        Batch,
        models.PROTECT,
        null=True,
        related_name="submissions",
        help_text="Empty if it came by workbook or minutes.",
    )
    imported = models.ForeignKey(
        Import, models.PROTECT, null=True, related_name="submissions", help_text="Its batch is the import's."
    )
    source_row = models.PositiveIntegerField(
        null=True, help_text="Row of the workbook; number of the speaker's first speech."
    )
    channel = models.CharField(max_length=15, choices=Channel)
    occasion = models.ForeignKey(Occasion, models.PROTECT, null=True, related_name="submissions")
    form_version = models.ForeignKey(FormVersion, models.PROTECT, null=True, related_name="submissions")
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, related_name="submissions")
    day = models.DateField(null=True)
    answers = models.JSONField(default=dict, help_text="Closed questions: question → choice codes.")
    may_quote = models.BooleanField(default=False, help_text="The speaker allows quotation after mask review.")
    is_urgent = models.BooleanField(default=False, help_text="The speaker marked danger to life.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["imported", "source_row"], name="row_imported_once"),
            models.CheckConstraint(
                condition=models.Q(batch__isnull=True, imported__isnull=False)
                | models.Q(batch__isnull=False, imported__isnull=True),
                name="submission_in_one_batch",
            ),
        ]
        # Counts by channel, day and sector are read from the index alone: a tenth of the time at 100,000 voices.
        indexes = [
            models.Index(fields=["campaign", "channel", "day", "sector", "imported"], name="submission_counts"),
        ]


class Statement(models.Model):
    """One statement of a submission, verbatim. *Immutable*; sha256 is over its UTF-8 bytes."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="statements")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    ordinal = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=500, blank=True, help_text="A subject line given with it, verbatim.")
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    question = models.CharField(max_length=60, blank=True, help_text="The form's question it answers.")
    addressee_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", help_text="Whom it is about.")
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="replaced_by",
        help_text="Keyed anew for one keyed wrongly.",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "ordinal"], name="statement_ordinal")]


class Inbox(models.Model):
    """An anonymous voice waiting to be sealed. WITHOUT ROWID on SQLite; no time at all."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    receipt_mac = models.CharField(max_length=64, unique=True)
    content_hash = models.CharField(max_length=64)
    payload = models.JSONField()
    is_urgent = models.BooleanField(default=False)


class Stack(models.Model):
    """A stack of paper forms of one kind: what is the same on all of them is said once.

    It counts sheets and never names one. A voice does not know its stack: fewer people would share it.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="stacks")
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    occasion = models.ForeignKey(Occasion, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", help_text="Where it was issued.")
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, related_name="+")
    day = models.DateField(help_text="On which the sheets came back.")
    keyed_on = models.DateField(help_text="On which a sheet of it was last keyed.")
    seals = models.PositiveIntegerField(default=0, help_text="How often sheets of it were sealed.")
    sealed_count = models.PositiveIntegerField(default=0, help_text="Sheets that became voices.")
    blank_count = models.PositiveIntegerField(default=0, help_text="Sheets that came back blank, counted for good.")
    settled = models.JSONField(default=list, help_text="Pencilled numbers on which two readings agreed.")


class KeyedSheet(models.Model):
    """A sheet as it was keyed, until it is sealed: not a voice yet. Then the row goes, and its place and clerk with it.

    Where the form asks for two readings, each is a row of its own, with the sheet's number, until they agree or a clerk
    has settled them. A sheet without a number may be sealed.
    """

    id = models.UUIDField(primary_key=True, editable=False, help_text="Given by the page: sent twice, kept once.")
    stack = models.ForeignKey(Stack, models.PROTECT, related_name="sheets")
    place = models.PositiveIntegerField(help_text="The how manieth of the stack.")
    number = models.PositiveIntegerField(null=True, help_text="Pencilled on the sheet; gone once it may be sealed.")
    reading = models.PositiveSmallIntegerField(default=1)
    raw = models.JSONField(default=dict, help_text="As it was keyed, question by question.")
    voice = models.JSONField(default=dict, help_text="What is to be sealed; empty for a blank sheet.")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stack", "number", "reading"], name="reading_once"),
        ]


class Receipt(models.Model):
    """HMAC of a receipt code → its submission. Without a day; WITHOUT ROWID on SQLite."""

    mac = models.CharField(max_length=64, primary_key=True)
    submission = models.OneToOneField(Submission, models.PROTECT, related_name="receipt")
    content_hash = models.CharField(max_length=64)
    shows_words = models.BooleanField(default=False, help_text="The sender ticked that this page shows the words.")
