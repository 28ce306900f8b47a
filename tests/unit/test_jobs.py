"""Long work: a real worker process is killed in the middle; its job comes back at its cursor, no batch twice."""

import shutil
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.organisation import jobs
from huisheng.organisation.models import Job
from tests.factories import office
from tests.factories.house import House, environment, migrated

DONE: list[int] = []


@jobs.work("test.count")
def count(run):
    """Count to `until`, one commit a number; stop oneself where asked."""
    until = run.arguments["until"]
    for number in range(run.cursor.get("number", 0) + 1, until + 1):
        with run.commit(done=number, total=until, cursor={"number": number}):
            DONE.append(number)
            if number == run.arguments.get("stop_at"):
                jobs.ask_to_stop(run.job)
            if number == run.arguments.get("end_at"):
                run.must_end = lambda: True
            if number == run.arguments.get("lose_at"):
                Job.objects.filter(pk=run.job.pk).update(lease="another")


@pytest.fixture(autouse=True)
def nothing_done_yet():
    DONE.clear()


def perform_next():
    run = jobs.claim()
    assert run is not None
    jobs.perform(run)
    run.job.refresh_from_db()
    return run.job


@pytest.mark.django_db
def test_a_job_is_done_once_and_says_how_far_it_is():
    jobs.enqueue("test.count", by=None, until=3)
    job = perform_next()
    assert (job.state, job.done_count, job.total_count) == ("done", 3, 3)
    assert jobs.claim() is None
    assert DONE == [1, 2, 3]


@pytest.mark.django_db
def test_stop_and_resume_go_on_at_the_cursor():
    jobs.enqueue("test.count", by=None, until=4, stop_at=2)
    job = perform_next()
    assert (job.state, job.done_count) == ("stopped", 2)
    assert jobs.claim() is None
    assert jobs.resume(job)
    assert perform_next().state == "done"
    assert DONE == [1, 2, 3, 4]


@pytest.mark.django_db
def test_a_worker_told_to_end_gives_the_job_back_after_its_batch():
    jobs.enqueue("test.count", by=None, until=3, end_at=1)
    job = perform_next()
    assert (job.state, job.lease, job.attempts) == ("queued", "", 0)
    assert perform_next().state == "done"
    assert DONE == [1, 2, 3]


@pytest.mark.django_db
def test_whoever_lost_the_lease_writes_nothing():
    jobs.enqueue("test.count", by=None, until=3, lose_at=2)
    job = perform_next()
    assert (job.state, job.cursor) == ("running", {"number": 1})


@pytest.mark.django_db
def test_a_job_whose_worker_dies_again_and_again_at_one_place_is_given_up():
    job = jobs.enqueue("test.count", by=None, until=3)
    for _ in range(jobs.MAX_ATTEMPTS):
        assert jobs.claim() is not None
        Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert perform_next().state == "failed"
    job.refresh_from_db()
    assert job.error["code"] == "attempts"


@pytest.mark.django_db
def test_the_desk_shows_own_jobs_and_the_operator_all():
    house = office.office()
    clerk = office.person("王样", house.department, login="wang")
    other = office.person("李样", house.street, login="li")
    operator = office.person("系样", house.root, login="xi")
    auditor = office.person("审样", house.root, login="shen")
    office.grant(clerk, "CL", house.campaign)
    office.administrator(operator, "SA")
    office.administrator(auditor, "AU")
    job = jobs.enqueue("test.count", by=clerk, until=3)
    address = f"/office/jobs/{job.pk}/"
    for someone, sees in ((clerk, 200), (other, 404), (operator, 200), (auditor, 200)):
        assert office.client_of(someone).get(address).status_code == sees
        assert (address in office.client_of(someone).get("/office/jobs/").content.decode()) is (sees == 200)
    assert office.client_of(other).post(f"{address}stop/").status_code == 404
    assert office.client_of(auditor).post(f"{address}stop/").status_code == 403
    assert office.client_of(clerk).post(f"{address}stop/").status_code == 302
    job.refresh_from_db()
    assert job.state == "stopped"
    assert office.client_of(clerk).post(f"{address}stop/").status_code == 409
    assert office.client_of(operator).post(f"{address}resume/").status_code == 302


CHILD = """
import datetime
import os
import sys

import django

django.setup()
from django.utils import timezone

from huisheng.organisation import jobs
from huisheng.web.commands import work


@jobs.work("test.file")
def write(run):
    for number in range(run.cursor.get("number", 0) + 1, run.arguments["until"] + 1):
        with run.commit(done=number, cursor={"number": number}):
            jobs.Job.objects.create(kind="batch", cursor={"number": number}, state="done", queued_at=run.job.queued_at)
            if number == int(os.environ.get("HOLD_AT", "0")):
                os.write(1, b"holding\\n")  # within the batch, before it commits
                os.read(0, 1)  # until killed, or told to go on


command = sys.argv[1]
if command == "enqueue":
    jobs.enqueue("test.file", by=None, until=5)
elif command == "work":
    assert work.main(["--once"]) == 0
elif command == "expire":
    past = timezone.now() - datetime.timedelta(seconds=1)
    jobs.Job.objects.filter(state="running").update(leased_until=past)
elif command == "show":
    job = jobs.Job.objects.get(kind="test.file")
    batches = [batch.cursor["number"] for batch in jobs.Job.objects.filter(kind="batch").order_by("id")]
    print(job.state, job.cursor.get("number"), batches)
"""


class Children:
    """Processes of an office of its own: one that stays and is told what to do, and workers that come to an end."""

    def __init__(self, home):
        self.house = House(home)
        self.script = home / "child.py"
        self.script.write_text(CHILD)

    def holding(self, at):
        """A worker that stands in the middle of a batch."""
        worker = subprocess.Popen(
            [sys.executable, self.script, "work"],
            env=environment(self.house.home) | {"HOLD_AT": str(at)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        while worker.stdout.readline() != "holding\n":
            assert worker.poll() is None, worker.stderr.read()
        return worker

    def __call__(self, command):
        return self.house.python(CHILD, command)


@pytest.fixture
def child(tmp_path):
    children = Children(shutil.copytree(migrated(), tmp_path / "office"))
    children("enqueue")
    return children


def test_a_killed_worker_loses_no_batch_and_does_none_twice(child):
    worker = child.holding(at=3)
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    assert child("show") == "running 2 [1, 2]"
    child("work")
    assert child("show") == "running 2 [1, 2]", "its lease still holds"
    child("expire")
    child("work")
    assert child("show") == "done 5 [1, 2, 3, 4, 5]"


def test_a_worker_told_to_end_finishes_its_batch_and_the_next_goes_on(child):
    worker = child.holding(at=3)
    worker.send_signal(signal.SIGTERM)
    worker.communicate("x")
    assert worker.returncode == 0
    assert child("show") == "queued 3 [1, 2, 3]"
    child("work")
    assert child("show") == "done 5 [1, 2, 3, 4, 5]"
