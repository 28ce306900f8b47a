"""Workbooks come in: each row is kept, handed back with its reason, or ignored, and the three add up.

An import is *staged* until its last row is settled: it is then kept whole, or undone whole.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.crafts import gate
from huisheng.crafts.gate import FileReason, FileRefused, IgnoredRow, RejectedRow, Role, Row
from huisheng.errors import Conflict, Refused
from huisheng.listening.models import ColumnLayout, Import, ReturnedRow, Statement, Submission
from huisheng.listening.queries import columns
from huisheng.listening.queries.columns import FoundSheet, Matched, matched_of, sheets_of
from huisheng.listening.reasons import Failure, Fault, OwnReason
from huisheng.listening.services import files, storing
from huisheng.listening.services.storing import NewStatement, NewVoice
from huisheng.listening.signals import import_kept, import_undone, import_withdrawn
from huisheng.organisation import jobs
from huisheng.organisation.models import Job, Person
from huisheng.organisation.services.audit import audit

WORK = "listening.import"
BATCH = 500  # rows; while one is written nobody else can write to SQLite
TITLE_LENGTH = 500
KEPT_BEFORE = "kept-before"


def open_import(campaign: Campaign, received: Path, *, name: str, by: Person) -> Import:
    """Take a workbook through the gate and keep it, ready for its columns to be matched.

    The same file, still to be matched, is taken up again instead of a second time.

    Raises:
        FileRefused: it cannot be used; nothing of it is kept.
        Unavailable: the disk cannot take it.
    """
    table = gate.open_table(received, name=name)
    sheets = columns.found_sheets(table)
    with transaction.atomic():
        file = files.keep(received, sha256=table.sha256, kind=table.kind)
        opened = Import.objects.filter(campaign=campaign, file=file, state=Import.State.MAPPING, by=by).first()
        if opened is not None:
            return opened
        imported = Import.objects.create(
            campaign=campaign,
            file=file,
            file_name=name[:255],
            mapping={"sheets": columns.sheets_to_json(sheets)},
            by=by,
            received_on=timezone.localdate(),
        )
        audit("import.opened", imported, by=by, campaign_id=campaign.pk, file=name[:255])
    return imported


def same_file(imported: Import, sheet: str) -> QuerySet[Import]:
    """Earlier imports of the very same bytes and sheet that are, or are becoming, part of the campaign."""
    return Import.objects.filter(
        campaign=imported.campaign_id,
        file=imported.file_id,
        sheet=sheet,
        state__in=[Import.State.STAGED, Import.State.KEPT],
    ).exclude(pk=imported.pk)


def mendable(imported: Import, sheet: FoundSheet) -> QuerySet[Import]:
    """Kept imports with the same column names that handed rows back: this workbook may be one of them, mended."""
    if not sheet.header_row:
        return Import.objects.none()
    return (
        Import.objects.filter(
            campaign=imported.campaign_id,
            state=Import.State.KEPT,
            mapping__signature=sheet.signature,
            returned_rows__isnull=False,
        )
        .exclude(pk=imported.pk)
        .distinct()
        .order_by("-pk")
    )


def looks_mended(imported: Import, sheet: FoundSheet, matched: Matched) -> Import | None:
    """The earlier import of which this workbook seems to be the whole, mended: its first rows are the same."""
    text = matched.column(Role.TEXT)
    if text is None or not sheet.preview:
        return None
    shown = {number: _sha256(cells[text]) for number, cells in sheet.preview if text < len(cells)}
    for earlier in mendable(imported, sheet)[:10]:
        if sum(shown[row] == said for row, said in _kept_rows([earlier.pk], shown)) * 2 > len(shown):
            return earlier
    return None


@transaction.atomic
def start(imported: Import, matched: Matched, *, mends: Import | None = None, again: bool, by: Person) -> Job:
    """Begin taking the rows in, by a worker. The matching is remembered for the same column names.

    Args:
        imported: whose columns were to be matched.
        matched: the clerk's choice; its text column is set.
        mends: the earlier import of which this is the whole workbook, mended.
        again: the clerk wants it though the same rows came in before.
        by: who acts.

    Raises:
        Conflict: somebody began it already.
    """
    sheet = sheets_of(imported)[matched.sheet]
    matched = replace(matched, roles=columns.settled(sheet, matched.roles))
    mapping = {
        **imported.mapping,
        "matched": matched.to_json(),
        "signature": sheet.signature,
        "again": again,
    }
    job = jobs.enqueue(WORK, by=by, campaign_id=imported.campaign_id, imported=imported.pk)
    begun = Import.objects.filter(pk=imported.pk, state=Import.State.MAPPING).update(
        state=Import.State.STAGED,
        sheet=sheet.name[:120],
        mapping=mapping,
        mends=mends and (mends.mends or mends),
        job=job,
    )
    if not begun:
        raise Conflict(_("This workbook is being taken in already. Nothing was changed; look at its page."))
    _remember(imported.campaign, sheet, matched)
    audit("import.started", imported, by=by, campaign_id=imported.campaign_id, file=imported.file_name)
    return job


def _remember(campaign: Campaign, sheet: FoundSheet, matched: Matched) -> None:
    if not sheet.header_row:
        return
    lasting = replace(matched, sheet=0, year=None, day=None, occasion=None)
    ColumnLayout.objects.update_or_create(
        campaign=campaign, signature=sheet.signature, defaults={"mapping": lasting.to_json()}
    )


@dataclass(slots=True)
class Counts:
    """How far an import came: the last row settled, and what became of the rows. Kept in the job's cursor."""

    row: int = 0
    kept: int = 0
    returned: int = 0
    ignored: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows below the header that are settled."""
        return self.kept + self.returned + sum(self.ignored.values())

    def to_json(self) -> dict[str, Any]:
        """As kept in the job's cursor."""
        return asdict(self)


