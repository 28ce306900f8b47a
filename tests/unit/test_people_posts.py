"""People and their posts: ranked, with history; who leaves loses roles and log-in at once (R7)."""

from datetime import date

import pytest
from django.test import Client

from huisheng.campaign.models import RoleGrant
from huisheng.campaign.standing import standing
from huisheng.errors import Conflict, Refused
from huisheng.organisation import clock
from huisheng.organisation.models import Account, AdminGrant, Person, Post
from huisheng.organisation.services.people import (
    PersonFacts,
    PostFacts,
    add_post,
    change_person,
    create_person,
    end_person,
)
from tests.factories import office

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return office.office()


@pytest.fixture
def manager(house):
    someone = office.person("管样", house.root, login="guan")
    office.administrator(someone, "RA")
    return someone


@pytest.fixture
def clerk(house):
    someone = office.person("王样", house.department, login="wang")
    office.grant(someone, "CL", house.campaign)
    return someone


def test_who_leaves_has_no_role_and_no_log_in_from_that_moment(house, manager, clerk):
    desk = office.client_of(clerk)
    assert desk.get("/desk/listening/").status_code == 200
    office.client_of(manager).post(f"/office/people/{clerk.pk}/end/", {"on": clock.today().isoformat()})
    assert desk.get("/desk/listening/").status_code == 302
    assert Client().post("/account/login/", {"login": "wang", "password": office.PASSWORD}).status_code == 422
    clerk.refresh_from_db()
    assert standing(clerk, house.campaign, clock.today()).roles == frozenset()
    assert RoleGrant.objects.get(person=clerk).until_on is not None
    assert Account.objects.get(login="wang").locked_at is not None


def test_an_administrator_who_leaves_is_none_any_more(house, manager):
    other = office.person("审样", house.root, login="shen")
    office.administrator(other, "AU")
    end_person(other, clock.today(), by=manager)
    assert standing(other, None, clock.today()).roles == frozenset()
    assert AdminGrant.objects.get(person=other).until_on is not None


def test_nobody_ends_themselves_and_nobody_twice(manager, clerk):
    with pytest.raises(Refused):
        end_person(manager, clock.today(), by=manager)
    end_person(clerk, clock.today(), by=manager)
    with pytest.raises(Conflict):
        end_person(clerk, clock.today(), by=manager)


def test_only_the_role_administrator_ends_people(house, clerk):
    operator = office.person("系样", house.root, login="xi")
    office.administrator(operator, "SA")
    answer = office.client_of(operator).post(f"/office/people/{clerk.pk}/end/", {"on": "2014-05-01"})
    assert answer.status_code == 403
    assert Person.objects.get(pk=clerk.pk).ended_on is None


def test_posts_are_listed_by_rank_and_past_ones_stay(house, manager, clerk):
    add_post(clerk, PostFacts("科员", 5, date(2012, 1, 1), unit=house.department), by=manager)
    add_post(clerk, PostFacts("科长", 2, date(2014, 1, 1), unit=house.department), by=manager)
    desk = office.client_of(manager)
    first = Post.objects.get(title="科员")
    form = {"title": "科员", "unit": house.department.pk, "rank": 5, "from_on": "2012-01-01", "until_on": "2013-12-31"}
    assert desk.post(f"/office/posts/{first.pk}/", form).status_code == 302
    page = desk.get(f"/office/people/{clerk.pk}/").content.decode()
    assert page.index("科长") < page.index("科员")
    assert "科员" not in desk.get("/office/people/").content.decode()


def test_a_post_is_somewhere_and_ends_after_it_begins(house, manager, clerk):
    with pytest.raises(Refused):
        add_post(clerk, PostFacts("悬空", 1, date(2014, 1, 1)), by=manager)
    answer = office.client_of(manager).post(
        f"/office/people/{clerk.pk}/posts/new/",
        {"title": "倒序", "unit": house.department.pk, "rank": 1, "from_on": "2014-02-01", "until_on": "2014-01-01"},
    )
    assert answer.status_code == 422
    assert not Post.objects.exists()


def test_staff_numbers_are_not_shared(house, manager):
    create_person(PersonFacts("甲样", house.street, staff_number="001"), by=manager)
    other = create_person(PersonFacts("乙样", house.street), by=manager)
    with pytest.raises(Conflict):
        change_person(other, PersonFacts("乙样", house.street, staff_number="001"), by=manager)
    assert create_person(PersonFacts("丙样", house.street), by=manager).staff_number is None


def test_people_are_found_by_name_unit_and_post_and_paged_by_key(house, manager, django_assert_max_num_queries):
    Person.objects.bulk_create(Person(name=f"居样{n}", unit=house.community) for n in range(60))
    someone = create_person(PersonFacts("罕见名", house.department), by=manager)
    add_post(someone, PostFacts("河长", 1, date(2014, 1, 1), unit=house.department), by=manager)
    desk = office.client_of(manager)
    with django_assert_max_num_queries(12):
        first = desk.get("/office/people/").content.decode()
    assert "居样59" not in first and "after=" in first
    assert "罕见名" in desk.get("/office/people/", {"text": "河长"}).content.decode()
    below = desk.get("/office/people/", {"unit": "S1"}).content.decode()
    assert "居样1" in below and "罕见名" not in below
