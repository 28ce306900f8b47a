"""Every page each role can reach by following links: accessible, quiet, within its width, nothing from elsewhere."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserType, Page

from tests.browser.conftest import CHROMIUM, OPTIONS
from tests.browser.faults import PHONE, WIDE, faults_of
from tests.factories.house import House

pytestmark = [pytest.mark.browser, pytest.mark.own_database]
DOWNLOADS, FILES = ("export", "source", "returned", "workbook"), (".csv", ".xlsx", ".docx", ".pdf", ".zip", ".json")

# Words in a box that hides what does not fit. An ellipsis says so itself; what is for the ear alone is 1 px wide.
CUT_OFF = """
[...document.querySelectorAll("main *, header *, nav *")]
  .filter((it) => {
    const { overflowX, textOverflow, webkitLineClamp } = getComputedStyle(it);
    const tells = textOverflow === "ellipsis" || webkitLineClamp !== "none" || it.clientWidth < 5;
    return overflowX === "hidden" && !tells && it.innerText?.trim() && it.scrollWidth > it.clientWidth + 2;
  })
  .map((it) => it.innerText.trim().slice(0, 40))
"""

OFFICE = """
from huisheng.campaign.models import Campaign
from huisheng.combing import services
from huisheng.combing.services import Span, lists, redaction, schemes
from huisheng.crafts.form import shipped
from huisheng.listening.services.asking import publish_form
from huisheng.organisation.models import Job, Person, SecondFactor, Unit
from tests.factories.office import START, administrator, grant, person
from tests.factories.proposals import proposed, question
from tests.factories.voices import passages

campaign, clerk = Campaign.objects.get(), Person.objects.get(account__login="clerk")
home = Unit.objects.get(code="D")
schemes.adopt_shipped(campaign)
for form in ("opinion-form", "questionnaire"):
    publish_form(campaign, shipped(form), by=clerk, on=START)
grant(person("李领导", home, "leader"), "LD", campaign)
for login, role in (("sysadmin", "SA"), ("roleadmin", "RA"), ("auditor", "AU")):
    someone = person(login, home, login)
    administrator(someone, role)
    SecondFactor.objects.create(user=someone.account, name="totp", confirmed=True)
flood = passages(campaign, "育才路一下雨就积水，孩子上学得蹚水过去。", "育才路逢雨必淹。", "王小样说路灯不亮。")
services.open_finding(flood, kind="problem", headline=Span(flood[0].statement_id, 0, 9), by=clerk)
redaction.propose(flood[2].statement, 0, 3, "name", by=person("赵演示", home))
lists.freeze(campaign, START, by=clerk)
proposed(campaign, passages(campaign, "12路公交等40分钟。", "12路公交早高峰挤不上。"), certain=True)
question(campaign, *passages(campaign, "建设路路灯不亮。", "建设支路晚上黑灯瞎火。"))
Job.objects.update(state="done")
"""


@pytest.fixture(scope="module")
def large(chromium: BrowserType) -> Iterator[Browser]:
    """A browser whose owner set letters to 200 %."""
    options = [*OPTIONS, "--blink-settings=defaultFontSize=32"]
    with chromium.launch(executable_path=str(CHROMIUM), args=options) as browser:
        yield browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, House]]:
    house = House.in_folder(tmp_path_factory.mktemp("office"))
    house.python(OFFICE)
    with house.server() as address:
        yield address, house


def faults_of_large_letters(page: Page) -> list[str]:
    """What is lost where a person set letters to 200 %: the page grows too wide, or words are cut off."""
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    faults = [f"cut off: {words}" for words in page.evaluate(CUT_OFF)]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
        faults.append("wider than the window")
    return faults


def view_name(path: str) -> str | None:
    """The view behind an address, or None for what is no page of ours."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    name = match.view_name
    is_download = path.endswith(FILES) or any(word in name for word in DOWNLOADS)
    return None if is_download or name == "health" else name


