"""However many processes share the combing, what comes out is the same, byte for byte."""

import os
import signal
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huisheng.crafts.text import Comber, Voice
from huisheng.crafts.text.results import write_results
from huisheng.crafts.text.sharing import shared
from huisheng.crafts.text.tables import VoiceTable

PLACES = ["育才路", "青石巷", "滨河大道", "锦绣花园小区", "碧水湾小区", "Oak Street"]
MATTERS = ["路灯坏了没人修，晚上一片漆黑", "下水道堵了，污水流到路上", "夜里施工噪音扰民", "the street light is broken"]
TITLES = ["", "反映一件事", "路灯坏了"]
VOICES = st.lists(
    st.tuples(st.sampled_from(TITLES), st.sampled_from(PLACES), st.sampled_from(MATTERS)), min_size=1, max_size=12
)


def written(voices: list[Voice], workers: int) -> dict[str, bytes]:
    comber = Comber(workers=workers)
    table = VoiceTable(tuple(voices), (), {voice.id: () for voice in voices}, 0)
    with tempfile.TemporaryDirectory() as folder:
        write_results(Path(folder), comber.comb(voices), table, comber.schemes)
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


@settings(derandomize=True, max_examples=12, deadline=None)
@given(VOICES, st.integers(2, 4))
def test_the_number_of_workers_changes_no_byte(chosen: list[tuple[str, str, str]], workers: int) -> None:
    voices = [
        Voice(f"v{n:02}", f"{place}{matter}。已经反映{n}次", title) for n, (title, place, matter) in enumerate(chosen)
    ]
    assert written(voices, workers) == written(voices, 1)


def test_proposals_are_the_same_too() -> None:
    voices = [Voice(f"v{n:02}", f"{PLACES[n % 5]}{MATTERS[n % 3]}。已经反映{n}次", "") for n in range(30)]
    passages = Comber().split(voices)
    placed = {passage.id: f"f{n % 3}" for n, passage in enumerate(passages) if n % 4 == 0}
    alone, two = (Comber(workers=workers).propose(passages, placed) for workers in (1, 2))
    assert alone == two


@settings(derandomize=True, max_examples=30, deadline=None)
@given(st.integers(0, 40), st.integers(1, 6))
def test_stretches_make_up_the_whole(size: int, workers: int) -> None:
    stretches = shared(lambda start, stop: list(range(start, stop)), size, workers)
    assert [row for stretch in stretches for row in stretch] == list(range(size))


def test_a_copy_that_is_killed_costs_its_stretch_alone() -> None:
    parent = os.getpid()

    def work(start: int, stop: int) -> int:
        if os.getpid() != parent and start >= 20:
            os.kill(os.getpid(), signal.SIGKILL)
        return sum(range(start, stop))

    assert sum(shared(work, 30, 3)) == sum(range(30))


def test_what_fails_in_a_copy_fails_here_in_its_own_words() -> None:
    def work(start: int, stop: int) -> int:
        if start:
            raise ValueError("nothing to read")
        return stop

    with pytest.raises(ValueError, match="nothing to read"):
        shared(work, 10, 2)


def test_work_broken_off_leaves_no_copy_behind() -> None:
    told, tell = os.pipe()

    def work(start: int, stop: int) -> int:
        if start:
            os.write(tell, os.getpid().to_bytes(4, "big"))
            signal.pause()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shared(work, 10, 3)
    os.close(tell)
    with os.fdopen(told, "rb") as pipe:
        copies = pipe.read()
    for at in range(0, len(copies), 4):
        with pytest.raises(ProcessLookupError):
            os.kill(int.from_bytes(copies[at : at + 4], "big"), 0)