class Judge:
    """Says of each row whether it can be kept; knows the campaign's sectors and the words for channels."""

    def __init__(self, imported: Import) -> None:
        matched = matched_of(imported)
        assert matched is not None
        self.matched = matched
        self.mapping = matched.mapping()
        sheet = sheets_of(imported)[matched.sheet]
        self._names = {column.index: column.name or column.letters for column in sheet.columns}
        self._sectors = columns.sectors_by_word(imported.campaign)
        self.left_out = frozenset(self._names[index] for index in self.mapping.left_out)

    def faults(self, row: Row) -> list[Fault]:
        """Why the row cannot be kept; empty if it can."""
        found = []
        if row.sector and columns.plain(row.sector) not in self._sectors:
            found.append(Fault(OwnReason.UNKNOWN_SECTOR, self._name(Role.SECTOR), row.sector[:200]))
        if row.channel and columns.plain(row.channel) not in columns.CHANNELS:
            found.append(Fault(OwnReason.UNKNOWN_CHANNEL, self._name(Role.CHANNEL), row.channel[:200]))
        if len(row.title) > TITLE_LENGTH:
            found.append(Fault(OwnReason.TITLE_TOO_LONG, self._name(Role.TITLE), str(len(row.title))))
        return found

    def voice(self, row: Row) -> NewVoice:
        """The row as a voice; what it does not say is filled from what the clerk settled for the file."""
        sector = self._sectors[columns.plain(row.sector)].pk if row.sector else self.matched.sector
        return NewVoice(
            channel=columns.CHANNELS[columns.plain(row.channel)] if row.channel else self.matched.channel,
            day=row.day or self.matched.day,
            statements=[NewStatement(row.text, title=row.title)],
            sector_id=sector,
            occasion_id=self.matched.occasion,
            source_row=row.number,
        )

    def cells(self, row: Row) -> list[str]:
        """The row's cells as a person sees them, in the file's columns, for handing it back."""
        held = {
            Role.TEXT: row.text,
            Role.TITLE: row.title,
            Role.DAY: row.day.isoformat() if row.day else "",
            Role.SECTOR: row.sector,
            Role.CHANNEL: row.channel,
        }
        others = dict(row.other)
        return [
            "" if name in self.left_out else held.get(self.matched.roles[index], others.get(name, ""))
            for index, name in self._names.items()
        ]

    def _name(self, role: Role) -> str:
        index = self.matched.column(role)
        return "" if index is None else self._names[index]


