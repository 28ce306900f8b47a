"""Tables of voices: read from csv, xlsx or jsonl, each also gzipped; results written as csv."""

import csv
import gzip
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from huisheng.crafts.gate.archive import directory
from huisheng.crafts.text.voices import Voice
from huisheng.errors import Unreadable

_ROLES = {
    "id": ("id", "编号", "留言编号", "序号"),
    "title": ("title", "标题", "主题", "留言主题"),
    "text": ("text", "正文", "内容", "意见内容", "意见", "留言详情"),
}
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


class TableUnreadable(Unreadable):
    """The file is no table of voices. `fault` says why, `rows` where (numbers as the file counts them).

    Faults: `type` (not csv, xlsx, jsonl), `missing`, `broken` (damaged or another encoding), `no text column`,
    `no voices`, `no groups` (no columns id and group), `no labels` (no column label), `id twice`, `id empty`.
    """

    def __init__(self, path: Path, fault: str, rows: Iterable[int] = ()) -> None:
        self.path = path
        self.fault = fault
        self.rows = tuple(rows)
        super().__init__(f"{path}: {fault} {self.rows or ''}".rstrip())


@dataclass(frozen=True)
class VoiceTable:
    """Voices in the order of the file; `others` are the further columns, `kept` their values by voice id."""

    voices: tuple[Voice, ...]
    others: tuple[str, ...]
    kept: dict[str, tuple[str, ...]]
    empty_rows: int


def read_voices(path: Path) -> VoiceTable:
    """Read voices from a file with the columns `id`, `title`, `text` (Chinese names serve as well).

    `text` must be there; without `id` the rows are numbered. Wholly empty rows are left out and counted.

    Raises:
        TableUnreadable: see its faults. Nothing is guessed: an id given twice stops the reading.
        FileRefused: a workbook that the gate would not open.
    """
    header, rows = _read(path)
    at = _columns(path, header)
    others = tuple(n for n in range(len(header)) if n not in at.values())
    voices: list[Voice] = []
    kept: dict[str, tuple[str, ...]] = {}
    empty, nameless, twice = 0, [], []
    for number, given in rows:
        if not any(cell.strip() for cell in given):
            empty += 1
            continue
        cells = [*given, *[""] * (len(header) - len(given))]
        voice_id = cells[at["id"]].strip() if "id" in at else str(number)
        if not voice_id:
            nameless.append(number)
        elif voice_id in kept:
            twice.append(number)
        else:
            title = cells[at["title"]] if "title" in at else ""
            voices.append(Voice(voice_id, cells[at["text"]], title))
            kept[voice_id] = tuple(cells[n] for n in others)
    if twice or nameless:
        raise TableUnreadable(path, "id twice" if twice else "id empty", twice or nameless)
    if not voices:
        raise TableUnreadable(path, "no voices")
    return VoiceTable(tuple(voices), tuple(header[n] for n in others), kept, empty)


def read_groups(path: Path) -> dict[str, str]:
    """Read what clerks confirmed: columns `id` and `group`, as `groups.csv` has them; group by voice id.

    A voice whose group is empty is a matter of its own.

    Raises:
        TableUnreadable: see its faults.
        FileRefused: a workbook that the gate would not open.
    """
    header, rows = _read(path)
    names = [name.strip().lower() for name in header]
    if not {"id", "group"} <= set(names):
        raise TableUnreadable(path, "no groups")
    at_id, at_group = names.index("id"), names.index("group")
    found: dict[str, str] = {}
    twice = []
    for number, given in rows:
        cells = [cell.strip() for cell in (*given, *[""] * (len(header) - len(given)))]
        if not cells[at_id]:
            continue
        if cells[at_id] in found:
            twice.append(number)
        # No group of a file can be named so: its cells are stripped.
        found[cells[at_id]] = cells[at_group] or f" {cells[at_id]}"
    if twice:
        raise TableUnreadable(path, "id twice", twice)
    return found


def read_labelled(path: Path) -> tuple[list[Voice], list[str], list[Voice]]:
    """Read voices with a column `label` (or 标签, 类别): those that have one, their labels, and those without.

    Raises:
        TableUnreadable: see its faults.
        FileRefused: a workbook that the gate would not open.
    """
    table = read_voices(path)
    names = [name.strip().lower() for name in table.others]
    at = next((names.index(name) for name in ("label", "标签", "类别") if name in names), None)
    if at is None:
        raise TableUnreadable(path, "no labels")
    labelled = [(voice, label) for voice in table.voices if (label := table.kept[voice.id][at].strip())]
    without = [voice for voice in table.voices if not table.kept[voice.id][at].strip()]
    return [voice for voice, _ in labelled], [label for _, label in labelled], without


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to; what is written takes the place of `path` once it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    yield part
    part.replace(path)


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table that spreadsheets open as UTF-8; an older one is replaced whole."""
    with replacing(path) as part, part.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(header)
        writer.writerows(rows)


def _columns(path: Path, header: list[str]) -> dict[str, int]:
    names = [name.strip().lower() for name in header]
    at = {}
    for role, words in _ROLES.items():
        found = next((word for word in words if word in names), None)
        if found is not None:
            at[role] = names.index(found)
    if "text" not in at:
        raise TableUnreadable(path, "no text column")
    return at


def _read(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    try:
        return _open(path)
    except FileNotFoundError as problem:
        raise TableUnreadable(path, "missing") from problem
    except (OSError, EOFError, UnicodeError, ValueError, csv.Error, CalamineError) as problem:
        raise TableUnreadable(path, "broken") from problem


def _open(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header and numbered rows, all cells as strings."""
    content = path.read_bytes()
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes[-1:] == [".gz"]:
        content = gzip.decompress(content)
        suffixes.pop()
    readers = {".csv": _read_csv, ".xlsx": _read_xlsx, ".jsonl": _read_jsonl, ".ndjson": _read_jsonl}
    reader = readers.get(suffixes[-1] if suffixes else "")
    if reader is None:
        raise TableUnreadable(path, "type")
    lines = reader(content)
    first = next(lines, None)
    if first is None:
        raise TableUnreadable(path, "no voices")
    return first[1], [(number, [_LONE_SURROGATE.sub("\ufffd", cell) for cell in cells]) for number, cells in lines]


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _read_csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    # A letter may be longer than the 131,072 characters the csv module takes by default.
    csv.field_size_limit(1 << 27)
    return enumerate(csv.reader(io.StringIO(_decoded(content), newline=""), strict=True), start=1)


def _read_xlsx(content: bytes) -> Iterator[tuple[int, list[str]]]:
    directory(io.BytesIO(content))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, [_shown(cell) for cell in cells]


def _shown(cell: object) -> str:
    # Excel keeps every number as a float: 12.0 was typed as 12.
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _read_jsonl(content: bytes) -> Iterator[tuple[int, list[str]]]:
    records = [
        (number, json.loads(line)) for number, line in enumerate(_decoded(content).split("\n"), start=1) if line.strip()
    ]
    if not all(isinstance(record, dict) for _, record in records):
        raise ValueError("a line holds no object")
    columns = list(dict.fromkeys(name for _, record in records for name in record))
    yield 0, columns
    for number, record in records:
        yield number, [_spelt(record.get(name)) for name in columns]


def _spelt(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
