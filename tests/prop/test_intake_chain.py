"""The chain's arithmetic: the streamed root is the tree of RFC 6962, and no field can change unseen."""

import hashlib
from dataclasses import fields, replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huisheng.listening.chain import GENESIS, Leaf, Sealed, link, seal_leaves

ids = st.integers(1, 2**128 - 1).map(lambda number: UUID(int=number))
made = st.builds(
    Leaf,
    id=ids,
    submission=ids,
    channel=st.sampled_from(["web", "letter", ""]),
    occasion=st.none() | st.integers(0, 99),
    form_version=st.none() | st.integers(0, 99),
    sector=st.none() | st.integers(0, 99),
    day=st.none() | st.dates(),
    text=st.text(max_size=6),
    title=st.text(max_size=6),
    answers=st.dictionaries(st.text(max_size=2), st.text(max_size=2), max_size=2),
)
batches = st.lists(made, min_size=1, max_size=12, unique_by=lambda leaf: leaf.id).map(
    lambda leaves: sorted(leaves, key=lambda leaf: leaf.id.bytes)
)
CHANGED = {
    "id": UUID(int=2**127 + 1), "submission": UUID(int=7), "channel": "visit", "occasion": 100, "form_version": 100,
    "sector": 100, "day": date(1999, 1, 1), "text": "改了的话", "title": "改了的题", "question": "q", "ordinal": 9,
    "addressee_unit": 9, "replaces": UUID(int=9), "source_row": 9, "answers": {"q": "x"}, "may_quote": True,
    "is_urgent": True,
}  # fmt: skip


def tree(hashes: list[bytes]) -> bytes:
    """RFC 6962 § 2.1, as it stands there: split at the largest power of two below the count."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return hashlib.sha256(b"\x01" + tree(hashes[:split]) + tree(hashes[split:])).digest()


@settings(max_examples=60, derandomize=True, deadline=None)
@given(batches)
def test_the_root_found_in_one_pass_is_the_tree_of_the_standard(leaves):
    assert seal_leaves(iter(leaves)) == Sealed(len(leaves), tree([leaf.hash for leaf in leaves]).hex())


@settings(max_examples=20, derandomize=True, deadline=None)
@given(made)
def test_no_field_of_a_leaf_can_change_unseen(leaf):
    assert set(CHANGED) == {field.name for field in fields(Leaf)}
    for name, value in CHANGED.items():
        if getattr(leaf, name) != value:
            assert replace(leaf, **{name: value}).hash != leaf.hash


def test_a_text_cannot_flow_into_its_neighbour():
    leaf = Leaf(UUID(int=1), UUID(int=2), "web", None, None, None, None)
    assert replace(leaf, text="甲乙", title="").hash != replace(leaf, text="甲", title="乙").hash


@settings(max_examples=20, derandomize=True, deadline=None)
@given(batches.filter(lambda leaves: len(leaves) > 1))
def test_leaves_out_of_order_are_refused(leaves):
    with pytest.raises(ValueError, match="ascend"):
        seal_leaves(reversed(leaves))


def test_an_empty_batch_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        seal_leaves([])


def test_a_link_holds_all_it_names():
    day, sealed = date(2014, 3, 28), Sealed(3, "ab" * 32)
    first = link(GENESIS, 1, day, sealed)
    others = {
        link(first, 1, day, sealed),
        link(GENESIS, 2, day, sealed),
        link(GENESIS, 1, date(2014, 3, 29), sealed),
        link(GENESIS, 1, day, Sealed(4, sealed.root)),
        link(GENESIS, 1, day, Sealed(3, "cd" * 32)),
    }
    assert first not in others
    assert len(others) == 5
