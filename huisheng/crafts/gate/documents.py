"""Open a document through the gate: what it says, block by block, and what was left out of it."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from . import archive, count, docx, wire
from .facts import LIMITS, Block, Document, FileRefused, Kind, Limits, RawRow
from .jail import asked
from .layout import check_secrecy
from .reasons import DocumentNote, FileReason
from .sniff import looks_like_utf16, sniff

_DOCUMENTS = (Kind.DOCX, Kind.DELIMITED)
_FIRST_PAGE = 12  # blocks: a secrecy mark stands above the title
_SHORT = 24  # characters: a line that is a mark and little more
_HIDDEN_SHOWN = 20


def open_document(path: str | Path, *, name: str = "", limits: Limits = LIMITS) -> Document:
    """Look at a document and read its words. Nothing is stored.

    Paragraphs, table cells, text boxes, notes and inserted words are read; deleted and hidden words are counted
    and left out. The characters in the file's bytes, counted apart, must all be accounted for.

    Args:
        path: the file as received, under whatever name.
        name: what the person calls it; shown to the letter, never used as a path.
        limits: what is refused beyond.

    Raises:
        FileRefused: it is no document, is damaged or locked, passes a limit, or carries a secrecy mark.
    """
    path = Path(path)
    limits = replace(limits, unpacked_bytes=limits.document_unpacked_bytes)
    with path.open("rb") as file:
        kind = _check_kind(file, limits)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        raw = _characters(file, limits) if kind is Kind.DOCX else None
        found = _Found(limits)
        with asked(path, {"act": "words", "kind": kind.value}, limits) as messages:
            for message in messages:
                found.take(message)
    if raw is not None and raw != found.characters:
        raise FileRefused(FileReason.WORDS_DIFFER, raw=raw, read=found.characters)
    if not found.blocks:
        pictures = found.counts.get(DocumentNote.PICTURES, 0)
        raise FileRefused(FileReason.ONLY_PICTURES if pictures else FileReason.EMPTY_DOCUMENT)
    _check_secrecy(found.blocks, found.headings)
    return Document(
        name=name or path.name,
        kind=kind,
        encoding=found.encoding,
        sha256=sha256,
        blocks=tuple(found.blocks),
        hidden=tuple(found.hidden[:_HIDDEN_SHOWN]),
        notes=tuple((note, found.counts[note]) for note in DocumentNote if found.counts.get(note)),
    )


def _check_kind(file: BinaryIO, limits: Limits) -> Kind:
    size = file.seek(0, 2)
    kind = sniff(file)
    if kind is Kind.EMPTY:
        raise FileRefused(FileReason.EMPTY_FILE)
    if size > limits.document_bytes:
        raise FileRefused(FileReason.TOO_LARGE, limit_mb=limits.document_bytes >> 20, found_mb=size >> 20)
    if kind is Kind.LOCKED_OFFICE:
        raise FileRefused(FileReason.PASSWORD)
    if kind is Kind.ZIP:
        archive.directory(file, limits)
    if kind is Kind.BINARY and looks_like_utf16(file.read(4_096)):
        raise FileRefused(FileReason.TEXT_ENCODING)
    if kind not in _DOCUMENTS:
        raise FileRefused(FileReason.NO_DOCUMENT, kind=kind.value)
    return kind


def _characters(file: BinaryIO, limits: Limits) -> int:
    """Characters in all text elements of the parts that are read; every other part proved."""
    parts = archive.directory(file, limits)
    budget = archive.Budget(limits)
    read = [name for name in (docx.MAIN, *docx.NOTES) if name in parts]
    count.prove_parts(file, parts, set(), budget)
    budget = archive.Budget(limits)
    return sum(count.count_words(file, parts[name], budget, limits) for name in read)


def _check_secrecy(blocks: Sequence[Block], headings: Iterable[str]) -> None:
    """Refuse a document with a secrecy mark at its head: alone at the start of a line, or in the page heading.

    Raises:
        FileRefused: a mark was found.
    """
    first = blocks[:_FIRST_PAGE]
    short = [block.text for block in first if len(block.text) <= _SHORT]
    check_secrecy([RawRow(block.number, (block.text,)) for block in first], [*headings, *short])


class _Found:
    """What the child sent, each value checked."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.encoding = ""
        self.blocks: list[Block] = []
        self.hidden: list[str] = []
        self.headings: list[str] = []
        self.counts: dict[str, int] = {}

    @property
    def characters(self) -> int:
        """Characters the child accounts for: those in the blocks, and those it left out."""
        counts = self.counts
        return sum(counts.get(name, 0) for name in docx.COUNTED)

    def take(self, message: dict[str, Any]) -> None:
        """One message.

        Raises:
            FileRefused: it is not what was agreed.
        """
        try:
            if "counts" in message:
                self.encoding = str(message["encoding"])[:20]
                self.counts = {str(name): int(value) for name, value in dict(message["counts"]).items()}
            for value in message.get("blocks", ()):
                self.blocks.append(wire.unpack_block(value, len(self.blocks)))
            self.hidden += map(str, message.get("hidden", ()))
            self.headings += map(str, message.get("headings", ()))
            if "end" in message:
                self._check_end(message["end"])
        except (wire.Malformed, TypeError, ValueError, KeyError) as wrong:
            raise FileRefused(FileReason.UNREADABLE) from wrong
        if len(self.blocks) > self._limits.blocks:
            raise FileRefused(FileReason.DOCUMENT_TOO_LONG, limit=self._limits.blocks)

    def _check_end(self, count: object) -> None:
        """Blocks and counts must agree: what was kept is in the blocks, but for blanks alone."""
        held = sum(len(block.text) for block in self.blocks) - self.counts.get("added", 0)
        blank = self.counts.get("blank", 0)
        if count != len(self.blocks) or held + blank != self.counts.get("kept", 0):
            raise FileRefused(FileReason.WORDS_DIFFER, raw=self.counts.get("kept", 0), read=held)
