"""A class is filled in beforehand only where the machine is well sure: measured on the demo's labelled matters."""

import gzip
import json
import os
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from huisheng.crafts.text.schemes import Label, SchemeClassifier, shipped
from huisheng.demo.content import build
from huisheng.demo.content.model import Matter

READ = 12


@cache
def _labelled() -> list[tuple[Matter, str]]:
    """Each matter of the demo with what a dozen voices say of it."""
    demo = build()
    said = defaultdict(list)
    for voice in demo.voices:
        for part in voice.parts:
            if part.matter:
                said[part.matter].append(voice.text[part.start : part.end])
    return [(matter, "\n".join(said[matter.key][:READ])) for matter in demo.matters]


def _sure(scheme: str) -> list[tuple[Matter, Label]]:
    classifier = SchemeClassifier(shipped(scheme))
    labels = [(matter, classifier.classify(text)) for matter, text in _labelled()]
    return [(matter, label) for matter, label in labels if label.is_sure]


@pytest.mark.parametrize(
    ("scheme", "answer", "at_least"),
    [
        ("policy", lambda matter: matter.field, 60),
        ("four_winds", lambda matter: matter.wind.value, 10),
        ("eight_rules", lambda matter: matter.rule, 4),
    ],
)
def test_nine_of_ten_sure_labels_are_right(scheme, answer, at_least):
    sure = _sure(scheme)
    right = sum(label.code == answer(matter) for matter, label in sure)
    assert len(sure) >= at_least
    assert right >= 0.9 * len(sure), [(m.key, label.code, answer(m)) for m, label in sure if label.code != answer(m)]


REAL = {
    "城乡建设": {"urban", "housing"},
    "劳动和社会保障": {"labour", "social"},
    "教育文体": {"education", "culture"},
    "商贸旅游": {"commerce"},
    "卫生计生": {"health"},
    "环境保护": {"environment"},
    "交通运输": {"transport"},
}


def test_nine_of_ten_are_right_on_real_messages_too():
    folder = os.environ.get("HUISHENG_DATA")
    if not folder:
        pytest.skip("HUISHENG_DATA names no folder: real messages were not read")
    classifier = SchemeClassifier(shipped("policy"))
    right = []
    with gzip.open(Path(folder) / "messages" / "category_verbatim.jsonl.gz", "rt", encoding="utf-8") as lines:
        for message in map(json.loads, lines):
            label = classifier.classify(message["text"], message["title"])
            if label.is_sure:
                right.append(label.code in REAL[message["label"]])
    assert len(right) >= 100
    assert sum(right) >= 0.9 * len(right), (sum(right), len(right))


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        ("eight_rules", "劳动仲裁接待室一句话能把人顶南墙上"),
        ("four_winds", "大厅的灯一直拖着没人修，浪费电"),
        ("policy", "小区门口的路灯不亮，放学天黑"),
        ("eight_rules", "建设支路路灯不亮"),
    ],
)
def test_one_word_or_two_that_differ_make_nothing_sure(scheme, text):
    assert not SchemeClassifier(shipped(scheme)).classify(text).is_sure


def test_two_words_of_one_class_do():
    label = SchemeClassifier(shipped("eight_rules")).classify("公款吃喝换到内部食堂，礼品照收")
    assert (label.code, label.is_sure) == ("thrift", True)
