"""The list and the page of one finding: what a clerk finds there, and what each reader is not shown."""

from datetime import date

import pytest
from django.utils import timezone

from huisheng.combing import services
from huisheng.combing.models import Finding, Redaction
from huisheng.combing.services import Span, redaction
from huisheng.combing.services.lists import freeze
from huisheng.listening.models import Sector
from tests.factories import office
from tests.factories.findings import Said, find, hear, occasion, scheme

pytestmark = pytest.mark.django_db

FLOOD = "育才路一下雨就积水，孩子上学得蹚水过去"
NAMED = "科长王大力天天打麻将，办事找不着人"
BUS = "12路公交早高峰等40分钟，上来又挤不上"


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
def liaison(house):
    someone = office.person("李联络", house.department, "liaison")
    office.grant(someone, "LI", house.campaign)
    return someone


@pytest.fixture
def reviewer(house):
    someone = office.person("督导员", house.street, "reviewer")
    office.grant(someone, "RG", house.campaign, office.review_group(house.campaign, 1, house.department))
    return someone


def address(house, rest=""):
    return f"/desk/{house.campaign.slug}/combing/findings/{rest}"


def page(someone, url, status=200):
    answer = office.client_of(someone).get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return answer.content.decode()


def test_the_list_shows_what_was_said_where_and_how_often(house, clerk):
    winds = scheme(house)
    passages = hear(house, Said(FLOOD, "symposium"), Said("育才路下雨积水没人管", "web"), Said("育才路积水", "web"))
    find(passages, clerk, unit=house.department, categories=[winds[0]], scope="common")
    shown = page(clerk, address(house))
    assert FLOOD in shown
    for words in ("0001", "官僚主义", "区住建局", "共性", "<span>座1</span> <span>网2</span>"):
        assert words in shown, words


def test_filters_leave_what_fits(house, clerk):
    winds = scheme(house)
    teacher = Sector.objects.create(campaign=house.campaign, code="t", name="教师", rank=2)
    flood, bus = hear(house, Said(FLOOD, "web", teacher), Said(BUS, "letter"))
    find([flood], clerk, unit=house.community, categories=[winds[1]])
    find([bus], clerk, kind="suggestion", unit=house.department, scope="common")
    fitting = [
        "kind=problem",
        f"scheme_{winds[0].scheme_id}={winds[1].pk}",
        "scope=individual",
        f"unit={house.street.pk}",
        "channel=web",
        f"sector={teacher.pk}",
        "q=积水",
        "q=0001",
        "q=积水+育才路",
    ]
    for query in fitting:
        shown = page(clerk, address(house, f"?{query}"))
        assert FLOOD in shown, query
        assert BUS not in shown, query
    assert "没有这样的问题或建议" in page(clerk, address(house, "?q=没有的话"))
    page(clerk, address(house, "?kind=nonsense"), 404)
    page(clerk, address(house, "?unit=999999"), 404)


def test_long_lists_are_paged_by_number_and_jumped_into(house, clerk):
    for passage in hear(house, *(Said(f"第{n}条路灯不亮") for n in range(1, 121))):
        find([passage], clerk)
    first = page(clerk, address(house))
    assert "第1—50条，共120条" in first
    assert "第50条路灯不亮" in first and "第51条路灯不亮" not in first
    assert "第51—100条，共120条" in page(clerk, address(house, "?after=50"))
    assert "第51—100条，共120条" in page(clerk, address(house, "?before=101"))
    assert "第77—120条，共120条" in page(clerk, address(house, "?code=77"))
    assert "清单里没有500号" in page(clerk, address(house, "?code=500"))


def test_the_number_of_queries_does_not_grow(house, clerk, django_assert_max_num_queries):
    client = office.client_of(clerk)
    first, *rest = hear(house, *(Said(f"第{n}条路灯不亮", "web") for n in range(60)))
    find([first], clerk)
    freeze(house.campaign, date(2014, 2, 28), by=clerk)
    counts = []
    for _more in range(2):
        with django_assert_max_num_queries(40) as few:
            assert client.get(address(house)).status_code == 200
        with django_assert_max_num_queries(40) as one:
            assert client.get(address(house, "1/")).status_code == 200
        counts.append((len(few), len(one)))
        for passage in rest:
            find([passage], clerk)
        services.place(hear(house, *(Said(f"又说第{n}次") for n in range(30))), the_first(), by=clerk)
    assert counts[0] == counts[1]


