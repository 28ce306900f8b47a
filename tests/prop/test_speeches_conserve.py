"""Whatever minutes say, every character of them is in exactly one piece, and cutting them never fails."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huisheng.crafts.text.speeches import Block, Part, cut
from tests.factories.minutes import ALL

LINES = sorted({block.text for case in ALL for block in case.blocks})
TEXTS = st.one_of(
    st.sampled_from(LINES),
    st.text(
        alphabet="张王三四：:（）()【】、，。1一主持人记录发言代表\t \u3000“”\n说散会签字甲乙某×abcC.",
        min_size=1,
        max_size=40,
    ),
)
BEGUN = ["", "一、", "主持", "主持人", "会议记录", "时间（1）", "9:", "应到", "参会", "发言", "居民代表1"]
BLANKS = st.builds(
    lambda begun, blank, count, end: begun + blank * count + end,
    st.sampled_from(BEGUN),
    st.sampled_from([" ", "\u3000", "\t"]),
    st.integers(2_000, 4_000),
    st.sampled_from(["好", "：", "：好"]),
)
CELLS = st.one_of(st.none(), st.tuples(st.integers(1, 2), st.integers(1, 4), st.integers(1, 3)))


@st.composite
def documents(draw: st.DrawFn, texts: st.SearchStrategy[str] = TEXTS) -> list[Block]:
    drawn = [text for text in draw(st.lists(texts, min_size=1, max_size=30)) if text.strip()]
    return [
        Block(number, text, draw(CELLS), draw(st.integers(0, len(text))), draw(st.booleans()), draw(st.booleans()))
        for number, text in enumerate(drawn, 1)
    ]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(documents())
def test_pieces_join_back_to_the_source(blocks: list[Block]) -> None:
    minutes = cut(blocks)
    assert minutes.text == "\n".join(block.text for block in blocks)
    assert "".join(minutes.text[one.start : one.end] for one in minutes.pieces) == minutes.text
    assert all(one.start <= one.words <= one.end and one.start < one.end for one in minutes.pieces)
    numbers = [one.speaker for one in minutes.pieces if one.part is Part.SPEECH]
    assert set(numbers) == {speaker.number for speaker in minutes.speakers}
    assert all(one.speaker == 0 for one in minutes.pieces if one.part is not Part.SPEECH)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(documents(st.one_of(BLANKS, TEXTS)))
def test_they_do_among_thousands_of_blanks(blocks: list[Block]) -> None:
    minutes = cut(blocks)
    assert "".join(minutes.text[one.start : one.end] for one in minutes.pieces) == minutes.text


def taken(blocks: list[Block]) -> float:
    """Processor time, the least of three."""
    times = []
    for _again in range(3):
        begun = time.process_time()
        cut(blocks)
        times.append(time.process_time() - begun)
    return min(times)


def blanks(begun: str) -> Callable[[int], list[Block]]:
    return lambda count: [
        Block(1, f"{begun}{' ' * 20 * count}好"),
        Block(2, "林一：好。"),
        Block(3, begun + " " * count),
    ]


def columns(count: int) -> list[Block]:
    return [Block(at + 1, "没有人在这里", (1, at // 2 + 1, at % 2 + 1)) for at in range(count)]


def in_a_cell(count: int) -> list[Block]:
    return [Block(at + 1, "没有人在这里", (1, 1, 1)) for at in range(count)]


def names(count: int) -> list[Block]:
    return [Block(at + 1, f"林{chr(0x4E00 + at)}：好。") for at in range(count)]


def rounds(count: int) -> list[Block]:
    return [Block(at + 1, "（居民代表）好。") for at in range(count)]


def attending(count: int) -> list[Block]:
    listed = "、".join(f"林{chr(0x4E00 + at)}" for at in range(count))
    return [Block(1, f"参加人员：{listed}"), *(Block(at + 2, "没有人在这里说话") for at in range(count))]


@pytest.mark.parametrize(
    "written", [*map(blanks, BEGUN), columns, in_a_cell, names, rounds, attending], ids=lambda of: of.__name__
)
def test_eight_times_as_much_takes_eight_times_as_long(written: Callable[[int], list[Block]]) -> None:
    small, large = taken(written(300)), taken(written(2_400))
    assert large < 30 * small + 0.01  # sixty-four times, where every blank or name looks at all others
