"""How long a workbook of 10,000 and of 100,000 messages takes to come in, and how much memory.

    python benchmarks/importing.py [COUNT …]

Each size runs in a home of its own (SQLite as in production, durable; DATABASE_URL is not used): the workbook is
written, opened through the gate as at the desk, taken in by one worker, sealed. Printed: seconds, seconds per 1,000
rows (by the clock, and of the processor, which is level on a busy machine too), peak resident memory of worker and
gate child together, and the ratio to reading the same file alone with calamine in a process of its own.
The promise: time per row level between the sizes, below 512 MB.

With HUISHENG_DATA naming a folder that holds messages/grouping_messages.jsonl.gz, real messages are repeated;
without it, synthetic ones of the same mean length (some 370 characters).
"""

import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import xlsxwriter

ROOT = Path(__file__).resolve().parents[1]
_OPEN = """
import pathlib, sys, django; django.setup()
from tests.factories import workbooks
from tests.factories.office import grant, office, person
house = office()
clerk = person("陈例", house.department, "clerk")
grant(clerk, "CL", house.campaign)
folder = pathlib.Path(sys.argv[1])
workbooks.started(house.campaign, clerk, (folder / "book.xlsx").read_bytes(), folder)
"""
# The job alone: what a worker does next, proposing groups, is measured by another benchmark.
_WORK = """
import os, sys, time, django; django.setup()
from huisheng.listening.models import Import
from huisheng.organisation import jobs
begun, cpu = time.perf_counter(), sum(os.times()[:4])
run = jobs.claim()
jobs.perform(run)
spent, cpu = time.perf_counter() - begun, sum(os.times()[:4]) - cpu
imported = Import.objects.get()
assert imported.state == "kept", imported.outcome
print(imported.rows_kept, spent, cpu)
"""
_CALAMINE = """
import sys, time
from python_calamine import CalamineWorkbook
begun = time.perf_counter()
rows = sum(1 for _row in CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).iter_rows())
print(rows, time.perf_counter() - begun)
"""
_WORDS = (
    "小区门口的路灯坏了两个月", "早高峰的公交等四十分钟", "办一个证跑了三趟", "老人看病要排一上午的队",
    "学校门口没有红绿灯", "菜市场的下水道堵了", "物业说归社区社区说归物业", "电梯三天两头停",
    "垃圾桶满了没人收", "希望能给个准话",
)  # fmt: skip


def messages() -> Iterator[tuple[str, str, str]]:
    """(day, subject, text), without end."""
    data = os.environ.get("HUISHENG_DATA")
    file = Path(data, "messages", "grouping_messages.jsonl.gz") if data else None
    if file and file.is_file():
        with gzip.open(file, "rt") as lines:
            found = [json.loads(line) for line in lines]
        for number, message in enumerate(cycle(found)):
            yield "2014-03-05", str(message["title"])[:500], f"{message['text']}（{number}）"
    print("HUISHENG_DATA names no messages: synthetic ones are used")
    chance = random.Random(9)
    while True:
        length = chance.randint(20, 46)
        yield "2014-03-05", "反映情况", "，".join(chance.choices(_WORDS, k=length)) + "。"


def write(path: Path, count: int) -> None:
    """The workbook of so many messages."""
    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    page = book.add_worksheet("汇总")
    for column, name in enumerate(("日期", "标题", "意见内容")):
        page.write_string(0, column, name)
    for row, message in enumerate(islice(messages(), count), 1):
        for column, value in enumerate(message):
            page.write_string(row, column, value)
    book.close()


def run(environment: dict[str, str], *command: str) -> str:
    """Run a command to its end; what it printed."""
    done = subprocess.run(
        [sys.executable, *command], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def watched(environment: dict[str, str], script: str) -> tuple[str, float]:
    """Run a script; what it printed, and the peak of its and its children's resident memory together, in MB."""
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    peak = 0
    while process.poll() is None:
        peak = max(peak, _resident(process.pid))
        time.sleep(0.05)
    out, error = process.communicate()
    if process.returncode:
        sys.exit(error)
    return out.strip().splitlines()[-1], peak / 1024


def _resident(pid: int) -> int:
    """Resident kB of a process and all below it."""
    total = 0
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1])
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            total += _resident(int(child))
    except OSError:
        pass  # it ended while we looked
    return total


def measure(count: int) -> float:
    """Take one workbook in, print the figures, and return seconds of processor per 1,000 rows."""
    with tempfile.TemporaryDirectory(prefix="huisheng-bench-") as folder:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {
            "HUISHENG_HOME": folder,
            "HUISHENG_DJANGO_SECRET": "bench",
            "HUISHENG_RECEIPT_KEY": "bench",
            "HUISHENG_TOTP_KEY": "bench",
            "HUISHENG_TESTING": "1",
            "DJANGO_SETTINGS_MODULE": "huisheng.web.settings",
            "PYTHONPATH": str(ROOT),
        }
        book = Path(folder, "book.xlsx")
        write(book, count)
        size = book.stat().st_size >> 10
        run(environment, "-m", "django", "migrate", "-v0")
        begun = time.perf_counter()
        run(environment, "-c", _OPEN, folder)
        opened = time.perf_counter() - begun
        said, peak = watched(environment, _WORK)
        alone = [float(word) for word in run(environment, "-c", _CALAMINE, str(book)).split()][1:]
    rows, spent, cpu = int(said.split()[0]), float(said.split()[1]), float(said.split()[2])
    level, clock = 1000 * cpu / rows, 1000 * spent / rows
    print(
        f"{count:>8,} rows ({size:,} kB): opened in {opened:.1f} s; taken in {spent:.1f} s = {clock:.2f} s"
        f" per 1,000 rows ({level:.2f} s of processor); peak {peak:.0f} MB;"
        f" {spent / alone[0]:.1f} × reading alone with calamine ({alone[0]:.2f} s)",
        flush=True,
    )
    return level


def main() -> None:
    """Measure the sizes named, or 10,000 and 100,000."""
    sizes = [int(size) for size in sys.argv[1:]] or [10_000, 100_000]
    levels = [measure(size) for size in sizes]
    if len(levels) > 1:
        print(f"processor time per row, {sizes[-1]:,} against {sizes[0]:,} rows: {levels[-1] / levels[0]:.2f} ×")


if __name__ == "__main__":
    main()
