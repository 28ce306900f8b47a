"""A worker killed while it combs: the desk keeps the old queue or gets the new one, and nothing decided moves."""

import random
import signal
import subprocess
from pathlib import Path

import pytest

from tests.factories.house import House

_VOICES = """
import random
from huisheng.campaign.models import Campaign
from huisheng.combing import services
from huisheng.combing.services import Span
from huisheng.organisation.models import Person
from tests.factories.voices import passages

chance = random.Random(7)
places = ["育才路", "建设路", "石桥街", "柳湾小区", "青禾花园", "北环路", "二小门口", "农贸市场"]
matters = ["一下雨就积水", "路灯不亮", "垃圾没人收", "停车乱", "井盖坏了", "噪音太大", "公交等不来", "暖气不热"]
texts = [f"{chance.choice(places)}{chance.choice(matters)}，反映过{n}回。" for n in range(1500)]
made = passages(Campaign.objects.get(), *texts)
services.open_finding(
    made[:3], kind="problem", headline=Span(made[0].statement_id, 0, 5), by=Person.objects.get(account__login="clerk")
)
"""
_WAITING = "SELECT id FROM combing_passage p WHERE NOT EXISTS (SELECT 1 FROM combing_placement WHERE passage_id = p.id)"


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House.in_folder(tmp_path)
    house.python(_VOICES)
    return house


def comb(house: House, kill_after: int | None) -> None:
    """Let a real worker comb; kill -9 it after so many looks at its job. None: let it come to the end."""
    looks = 0
    with house.worker() as worker:
        while True:
            (state,) = house.rows("SELECT state FROM organisation_job WHERE kind = 'combing.propose'")[0]
            looks += state == "running"
            if state == "done" or (kill_after is not None and looks > kill_after):
                worker.send_signal(signal.SIGKILL)
                break
            try:
                worker.wait(timeout=0.02)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError("the worker ended by itself")
        worker.wait()
    house.write("UPDATE organisation_job SET leased_until = '2000-01-01', attempts = 0 WHERE state = 'running'")


def queue(house: House) -> list[tuple[int]]:
    return house.rows("SELECT passage_id FROM combing_proposedmember ORDER BY passage_id")


def assert_whole(house: House) -> None:
    waiting = house.rows(_WAITING + " ORDER BY id")
    assert waiting and queue(house) == waiting, "every waiting passage is offered once"
    assert house.rows("SELECT count(*), sum(passage_count) FROM combing_finding") == [(1, 3)]
    proved = house.command("verify")
    assert proved.returncode == 0, proved.stdout


def test_three_kills_in_a_combing_run(house: House) -> None:
    for looks in (0, 10, 40):
        comb(house, looks)
        assert queue(house) in ([], house.rows(_WAITING + " ORDER BY id"))
    comb(house, None)
    assert_whole(house)


@pytest.mark.prove
def test_two_hundred_kills_in_combing_runs(house: House) -> None:
    chance = random.Random(20140309)
    for _kill in range(200):
        comb(house, chance.randint(0, 60))
        house.write("UPDATE organisation_job SET state = 'queued', lease = '' WHERE state = 'done'")
        assert queue(house) in ([], house.rows(_WAITING + " ORDER BY id"))
    comb(house, None)
    assert_whole(house)
