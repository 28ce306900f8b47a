"""Labels learned from examples: the order of rows changes no byte, and no voice is lost."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huisheng.crafts.text.classify import LabelClassifier, next_to_label
from huisheng.crafts.text.voices import Voice

LABELS = st.sampled_from(("交通", "教育", "卫生"))
TEXTS = st.text(st.sampled_from("路灯坏了学校食堂医院 看病难a1，。\0\n"), max_size=30) | st.text(max_size=12)
EXAMPLES = st.lists(st.tuples(TEXTS, TEXTS, LABELS), min_size=2, max_size=25).filter(
    lambda rows: len({label for *_, label in rows}) > 1
)
FEW = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def voices_of(rows):
    return [Voice(str(n), text, title) for n, (text, title, _) in enumerate(rows)]


@FEW
@given(rows=EXAMPLES, data=st.data())
def test_order_changes_no_byte(rows, data, tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("models")
    written = []
    for name, some in (("given", rows), ("shuffled", data.draw(st.permutations(rows)))):
        LabelClassifier().fit(voices_of(some), [label for *_, label in some]).write(folder / name)
        written.append((folder / name).read_bytes())
    assert written[0] == written[1]


@FEW
@given(rows=EXAMPLES, asked=st.lists(st.tuples(TEXTS, TEXTS, LABELS), max_size=12))
def test_no_voice_is_lost_and_confidence_is_a_share(rows, asked):
    model = LabelClassifier().fit(voices_of(rows), [label for *_, label in rows])
    found = model.classify(voices_of(asked), batch=5)
    assert len(found) == len(asked)
    assert all(label.code in model.labels_ and 0 <= label.confidence <= 1 for label in found)
    assert found == model.classify(voices_of(asked))


@FEW
@given(rows=EXAMPLES, n=st.integers(1, 12), some=st.integers(0, 5), data=st.data())
def test_the_queue_chooses_the_same_in_any_order(rows, n, some, data):
    voices = voices_of(rows)
    known, labels = voices[:some], [label for *_, label in rows[:some]]
    chosen = next_to_label(voices, n, known, labels)
    spoken = {(voice.title, voice.text) for voice in voices} - {(voice.title, voice.text) for voice in known}
    assert len(chosen) == len({(voice.title, voice.text) for voice in chosen}) == min(n, len(spoken))
    assert next_to_label(data.draw(st.permutations(voices)), n, known, labels) == chosen
