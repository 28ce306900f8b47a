"""Making a backup while the office works."""

import gzip
import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.db.models import Model

from huisheng.organisation import last_backup
from huisheng.organisation.verification import reading_one_state
from huisheng.organisation.whole_files import written
from huisheng.web.backup import manifest, tables
from huisheng.web.backup.manifest import Manifest, Part

Told = Callable[[str, int], None]
"""Called with a part's name and its rows, or bytes, once it is written."""


def make(target: Path, told: Told = lambda _name, _size: None) -> Manifest:
    """Write all the office holds into one file: the database as it is at one moment, then the files.

    The name appears once all of it is on the disk. Files are never changed, so
    those copied after the moment are at least those the database names.

    Raises:
        FileExistsError: there is a file of this name.
        OSError: the disk cannot take it; nothing is left behind.
    """
    if target.exists():
        raise FileExistsError(target)
    made_at = datetime.now(UTC).replace(microsecond=0)
    with written(target, 0o600) as out, tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        writer = _Writer(archive, int(made_at.timestamp()), told)
        with reading_one_state():
            for model in tables.tables():
                writer.table(model)
            found = manifest.of_this_office(made_at.isoformat(), writer.parts)
        for file in _source_files():
            writer.file(file)
        writer.add(manifest.NAME, io.BytesIO(found.as_json()))
    with suppress(OSError):  # the backup is whole, whether or not the operator's page can tell of it
        last_backup.keep(made_at)
    return found


class _Writer:
    def __init__(self, archive: tarfile.TarFile, made_at: int, told: Told) -> None:
        self.archive, self.made_at, self.told = archive, made_at, told
        self.parts: list[Part] = []

    def table(self, model: type[Model]) -> None:
        """A table, packed."""
        rows = 0
        with TemporaryFile() as spool:
            with gzip.GzipFile(fileobj=spool, mode="wb", mtime=0, compresslevel=6) as packed:
                for line in tables.lines_of(model):
                    packed.write(line)
                    rows += 1
            self.add(f"tables/{model._meta.db_table}.jsonl.gz", spool, rows)

    def file(self, path: Path) -> None:
        """A file as received."""
        with path.open("rb") as source:
            self.add(f"media/{path.relative_to(settings.MEDIA_ROOT).as_posix()}", source)

    def add(self, name: str, content: IO[bytes], rows: int | None = None) -> None:
        """A part: its SHA-256 goes into the manifest."""
        content.seek(0, os.SEEK_END)
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = content.tell(), 0o400, self.made_at
        content.seek(0)
        digest = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
        content.seek(0)
        self.archive.addfile(member, content)
        if name != manifest.NAME:
            self.parts.append(Part(name, digest, member.size, rows))
            self.told(name, member.size if rows is None else rows)


def _source_files() -> Iterator[Path]:
    """Every file kept; names that begin with a dot are still being written."""
    found = (path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file() and path.name[0] != ".")
    return iter(sorted(found))
