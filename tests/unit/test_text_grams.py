"""Two-character Chinese words are found; width and case make no difference."""

import pytest

from huisheng.crafts.text import grams, query_grams


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("路灯", "育才路的路灯坏了", True),
        ("路的", "育才路的路灯坏了", True),
        ("灯路", "育才路的路灯坏了", False),
        ("灯", "路灯", True),
        ("wifi", "图书馆没有ＷｉＦｉ", True),
        ("15路公交", "15路公交太少", True),
        ("bus", "The bus is late", True),
        ("bu", "The bus is late", False),
        ("𬱖家", "住在𬱖家巷", True),
    ],
)
def test_search(query: str, text: str, found: bool) -> None:
    assert (set(query_grams(query)) <= set(grams(text))) is found


def test_a_query_of_marks_alone_asks_for_nothing() -> None:
    assert query_grams("，。 ？") == []
