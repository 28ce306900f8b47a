"""A clerk works the desk by keyboard alone, in both languages; and by buttons where there is no script."""

import json
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faults import PHONE, WALKS, WIDE, faults_of
from tests.factories.house import House

pytestmark = [pytest.mark.browser, pytest.mark.own_database]

HOLDS = """
from huisheng.combing import services
from huisheng.combing.models import Finding
from huisheng.combing.services import Span
from huisheng.campaign.models import Campaign
from huisheng.organisation.models import Job, Person
from tests.factories.proposals import proposed, question
from tests.factories.voices import passages

campaign, clerk = Campaign.objects.get(), Person.objects.get(account__login="clerk")

def opened(*texts):
    group = passages(campaign, *texts)
    services.open_finding(group, kind="problem", headline=Span(group[0].statement_id, 0, 9), by=clerk)
    return Finding.objects.latest("id")

flood = opened("育才路一下雨就积水，孩子上学得蹚水过去。")
drain = opened("育才路下水道堵了半年，没人来通。")
proposed(campaign, passages(campaign, "育才路逢雨必淹，去年淹了四回。", "雨一大，育才路南头车都熄火。"), flood, drain)
proposed(campaign, passages(campaign, "12路公交等40分钟，另外育才路又积水了。", "12路公交早高峰挤不上。"))
proposed(campaign, passages(campaign, "大厅的小姑娘服务真好，谢谢你们。", "谢谢社区的同志。"), kind="praise")
proposed(campaign, passages(campaign, "育才路的井盖堵着树叶，水下不去。"), drain, flood, rank=9)
question(campaign, *passages(campaign, "建设路路灯不亮。", "建设支路晚上黑灯瞎火。"))
Job.objects.update(state="done")
"""


def open_desk(
    browser: Browser,
    house: House,
    address: str,
    *,
    login: str = "clerk",
    language: str = "zh-hans",
    script: bool = True,
    size: dict = WIDE,
) -> Page:
    """The desk as a logged-in clerk sees it."""
    context = browser.new_context(viewport=size, java_script_enabled=script)
    context.add_cookies([{"name": "desk", "value": house.session(login, language), "url": address}])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(f"{address}/desk/listening/combing/")
    return page


def said(page: Page) -> "Page":
    return page.locator("#status")


def press(page: Page, *keys: str) -> None:
    """Press keys one after another, as soon as the desk is ready for each."""
    for key in keys:
        expect(page.locator("html")).not_to_have_attribute("aria-busy", "true")
        page.keyboard.press(key)


def waiting_reasons(house: House) -> list[tuple]:
    return house.rows("SELECT reason, count(*) FROM combing_placement GROUP BY reason ORDER BY reason")


def conserved(house: House) -> bool:
    """Every passage once, and each voice the sum of its passages."""
    gaps = house.rows(
        "SELECT s.id FROM listening_statement s JOIN combing_passage p ON p.statement_id = s.id"
        " GROUP BY s.id HAVING sum(p.end - p.start) <> length(s.text)"
    )
    return gaps == []


