"""A worker killed anywhere in an import: it resumes at its cursor, no row twice, every row accounted for (P1, P3)."""

import random
import signal
import subprocess
from pathlib import Path

import pytest

from tests.factories import workbooks
from tests.factories.house import House

ROWS = 2_600  # staged in batches
_START = """
import pathlib, sys
from huisheng.campaign.models import Campaign
from huisheng.organisation.models import Person
from tests.factories import workbooks
folder = pathlib.Path(sys.argv[1])
print(workbooks.started(
    Campaign.objects.get(), Person.objects.get(account__login="clerk"), (folder / "book.xlsx").read_bytes(), folder,
    sys.argv[2], again=True,
).pk)
"""


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House.in_folder(tmp_path)


def begin(house: House, folder: Path, number: int = 1) -> int:
    """The import of a workbook of `ROWS` rows of its own, three of them bad, waiting for a worker."""
    (folder / "book.xlsx").write_bytes(workbooks.xlsx(workbooks.three_bad(ROWS, first=number * ROWS)))
    return int(house.python(_START, str(folder), f"汇总{number}.xlsx"))


def job(house: House, imported: int) -> tuple[str, int, str]:
    """(state of the import, rows its job has settled, state of the job)."""
    query = (
        "SELECT i.state, j.done_count, j.state FROM listening_import i JOIN organisation_job j ON j.id = i.job_id"
        " WHERE i.id = ?"
    )
    return house.rows(query, imported)[0]


def work_until(house: House, imported: int, settled: int | None) -> None:
    """Let a real worker work; kill -9 it once so many rows are settled. None: let it come to the end."""
    with house.worker() as worker:
        while True:
            state, done, job_state = job(house, imported)
            if state != "staged" or (settled is not None and job_state == "running" and done >= settled):
                worker.send_signal(signal.SIGKILL)
                break
            try:
                worker.wait(timeout=0.02)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError("the worker ended by itself")
        worker.wait()
    lease_runs_out(house)


def lease_runs_out(house: House) -> None:
    """A minute passes: the dead worker's job is free again."""
    house.write("UPDATE organisation_job SET leased_until = '2000-01-01', attempts = 0 WHERE state = 'running'")


def assert_whole(house: House, imported: int, kept: int = ROWS - 3) -> None:
    state, _done, _job = job(house, imported)
    assert state == "kept"
    found = house.rows(
        "SELECT COUNT(*), COUNT(DISTINCT source_row) FROM listening_submission WHERE imported_id = ?", imported
    )
    assert found == [(kept, kept)]
    assert house.rows("SELECT COUNT(*) FROM listening_returnedrow WHERE imported_id = ?", imported) == [(3,)]
    assert house.rows("SELECT COUNT(*) FROM listening_batch WHERE imported_id = ?", imported) == [(1,)]


def test_three_kills_and_every_row_is_there_once(house: House, tmp_path: Path) -> None:
    imported = begin(house, tmp_path)
    for settled in (0, 1_000, 2_000):
        work_until(house, imported, settled)
        seen = house.rows("SELECT COUNT(*) FROM combing_passage WHERE campaign_id IS NOT NULL")
        assert seen == [(0,)], "a staged import lies on no desk"
    work_until(house, imported, None)
    assert_whole(house, imported)
    proved = house.command("verify")
    assert proved.returncode == 0, proved.stdout


@pytest.mark.prove
def test_two_hundred_kills(house: House, tmp_path: Path) -> None:
    chance = random.Random(20140309)
    killed = 0
    while killed < 200:
        # Rows that came in before would be taken for the mended whole of the workbook before.
        imported = begin(house, tmp_path, killed + 1)
        while job(house, imported)[0] == "staged" and killed < 200:
            before = job(house, imported)[1]
            work_until(house, imported, before + chance.choice((0, 0, 1_000, 1_000, 2_000)))
            killed += 1
        work_until(house, imported, None)
        assert_whole(house, imported)
    assert house.command("verify").returncode == 0
