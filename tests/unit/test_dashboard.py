"""The dashboard: its numbers are those of the records, small groups stay together, each reader sees their own part."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huisheng.combing import services
from huisheng.combing.services import redaction
from huisheng.combing.services.lists import freeze
from huisheng.figures import charts
from huisheng.figures.models import CombedDay
from huisheng.figures.queries import telling
from huisheng.figures.services.issuing import issue
from huisheng.figures.views.dashboard_parts import OFFICE
from huisheng.listening.models import Attendance, IssueRecord, Occasion, Sector
from huisheng.listening.queries.over_time import last_day, spread
from huisheng.organisation import clock, verification
from tests.factories import office
from tests.factories.findings import Said, find, hear, occasion

pytestmark = pytest.mark.django_db

FLOOD = "育才路一下雨就积水，孩子上学得蹚水过去"
NAMED = "科长王大力天天打麻将，办事找不着人"
PROTECTED = "为保护填写人，此项不单列"


@pytest.fixture
def house():
    return office.office()


@pytest.fixture
def clerk(house):
    someone = office.person("陈例", house.root, "clerk")
    office.grant(someone, "CL", house.campaign)
    return someone


@pytest.fixture
def leader(house):
    someone = office.person("林示范", house.root, "leader")
    office.grant(someone, "LD", house.campaign)
    return someone


@pytest.fixture
def reviewer(house):
    someone = office.person("督导员", house.street, "reviewer")
    office.grant(someone, "RG", house.campaign, office.review_group(house.campaign, 1, house.department))
    return someone


@pytest.fixture
def auditor(house):
    someone = office.person("朱演查", house.root, "auditor")
    office.administrator(someone, "AU")
    return someone


def page(someone, house, status=200, query=""):
    answer = office.client_of(someone).get(reverse("figures:dashboard", args=[house.campaign.slug]) + query)
    assert answer.status_code == status
    return answer.content.decode()


def panel(shown, name):
    """One panel's words, without tags."""
    part = shown.split(f'id="{name}"')[1].split("</section>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part))


def rows(shown, name):
    """The rows of a panel's bars: label and number."""
    part = shown.split(f'id="{name}"')[1].split("</section>")[0]
    found = re.findall(r'<th scope="row">(.*?)</th>.*?<td class="n">([\d,]+)</td>', part, re.S)
    return {re.sub(r"<[^>]+>", " ", label).split()[0]: int(number.replace(",", "")) for label, number in found}


def sector(house, code, name):
    return Sector.objects.create(campaign=house.campaign, code=code, name=name, rank=5)


def register(house, kind="questionnaire", issued=100, returned=None, valid=None):
    IssueRecord.objects.create(
        campaign=house.campaign,
        kind=kind,
        issued_on=date(2014, 2, 1),
        issued_count=issued,
        returned_count=returned,
        valid_count=valid,
    )


# ---------------------------------------------------------------- numbers


def test_the_strip_says_what_the_registered_figures_say_and_opens_them(house, clerk):
    occasion(house, 1, 23, house.sector)
    occasion(house, 2, 8)
    register(house, issued=1200, returned=1100, valid=1000)
    register(house, "opinion_form", issued=300)
    register(house, "evaluation_set", issued=5000)
    passages = hear(house, *(Said(f"{FLOOD}{n}", sector=house.sector) for n in range(7)))
    find(passages[:3], clerk)
    find(passages[3:4], clerk, kind="suggestion")
    services.mark_about_person(find(passages[4:5], clerk), True, by=clerk)
    freeze(house.campaign, date(2014, 3, 2), by=clerk)
    told = telling.tell(house.campaign, clock.today()).values
    client, shown = office.client_of(clerk), page(clerk, house)
    strip = shown.split('class="tiles')[1].split("</section>")[0]
    for code in (*OFFICE, "passages.waiting"):
        url = reverse("figures:figure", args=[house.campaign.slug, code])
        assert f'href="{url}"' in strip
        value = strip.split(f'href="{url}"')[1].split('class="value">')[1].split("<")[0]
        assert value == f"{told[code].exact:,}", code
        assert client.get(url).status_code == 200
    assert "发放1,200，回收率91.67%" in strip, "forms whose returns were not counted are not in the denominator"
    assert "7<small>份" in strip and "拆成意见条" in strip


def test_what_was_not_counted_is_no_nought(house, clerk):
    register(house, issued=1200)
    strip = page(clerk, house).split('class="tiles')[1].split("</section>")[0]
    assert "1,200" in strip
    assert strip.count("—") >= 2, "neither problems nor suggestions: no list is frozen"


def test_voices_stand_by_day_and_channel(house, clerk):
    said = [Said("积水", "web", day=date(2014, 3, 1))] * 5 + [Said("积水", "visit", day=date(2014, 3, 4))] * 8
    hear(house, *said, Said("积水", "visit", day=None))
    shown = page(clerk, house)
    days = panel(shown, "by-day")
    assert "3月4日最多：8份" in days and "没有日期的1份没有画" in days
    table = re.findall(r'<th scope="row">([^<]+)</th><td class="n">(\d+)</td>', shown.split('id="by-day"')[1])
    assert table[:4] == [("3月1日", "5"), ("3月2日", "0"), ("3月3日", "0"), ("3月4日", "8")]
    assert rows(shown, "by-channel") == {"走访": 9, "网上": 5}


def test_occasions_show_which_sector_was_not_heard_when(house, clerk):
    sector(house, "faith", "宗教界")
    occasion(house, 1, 12, house.sector)
    later = occasion(house, 2, 9, house.sector)
    Occasion.objects.filter(pk=later.pk).update(held_on=date(2014, 3, 18))
    Attendance.objects.create(occasion=later, sector=None, head_count=3)
    shown = page(clerk, house).split('id="coverage"')[1].split("</section>")[0]
    heard = shown.split("社区居民")[1].split("</tr>")[0]
    assert re.findall(r'class="r\d">(\d)<', heard) == ["1", "0", "0", "1"]
    assert '<td class="n">2</td><td class="n">21</td>' in heard
    assert "还没有听到" in shown.split("宗教界</th>")[1].split("</tr>")[0]
    assert "还没有听到的：宗教界" in shown
    assert "没有说明界别" in shown, "three were there of whom no sector is known"


def test_the_largest_findings_are_quoted_masked_and_none_about_a_person(house, clerk, leader):
    passages = hear(house, *(Said(f"{NAMED}{n}") for n in range(6)), Said(f"{FLOOD}1"), Said("打牌的是张三"))
    find(passages[:6], clerk, words=NAMED, unit=house.department)
    find(passages[6:7], clerk, words=FLOOD)
    services.mark_about_person(find(passages[7:], clerk), True, by=clerk)
    at = NAMED.index("王大力")
    redaction.propose(passages[0].statement, at, at + 3, "name", by=clerk)
    for reader in (clerk, leader):
        shown = page(reader, house)
        assert "王大力" not in shown and "天天打麻将" in shown and "张三" not in shown
        assert shown.index("天天打麻将") < shown.index(FLOOD)


# ---------------------------------------------------------------- small groups


def test_small_sectors_stay_together_and_cannot_be_subtracted(house, clerk):
    teachers, drivers = sector(house, "t", "教师"), sector(house, "d", "司机")
    said = [Said(f"积水{n}", sector=house.sector) for n in range(9)]
    said += [Said(f"积水{n}", sector=drivers) for n in range(6)] + [Said("积水", sector=teachers)] * 2
    hear(house, *said)
    shown = page(clerk, house)
    assert rows(shown, "by-sector") == {"社区居民": 9, "其他": 8}, "two teachers alone would follow from the total"
    assert PROTECTED in panel(shown, "by-sector")
    assert "教师" not in panel(shown, "by-sector")


def test_of_too_few_voices_no_breakdown_is_told(house, clerk):
    hear(house, Said("积水", "web", sector=house.sector), Said("路灯", "visit", sector=house.sector))
    shown = page(clerk, house)
    assert rows(shown, "by-channel") == {} and PROTECTED in panel(shown, "by-channel")
    assert rows(shown, "by-sector") == {}


def test_a_breakdown_by_sector_moves_by_five_voices_or_not_at_all(house, clerk):
    teachers = sector(house, "t", "教师")
    hear(house, *(Said(f"积水{n}", sector=house.sector) for n in range(9)))
    hear(house, *(Said(f"积水{n}", sector=teachers) for n in range(6)))
    before = rows(page(clerk, house), "by-sector")
    for _each in range(4):
        hear(house, Said("又一份", sector=teachers))
        shown = page(clerk, house)
        assert rows(shown, "by-sector") == before
        assert "满5份再计入" in panel(shown, "by-sector")
    hear(house, Said("第五份", sector=teachers))
    shown = page(clerk, house)
    assert rows(shown, "by-sector") == {"教师": 11, "社区居民": 9}
    assert "满5份" not in panel(shown, "by-sector")


def test_units_below_one_another_count_together_and_open_that_many(house, clerk):
    passages = hear(house, *(Said(f"{FLOOD}{n}") for n in range(14)))
    find(passages[:4], clerk, unit=house.street)
    find(passages[4:7], clerk, unit=house.community)
    find(passages[7:], clerk, unit=house.department)
    shown = page(clerk, house)
    assert rows(shown, "by-unit") == {"柳湾街道": 7, "区住建局": 7}
    listed = office.client_of(clerk).get(
        reverse("combing:findings", args=[house.campaign.slug]) + f"?unit={house.street.pk}"
    )
    assert f"?unit={house.street.pk}" in shown
    assert "共2条" in listed.content.decode()


# ---------------------------------------------------------------- who sees what


def test_a_review_group_sees_what_it_supervises(house, clerk, reviewer):
    passages = hear(house, *(Said(f"{FLOOD}{n}") for n in range(14)))
    find(passages[:6], clerk, words=f"{FLOOD}0", unit=house.department)
    find(passages[6:], clerk, words=f"{FLOOD}6", unit=house.street)
    occasion(house, 1, 31, house.sector, unit=house.department)
    occasion(house, 2, 57, house.sector, unit=house.street)
    register(house, issued=4321)
    shown = page(reviewer, house)
    assert f"{FLOOD}0" in shown and f"{FLOOD}6" not in shown
    assert "31<small>" in shown and "57" not in shown and "4,321" not in shown
    assert rows(shown, "by-unit") == {"区住建局": 6}
    for other in ("by-day", "by-channel", "by-sector", "combing"):
        assert f'id="{other}"' not in shown
    assert "这里只统计督导范围内的情况" in shown


def test_the_auditor_is_told_issued_figures_and_no_chart(house, clerk, auditor):
    occasion(house, 1, 23, house.sector)
    assert "还没有定稿的数" in page(auditor, house)
    issue(house.campaign, date(2014, 3, 1), by=clerk)
    hear(house, Said(FLOOD))
    occasion(house, 2, 40, house.sector)
    shown = page(auditor, house)
    assert queries(auditor, house) <= 12
    assert "2014年3月1日定稿的数" in shown
    assert "23<small>" in shown and "63<small>" not in shown
    assert '<svg class="chart"' not in shown


def test_others_are_not_let_in(house, clerk):
    for role in ("LI", "TR", "PE"):
        someone = office.person(role, house.department, role.lower())
        office.grant(someone, role, house.campaign)
        page(someone, house, status=404)


def test_it_takes_no_filter_that_could_be_subtracted(house, clerk):
    teachers = sector(house, "t", "教师")
    hear(house, *(Said(f"积水{n}", sector=house.sector, day=date(2014, 3, 1)) for n in range(9)))
    hear(house, *(Said(f"积水{n}", sector=teachers, day=date(2014, 3, 2)) for n in range(6)))
    plain = rows(page(clerk, house), "by-sector")
    for query in (
        "?from=2014-03-02",
        "?until=2014-03-01",
        f"?sector={teachers.pk}",
        "?channel=web",
        "?as_of=2014-03-01",
    ):
        assert rows(page(clerk, house, query=f"?{query}"), "by-sector") == plain, query


# ---------------------------------------------------------------- combing over time


def test_combing_grows_day_by_day_and_is_proved_against_the_log(house, clerk):
    passages = hear(house, *(Said(f"{FLOOD}{n}") for n in range(10)))
    with clock.on(date(2014, 3, 3)):
        finding = find(passages[:4], clerk)
        services.set_aside(passages[4:6], "praise", by=clerk)
    with clock.on(date(2014, 3, 5)):
        services.place(passages[6:7], finding, by=clerk)
        services.undo(campaign=house.campaign, by=clerk)
        services.move(passages[3:4], find(passages[7:9], clerk), by=clerk)
    days = list(CombedDay.objects.order_by("day").values_list("day", "placed", "set_aside"))
    assert days == [(date(2014, 3, 3), 4, 2), (date(2014, 3, 5), 2, 0)]
    shown = page(clerk, house).split('id="combing"')[1].split("</section>")[0]
    table = re.findall(r'<th scope="row">2014年([^<]+)</th>' + r'<td class="n">(\d+)</td>' * 3, shown)
    assert table == [("3月3日", "4", "2", "6"), ("3月4日", "4", "2", "6"), ("3月5日", "6", "2", "8")]
    assert "意见条10条，已定8条" in shown and "现有全部意见条10条" in shown
    assert holds()
    CombedDay.objects.filter(day=date(2014, 3, 5)).update(placed=3)
    assert not holds()


def holds():
    return all(outcome.holds for _name, outcome in verification.verify(["combed"]))


# ---------------------------------------------------------------- cost and emptiness


def test_twelve_queries_whatever_the_campaign_holds(house, clerk, reviewer):
    counts = []
    for _round in range(2):
        passages = hear(house, *(Said(f"{FLOOD}{n}", sector=house.sector) for n in range(30)))
        for passage in passages[:8]:
            find([passage], clerk, unit=house.department)
        occasion(house, len(counts) + 1, 9, house.sector, unit=house.department)
        register(house)
        freeze(house.campaign, date(2014, 3, 2), by=clerk)
        counts.append([queries(each, house) for each in (clerk, reviewer)])
    assert counts[0] == counts[1]
    hear(house, Said("又一份", sector=house.sector))
    assert queries(clerk, house) == counts[0][0] + 1 <= 12, "while one waits to be counted by sector"
    assert counts[0][1] <= 12


def queries(someone, house):
    client = office.client_of(someone)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("figures:dashboard", args=[house.campaign.slug])).status_code == 200
        return len(asked)


