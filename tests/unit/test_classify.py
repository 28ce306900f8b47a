"""`huisheng classify`: labels learned from examples, given to others, asked for where they teach most."""

import csv
import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from huisheng.crafts.text.classify import BadClassifier, LabelClassifier, TooFewLabels, next_to_label
from huisheng.crafts.text.classify.cli import main
from huisheng.crafts.text.classify.evidence import evidence, is_segmented
from huisheng.crafts.text.voices import Voice

ROADS = ("路灯坏了没人修", "路面坑洼积水难走", "公交车太少等很久", "路口红绿灯坏了", "停车位太少路边乱停")
SCHOOLS = ("学校食堂饭菜不好", "老师补课乱收费", "学区划分不合理", "幼儿园学费太高", "孩子课后作业太多")


def examples(places: int = 6) -> list[tuple[Voice, str]]:
    """Made-up voices on roads and on schools."""
    found = []
    for place in range(places):
        for label, matters in (("交通", ROADS), ("教育", SCHOOLS)):
            found += [(Voice(f"{label}{place}{n}", f"第{place}片{m}", m[:4]), label) for n, m in enumerate(matters)]
    return found


def table(path: Path, rows: list[tuple[str, ...]], header: tuple[str, ...] = ("id", "title", "text", "label")) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([header, *rows])
    return path


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    return table(tmp_path / "labelled.csv", [(v.id, v.title, v.text, label) for v, label in examples()])


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def test_what_was_learned_is_told_of_new_voices(labelled, tmp_path):
    model, out = tmp_path / "model", tmp_path / "out.csv"
    assert main(["train", str(labelled), "-o", str(model)]) == 0
    new = table(
        tmp_path / "new.csv", [("b", "", "村口路灯坏了，路面积水", ""), ("a", "", "小学食堂饭菜太贵，学费高", "")]
    )
    assert main(["apply", str(model), str(new), "-o", str(out)]) == 0
    rows = read(out)
    assert [(row["id"], row["label"]) for row in rows] == [("b", "交通"), ("a", "教育")]
    assert all(0.5 < float(row["confidence"]) <= 1 for row in rows)


def test_words_with_blanks_and_plain_text_meet(tmp_path):
    """Trained on segmented words, a model reads plain text, and the other way round."""
    assert (
        is_segmented("路灯 坏 没人 修")
        and not is_segmented("路灯坏了，没人修。 A 区也是")
        and not is_segmented("a b c")
    )
    spaced, plain = (evidence([Voice("1", text)]) for text in ("路灯 坏 没人 修理", "路灯坏没人修理"))
    shared = spaced.minimum(plain).sum()
    assert shared >= 0.7 * plain.sum()


