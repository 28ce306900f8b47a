"""Journeys need Debian's Chromium: without it they are skipped loudly, and fail where one is promised (CI).

Its shell without windows paints the same pages for two fifths of the processor time.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserType, sync_playwright

from tests.factories.house import House

CHROMIUM = next(filter(Path.exists, map(Path, ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium"))), None)
OPTIONS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") is None or CHROMIUM:
        return
    words = "BROWSER JOURNEY NOT WALKED: install Debian's chromium-headless-shell and fonts-noto-cjk"
    if os.environ.get("HUISHENG_BROWSER_REQUIRED"):
        pytest.fail(words)
    pytest.skip(words)


@pytest.fixture(scope="module")
def chromium() -> Iterator[BrowserType]:
    """What starts a browser."""
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="module")
def browser(chromium: BrowserType) -> Iterator[Browser]:
    """The browser of a file's journeys; each opens a context of its own."""
    with chromium.launch(executable_path=str(CHROMIUM), args=OPTIONS) as browser:
        yield browser


@pytest.fixture(scope="module")
def _running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, str]]:
    house = House.in_folder(tmp_path_factory.mktemp("house"))
    house.python(getattr(request.module, "HOLDS", ""))
    house.remember()
    with house.server() as address:
        yield house, address


@pytest.fixture
def house(_running: tuple[House, str]) -> House:
    """The smallest office and what the file's HOLDS adds to it, as before any journey."""
    _running[0].begin_again()
    return _running[0]


@pytest.fixture
def address(_running: tuple[House, str]) -> str:
    """Where it is served."""
    return _running[1]
