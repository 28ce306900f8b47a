"""Tell what a file is by its content. Only fixed bytes and directories are looked at; nothing is decoded."""

import re
import struct
from typing import BinaryIO

from .archive import entry_names
from .facts import FileRefused, Kind
from .reasons import FileReason

HEAD = 1 << 16
_MAGIC = (
    (b"%PDF-", Kind.PDF),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"MZ", Kind.PROGRAM),
    (b"\x7fELF", Kind.PROGRAM),
    (b"\xca\xfe\xba\xbe", Kind.PROGRAM),
    (b"\xcf\xfa\xed\xfe", Kind.PROGRAM),
    (b"Rar!\x1a\x07", Kind.BINARY),
    (b"7z\xbc\xaf\x27\x1c", Kind.BINARY),
    (b"\x1f\x8b", Kind.BINARY),
    (b"BM", Kind.BINARY),
    (b"SQLite format 3\0", Kind.BINARY),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\r\x0c")
_MARKUP = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+)?(html|svg|table|head|body|meta|style|script)\b", re.I | re.S
)
_INSIDE_XML = re.compile(rb"<(html|svg)\b", re.I)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def sniff(file: BinaryIO) -> Kind:
    """The kind of an open, seekable file. The file is left at its start.

    A zip is told apart by its parts' names, an OLE container by its streams' names.
    """
    file.seek(0)
    head = file.read(HEAD)
    try:
        return _kind(file, head)
    finally:
        file.seek(0)


def _kind(file: BinaryIO, head: bytes) -> Kind:
    if not head:
        return Kind.EMPTY
    if head.startswith(_ZIP):
        return _zip_kind(file)
    if head.startswith(_OLE):
        return _ole_kind(file)
    if head.startswith(b"BM") and len(head) > 14 and head[6:10] != b"\0\0\0\0":
        return Kind.DELIMITED if _is_text(head) else Kind.BINARY
    for magic, kind in _MAGIC:
        if head.startswith(magic) and not (kind is Kind.PROGRAM and _is_text(head)):
            return kind
    if not _is_text(head):
        return Kind.BINARY
    return _text_kind(head)


def _is_text(head: bytes) -> bool:
    """Whether the bytes may be text: UTF-16 by its mark, else hardly any control characters.

    A NUL or two in a long export are a slip in a row; one in a hundred bytes is a program or a picture.
    """
    if head.startswith(_UTF16):
        return True
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls < 8 or controls * 100 < len(head)


def looks_like_utf16(head: bytes) -> bool:
    """Every line end stands beside a NUL: UTF-16 without its mark."""
    ends = [at for at, byte in enumerate(head[:4_096]) if byte == 10]
    nuls = head[:4_096].count(0)
    if not ends:
        return nuls * 4 > len(head[:4_096])
    return all(0 in head[max(0, at - 1) : at + 2] for at in ends)


def _text_kind(head: bytes) -> Kind:
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith((b"<?xml", b"<!DOCTYPE", b"<!doctype")):
        inside = _INSIDE_XML.search(head) or _MARKUP.match(head)
        return {b"svg": Kind.SVG, b"html": Kind.HTML}.get(inside[1].lower(), Kind.XML) if inside else Kind.XML
    if found := _MARKUP.match(head):
        return Kind.SVG if found[1].lower() == b"svg" else Kind.HTML
    if head.startswith(b"MIME-Version:"):
        return Kind.HTML  # a web archive, which some systems call .xls
    if head.startswith(b"{\\rtf"):
        return Kind.DOC
    if head.startswith((b'{"', b'[{"', b"{\n", b"{\r\n", b"[\n", b"[\r\n")):
        return Kind.JSON
    return Kind.DELIMITED


def _zip_kind(file: BinaryIO) -> Kind:
    try:
        names = entry_names(file)
    except FileRefused:
        return Kind.ZIP
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    if "xl/workbook.bin" in names:
        return Kind.XLSB
    if "word/document.xml" in names:
        return Kind.DOCX
    if "content.xml" in names and "mimetype" in names:
        return Kind.ODS
    if "[Content_Types].xml" in names:
        return Kind.XLSX if any(name.lower().startswith("xl/") for name in names) else Kind.ZIP
    return Kind.ZIP


def _ole_kind(file: BinaryIO) -> Kind:
    try:
        names = ole_streams(file)
    except FileRefused:
        return Kind.OLE
    if "EncryptedPackage" in names:
        return Kind.LOCKED_OFFICE
    if "Workbook" in names or "Book" in names:
        return Kind.XLS
    if "WordDocument" in names:
        return Kind.DOC
    return Kind.OLE


def ole_streams(file: BinaryIO) -> dict[str, tuple[int, int]]:
    """Names of the streams in an OLE container, each with its first sector and its length in bytes.

    Raises:
        FileRefused: the directory is damaged, or points at itself.

    Source: [MS-CFB] 2.2 (header), 2.6 (directory entries).
    """
    file.seek(0)
    header = file.read(512)
    if len(header) < 512:
        raise FileRefused(FileReason.DAMAGED)
    shift, sector = struct.unpack_from("<H", header, 30)[0], struct.unpack_from("<I", header, 48)[0]
    if shift not in (9, 12):
        raise FileRefused(FileReason.DAMAGED)
    size = 1 << shift
    table = ole_table(file, header, size)
    found: dict[str, tuple[int, int]] = {}
    for block in ole_chain(file, table, sector, size, 4_096):
        for at in range(0, len(block) - 127, 128):
            length = struct.unpack_from("<H", block, at + 64)[0]
            if 2 <= length <= 64 and block[at + 66] in (2, 5):
                name = block[at : at + length - 2].decode("utf-16-le", "replace")
                start, stream = struct.unpack_from("<IQ", block, at + 116)
                found["" if block[at + 66] == 5 else name] = (start, stream & 0xFFFFFFFF)
    return found


def ole_table(file: BinaryIO, header: bytes, size: int) -> list[int]:
    """The sector allocation table of an OLE container: for each sector the next one."""
    sectors = list(struct.unpack_from("<109I", header, 76))
    extra, count = struct.unpack_from("<II", header, 68)
    seen = 0
    while extra < 0xFFFFFFFA and seen < min(count, 1_024):
        block = _sector(file, extra, size)
        if len(block) < size:
            raise FileRefused(FileReason.DAMAGED)
        *more, extra = struct.unpack(f"<{size // 4}I", block)
        sectors += more
        seen += 1
    table: list[int] = []
    for sector in sectors:
        if sector >= 0xFFFFFFFA:
            continue
        block = _sector(file, sector, size)
        table += struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4])
    return table


def ole_chain(file: BinaryIO, table: list[int], sector: int, size: int, most: int) -> list[bytes]:
    """The sectors of one stream, in order; at most `most`, each once."""
    blocks: list[bytes] = []
    seen: set[int] = set()
    while sector < 0xFFFFFFFA:
        if sector in seen or sector >= len(table) or len(blocks) >= most:
            raise FileRefused(FileReason.DAMAGED)
        seen.add(sector)
        blocks.append(_sector(file, sector, size))
        sector = table[sector]
    return blocks


def _sector(file: BinaryIO, number: int, size: int) -> bytes:
    file.seek((number + 1) * size)
    return file.read(size)
