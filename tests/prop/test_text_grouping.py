"""Whatever the scores say, people's decisions stand, and the order of rows changes nothing."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from huisheng.crafts.text import Comber, Grouper, Voice, comb, whole

SIZE = 9
ROW = st.integers(0, SIZE - 1)
PAIRS = st.sets(st.tuples(ROW, ROW).filter(lambda pair: pair[0] < pair[1]), max_size=6)
SCORES = st.dictionaries(
    st.tuples(ROW, ROW).filter(lambda pair: pair[0] < pair[1]), st.floats(0, 1).map(lambda p: round(p, 3)), max_size=30
)
PLACES = ["育才路", "青石巷", "滨河大道", "锦绣花园小区", "碧水湾小区", "第三小学"]
MATTERS = ["路灯坏了没人修，晚上一片漆黑", "下水道堵了，污水流到路上", "乱停车堵住消防通道", "夜里施工噪音扰民"]
VOICES = st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(MATTERS)), min_size=1, max_size=14)


def written(chosen: list[tuple[str, str]]) -> list[Voice]:
    return [
        Voice(f"v{n:02}", f"{place}{matter}。已经反映{n}次", f"{place}的事") for n, (place, matter) in enumerate(chosen)
    ]


@settings(derandomize=True, max_examples=80, deadline=None)
@given(SCORES, PAIRS, PAIRS, st.integers(0, 3))
def test_decisions_stand(
    scores: dict[tuple[int, int], float],
    must: set[tuple[int, int]],
    cannot: set[tuple[int, int]],
    pins: int,
) -> None:
    pinned = [[2 * n, 2 * n + 1] for n in range(pins)]
    decided = {row for group in pinned for row in group}
    must = {pair for pair in must if not decided & set(pair)}
    grouping = Grouper().group(SIZE, [(a, b, p) for (a, b), p in scores.items()], must, cannot, pinned)
    at = {row: n for n, rows in enumerate(grouping.groups) for row in rows}
    assert sorted(at) == list(range(SIZE))
    assert all(at[a] == at[b] for a, b in must)
    assert all(at[a] == at[b] for a, b in pinned)
    assert len({at[group[0]] for group in pinned}) == len(pinned)
    forced = Grouper(threshold=2.0).group(SIZE, [], must, [], pinned)
    home = {row: n for n, rows in enumerate(forced.groups) for row in rows}
    assert all(at[a] != at[b] for a, b in cannot if home[a] != home[b])
    assert all(at[doubt.a] != at[doubt.b] for doubt in grouping.doubts)
    assert [d.score for d in grouping.doubts] == sorted((d.score for d in grouping.doubts), reverse=True)


@settings(derandomize=True, max_examples=12, deadline=None)
@given(VOICES, st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(chosen: list[tuple[str, str]], seed: int) -> None:
    voices = written(chosen)
    shuffled = random.Random(seed).sample(voices, len(voices))
    first, second = comb(voices), comb(shuffled)
    assert first.groups == second.groups
    assert first.questions == second.questions
    assert first.findings == second.findings


@settings(derandomize=True, max_examples=12, deadline=None)
@given(VOICES)
def test_combing_what_is_combed_changes_nothing(chosen: list[tuple[str, str]]) -> None:
    passages = [whole(voice) for voice in written(chosen)]
    comber = Comber()
    first = comber.comb_passages(passages)
    again = comber.comb_passages(passages, pinned=[group.passages for group in first.groups])
    assert again.groups == first.groups


@settings(derandomize=True, max_examples=12, deadline=None)
@given(VOICES, VOICES)
def test_new_voices_leave_pinned_groups_whole(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> None:
    passages = [whole(voice) for voice in written(old)]
    comber = Comber()
    before = comber.comb_passages(passages)
    added = [whole(Voice(f"n{voice.id}", voice.text, voice.title)) for voice in written(new)]
    after = comber.comb_passages([*passages, *added], pinned=[group.passages for group in before.groups])
    old_ids = {p.id for p in passages}
    assert {frozenset(g.passages) & old_ids for g in after.groups} - {frozenset()} == {
        frozenset(g.passages) for g in before.groups
    }
