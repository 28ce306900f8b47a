"""A citizen speaks and follows the words: phone and desktop, Chinese and English, without JavaScript."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.faults import PHONE, WALKS, WIDE, faults_of
from tests.factories.house import House

pytestmark = pytest.mark.browser
TEXT = "育才路一下雨就积水，孩子上学得蹚水过去。\n去年反映过，没有下文。"
_ASK = """
from huisheng.campaign.models import Campaign
from tests.factories import speaking
speaking.ask(Campaign.objects.get())
"""
_SEAL = """
from huisheng.campaign.models import Campaign
from huisheng.listening.services.sealing import seal
seal(Campaign.objects.get())
"""
WORDS = {
    "zh-hans": {
        "speak": "我要说", "form": "征求意见表", "send": "交上去", "problem": "还没有交上去", "larger": "大字",
        "more": "再说一件", "arrived": "收到了", "follow": "查回音", "look": "查看", "waiting": "待封存",
        "unread": "待梳理",
    },
    "en": {
        "speak": "Speak up", "form": "Opinion form", "send": "Send", "problem": "Not sent yet", "larger": "Larger text",
        "more": "One more matter", "arrived": "It has arrived", "follow": "Follow your words", "look": "Look",
        "waiting": "Waiting to be sealed", "unread": "Waiting",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    made = House.in_folder(tmp_path_factory.mktemp("speak"))
    made.python(_ASK)
    return made


@pytest.fixture(scope="module")
def site(house: House) -> Iterator[str]:
    with house.server() as address:
        yield address


def check(page: Page) -> None:
    """Nothing sticks out sideways, and no cookie was set."""
    assert page.context.cookies() == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize(("language", "size"), WALKS)
def test_speak_err_send_note_the_receipt_and_follow_it(browser, house, site, size, language):
    say = WORDS[language]
    visitor = browser.new_context(viewport=size, java_script_enabled=False)
    foreign: list[str] = []
    visitor.on("request", lambda request: foreign.append(request.url) if not request.url.startswith(site) else None)
    page = visitor.new_page()
    page.goto(f"{site}/?lang={language}")
    page.get_by_role("link", name=say["speak"]).first.click()
    page.get_by_role("link", name=say["form"], exact=True).click()
    text = page.locator('[name="opinion.0.text"]')
    text.fill(TEXT)
    page.get_by_role("button", name=say["larger"]).click()
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    page.locator('[name="opinion.0.addressee"]').select_option("departments")
    page.get_by_role("button", name=say["more"]).click()
    page.locator('[name="opinion.1.text"]').fill("第二件：窗口中午没人。")
    page.get_by_role("button", name=say["send"], exact=True).click()

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text(say["problem"])
    expect(summary).to_be_focused()
    expect(text).to_have_value(TEXT)
    expect(page.locator('[name="opinion.0.addressee"]')).to_have_value("departments")
    summary.get_by_role("link").click()
    assert page.url.endswith("#may_quote.yes")
    page.locator('[id="may_quote.yes"]').check()
    page.locator('[id="shows_words.yes"]').check()
    page.get_by_role("button", name=say["send"], exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(say["arrived"])
    code = page.locator(".receipt b").inner_text()
    assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]", code)
    assert code not in page.url
    page.reload()
    assert page.locator(".receipt b").inner_text() == code
    page.get_by_role("main").get_by_role("link", name=say["follow"]).click()
    page.get_by_role("main").get_by_role("textbox").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name=say["look"], exact=True).click()
    expect(page.locator(".part")).to_have_count(2)
    expect(page.locator(".part").first).to_contain_text(say["waiting"])
    expect(page.locator(".part blockquote").first).to_have_text(TEXT)
    house.python(_SEAL)
    page.reload()
    expect(page.locator(".tag").first).to_have_text(say["unread"])
    assert "".join(page.locator(".part blockquote").all_text_contents()) == TEXT + "第二件：窗口中午没人。"
    assert code.replace("-", "") not in page.url.replace("-", "")
    assert visitor.cookies() == []
    assert foreign == []
    visitor.close()


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "desktop"])
def test_a_questionnaire_is_filled_in_by_keyboard(browser, site, size):
    visitor = browser.new_context(viewport=size, java_script_enabled=False)
    page = visitor.new_page()
    page.goto(f"{site}/say/listening/questionnaire/")
    page.locator('[id="conduct.bodies.fairly"]').focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.locator('[name="asked"]').fill("三次")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("整数")
    expect(page.locator('[id="conduct.bodies.average"]')).to_be_checked()
    page.locator('[name="asked"]').fill("3")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("收到了")
    visitor.close()


def visited(page: Page, site: str, language: str) -> Iterator[str]:
    """Each kind of page a citizen sees, one after another."""
    for path in ("/say/listening/", "/say/listening/opinion-form/", "/say/listening/questionnaire/", "/receipt/"):
        page.goto(f"{site}{path}?lang={language}")
        yield path
    page.goto(f"{site}/say/listening/opinion-form/?lang={language}")
    page.locator(".button-big").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "with an error"
    page.locator('[name="opinion.0.text"]').fill(TEXT)
    page.locator('[id="may_quote.no"]').check()
    page.locator(".button-big").click()
    expect(page.locator(".receipt b")).to_be_visible()
    yield "received"
    code = page.locator(".receipt b").inner_text()
    page.goto(f"{site}/receipt/?lang={language}")
    page.locator("main #code").fill(code)
    page.locator("main .code-row button").click()
    expect(page.locator(".part").first).to_be_visible()
    yield "followed"


@pytest.mark.parametrize(("size", "language"), [(PHONE, "zh-hans"), (WIDE, "en")], ids=["phone", "desktop"])
def test_no_page_has_a_serious_fault_of_accessibility(browser, site, size, language):
    visitor = browser.new_context(viewport=size)
    page = visitor.new_page()
    found = []
    for name in visited(page, site, language):
        check(page)
        found += [f"{name}: {fault}" for fault in faults_of(page)]
    visitor.close()
    assert found == []


def test_text_at_two_hundred_percent_on_a_narrow_phone_needs_no_sideways_scroll(browser, site):
    visitor = browser.new_context(viewport={"width": 320, "height": 700})
    page = visitor.new_page()
    for address in ("/say/listening/", "/say/listening/opinion-form/", "/say/listening/questionnaire/", "/receipt/"):
        page.goto(f"{site}{address}?type=huge")
        check(page)
    visitor.close()


def test_with_a_script_the_draft_stays_on_the_device_until_it_has_arrived(browser, site):
    visitor = browser.new_context(viewport=PHONE)
    page = visitor.new_page()
    page.goto(f"{site}/say/listening/opinion-form/")
    page.locator('[name="opinion.0.text"]').fill(TEXT)
    page.reload()
    expect(page.locator('[name="opinion.0.text"]')).to_have_value(TEXT)
    page.locator('[id="may_quote.no"]').check()
    page.locator(".button-big").click()
    expect(page.locator(".receipt b")).to_be_visible()
    page.goto(f"{site}/say/listening/opinion-form/")
    expect(page.locator('[name="opinion.0.text"]')).to_have_value("")
    visitor.close()
