"""A clerk keys in form after form by keyboard alone; two clerks read one sheet twice, and a difference is settled."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faults import PHONE, WIDE, faults_of
from tests.factories.house import House

pytestmark = pytest.mark.browser
FEW, MANY = 6, 10  # forms: more than the list of those just keyed holds
PICTURES = os.environ.get("HUISHENG_PICTURES", "")
HOLDS = """
from dataclasses import replace
from huisheng.campaign.models import Campaign
from huisheng.crafts.form import shipped
from huisheng.listening.models import IssueRecord
from huisheng.listening.services.asking import publish_form
from huisheng.organisation.models import Unit
from tests.factories.office import START, grant, person
campaign = Campaign.objects.get()
publish_form(campaign, shipped("questionnaire"), by=None, on=START)
publish_form(campaign, replace(shipped("opinion-form"), double_entry=True), by=None, on=START)
IssueRecord.objects.create(
    campaign=campaign, kind="questionnaire", issued_on=START, issued_count=20, returned_count=12, valid_count=11
)
typist = person("杜例", Unit.objects.get(code="B1"), "typist")
grant(typist, "TR", campaign)
"""


def page_of(browser: Browser, house: House, address: str, language: str, size: dict[str, int], who: str) -> Page:
    """A page of somebody, ended by any script error."""
    context = browser.new_context(viewport=size)
    context.add_cookies([{"name": "desk", "value": house.session(who, language), "url": address}])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def look(page: Page, name: str) -> None:
    """Nothing to stumble over; a picture of it where one is asked for."""
    if PICTURES:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=str(Path(PICTURES) / f"keying-{name}-{width}.png"), full_page=True)
    assert faults_of(page) == []


def begin(page: Page, address: str, *, down: int = 0) -> None:
    """Open a stack by keyboard: the form so many lines further down, and the day."""
    page.goto(f"{address}/desk/listening/listening/keying/")
    page.locator("select[name=form_version]").focus()
    for _each in range(down):
        page.keyboard.press("ArrowDown")
    page.locator("input[name=day]").focus()
    page.keyboard.type("2014-03-27")
    page.keyboard.press("Enter")
    page.wait_for_selector("form[data-keying]")


def stored(page: Page, number: int) -> None:
    """The next empty sheet stands there, with the focus in its first field."""
    expect(page.locator("h1")).to_have_text(re.compile(rf"\b{number}\b|第{number}份"))
    expect(page.locator("input[name='conduct.bodies']:focus")).to_have_count(1)


@pytest.mark.parametrize("forms", [FEW, pytest.param(MANY, marks=pytest.mark.prove)])
@pytest.mark.parametrize(("language", "size"), [("zh-hans", WIDE), ("en", PHONE)])
def test_forms_are_keyed_by_keyboard_alone(
    browser: Browser, house: House, address: str, language: str, size: dict[str, int], forms: int
) -> None:
    page = page_of(browser, house, address, language, size, "clerk")
    page.goto(f"{address}/desk/listening/listening/keying/")
    look(page, "head")
    begin(page, address, down=1)
    look(page, "sheet")
    for number in range(1, forms + 1):
        stored(page, number)
        page.keyboard.type("1234")  # a grid of four rows: each digit goes on to the next
        expect(page.locator("input[name=change]:focus")).to_have_count(1)
        page.keyboard.type("2")
        page.keyboard.type("13")  # two boxes; Enter goes on
        page.keyboard.press("Enter")
        page.locator("[name=where]").focus()
        page.keyboard.type(f"柳湾菜场{number}")
        page.keyboard.press("Control+Enter")
    stored(page, forms + 1)
    expect(page.locator(".just li")).to_have_count(5)
    page.locator(".just button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name=where]")).to_have_value(f"柳湾菜场{forms}")
    expect(page.locator("input[name=change]:checked")).to_have_count(1)
    look(page, "taken-back")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("form[data-keying]")
    stored(page, forms + 1)
    page.locator("button[name=blank]").focus()
    page.keyboard.press("Enter")
    stored(page, forms + 2)
    page.locator("[name=asked]").focus()
    page.keyboard.type("x")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[name=asked]:focus")).to_have_value("x")
    look(page, "wrong")
    page.get_by_role("button", name=re.compile(f"^(封存{forms + 1}份|Seal {forms + 1} sheets)$")).press("Enter")
    page.wait_for_url("**kept=sealed")
    look(page, "sealed")
    assert house.rows("SELECT count(*) FROM listening_submission") == [(forms,)]
    assert house.rows("SELECT sealed_count, blank_count FROM listening_stack") == [(forms, 1)]


@pytest.mark.parametrize(("language", "size"), [("zh-hans", WIDE), ("en", PHONE)])
def test_a_sheet_is_read_twice_and_a_difference_settled(
    browser: Browser, house: House, address: str, language: str, size: dict[str, int]
) -> None:
    for who, words in (("clerk", "路灯不亮。"), ("typist", "路灯不来。")):
        page = page_of(browser, house, address, language, size, who)
        begin(page, address)
        expect(page.locator("#number:focus")).to_have_count(1)
        assert "路灯" not in page.content()
        page.keyboard.type("12")
        page.keyboard.press("Enter")
        page.keyboard.type("1")
        page.locator("textarea").first.focus()
        page.keyboard.type(words)
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**kept=*")
    page.get_by_role("link", name=re.compile("^(核定编号12的表|Settle sheet 12)$")).press("Enter")
    expect(page.locator(".readings fieldset")).to_have_count(1)
    look(page, "settle")
    page.locator("input[value='1']").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name=re.compile("^(就这样核定|Settle it so)$")).press("Enter")
    page.wait_for_url("**kept=settled")
    look(page, "settled")
    page.get_by_role("button", name=re.compile("^(封存1份|Seal 1 sheet)$")).press("Enter")
    page.wait_for_url("**kept=sealed")
    assert house.rows("SELECT text FROM listening_statement") == [("路灯不亮。",)]
