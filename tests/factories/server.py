"""A web server that can be killed and starved: every process of it in one group."""

import os
import resource
import signal
import socket
import subprocess
import sys
from pathlib import Path

from tests.factories.house import ROOT, House, environment


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Server:
    """The web server of a house, in a process group of its own, so that nothing of it outlives a kill."""

    def __init__(self, house: House, port: int, settings: str = "huisheng.web.settings") -> None:
        self.port = port
        self.form = f"http://127.0.0.1:{port}/say/listening/opinion-form/"
        options = ["--interface=wsgi", "--workers=1", "--blocking-threads=8", "--no-ws", f"--port={port}"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "granian", *options, "huisheng.web.wsgi:application"],
            env=environment(house.home) | {"DJANGO_SETTINGS_MODULE": settings},
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._wait()

    def answers(self) -> bool:
        """Whether anybody listens."""
        with socket.socket() as caller:
            return caller.connect_ex(("127.0.0.1", self.port)) == 0

    def _wait(self) -> None:
        for _attempt in range(600):
            if self.answers():
                return
            try:
                self.process.wait(timeout=0.1)
            except subprocess.TimeoutExpired:
                continue
            break
        raise RuntimeError("the server did not start")

    def kill(self) -> None:
        """kill -9: no goodbye, nothing flushed. Returns when the last of its processes is gone."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        while self.answers():
            continue

    def fill_the_disk(self) -> None:
        """From now on no file can be written: what a full disk looks like from inside."""
        self._limit_files(0)

    def empty_the_disk(self) -> None:
        """There is room again."""
        self._limit_files(resource.RLIM_INFINITY)

    def _limit_files(self, size: int) -> None:
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if os.getpgid(int(process.name)) == self.process.pid:
                    resource.prlimit(int(process.name), resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
            except ProcessLookupError:
                continue