def take_in(imported: Import, judge: Judge, rows: Sequence[Row | RejectedRow | IgnoredRow], counts: Counts) -> Counts:
    """Settle some rows, staged, in the transaction that moves the job's cursor.

    Returns:
        the counts with these rows in them.
    """
    before = dict(_kept_rows(_family(imported), [row.number for row in rows])) if imported.mends_id else {}
    voices: list[NewVoice] = []
    returned: list[ReturnedRow] = []
    ignored = dict(counts.ignored)
    for row in rows:
        if isinstance(row, IgnoredRow):
            ignored[row.reason.value] = ignored.get(row.reason.value, 0) + 1
        elif isinstance(row, RejectedRow):
            returned.append(_returned(imported, row.number, *_gate_facts(row, judge)))
        elif before.get(row.number) == _sha256(row.text):
            ignored[KEPT_BEFORE] = ignored.get(KEPT_BEFORE, 0) + 1
        elif faults := judge.faults(row):
            returned.append(_returned(imported, row.number, faults, judge.cells(row)))
        else:
            voices.append(judge.voice(row))
    storing.store(imported, voices)
    ReturnedRow.objects.bulk_create(returned, batch_size=1000)
    return Counts(
        row=rows[-1].number if rows else counts.row,
        kept=counts.kept + len(voices),
        returned=counts.returned + len(returned),
        ignored=ignored,
    )


def _gate_facts(row: RejectedRow, judge: Judge) -> tuple[list[Fault], list[str]]:
    """The gate's reasons and the cells, without anything that says who spoke."""
    faults = [
        Fault(fault.reason, fault.column, "" if fault.column in judge.left_out else fault.value) for fault in row.faults
    ]
    cells = ["" if index in judge.mapping.left_out else cell for index, cell in enumerate(row.cells)]
    return faults, cells


def _returned(imported: Import, number: int, faults: Sequence[Fault], cells: Sequence[str]) -> ReturnedRow:
    # PostgreSQL's JSON takes neither NUL nor half a surrogate pair: what cannot be shown is shown as �.
    return ReturnedRow(
        imported=imported,
        row_number=number,
        reason=faults[0].reason,
        detail={"faults": [[fault.reason, _storable(fault.column), _storable(fault.value)] for fault in faults]},
        cells=[_storable(cell) for cell in cells],
    )


def _storable(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "\ufffd")


def _family(imported: Import) -> list[int]:
    """The import it mends, and whatever else mended that one before."""
    mended = Q(pk=imported.mends_id) | Q(mends=imported.mends_id)
    return list(Import.objects.filter(mended, state=Import.State.KEPT).values_list("pk", flat=True))


def _kept_rows(imports: Sequence[int], rows: Iterable[int]) -> list[tuple[int, str]]:
    """(row of the workbook, SHA-256 of what was kept from it)."""
    kept = Statement.objects.filter(submission__imported__in=imports, submission__source_row__in=list(rows))
    return [(row, said) for row, said in kept.values_list("submission__source_row", "sha256") if row is not None]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class NotKept(Exception):
    """The import must not be kept, with the reason: it is undone whole."""

    def __init__(self, failure: Failure, **facts: str | int) -> None:
        super().__init__(failure)
        self.failure = failure
        self.facts = facts


@transaction.atomic
def conclude(imported: Import, counts: Counts, sheet: gate.Sheet) -> None:
    """Make an import whose rows are all settled part of the campaign, sealed as one batch.

    Raises:
        NotKept: the rows do not add up, or the same rows came in before. Undo it.
    """
    imported = Import.objects.select_related("campaign").get(pk=imported.pk)
    ignored = sum(counts.ignored.values())
    read = sheet.layout.head_rows + counts.kept + counts.returned + ignored
    if read != sheet.raw_rows:
        raise NotKept(Failure.COUNTS_DIFFER, raw=sheet.raw_rows, read=read)
    stored = imported.submissions.count(), imported.returned_rows.count()
    if stored != (counts.kept, counts.returned):
        raise NotKept(Failure.COUNTS_DIFFER, raw=counts.kept + counts.returned, read=sum(stored))
    imported.rows_raw = sheet.raw_rows
    imported.rows_kept = counts.kept
    imported.rows_ignored = sheet.layout.head_rows + ignored
    imported.outcome = {"head": sheet.layout.head_rows, "ignored": counts.ignored}
    if counts.kept:
        imported.content_hash = _content_hash(imported)
        _check_again(imported)
        imported.state = Import.State.KEPT
        imported.save()
        storing.seal_import(imported, timezone.localdate())
        import_kept.send(Import, imported=imported)
    else:
        imported.state = Import.State.FAILED
        imported.outcome["failure"] = (Failure.ALL_RETURNED if counts.returned else Failure.NOTHING_NEW).value
        imported.save()
    audit(
        "import.kept",
        imported,
        by=imported.by,
        campaign_id=imported.campaign_id,
        file=imported.file_name,
        kept=counts.kept,
        returned=counts.returned,
        ignored=imported.rows_ignored,
    )


