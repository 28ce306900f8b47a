"""A voice is cut where its matter changes, and nowhere else."""

import pytest

from huisheng.crafts.text import Cutter, Voice, cut, passages_of


def parts(text: str) -> list[str]:
    return [text[span.start : span.end] for span in cut(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "您好！1、育才路的路灯坏了三盏，晚上走路害怕。2、公交15路间隔太长，等车要半小时。3、社区医院星期天没有医生。谢谢！",
            [
                "您好！1、育才路的路灯坏了三盏，晚上走路害怕。",
                "2、公交15路间隔太长，等车要半小时。",
                "3、社区医院星期天没有医生。谢谢！",
            ],
        ),
        (
            "一是会议太多，基层干部整天开会；二是下乡调研走马观花，听不到真话；三是办事窗口态度生硬。",
            [
                "一是会议太多，基层干部整天开会；",
                "二是下乡调研走马观花，听不到真话；",
                "三是办事窗口态度生硬。",
            ],
        ),
        (
            "①老街的公厕没人打扫，味道难闻②小学门前没有斑马线，家长担心",
            ["①老街的公厕没人打扫，味道难闻", "②小学门前没有斑马线，家长担心"],
        ),
        (
            "学校门口乱停车，接孩子很危险。另外，菜市场的污水流到街上，臭得很。",
            ["学校门口乱停车，接孩子很危险。", "另外，菜市场的污水流到街上，臭得很。"],
        ),
        (
            "工资拖欠三个月了，一直没人管\n村里的水渠塌了，春耕灌溉困难",
            ["工资拖欠三个月了，一直没人管\n", "村里的水渠塌了，春耕灌溉困难"],
        ),
        (
            "育才路的路灯坏了没人修。公交车间隔太长，老人等不起。社区医院周末没有医生，看病不方便。",
            ["育才路的路灯坏了没人修。", "公交车间隔太长，老人等不起。", "社区医院周末没有医生，看病不方便。"],
        ),
        (
            "The street lights on Mill Road are broken. Also, the bus never comes on Sundays.",
            ["The street lights on Mill Road are broken. ", "Also, the bus never comes on Sundays."],
        ),
        (
            "1. Fix the broken street lights on Mill Road. 2. The library should open on Sundays.",
            ["1. Fix the broken street lights on Mill Road. ", "2. The library should open on Sundays."],
        ),
    ],
)
def test_matters_are_parted(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "我住在育才路。路灯坏了。晚上很黑，希望早点修好。谢谢领导。",
        "学校门口乱停车，接孩子很危险。另外，校门口的斑马线也看不清了，停车的人也不让路。",
        "路灯坏了3、4盏，从1、2号楼到5号楼都黑。",
        "房子面积111.69平米，物业费2.2元，12.5元的垃圾费也要交。",
        "反对在巷口建加油站，理由如下：1、离学校太近，学生安全没有保障。2、巷子太窄，消防车进不来。",
        "第一中学门口的路第二次挖开了，到现在没有填平。",
        "您好！",
        "。。。\n\n",
        "1、",
    ],
)
def test_one_matter_stays_whole(text: str) -> None:
    assert parts(text) == [text]


def test_an_empty_text_has_no_span_but_its_voice_has_a_passage() -> None:
    assert cut("") == []
    (passage,) = passages_of(Voice("7", "", "只有标题"), cut(""))
    assert (passage.id, passage.start, passage.end, passage.title) == ("7-1", 0, 0, "只有标题")


def test_offsets_count_code_points_also_beyond_the_basic_plane() -> None:
    text = "①𬱖家巷的路灯坏了没人修②😀图书馆周末应该开放"
    assert parts(text) == ["①𬱖家巷的路灯坏了没人修", "②😀图书馆周末应该开放"]


def test_a_stricter_cutter_cuts_less() -> None:
    text = "学校门口乱停车，接孩子很危险。另外，菜市场的污水流到街上，臭得很。"
    assert len(Cutter(added=-1).cut(text)) == 1
