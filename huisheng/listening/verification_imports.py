"""What must hold of workbooks and kept files, proved again by `huisheng verify`."""

from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from huisheng.crafts import gate
from huisheng.crafts.gate import FileRefused
from huisheng.listening.models import Import, SourceFile
from huisheng.listening.queries.columns import matched_of
from huisheng.listening.services import files
from huisheng.organisation.verification import Outcome, equation


@equation("imports")
def rows_add_up() -> Iterator[Outcome]:
    """Rows in the raw bytes, counted anew = kept + handed back + ignored; an import not kept holds no voice."""
    for imported in _settled().filter(state__in=[Import.State.KEPT, Import.State.WITHDRAWN]):
        raw = _raw_rows(imported)
        returned = imported.returned_rows.count()
        kept = imported.submissions.count()
        total = kept + returned + imported.rows_ignored
        words = _("{file}: {raw} rows in the bytes = {kept} kept + {returned} handed back + {ignored} ignored").format(
            file=imported.file_name,
            raw="?" if raw is None else raw,
            kept=kept,
            returned=returned,
            ignored=imported.rows_ignored,
        )
        yield Outcome(raw == total == imported.rows_raw and kept == imported.rows_kept, words)
    astray = (
        _settled()
        .filter(state__in=[Import.State.FAILED, Import.State.MAPPING])
        .annotate(kept=Count("submissions"))
        .filter(kept__gt=0)
    )
    for imported in astray:
        words = _("{file}: was not taken in, and yet holds {kept} voices").format(
            file=imported.file_name, kept=imported.submissions.count()
        )
        yield Outcome(False, words)


def _settled() -> QuerySet[Import]:
    workbooks = Import.objects.filter(kind=Import.Kind.WORKBOOK)
    return workbooks.filter(~Q(state=Import.State.STAGED)).select_related("file", "campaign").order_by("pk")


def _raw_rows(imported: Import) -> int | None:
    """Rows with content in the bytes of its sheet, counted anew; None if the file cannot be read any more."""
    matched = matched_of(imported)
    assert matched is not None
    try:
        return gate.open_table(files.path_of(imported.file)).sheets[matched.sheet].raw_rows
    except (FileRefused, OSError, IndexError):
        return None


@equation("files")
def files_are_as_received() -> Iterator[Outcome]:
    """Each kept file lies under the SHA-256 of its bytes. A file without a row is litter and swept after a day."""
    count = 0
    for file in SourceFile.objects.order_by("pk").iterator(chunk_size=500):
        path = files.path_of(file)
        if not path.is_file():
            yield Outcome(False, _("file {sha256} is missing").format(sha256=file.sha256))
        elif path.stat().st_size != file.size or files.sha256_of(path) != file.sha256:
            yield Outcome(False, _("file {sha256} was altered").format(sha256=file.sha256))
        else:
            count += 1
    words = _("{count} files are as received; {litter} belong to nothing and are swept after a day").format(
        count=count, litter=len(files.litter())
    )
    yield Outcome(True, words)
