"""The index names the row that comparing with all names, however its rows came to be there."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from huisheng.crafts.text import Features, Voice, whole
from huisheng.crafts.text.features import FeatureTable
from huisheng.crafts.text.placing import Index

WORDS = ["育才路", "青石巷", "路灯坏了", "下水道堵了", "夜里施工", "没人修", "扰民", "street", "light", "。", "A1"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map("".join), min_size=1, max_size=14)


def measured(texts: list[str]) -> FeatureTable:
    return Features().table([whole(Voice(f"v{n:02}", text)) for n, text in enumerate(texts)])


def exact(index: Index, voice: Voice) -> dict[int, float]:
    asked = index.row(voice).toarray().ravel()
    cosines = np.concatenate([rows @ asked for rows in index.rows()])
    return {row: cosine for row, cosine in enumerate(cosines.tolist()) if cosine > 0}


@settings(derandomize=True, max_examples=25, deadline=None)
@given(TEXTS, TEXTS)
def test_the_nearest_are_those_of_comparing_with_all(texts: list[str], new: list[str]) -> None:
    index = Index.of(measured(texts))
    for text in new:
        near = dict(index.nearest(index.row(Voice("", text)), top=len(texts)))
        all_near = exact(index, Voice("", text))
        assert near.keys() == all_near.keys()
        assert all(abs(near[row] - cosine) < 1e-6 for row, cosine in all_near.items())


@settings(derandomize=True, max_examples=15, deadline=None)
@given(TEXTS, st.integers(1, 5))
def test_rows_added_in_parts_answer_as_rows_added_at_once(texts: list[str], part: int) -> None:
    table = measured(texts)
    whole_index = Index.of(table)
    grown = Index(whole_index.rarity)
    for at in range(0, len(table), part):
        grown.add(table.grams[at : at + part])
    assert len(grown) == len(whole_index) == len(texts)
    for text in texts:
        row = grown.row(Voice("", text))
        assert grown.nearest(row, top=len(texts)) == whole_index.nearest(row, top=len(texts))


@settings(derandomize=True, max_examples=15, deadline=None)
@given(TEXTS.filter(lambda texts: any(len(text) > 2 for text in texts)))
def test_a_voice_already_there_finds_itself_however_little_is_read(texts: list[str]) -> None:
    index = Index.of(measured(texts))
    index.budget = 1
    index.depth = len(texts)
    for row in range(len(texts)):
        asked = next(index.rows())[row]
        if asked.nnz:
            assert index.nearest(asked)[0].cosine > 1 - 1e-6


def test_what_shares_nothing_has_no_neighbour() -> None:
    index = Index.of(measured(["育才路路灯坏了", "青石巷下水道堵了"]))
    assert index.nearest(index.row(Voice("", "street light"))) == []
    assert Index(index.rarity).nearest(index.row(Voice("", "育才路"))) == []
