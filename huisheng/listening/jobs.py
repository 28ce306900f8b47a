"""Long work of this room: taking a workbook's rows in."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from huisheng.crafts import gate
from huisheng.crafts.gate import FileRefused, IgnoredRow, RejectedRow, Row
from huisheng.listening.models import Import
from huisheng.listening.services import files, importing, keying, sealing, stacks
from huisheng.listening.services.importing import BATCH, WORK, Counts, Judge, NotKept
from huisheng.organisation.jobs import Run, periodic, work

Read = Row | RejectedRow | IgnoredRow
periodic(sealing.seal_due)


@work(WORK)
def take_in_workbook(run: Run) -> None:
    """Take a workbook's rows in, in staged batches behind a cursor; all appear at once when the last is settled.

    A job done twice, or after its import was settled, changes nothing.
    """
    imported = Import.objects.select_related("campaign", "file", "by").get(pk=run.arguments["imported"])
    if imported.state != Import.State.STAGED:
        return
    try:
        _take_in(run, imported)
    except NotKept as reason:
        with run.commit(done=0):
            importing.undo(imported, reason.failure, reason.facts, by=imported.by)
    except FileRefused as refused:
        with run.commit(done=0):
            importing.undo_refused(imported, refused, by=imported.by)
    files.sweep()


def _take_in(run: Run, imported: Import) -> None:
    path = files.path_of(imported.file)
    table = gate.open_table(path, name=imported.file_name)
    importing.check_unchanged(imported, table)
    judge = Judge(imported)
    sheet = table.sheets[judge.matched.sheet]
    counts = Counts(**run.cursor)
    rows = gate.read_rows(path, table, sheet.index, judge.mapping, from_row=counts.row + 1)
    total = sheet.raw_rows - sheet.layout.head_rows
    with run.commit(done=counts.rows, total=total):
        pass  # looking at a large file takes its time: renew the lease before reading
    for batch in _batches(rows):  # read before its transaction: nobody waits for the disk behind the lock
        cursor: dict[str, Any] = {}
        with run.commit(done=counts.rows + len(batch), total=total, cursor=cursor):
            counts = importing.take_in(imported, judge, batch, counts)
            cursor.update(counts.to_json())
    with run.commit(done=total, total=total):
        importing.conclude(imported, counts, sheet)


def _batches(rows: Iterator[Read]) -> Iterator[list[Read]]:
    batch: list[Read] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@periodic
def note_keyed_voices() -> None:
    """Once a day, the trail says how many voices were keyed the days before."""
    keying.note_keyed(timezone.localdate())


@periodic
def seal_stacks_left() -> None:
    """Sheets keyed the day before and not sealed become voices."""
    stacks.seal_left(timezone.localdate())
