"""From a number of the paragraph down to its voices: Chinese at a desk, English on a phone, by keyboard alone; axe."""

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faults import PHONE, WIDE, faults_of
from tests.factories.house import House

pytestmark = pytest.mark.browser
WORDS = "育才路一下雨就积水，孩子上学只能蹚水过去。"

RECORDS = f"""
from datetime import date
from huisheng.campaign.models import Campaign
from huisheng.combing.services.lists import freeze
from huisheng.listening.models import IssueRecord, Sector
from huisheng.organisation.models import Person, Unit
from tests.factories.findings import Said, find, hear, occasion
from tests.factories.office import Office

campaign, clerk = Campaign.objects.get(), Person.objects.get(account__login="clerk")
unit = {{each.code: each for each in Unit.objects.all()}}
house = Office(unit["D"], unit["S1"], unit["C1"], unit["B1"], campaign, Sector.objects.get())
halls = [occasion(house, n, 29 + n, house.sector) for n in range(1, 13)]
find(hear(house, Said({WORDS!r}, "symposium", house.sector, halls[0])), clerk)
find(hear(house, Said("多装几盏路灯。", "web")), clerk, kind="suggestion")
IssueRecord.objects.create(
    campaign=campaign, kind="questionnaire", issued_on=date(2014, 2, 1), issued_count=156, returned_count=120
)
freeze(campaign, date(2014, 2, 28), by=clerk)
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House.in_folder(tmp_path_factory.mktemp("figures"))
    house.python(RECORDS)
    return house


@pytest.fixture(scope="module")
def address(house):
    with house.server() as address:
        yield address


def open_paragraph(browser: Browser, house: House, address: str, language: str, size: dict[str, int]) -> Page:
    context = browser.new_context(viewport=size)
    context.add_cookies([{"name": "desk", "value": house.session("clerk", language), "url": address}])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(f"{address}/desk/listening/figures/paragraph/?as_of=2014-04-15")
    return page


def healthy(page: Page) -> None:
    """Nothing to stumble over."""
    assert faults_of(page) == []


def test_a_number_opens_down_to_its_voice(browser, house, address):
    page = open_paragraph(browser, house, address, "zh-hans", WIDE)
    text = (
        "截至2014年4月15日，共召开社会各界座谈会10多次，征求意见400多人次，发放调查问卷、征求意见表100多份，"
        "初步梳理汇总出突出问题1条，意见建议1项。"
    )
    expect(page.locator(".para > p").first).to_have_text(text)
    healthy(page)
    page.locator("summary", has_text="只要文字").click()
    expect(page.locator("textarea").first).to_have_value(text)
    page.get_by_role("link", name="400多").click()
    expect(page.locator(".exact")).to_contain_text("426 人次")
    expect(page.locator("tbody tr")).to_have_count(12)
    healthy(page)
    page.go_back()
    page.locator(".para").get_by_role("link", name="1", exact=True).first.click()
    page.get_by_role("link", name="育才路").click()
    expect(page.locator("h1")).to_contain_text("育才路一下雨就积水")
    page.get_by_role("link", name="整份意见").first.click()
    expect(page.locator("blockquote")).to_have_text(WORDS)


def test_on_a_phone_by_keyboard_a_day_is_issued_and_keeps_its_figures(browser, house, address):
    page = open_paragraph(browser, house, address, "en", PHONE)
    expect(page.locator(".para > p").first).to_contain_text("more than 10 symposia")
    expect(page.locator(".notice")).to_contain_text("Not issued")
    healthy(page)
    page.get_by_role("button", name="Issue these figures").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("edition 1")
    house.write("UPDATE listening_attendance SET head_count = 100 WHERE occasion_id = 1")
    page.reload()
    expect(page.locator(".notice")).to_contain_text("Person-times consulted: 426 issued, 496 now")
    healthy(page)
    page.locator(".para a").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".exact")).to_contain_text("426 person-times")
    healthy(page)
    page.goto(f"{address}/desk/listening/figures/register/?as_of=2014-04-15")
    expect(page.locator("main")).to_contain_text("76.92%")
    healthy(page)
    page.goto(f"{address}/desk/listening/figures/counting/")
    healthy(page)


LATER = """
import sys
from huisheng.campaign.models import Campaign
from huisheng.listening.models import Sector
from huisheng.organisation.models import Person, Unit
from tests.factories.findings import Said, find, hear
from tests.factories.office import Office
campaign, clerk = Campaign.objects.get(), Person.objects.get(account__login="clerk")
unit = {each.code: each for each in Unit.objects.all()}
house = Office(unit["D"], unit["S1"], unit["C1"], unit["B1"], campaign, Sector.objects.get())
find(hear(house, Said(sys.argv[1], "web")), clerk)
"""


@pytest.mark.parametrize(
    ("language", "size", "version", "said"),
    [("zh-hans", WIDE, 2, "公交车太少，等四十分钟。"), ("en", PHONE, 3, "菜市场的秤不准。")],
    ids=["Chinese, desktop", "English, phone"],
)
def test_the_next_version_is_compared_frozen_and_reported(browser, house, address, language, size, version, said):
    house.python(LATER, said)
    page = open_paragraph(browser, house, address, language, size)
    page.goto(f"{address}/desk/listening/combing/findings/?change=new")
    expect(page.locator("main")).to_contain_text(said)
    page.goto(f"{address}/desk/listening/combing/findings/freeze/")
    page.locator("main form button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/findings/?v={version}")
    page.goto(f"{address}/desk/listening/figures/documents/report/")
    healthy(page)
    words = page.locator("details", has_text=said).first
    words.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(words).to_contain_text({2: "第2版清单", 3: "Version 3 of the list"}[version])
    with page.expect_download() as taken:
        page.get_by_role("link", name="Word").click()
    file = docx.Document(taken.value.path())
    assert any(said.rstrip("。") in each.text for each in file.paragraphs)
    page.locator("svg a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/figures/figure/consulted.symposia/**")
    page.goto(f"{address}/desk/listening/figures/letterhead/")
    healthy(page)
    page.context.close()