def the_first():
    return Finding.objects.get(number=1)


def test_versions_stay_and_the_draft_says_what_changed(house, clerk):
    flood, more, bus, lamp = hear(house, Said(FLOOD), Said("育才路积水又来了"), Said(BUS), Said("路灯不亮"))
    one, two = find([flood], clerk), find([bus], clerk)
    freeze(house.campaign, date(2014, 2, 28), by=clerk)
    services.place([more], one, by=clerk)
    services.name(one, Span(more.statement_id, 0, 5), by=clerk)
    find([lamp], clerk)
    services.merge(two, one, by=clerk)
    now = page(clerk, address(house))
    assert "改名1条" in now and "新增1条" in now and "并入别条的1条" in now
    assert "育才路积水" in now and "第1版：</span>" not in now
    assert "第1版的0002并到这里" in now
    then = page(clerk, address(house, "?v=1"))
    assert FLOOD in then and BUS in then and "路灯不亮" not in then
    assert "0002" in page(clerk, address(house, "?v=1&code=2"))
    assert "育才路积水" in page(clerk, address(house, "?change=renamed"))


def test_a_finding_whose_passages_stood_in_another_is_told_as_split_off(house, clerk, reviewer):
    """New findings from new passages are not split off, nor is one that another was put together with."""
    heard = hear(house, Said(FLOOD), Said("小区门口积水"), Said(BUS), Said("路灯不亮"), Said("操场积水"))
    flood, gate, bus, lamp, yard = heard
    find([flood, gate, yard], clerk, unit=house.community)
    two = find([bus], clerk)
    freeze(house.campaign, date(2014, 2, 28), by=clerk)
    services.release([gate], by=clerk)
    find([gate], clerk, unit=house.department)
    services.merge(two, find([lamp], clerk), by=clerk)
    now = page(clerk, address(house))
    assert "拆出1条" in now and "新增1条" in now and "并入别条的1条" in now
    assert now.count("从第1版的0001拆出") == 1 and "第1版的0002并到这里" in now
    split = page(clerk, address(house, "?change=split"))
    assert "小区门口积水" in split and "路灯不亮" not in split
    new = page(clerk, address(house, "?change=new"))
    assert "路灯不亮" in new and "小区门口积水" not in new
    clerk.account.language = "en"
    clerk.account.save()
    english = page(clerk, address(house))
    assert "1 split off" in english and "split off 0001 of version 1" in english
    supervised = page(reviewer, address(house))
    assert "拆出1条" in supervised and "从第1版" not in supervised, "0001 belongs to a unit they do not supervise"
    freeze(house.campaign, date(2014, 3, 31), by=clerk)
    assert "0 split off" in page(clerk, address(house))


def test_findings_about_a_person_are_kept_apart(house, clerk, reviewer, leader):
    about, plain = hear(house, Said(NAMED), Said(FLOOD))
    services.mark_about_person(find([about], clerk, unit=house.department), True, by=clerk)
    find([plain], clerk, unit=house.department)
    assert NAMED not in page(clerk, address(house))
    assert "意见条1条，另册保管1条，每条只在一处" in page(clerk, address(house))
    apart = page(clerk, address(house, "?apart=yes"))
    assert NAMED in apart and FLOOD not in apart
    assert NAMED not in page(reviewer, address(house, "?apart=yes"))
    page(reviewer, address(house, "1/"), 404)


def test_the_finding_page_opens_passages_voices_and_history(house, clerk):
    resident = house.sector
    held = occasion(house, 12, 23, resident)
    passages = hear(
        house, Said(FLOOD, "symposium", resident, held), Said("育才路下雨积水没人管", "web"), Said("育才路积水", "web")
    )
    other = hear(house, Said("小区门口积水"))
    find(passages, clerk, unit=house.department)
    merged = find(other, clerk)
    services.merge(merged, the_first(), by=clerk)
    shown = page(clerk, address(house, "1/"))
    for words in (
        FLOOD,
        "小区门口积水",
        "23",
        "人次",
        "标题出处",
        "陈例新列一条，意见条3条",
        "陈例把0002合并进来，意见条1条",
    ):
        assert words in shown, words
    assert f"/combing/voice/{passages[0].statement_id}/" in shown
    gone = page(clerk, address(house, "2/"))
    assert "已并入" in gone and "0001" in gone


