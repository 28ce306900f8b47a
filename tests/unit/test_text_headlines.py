"""A headline is quoted without the list mark or the greeting before it, and stays to the letter."""

import pytest

from huisheng.crafts.text import LONGEST, Headliner, after_lead
from huisheng.crafts.text.voices import Passage

GOLDEN = [
    ("一、建设路邮局门前的井盖高出路面", "建设路邮局门前的井盖高出路面"),
    ("1.残疾人和八十以上的打个电话派个人来", "残疾人和八十以上的打个电话派个人来"),
    ("２、职校按厂里的活教学生", "职校按厂里的活教学生"),
    ("（1）松园后山步道的灯全黑", "松园后山步道的灯全黑"),
    ("(三)松园后山步道的灯全黑", "松园后山步道的灯全黑"),
    ("①松园后山步道的灯全黑", "松园后山步道的灯全黑"),
    ("第一，松园后山步道的灯全黑", "松园后山步道的灯全黑"),
    ("二是松园后山步道的灯全黑", "松园后山步道的灯全黑"),
    ("尊敬的领导：松园后山步道的灯全黑", "松园后山步道的灯全黑"),
    ("尊敬的张书记您好松园后山步道的灯全黑", "松园后山步道的灯全黑"),
    ("您好，松园后山步道的灯全黑", "松园后山步道的灯全黑"),
    ("领导你好松园后山步道的灯全黑", "松园后山步道的灯全黑"),
    ("领导你好！1、松园后山步道的灯全黑", "松园后山步道的灯全黑"),
    ("各位领导好，松园后山步道的灯全黑", "松园后山步道的灯全黑"),
    ("  “松园后山步道的灯全黑", "松园后山步道的灯全黑"),
]
WHOLE = [
    "一、二楼的声控灯坏了半年",
    "三、四月份自来水一股铁锈味",
    "12.5元的班车票涨到20元",
    "三轮车在桥头乱停",
    "你好几次答应修路灯都没来",
    "尊敬的张书记来过我们村三回",
    "领导下来调研只看样板间",
    "主任好几次不在窗口",
    "区长信箱没人回",
    "一是一二是二的账目贴出来",
    "第一小学门口没有斑马线",
    "大家好不容易盼来的公交又停了",
    "同时段的班车挤不上",
]


@pytest.mark.parametrize(("text", "matter"), GOLDEN)
def test_a_mark_or_a_greeting_is_left_off(text, matter):
    assert text[after_lead(text, 0, len(text)) :] == matter


@pytest.mark.parametrize("text", WHOLE)
def test_words_that_only_look_like_one_stay(text):
    assert after_lead(text, 0, len(text)) == 0


@pytest.mark.parametrize(("text", "matter"), GOLDEN)
def test_the_chosen_headline_is_the_matter_and_a_quotation(text, matter):
    quote = Headliner().choose([Passage("p", "v", 0, len(text), text, "")], [()])
    assert text[quote.start : quote.end] == quote.text
    assert quote.text == matter


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("一、" + "松园后山步道的灯全黑" * 30, ("松园后山步道的灯全黑" * 30)[:LONGEST]),
        (f"您好，{'松园后山步道的灯全黑' * 15}，{'老人摔过两回' * 40}", "松园后山步道的灯全黑" * 15),
        ("the lamps are dark " * 30, ("the lamps are dark " * 30)[:LONGEST].rsplit(" ", 1)[0]),
        ("您好，", ""),
    ],
)
def test_a_matter_without_a_short_clause_is_quoted_from_its_beginning(text, matter):
    """Cut after a clause or a word, else at the longest a finding can carry."""
    quote = Headliner().choose([Passage("p", "v", 0, len(text), text, "")], [()])
    assert quote.text == matter and text[quote.start : quote.end] == matter
