"""The dashboard in a real browser: read by keyboard, on a phone, in every theme, on paper and without a script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.faults import PHONE, WIDE, faults_of
from tests.factories.house import House

pytestmark = [pytest.mark.browser, pytest.mark.own_database]
ADDRESS = "/desk/listening/figures/"

OFFICE = """
from datetime import date, timedelta
from huisheng.campaign.models import Campaign
from huisheng.combing import services
from huisheng.combing.services.lists import freeze
from huisheng.listening.models import Attendance, IssueRecord, Occasion, Sector
from huisheng.organisation import clock
from huisheng.organisation.models import Account, Person, Unit
from tests.factories.findings import Said, find, hear
from tests.factories.office import Office

campaign, clerk = Campaign.objects.get(), Person.objects.get(account__login="clerk")
unit = {each.code: each for each in Unit.objects.all()}
resident = Sector.objects.get()
house = Office(unit["D"], unit["S1"], unit["C1"], unit["B1"], campaign, resident)
retired = Sector.objects.create(campaign=campaign, code="retired", name="离退休干部职工", name_en="Retired", rank=2)
Sector.objects.create(campaign=campaign, code="faith", name="宗教界", name_en="Religion", rank=3)
start = date(2014, 2, 10)
said = [
    Said(f"第{n}处路灯不亮。", ("web", "visit")[n % 3 % 2], (resident, retired)[n % 2], day=start + timedelta(n % 40))
    for n in range(60)
]
passages = hear(house, *said)
with clock.on(date(2014, 3, 3)):
    find(passages[:20], clerk, unit=unit["S1"])
with clock.on(date(2014, 3, 5)):
    find(passages[20:32], clerk, kind="suggestion", unit=unit["B1"])
    services.set_aside(passages[32:40], "praise", by=clerk)
freeze(campaign, date(2014, 3, 6), by=clerk)
for number in range(1, 7):
    day = start + timedelta(7 * number)
    held = Occasion.objects.create(campaign=campaign, kind="symposium", number=number, title="座谈", held_on=day)
    Attendance.objects.create(occasion=held, sector=(resident, retired)[number % 2], head_count=20 + number)
counts = {"issued_count": 1200, "returned_count": 1100, "valid_count": 1000}
IssueRecord.objects.create(campaign=campaign, kind="questionnaire", issued_on=start, **counts)
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, House]]:
    house = House.in_folder(tmp_path_factory.mktemp("office"))
    house.python(OFFICE)
    with house.server() as address:
        yield address, house


def open_page(browser: Browser, address: tuple[str, House], language: str = "zh-hans", **options: object) -> Page:
    host, house = address
    settings = {"viewport": WIDE, **options}
    context = browser.new_context(**settings)  # type: ignore[arg-type]
    context.add_cookies([{"name": "desk", "value": house.session(language=language), "url": host}])
    page = context.new_page()
    page.set_default_timeout(60_000)
    answer = page.goto(host + ADDRESS)
    assert answer is not None and answer.status == 200
    return page


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize(("language", "size"), [("zh-hans", WIDE), ("en", PHONE)])
def test_it_is_accessible_in_every_theme_and_width(browser, address, theme, language, size):
    page = open_page(browser, address, language, viewport=size)
    page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
    page.eval_on_selector_all(".panel details", "all => all.forEach(each => each.open = true)")
    faults = faults_of(page)
    page.context.close()
    assert not faults


def test_every_chart_has_its_numbers_beside_it_and_opens_by_keyboard(browser, address):
    page = open_page(browser, address)
    drawn = page.locator("svg[role=img]").filter(has=page.locator("title"))
    assert drawn.count() == 2
    for section in ("by-day", "combed-title"):
        panel = page.locator("section", has=page.locator(f"#{section}"))
        assert panel.locator("details").get_attribute("open") is None
        panel.locator("summary").focus()
        page.keyboard.press("Enter")
        assert panel.locator("details table").is_visible()
        parts = 2 if section == "combed-title" else 1
        assert panel.locator("tbody tr").count() == panel.locator(".wide rect").count() / parts
    page.context.close()


def test_the_matrix_is_walked_by_keyboard_inside_its_own_box(browser, address):
    page = open_page(browser, address, viewport=PHONE)
    box = page.locator("section", has=page.locator("#coverage")).locator("[role=region]")
    box.focus()
    for _each in range(4):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("box => box.scrollLeft > 0", arg=box.element_handle())
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
    assert "还没有听到" in box.inner_text()
    page.context.close()


def test_a_number_opens_its_records_by_keyboard(browser, address):
    page = open_page(browser, address)
    page.locator(".strip a", has_text="召开座谈会").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/figure/consulted.symposia/**")
    assert "6" in page.locator("main").inner_text()
    page.context.close()


def test_without_a_script_nothing_is_missing(browser, address):
    page = open_page(browser, address, java_script_enabled=False)
    assert page.locator(".strip .tile").count() == 10
    assert page.locator("section.panel").count() == 7
    page.locator("section", has=page.locator("#by-day")).locator("summary").click()
    assert page.locator("#by-day ~ details table").is_visible()
    page.context.close()


def test_on_paper_every_panel_stands_whole_and_nothing_is_cut_off(browser, address):
    page = open_page(browser, address)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 less margins of 10 mm
    wider = page.eval_on_selector_all(
        ".panel *", "all => all.filter(each => each.getBoundingClientRect().right > innerWidth + 1).length"
    )
    page.context.close()
    assert wider == 0
