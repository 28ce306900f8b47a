"""Labels learned from what clerks confirmed: asked for until enough is known, filled in only where that is sure."""

import random

from huisheng.crafts.text import KIND, NONE, Comber, Confirmed, Passage, learned, relabelled

ABOUT = {
    "roads": ["路灯坏了没人修", "路面坑坑洼洼", "公交车等半天", "红绿灯不亮", "人行道被车占了"],
    "schools": ["学校食堂饭菜凉", "孩子上学没座位", "老师补课收费", "幼儿园报不上名", "校门口没人管"],
}
PLACES = ["育才路", "青石巷", "滨河街", "柳林村", "北关", "东风渠", "锦绣里", "碧水湾"]


def said(number: int, text: str) -> Passage:
    return Passage(f"p{number:04}", f"v{number:04}", 0, len(text), text, "")


def confirmed(count: int, of_finding: int = 4) -> list[Confirmed]:
    """Passages in findings of a few each, in turn about roads, about schools, and without a category."""
    chance = random.Random(5)
    found = []
    for n in range(count):
        finding = n // of_finding
        label = ("roads", "schools", NONE)[finding % 3]
        matter = chance.choice(ABOUT[label]) if label else f"会议室的事{chance.choice('甲乙丙丁戊己')}再议"
        found.append(
            Confirmed(
                said(n, f"{chance.choice(PLACES)}{matter}，请{chance.choice('管看查办')}一下。"), f"f{finding}", label
            )
        )
    return found


def groups_of(*texts: str):
    passages = [said(9000 + n, text) for n, text in enumerate(texts)]
    return Comber().propose(passages, {}).groups, {passage.id: passage for passage in passages}


def test_a_few_confirmations_teach_nothing() -> None:
    assert learned(confirmed(120)) is None
    assert learned([each for each in confirmed(600) if each.label == "roads"]) is None


def test_a_clear_matter_is_filled_in_and_an_unclear_one_is_asked() -> None:
    classifier = learned(confirmed(600))
    assert classifier is not None
    groups, passages = groups_of("建设路路灯坏了没人修，晚上看不见。", "食品厂的事说不清楚。")
    labelled = relabelled(groups, passages, {"policy": classifier})
    drafts = {passages[group.draft.passages[0]].text[:2]: group.draft for group in labelled}
    assert (drafts["建设"].categories["policy"].code, drafts["建设"].categories["policy"].is_sure) == ("roads", True)
    assert not drafts["食品"].categories["policy"].is_sure


def test_where_findings_like_it_have_no_category_none_is_filled_in() -> None:
    classifier = learned(confirmed(600))
    groups, passages = groups_of("北关会议室的事甲再议，请办一下。")
    before = groups[0].draft.categories["policy"]
    after = relabelled(groups, passages, {"policy": classifier})[0].draft.categories["policy"]
    assert (after.code, after.is_sure) == (before.code, False)


def test_what_only_tells_one_finding_makes_nothing_sure_about_another() -> None:
    # Each finding has a word of its own and a label at random: nothing can be known of a new one.
    chance, found = random.Random(2), []
    for n in range(800):
        finding = n // 8
        label = random.Random(finding).choice(["roads", "schools"])
        own = f"{chr(0x4E00 + 37 * finding)}{chr(0x5100 + 41 * finding)}"
        found.append(Confirmed(said(n, f"{own}{own}的事，请{chance.choice('管看查办')}{n}。"), f"f{finding}", label))
    classifier = learned(found)
    assert classifier is not None
    groups, passages = groups_of("鳜鳝鳜鳝的事，请办一下。")
    assert not relabelled(groups, passages, {"policy": classifier})[0].draft.categories["policy"].is_sure


def test_praise_stays_praise_whatever_kinds_were_confirmed() -> None:
    examples = [
        Confirmed(each.passage, each.finding, "problem" if each.label else "suggestion") for each in confirmed(600)
    ]
    groups, passages = groups_of("办事大厅服务热情周到，点赞，好评。", "育才路路灯坏了没人修，太差。")
    kinds = {group.draft.kind.code for group in relabelled(groups, passages, {KIND: learned(examples)})}
    assert kinds == {"praise", "problem"}
