"""Journeys need Debian's Chromium: without it they are skipped loudly, and fail where one is promised (CI)."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserType, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
OPTIONS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") is None or CHROMIUM.exists():
        return
    words = "BROWSER JOURNEY NOT WALKED: install Debian's chromium and fonts-noto-cjk"
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
