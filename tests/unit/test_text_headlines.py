"""A headline is quoted without the list mark or the greeting before it, and stays to the letter."""

import pytest

from huisheng.crafts.text import LONGEST, Headliner, after_lead, entities
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


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("孙晓芹私自拆掉松园村的凉亭栏杆。松园村的凉亭没有栏杆很危险", "松园村的凉亭没有栏杆很危险"),
        ("我们都是松园小区西门建设路早点摊的摊主。松园小区西门不通水", "松园小区西门不通水"),
        ("居住在松园小区与建设路的交叉口。松园小区的路灯全黑", "松园小区的路灯全黑"),
        ("松园村茶厂与松园小区建设路只有一墙之隔。松园村茶厂夜里轰响", "松园村茶厂夜里轰响"),
        ("得到松园小区的答复是过了年再说。松园小区水压太低", "松园小区水压太低"),
    ],
)
def test_nobodys_name_nor_half_a_sentence_where_a_clause_says_the_matter(text, matter):
    quote = Headliner().choose([Passage("p", "v", 0, len(text), text, "")], [entities(text)])
    assert quote.text == matter


@pytest.mark.parametrize(
    "text",
    [
        "金晓服务花园的凉亭漏雨",
        "翠柏梨溪9栋的电梯停了",
        "就业窗口中午没有人值班",
        "便民市场的顶棚漏雨",
        "还建房六年没有办证",
    ],
)
def test_what_only_looks_like_a_name_or_half_a_sentence_is_quoted(text):
    beside = f"请领导过问。{text}。谢谢"
    assert Headliner().choose([Passage("p", "v", 0, len(beside), beside, "")], [entities(beside)]).text == text
