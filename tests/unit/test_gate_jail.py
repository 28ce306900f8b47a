"""The child that reads foreign files has nothing to do harm with, and its death is one clear refusal."""

import resource
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from openpyxl import load_workbook

from huisheng.crafts import gate
from huisheng.crafts.gate import FileReason, FileRefused, Limits, Tally, wire
from tests.factories.hostile import GOOD, cases, sheet_rows, workbook

_JAILED = """
import os, socket, subprocess, sys
from huisheng.crafts.gate.child import give_up
from huisheng.crafts.gate.facts import Limits
give_up(Limits(cpu_seconds=1))
{act}
os.write(1, b"escaped")
"""


@pytest.mark.parametrize(
    "act",
    [
        "open('/etc/hostname').read()",
        "open('/tmp/huisheng-escaped', 'w')",
        "os.open('/etc/hostname', os.O_RDONLY)",
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.socket(socket.AF_UNIX)",
        "subprocess.run(['/bin/true'])",
        "os.system('true')",
        "os.fork()",
        "import decimal, sqlite3",
        "bytearray(2 << 30)",
        "while True: pass",
        "os.write(os.dup(1), b'x')",
    ],
)
def test_the_reading_process_can_do_no_harm(act: str) -> None:
    ran = subprocess.run([sys.executable, "-c", _JAILED.format(act=act)], capture_output=True)
    assert b"escaped" not in ran.stdout
    assert ran.returncode != 0


def test_without_the_acts_the_same_process_ends_well() -> None:
    ran = subprocess.run([sys.executable, "-c", _JAILED.format(act="pass")], capture_output=True)
    assert (ran.returncode, ran.stdout) == (0, b"escaped")


def test_a_reader_out_of_memory_is_one_clear_refusal(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    texts = "".join(f"<si><t>{sha256(b'%d' % n).hexdigest()}</t></si>" for n in range(40_000))
    cells = "".join(f'<row><c t="s"><v>{n}</v></c></row>' for n in (0, 39_999))
    path.write_bytes(workbook(sheet_rows(GOOD) + cells, shared=texts))
    assert gate.open_table(path).sheets[0].raw_rows == 5
    with pytest.raises(FileRefused) as refused:
        gate.open_table(path, limits=Limits(memory_bytes=1 << 20))
    assert refused.value.reason in (FileReason.UNREADABLE, FileReason.DAMAGED)


def test_a_reader_left_half_way_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(sheet_rows([GOOD[0], *[(n, "", f"第{n}条", "") for n in range(5_000)]])))
    table = gate.open_table(path)
    mapping = table.sheets[0].layout.mapping
    assert mapping is not None
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    rows = gate.read_rows(path, table, 0, mapping)
    assert next(rows).number == 2
    rows.close()
    # Its time is only accounted for once it has ended and been waited for.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime > before


@pytest.mark.parametrize(
    "value",
    [None, [], [1], [1, [], 0], [0, [], 0, None], [1, {}, 0, None], [1, [[]], 0, None], [1, ["x" * 11], 0, None],
     [1, [{"d": "yesterday"}], 0, None], [1, [{"x": "no-reason", "v": ""}], 0, None], [1, [], 2, None],
     [1, [], 0, "no-reason"], ["1", [], 0, None], [1, [None] * 4, 0, None], [True, [], 0, None]],
)  # fmt: skip
def test_the_parent_takes_only_rows_of_the_agreed_shape(value: object) -> None:
    with pytest.raises(wire.Malformed):
        wire.unpack_row(value, 0, 3, 10)


def _case(name: str, folder: Path) -> Path:
    case = next(case for case in cases() if case.id == name)
    path = folder / case.name
    path.write_bytes(case.data)
    return path


def test_a_reader_that_believes_a_false_dimension_fails_the_count(tmp_path: Path) -> None:
    """The twin of P3: openpyxl's streaming reader trusts <dimension> and loses a row; the bytes say so."""
    path = _case("false-dimension", tmp_path)
    sheet = gate.open_table(path).sheets[0]
    believed = len(list(load_workbook(path, read_only=True).worksheets[0].iter_rows()))
    assert not Tally(raw=sheet.raw_rows, head=1, kept=believed - 1).balances
    mapping = sheet.layout.mapping
    assert mapping is not None
    kept = len(list(gate.read_rows(path, gate.open_table(path), 0, mapping)))
    assert Tally(raw=sheet.raw_rows, head=1, kept=kept).balances


def test_a_parser_in_the_serving_process_takes_the_server_with_it(tmp_path: Path) -> None:
    """The twin of P9: the far cell that the gate accepts aborts a process that lets calamine parse it."""
    path = _case("far-cell", tmp_path)
    server = (
        "import sys, python_calamine\n"
        "try: python_calamine.load_workbook(sys.argv[1]).get_sheet_by_index(0)\n"
        "except Exception: pass\n"
        "print('still serving')"
    )

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    ran = subprocess.run([sys.executable, "-c", server, str(path)], capture_output=True, preexec_fn=limit)
    assert ran.returncode < 0
    assert b"still serving" not in ran.stdout
    assert gate.open_table(path).sheets[0].raw_rows == 4
