"""What the commands of this craft tell while they work, and why they could not."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from huisheng.crafts.gate import FileRefused
from huisheng.crafts.text.tables import TableUnreadable
from huisheng.crafts.words import _


def asked_language(argv: Sequence[str]) -> str:
    """The language asked for, before the parser is worded in it."""
    for at, argument in enumerate(argv):
        if argument == "--language" and at + 1 < len(argv):
            return argv[at + 1]
        if argument.startswith("--language="):
            return argument.partition("=")[2]
    return ""


@contextmanager
def step(name: str) -> Iterator[None]:
    """Name a step on standard error, and how long it took."""
    sys.stderr.write(f"{name} …")
    sys.stderr.flush()
    start = time.monotonic()
    try:
        yield
    except BaseException:
        sys.stderr.write("\n")
        raise
    sys.stderr.write(f" {time.monotonic() - start:.1f} s\n")


def worded(problem: Exception) -> str:
    """Why a file could not be read or written: what happened, what was kept, what to do."""
    if isinstance(problem, TableUnreadable):
        rows = ", ".join(str(row) for row in problem.rows[:20]) + (" …" if len(problem.rows) > 20 else "")
        return _fault_words()[problem.fault].format(file=problem.path, rows=rows)
    if isinstance(problem, FileRefused):
        return _("The workbook was refused ({reason}). Nothing was written. Save it anew as xlsx or csv.").format(
            reason=problem
        )
    return _("The file system refused ({reason}). Results already there were kept.").format(reason=problem)


def _fault_words() -> dict[str, str]:
    return {
        "type": _("{file} is neither csv, xlsx nor jsonl. Nothing was written. Save it as one of these."),
        "missing": _("There is no file {file}. Nothing was written. Check the name."),
        "broken": _("{file} is damaged or not what its name says. Nothing was written. Save it anew as csv or xlsx."),
        "no text column": _(
            "{file} has no column text in its first row. Nothing was written. Name the columns id, title, text."
        ),
        "no voices": _("{file} holds no voices. Nothing was written."),
        "no groups": _("{file} has no columns id and group in its first row. Nothing was written. Name them so."),
        "no labels": _("{file} has no column label in its first row. Nothing was written. Name it so."),
        "id twice": _(
            "{file}: the ids of rows {rows} were there before. Nothing was written. Give each row its own id."
        ),
        "id empty": _(
            "{file}: rows {rows} have no id. Nothing was written. Give each row an id, or drop the column id."
        ),
    }