def test_an_empty_page_says_what_to_do(house, clerk, leader, reviewer):
    shown = page(clerk, house)
    assert "还没有收到意见" in shown and "导入工作簿" in shown and "开通公众页面" in shown
    assert "导入工作簿" not in page(leader, house)
    assert "督导范围内还没有情况" in page(reviewer, house)


def test_it_is_complete_in_english(house, clerk):
    clerk.account.language = "en"
    clerk.account.save()
    find(hear(house, *(Said(f"{FLOOD}{n}", sector=house.sector) for n in range(9))), clerk, unit=house.department)
    occasion(house, 1, 9, house.sector)
    shown = re.sub(r'<bdi>.*?</bdi>|lang="zh-Hans">.*?</|<button.*?</button>', "", page(clerk, house), flags=re.S)
    words = re.sub(r"<[^>]+>", " ", shown.split("<main")[1].split("</main>")[0])
    assert not re.findall("[\u4e00-\u9fff]+", words.replace("区住建局", ""))
    assert "The most came on 1 Mar: 9." in words


# ---------------------------------------------------------------- drawing


def test_columns_stand_upon_zero_and_in_proportion():
    chart = charts.columns([(2, 2), (0, 8), (0, 0)], charts.WIDE, most=10)
    first, highest, empty = chart.columns
    assert [line.count for line in chart.lines] == [0, 5, 10]
    assert float(first.parts[0].height) == float(first.parts[1].height) == float(highest.parts[1].height) / 4
    assert float(first.parts[0].y) + float(first.parts[0].height) == charts.WIDE.bottom
    assert highest.is_most and not first.is_most and empty.parts[0].height == "0.0"
    assert chart.reach.y == chart.lines[-1].y
    assert charts.columns([], charts.WIDE).columns == ()