def test_every_kind_of_table_is_read(labelled, tmp_path):
    lines = [json.dumps({"id": v.id, "title": v.title, "text": v.text, "label": lab}) for v, lab in examples()]
    packed = tmp_path / "labelled.jsonl.gz"
    packed.write_bytes(gzip.compress("\n".join(lines).encode()))
    for name, source in (("one", labelled), ("two", packed)):
        assert main(["train", str(source), "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_rows_without_a_label_are_named_and_counted(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("HUISHENG_LANGUAGE", "en")
    rows = [(v.id, v.title, v.text, label) for v, label in examples()]
    file = table(tmp_path / "some.csv", [*rows, ("lone 1", "", "路灯不亮", " "), ("lone 2", "", "学费", "")])
    assert main(["train", str(file), "-o", str(tmp_path / "model")]) == 0
    told = capsys.readouterr()
    assert "2 voices have no label: lone 1, lone 2" in told.err
    assert f"{len(rows)} voices, 2 labels learned" in told.out


@pytest.mark.parametrize(
    ("rows", "header", "words"),
    [
        ([("1", "路灯", "交通"), ("2", "路面", "交通")], ("id", "text", "label"), "fewer than two labels"),
        ([("1", "路灯", ""), ("2", "路面", "")], ("id", "text", "label"), "fewer than two labels"),
        ([("1", "路灯", "交通")], ("id", "text", "class"), "no column label"),
        ([("1", "路灯", "a"), ("1", "路面", "b")], ("id", "text", "label"), "were there before"),
        ([], ("id", "text", "label"), "holds no voices"),
    ],
)
def test_what_cannot_be_learned_from_is_said(rows, header, words, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("HUISHENG_LANGUAGE", "en")
    file, model = table(tmp_path / "bad.csv", rows, header), tmp_path / "model"
    assert main(["train", str(file), "-o", str(model)]) == 1
    assert words in capsys.readouterr().err and not model.exists()


def test_a_file_that_is_no_model_is_refused(labelled, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("HUISHENG_LANGUAGE", "en")
    model, out = tmp_path / "model", tmp_path / "out.csv"
    main(["train", str(labelled), "-o", str(model)])
    whole = model.read_bytes()
    other = tmp_path / "other.npz"
    np.savez(other, about=np.zeros(3, dtype=np.uint8))
    for damaged in (b"", b"text", whole[: len(whole) // 2], whole[:200] + b"\0" * 40 + whole[240:], other.read_bytes()):
        model.write_bytes(damaged)
        assert main(["apply", str(model), str(labelled), "-o", str(out)]) == 1
        assert "cannot be used" in capsys.readouterr().err and not out.exists()
    assert main(["apply", str(tmp_path / "none"), str(labelled), "-o", str(out)]) == 1
    assert "There is no file" in capsys.readouterr().err


def test_a_model_with_wrong_bytes_is_read_or_refused_in_words(tmp_path):
    """Wherever a byte is wrong: in what tells of the archive, in what is packed, in the arrays."""
    model, rng = tmp_path / "model", np.random.default_rng(1)
    LabelClassifier().fit(*zip(*examples(), strict=True)).write(model)
    whole = np.frombuffer(model.read_bytes(), dtype=np.uint8)
    refused = 0
    for _ in range(300):
        damaged = whole.copy()
        damaged[rng.integers(len(whole), size=3)] = rng.integers(256, size=3)
        model.write_bytes(damaged.tobytes())
        try:
            LabelClassifier.read(model)
        except BadClassifier:
            refused += 1
    assert refused > 200


def test_a_model_holds_no_words_of_voices(tmp_path):
    LabelClassifier().fit(*zip(*examples(), strict=True)).write(tmp_path / "model")
    with np.load(tmp_path / "model") as held:
        assert sorted(held) == ["about", "biases", "calibration", "columns", "rarity", "weights"]
        assert json.loads(held["about"].tobytes())["labels"] == ["交通", "教育"]
        assert all(held[name].dtype.kind in "if" for name in held if name != "about")


def test_what_a_single_voice_says_moves_no_weight():
    """A gram of fewer than three voices is not kept, so that nobody can ask the model who said it."""
    known = examples()
    with_secret = [*known, (Voice("x", "甲乙丙丁戊己庚辛"), "交通")]
    model = LabelClassifier().fit(*zip(*with_secret, strict=True))
    secret = set(evidence([Voice("", "甲乙丙丁戊己庚辛")]).indices.tolist())
    assert not secret & set(model.weights_.columns.tolist())


def test_a_model_read_back_chooses_alike(tmp_path):
    voices, labels = zip(*examples(), strict=True)
    model = LabelClassifier().fit(voices, labels)
    model.write(tmp_path / "model")
    assert LabelClassifier.read(tmp_path / "model").classify(voices) == model.classify(voices)


def test_confidence_is_humble_where_labels_are_noise():
    rng = np.random.default_rng(0)
    texts = ["".join(rng.choice(list("天地玄黄宇宙洪荒日月盈昃辰宿列张"), 12)) for _ in range(200)]
    voices = [Voice(str(n), text) for n, text in enumerate(texts)]
    found = (
        LabelClassifier()
        .fit(voices, [str(n % 2) for n in rng.permutation(200)])
        .classify([Voice("", "".join(rng.choice(list("天地玄黄宇宙洪荒日月盈昃辰宿列张"), 12))) for _ in range(100)])
    )
    assert np.mean([label.confidence for label in found]) < 0.65


def test_a_label_with_one_example_and_empty_voices_do_no_harm():
    voices, labels = zip(*examples(3), (Voice("e", ""), "空"), strict=True)
    found = LabelClassifier().fit(voices, labels).classify([Voice("1", ""), Voice("2", "路灯坏了"), Voice("3", "?!")])
    assert len(found) == 3 and all(0 <= label.confidence <= 1 for label in found)
    with pytest.raises(TooFewLabels):
        LabelClassifier().fit([Voice("1", "路灯")], ["交通"])


def test_the_queue_asks_for_what_differs_and_was_not_labelled(labelled, tmp_path):
    out = tmp_path / "next.csv"
    assert main(["queue", str(labelled), "-o", str(out), "-n", "10"]) == 0
    asked = read(out)
    assert list(asked[0]) == ["id", "title", "text", "label"] and {row["label"] for row in asked} == {""}
    assert len({row["title"] for row in asked}) >= 8  # ten matters stand in the file
    known = [(voice, label) for voice, label in examples() if voice.id in {row["id"] for row in asked}]
    first = table(tmp_path / "first.csv", [(v.id, v.title, v.text, label) for v, label in known])
    assert main(["queue", str(labelled), "-o", str(out), "-n", "10", "--labelled", str(first)]) == 0
    again = {row["id"] for row in read(out)}
    assert len(again) == 10 and not again & {voice.id for voice, _ in known}


def test_the_queue_asks_once_for_a_repeated_text_and_ends():
    voices = [Voice(str(n), f"同一句话{n % 3}") for n in range(9)]
    assert sorted(v.text for v in next_to_label(voices, 50)) == ["同一句话0", "同一句话1", "同一句话2"]
    assert next_to_label(voices, 50, voices[:3], ["a", "b", "a"]) == []
    assert len(next_to_label([Voice("1", "甲"), Voice("2", "乙"), Voice("3", "")], 2)) == 2


@pytest.mark.parametrize(
    "call",
    [
        [],
        ["learn"],
        ["train"],
        ["train", "x"],
        ["queue", "x", "-o", "y", "-n", "0"],
        ["train", "a", "-o", "b", "--odd"],
    ],
)
def test_a_wrong_call_is_told_how(call, capsys):
    assert main(call) == 2
    assert "huisheng classify" in capsys.readouterr().err


@pytest.mark.parametrize("call", [["--help"], ["train", "--help"], ["apply", "--help"], ["queue", "--help"]])
def test_help_is_chinese_unless_asked_otherwise(call, capsys):
    assert main(call) == 0
    told = capsys.readouterr().out
    assert "用法" in told and "the voices" not in told


def test_the_command_loads_no_django(labelled, tmp_path):
    script = (
        "import sys; from huisheng.__main__ import main;"
        f"code = main(['classify', 'train', {str(labelled)!r}, '-o', {str(tmp_path / 'm')!r}]);"
        "sys.exit(code or any(name.split('.')[0] in ('django', 'psycopg') for name in sys.modules))"
    )
    assert (
        subprocess.run([sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": str(Path.cwd())}).returncode
        == 0
    )
