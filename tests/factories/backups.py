"""An office with a little of everything, and backups taken of it."""

import gzip
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from tests.factories import workbooks
from tests.factories.house import ROOT, House, environment, migrated, once_a_run

TRAIL = "tables/organisation_auditentry.jsonl.gz"
_WORK_OF_A_WEEK = """
import pathlib, sys
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
from datetime import date
from django.db import transaction
from huisheng.campaign.models import Campaign
from huisheng.combing import services
from huisheng.combing.models import Passage
from huisheng.combing.services.lists import freeze
from huisheng.combing.services.placing import Span
from huisheng.organisation.models import Person
from tests.factories import speaking, workbooks
from tests.factories.voices import passages
folder = pathlib.Path(sys.argv[1])
campaign, clerk = Campaign.objects.get(), Person.objects.get(account__login="clerk")
speaking.ask(campaign)
speaking.speak(campaign)
several = passages(campaign, "路灯坏了三个月。", "建议阅览室晚上也开门。", "办事窗口态度很好。")
words = Span(several[0].statement_id, 0, 8)
services.open_finding(several[:1], kind="problem", headline=words, by=clerk)
services.set_aside(several[2:], "praise", by=clerk)
freeze(campaign, date(2014, 2, 28), by=clerk)
workbooks.started(campaign, clerk, (folder / "book.xlsx").read_bytes(), folder, "汇总.xlsx")
"""
SPEAK_ON = """
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
from huisheng.campaign.models import Campaign
from tests.factories import speaking
campaign = Campaign.objects.get()
print("speaking", flush=True)
while True:
    speaking.speak(campaign)
"""


def _live_in(folder: Path) -> None:
    house = House.in_folder(folder)
    (folder / "book.xlsx").write_bytes(workbooks.xlsx(workbooks.three_bad(40)))
    house.python(_WORK_OF_A_WEEK, str(folder))
    assert house.command("work", "--once").returncode == 0


def lived_in(folder: Path) -> House:
    """A house with a public form, voices, a finding, a frozen list and a workbook taken in; made once and copied."""
    home = folder / "house"
    shutil.copytree(once_a_run("lived-in", _live_in) / "house", home)
    return House(home)


def _take(folder: Path) -> None:
    assert run(lived_in(folder).home, "backup", str(folder / "one.tar")).returncode == 0


def taken(folder: Path) -> Path:
    """A backup of that house; made once and copied."""
    return Path(shutil.copy(once_a_run("backup", _take) / "one.tar", folder))


def empty(home: Path) -> Path:
    """A home whose database is migrated already, to which a backup can be restored."""
    return Path(shutil.copytree(migrated(), home))


def trail(backup: Path) -> list[bytes]:
    """The lines of the audit trail in a backup."""
    with tarfile.open(backup) as archive:
        return gzip.decompress(archive.extractfile(TRAIL).read()).splitlines()


def run(home: Path, *arguments: str, database: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command in a home of its own, on SQLite unless a database is named."""
    settings = {**environment(home), "HUISHENG_LANGUAGE": "en"}
    if database:
        settings["DATABASE_URL"] = database
    command = [sys.executable, "-m", "huisheng", *arguments]
    return subprocess.run(command, env=settings, cwd=ROOT, capture_output=True, text=True, check=False)


def parts(backup: Path) -> dict[str, bytes]:
    """The parts of a backup by name, without what tells of the moment it was made."""
    with tarfile.open(backup) as archive:
        found = {member.name: archive.extractfile(member).read() for member in archive}
    return {name: content for name, content in found.items() if name not in {TRAIL, "manifest.json"}}
