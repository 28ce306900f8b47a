"""Read plain text: strict UTF-8, UTF-16 with its mark, or GB18030; nothing is guessed. Runs in the child process."""

import re
from typing import BinaryIO

from .docx import Words
from .facts import Block, FileRefused, Limits
from .reasons import FileReason
from .sniff import looks_like_utf16

_MARKS = (b"\xff\xfe", b"\xfe\xff")
_UTF32 = b"\xff\xfe\0\0"
_LINE_END = re.compile(r"\r\n?|\n|\x0b|\x0c|\u2028|\u2029|\x85")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufeff]")


def read(file: BinaryIO, limits: Limits) -> tuple[str, Words]:
    """The encoding of a text, and its lines that are not blank.

    Raises:
        FileRefused: it is text in no encoding that can be told for sure, or too long.
    """
    file.seek(0)
    data = file.read(limits.document_bytes + 1)
    encoding, text = _decoded(data)
    if len(text) > limits.document_characters:
        raise FileRefused(FileReason.DOCUMENT_TOO_LONG, limit=limits.document_characters)
    words = Words()
    words.counts["kept"] = sum(map(len, lines := _LINE_END.split(text)))
    for line in lines:
        visible = _INVISIBLE.sub("", line)
        words.counts["blank"] += len(line) - len(visible)
        if visible.strip():
            words.blocks.append(Block(len(words.blocks) + 1, visible))
        else:
            words.counts["blank"] += len(visible)
    if len(words.blocks) > limits.blocks:
        raise FileRefused(FileReason.DOCUMENT_TOO_LONG, limit=limits.blocks)
    return encoding, words


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith(_UTF32) or (not data.startswith(_MARKS) and looks_like_utf16(data[:4_096])):
        raise FileRefused(FileReason.TEXT_ENCODING)
    for encoding in ("utf-16",) if data.startswith(_MARKS) else ("utf-8", "gb18030"):
        try:
            return encoding, data.decode(encoding)
        except UnicodeError:
            continue
    raise FileRefused(FileReason.TEXT_ENCODING)