def test_a_clerk_combs_by_keyboard_alone(browser, house, address):
    page = open_desk(browser, house, address)
    dialog = page.locator("dialog")

    # accept, and the next group comes without a reload
    page.evaluate("window.stayed = true")
    press(page, "a")
    expect(said(page)).to_have_text("刚才：2条归入0001")
    expect(page.locator("[data-card]")).to_have_count(2)
    expect(page.locator("[data-card]").first).to_be_focused()
    assert page.evaluate("window.stayed")

    # split at the caret, then a new finding from two, and the other half is moved by its words
    press(page, "s")
    expect(dialog.get_by_role("button", name="从这里拆开")).to_be_focused()
    before = dialog.locator("[data-before]")
    there = before.text_content()
    press(page, "ArrowRight")
    assert len(before.text_content()) == len(there) + 1
    press(page, "ArrowLeft", "Enter")
    expect(page.locator("[data-card]")).to_have_count(3)
    expect(page.locator("input.pick:checked")).to_have_count(2)
    press(page, "a")
    expect(page.locator("[data-card]")).to_have_count(1)
    expect(said(page)).to_have_text("刚才：2条归入0003")
    press(page, "m")
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("积水")
    press(page, "Enter")
    expect(dialog.get_by_text("0001")).to_be_visible()
    expect(dialog.locator("input:checked")).to_be_focused()
    press(page, "Enter")
    expect(said(page)).to_have_text("刚才：1条归入0001")
    assert conserved(house)

    # set aside: no reason is chosen beforehand
    expect(page.locator("[data-card]")).to_have_count(2)
    press(page, "d")
    expect(dialog.locator("input:checked")).to_have_count(0)
    press(page, "Escape")
    expect(dialog).to_have_count(0)
    assert waiting_reasons(house) == [("", 7)]
    press(page, "d", "2", "Enter")
    expect(said(page)).to_have_text("刚才：2条不列入")
    assert waiting_reasons(house) == [("", 7), ("praise", 2)]

    # the doubtful pair, then gather two findings from the lone voice's page
    expect(page.locator("#ask p:visible").first).to_contain_text("是不是一件事")
    press(page, "2")
    expect(page.locator("[data-card]")).to_have_count(1)
    press(page, "2", "g")
    expect(dialog.get_by_role("heading")).to_have_text("把另一条并入0001")
    press(page, "1", "Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator(".cands .cand")).to_have_count(2)

    # take back everything, newest first
    for _step in range(3):
        press(page, "z")
        expect(page.locator("html")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator("[data-card]")).to_have_count(2)
    assert waiting_reasons(house) == [("", 7)]
    press(page, "y", "y", "y")
    expect(page.locator("html")).not_to_have_attribute("aria-busy", "true")
    assert page.evaluate("window.stayed")
    assert conserved(house)


def test_keys_speak_english_too_and_rest_while_somebody_types(browser, house, address):
    page = open_desk(browser, house, address, language="en")
    page.locator("input[type=search]").focus()
    page.keyboard.type("amdz")
    expect(said(page)).to_have_text(re.compile("^Just now"))
    expect(page.locator("dialog")).to_have_count(0)
    page.locator("[data-card]").first.focus()
    press(page, "j", "x", "a")
    expect(said(page)).to_have_text("Just now: 1 into 0001")
    expect(page.locator("[data-card]")).to_have_count(1)
    press(page, "w")
    expect(page.locator("dialog").get_by_role("heading", name="A whole voice and its source")).to_be_visible()
    press(page, "Escape", "h")
    page.get_by_label("Single keys act").uncheck()
    press(page, "Escape", "d")
    expect(page.locator("dialog")).to_have_count(0)
    page.get_by_role("button", name="Set aside").click()
    expect(page.locator("dialog")).to_be_visible()


WIDTHS = (1440, 1280)
LONG = """
from huisheng.combing import services
from huisheng.combing.services import schemes
from tests.factories.proposals import proposed, question
from tests.factories.voices import passages
from huisheng.campaign.models import Campaign
from huisheng.combing.models import Finding
from huisheng.organisation.models import Job, Person
campaign, clerk = Campaign.objects.get(), Person.objects.get(account__login="clerk")
schemes.adopt_shipped(campaign)
story = "那年我从厂里出来，一家五口挤在两间平房里，过年也没添过一件新衣裳。" * 60
matter = "北关的公厕锁了半年，老人没处去。"
(long,) = passages(campaign, story + matter + story)
services.split(long, len(story), len(story + matter), by=clerk)
said = long.statement.passages.get(start=len(story))
proposed(campaign, [said], Finding.objects.get(number=1), rank=0, urgent=True)
placed, asked = passages(campaign, "南关公厕没人扫。", "南关的厕所脏。")
services.place([placed], Finding.objects.get(number=2), by=clerk)
question(campaign, placed, asked)
Job.objects.update(state="done")
"""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_bar_of_keys_is_one_row_also_after_an_act(browser, house, address, language):
    page = open_desk(browser, house, address, language=language)
    press(page, "a")
    expect(page.locator("#status")).to_contain_text("0001")
    for url in (page.url, f"{address}/desk/listening/combing/all/?where=placed"):
        page.goto(url)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            tops = page.locator(".keys button:visible, .keys a:visible").evaluate_all(
                "all => new Set(all.map(each => Math.round(each.getBoundingClientRect().top / 12))).size"
            )
            assert tops == 1, (url, width)
            assert page.locator(".keys").evaluate("bar => bar.scrollWidth <= bar.clientWidth"), (url, width)


def test_small_things_a_clerk_stumbles_over(browser, house, address):
    house.python(LONG)
    page = open_desk(browser, house, address)
    dialog = page.locator("dialog")

    # the whole of a long voice opens where the passage in hand is
    press(page, "w")
    spoken = dialog.locator(".voice .hand")
    expect(spoken).to_have_text("北关的公厕锁了半年，老人没处去。")
    expect(spoken).to_be_in_viewport()
    gap = """box => {
        const last = [...box.querySelectorAll(".buttons")].at(-1);
        return last.getBoundingClientRect().top - last.previousElementSibling.getBoundingClientRect().bottom;
    }"""
    assert dialog.evaluate(gap) >= 8
    press(page, "Escape")

    # out of a select back to the voice, and keys act again
    press(page, "0", "f")
    expect(page.locator("[name=kind]:checked")).to_be_focused()
    page.locator("#draft select").first.focus()
    press(page, "d")
    expect(dialog).to_have_count(0)
    press(page, "Escape")
    expect(page.locator("[data-card]").first).to_be_focused()
    press(page, "d")
    expect(dialog).to_have_count(1)
    press(page, "Escape")

    # N: a new finding is named where it is drafted, one that is there in a dialog
    press(page, "0", "n")
    expect(page.locator("#draft [name=headline]:checked")).to_be_focused()
    press(page, "Escape", "1", "n")
    expect(dialog.get_by_role("heading")).to_have_text("给0001命名（从原话里选）")
    expect(dialog.locator(".clauses input").first).to_be_visible()
    dialog.get_by_label("孩子上学得蹚水过去").check()
    dialog.get_by_role("button", name="用作标题").click()
    expect(dialog).to_have_count(0)
    assert house.rows("SELECT headline FROM combing_finding WHERE number = 1") == [("孩子上学得蹚水过去",)]

    # buttons keep off the list they follow
    press(page, "1", "g")
    expect(dialog.locator(".buttons").last).to_be_visible()
    assert dialog.evaluate(gap) >= 8
    press(page, "Escape")

    # a pair: its two answers and the finding beside them each have a number of their own
    pair = house.rows("SELECT max(id) FROM combing_question")[0][0]
    page.goto(f"{address}/desk/listening/combing/pair/{pair}/")
    numbers = page.locator(".target kbd").all_text_contents()
    assert numbers == ["1", "2", "3", "0"]
    press(page, "3")
    expect(page.locator("#box-3")).to_be_visible()

    # nothing ticked, no headline drafted
    page.goto(f"{address}/desk/listening/combing/all/?where=all&q=积水")
    expect(page.locator("#draft [data-headline]")).to_be_hidden()
    expect(page.get_by_text("还没有勾选")).to_be_visible()
    page.locator("input.pick").first.check()
    expect(page.get_by_text("还没有勾选")).to_be_hidden()


def test_keys_act_while_a_chinese_input_method_is_on_but_not_while_it_composes(browser, house, address):
    page = open_desk(browser, house, address)
    press_raw = "(init) => document.body.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true, ...init}))"
    page.evaluate(press_raw, {"code": "KeyD", "key": "Process", "keyCode": 229})
    page.evaluate(press_raw, {"code": "KeyD", "key": "d", "isComposing": True})
    page.evaluate(press_raw, {"code": "KeyD", "key": "d", "shiftKey": True})
    expect(page.locator("dialog")).to_have_count(0)
    page.evaluate(press_raw, {"code": "KeyD", "key": "ｄ"})
    expect(page.locator("dialog")).to_be_visible()


SIZES = "SELECT number, passage_count FROM combing_finding ORDER BY number"
COLLEAGUE = """
from huisheng.campaign.models import Campaign
from huisheng.organisation.models import Unit
from tests.factories.office import grant, person
grant(person("赵复核", Unit.objects.get(code="D"), "colleague"), "CL", Campaign.objects.get())
"""


CERTAIN = """
from huisheng.campaign.models import Campaign
from huisheng.combing.models import Finding
from tests.factories.proposals import proposed
from tests.factories.voices import passages

campaign, flood = Campaign.objects.get(), Finding.objects.get(number=1)
for text in ("育才路又淹了。", "育才路一下雨车都熄火。"):
    proposed(campaign, passages(campaign, text), flood, certain=True)
proposed(campaign, passages(campaign, "北关路灯坏了。", "北关的路灯不亮。"), certain=True)
"""


@pytest.mark.parametrize(("language", "size"), [("zh-hans", WIDE), ("en", PHONE)])
def test_certain_ones_are_accepted_a_page_at_a_time(browser, house, address, language, size):
    house.python(CERTAIN)
    page = open_desk(browser, house, address, language=language, size=size)
    press(page, "c")
    expect(page.locator("input.pick:checked")).to_have_count(3)
    page.evaluate("window.stayed = true")
    press(page, "j", "x")
    expect(page.locator("[data-card]").nth(1)).to_be_focused()
    expect(page.locator("input.pick:checked")).to_have_count(2)
    press(page, "a")
    expect(page.locator("[data-card]")).to_have_count(0)
    in_flood = "SELECT passage_count FROM combing_finding WHERE number = 1"
    assert house.rows(in_flood) == [(2,)]
    assert house.rows("SELECT headline, passage_count FROM combing_finding WHERE number = 3") == [("北关路灯坏了", 2)]
    # each is taken back by itself, on the same page
    press(page, "z")
    expect(page.locator("[data-card]")).to_have_count(1)
    press(page, "z")
    expect(page.locator("[data-card]")).to_have_count(2)
    assert house.rows(in_flood) == [(1,)]
    assert page.evaluate("window.stayed")
    assert conserved(house)


def test_two_clerks_at_once_never_overwrite_each_other(browser, house, address):
    house.python(COLLEAGUE)
    first, second = open_desk(browser, house, address), open_desk(browser, house, address, login="colleague")
    assert first.url == second.url, "both have the same group in hand"
    press(first, "a")
    expect(said(first)).to_have_text("刚才：2条归入0001")

    # whoever is second is told who was first, and nothing of the first is undone
    press(second, "2", "a")
    expect(second.locator("#errors")).to_contain_text("陈例")
    expect(second.locator("#errors")).to_be_focused()
    assert house.rows(SIZES) == [(1, 3), (2, 1)]

    # the second goes on with what waits; the first, on a page that is older now, is told the same way
    second.goto(f"{address}/desk/listening/combing/")
    expect(second.locator("[data-card]")).to_have_count(2)
    press(second, "a")
    expect(said(second)).to_have_text("刚才：2条归入0003")
    press(first, "d", "2", "Enter")
    expect(first.locator("dialog #errors")).to_contain_text("赵复核")
    assert waiting_reasons(house) == [("", 6)]

    # each takes back one's own act alone
    press(first, "Escape", "z")
    expect(first.locator("html")).not_to_have_attribute("aria-busy", "true")
    assert house.rows(SIZES) == [(1, 1), (2, 1), (3, 2)]
    assert conserved(house)


def test_when_the_server_is_gone_the_clerk_is_told_and_the_ticks_stay(browser, house):
    with house.server() as address:
        page = open_desk(browser, house, address)
        page.locator("input.pick").first.uncheck()
        page.locator("[data-card]").nth(1).focus()
    press(page, "a")
    expect(page.locator("[data-not-sent]")).to_contain_text("这一步没有存")
    expect(page.locator("input.pick:checked")).to_have_count(1)
    assert waiting_reasons(house) == [("", 2)]


def test_a_log_in_that_ended_carries_the_act_over(browser, house, address):
    page = open_desk(browser, house, address)
    page.context.clear_cookies(name="desk")
    ticked = page.locator("input[name=passage]").evaluate_all("all => all.map(each => each.value)")
    assert len(ticked) == 2
    press(page, "a")
    expect(page.get_by_role("heading", name="登录已过期，填的内容都还在")).to_be_visible()
    carried = json.loads(page.locator("input[name=carried]").input_value())
    assert [value for name, value in carried if name == "passage"] == ticked


def test_everything_works_by_buttons_without_a_script_on_a_phone(browser, house, address):
    page = open_desk(browser, house, address, script=False, size=PHONE)
    page.get_by_role("button", name="采纳").click()
    expect(said(page)).to_have_text("刚才：2条归入0001")
    page.get_by_role("link", name="拆开").first.click()
    page.get_by_role("link", name="往后一个字").click()
    page.get_by_role("link", name="往前一个字").click()
    page.get_by_role("button", name="从这里拆开").click()
    expect(page.locator("[data-card]")).to_have_count(3)
    page.get_by_role("button", name="不列入").click()
    page.get_by_label("看不明白").check()
    page.get_by_role("button", name="不列入").click()
    expect(page.locator("[data-card]")).to_have_count(1)
    page.get_by_role("button", name="移到…").click()
    page.get_by_label("编号或字词").fill("积水")
    page.get_by_role("button", name="找", exact=True).click()
    page.get_by_role("button", name="移到这里").click()
    expect(said(page)).to_have_text("刚才：1条归入0001")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("[data-card]")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert conserved(house)


@pytest.mark.parametrize(("language", "size"), WALKS)
def test_every_page_of_the_desk_passes_axe(browser, house, address, size, language):
    page = open_desk(browser, house, address, language=language, size=size)
    here, room = page.url, f"{address}/desk/listening/combing/"
    (voice,) = house.rows("SELECT statement_id, id FROM combing_passage ORDER BY id LIMIT 1")
    passage = voice[1]
    for path in (
        here,
        f"{room}all/",
        f"{room}all/?where=all",
        f"{room}head/pairs/",
        f"{room}move/?passage={passage}&q=0",
        f"{room}set-aside/?passage={passage}",
        f"{room}split/?passage={passage}",
        f"{room}merge/?target=1",
        f"{room}name/?target=1",
        f"{room}classify/?target=1",
        f"{room}keys/",
        f"{room}voice/{voice[0]}/",
    ):
        page.goto(path)
        assert faults_of(page) == [], path