def test_history_says_who_did_what_without_words_of_a_voice(house, clerk):
    one, two, three = hear(house, Said(FLOOD), Said("育才路积水"), Said("谢谢"))
    finding = find([one, two, three], clerk)
    other = find(hear(house, Said("积水")), clerk)
    services.move([two], other, by=clerk)
    services.set_aside([three], "praise", by=clerk)
    services.undo(campaign=house.campaign, by=clerk)
    services.classify(finding, by=clerk, kind="suggestion", unit=house.street)
    services.mark_about_person(finding, True, by=clerk)
    shown = page(clerk, address(house, "1/"))
    for words in ("陈例移出1条到0002", "陈例撤销了：", "陈例改了：种类、涉及单位", "陈例标为涉及个人，另册保管"):
        assert words in shown, words


def test_a_leader_reads_masked_words_and_no_whole_voice(house, clerk, leader):
    (passage,) = hear(house, Said(NAMED, sector=house.sector))
    find([passage], clerk)
    at = NAMED.index("王大力")
    redaction.propose(passage.statement, at, at + 3, "name", by=clerk)
    shown = page(leader, address(house, "1/"))
    assert "王大力" not in shown and "天天打麻将" in shown
    assert "/combing/voice/" not in shown and "社区居民" not in shown and "第1行" not in shown
    listed = page(leader, address(house))
    assert "王大力" not in listed and "本页隐去1处" in listed


def test_a_search_never_finds_what_is_masked(house, clerk, leader):
    (passage,) = hear(house, Said(NAMED + "。" + BUS))
    find([passage], clerk)
    at = NAMED.index("王大力")
    assert "0001" in page(leader, address(house, "?q=王大力"))
    redaction.propose(passage.statement, at, at + 3, "name", by=clerk)
    for words in ("王大力", "大力", "长王", "力天", "王大力天天"):
        assert "0001" not in page(leader, address(house, f"?q={words}")), words
    assert "0001" in page(leader, address(house, "?q=打麻将"))
    assert "0001" in page(clerk, address(house, "?q=王大力")), "a clerk may open the original"


def test_a_sector_stands_only_where_the_occasion_has_five_of_it(house, clerk, leader):
    teacher = Sector.objects.create(campaign=house.campaign, code="t", name="教师", rank=2)
    big, small = occasion(house, 1, 30), occasion(house, 2, 6)
    many = hear(house, *(Said(f"校门口积水{n}", "symposium", teacher, big) for n in range(5)))
    few = hear(house, *(Said(f"巷子积水{n}", "symposium", teacher, small) for n in range(4)))
    find(many[:1], clerk)
    find(few, clerk)
    assert "教师" in page(leader, address(house, "1/"))
    assert "<span>教师</span>" not in page(leader, address(house, "2/"))
    assert "0002" not in page(leader, address(house, f"?sector={teacher.pk}")), "four of them are no group"
    assert "0002" in page(clerk, address(house, f"?sector={teacher.pk}"))


def test_small_groups_are_never_shown_apart_by_difference(house, clerk, leader):
    teacher = Sector.objects.create(campaign=house.campaign, code="t", name="教师", rank=2)
    driver = Sector.objects.create(campaign=house.campaign, code="d", name="司机", rank=3)
    said = [Said(f"积水{n}", sector=house.sector) for n in range(9)]
    said += [Said(f"积水司机{n}", sector=driver) for n in range(6)] + [Said("积水教师", sector=teacher)]
    find(hear(house, *said), clerk)
    shown = page(leader, address(house, "1/")).split("来自哪些界别")[1].split("</section>")[0]
    assert "社区居民" in shown and "司机" not in shown and "教师" not in shown
    assert "另有7条来自其他界别" in shown


