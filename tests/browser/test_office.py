"""Units, people and posts, and roles: kept by administrators with the keyboard alone, on a desktop and on a phone."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.faults import PHONE, WIDE, faults_of
from tests.factories.house import House

pytestmark = [pytest.mark.browser, pytest.mark.own_database]

PEOPLE = ("roleadmin", "auditor", "liang", "wang")
ADMINISTRATORS = """
import sys
from huisheng.organisation.models import Account, SecondFactor, Unit
from tests.factories.office import administrator, client_of, person

home = Unit.objects.get(code="D")
for name, login, role in (("管样", "roleadmin", "RA"), ("审样", "auditor", "AU")):
    someone = person(name, home, login)
    administrator(someone, role)
    SecondFactor.objects.create(user=someone.account, name="totp", confirmed=True)
person("梁申请", Unit.objects.get(code="B1"), "liang")
person("汪申请", Unit.objects.get(code="B1"), "wang")
for login in sys.argv[1:]:
    print(client_of(Account.objects.get(login=login).person).cookies["desk"].value)
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House.in_folder(tmp_path_factory.mktemp("office-desks"))


@pytest.fixture(scope="module")
def cookies(house: House) -> dict[str, str]:
    """Log-ins by name, those of administrators with the second factor shown."""
    return dict(zip(PEOPLE, house.python(ADMINISTRATORS, *PEOPLE).splitlines(), strict=True))


@pytest.fixture(scope="module")
def address(house: House) -> Iterator[str]:
    with house.server() as address:
        yield address


@dataclass
class Walk:
    """One way through: a language, a screen, and whoever is logged in. Every page seen is looked through by axe."""

    browser: Browser
    house: House
    address: str
    cookies: dict[str, str]
    language: str
    size: dict[str, int]
    number: int
    """Sets apart what this way makes from what the other makes."""

    def open(self, who: str, path: str) -> Page:
        """A page of somebody who is logged in, with the second factor where one is needed."""
        context = self.browser.new_context(viewport=self.size, accept_downloads=True)
        context.add_cookies([{"name": "desk", "value": self.cookies[who], "url": self.address}])
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(self.address + path)
        return self.seen(page)

    def seen(self, page: Page) -> Page:
        """The page as it stands, in this language and without a fault."""
        expect(page.locator("html")).to_have_attribute("lang", "en" if self.language == "en" else "zh-Hans")
        assert faults_of(page) == [], page.url
        return page

    def press(self, page: Page, target: Locator, key: str = "Enter") -> None:
        """Reach a control by the tab key alone, and press a key on it."""
        reach(page, target)
        page.keyboard.press(key)

    def follow(self, page: Page, target: Locator) -> None:
        """Press what leads to another page, and look it through."""
        with page.expect_navigation():
            self.press(page, target)
        self.seen(page)

    def write(self, page: Page, **fields: str) -> None:
        """Fill a form's fields from the first to the last, reaching each by the tab key."""
        for name, value in fields.items():
            field = page.locator(f"#id_{name}")
            reach(page, field)
            if field.evaluate("it => it.tagName") == "SELECT":
                field.select_option(value)
            elif field.get_attribute("type") == "date":
                field.fill(value)
            else:
                page.keyboard.press("Control+a")
                page.keyboard.type(value)


def reach(page: Page, target: Locator) -> None:
    """Press the tab key, from the start of the page's matter, until the control has the focus."""
    expect(target).to_be_visible()
    for step in range(120):
        if target.evaluate("it => it === document.activeElement"):
            return
        if not step and not target.evaluate("it => it.form && it.form.contains(document.activeElement)"):
            page.locator("#main").focus()
        page.keyboard.press("Tab")
    pytest.fail(f"the tab key does not reach {target}")


@pytest.fixture(
    scope="module", params=[("zh-hans", WIDE, 1), ("en", PHONE, 2)], ids=["Chinese desktop", "English phone"]
)
def walk(request: pytest.FixtureRequest, browser: Browser, house: House, address: str, cookies: dict[str, str]) -> Walk:
    language, size, number = request.param
    house.write("UPDATE organisation_account SET language = ?", language)
    return Walk(browser, house, address, cookies, language, size, number)


def units_named(house: House, code: str) -> list[tuple[object, ...]]:
    return house.rows("SELECT name, path FROM organisation_unit WHERE code = ?", code)


def test_a_unit_is_made_renamed_and_moved(walk: Walk, house: House):
    code = f"N{walk.number}"
    page = walk.open("roleadmin", "/office/units/")
    walk.follow(page, page.locator("a[href='/office/units/new/']"))
    walk.write(page, code=code, kind="community")
    walk.follow(page, page.locator("main .button-main"))
    expect(page.locator("#errors")).to_be_focused()
    assert units_named(house, code) == []
    walk.write(page, code=code, name="河湾社区", name_en="Hewan Community", kind="community")
    street = house.rows("SELECT id FROM organisation_unit WHERE code = 'S1'")[0][0]
    walk.write(page, parent=str(street), rank="2")
    walk.follow(page, page.locator("main .button-main"))
    assert units_named(house, code) == [("河湾社区", f"D/S1/{code}/")]

    (key,) = house.rows("SELECT id FROM organisation_unit WHERE code = ?", code)[0]
    page.goto(f"{walk.address}/office/units/{key}/")
    root = house.rows("SELECT id FROM organisation_unit WHERE code = 'D'")[0][0]
    walk.write(page, name="河湾新村社区", parent=str(root))
    walk.follow(page, page.locator("main .button-main"))
    assert units_named(house, code) == [("河湾新村社区", f"D/{code}/")]
    page.context.close()
    trail = walk.open("auditor", "/office/audit/")
    expect(trail.locator("main")).to_contain_text("河湾新村社区")
    trail.context.close()


