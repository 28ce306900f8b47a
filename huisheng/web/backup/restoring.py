"""Putting a backup back into an empty office."""

import gzip
import hashlib
import os
import tarfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from huisheng.errors import Refused, Unreadable
from huisheng.organisation.models import Account, Institution
from huisheng.organisation.services.audit import audit
from huisheng.web import setting_up
from huisheng.web.backup import manifest, tables
from huisheng.web.backup.manifest import Manifest, Part

Told = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup every part of which was read and is what its manifest says."""

    path: Path
    manifest: Manifest


def check(path: Path) -> Checked:
    """Read a backup through, and compare every part with the manifest. Writes nothing.

    Raises:
        Unreadable: it is no backup, is cut, or a part is missing or altered; the part is named.
    """
    found: dict[str, tuple[str, int]] = {}
    written: bytes | None = None
    try:
        with tarfile.open(path, "r:") as archive:
            for member in archive:
                content = archive.extractfile(member)
                if content is None:
                    raise Unreadable(
                        _(
                            "The backup holds something that is no file: %(name)s."
                            " Nothing was put in; take another backup."
                        )
                        % {"name": member.name}
                    )
                if member.name == manifest.NAME:
                    written = content.read()
                else:
                    digest = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
                    found[member.name] = digest, member.size
    except (OSError, tarfile.TarError, EOFError) as broken:
        raise Unreadable(
            _("This file is no backup, or it is cut: %(error)s. Nothing was put in; take another backup.")
            % {"error": broken}
        ) from broken
    if written is None:
        raise Unreadable(
            _("The backup is cut: its last part, %(name)s, is missing. Nothing was put in; take another backup.")
            % {"name": manifest.NAME}
        )
    try:
        said = Manifest.read(written)
    except (ValueError, TypeError, KeyError) as broken:
        raise Unreadable(
            _("The backup's manifest cannot be read: %(error)s. Nothing was put in; take another backup.")
            % {"error": broken}
        ) from broken
    for part in said.parts:
        _compare(part, found.pop(part.name, None))
    for name in found:
        raise Unreadable(
            _("The backup holds a part its manifest does not name: %(name)s. Nothing was put in; take another backup.")
            % {"name": name}
        )
    return Checked(path, said)


def _compare(part: Part, found: tuple[str, int] | None) -> None:
    if found is None:
        raise Unreadable(
            _("A part of the backup is missing: %(name)s. Nothing was put in; take another backup.")
            % {"name": part.name}
        )
    if found != (part.sha256, part.size):
        raise Unreadable(
            _("A part of the backup was altered: %(name)s. Nothing was put in; take another backup.")
            % {"name": part.name}
        )


def refuse_unfit(checked: Checked, *, other_keys: bool) -> None:
    """Refuse what could not be used afterwards.

    Raises:
        Refused: the backup is of another release, or its keys are not those of this folder.
    """
    if manifest.steps_of(MigrationLoader(None).disk_migrations) != checked.manifest.migrations:
        words = _(
            "This backup was made by release %(theirs)s, with other tables than this one's. Nothing was changed."
            " Install that release, restore there, then upgrade."
        )
        raise Refused(words % {"theirs": checked.manifest.release})
    own = manifest.fingerprints()
    marks = checked.manifest.keys.items()
    strange = [name for name, mark in marks if own.get(name) != mark and name != "django-secret"]
    if strange and not other_keys:
        words = _(
            "These keys are not those the backup was made with: %(names)s. With others, receipts and authenticators"
            " die. Nothing was changed. Put the keys out of the sealed envelopes into keys/, or say --other-keys."
        )
        raise Refused(words % {"names": ", ".join(strange)})


def restore(checked: Checked, told: Told = lambda _name, _size: None) -> None:
    """Put all of a checked backup into an empty office; all rows or none.

    Raises:
        Refused: there is an office in this database.
    """
    setting_up.migrate()
    if Institution.objects.exists() or Account.objects.exists():
        raise Refused(_("There is an office in this database. Nothing was changed. Restore into an empty one."))
    models = {f"tables/{model._meta.db_table}.jsonl.gz": model for model in tables.tables()}
    rows = {part.name: part.rows for part in checked.manifest.parts}
    with tarfile.open(checked.path, "r:") as archive, transaction.atomic():
        for member in archive:
            content = archive.extractfile(member)
            assert content is not None
            if member.name in models:
                stored = _rows(models[member.name], content, member.name)
                if stored != rows[member.name]:
                    raise Unreadable(
                        _("A part of the backup was altered: %(name)s. Nothing was put in; take another backup.")
                        % {"name": member.name}
                    )
                told(member.name, stored)
            elif member.name.startswith("media/"):
                _place(content, Path(settings.MEDIA_ROOT) / member.name.removeprefix("media/"))
        tables.index_voices()
        tables.go_on_numbering()
        said = checked.manifest
        audit("office.restored", by=None, made_at=said.made_at, release=said.release, head=said.heads["audit trail"])


def _rows(model: type, content: IO[bytes], name: str) -> int:
    try:
        with gzip.GzipFile(fileobj=content, mode="rb") as lines:
            return tables.store(model, lines)
    except (ValueError, zlib.error, EOFError) as broken:
        words = _("A part of the backup cannot be read: %(name)s (%(error)s). Nothing was kept.")
        raise Unreadable(words % {"name": name, "error": broken}) from broken


def _place(content: IO[bytes], target: Path) -> None:
    """Keep a source file where its SHA-256 says; the name was compared with the manifest, not trusted."""
    root = Path(settings.MEDIA_ROOT).resolve()
    if not target.resolve().is_relative_to(root):
        raise Unreadable(
            _(
                "A part of the backup is named as if it lay elsewhere: %(name)s."
                " Nothing was put in; take another backup."
            )
            % {"name": target.name}
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    coming = target.with_name(f".coming-{target.name}")
    with coming.open("wb") as out:
        while block := content.read(1 << 20):
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    coming.chmod(0o400)
    coming.replace(target)
