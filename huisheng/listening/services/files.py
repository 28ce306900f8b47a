"""Keep foreign files: as received, under their SHA-256, whole on the disk before any row names them."""

import hashlib
import shutil
import time
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from huisheng.errors import Unavailable
from huisheng.listening.models import SourceFile
from huisheng.organisation.whole_files import written

LITTER_AFTER = 24 * 3600  # seconds


def folder() -> Path:
    """Where source files lie: two letters of the SHA-256, then all of it."""
    return Path(settings.MEDIA_ROOT) / "sources"


def path_of(file: SourceFile) -> Path:
    """Where a kept file lies."""
    return folder() / file.sha256[:2] / file.sha256


def keep(received: Path, *, sha256: str, kind: str) -> SourceFile:
    """Keep a file that has passed the gate; the same bytes are kept once.

    Written to a temporary name beside its place, synced, renamed, the folder synced: only then comes the row,
    so that a row without its file cannot be (docs/develop/trust.md § 1.1).

    Raises:
        Unavailable: the disk is full or may not be written; nothing is kept.
    """
    target = folder() / sha256[:2] / sha256
    try:
        with received.open("rb") as source, written(target) as kept:
            shutil.copyfileobj(source, kept, 1 << 20)
    except OSError as full:
        raise Unavailable(
            _("The disk cannot take the file now. Nothing was kept; tell the operator, then choose the file again.")
        ) from full
    return SourceFile.objects.get_or_create(sha256=sha256, defaults={"size": target.stat().st_size, "kind": kind})[0]


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes: 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def litter() -> list[Path]:
    """Files no row names: of imports refused after writing, or of writes that were killed."""
    known = set(SourceFile.objects.values_list("sha256", flat=True))
    return [path for path in folder().glob("*/*") if path.name not in known]


def sweep() -> int:
    """Remove litter older than a day; younger files may belong to a transaction that is still open."""
    old = [path for path in litter() if path.stat().st_mtime < time.time() - LITTER_AFTER]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