@pytest.mark.parametrize(("most", "step"), [(1, 1), (4, 1), (5, 2), (9, 5), (249, 100), (6080, 2000)])
def test_scales_go_in_round_steps(most, step):
    assert charts.round_step(most) == step


def test_a_cell_is_deeper_the_more_it_holds():
    assert [charts.level(count, 8) for count in (0, 1, 2, 3, 5, 8)] == [0, 1, 1, 2, 3, 4]
    assert charts.level(1, 1) == 1


def test_time_is_drawn_without_gaps_in_the_finest_step_there_is_room_for():
    start = date(2013, 12, 30)
    few = spread({start: 3, start + timedelta(days=9): 1}, ("day", "week", "month", "year"), 62)
    assert (few.step, len(few.starts), sum(few.counts)) == ("day", 10, 4)
    weeks = spread({start: 3, start + timedelta(days=100): 1}, ("day", "week", "month", "year"), 62)
    assert (weeks.step, weeks.starts[0], len(weeks.starts)) == ("week", start, 15)
    years = spread({date(1, 1, 1): 1, date(9999, 12, 31): 2}, ("day", "week", "month", "year"), 62)
    assert (years.step, len(years.starts), years.most) == ("year", 9999, (date(9999, 1, 1), 2))
    assert spread({}, ("day",), 3).most is None
    assert last_day(date(2014, 2, 1), "month") == date(2014, 2, 28)
    assert last_day(start, "week") == date(2014, 1, 5)
