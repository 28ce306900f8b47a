"""A clerk takes in minutes, mends one cut beside the original, confirms, and opens the voices."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faults import PHONE, WIDE, faults_of
from tests.factories.house import House
from tests.factories.word_files import written

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("HUISHENG_PICTURES", "")
MINUTES = """柳湾街道征求意见座谈会记录
时间：2014年3月27日上午9:00—11:30
地点：街道三楼会议室
主持人：街道党工委副书记郑远　　记录人：何简
应到8人，实到7人
主持人：今天请大家来提意见，畅所欲言。
林一（社区居民）：小区门口的路灯不亮，晚上看不清。
找过物业，他们说：没有钱。
我家隔壁是小学，放学的时候最堵，这是我替邻居吴二说的：希望画一条斑马线。
钱三：垃圾清运不及时。
主持人：谢谢大家。
散会。
主持人（签字）：　　记录人（签字）："""


def page_of(browser: Browser, house: House, address: str, language: str, size: dict[str, int]) -> Page:
    """A page of the clerk, ended by any script error."""
    context = browser.new_context(viewport=size)
    context.add_cookies([{"name": "desk", "value": house.session(language=language), "url": address}])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def look(page: Page, name: str) -> None:
    """Nothing to stumble over; a picture of it where one is asked for."""
    if PICTURES:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
    assert faults_of(page) == []


@pytest.mark.parametrize(("language", "size"), [("zh-hans", WIDE), ("en", PHONE)])
def test_minutes_are_cut_mended_confirmed_and_opened(
    browser: Browser, house: House, address: str, tmp_path: Path, language: str, size: dict[str, int]
) -> None:
    file = tmp_path / "座谈会记录.docx"
    file.write_bytes(written(MINUTES))
    page = page_of(browser, house, address, language, size)
    page.goto(f"{address}/desk/listening/listening/minutes/new/")
    look(page, "choose")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name=re.compile("^(分条|Cut the minutes)$")).click()
    look(page, "cut")
    expect(page.locator(".is-speech")).to_have_count(2)
    # A neighbour's wish inside the first speech becomes a speech of its own, cut inside a paragraph.
    page.get_by_role("button", name=re.compile("第9段中间分开|Cut inside paragraph 9")).click()
    look(page, "inside")
    page.get_by_role("button", name=re.compile("(“希望画一条斑马线。”起另分一条|New speech before “希望)")).click()
    expect(page.locator(".is-speech")).to_have_count(3)
    added = page.locator(".is-speech").nth(1)
    expect(added.locator("blockquote")).to_have_text("希望画一条斑马线。")
    added.get_by_label(re.compile("界别|Sector")).select_option(index=1)
    page.get_by_role("button", name=re.compile("分条无误|The cut is right")).click()
    look(page, "confirm")
    expect(page.get_by_label(re.compile("^(名称|Title)"))).to_have_value("柳湾街道征求意见座谈会记录")
    page.get_by_role("button", name=re.compile("封存3段发言|Seal 3 speeches")).press("Enter")
    look(page, "result")
    page.get_by_role("link", name=re.compile("看发言|See the voices")).click()
    expect(page.locator("blockquote")).to_have_count(3)
    look(page, "voices")
    assert "林一" not in page.content() and "钱三" not in page.content()
    page.goto(f"{address}/desk/listening/listening/occasions/1/")
    look(page, "occasion")
    page.get_by_role("link", name=re.compile("打印记录|Record to print")).click()
    expect(page.locator("table.record tbody tr")).to_have_count(3)
    look(page, "record")
    page.goto(f"{address}/desk/listening/listening/symposia/")
    look(page, "symposia")
    page.goto(f"{address}/desk/listening/listening/occasions/1/correct/")
    look(page, "correct")
    page.goto(f"{address}/desk/listening/listening/minutes/")
    look(page, "list")
