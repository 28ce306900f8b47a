"""When nothing can be stored the page says so, keeps what was typed, and the next try counts once."""

import sqlite3
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.factories import speaking
from tests.factories.house import House
from tests.factories.server import Server, free_port
from tests.factories.speaking import SAID

_ASK = """
from huisheng.campaign.models import Campaign
from tests.factories import speaking
speaking.ask(Campaign.objects.get())
"""


def send(page: str, body: bytes | None = None) -> tuple[int, str, str]:
    """(status, Retry-After, page)"""
    try:
        with urllib.request.urlopen(page, body, timeout=120) as answer:
            return answer.status, "", answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers.get("Retry-After", ""), refusal.read().decode()


@pytest.mark.parametrize("trouble", ["locked", "full"])
def test_what_cannot_be_stored_is_refused_in_words_and_stays_on_the_page(tmp_path: Path, trouble: str) -> None:
    house = House.in_folder(tmp_path)
    house.python(_ASK)
    server = Server(house, free_port(), settings="tests.factories.impatient")
    other = sqlite3.connect(house.home / "huisheng.sqlite3", isolation_level=None)
    try:
        receipt = speaking.receipt_on(send(server.form)[2])
        body = urllib.parse.urlencode({**SAID, "receipt": receipt}).encode()
        if trouble == "locked":
            other.execute("BEGIN IMMEDIATE")
        else:
            server.fill_the_disk()
        status, retry_after, html = send(server.form, body)
        assert status == 503
        assert retry_after
        assert SAID["opinion.0.text"] in html
        assert speaking.receipt_on(html) == receipt
        assert house.rows("SELECT COUNT(*) FROM listening_inbox") == [(0,)]
        if trouble == "locked":
            other.execute("ROLLBACK")
        else:
            server.empty_the_disk()
        assert [send(server.form, body)[0] for _try in range(2)] == [200, 200]
    finally:
        server.kill()
        other.close()
    assert house.rows("SELECT COUNT(*) FROM listening_inbox") == [(1,)]
