"""A house that really runs: its own home folder and database file, server and worker as processes of their own.

A migrated database, and one with the smallest office, are made once a run and copied for each house: the triggers
that guard what is recorded would refuse to have it emptied.
"""

import contextlib
import fcntl
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
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


def once_a_run(name: str, make: Callable[[Path], None]) -> Path:
    """A folder of this name, made by whichever process of the run comes first; the others wait for it."""
    folder = Path(os.environ["HUISHENG_TEST_RUN"], name)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            coming = folder.with_suffix(".coming")
            coming.mkdir()
            make(coming)
            coming.rename(folder)
    return folder


def migrated() -> Path:
    """A home whose database is migrated and holds nothing."""
    return once_a_run("migrated", lambda home: _run(home, "-m", "django", "migrate", "-v0"))


def _prepared() -> Path:
    return once_a_run("prepared", _prepare)


def _prepare(home: Path) -> None:
    shutil.copytree(migrated(), home, dirs_exist_ok=True)
    _run(home, "-c", _OFFICE)


def _run(home: Path, *arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], env=environment(home), cwd=ROOT, check=True, capture_output=True)
    with contextlib.closing(sqlite3.connect(home / "huisheng.sqlite3", isolation_level=None)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


_LISTENS = """
import contextlib, io, json, sys, traceback
import django; django.setup()
from django.conf import settings
from django.db import connections
from django.utils import timezone, translation
for line in sys.stdin:
    script, arguments = json.loads(line)
    sys.argv, said, fault = ["-c", *arguments], io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(said), translation.override(settings.LANGUAGE_CODE):
            exec(script, {"__name__": "__main__"})
    except BaseException:
        fault = traceback.format_exc()
    timezone.deactivate()
    connections.close_all()
    print(json.dumps([said.getvalue(), fault]), flush=True)
"""

_COMMAND = """
import contextlib, io, json, sys
from huisheng.__main__ import main
out, err = io.StringIO(), io.StringIO()
with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
    status = main(sys.argv[1:])
print(json.dumps([status, out.getvalue(), err.getvalue()]))
"""


def _hang_up(process: subprocess.Popen[str]) -> None:
    """The listening process ends when nobody can speak to it any more."""
    assert process.stdin is not None and process.stdout is not None
    process.stdin.close()
    process.stdout.close()
    process.wait()


@dataclass
class House:
    """One house: a folder, and what runs in it."""

    home: Path
    _listening: subprocess.Popen[str] | None = field(default=None, init=False, repr=False, compare=False)

    @classmethod
    def in_folder(cls, folder: Path) -> "House":
        """A fresh house with the smallest office."""
        home = folder / "house"
        shutil.copytree(_prepared(), home)
        return cls(home)

    def python(self, script: str, *arguments: str) -> str:
        """Run a script in the house's listening process, which has Django loaded; return what it printed."""
        if self._listening is None:
            self._listening = subprocess.Popen(
                [sys.executable, "-c", _LISTENS],
                env=environment(self.home),
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            weakref.finalize(self, _hang_up, self._listening)
        assert self._listening.stdin is not None and self._listening.stdout is not None
        self._listening.stdin.write(json.dumps([script, arguments]) + "\n")
        self._listening.stdin.flush()
        said, fault = json.loads(self._listening.stdout.readline())
        assert not fault, fault
        return str(said).strip()

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the product in the listening process, which spares the start of another."""
        status, out, err = json.loads(self.python(_COMMAND, *arguments))
        return subprocess.CompletedProcess(arguments, status, out, err)

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

    def remember(self) -> None:
        """Keep a copy of the database as it is now, for `begin_again`."""
        self._copy(self.home / "huisheng.sqlite3", self.home / "remembered.sqlite3")

    def begin_again(self) -> None:
        """Bring the database back to where `remember` was called; a server that runs on it goes on with that."""
        self._copy(self.home / "remembered.sqlite3", self.home / "huisheng.sqlite3")

    @staticmethod
    def _copy(here: Path, there: Path) -> None:
        with (
            contextlib.closing(sqlite3.connect(here, timeout=30)) as source,
            contextlib.closing(sqlite3.connect(there, timeout=30)) as target,
        ):
            source.backup(target)

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
