"""A campaign from nothing: made by the system administrator, set up by its clerks, opened to the public."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huisheng.campaign.models import Campaign, Phase, ReviewGroup, Supervision
from huisheng.combing.models import Category, Scheme
from huisheng.listening.models import FormVersion, Sector
from huisheng.organisation.models import AuditEntry
from tests.factories import office

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return office.office()


@pytest.fixture
def operator(house):
    someone = office.person("系样", house.root, login="xi")
    office.administrator(someone, "SA")
    return someone


@pytest.fixture
def new(house):
    return Campaign.objects.create(slug="second", name="第二批活动", unit=house.root)


@pytest.fixture
def desk(house, new):
    someone = office.person("王样", house.root, login="wang")
    office.grant(someone, "CL", new)
    return office.client_of(someone)


def workbook(*rows):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    target = io.BytesIO()
    made.save(target)
    return SimpleUploadedFile("分类.xlsx", target.getvalue())


def test_the_system_administrator_makes_one_with_wave_and_parent(house, operator):
    page = office.client_of(operator)
    sent = {"name": "第二批", "slug": "Second-2014", "unit": house.root.pk, "parent": house.campaign.pk, "wave": 2}
    assert page.post("/office/campaigns/new/", sent).status_code == 302
    made = Campaign.objects.get(slug="second-2014")
    assert (made.parent, made.wave, made.intake_open) == (house.campaign, 2, False)
    assert page.post("/office/campaigns/new/", sent).status_code == 422
    listed = page.get("/office/campaigns/").content.decode()
    assert "第二批" in listed and "示例活动" in listed


def test_names_phrases_and_texts(new, desk):
    sent = {
        "name": "第二批活动",
        "name_en": "Second",
        "wave": "2",
        "state": "running",
        "launched_on": "2014-03-01",
        "phrases": "照镜子 | Look in the mirror\n正衣冠\n\n",
        "purpose": "用于改进工作。",
        "retention": "按档案规定保存。",
    }
    assert desk.post("/desk/second/setup/", sent).status_code == 302
    new.refresh_from_db()
    assert new.phrases == [{"zh": "照镜子", "en": "Look in the mirror"}, {"zh": "正衣冠", "en": ""}]
    assert "照镜子" in desk.get("/desk/second/").content.decode()
    form = desk.get("/desk/second/setup/").content.decode()
    assert "照镜子 | Look in the mirror\n正衣冠" in form


def test_phases_may_overlap_but_not_run_backwards(new, desk):
    def add(name, first, last):
        sent = {"name": name, "planned_from": first, "planned_until": last}
        return desk.post("/desk/second/setup/phases/", sent).status_code

    assert add("学习教育", "2014-01-20", "2014-04-30") == 302
    assert add("查摆问题", "2014-04-01", "2014-06-30") == 302
    assert add("倒着走", "2014-06-01", "2014-05-01") == 422
    assert [phase.rank for phase in Phase.objects.all()] == [1, 2]
    page = desk.get("/desk/second/").content.decode()
    assert page.index("学习教育") < page.index("查摆问题")


def test_a_phase_that_has_begun_stays(new, desk):
    days = {"planned_from": date(2014, 1, 1), "planned_until": date(2014, 2, 1)}
    begun = Phase.objects.create(campaign=new, rank=1, name="一", actual_from=date(2014, 1, 1), **days)
    open_one = Phase.objects.create(campaign=new, rank=2, name="二", **days)
    assert desk.post(f"/desk/second/setup/phases/{begun.pk}/remove/").status_code == 422
    assert desk.post(f"/desk/second/setup/phases/{open_one.pk}/remove/").status_code == 302
    assert [each.name for each in Phase.objects.all()] == ["一"]


def test_units_without_a_group_are_named_until_each_has_one(house, new, desk):
    assert desk.post("/desk/second/setup/groups/", {"number": 1, "name": "第一督导组"}).status_code == 302
    page = desk.get("/desk/second/setup/groups/").content.decode()
    assert "柳湾街道" in page and "区住建局" in page
    chosen = {"name": "第一督导组", "units": [house.street.pk, house.department.pk]}
    assert desk.post("/desk/second/setup/groups/1/", chosen).status_code == 302
    assert "notice-warn" not in desk.get("/desk/second/setup/groups/").content.decode()
    ReviewGroup.objects.create(campaign=new, number=2, name="第二督导组")
    taken = desk.post("/desk/second/setup/groups/2/", {"name": "第二督导组", "units": [house.community.pk]})
    assert taken.status_code == 422
    assert Supervision.objects.filter(campaign=new).count() == 2


def test_sectors_schemes_forms_then_the_page_opens(new, desk):
    assert desk.post("/desk/second/listening/public-page/open/").status_code == 422
    assert desk.post("/desk/second/listening/public-page/opinion-form/publish/").status_code == 302
    assert desk.post("/desk/second/listening/public-page/open/").status_code == 422
    new.purpose, new.retention = "用于改进工作。", "按档案规定保存。"
    new.save()
    assert desk.post("/desk/second/listening/public-page/open/").status_code == 302
    desk.post("/desk/second/listening/sectors/usual/")
    desk.post("/desk/second/listening/sectors/usual/")
    assert Sector.objects.filter(campaign=new).count() == 15
    desk.post("/desk/second/combing/schemes/shipped/")
    assert Scheme.objects.filter(campaign=new).count() == 3
    desk.post("/desk/second/listening/public-page/opinion-form/publish/")
    assert FormVersion.objects.filter(campaign=new).count() == 1
    desk.post("/desk/second/listening/public-page/close/")
    new.refresh_from_db()
    assert not new.intake_open


def test_a_closed_campaign_takes_no_voices(new, desk):
    Campaign.objects.filter(pk=new.pk).update(intake_open=True, purpose="甲", retention="乙")
    desk.post("/desk/second/setup/", {"name": "第二批活动", "state": "closed", "purpose": "甲", "retention": "乙"})
    new.refresh_from_db()
    assert not new.intake_open
    assert desk.post("/desk/second/listening/public-page/open/").status_code == 422


def test_a_scheme_comes_from_a_workbook_whole_or_not_at_all(new, desk):
    head = ["类代码", "类名", "类名（英文）", "提示词"]
    sent = {"name": "部门", "code": "offices"}
    bad = workbook(head, ["water", "供水", "Water", "水管、停水"], ["water", "供电", "", ""])
    assert desk.post("/desk/second/combing/schemes/", {**sent, "file": bad}).status_code == 422
    assert not Scheme.objects.exists()
    good = workbook(
        head, ["water", "供水", "Water", "水管、停水"], ["power", "供电", "", "停电,电价"], ["rest", "其他"]
    )
    assert desk.post("/desk/second/combing/schemes/", {**sent, "file": good}).status_code == 302
    assert Category.objects.get(code="power").words == ["停电", "电价"]
    assert AuditEntry.objects.latest("number").act == "scheme.imported"


def test_only_clerks_set_up_and_only_the_operator_makes(house, new, operator):
    leader = office.person("领样", house.root, login="ling")
    office.grant(leader, "LD", new)
    assert office.client_of(leader).get("/desk/second/setup/").status_code == 404
    assert office.client_of(leader).get("/office/campaigns/new/").status_code == 404
    assert office.client_of(operator).post("/desk/second/setup/", {}).status_code == 404


def test_home_tells_each_role_what_waits(house, new, desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        page = desk.get("/desk/second/").content.decode()
    assert "/desk/second/listening/sectors/" in page
    leader = office.person("领样", house.root, login="ling")
    office.grant(leader, "LD", new)
    page = office.client_of(leader).get("/desk/second/").content.decode()
    assert "/desk/second/combing/findings/" in page and "/setup/" not in page
