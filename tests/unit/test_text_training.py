"""What clerks confirmed is learned from: the next combing draws nearer to how they group."""

import csv
from pathlib import Path

import pytest

from huisheng.crafts.text.cli import main
from huisheng.crafts.text.pairs import PairScorer
from huisheng.crafts.text.tables import read_groups, read_voices
from huisheng.crafts.text.training import decided_pairs
from huisheng.crafts.text.voices import whole

PLACES = ["育才路", "青石巷", "滨河大道", "柳林村", "北关社区", "东风渠", "学士路", "南门口"]
TOLD = [
    ("路灯坏了", "的路灯坏了三盏，晚自习放学一片漆黑，请尽快修好"),
    ("路灯不亮", "路灯一直不亮，学生晚上放学看不见路，很危险"),
    ("下水道堵了", "的下水道堵了半个月，污水流到路上，臭味很大"),
]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUISHENG_LANGUAGE", "en")


def written(folder: Path) -> tuple[str, str]:
    """A file of voices and one of groups, by clerks who take all that is said of one place for one matter."""
    rows, groups = [], []
    for n, place in enumerate(PLACES):
        for k, (title, text) in enumerate(TOLD):
            rows.append([f"v{n}{k}", f"{place}{title}", f"{place}{text}"])
            groups.append([f"v{n}{k}", place])
    for name, table in (("voices.csv", [["id", "title", "text"], *rows]), ("groups.csv", [["id", "group"], *groups])):
        with (folder / name).open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows(table)
    return str(folder / "voices.csv"), str(folder / "groups.csv")


def test_what_clerks_join_is_likelier_next_time_and_what_they_part_is_not(tmp_path: Path) -> None:
    voices, groups = written(tmp_path)
    model = str(tmp_path / "model.json")
    assert main(["train", voices, groups, "-o", model]) == 0
    passages = [whole(voice) for voice in read_voices(Path(voices)).voices]
    features, same, _ = decided_pairs(passages, read_groups(Path(groups)))
    before, after = PairScorer().score(features), PairScorer.read(Path(model)).score(features)
    assert after[same].mean() > before[same].mean() + 0.1
    assert after[~same].mean() < 0.1
    assert main([voices, "-o", str(tmp_path / "out"), "--unit", "voice", "--model", model]) == 0


def test_weights_hold_no_text_and_are_the_same_each_time(tmp_path: Path) -> None:
    voices, groups = written(tmp_path)
    written_weights = []
    for name in ("a.json", "b.json"):
        assert main(["train", voices, groups, "-o", str(tmp_path / name)]) == 0
        written_weights.append((tmp_path / name).read_bytes())
    assert written_weights[0] == written_weights[1]
    assert written_weights[0].isascii()


def test_one_may_learn_further_from_what_was_learned(tmp_path: Path) -> None:
    voices, groups = written(tmp_path)
    first, second = str(tmp_path / "first.json"), str(tmp_path / "second.json")
    assert main(["train", voices, groups, "-o", first]) == 0
    assert main(["train", voices, groups, "-o", second, "--model", first]) == 0
    assert Path(first).read_bytes() != Path(second).read_bytes()


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"features": ["a"], "bias": 0, "weights": [1]}', b"\xff"])
def test_what_holds_no_weights_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    voices, _ = written(tmp_path)
    (tmp_path / "model.json").write_bytes(content)
    assert main([voices, "-o", str(tmp_path / "out"), "--model", str(tmp_path / "model.json")]) == 1
    assert "cannot be used" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        (b"id,kind\nv00,a\n", "no columns id and group"),
        (b"id,group\nv00,a\nv00,b\n", "rows 3"),
        (b"id,group\nv00,a\n", "Give more groups"),
        (b"id,group\nv00,\nv01,\nv02,\n", "Give more groups"),
    ],
)
def test_groups_that_teach_nothing_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], groups: bytes, said: str
) -> None:
    voices, path = written(tmp_path)
    Path(path).write_bytes(groups)
    assert main(["train", voices, path, "-o", str(tmp_path / "model.json")]) == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "model.json").exists()


def test_training_needs_both_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "voices.csv", "-o", "model.json"]) == 2
    assert "GROUPS" in capsys.readouterr().err