def test_units_and_people_go_out_and_in_as_a_workbook_with_a_bad_row(walk: Walk, house: House, tmp_path: Path):
    code = f"W{walk.number}"
    page = walk.open("roleadmin", "/office/workbook/")
    with page.expect_download() as out:
        walk.press(page, page.locator("a[href='/office/workbook/download/']"))
    book = openpyxl.load_workbook(io.BytesIO(Path(out.value.path()).read_bytes()))
    kind = "社区" if walk.language == "zh-hans" else "community"
    units, people = book.worksheets[0], book.worksheets[2]
    units.append([code, f"来表社区{walk.number}", "", "", kind, "S1", 1])
    units.append([f"{code}b", f"没头社区{walk.number}", "", "", kind, "没有的代码", 1])
    people.append([None, f"90{walk.number}", f"来表人{walk.number}", "", code])
    book.save(tmp_path / "out.xlsx")

    page.locator("#id_file").set_input_files(tmp_path / "out.xlsx")
    walk.follow(page, page.locator("main .button-main"))
    figures = page.locator("main dd").all_text_contents()
    assert (figures[0], figures[3]) == ("2", "1")
    expect(page.locator("main table")).to_contain_text("没头社区")
    assert units_named(house, code) and not units_named(house, f"{code}b")
    with page.expect_download() as back:
        walk.press(page, page.locator("main form .button-main"))
    mended = openpyxl.load_workbook(io.BytesIO(Path(back.value.path()).read_bytes()))
    mended.worksheets[0].cell(2, 6).value = code
    mended.save(tmp_path / "mended.xlsx")

    page.goto(f"{walk.address}/office/workbook/")
    page.locator("#id_file").set_input_files(tmp_path / "mended.xlsx")
    walk.follow(page, page.locator("main .button-main"))
    assert page.locator("main dd").all_text_contents()[0::3] == ["1", "0"]
    assert units_named(house, f"{code}b") == [(f"没头社区{walk.number}", f"D/S1/{code}/{code}b/")]
    page.context.close()


def test_a_person_comes_and_changes_posts_and_the_history_stays(walk: Walk, house: House):
    name = f"方来样{walk.number}"
    page = walk.open("roleadmin", "/office/people/")
    walk.follow(page, page.locator("a[href='/office/people/new/']"))
    department = str(house.rows("SELECT id FROM organisation_unit WHERE code = 'B1'")[0][0])
    walk.write(page, name=name, name_en="Fang Laiyang", unit=department, staff_number=f"60{walk.number}")
    walk.follow(page, page.locator("main .button-main"))
    for title, rank, since, until in (("科员", "9", "2012-03-01", "2013-12-31"), ("副科长", "4", "2014-01-01", "")):
        (key,) = house.rows("SELECT id FROM organisation_person WHERE name = ?", name)[0]
        page.goto(f"{walk.address}/office/people/{key}/")
        walk.follow(page, page.locator(f"a[href='/office/people/{key}/posts/new/']"))
        walk.write(page, title=title, unit=department, rank=rank, from_on=since, until_on=until)
        walk.follow(page, page.locator("main .button-main"))
    rows = page.locator("main table tbody tr")
    expect(rows).to_have_count(2)
    history = " ".join(rows.all_text_contents())
    assert "科员" in history and "副科长" in history and "2013" in history
    page.goto(f"{walk.address}/office/people/?text={name}")
    walk.seen(page)
    shown = page.locator("main table tbody tr")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("副科长")
    expect(shown.locator(".posts li")).to_have_count(1)
    page.context.close()


def test_a_role_is_asked_for_and_holds_only_once_the_auditor_signed(walk: Walk, house: House):
    login, name = ("liang", "梁申请") if walk.number == 1 else ("wang", "汪申请")
    (person,) = house.rows("SELECT id FROM organisation_person WHERE name = ?", name)[0]
    (campaign,) = house.rows("SELECT id FROM campaign_campaign")[0]
    granted = "SELECT count(*) FROM campaign_rolegrant WHERE person_id = ?"
    desk = "/desk/listening/combing/"

    asking = walk.open("roleadmin", f"/office/roles/new/?person={person}")
    walk.write(asking, role="CL", campaign=str(campaign))
    walk.follow(asking, asking.locator("main .button-main"))
    expect(asking.locator(".request", has_text=name)).to_have_count(1)
    assert asking.locator(".request form").count() == 0, "who asks does not sign"
    asking.context.close()
    assert house.rows(granted, person) == [(0,)]
    hopeful = walk.open(login, "/desk/")
    answer = hopeful.goto(walk.address + desk)
    assert answer is not None and answer.status == 404

    signing = walk.open("auditor", "/office/roles/")
    asked = signing.locator(".request", has_text=name)
    walk.follow(signing, asked.locator(".button-main"))
    expect(signing.locator(".request", has_text=name)).to_have_count(0)
    signing.context.close()
    assert house.rows(granted, person) == [(1,)]
    answer = hopeful.goto(walk.address + desk)
    assert answer is not None and answer.status == 200
    walk.seen(hopeful)
    hopeful.context.close()
