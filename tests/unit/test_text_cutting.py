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
        # A first mark straight behind a word, as it comes from a telephone.
        (
            "向您反映老街的几个问题1、公厕没人打扫，味道难闻。2、小学门前没有斑马线，家长担心。",
            ["向您反映老街的几个问题1、公厕没人打扫，味道难闻。", "2、小学门前没有斑马线，家长担心。"],
        ),
        # A stray full stop before a mark.
        (
            "老街有三个问题：1、公厕没人打扫，味道难闻。2、路灯坏了一个月。.3、小学门前没有斑马线，家长担心。",
            [
                "老街有三个问题：1、公厕没人打扫，味道难闻。",
                "2、路灯坏了一个月。.",
                "3、小学门前没有斑马线，家长担心。",
            ],
        ),
        (
            "问题一：公厕没人打扫，味道难闻。问题二：小学门前没有斑马线，家长担心。",
            ["问题一：公厕没人打扫，味道难闻。", "问题二：小学门前没有斑马线，家长担心。"],
        ),
        # A plea closes a matter, so that what is added may share a word with it.
        (
            "育才路的路灯坏了，希望尽快修好。另外育才路口没有斑马线，家长担心。",
            ["育才路的路灯坏了，希望尽快修好。", "另外育才路口没有斑马线，家长担心。"],
        ),
        # One pair that shares words stays together where the others keep apart.
        (
            "有几点建议：1、公园应增加篮球场。2、公园篮球场应装路灯。3、开通直达地铁站的公交。4、菜市场增设公厕。5、医院周末开门诊。",
            [
                "有几点建议：1、公园应增加篮球场。2、公园篮球场应装路灯。",
                "3、开通直达地铁站的公交。",
                "4、菜市场增设公厕。",
                "5、医院周末开门诊。",
            ],
        ),
        # With a colon behind the numeral.
        (
            "一：公厕没人打扫，味道难闻。二：小学门前没有斑马线，家长担心。",
            ["一：公厕没人打扫，味道难闻。", "二：小学门前没有斑马线，家长担心。"],
        ),
        # Points in brackets are part of the point they stand in.
        (
            "小区的几个问题：1、安全：（1）门禁坏了没人修。（2）监控太少，看不清楚。2、楼道没人打扫，垃圾堆在门口。",
            [
                "小区的几个问题：1、安全：（1）门禁坏了没人修。（2）监控太少，看不清楚。",
                "2、楼道没人打扫，垃圾堆在门口。",
            ],
        ),
        # 此处 points at a place, not back.
        (
            "老街的几个问题：1、公厕没人打扫，味道难闻。2、此处小学门前没有斑马线，家长担心。",
            ["老街的几个问题：1、公厕没人打扫，味道难闻。", "2、此处小学门前没有斑马线，家长担心。"],
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
        # The introduction already told the story.
        "河边的凉亭漏雨，柱子腐朽，石阶松动。情况如下：1、凉亭柱子腐朽。2、维修经费拨到哪里，账目没有贴出来。3、石阶松动。",
        # Without introduction the points tell one story to each other.
        "1、渡船三天没有开。2、船工嫌柴油太贵。3、乡里不补柴油，船工不肯干。4、渡船停在对岸。",
        "育才路的路灯坏了，走路害怕。另外育才路的路灯太少，老人摔过跤。",
        # Half of its neighbouring points share words.
        "巷口开了烧烤店，没法睡觉。1、油烟呛人，窗户打不开。2、油烟把窗户熏黑了。3、半夜喝酒吵闹。",
        "1、地点：北关路口。2、时间：赶集的日子，天不亮就开始。3、事件：烧烤摊在人行道摆桌子，油烟呛人。",
        "老街公厕的问题：1、没人打扫，味道难闻。2、多次投诉，热线说已经转办。",
        "开发商有以下违法行为：1、没有预售许可证就收钱。2、样板间与交付的不一样。",
        "与物业约定如下：1、楼道每天打扫一次。2、电梯每月检修。",
        "举三个例子：1、桥头张家的院墙。2、祠堂后面的羊圈。3、晒场边的瓜棚。",
        "车位卖给了外面的人。另外，这里面有没有人收钱，请查一查。",
        "图书馆的机器不好用。首先借书卡读不出来，屏幕一片白。其次还书口太窄，厚词典塞不进去。",
        "工程已经停了，手续正在办理。再次感谢大家出主意。",
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
