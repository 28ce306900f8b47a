"""A clerk imports a workbook with three bad rows, mends what is handed back, and sends it again."""

import contextlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.faults import WALKS, WIDE, faults_of
from tests.factories import workbooks
from tests.factories.house import House

pytestmark = pytest.mark.browser


def page_of(browser: Browser, house: House, address: str, language: str, size: dict[str, int]) -> Page:
    """A page of the clerk, ended by any script error."""
    context = browser.new_context(viewport=size)
    context.add_cookies([{"name": "desk", "value": house.session(language=language), "url": address}])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def assert_accessible(page: Page) -> None:
    """Nothing to stumble over."""
    assert faults_of(page) == []


def take_in(page: Page, house: House, file: Path) -> None:
    """The three steps, with the worker's command behind the third."""
    page.get_by_role("link", name=re.compile("导入工作簿|Import a workbook|再导一个|Choose another file")).first.click()
    assert_accessible(page)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name=re.compile("看看各列|Look at the columns")).click()
    assert_accessible(page)
    page.get_by_role("button", name=re.compile(r"导入\d+行|Take in \d+ rows")).click()
    assert_accessible(page)
    assert house.command("work", "--once").returncode == 0
    assert house.rows("SELECT COUNT(*) FROM listening_import WHERE state = 'staged'") == [(0,)]
    # The page looks again by itself, and two ways to the same page at once stop each other.
    address = page.url
    with contextlib.suppress(Error):
        page.goto("about:blank")
    page.wait_for_load_state()
    page.goto(address)
    assert_accessible(page)


@pytest.mark.parametrize(("language", "size"), WALKS)
def test_three_bad_rows_are_mended_and_sent_again(
    browser: Browser, house: House, address: str, tmp_path: Path, language: str, size: dict[str, int]
) -> None:
    book = tmp_path / "石桥街道意见汇总.xlsx"
    book.write_bytes(workbooks.xlsx(workbooks.three_bad(), titles=["石桥街道征求意见汇总表"]))
    chinese = language == "zh-hans"
    page = page_of(browser, house, address, language, size)
    page.goto(f"{address}/desk/listening/listening/")
    take_in(page, house, book)
    told = "收下47行，退回3行" if chinese else "47 rows kept, 3 handed back"
    expect(page.get_by_role("heading", name=told)).to_be_visible()
    expect(page.get_by_text("居民群众", exact=True)).to_be_visible()
    why = "“居民群众”不在界别清单里" if chinese else "“居民群众” is not in the campaign's list of sectors"
    expect(page.get_by_text(why)).to_be_visible()

    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载退回的3行" if chinese else "Download the 3 rows handed back").click()
    returned = Path(waiting.value.path())
    assert "3" in waiting.value.suggested_filename
    mended = tmp_path / "改好的3行.xlsx"
    mended.write_bytes(
        workbooks.mended(returned.read_bytes(), 界别="社区居民||", 征求时间="|2014-02-28|", 意见内容="||补上的原话。")
    )
    take_in(page, house, mended)
    told = "3行全部收下" if chinese else "All 3 rows kept"
    expect(page.get_by_role("heading", name=told)).to_be_visible()

    page.goto(f"{address}/desk/listening/listening/")
    assert_accessible(page)
    expect(page.get_by_text("共50份" if chinese else "50 voices in all")).to_be_visible()
    assert house.command("verify").returncode == 0


def test_a_refused_file_says_why_and_keeps_nothing(
    browser: Browser, house: House, address: str, tmp_path: Path
) -> None:
    picture = tmp_path / "意见汇总.xlsx"
    picture.write_bytes(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n")
    page = page_of(browser, house, address, "zh-hans", WIDE)
    page.goto(f"{address}/desk/listening/listening/imports/new/")
    page.locator("input[type=file]").set_input_files(picture)
    page.get_by_role("button", name="看看各列").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("文件没有收")
    expect(summary).to_contain_text("这个文件一行没存")
    assert_accessible(page)
    assert house.rows("SELECT COUNT(*) FROM listening_sourcefile") == [(0,)]
