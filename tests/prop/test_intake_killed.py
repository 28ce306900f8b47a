"""P1: what was acknowledged is there, exactly once, whatever was killed (docs/develop/trust.md § 1.1)."""

import contextlib
import os
import random
import sqlite3
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

import pytest

from huisheng.listening import codes
from tests.factories import speaking
from tests.factories.house import House, environment
from tests.factories.server import Server, free_port
from tests.factories.speaking import SAID

SENDERS = 6
FEW, TURN, ALL = 4, 3, 200
_ASK = """
from huisheng.campaign.models import Campaign
from tests.factories import speaking
speaking.ask(Campaign.objects.get())
"""
_SEAL = """
from huisheng.listening.services.sealing import seal_due
seal_due()
"""
_LOST = (urllib.error.URLError, HTTPException, OSError)


@dataclass
class Citizens:
    """Who sends, and what they hold in their hands: receipts they were shown, forms they got no answer to."""

    notes: Path
    sent: int = 0
    unanswered: list[bytes] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def receipts(self) -> list[str]:
        """The codes noted down, each forced to the disk before the next was asked for."""
        return self.notes.read_text().split() if self.notes.exists() else []

    def speak(self, page: str, stop: threading.Event) -> None:
        """Send one voice after another until told to stop or nobody answers any more."""
        while not stop.is_set():
            try:
                with self.lock:
                    self.sent += 1
                    number = self.sent
                said = SAID | {"opinion.0.text": f"第{number}件。", "receipt": speaking.receipt_on(_ask(page))}
                body = urllib.parse.urlencode(said).encode()
            except _LOST:
                return
            if not self.hand_in(page, body):
                return

    def hand_in(self, page: str, body: bytes) -> bool:
        """Send a form; False if no answer came, and the form is kept to be sent again."""
        try:
            shown = speaking.code_on(_ask(page, body))
        except urllib.error.HTTPError as refusal:
            # Busy is an answer, too: the page says to send again. Anything else would be a fault.
            assert refusal.code == 503, refusal.read().decode()
            return self.hand_in(page, body)
        except _LOST:
            with self.lock:
                self.unanswered.append(body)
            return False
        with self.lock, self.notes.open("a") as file:
            file.write(shown + "\n")
            file.flush()
            os.fsync(file.fileno())
        return True


def _ask(page: str, body: bytes | None = None) -> str:
    with urllib.request.urlopen(page, body, timeout=60) as answer:
        return str(answer.read().decode())


def send_what_hung(citizens: Citizens, server: Server) -> None:
    """Press the button once more wherever no answer came: the same form with the same receipt."""
    hanging, citizens.unanswered = citizens.unanswered, []
    for body in hanging:
        citizens.hand_in(server.form, body)
    assert not citizens.unanswered


def burst_and_kill(house: House, citizens: Citizens, port: int, dice: random.Random) -> None:
    """Send again what hung, then a burst; kill the server once a few more are acknowledged."""
    server = Server(house, port)
    stop = threading.Event()
    senders = [threading.Thread(target=citizens.speak, args=(server.form, stop)) for _ in range(SENDERS)]
    try:
        send_what_hung(citizens, server)
        target = len(citizens.receipts()) + dice.randint(1, 12)
        for sender in senders:
            sender.start()
        while len(citizens.receipts()) < target and any(sender.is_alive() for sender in senders):
            senders[0].join(timeout=dice.uniform(0.001, 0.02))
    finally:
        server.kill()
        stop.set()
        for sender in senders:
            if sender.ident:
                sender.join()


def stored(house: House) -> Counter[str]:
    """How often each receipt is in the database, read past the application."""
    query = "SELECT receipt_mac FROM listening_inbox UNION ALL SELECT mac FROM listening_receipt"
    return Counter(mac for (mac,) in house.rows(query))


def assert_each_is_there_once(house: House, citizens: Citizens) -> None:
    """Every receipt held stands for one voice; what hung may be there or not, but not twice either."""
    key = environment(house.home)["HUISHENG_RECEIPT_KEY"]
    held = Counter(codes.mac(speaking.plain(code), key) for code in citizens.receipts())
    found = stored(house)
    assert held.most_common(1)[0][1] == found.most_common(1)[0][1] == 1
    assert held <= found
    assert found.total() <= held.total() + len(citizens.unanswered)


def kills(folder: Path, count: int) -> None:
    dice = random.Random(2014)
    house = House.in_folder(folder)
    house.python(_ASK)
    citizens = Citizens(folder / "receipts.txt")
    port = free_port()
    for round_number in range(count):
        burst_and_kill(house, citizens, port, dice)
        assert_each_is_there_once(house, citizens)
        if round_number % TURN == TURN - 1:
            house.python(_SEAL)
            assert_each_is_there_once(house, citizens)
    server = Server(house, port)
    try:
        send_what_hung(citizens, server)
    finally:
        server.kill()
    assert_each_is_there_once(house, citizens)
    assert stored(house).total() == len(citizens.receipts())
    verified = house.command("verify", "--only", "receipts", "--only", "texts", "--only", "voices")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert house.rows("PRAGMA integrity_check") == [("ok",)]


def test_a_few_kills_in_a_burst_lose_and_double_nothing(tmp_path):
    kills(tmp_path, FEW)


@pytest.mark.prove
def test_two_hundred_kills_in_a_burst_lose_and_double_nothing(tmp_path):
    kills(tmp_path, ALL)


def test_the_leaky_twin_that_answers_before_it_commits_loses_one(tmp_path):
    """It says yes, then commits: killed in between, an acknowledged voice is gone."""
    file = tmp_path / "leaky.sqlite3"
    script = (
        "import sqlite3, sys\n"
        "database = sqlite3.connect(sys.argv[1])\n"
        "database.execute('CREATE TABLE inbox (number)')\n"
        "for number in range(9):\n"
        "    database.execute('INSERT INTO inbox VALUES (?)', [number])\n"
        "    print(number, flush=True)\n"
        "    sys.stdin.readline()\n"
        "    database.commit()\n"
    )
    twin = subprocess.Popen(
        [sys.executable, "-c", script, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert twin.stdin is not None
    assert twin.stdout is not None
    acknowledged = [twin.stdout.readline()]
    twin.stdin.write("\n")
    twin.stdin.flush()
    acknowledged.append(twin.stdout.readline())
    twin.kill()
    twin.communicate()
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as database:
        found = database.execute("SELECT number FROM inbox").fetchall()
    assert (len(acknowledged), len(found)) == (2, 1)
