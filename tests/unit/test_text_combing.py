"""What belongs together is proposed together, what does not is kept apart, and people's decisions stand."""

import pytest

from huisheng.crafts.text import Combing, Passage, Voice, comb, propose

FILLER = [
    "希望图书馆周末延长开放时间，让上班的人也能借书",
    "农贸市场的公平秤坏了，买菜缺斤少两没人管",
    "机关会议太多，基层干部没有时间下村",
    "河道里漂着垃圾，夏天臭味很大",
    "村卫生室药品不全，老人要走十里路去镇上买药",
    "广场舞音响开到晚上十点，孩子没法写作业",
    "出租车拒载，打表还要加价",
    "老年大学报名要排一夜的队",
    "水库灌溉渠塌方，三百亩水田等水插秧",
    "窗口办一件事跑了五趟，每次都说少一份材料",
]
LETTER = (
    "尊敬的领导：{place}的开发商交房时承诺的幼儿园至今没有建，绿化用地改成了停车场，业主多次找物业和开发商协商，"
    "一直推诿不给答复。请有关部门查处虚假宣传，督促开发商按合同建好幼儿园，恢复绿化。"
)


def filler() -> list[Voice]:
    return [Voice(f"z{number}", text) for number, text in enumerate(FILLER)]


def group_of(combing: Combing, passage: str) -> set[str]:
    return next(set(group.passages) for group in combing.groups if passage in group.passages)


def test_one_matter_in_different_words_is_joined() -> None:
    voices = [
        Voice("a", "育才路中学门口的路灯坏了三盏，晚自习放学一片漆黑，请尽快修好", "育才路中学门口路灯坏了"),
        Voice("b", "育才路中学门口的路灯一直不亮，学生晚自习放学看不见路，很危险", "育才路中学门口路灯不亮"),
    ]
    assert group_of(comb([*voices, *filler()], cut=False), "a") == {"a", "b"}


def test_the_same_letter_for_another_estate_is_not_joined_in_silence() -> None:
    voices = [
        Voice("a", LETTER.format(place="锦绣花园小区"), "锦绣花园小区开发商承诺的幼儿园没有建"),
        Voice("b", LETTER.format(place="碧水湾小区"), "碧水湾小区开发商承诺的幼儿园没有建"),
        Voice("c", LETTER.format(place="锦绣花园小区") + "盼复。", "锦绣花园小区幼儿园至今没有建"),
    ]
    combing = comb([*voices, *filler()], cut=False)
    assert group_of(combing, "a") == {"a", "c"}
    assert group_of(combing, "b") == {"b"}


def test_copies_are_one_group_however_many() -> None:
    voices = [Voice(f"c{n:03}", LETTER.format(place="锦绣花园小区"), "幼儿园没有建") for n in range(60)]
    combing = comb([*voices, *filler()], cut=False)
    assert len(group_of(combing, "c000")) == 60


def test_a_letter_that_hundreds_sign_leaves_none_of_them_alone() -> None:
    letter = LETTER.format(place="锦绣花园小区")
    voices = [
        Voice(f"c{n:03}", f"{letter}我家住{n}号楼，已经等了{n + 3}天。", "锦绣花园小区幼儿园没有建") for n in range(240)
    ]
    combing = comb([*voices, *filler()], cut=False)
    signed = [group.passages for group in combing.groups if group.id.startswith("c")]
    assert min(len(passages) for passages in signed) > 1
    asked = {passage for question in combing.questions for passage in (question.a, question.b)}
    assert len(signed) == 1 or all(asked & set(passages) for passages in signed)


def test_one_estate_with_another_matter_is_another_group() -> None:
    voices = [
        Voice("a", "锦绣花园小区电梯三天两头坏，老人被困过两次", "锦绣花园小区电梯经常坏"),
        Voice("b", "锦绣花园小区楼下烧烤店夜里两点还在吵，油烟进屋", "锦绣花园小区烧烤店油烟扰民"),
    ]
    assert group_of(comb([*voices, *filler()], cut=False), "a") == {"a"}


def test_proposing_says_how_far_it_is() -> None:
    passages = comb(filler()).passages
    shares: list[float] = []
    propose(passages, {}, told=shares.append)
    assert len(shares) >= 3 and shares == sorted(shares)
    assert shares[0] > 0 and shares[-1] <= 1


