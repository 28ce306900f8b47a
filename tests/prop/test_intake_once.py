"""P2: sent twice, counted once; sent once, never zero times (docs/develop/trust.md § 1.4)."""

import contextlib
import json
import sqlite3
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from huisheng.listening import codes
from huisheng.listening.models import Inbox, Receipt
from huisheng.listening.services.receiving import AlreadyReceived, Reception, receive
from huisheng.listening.services.sealing import seal
from huisheng.organisation import triggers
from tests.factories import office, speaking
from tests.factories.at_once import at_once
from tests.factories.house import House
from tests.factories.speaking import SAID, address, open_form, payload

PARALLEL = 50
RECEIPTS = 10
_ASK = """
from huisheng.campaign.models import Campaign
from tests.factories import speaking
speaking.ask(Campaign.objects.get())
"""
_SEAL_AND_RETRY = """
from huisheng.campaign.models import Campaign
from tests.prop.test_intake_once import seal_while_retrying
import json
print(json.dumps(seal_while_retrying(Campaign.objects.get())))
"""


@pytest.fixture
def campaign(db):
    made = office.office().campaign
    speaking.ask(made)
    return made


@pytest.fixture
def shared_campaign(transactional_db) -> Iterator[object]:
    """A campaign other connections see too; afterwards the guards are taken off, or nothing could be emptied."""
    made = office.office().campaign
    speaking.ask(made)
    yield made
    with connection.cursor() as cursor:
        for trigger in triggers.INSTALLED.values():
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name} ON {trigger.table}")
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.table}_no_truncate ON {trigger.table}")


def stored() -> int:
    return Inbox.objects.count() + Receipt.objects.count()


def seal_while_retrying(campaign) -> list[int]:
    """Send `RECEIPTS` voices again and again while they are sealed: (taken as new, waiting, sealed)."""
    given = [codes.fresh() for _ in range(RECEIPTS)]
    said = payload(campaign)
    for code in given:
        receive(campaign, code, said)

    def act(turn: int) -> object:
        return seal(campaign) if turn % RECEIPTS == 0 else receive(campaign, given[turn % RECEIPTS], said)

    outcomes = at_once(act, 10 * RECEIPTS)
    seal(campaign)
    return [outcomes.count(Reception.NEW), Inbox.objects.count(), Receipt.objects.count()]


def test_retry_reload_and_back_button_show_the_same_receipt(campaign, client):
    sent = {**SAID, "receipt": open_form(campaign)}
    first = client.post(address(campaign), sent)
    assert speaking.code_on(client.post(address(campaign), sent)) == speaking.code_on(first)
    seal(campaign)
    assert speaking.code_on(client.post(address(campaign), sent)) == speaking.code_on(first)
    assert (stored(), Receipt.objects.count()) == (1, 1)


def test_one_draft_in_two_tabs_is_two_voices_only_when_both_are_meant(campaign, client):
    receipt = open_form(campaign)
    first = client.post(address(campaign), {**SAID, "receipt": receipt})
    other = {**SAID, "opinion.0.text": "另外一件事。"}
    second = client.post(address(campaign), {**other, "receipt": receipt})
    assert second.status_code == 409
    assert other["opinion.0.text"] in second.content.decode()
    assert stored() == 1
    third = client.post(address(campaign), {**other, "receipt": speaking.receipt_on(second)})
    assert third.status_code == 200
    assert speaking.code_on(third) != speaking.code_on(first)
    assert stored() == 2


def test_a_retry_after_midnight_is_the_same_voice(campaign):
    code, said = codes.fresh(), payload(campaign)
    assert receive(campaign, code, said) is Reception.NEW
    assert receive(campaign, code, replace(said, day="2099-01-01")) is Reception.KNOWN
    assert stored() == 1


def test_other_words_under_one_receipt_are_refused_waiting_or_sealed(campaign):
    code = codes.fresh()
    receive(campaign, code, payload(campaign))
    for _step in range(2):
        with pytest.raises(AlreadyReceived):
            receive(campaign, code, payload(campaign, "别的话。"))
        seal(campaign)
    assert stored() == 1


def test_fifty_parallel_posts_of_one_page_are_one_voice(tmp_path: Path):
    house = House.in_folder(tmp_path)
    house.python(_ASK)
    with house.server() as server:
        page = f"{server}/say/listening/opinion-form/"

        def ask(body: bytes | None = None) -> str:
            with urllib.request.urlopen(page, body, timeout=60) as answer:
                return str(answer.read().decode())

        body = urllib.parse.urlencode({**SAID, "receipt": speaking.receipt_on(ask())}).encode()

        def post(_turn: int) -> str:
            return speaking.code_on(ask(body))

        receipts = at_once(post, PARALLEL)
    assert len(receipts) == PARALLEL
    assert len(set(receipts)) == 1
    assert house.rows("SELECT COUNT(*) FROM listening_inbox") == [(1,)]


def test_retries_meet_the_voice_while_it_is_being_sealed(tmp_path: Path):
    house = House.in_folder(tmp_path)
    house.python(_ASK)
    assert json.loads(house.python(_SEAL_AND_RETRY)) == [0, 0, RECEIPTS]


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite is asked in a house of its own")
def test_the_same_on_postgresql(shared_campaign):
    sent = {**SAID, "receipt": open_form(shared_campaign)}
    pages = at_once(lambda _turn: Client().post(address(shared_campaign), sent), PARALLEL)
    assert {page.status_code for page in pages} == {200}
    assert len({speaking.code_on(page) for page in pages}) == 1
    assert stored() == 1
    seal(shared_campaign)
    assert seal_while_retrying(shared_campaign) == [0, 0, RECEIPTS + 1]


def test_the_leaky_twin_that_asks_before_it_inserts_counts_twice(tmp_path: Path):
    """No unique constraint to judge, only a look beforehand: two who look at once both insert."""
    file = tmp_path / "leaky.sqlite3"
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("CREATE TABLE inbox (mac TEXT)")
    both_have_looked = threading.Barrier(2)

    def send() -> None:
        with contextlib.closing(sqlite3.connect(file, timeout=30, isolation_level=None)) as database:
            known = database.execute("SELECT 1 FROM inbox WHERE mac = 'x'").fetchone()
            both_have_looked.wait()
            if known is None:
                database.execute("INSERT INTO inbox VALUES ('x')")

    senders = [threading.Thread(target=send) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as database:
        assert database.execute("SELECT COUNT(*) FROM inbox").fetchone() == (2,)
