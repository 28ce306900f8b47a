"""The zip container: limits read from its directory, parts read with a running count. Nothing is unpacked to disk."""

import codecs
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from .facts import LIMITS, FileRefused, Limits
from .reasons import FileReason

CHUNK = 1 << 16
_END = b"PK\x05\x06"
_DRIVE = re.compile(r"^[A-Za-z]:")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    struct.error,
    NotImplementedError,
    RuntimeError,
)


def directory(file: BinaryIO, limits: Limits = LIMITS, *, unpacked: int | None = None) -> dict[str, zipfile.ZipInfo]:
    """The parts of a zip by name, once its directory keeps the limits.

    Checked before any part is opened: number of entries, stated sizes and ratios, overlapping bodies, links,
    encryption, compression methods, and names that lead outside.

    Raises:
        FileRefused: with the limit that was passed, or because the directory is damaged.
    """
    _check_end(file, limits)
    try:
        infos = zipfile.ZipFile(file).infolist()
    except _BROKEN as broken:
        raise FileRefused(FileReason.DAMAGED) from broken
    if len(infos) > limits.entries:
        raise FileRefused(FileReason.TOO_MANY_ENTRIES, limit=limits.entries, found=len(infos))
    most = limits.unpacked_bytes if unpacked is None else unpacked
    total = 0
    for info in infos:
        _check_entry(info, limits)
        total += info.file_size
    if total > most:
        raise FileRefused(FileReason.UNPACKS_TOO_LARGE, limit_mb=most >> 20, found_mb=total >> 20)
    _check_overlap(infos)
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        if info.filename in found:
            raise FileRefused(FileReason.DAMAGED)
        found[info.filename] = info
    return found


def entry_names(file: BinaryIO, limits: Limits = LIMITS) -> set[str]:
    """The names in a zip's directory, whatever else may be wrong with it: enough to tell its kind.

    Raises:
        FileRefused: there is no directory that can be read, or it is endless.
    """
    _check_end(file, limits)
    try:
        return set(zipfile.ZipFile(file).namelist())
    except _BROKEN as broken:
        raise FileRefused(FileReason.DAMAGED) from broken


def _check_end(file: BinaryIO, limits: Limits) -> None:
    """Refuse an endless directory before the zip library builds an object for each entry."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or at + 22 > len(tail):
        raise FileRefused(FileReason.DAMAGED)
    entries, length = struct.unpack_from("<HI", tail, at + 10)
    # An entry is at least 46 bytes and its name; 400 bytes on average is beyond any honest directory.
    if entries > limits.entries or length > limits.entries * 400:
        raise FileRefused(FileReason.TOO_MANY_ENTRIES, limit=limits.entries, found=max(entries, length // 400))


def _check_entry(info: zipfile.ZipInfo, limits: Limits) -> None:
    if info.flag_bits & 0x1:
        raise FileRefused(FileReason.PASSWORD)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileRefused(FileReason.DAMAGED)
    name = info.orig_filename
    steps = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in steps or "\\" in name or _DRIVE.match(name) or "\0" in name:
        raise FileRefused(FileReason.UNSAFE_PATH, name=name[:100])
    if info.create_system == 3 and stat.S_ISLNK(info.external_attr >> 16):
        raise FileRefused(FileReason.UNSAFE_PATH, name=name[:100])
    if info.file_size > limits.tight_part_bytes and info.file_size > limits.tight_ratio * info.compress_size:
        raise FileRefused(FileReason.PACKED_TOO_TIGHT, limit=limits.tight_ratio, name=name[:100])


def _check_overlap(infos: list[zipfile.ZipInfo]) -> None:
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise FileRefused(FileReason.OVERLAPPING)
        end = info.header_offset + 30 + len(info.orig_filename) + info.compress_size


class Budget:
    """Counts what was really unpacked, over all parts of one file, whatever the directory says."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self.spent = 0

    def spend(self, count: int) -> None:
        """Add `count` unpacked bytes.

        Raises:
            FileRefused: the file unpacks beyond its limit.
        """
        self.spent += count
        if self.spent > self.limits.unpacked_bytes:
            raise FileRefused(FileReason.UNPACKS_TOO_LARGE, limit_mb=self.limits.unpacked_bytes >> 20)


def part_bytes(file: BinaryIO, info: zipfile.ZipInfo, budget: Budget) -> Iterator[bytes]:
    """The unpacked bytes of one part, in chunks, its checksum proved at the end.

    Raises:
        FileRefused: it unpacks beyond a limit, or is damaged.
    """
    limits, count = budget.limits, 0
    try:
        # One archive object for each part: opening reads only the directory, which was checked.
        with zipfile.ZipFile(file) as archive, archive.open(info.filename) as part:
            while chunk := part.read(CHUNK):
                count += len(chunk)
                budget.spend(len(chunk))
                if count > limits.tight_part_bytes and count > limits.tight_ratio * info.compress_size:
                    raise FileRefused(FileReason.PACKED_TOO_TIGHT, limit=limits.tight_ratio, name=info.filename[:100])
                yield chunk
    except _BROKEN as broken:
        raise FileRefused(FileReason.DAMAGED) from broken


def xml_bytes(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """An XML part as UTF-8, whatever its mark says, so that every reader sees the same bytes.

    Raises:
        FileRefused: it is not text in the encoding its mark names.
    """
    first = next(chunks, b"")
    if not first.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        yield decoder.decode(first).encode()
        for chunk in chunks:
            yield decoder.decode(chunk).encode()
        decoder.decode(b"", final=True)
    except UnicodeError as broken:
        raise FileRefused(FileReason.DAMAGED) from broken