def test_every_headline_is_quoted_from_its_own_passages() -> None:
    combing = comb(filler())
    texts = {p.id: p.text for p in combing.passages}
    for finding in combing.findings:
        quote = finding.headline
        assert quote.passage_id in finding.passages
        assert texts[quote.passage_id][quote.start : quote.end] == quote.text != ""


def test_a_headline_leaves_greeting_and_private_names_out() -> None:
    text = "尊敬的领导：您好！我叫王小明，电话13800000000。青石巷的下水道堵了半个月，污水流进屋里。谢谢！"
    (finding,) = comb([Voice("a", text)], cut=False).findings
    assert "下水道堵了" in finding.headline.text
    assert "王小明" not in finding.headline.text
    assert "您好" not in finding.headline.text


@pytest.mark.parametrize(
    ("text", "kind", "scheme", "category"),
    [
        ("建议在滨河公园增设健身器材和公厕", "suggestion", "policy", "urban"),
        ("公交15路太少，等车四十分钟，站台还没有棚", "problem", "policy", "transport"),
        ("包工头拖欠农民工工资半年，劳动局没人管", "problem", "policy", "labour"),
        ("表扬社区的民警，服务热情周到，耐心", "praise", "policy", "security"),
        ("会议太多文件多，检查组一拨接一拨，都是走过场", "problem", "four_winds", "formalism"),
        ("窗口人员态度生硬，互相推诿，跑了几趟也办不成", "problem", "four_winds", "bureaucratism"),
        ("上班时间打牌、睡觉，脱岗没人管", "problem", "four_winds", "hedonism"),
        ("公款吃喝、公车私用，铺张浪费严重", "problem", "four_winds", "extravagance"),
        ("领导下来调研走马观花，层层陪同，听不到真话，问题严重", "problem", "eight_rules", "field_study"),
        ("公款吃喝、公车私用，铺张浪费严重", "problem", "eight_rules", "thrift"),
        ("We should open the library and the museum on Sundays", "suggestion", "policy", "culture"),
        ("The bus is too slow and the traffic on the highway is dangerous", "problem", "policy", "transport"),
        ("今天星期三", "other", "policy", "other"),
    ],
)
def test_kind_and_category_from_the_words_alone(text: str, kind: str, scheme: str, category: str) -> None:
    (finding,) = comb([Voice("a", text)], cut=False).findings
    assert finding.kind.code == kind
    assert finding.categories[scheme].code == category
    assert 0 < finding.kind.confidence <= 1


def test_scope_is_common_for_what_many_units_share() -> None:
    common, own = comb(
        [Voice("a", "全县各单位普遍存在文件多的问题，考核制度不合理"), Voice("b", "青石巷小学的厕所漏水")], cut=False
    ).findings
    assert (common.scope.code, own.scope.code) == ("common", "individual")


def waiting(*texts: tuple[str, str]) -> list[Passage]:
    return [Passage(name, name, 0, len(text), text) for name, text in texts]


LAMPS = waiting(
    ("w1", "育才路中学门口的路灯坏了三盏，晚自习放学一片漆黑"),
    ("w2", "育才路中学门口的路灯坏了，晚自习放学看不见路"),
    ("p1", "育才路中学门口路灯坏了好几盏，晚自习放学很黑"),
    ("p2", "河道里漂着垃圾，夏天臭味很大"),
)


def test_a_proposal_names_the_finding_and_what_both_speak_of() -> None:
    proposals = propose(LAMPS, {"p1": "F1", "p2": "F2"})
    offered = [passage for group in proposals.groups for passage in group.draft.passages]
    assert sorted(offered) == ["w1", "w2"]
    for group in proposals.groups:
        assert group.targets[0].finding == "F1"
        assert "育才路" in {entity.name for entity in group.targets[0].same}


def test_what_was_turned_down_is_not_offered_again() -> None:
    proposals = propose(LAMPS, {"p1": "F1", "p2": "F2"}, refused=[("w1", "F1")], cannot_link=[("w2", "p1")])
    assert all(target.finding != "F1" for group in proposals.groups for target in group.targets)


def test_what_was_split_is_not_proposed_together_again() -> None:
    proposals = propose(LAMPS, {}, cannot_link=[("w1", "w2"), ("w1", "p1")])
    assert ("w1",) in [group.draft.passages for group in proposals.groups]
    assert not any(
        "w1" in (question.a, question.b) for question in proposals.questions if "p2" not in (question.a, question.b)
    )
