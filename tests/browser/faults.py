"""What a person would stumble over on a page as it stands: told by axe, and by the window's width."""

from pathlib import Path
from weakref import WeakSet

import pytest
from playwright.sync_api import BrowserContext, Error, Page

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
WALKS = [  # each language and each width in every run; all four pairs before a release
    pytest.param("zh-hans", WIDE, id="Chinese wide"),
    pytest.param("en", PHONE, id="English phone"),
    pytest.param("zh-hans", PHONE, id="Chinese phone", marks=pytest.mark.prove),
    pytest.param("en", WIDE, id="English wide", marks=pytest.mark.prove),
]
_AXE = Path(__file__).with_name("axe.min.js").read_text(encoding="utf-8")
# Carried over once for all pages of a context: to carry it takes longer than to run it.
_COMES_ALONG = f"window.bringAxe = () => {{{_AXE}\n}}"
_accompanied: WeakSet[BrowserContext] = WeakSet()
# Only what counts comes back: axe's whole answer takes longer to carry over than to find.
_SERIOUS = """
axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"]})
  .then(({ violations }) => violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`))
"""


def faults_of(page: Page) -> list[str]:
    """Serious violations, more than the window holds, not one heading of the first level; [] for a good page."""
    for _again in range(3):  # a page may fetch itself anew meanwhile
        try:
            return _faults(page)
        except Error as gone:
            if not any(words in str(gone) for words in ("navigat", "destroyed", "xe is not", "of null")):
                raise
            page.wait_for_load_state()
    return _faults(page)


def _faults(page: Page) -> list[str]:
    # Targets that lie under the bar of keys would count as covered, though they scroll clear of it.
    page.evaluate("document.querySelector('.keys')?.style.setProperty('position', 'static', 'important')")
    if page.context not in _accompanied:
        page.context.add_init_script(_COMES_ALONG)
        page.evaluate(_COMES_ALONG)
        _accompanied.add(page.context)
    page.evaluate("bringAxe()")
    faults: list[str] = page.evaluate(_SERIOUS)
    page.evaluate("document.querySelector('.keys')?.style.removeProperty('position')")
    if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
        faults.append("wider than the window")
    if page.locator("h1").count() != 1:
        faults.append(f"{page.locator('h1').count()} headings of the first level")
    return faults
