"""What is proposed says how far it may be trusted: strays, what is certain, what is asked, what is left."""

import random

import pytest

from huisheng.crafts.text import Comber, Passage
from huisheng.crafts.text.grouping import Grouper
from huisheng.crafts.text.outlook import outlook

ROADS = ["育才路", "建设路", "滨河路", "青石巷", "北关街", "柳林村", "东风渠", "锦绣花园"]
MATTERS = ["一下雨就积水，孩子上学蹚水", "路灯坏了半年没人修，晚上摸黑", "垃圾堆在路口没人清运，臭得很"]


def passages(count: int) -> list[Passage]:
    chance = random.Random(3)
    told = []
    for n in range(count):
        asks = chance.choice(["请管管", "反映过两回", "盼解决", f"已经第{n}回了"])
        text = f"{chance.choice(ROADS)}{chance.choice(MATTERS)}，{asks}。"
        told.append(Passage(f"p{n:03}", f"v{n:03}", 0, len(text), text, ""))
    return told


def test_a_row_held_weakly_by_its_group_is_likely_a_stray() -> None:
    tight = [(0, 1, 0.95), (0, 2, 0.95), (1, 2, 0.95)]
    found = Grouper().group(5, [*tight, (2, 3, 0.6)])
    assert found.groups == ((0, 1, 2, 3), (4,))
    assert max(found.strays) == found.strays[3]
    assert found.strays[3] == pytest.approx(1 - 0.6 / 3**0.5, abs=1e-6)
    assert found.strays[0] < 0.01
    assert found.strays[4] == 0


def test_what_a_person_joined_is_no_stray() -> None:
    found = Grouper().group(3, [(0, 1, 0.2)], must_link=[(0, 1)])
    assert found.strays == (0, 0, 0)


def test_the_queue_begins_where_a_decision_settles_most() -> None:
    groups = Comber().propose(passages(120), {}).groups
    gains = [group.gain for group in groups]
    assert gains == sorted(gains, reverse=True)
    assert gains[0] > 3


def test_what_is_certain_stays_within_the_error_budget_and_is_never_a_lone_finding() -> None:
    told = passages(160)
    placed = {passage.id: passage.text[:5] for passage in told[:60]}
    groups = Comber().propose(told, placed).groups
    certain = [group for group in groups if group.is_certain]
    assert certain
    assert all(group.joins or len(group.draft.passages) > 1 for group in certain)
    held = sum(len(group.draft.passages) for group in certain)
    assert sum(len(group.draft.passages) * group.risk for group in certain) <= 0.03 * held
    surest = max(group.risk for group in certain)
    assert all(
        group.is_certain or group.risk >= surest for group in groups if group.joins or len(group.draft.passages) > 1
    )


def test_a_pair_that_is_hardly_likely_is_not_asked_but_still_expected() -> None:
    proposals = Comber().propose(passages(120), {})
    assert all(question.score >= 0.1 for question in proposals.questions)
    assert sum(group.apart for group in proposals.groups) > 0


def test_an_estimate_holds_its_number_and_never_falls_below_what_is_certain() -> None:
    for strays, same, apart in ((0, 0, 0), (3.2, 1.5, 0.7), (40, 36, 15)):
        found = outlook(groups=10, lone=20, pairs=5, strays=strays, same=same, apart=apart)
        for estimate in (found.decisions, found.errors):
            assert estimate.least <= estimate.likely <= estimate.most
        assert found.decisions.least >= 10
        assert found.errors.least >= 0
    assert outlook(0, 0, 0, 0, 0, 0).errors.most == 0