def _content_hash(imported: Import) -> str:
    """SHA-256 over the sorted hashes of its rows: the same rows under another name have the same."""
    rows = Statement.objects.filter(submission__imported=imported).values_list(
        "sha256", "title", "submission__day", "submission__channel", "submission__sector_id"
    )
    hashes = sorted(hashlib.sha256(repr(row).encode()).digest() for row in rows.iterator(chunk_size=2000))
    return hashlib.sha256(b"".join(hashes)).hexdigest()


def _check_again(imported: Import) -> None:
    if imported.mapping.get("again"):
        return
    same = Import.objects.filter(
        campaign=imported.campaign_id, state=Import.State.KEPT, content_hash=imported.content_hash
    ).first()
    if same is not None:
        raise NotKept(Failure.SAME_ROWS, file=same.file_name, imported=same.pk, day=same.received_on.isoformat())


@transaction.atomic
def undo(imported: Import, failure: Failure, facts: dict[str, Any], *, by: Person | None) -> None:
    """Take every staged row of an import out again; why stands on its page."""
    staged = Import.objects.filter(pk=imported.pk, state__in=[Import.State.MAPPING, Import.State.STAGED])
    imported = staged.get()
    import_undone.send(Import, imported=imported)
    mine = Submission.objects.filter(imported=imported)
    # Not `.delete()`: it would load each row to look for others that hang on it, and none may.
    Statement.objects.filter(submission__in=mine)._raw_delete("default")
    mine._raw_delete("default")
    ReturnedRow.objects.filter(imported=imported)._raw_delete("default")
    staged.update(state=Import.State.FAILED, outcome={"failure": failure.value, "facts": facts})
    act = "import.undone" if failure is Failure.DISCARDED else "import.failed"
    audit(act, imported, by=by, campaign_id=imported.campaign_id, file=imported.file_name)


def undo_refused(imported: Import, refused: FileRefused, *, by: Person | None) -> None:
    """The same, where only on the way it showed that the file cannot be used."""
    undo(imported, Failure.FILE_REFUSED, {"reason": refused.reason.value, **refused.facts}, by=by)


@transaction.atomic
def discard(imported: Import, *, by: Person) -> None:
    """Give up a workbook that is not yet part of the campaign: nothing of its rows stays.

    Raises:
        Conflict: it is being taken in at this moment, or was settled meanwhile.
    """
    running = imported.job is not None and imported.job.state in (Job.State.RUNNING, Job.State.QUEUED)
    if running or imported.state not in (Import.State.MAPPING, Import.State.STAGED):
        raise Conflict(_("The worker holds this workbook now. Nothing was changed; stop it first, then look again."))
    undo(imported, Failure.DISCARDED, {}, by=by)


@transaction.atomic
def withdraw(imported: Import, *, by: Person) -> None:
    """Withdraw a wrong import as a whole. Its voices stay readable; their passages are set aside as withdrawn.

    Raises:
        Conflict: it is not, or no longer, part of the campaign.
    """
    if not Import.objects.filter(pk=imported.pk, state=Import.State.KEPT).update(state=Import.State.WITHDRAWN):
        raise Conflict(_("Only a workbook that was taken in can be withdrawn. Nothing was changed."))
    imported.refresh_from_db()
    import_withdrawn.send(Import, imported=imported, by=by)
    audit(
        "import.withdrawn",
        imported,
        by=by,
        campaign_id=imported.campaign_id,
        file=imported.file_name,
        kept=imported.rows_kept,
    )


def check_unchanged(imported: Import, table: gate.Table) -> None:
    """The kept file must still be the one that was opened.

    Raises:
        FileRefused: its bytes changed on the disk.
    """
    if table.sha256 != imported.file.sha256:
        raise FileRefused(FileReason.DAMAGED)


def stop(imported: Import) -> None:
    """Ask the worker to stop after the batch in hand; what is staged stays for resuming.

    Raises:
        Refused: it never began.
    """
    if imported.job is None:
        raise Refused(_("This workbook is not being taken in. Nothing was changed."))
    jobs.ask_to_stop(imported.job)


def resume(imported: Import) -> None:
    """Go on where it stopped.

    Raises:
        Refused: it never began, or is settled.
    """
    if imported.job is None or imported.state != Import.State.STAGED:
        raise Refused(_("There is nothing to resume. Nothing was changed."))
    jobs.resume(imported.job)
