"""A house that really runs: its own home folder and database file, server and worker as processes of their own.

A migrated database with the smallest office is made once a session and copied for each house: the triggers that
guard what is recorded would refuse to have it emptied.
"""

import contextlib
import functools
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_OFFICE = """
import django; django.setup()
from tests.factories.office import grant, office, person
house = office()
clerk = person("陈例", house.department, "clerk")
grant(clerk, "CL", house.campaign)
"""


def environment(home: Path) -> dict[str, str]:
    """What a process of this house is started with; SQLite in its home, whatever the test run itself uses."""
    return {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "HUISHENG_HOME": str(home),
        "HUISHENG_TESTING": "1",
        "DJANGO_SETTINGS_MODULE": "huisheng.web.settings",
        "PYTHONPATH": str(ROOT),
    }


@functools.cache
def _prepared() -> Path:
    home = Path(tempfile.mkdtemp(prefix="huisheng-house-"))
    for command in ([sys.executable, "-m", "django", "migrate", "-v0"], [sys.executable, "-c", _OFFICE]):
        subprocess.run(command, env=environment(home), cwd=ROOT, check=True, capture_output=True)
    with contextlib.closing(sqlite3.connect(home / "huisheng.sqlite3", isolation_level=None)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home


@dataclass
class House:
    """One house: a folder, and what runs in it."""

    home: Path

    @classmethod
    def in_folder(cls, folder: Path) -> "House":
        """A fresh house with the smallest office."""
        home = folder / "house"
        shutil.copytree(_prepared(), home)
        return cls(home)

    def python(self, script: str, *arguments: str) -> str:
        """Run a script in a process of this house, and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{script}", *arguments],
            env=environment(self.home),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the product."""
        return subprocess.run(
            [sys.executable, "-m", "huisheng", *arguments],
            env=environment(self.home),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        """A worker process; it is gone when the block ends."""
        process = subprocess.Popen(
            [sys.executable, "-m", "huisheng", "work"],
            env=environment(self.home),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    @contextmanager
    def server(self) -> Iterator[str]:
        """A web server process; yields its address. It is gone when the block ends."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        options = ["--interface=wsgi", "--workers=1", f"--port={port}", "--no-ws", "huisheng.web.wsgi:application"]
        process = subprocess.Popen(
            [sys.executable, "-m", "granian", *options],
            env=environment(self.home),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(process, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()

    def session(self, login: str = "clerk", language: str = "zh-hans") -> str:
        """The cookie of somebody who is logged in."""
        return self.python(
            "import sys\n"
            "from django.test import Client\n"
            "from huisheng.organisation.models import Account\n"
            "Account.objects.filter(login=sys.argv[1]).update(language=sys.argv[2])\n"
            "browser = Client()\n"
            "browser.force_login(Account.objects.get(login=sys.argv[1]),"
            " backend='django.contrib.auth.backends.ModelBackend')\n"
            "print(browser.cookies['desk'].value)",
            login,
            language,
        ).splitlines()[-1]

    def _database(self) -> sqlite3.Connection:
        """The file as it lies; closed after each use, or a stale view of its log would stay behind."""
        return sqlite3.connect(self.home / "huisheng.sqlite3", timeout=30, isolation_level=None)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database file holds now, read past the application."""
        with contextlib.closing(
            sqlite3.connect(self.home / "huisheng.sqlite3", timeout=30, isolation_level=None)
        ) as database:
            return database.execute(query, values).fetchall()

    def write(self, query: str, *values: Any) -> None:
        """Change the database file past the application, to put a clock or a lease forward."""
        with contextlib.closing(
            sqlite3.connect(self.home / "huisheng.sqlite3", timeout=30, isolation_level=None)
        ) as database:
            database.execute(query, values)


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when the server answers."""
    for _attempt in range(600):
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise RuntimeError("the server did not start")
