"""Start the child that reads a foreign file, and take only what was agreed out of its pipe.

A child that dies, hangs or answers nonsense is one fact, `FileRefused(UNREADABLE)`: never another exception.
"""

import importlib.util
import json
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, BinaryIO

from . import wire
from .facts import FileRefused, Limits
from .reasons import FileReason

# The package's front door would load writers and words the child never uses, three quarters of its start: an
# empty module with the same path stands in for it.
_START = """
import sys, types
sys.path[:0] = {paths!r}
package = sys.modules["huisheng.crafts.gate"] = types.ModuleType("huisheng.crafts.gate")
package.__path__ = [{here!r}]
from huisheng.crafts.gate.child import main
sys.exit(main())
"""


def _paths() -> list[str]:
    """Where the child finds this package and the reader for old workbooks: it has no site packages."""
    found = importlib.util.find_spec("python_calamine")
    home = Path(__file__).resolve().parents[3]
    libraries = Path(found.origin).resolve().parents[1] if found and found.origin else home
    return [str(home), str(libraries)]


@contextmanager
def asked(path: Path, request: dict[str, Any], limits: Limits) -> Iterator[Iterator[dict[str, Any]]]:
    """The child's answers to one request about a file, as a stream of messages.

    Leaving the block ends the child, however far it came.

    Raises:
        FileRefused: the child refuses the file, dies, hangs, or answers something else than agreed.
    """
    order = json.dumps({**request, "limits": asdict(limits)})
    command = [
        sys.executable,
        "-I",
        "-S",
        "-B",
        "-c",
        _START.format(paths=_paths(), here=str(Path(__file__).parent)),
        order,
    ]
    with path.open("rb") as file:
        child = subprocess.Popen(
            command,
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1"},
            cwd="/",
            close_fds=True,
        )
    assert child.stdout is not None
    try:
        yield _messages(child.stdout, limits)
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def _messages(pipe: IO[bytes], limits: Limits) -> Iterator[dict[str, Any]]:
    while True:
        (length,) = wire.FRAME.unpack(_exactly(pipe, wire.FRAME.size, limits))
        if length > wire.MOST:
            raise FileRefused(FileReason.UNREADABLE)
        try:
            message = json.loads(_exactly(pipe, length, limits), parse_constant=_no_constant)
        except (ValueError, RecursionError) as nonsense:
            raise FileRefused(FileReason.UNREADABLE) from nonsense
        if not isinstance(message, dict):
            raise FileRefused(FileReason.UNREADABLE)
        if "refused" in message:
            raise _refusal(message)
        yield message
        if "end" in message:
            return


def _no_constant(name: str) -> float:
    raise ValueError(name)  # NaN and Infinity are no cells


def _exactly(pipe: IO[bytes], count: int, limits: Limits) -> bytes:
    """That many bytes from the child; a child that is gone or silent for too long is a refusal."""
    buffer = bytearray()
    reader: BinaryIO = pipe.raw if hasattr(pipe, "raw") else pipe  # type: ignore[assignment]
    while len(buffer) < count:
        ready, _, _ = select.select([reader], [], [], limits.silent_seconds)
        chunk = reader.read(min(count - len(buffer), 1 << 20)) if ready else b""
        if not chunk:
            raise FileRefused(FileReason.UNREADABLE)
        buffer += chunk
    return bytes(buffer)


def _refusal(message: dict[str, Any]) -> FileRefused:
    """The child's refusal, if it is one of the agreed reasons with plain facts."""
    try:
        reason = FileReason(message["refused"])
        facts = {
            name: value if isinstance(value, int) else str(value)[:200]
            for name, value in dict(message["facts"]).items()
            if isinstance(name, str) and name.isidentifier() and isinstance(value, int | str)
        }
    except (KeyError, TypeError, ValueError):
        return FileRefused(FileReason.UNREADABLE)
    return FileRefused(reason, **facts)
