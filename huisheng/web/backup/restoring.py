"""Putting a backup back into an empty office."""

import gzip
import hashlib
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model
from django.utils.translation import gettext as _

from huisheng.errors import Refused, Unreadable
from huisheng.organisation.models import Institution, SecondFactor
from huisheng.organisation.services.audit import audit
from huisheng.organisation.services.founding import refuse_an_office
from huisheng.organisation.whole_files import written
from huisheng.web import setting_up
from huisheng.web.backup import manifest, tables
from huisheng.web.backup.manifest import Manifest, Part

Told = Callable[[str, int], None]
MANIFEST_MOST = 50_000_000  # bytes; some 200,000 source files
_NO_ROW = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    ValidationError,
    IntegrityError,
    OSError,
    EOFError,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup every part of which was read and is what its manifest says."""

    path: Path
    manifest: Manifest

    def strange_keys(self) -> list[str]:
        """Keys the backup was made with that are not those of this folder; the secret of log-ins may be any."""
        own = manifest.fingerprints()
        return [name for name, mark in self.manifest.keys.items() if own.get(name) != mark and name != "django-secret"]


# ---------------------------------------------------------------- is it whole?


def check(path: Path) -> Checked:
    """Read a backup through, and compare every part with the manifest. Writes nothing.

    Raises:
        Unreadable: it is no backup, is cut, or a part is missing, altered or strange; the part is named.
    """
    found: dict[str, tuple[str, int]] = {}
    said: Manifest | None = None
    try:
        with tarfile.open(path, "r:") as archive:
            for member in archive:
                if not member.isreg() or member.name in found or said is not None:
                    raise _strange(member.name)
                content = archive.extractfile(member)
                assert content is not None
                if member.name == manifest.NAME:
                    said = _manifest(content.read(MANIFEST_MOST))
                else:
                    digest = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
                    found[member.name] = digest, member.size
    except (OSError, tarfile.TarError, EOFError) as broken:
        words = _("This file is no backup, or it is cut: %(error)s. Nothing was put in; take another backup.")
        raise Unreadable(words % {"error": broken}) from broken
    if said is None:
        words = _("The backup is cut: its last part, %(name)s, is missing. Nothing was put in; take another backup.")
        raise Unreadable(words % {"name": manifest.NAME})
    for part in said.parts:
        _compare(part, found.pop(part.name, None))
    for name in found:
        raise _strange(name)
    return Checked(path, said)


def _manifest(written_so: bytes) -> Manifest:
    try:
        return Manifest.read(written_so)
    except (ValueError, TypeError, KeyError, AttributeError) as broken:
        words = _("The backup's manifest cannot be read: %(error)s. Nothing was put in; take another backup.")
        raise Unreadable(words % {"error": broken}) from broken


def _compare(part: Part, found: tuple[str, int] | None) -> None:
    is_media = part.name.startswith("media/") and ".." not in PurePosixPath(part.name).parts
    if not is_media and not part.name.startswith("tables/"):
        raise _strange(part.name)
    if found is None:
        raise _missing(part.name)
    if found != (part.sha256, part.size):
        raise _altered(part.name)


def _strange(name: str) -> Unreadable:
    words = _("The backup holds a part no backup has: %(name)s. Nothing was put in; take another backup.")
    return Unreadable(words % {"name": name})


def _missing(name: str) -> Unreadable:
    words = _("A part of the backup is missing: %(name)s. Nothing was put in; take another backup.")
    return Unreadable(words % {"name": name})


def _altered(name: str) -> Unreadable:
    words = _("A part of the backup was altered: %(name)s. Nothing was put in; take another backup.")
    return Unreadable(words % {"name": name})


# ---------------------------------------------------------------- can it be used here?


def refuse_unfit(checked: Checked, *, other_keys: bool) -> None:
    """Refuse what could not be used afterwards, before anything is made.

    Raises:
        Refused: the backup is of another release, or its keys are not those of this folder.
        Unreadable: a table of this release is not in it.
    """
    if manifest.steps_of(MigrationLoader(None).disk_migrations) != checked.manifest.migrations:
        words = _(
            "This backup was made by release %(theirs)s, with other tables than this one's. Nothing was changed."
            " Install that release, restore there, then upgrade."
        )
        raise Refused(words % {"theirs": checked.manifest.release})
    strange = checked.strange_keys()
    if strange and not other_keys:
        words = _(
            "These keys are not those the backup was made with: %(names)s. With others, receipts and authenticators"
            " die. Nothing was changed. Put the keys out of the sealed envelopes into keys/, or say --other-keys."
        )
        raise Refused(words % {"names": ", ".join(strange)})
    held = {part.name for part in checked.manifest.parts}
    for name in _models():
        if name not in held:
            raise _missing(name)


def _models() -> dict[str, type[Model]]:
    """The tables of this release by the part that holds them."""
    return {f"tables/{model._meta.db_table}.jsonl.gz": model for model in tables.tables()}


# ---------------------------------------------------------------- putting it in


def restore(checked: Checked, told: Told = lambda _name, _size: None) -> None:
    """Put all of a checked backup that fits into an empty database; all rows and files, or none.

    Authenticators whose key is another one go: their owners enrol anew. The time zone of the office comes back too.

    Raises:
        Refused: there is an office in this database.
        Unreadable: a part cannot be put in.
    """
    refuse_an_office()
    setting_up.migrate()
    models, said = _models(), checked.manifest
    rows = {part.name: part.rows for part in said.parts}
    with tarfile.open(checked.path, "r:") as archive, _taken_back_if_it_fails() as placed, transaction.atomic():
        for member in archive:
            content = archive.extractfile(member)
            assert content is not None
            if member.name in models:
                stored = _stored(models[member.name], content, member.name)
                if stored != rows[member.name]:
                    raise _altered(member.name)
                told(member.name, stored)
            elif member.name != manifest.NAME:
                placed.append(_place(content, Path(settings.MEDIA_ROOT) / member.name.removeprefix("media/")))
        if manifest.heads() != said.heads:
            raise _altered(manifest.NAME)
        tables.index_voices()
        tables.go_on_numbering()
        lost = SecondFactor.objects.all().delete()[0] if "totp-key" in checked.strange_keys() else 0
        head = said.heads["audit trail"]
        audit("office.restored", by=None, made_at=said.made_at, release=said.release, head=head, lost=lost)
    setting_up.keep_time_zone(settings.HOME, Institution.objects.get().time_zone)


def _stored(model: type[Model], content: IO[bytes], name: str) -> int:
    try:
        with gzip.GzipFile(fileobj=content, mode="rb") as lines:
            return tables.store(model, lines)
    except _NO_ROW as broken:
        words = _("A part of the backup cannot be read: %(name)s (%(error)s). Nothing was put in; take another backup.")
        raise Unreadable(words % {"name": name, "error": broken}) from broken


def _place(content: IO[bytes], target: Path) -> Path:
    """Keep a source file under its name, which was compared with the manifest."""
    with written(target) as kept:
        shutil.copyfileobj(content, kept, 1 << 20)
    return target


@contextmanager
def _taken_back_if_it_fails() -> Iterator[list[Path]]:
    """A list of files placed; whatever ends what is done with them removes them again."""
    placed: list[Path] = []
    try:
        yield placed
    except BaseException:
        for each in placed:
            each.unlink(missing_ok=True)
        raise