def test_a_unit_sees_title_category_and_a_rough_number(house, clerk, liaison):
    winds = scheme(house)
    passages = hear(house, *(Said(f"{FLOOD}{n}", "web", house.sector) for n in range(4)))
    find(passages, clerk, unit=house.department, categories=[winds[0]], scope="common")
    find(hear(house, Said(BUS)), clerk, unit=house.street)
    listed, shown = page(liaison, address(house)), page(liaison, address(house, "1/"))
    for html in (listed, shown):
        assert FLOOD in html and "官僚主义" in html and ("不足5条" in html or "不到5条" in html)
        for kept in ("网", "社区居民", "共性", "3月1日", "陈例", BUS):
            assert f">{kept}" not in html, kept
    page(liaison, address(house, "2/"), 404)
    page(liaison, address(house, "?channel=web"))
    assert FLOOD in page(liaison, address(house, "?channel=letter")), "a filter it has not is no filter"
    assert FLOOD not in page(liaison, address(house, f"?scheme_{winds[0].scheme_id}={winds[1].pk}"))


def test_nobody_reads_the_passages_of_their_own_matter(house, clerk):
    (passage,) = hear(house, Said("窗口的人说话难听。" + FLOOD, "web"))
    find([passage], clerk, unit=house.department, words="窗口的人")
    insider = office.person("窗口", house.department, "insider")
    office.grant(insider, "CL", house.campaign)
    shown = page(insider, address(house, "1/"))
    assert "窗口的人" in shown and "说话难听" not in shown and "不足5条" in shown
    assert "0001" not in page(insider, address(house, "?q=难听"))
    assert "0001" not in page(insider, address(house, "?channel=web"))
    assert "0001" in page(insider, address(house, "?q=窗口"))


def test_masks_are_reviewed_by_a_second_person(house, clerk):
    colleague = office.person("赵复核", house.root, "colleague")
    office.grant(colleague, "CL", house.campaign)
    (passage,) = hear(house, Said(NAMED))
    at = NAMED.index("王大力")
    redaction.propose(passage.statement, at, at + 3, "name", by=clerk)
    queue = f"/desk/{house.campaign.slug}/combing/redactions/"
    assert "王大力" not in page(clerk, queue)
    assert "王大力" in page(colleague, queue)
    mask = Redaction.objects.get()
    own = office.client_of(clerk).post(f"{queue}{mask.pk}/", {"approve": "yes"})
    assert own.status_code == 422
    mask.refresh_from_db()
    assert mask.state == "proposed"
    assert office.client_of(colleague).post(f"{queue}{mask.pk}/", {"approve": "yes"}).status_code == 302
    mask.refresh_from_db()
    assert mask.state == "approved" and mask.reviewed_by == colleague
    again = office.client_of(colleague).post(f"{queue}{mask.pk}/", {"approve": "no"})
    assert again.status_code == 409


def test_the_old_headline_of_a_version_is_masked_too(house, clerk, leader):
    passage, other = hear(house, Said(NAMED), Said("办事找不着人"))
    finding = find([passage, other], clerk, words=NAMED)
    freeze(house.campaign, date(2014, 2, 28), by=clerk)
    finding.refresh_from_db()
    services.name(finding, Span(other.statement_id, 0, 4), by=clerk)
    at = NAMED.index("王大力")
    redaction.propose(passage.statement, at, at + 3, "name", by=clerk)
    for query in ("", "?v=1"):
        shown = page(leader, address(house, query))
        assert "天天打麻将" in shown and "王大力" not in shown, query


def test_the_clerk_freezes_a_version(house, clerk, leader):
    find(hear(house, Said(FLOOD)), clerk)
    client = office.client_of(clerk)
    assert f'value="{timezone.localdate():%Y-%m-%d}"' in page(clerk, address(house, "freeze/"))
    assert client.post(address(house, "freeze/"), {"on": "2014-02-28"}).status_code == 302
    assert "第1版" in page(clerk, address(house))
    assert client.post(address(house, "freeze/"), {"on": ""}).status_code == 422
    assert office.client_of(leader).post(address(house, "freeze/"), {"on": "2014-02-28"}).status_code in {403, 404}
