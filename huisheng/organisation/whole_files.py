"""Files that have their name only once they are whole and on the disk (docs/develop/trust.md)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO


@contextmanager
def written(target: Path, mode: int = 0o400) -> Iterator[IO[bytes]]:
    """A file to write into: beside its place under a temporary name, then synced, renamed, its folders synced.

    Whatever interrupts it leaves neither the file nor its name behind; a killed process leaves a name that begins with
    a dot.

    Raises:
        OSError: the disk cannot take it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, prefix=".coming-", delete=False) as coming:
        place = Path(coming.name)
        try:
            yield coming
            coming.flush()
            os.fsync(coming.fileno())
            place.chmod(mode)
            place.replace(target)
        except BaseException:
            place.unlink(missing_ok=True)
            raise
    for changed in (target.parent, target.parent.parent):
        _sync_folder(changed)


def _sync_folder(changed: Path) -> None:
    descriptor = os.open(changed, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
