"""Half of March's written voices as the rows of a clerk's workbook, three of them not usable."""

from huisheng.demo.content.model import Channel, DemoCampaign, Voice

HEADER = ("序号", "日期", "渠道", "界别", "意见内容")
_TITLE = (
    ("示例区群众路线教育实践活动征求意见汇总表（3月）", "", "", "", ""),
    ("汇总单位：示例区活动办公室", "", "", "汇总日期：2014年3月31日", ""),
)
_CHANNEL_NAMES = {
    Channel.OPINION_FORM: "征求意见表",
    Channel.QUESTIONNAIRE: "问卷",
    Channel.WEB: "网上",
    Channel.LETTER: "来信",
}
# Where the bad rows stand among the good: date, channel, sector, text. In order: a sector that is not on the
# list, a day that does not exist, no text.
_BAD = {
    17: ("3月12日", "征求意见表", "宇航员", "建议把社区公告栏换成带玻璃门的，下雨天通知都糊了。"),
    40: ("2月30日", "网上", "", "后街的早餐摊收拾得挺干净，希望给人家一个固定的地方。"),
    58: ("2014.3.21", "问卷", "离退休干部职工", ""),
}


def march_workbook_voices(demo: DemoCampaign) -> tuple[Voice, ...]:
    """The voices the workbook holds: every second one written down in March, by day."""
    written = [v for v in demo.voices if v.channel in _CHANNEL_NAMES and (v.day.year, v.day.month) == (2014, 3)]
    return tuple(sorted(written, key=lambda v: (v.day, v.key))[::2])


def march_workbook_rows(demo: DemoCampaign) -> tuple[tuple[str, ...], ...]:
    """Two title rows, the header, and the voices as a clerk types them: days in several forms, three bad rows."""
    names = {sector.code: sector.name for sector in demo.sectors}
    rows: list[tuple[str, ...]] = []
    for n, voice in enumerate(march_workbook_voices(demo)):
        if n in _BAD:
            rows.append(_BAD[n])
        sector = names[voice.sector] if voice.sector else ""
        rows.append((_day(voice, n), _CHANNEL_NAMES[voice.channel], sector, voice.text))
    return (*_TITLE, HEADER, *((str(number), *row) for number, row in enumerate(rows, start=1)))


def _day(voice: Voice, n: int) -> str:
    """The voice's day, in one of the forms clerks write."""
    day = voice.day
    forms = (f"{day.year}.{day.month}.{day.day}", f"{day.month}月{day.day}日", f"{day:%Y%m%d}", f"{day:%Y-%m-%d}")
    return forms[n // 7 % len(forms)]
