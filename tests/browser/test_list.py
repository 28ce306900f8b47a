"""From the list down to a voice and back, a mask with a second person, and what leaves the house; in both languages."""

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faults import WALKS, WIDE, faults_of
from tests.factories.house import House

pytestmark = pytest.mark.browser
NAMED = "发给王科长了，没回"

FINDINGS = """
from datetime import date
from huisheng.campaign.models import Campaign
from huisheng.combing import services
from huisheng.combing.services.lists import freeze
from huisheng.listening.models import Sector
from huisheng.organisation.models import Person, Unit
from tests.factories.findings import Said, find, hear, occasion, scheme
from tests.factories.office import Office, grant, person

campaign, clerk = Campaign.objects.get(), Person.objects.get(account__login="clerk")
unit = {each.code: each for each in Unit.objects.all()}
house = Office(unit["D"], unit["S1"], unit["C1"], unit["B1"], campaign, Sector.objects.get())
grant(person("林示范", unit["D"], "leader"), "LD", campaign)
grant(person("赵复核", unit["D"], "colleague"), "CL", campaign)
winds = scheme(house)
hall = occasion(house, 12, 29, house.sector)
flood = hear(
    house,
    Said("育才路一下雨就积水，孩子上学只能蹚水过去。", "opinion_form", house.sector),
    Said("育才路逢雨必淹，我拍的有照片，发给王科长了，没回。", "web"),
    Said("学校南门那段路太低，水排不出去。", "symposium", house.sector, hall),
)
find(flood, clerk, unit=unit["S1"], categories=[winds[0]], scope="common")
find(hear(house, Said("政务大厅社保窗口中午没人", "web")), clerk, unit=unit["S1"])
find(hear(house, Said("少开点会，多下来看看", "letter")), clerk, kind="suggestion")
freeze(campaign, date(2014, 2, 28), by=clerk)
find(hear(house, Said("暖气交了钱不热", "web")), clerk)
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House.in_folder(tmp_path_factory.mktemp("list"))
    house.python(FINDINGS)
    return house


@pytest.fixture(scope="module")
def address(house):
    with house.server() as address:
        yield address


def open_list(
    browser: Browser,
    house: House,
    address: str,
    who: str = "clerk",
    *,
    language: str = "zh-hans",
    script: bool = True,
    size: dict[str, int] = WIDE,
    rest: str = "findings/",
) -> Page:
    """A page of the list as somebody who is logged in sees it."""
    context = browser.new_context(viewport=size, java_script_enabled=script, accept_downloads=True)
    context.add_cookies([{"name": "desk", "value": house.session(who, language), "url": address}])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(f"{address}/desk/listening/combing/{rest}")
    return page


def rows(page: Page):
    return page.locator(".list-table tbody tr")


def test_from_the_list_to_the_voice_and_back_in_one_click_each(browser, house, address):
    page = open_list(browser, house, address)
    expect(rows(page)).to_have_count(4)
    page.keyboard.press("/")
    page.keyboard.type("蹚水")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(1)
    page.get_by_role("link", name="育才路一下雨就积水").click()
    expect(page.locator("h1")).to_contain_text("育才路一下雨就积水")
    expect(page.locator("figure.voice")).to_have_count(3)
    expect(page.locator(".four")).to_contain_text("29")
    page.get_by_role("link", name="整份意见").first.click()
    expect(page.locator("blockquote")).to_have_text("育才路一下雨就积水，孩子上学只能蹚水过去。")
    page.get_by_role("link", name="0001").click()
    expect(page.locator("h1")).to_contain_text("育才路一下雨就积水")


def test_filters_act_at_once_and_alone_without_a_script(browser, house, address):
    page = open_list(browser, house, address)
    page.get_by_label("种类").select_option(label="建议")
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("少开点会")
    plain = open_list(browser, house, address, script=False)
    plain.get_by_label("四风").select_option(label="官僚主义")
    plain.get_by_role("button", name="筛选").click()
    expect(rows(plain)).to_have_count(1)
    plain.get_by_role("link", name="第1版").first.click()
    expect(rows(plain)).to_have_count(1)
    plain.get_by_role("link", name="清除筛选").click()
    expect(rows(plain)).to_have_count(3)


def test_a_clerk_moves_ticked_passages_from_the_finding(browser, house, address):
    page = open_list(browser, house, address, rest="findings/2/")
    page.get_by_label("勾选第1条").check()
    page.get_by_role("button", name="移到别处").click()
    expect(page.locator("h1")).to_be_visible()
    page.get_by_role("searchbox").fill("0004")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_text("暖气交了钱不热").first.click()
    page.get_by_role("button", name="移到这里").click()
    page.goto(f"{address}/desk/listening/combing/findings/4/")
    expect(page.locator("figure.voice")).to_have_count(2)
    expect(page.locator("#history")).to_contain_text("陈例从0002移来1条")


def test_what_two_people_mask_nobody_reads_in_the_list(browser, house, address):
    clerk = open_list(browser, house, address, "clerk", rest="findings/1/")
    expect(clerk.locator("figure.voice").nth(1)).to_contain_text("王科长")
    clerk.locator("figure.voice").nth(1).get_by_role("link", name="整份意见").click()
    clerk.get_by_text("隐去其中几个字").click()
    clerk.get_by_label("要隐去的字").fill("王科长")
    clerk.get_by_label("姓名").check()
    clerk.get_by_role("button", name="提出隐去").click()
    colleague = open_list(browser, house, address, "colleague", rest="redactions/")
    expect(colleague.locator(".hand")).to_have_text("王科长")
    colleague.get_by_role("button", name="同意隐去").click()
    expect(colleague.get_by_text("没有待复核的隐去")).to_be_visible()
    leader = open_list(browser, house, address, "leader", rest="findings/1/")
    expect(leader.locator("figure.voice")).to_have_count(3)
    expect(leader.locator("body")).not_to_contain_text("王科长")
    expect(leader.get_by_text("隐去1处")).to_be_visible()


def test_the_list_leaves_as_a_workbook_and_on_paper(browser, house, address):
    page = open_list(browser, house, address)
    page.locator("summary", has_text="导出").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="问题清单（电子表格）").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert "育才路一下雨就积水，孩子上学只能蹚水过去。"[:9] in "".join(cells)
    assert "少开点会，多下来看看" not in cells
    assert download.value.suggested_filename.endswith(".xlsx")
    page.goto(f"{address}/desk/listening/combing/findings/")
    page.locator("summary", has_text="导出").click()
    page.get_by_role("link", name="打印（A4）").click()
    page.emulate_media(media="print")
    expect(page.locator("thead th").first).to_be_visible()
    expect(page.locator("header.bar")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"


@pytest.mark.parametrize(("language", "size"), WALKS)
def test_every_page_of_the_list_is_accessible(browser, house, address, language, size):
    page = open_list(browser, house, address, language=language, size=size)
    for rest in ("", "?v=1", "?q=没有", "1/", "print/", "freeze/"):
        page.goto(f"{address}/desk/listening/combing/findings/{rest}")
        assert faults_of(page) == [], rest
