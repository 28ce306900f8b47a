"""Make a token, let a program read with it, end it; take a data file away; in both languages."""

import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faults import PHONE, WIDE, faults_of
from tests.factories.house import House

pytestmark = [pytest.mark.browser, pytest.mark.own_database]
FOUND = """
from huisheng.campaign.models import Campaign
from huisheng.listening.models import Sector
from huisheng.organisation.models import Person, Unit
from tests.factories.findings import Said, find, hear
from tests.factories.office import Office

unit = {each.code: each for each in Unit.objects.all()}
house = Office(unit["D"], unit["S1"], unit["C1"], unit["B1"], Campaign.objects.get(), Sector.objects.get())
find(hear(house, Said("育才路一下雨就积水", "web")), Person.objects.get(account__login="clerk"))
"""
WORDS = {
    "zh-hans": {
        "open": "制作和停用令牌",
        "name": "用途说明",
        "scope": "问题和建议，以及清单各版本",
        "make": "制作",
        "copied": "已复制",
        "end": "停用令牌“月报”",
        "never": "从未使用",
        "ended": "已停用",
    },
    "en": {
        "open": "Make and end tokens",
        "name": "What it is for",
        "scope": "Problems and suggestions, and the versions of the list",
        "make": "Make the token",
        "copied": "It is copied",
        "end": "End the token “月报”",
        "never": "never",
        "ended": "Ended",
    },
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House.in_folder(tmp_path_factory.mktemp("interface"))
    house.python(FOUND)
    return house


@pytest.fixture(scope="module")
def address(house):
    with house.server() as address:
        yield address


def open_as_clerk(browser: Browser, house: House, address: str, language: str, size: dict[str, int]) -> Page:
    context = browser.new_context(viewport=size, accept_downloads=True)
    context.add_cookies([{"name": "desk", "value": house.session("clerk", language), "url": address}])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def reads(address: str, secret: str) -> tuple[int, dict[str, object]]:
    """What a program with a token is answered by the real server."""
    call = urllib.request.Request(
        f"{address}/api/v1/campaigns/listening/findings", headers={"Authorization": f"Bearer {secret}"}
    )
    try:
        with urllib.request.urlopen(call) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


@pytest.mark.parametrize(("language", "size"), [("zh-hans", WIDE), ("en", PHONE)])
def test_a_token_is_made_used_and_ended(browser, house, address, language, size):
    words = WORDS[language]
    page = open_as_clerk(browser, house, address, language, size)
    page.goto(f"{address}/account/")
    page.get_by_role("link", name=words["open"]).click()
    expect(page.get_by_label(words["name"])).to_be_visible()
    assert faults_of(page) == []
    page.get_by_label(words["name"]).fill("月报")
    page.get_by_label(words["scope"]).check()
    page.get_by_role("button", name=words["make"], exact=True).click()
    secret = page.locator(".secret").inner_text()
    assert faults_of(page) == []
    status, told = reads(address, secret)
    assert status == 200 and told["items"][0]["headline"] == "育才路一下雨就积水"
    page.get_by_role("link", name=words["copied"]).click()
    expect(page.locator("body")).not_to_contain_text(secret)
    expect(page.get_by_role("row").nth(1)).not_to_contain_text(words["never"])
    assert faults_of(page) == []
    page.get_by_role("button", name=words["end"]).first.click()
    expect(page.get_by_role("row").nth(1)).to_contain_text(words["ended"])
    status, problem = reads(address, secret)
    assert status == 401 and problem["title"] == "没有可用的令牌"


@pytest.mark.parametrize(("language", "size"), [("zh-hans", WIDE), ("en", PHONE)])
def test_a_data_file_is_taken_away_and_the_interface_described(browser, house, address, language, size):
    page = open_as_clerk(browser, house, address, language, size)
    page.goto(f"{address}/desk/listening/data/")
    assert faults_of(page) == []
    with page.expect_download() as download:
        page.locator("button[value=csv]").first.click()
    assert download.value.suggested_filename == "listening-findings.csv"
    assert "育才路一下雨就积水" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    page.goto(f"{address}/api/?lang={language}")
    assert faults_of(page) == []
    page.locator("details").nth(1).locator("summary").click()
    expect(page.locator("details").nth(1).locator("dd").first).to_be_visible()