def walk(page: Page, start: str, host: str, look: Callable[[Page], list[str]] = faults_of) -> dict[str, list[str]]:
    """Follow links until each view was seen once; faults by view."""
    faults: dict[str, list[str]] = {}
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        path = ahead.pop(0)
        name = view_name(urlsplit(path).path)
        if name is None or name in seen:
            continue
        seen.add(name)
        answer = page.goto(host + path)
        assert answer is not None
        found = look(page)
        if answer.status != 200:
            found.append(f"answered {answer.status}")
        if found:
            faults[f"{name} {path}"] = found
        links = page.eval_on_selector_all("a[href]", "all => all.map(each => each.getAttribute('href'))")
        ahead += [link for link in links if link.startswith("/")]
    assert len(seen) > 2, seen
    return faults


def open_as(browser: Browser, house: House, host: str, who: str, language: str, size: dict[str, int]) -> Page:
    context = browser.new_context(viewport=size, bypass_csp=True, locale="zh-CN")  # axe sets styles of its own
    if who:
        context.add_cookies([{"name": "desk", "value": verified(house, who, language), "url": host}])
    page = context.new_page()
    page.set_default_timeout(60_000)
    return page


def verified(house: House, who: str, language: str) -> str:
    """A log-in that has shown its second factor."""
    return house.python(
        "import sys\n"
        "from django.test import Client\n"
        "from huisheng.organisation.models import Account, SecondFactor\n"
        "Account.objects.filter(login=sys.argv[1]).update(language=sys.argv[2])\n"
        "account = Account.objects.get(login=sys.argv[1])\n"
        "browser = Client()\n"
        "browser.force_login(account, backend='django.contrib.auth.backends.ModelBackend')\n"
        "session = browser.session\n"
        "for factor in SecondFactor.objects.filter(user=account):\n"
        "    session['otp_device_id'] = factor.persistent_id\n"
        "session.save()\n"
        "print(browser.cookies['desk'].value)",
        who,
        language,
    ).splitlines()[-1]


WALKS = [
    ("", "zh-hans", WIDE),
    ("", "en", PHONE),
    ("clerk", "zh-hans", WIDE),
    pytest.param("clerk", "en", PHONE, marks=pytest.mark.prove),
    ("leader", "zh-hans", PHONE),
    ("sysadmin", "zh-hans", WIDE),
    ("roleadmin", "zh-hans", PHONE),
    ("auditor", "en", WIDE),
]


@pytest.mark.parametrize(("who", "language", "size"), WALKS)
def test_every_page_a_role_can_reach(browser, address, who, language, size):
    host, house = address
    page = open_as(browser, house, host, who, language, size)
    elsewhere: list[str] = []
    noise: list[str] = []
    page.on(
        "request", lambda request: None if request.url.startswith((host, "data:")) else elsewhere.append(request.url)
    )
    page.on("console", lambda said: noise.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: noise.append(f"{page.url}: {error}"))
    start = "/desk/" if who else ("/" if language == "zh-hans" else "/?lang=en")
    faults = walk(page, start, host)
    page.context.close()
    assert not elsewhere
    assert not noise
    assert not faults, "\n".join(f"{view}: {each}" for view, found in faults.items() for each in found)


@pytest.mark.parametrize(
    ("who", "language"),
    [
        ("", "en"),
        ("clerk", "zh-hans"),
        pytest.param("roleadmin", "en", marks=pytest.mark.prove),
        pytest.param("auditor", "en", marks=pytest.mark.prove),
    ],
)
def test_every_page_with_letters_twice_the_size(large, address, who, language):
    host, house = address
    page = open_as(large, house, host, who, language, WIDE)
    faults = walk(page, "/desk/" if who else "/?lang=en", host, faults_of_large_letters)
    page.context.close()
    assert not faults, "\n".join(f"{view}: {each}" for view, found in faults.items() for each in found)


def test_the_pages_keep_a_strict_policy(browser, address):
    """Without the test's own bypass: no page breaks the content security policy (nothing inline, nothing foreign)."""
    host, house = address
    context = browser.new_context(viewport=WIDE)
    context.add_cookies([{"name": "desk", "value": verified(house, "clerk", "zh-hans"), "url": host}])
    page = context.new_page()
    noise: list[str] = []
    page.on("console", lambda said: noise.append(said.text) if said.type == "error" else None)
    for path in ("/", "/say/listening/opinion-form/", "/desk/listening/combing/", "/desk/listening/combing/findings/"):
        page.goto(host + path)
    context.close()
    assert not noise
