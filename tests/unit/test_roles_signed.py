"""Roles: the role administrator asks, the auditor signs; the rules R6 and R7 hold when asked and when signed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from huisheng.campaign.models import RoleGrant, Supervision
from huisheng.campaign.services import grants
from huisheng.campaign.services.campaigns import Name
from huisheng.campaign.services.review import change_group
from huisheng.campaign.standing import standing
from huisheng.errors import Conflict, Refused
from huisheng.organisation import clock
from huisheng.organisation.models import AdminGrant, AuditEntry, Countersign, Person
from huisheng.organisation.policy import Role
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
def auditor(house):
    someone = office.person("审样", house.root, login="shen")
    office.administrator(someone, "AU")
    return someone


@pytest.fixture
def clerk(house):
    return office.person("王样", house.department, login="wang")


def wish(house, someone, role="CL", **more):
    campaign = None if role in {"SA", "RA", "AU"} else house.campaign
    return grants.Wish(someone, role, clock.today(), campaign=campaign, **more)


def roles_of(someone, house):
    return standing(someone, house.campaign, clock.today()).roles


def test_a_role_exists_only_once_it_is_signed(house, manager, auditor, clerk):
    asking, signing = office.client_of(manager), office.client_of(auditor)
    sent = {"person": clerk.pk, "role": "CL", "campaign": house.campaign.pk, "from_on": clock.today().isoformat()}
    assert asking.post("/office/roles/new/", sent).status_code == 302
    assert roles_of(clerk, house) == frozenset()
    request = Countersign.objects.get()
    assert "王样" in signing.get("/office/roles/").content.decode()
    assert signing.post(f"/office/roles/requests/{request.pk}/sign/").status_code == 302
    assert roles_of(clerk, house) == {Role.CL}
    assert [*AuditEntry.objects.order_by("number").values_list("act", flat=True)] == [
        "grant.asked",
        "grant.give_signed",
    ]


def test_refused_means_none(house, manager, auditor, clerk):
    request = grants.ask(wish(house, clerk), by=manager)
    grants.refuse(request, by=auditor)
    assert roles_of(clerk, house) == frozenset()
    with pytest.raises(Conflict):
        grants.sign(request, by=auditor)


def test_the_auditor_sees_requests_but_not_who_holds_what(house, manager, auditor, clerk):
    office.grant(clerk, "CL", house.campaign)
    page = office.client_of(auditor).get("/office/roles/").content.decode()
    assert "王样" not in page
    assert "王样" in office.client_of(manager).get("/office/roles/").content.decode()


def test_who_asks_cannot_sign_and_who_signs_cannot_ask(house, manager, auditor, clerk):
    request = grants.ask(wish(house, clerk), by=manager)
    assert office.client_of(manager).post(f"/office/roles/requests/{request.pk}/sign/").status_code == 403
    assert office.client_of(auditor).post("/office/roles/new/", {"person": clerk.pk}).status_code == 403
    with pytest.raises(Refused):
        grants.sign(request, by=manager)
    with pytest.raises(DatabaseError), transaction.atomic():
        Countersign.objects.filter(pk=request.pk).update(signed_by=manager, signed_at=clock.now())


def test_nobody_gives_themselves_a_role_or_signs_their_own(house, manager, auditor):
    with pytest.raises(Refused):
        grants.ask(wish(house, manager), by=manager)
    other = office.person("另样", house.root)
    office.administrator(other, "RA")
    request = grants.ask_end(AdminGrant.objects.get(person=auditor), by=other)
    with pytest.raises(Refused):
        grants.sign(request, by=auditor)


@pytest.mark.parametrize("first", ["SA", "RA", "AU"])
@pytest.mark.parametrize("second", ["SA", "RA", "AU", "CL", "LD"])
def test_administrators_hold_nothing_else(house, manager, clerk, first, second):
    office.administrator(clerk, first)
    with pytest.raises(Refused):
        grants.ask(wish(house, clerk, second), by=manager)


def test_whoever_works_in_a_campaign_becomes_no_administrator(house, manager, clerk):
    office.grant(clerk, "CL", house.campaign)
    with pytest.raises(Refused):
        grants.ask(wish(house, clerk, "AU"), by=manager)
    with pytest.raises(DatabaseError), transaction.atomic():
        AdminGrant.objects.create(person=clerk, role="AU", from_on=clock.today())


@pytest.mark.parametrize(("first", "second"), [("PE", "CL"), ("PE", "TR"), ("CL", "PE"), ("TR", "PE")])
def test_a_publicity_editor_shares_no_log_in_with_clerk_or_transcriber(house, manager, clerk, first, second):
    office.grant(clerk, first, office.office("other").campaign)
    with pytest.raises(Refused):
        grants.ask(wish(house, clerk, second), by=manager)


def test_a_rule_broken_between_asking_and_signing_stops_the_signature(house, manager, auditor, clerk):
    request = grants.ask(wish(house, clerk, "PE"), by=manager)
    office.grant(clerk, "CL", house.campaign)
    with pytest.raises(Refused):
        grants.sign(request, by=auditor)
    request.refresh_from_db()
    assert request.signed_at is None
    assert roles_of(clerk, house) == {Role.CL}


@pytest.mark.parametrize("charge", ["department", "street", "community"])
def test_no_group_supervises_a_members_home_or_its_line(house, manager, charge):
    member = office.person("督样", house.street)
    group = office.review_group(house.campaign, 1, getattr(house, charge))
    if charge == "department":
        grants.ask(wish(house, member, "RG", group=group), by=manager)
    else:
        with pytest.raises(Refused):
            grants.ask(wish(house, member, "RG", group=group), by=manager)


@pytest.mark.parametrize("charge", ["street", "community"])
def test_a_group_is_given_no_unit_of_its_members(house, manager, charge):
    member = office.person("督样", house.street)
    group = office.review_group(house.campaign, 1)
    office.grant(member, "RG", house.campaign, group)
    with pytest.raises(Refused):
        change_group(group, Name(group.name), [getattr(house, charge)], by=manager)
    assert not Supervision.objects.exists()


@pytest.mark.parametrize("charge", ["street", "community"])
def test_a_unit_has_one_group(house, manager, charge):
    office.review_group(house.campaign, 1, house.street)
    other = office.review_group(house.campaign, 2)
    with pytest.raises(Conflict):
        change_group(other, Name(other.name), [getattr(house, charge)], by=manager)


def test_a_role_ends_when_its_end_is_signed_and_at_its_last_day(house, manager, auditor, clerk):
    office.grant(clerk, "CL", house.campaign)
    request = grants.ask_end(RoleGrant.objects.get(person=clerk), by=manager)
    assert roles_of(clerk, house) == {Role.CL}
    with pytest.raises(Conflict):
        grants.ask_end(RoleGrant.objects.get(person=clerk), by=manager)
    grants.sign(request, by=auditor)
    assert roles_of(clerk, house) == frozenset()
    until = clock.today() + timedelta(days=3)
    grants.sign(grants.ask(wish(house, clerk, "TR", until_on=until), by=manager), by=auditor)
    assert standing(clerk, house.campaign, until).roles == {Role.TR}
    assert standing(clerk, house.campaign, until + timedelta(days=1)).roles == frozenset()


def test_a_second_system_administrator_can_be_made(house, manager, auditor):
    someone = office.person("系样", house.root)
    grants.sign(grants.ask(wish(house, someone, "SA"), by=manager), by=auditor)
    assert AdminGrant.objects.get(person=someone).countersign.signed_by == auditor


def test_who_has_left_gets_no_role(house, manager):
    someone = Person.objects.create(name="离样", unit=house.street, ended_on=clock.today())
    with pytest.raises(Refused):
        grants.ask(wish(house, someone), by=manager)


def test_the_page_costs_the_same_at_any_size(house, manager, django_assert_max_num_queries):
    for n in range(30):
        office.grant(office.person(f"员样{n}", house.street), "LI", house.campaign)
    desk = office.client_of(manager)
    with django_assert_max_num_queries(12):
        assert "员样29" in desk.get("/office/roles/").content.decode()
