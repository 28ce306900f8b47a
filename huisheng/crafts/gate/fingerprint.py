"""Tell that two files hold the same rows, under other names, encodings or in another order."""

import hashlib

from .facts import Row

_SPACE = 1 << 256


class Fingerprint:
    """A mark of a set of rows that does not depend on their order; built row by row, in level memory.

    The sum of the rows' hashes: equal rows in another file give an equal mark. It warns, it proves nothing.
    """

    def __init__(self) -> None:
        self._sum = 0
        self._rows = 0

    def add(self, row: Row) -> None:
        """Count one usable row in."""
        day = row.day.isoformat() if row.day else ""
        parts = "\x1f".join((row.text, row.title, day, row.sector, row.channel))
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(parts.encode()).digest(), "big")) % _SPACE
        self._rows += 1

    def hexdigest(self) -> str:
        """The mark: 64 hexadecimal digits."""
        return hashlib.sha256(f"{self._rows}:{self._sum:x}".encode()).hexdigest()
