"""The chain that shows tampering: leaves, Merkle roots and links, without a database.

A batch is sorted by its leaves' random ids, never by arrival: a running chain is a record of order.

Source: docs/develop/trust.md § 1.3; the tree is that of RFC 6962 § 2.1.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Leaf:
    """One statement as sealed, or a submission that has none: then `id` is the submission's own."""

    id: UUID
    submission: UUID
    channel: str
    occasion: int | None
    form_version: int | None
    sector: int | None
    day: date | None
    text: str = ""
    title: str = ""
    question: str = ""
    ordinal: int = 0
    addressee_unit: int | None = None
    replaces: UUID | None = None
    source_row: int | None = None
    answers: object = None
    may_quote: bool = False
    is_urgent: bool = False

    @property
    def hash(self) -> bytes:
        """SHA-256 over 0x00 and every field, each behind its length in four bytes."""
        digest = hashlib.sha256(b"\x00")
        for field in (
            self.id.bytes,
            self.channel.encode(),
            _number(self.occasion),
            _number(self.form_version),
            _number(self.sector),
            self.day.isoformat().encode() if self.day else b"",
            self.text.encode(),
            # Beyond § 1.3: whatever a reader of the voice relies on must not change unseen either.
            self.submission.bytes,
            self.title.encode(),
            self.question.encode(),
            _number(self.ordinal),
            _number(self.addressee_unit),
            self.replaces.bytes if self.replaces else b"",
            _number(self.source_row),
            json.dumps(self.answers, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(),
            b"\x01" if self.may_quote else b"\x00",
            b"\x01" if self.is_urgent else b"\x00",
        ):
            digest.update(len(field).to_bytes(4, "big"))
            digest.update(field)
        return digest.digest()


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a link holds of a batch: how many leaves, and their Merkle root in hex."""

    count: int
    root: str


def seal_leaves(leaves: Iterable[Leaf]) -> Sealed:
    """Count leaves and find their Merkle root in one pass, in memory that grows with the logarithm.

    Args:
        leaves: at least one, in ascending order of id.

    Raises:
        ValueError: there is no leaf, or two are out of order.
    """
    trees: list[tuple[int, bytes]] = []  # (leaves below, hash), each larger than the next: whole binary trees
    count, last = 0, b""
    for leaf in leaves:
        if leaf.id.bytes <= last:
            raise ValueError("leaves must ascend by id")
        count, last = count + 1, leaf.id.bytes
        trees.append((1, leaf.hash))
        while len(trees) > 1 and trees[-1][0] == trees[-2][0]:
            _join(trees)
    if not trees:
        raise ValueError("a batch has at least one leaf")
    while len(trees) > 1:
        _join(trees)
    return Sealed(count, trees[0][1].hex())


def link(previous: str, number: int, day: date, sealed: Sealed) -> str:
    """SHA-256(previous link ‖ batch number ‖ day ‖ count ‖ root), in hex; numbers are eight bytes."""
    digest = hashlib.sha256(bytes.fromhex(previous))
    digest.update(number.to_bytes(8, "big"))
    digest.update(day.isoformat().encode())
    digest.update(sealed.count.to_bytes(8, "big"))
    digest.update(bytes.fromhex(sealed.root))
    return digest.hexdigest()


def _join(trees: list[tuple[int, bytes]]) -> None:
    below_right, right = trees.pop()
    below_left, left = trees.pop()
    trees.append((below_left + below_right, hashlib.sha256(b"\x01" + left + right).digest()))


def _number(value: int | None) -> bytes:
    return b"" if value is None else str(value).encode()
