"""Whatever minutes say, every character of them is in exactly one piece, and cutting them never fails."""

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
CELLS = st.one_of(st.none(), st.tuples(st.integers(1, 2), st.integers(1, 4), st.integers(1, 3)))


@st.composite
def documents(draw: st.DrawFn) -> list[Block]:
    texts = [text for text in draw(st.lists(TEXTS, min_size=1, max_size=30)) if text.strip()]
    return [
        Block(number, text, draw(CELLS), draw(st.integers(0, len(text))), draw(st.booleans()))
        for number, text in enumerate(texts, 1)
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
