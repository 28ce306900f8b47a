"""The child process that reads a foreign file: started by `jail`, with the file as its standard input.

Everything it needs is imported first; then it gives up memory, time, files, network and programs, and only
then looks at the file. What it finds leaves through its standard output.
"""

import codecs
import json
import os
import resource
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from . import delimited, docx, plaintext, wire, xls, xlsx
from .archive import directory
from .facts import FileRefused, Kind, Limits, RawRow
from .reasons import FileReason

SURVEY_ROWS = 40
_FORBIDDEN = (
    "open",
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "ctypes.",
    "import",
)


def main() -> int:
    """Answer the one request in the arguments, then end."""
    request = json.loads(sys.argv[1])
    limits = Limits(**request["limits"])
    out = sys.stdout.buffer
    file = os.fdopen(0, "rb", closefd=False)
    give_up(limits)
    try:
        _answer(request, file, out, limits)
    except FileRefused as refused:
        wire.send(out, {"refused": refused.reason, "facts": dict(refused.facts)})
    except (MemoryError, RecursionError):
        wire.send(out, {"refused": FileReason.UNREADABLE, "facts": {}})
    return 0


def give_up(limits: Limits) -> None:
    """Give up what a reader of tables never needs. After this no file and no socket can be opened."""
    for encoding in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "gb18030", "ascii", "cp437"):
        codecs.lookup(encoding)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Descriptors 0, 1, 2 are open; a fourth, be it a file or a socket, cannot be had even by native code.
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    _grant_time(limits)

    def end(event: str, _arguments: object) -> None:
        # Not an exception: whatever the parser would make of it, the process is over.
        if event.startswith(_FORBIDDEN):
            os._exit(70)

    sys.addaudithook(end)


def _grant_time(limits: Limits) -> None:
    """Allow one more part its seconds of processor time; the kernel ends the process that needs more."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = used + limits.cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _answer(request: dict[str, Any], file: BinaryIO, out: BinaryIO, limits: Limits) -> None:
    kind = Kind(request["kind"])
    if request["act"] == "survey":
        _survey(kind, file, out, limits)
    elif request["act"] == "words":
        _words(kind, file, out, limits)
    else:
        rows = _rows(kind, request, file, limits)
        first = int(request["first"])
        wanted = (row for row in _in_parts(rows, limits) if row.number >= first)
        count = wire.send_rows(out, wanted)
        wire.send(out, {"end": count})


def _in_parts(rows: Iterable[RawRow], limits: Limits) -> Iterator[RawRow]:
    for count, row in enumerate(rows, 1):
        if count % limits.part_rows == 0:
            _grant_time(limits)
        yield row


def _rows(kind: Kind, request: dict[str, Any], file: BinaryIO, limits: Limits) -> Iterator[RawRow]:
    if kind is Kind.XLSX:
        return xlsx.Workbook(file, directory(file, limits), limits).rows(int(request["sheet"]))
    if kind is Kind.XLS:
        return xls.Workbook(file, limits).rows(int(request["sheet"]))
    dialect = delimited.Dialect(str(request["encoding"]), str(request["separator"]))
    return delimited.rows(file, dialect, limits)


def _survey(kind: Kind, file: BinaryIO, out: BinaryIO, limits: Limits) -> None:
    """What the table holds: its sheets, each with its first rows."""
    if kind is Kind.DELIMITED:
        dialect = delimited.find_dialect(file, limits)
        wire.send(out, {"encoding": dialect.encoding, "separator": dialect.separator, "starts_1904": False})
        wire.send(out, {"sheet": "", "hidden": False, "part": "", "merges": []})
        wire.send_rows(out, islice(delimited.rows(file, dialect, limits), SURVEY_ROWS))
    elif kind is Kind.XLS:
        old = xls.Workbook(file, limits)
        wire.send(out, {"encoding": "", "separator": "", "starts_1904": old.starts_1904})
        for place, sheet in enumerate(old.sheets):
            merges = [[m.top, m.left, m.bottom, m.right] for m in sheet.merges]
            wire.send(out, {"sheet": sheet.name, "hidden": sheet.hidden, "part": "", "merges": merges})
            wire.send_rows(out, islice(old.rows(place), SURVEY_ROWS))
    else:
        book = xlsx.Workbook(file, directory(file, limits), limits)
        wire.send(out, {"encoding": "", "separator": "", "starts_1904": book.starts_1904})
        for place, part in enumerate(book.sheets):
            wire.send(out, {"sheet": part.name, "hidden": part.hidden, "part": part.part, "merges": []})
            wire.send_rows(out, islice(book.rows(place), SURVEY_ROWS))
    wire.send(out, {"end": 0})


def _words(kind: Kind, file: BinaryIO, out: BinaryIO, limits: Limits) -> None:
    """What a document says: its blocks, and counts of what is left out."""
    if kind is Kind.DOCX:
        encoding, words = "", docx.read(file, directory(file, limits), limits)
    else:
        encoding, words = plaintext.read(file, limits)
    wire.send(out, {"encoding": encoding, "counts": dict(words.counts)})
    wire.send_blocks(out, words.blocks)
    wire.send(out, {"hidden": words.hidden, "headings": words.headings})
    wire.send(out, {"end": len(words.blocks)})
