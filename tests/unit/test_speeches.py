"""Minutes as people write them are cut right: every piece, every speaker, every fact of the head."""

import pytest

from huisheng.crafts.text.heads import FactName
from huisheng.crafts.text.speeches import Minutes, cut
from tests.factories.minutes import ALL, Expected, Written


def as_expected(minutes: Minutes) -> list[Expected]:
    text = minutes.text
    return [
        Expected(one.part, one.speaker, text[one.start : one.words].strip(), text[one.words : one.end].strip())
        for one in minutes.pieces
    ]


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_minutes_are_cut_right(case: Written) -> None:
    minutes = cut(case.blocks)
    assert as_expected(minutes) == case.pieces
    found = {fact.name.value: fact.value for fact in reversed(minutes.facts) if fact.name is not FactName.SECTOR}
    assert {name: found.get(name) for name in case.facts} == case.facts
    if case.sectors:
        assert {fact.value: fact.count for fact in minutes.facts if fact.name is FactName.SECTOR} == case.sectors
    if case.of:
        assert tuple(speaker.sector for speaker in minutes.speakers) == case.of


def test_there_are_thirty_and_they_are_long() -> None:
    assert len(ALL) >= 30
    assert sum(len(block.text) for case in ALL for block in case.blocks) > 5_000
