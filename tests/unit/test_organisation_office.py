"""The operator's page, and what an empty office says to do next."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from huisheng.campaign.models import Campaign
from huisheng.organisation import last_backup, verification
from huisheng.organisation.models import Institution, Job, Person, Unit, Worker
from huisheng.web.backup import making
from tests.factories import office

pytestmark = pytest.mark.django_db


def administrator(role, home):
    someone = office.person(role, home, login=role)
    office.administrator(someone, role)
    return office.client_of(someone)


def steps(desk):
    """The state of each step, in order."""
    page = desk.get("/desk/", headers={"Accept-Language": "en"}).content.decode()
    return re.findall(r"<li( aria-current=\"step\")?><span class=\"grow\">\d\.", page)


def test_an_empty_office_says_what_comes_next_and_an_asking_one_does_not():
    Institution.objects.create(name="示例区")
    root = office.unit("D", "示例区", Unit.Kind.DISTRICT)
    desk = administrator("SA", root)
    assert [bool(now) for now in steps(desk)] == [True] + [False] * 6
    office.unit("S1", "柳湾街道", Unit.Kind.SUBDISTRICT, root)
    Person.objects.create(name="王样", unit=root)
    assert [bool(now) for now in steps(desk)] == [False, False, True] + [False] * 4
    Campaign.objects.create(slug="ask", name="示例活动", unit=root, intake_open=True)
    assert steps(desk) == []


def test_a_clerk_is_told_no_steps():
    house = office.office()
    Campaign.objects.update(intake_open=False)
    clerk = office.person("王样", house.department, login="wang")
    office.grant(clerk, "CL", house.campaign)
    assert steps(office.client_of(clerk)) == []


@pytest.fixture
def house(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "HOME", tmp_path)
    return office.office()


def test_the_operator_sees_which_worker_lives(house):
    desk = administrator("SA", house.root)
    now = timezone.now()
    rows = {"pid": 1, "version": "0.1.0", "started_at": now}
    Worker.objects.create(token="a", host="alive", seen_at=now, **rows)
    Worker.objects.create(token="b", host="silent", seen_at=now - timedelta(minutes=2), **rows)
    page = desk.get("/office/health/").content.decode()
    assert "alive" in page
    assert "silent" not in page


def test_work_that_waits_without_a_worker_is_marked(house):
    desk = administrator("SA", house.root)
    before = desk.get("/office/health/").content.decode().count("#i-late")
    Job.objects.create(kind="combing.propose", queued_at=timezone.now())
    assert desk.get("/office/health/").content.decode().count("#i-late") == before + 1


def test_the_last_verify_stands_on_the_page(house):
    desk = administrator("AU", house.root)
    assert "#i-ring" in desk.get("/office/health/").content.decode()
    verification.keep(holds=False, count=12)
    page = desk.get("/office/health/").content.decode()
    assert "#i-ring" not in page
    assert "huisheng verify" in page


def test_the_last_backup_stands_on_the_page(house, tmp_path, settings):
    settings.HOME = tmp_path
    desk = administrator("SA", house.root)

    def page():
        return desk.get("/office/health/", headers={"accept-language": "en"}).content.decode()

    without = page()
    assert "huisheng backup" in without
    making.make(tmp_path / "today.tar")
    made = page()
    assert made.count("#i-late") == without.count("#i-late") - 1
    assert f"{timezone.localtime(last_backup.read()):%H:%M}" in made
    last_backup.keep(timezone.now() - timedelta(days=3))
    assert page().count("#i-late") == without.count("#i-late")


@pytest.mark.parametrize(("role", "status"), [("SA", 200), ("AU", 200), ("RA", 404)])
def test_who_sees_the_operators_page(house, role, status):
    assert administrator(role, house.root).get("/office/health/").status_code == status
    assert Client().get("/office/health/").status_code == 302


def test_the_operators_page_costs_no_more_with_many_jobs(house, django_assert_max_num_queries):
    desk = administrator("SA", house.root)
    now = timezone.now()
    Job.objects.bulk_create(Job(kind="combing.propose", state="done", queued_at=now) for _ in range(120))
    for page in ("/office/health/", "/office/jobs/", "/office/"):
        with django_assert_max_num_queries(12):
            assert desk.get(page).status_code == 200
