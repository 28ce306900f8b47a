"""Cutting conserves: whatever comes in, the passages join back to it exactly."""

from hypothesis import given, settings
from hypothesis import strategies as st

from huisheng.crafts.text import Voice, cut, grams, passages_of, query_grams

LISTED = ["1、", "2、", "3.", "（1）", "(2)", "①", "②", "一是", "二是", "三、", "第一，", "第二，", "First,", "12.5"]
MARKS = ["另外，", "此外", "还有，", "。", "！", "；", "…", "İ", "𬱖", "😀", "Ａ１", "㍿"]
WORDS = ["路灯坏了没人修", "公交车太少", "希望图书馆开放", "谢谢领导", "Also, ", "The bus is late. "]
PIECES = [*LISTED, *MARKS, *WORDS, "\n", "\n\n", "\r\n", " ", "\u3000", "\0", "\u200d"]
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join))


@settings(derandomize=True, max_examples=150, deadline=None)
@given(TEXTS)
def test_cutting_loses_nothing(text: str) -> None:
    spans = cut(text)
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert all(span.start < span.end for span in spans)
    assert "".join(p.text for p in passages_of(Voice("v", text), spans)) == text


@settings(derandomize=True, max_examples=80, deadline=None)
@given(TEXTS, st.text("路灯坏修桥学校公交𬱖", min_size=1, max_size=6), TEXTS)
def test_a_chinese_word_is_found_wherever_it_stands(before: str, word: str, after: str) -> None:
    assert set(query_grams(word)) <= set(grams(f"{before}，{word}{after}"))
