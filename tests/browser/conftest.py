"""Journeys need Debian's Chromium: without it they are skipped loudly, and fail where one is promised (CI)."""

import os
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") is None or CHROMIUM.exists():
        return
    words = "BROWSER JOURNEY NOT WALKED: install Debian's chromium and fonts-noto-cjk"
    if os.environ.get("HUISHENG_BROWSER_REQUIRED"):
        pytest.fail(words)
    pytest.skip(words)
