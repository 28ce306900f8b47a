"""Who looks at the dashboard learns of no group under five, neither from one look nor from two.

The attackers know how the page is made. Each must fail on the page and succeed on a leaky twin of it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from huisheng.campaign.standing import standing
from huisheng.figures.disclosure import FRESH_START, Breakdown, broken_down, released
from huisheng.figures.queries.dashboard import dashboard
from huisheng.figures.views import dashboard_parts as parts
from huisheng.listening.disclosure import SMALLEST
from huisheng.listening.models import Sector
from tests.factories import office
from tests.factories.findings import Said, hear

Release = Callable[[Mapping[int, int]], Breakdown]
COUNTS = st.dictionaries(st.integers(0, 15), st.integers(0, 30), min_size=1, max_size=12)
DAY = date(2014, 3, 1)
BATCHES = st.lists(st.integers(1, 7), min_size=1, max_size=260)


# ---------------------------------------------------------------- one look: subtract


def subtract(counts: Mapping[int, int], found: Breakdown) -> dict[int, tuple[int, int]]:
    """Small groups whose size is known to within less than five, from what is shown and the total beside it.

    The attacker knows the groups, sees which are not shown, and that together they are the total less those shown.
    """
    shown = dict(found.shown)
    told = {key: (count, count) for key, count in shown.items() if key in counts}
    hidden = [key for key in counts if key not in shown]
    if found.together is not None:
        # Of two groups or more each may be nothing or all of it; a single one is all of it.
        for key in hidden:
            told[key] = (found.together, found.together) if len(hidden) == 1 else (0, found.together)
    return {
        key: (low, high) for key, (low, high) in told.items() if 0 < counts[key] < SMALLEST and high - low < SMALLEST
    }


def by_threshold_only(counts: Mapping[int, int]) -> Breakdown:
    """The twin: small groups are left out, and nothing is done about the rest."""
    shown = sorted(((key, count) for key, count in counts.items() if count >= SMALLEST), key=lambda pair: -pair[1])
    return Breakdown(tuple(shown), sum(counts.values()) - sum(count for _key, count in shown))


@settings(max_examples=300, derandomize=True, deadline=None)
@given(counts=COUNTS, room=st.integers(0, 6))
def test_no_small_group_follows_by_subtraction(counts: dict[int, int], room: int) -> None:
    found = broken_down(counts, room)
    assert all(count >= SMALLEST for _key, count in found.shown)
    assert not subtract(counts, found)
    if found.total is not None:
        assert found.total == sum(counts.values())
    else:
        assert not found.shown, "nothing is told of the others only where there is nothing but small groups"


def test_subtracting_breaks_a_page_with_a_threshold_only() -> None:
    counts = {1: 40, 2: 9, 3: 2}
    assert subtract(counts, by_threshold_only(counts)) == {3: (2, 2)}
    assert not subtract(counts, broken_down(counts))


@settings(max_examples=200, derandomize=True, deadline=None)
@given(counts=COUNTS)
def test_what_is_shown_names_the_group_and_its_true_size(counts: dict[int, int]) -> None:
    assert all(counts[key] == count for key, count in broken_down(counts).shown)


# ---------------------------------------------------------------- two looks: difference


def looks(sizes: Sequence[int], last: Callable[[Sequence[tuple[int, int]]], int]) -> list[int]:
    """How many voices the breakdown counts after each batch; `sizes` are voices by batch."""
    seen = []
    for so_far in range(1, len(sizes) + 1):
        rows = [(number, sizes[number - 1]) for number in range(max(1, so_far - FRESH_START - 4), so_far + 1)]
        seen.append(sum(sizes[: last(rows)]))
    return seen


def differences(seen: Sequence[int]) -> set[int]:
    """By how many voices any two looks differ, if by few."""
    return {b - a for a, b in pairwise(seen) if 0 < b - a < SMALLEST}


def live(rows: Sequence[tuple[int, int]]) -> int:
    """The twin: what came in last is counted at once."""
    return max(number for number, _voices in rows)


@settings(max_examples=80, derandomize=True, deadline=None)
@given(sizes=BATCHES)
def test_two_looks_differ_by_five_voices_or_not_at_all(sizes: list[int]) -> None:
    seen = looks(sizes, released)
    assert not differences(seen)
    assert seen == sorted(seen), "what was counted once stays counted"
    behind = [sum(sizes[: at + 1]) - count for at, count in enumerate(seen)]
    assert max(behind) < 2 * SMALLEST, "and never is it far behind"


def test_looking_twice_breaks_a_live_page() -> None:
    assert differences(looks([7, 1, 1, 6], live)) == {1}
    assert not differences(looks([7, 1, 1, 6], released))


# ---------------------------------------------------------------- the page itself


@pytest.mark.django_db
@settings(max_examples=12, derandomize=True, deadline=None)
@given(arrivals=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 6)), min_size=2, max_size=9))
def test_the_page_withstands_both(arrivals: list[tuple[int, int]]) -> None:
    """Voices arrive in batches of one sector each; after each batch somebody looks and compares."""
    with transaction.atomic():
        house = office.office()
        more = [Sector.objects.create(campaign=house.campaign, code=f"s{n}", name=f"界别{n}") for n in (1, 2)]
        sectors = [house.sector, *more]
        reader = office.person("林示范", house.root)
        office.grant(reader, "LD", house.campaign)
        released_before: dict[int, int] = {}
        for which, size in arrivals:
            hear(house, *(Said("积水", sector=sectors[which]) for _each in range(size)))
            shown = dashboard(standing(reader, house.campaign, DAY), DAY)
            assert shown.intake is not None
            counted = dict(shown.intake.sectors)
            assert not subtract(counted, broken_down(counted))
            drawn = {row.label: row.count for row in parts.sectors(shown, shown.intake).rows}
            assert drawn == {shown.sectors[key]: count for key, count in broken_down(counted).shown}
            grown = sum(counted.values()) - sum(released_before.values())
            assert grown >= SMALLEST or counted == released_before
            released_before = counted
        transaction.set_rollback(True)
