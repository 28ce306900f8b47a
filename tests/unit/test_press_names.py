"""Official order of names. All people are made up; the order of surnames is what printed lists show."""

import random
from itertools import pairwise

import pytest

from huisheng.crafts.press.compose import words
from huisheng.crafts.press.model import Document, Names, Person
from huisheng.crafts.press.names import in_order, is_exact, pinyin_key, shown, stroke_key

# From two strokes to fifteen; of one count, stroke by stroke 横竖撇点折.
SURNAMES = (
    "丁卜刁于万马王韦毛方尹孔邓艾古左石龙卢叶田史白丛冯兰邢吉成曲吕朱乔任华刘齐江许孙严苏杜李杨肖吴邱"
    "何余邹沈宋张陆陈武范林欧罗周郑孟赵胡柯钟侯姜贺袁贾夏顾徐高郭唐黄曹龚常崔章梁彭蒋韩程傅曾温谢赖雷詹鲍窦蔡廖谭熊黎潘薛魏"
)
GIVEN = "一丁力文方仁玉正立民光安志芳丽伟明建春荣军俊海涛娜晓梅雪敏晨琳翔鹏慧霞璐"


def people(count: int, seed: int) -> list[Person]:
    chance = random.Random(seed)
    names = sorted(
        {chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.randint(1, 2))) for _ in range(count * 2)}
    )
    chosen = chance.sample(names, count)
    return [Person(name, rank=chance.choice((0, 0, 0, 1, 2, 3))) for name in chosen]


def test_surnames_stand_by_count_then_stroke_by_stroke() -> None:
    mixed = random.Random(1).sample(SURNAMES, len(SURNAMES))
    assert "".join(sorted(mixed, key=stroke_key)) == SURNAMES


def test_three_thousand_names_stand_in_order() -> None:
    listed = people(3000, seed=2)
    ordered = in_order(listed)
    assert sorted(map(repr, ordered)) == sorted(map(repr, listed))
    assert in_order(random.Random(3).sample(listed, 3000)) == ordered
    ranks = [person.rank or 99 for person in ordered]
    assert ranks == sorted(ranks)
    for before, after in pairwise(ordered):
        if before.rank == after.rank:
            places = SURNAMES.index(before.name[0]), SURNAMES.index(after.name[0])
            assert places[0] <= places[1]
            if places[0] == places[1]:
                assert len(before.name) <= len(after.name)
                if len(before.name) == len(after.name):
                    assert stroke_key(before.name[1:]) <= stroke_key(after.name[1:])


def test_single_names_come_first_unless_the_assembly_says_otherwise() -> None:
    names = ["王一民", "王芳", "王丁"]
    assert sorted(names, key=stroke_key) == ["王丁", "王芳", "王一民"]
    assert sorted(names, key=lambda name: stroke_key(name, single_first=False)) == ["王一民", "王丁", "王芳"]


def test_compound_surnames_follow_the_single_ones_and_others_come_last() -> None:
    names = ["Smith", "欧阳明", "欧文", "阿不都·买买提", "丁一", "𠮷田"]
    assert sorted(names, key=stroke_key) == ["丁一", "阿不都·买买提", "欧文", "欧阳明", "𠮷田", "Smith"]


@pytest.mark.parametrize(
    ("name", "before"),
    [("曾力", "张力"), ("单方", "宋方"), ("仇文", "任文"), ("解放", "徐方"), ("区明", "潘明"), ("万俟明", "欧明")],
)
def test_surnames_are_read_as_surnames(name: str, before: str) -> None:
    """zēng, shàn, qiú, xiè, ōu, mò-qí; not céng, dān, chóu, jiě, qū, wàn-sì."""
    assert sorted([before, name], key=pinyin_key) == [name, before]


def test_a_person_may_be_read_otherwise() -> None:
    assert pinyin_key("单文", "dān") < pinyin_key("邓文") < pinyin_key("单文")
    dan, deng = Person("单文", reading="dān"), Person("邓文")
    assert in_order([deng, dan], "pinyin") == [dan, deng]


def test_tones_decide_between_equal_letters() -> None:
    assert sorted(["李力", "利力", "黎力"], key=pinyin_key) == ["黎力", "李力", "利力"]


@pytest.mark.parametrize(
    ("name", "printed"),
    [("王芳", "王　芳"), ("王 芳", "王　芳"), ("欧阳明", "欧阳明"), ("Li", "Li"), ("买买提•阿不都", "买买提·阿不都")],
)
def test_two_characters_print_with_a_space_between(name: str, printed: str) -> None:
    assert shown(name) == printed


def test_rare_characters_keep_their_place() -> None:
    assert all(map(is_exact, "堃喆犇翀祎韡燚赟昇頔璟"))
    assert not any(map(is_exact, "𬱖䶮㛃"))
    assert sorted("䶮㛃𬱖", key=stroke_key) == ["㛃", "䶮", "𬱖"]


def test_a_list_prints_ranks_before_strokes() -> None:
    listed = Names((Person("丁一"), Person("王芳", 2), Person("卜文", 1)), label="出席")
    assert "出席：卜　文　王　芳　丁　一" in words(Document("名单", (listed,)))
