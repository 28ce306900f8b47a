"""Units in their tree: made, moved with all below them, never into a circle, ended but never deleted."""

from datetime import date

import pytest

from huisheng.errors import Conflict, Refused
from huisheng.organisation.models import AuditEntry, Person, Unit
from huisheng.organisation.services.units import UnitFacts, change_unit, create_unit, end_unit
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


def facts(unit, **changes):
    said = {name: getattr(unit, name) for name in ("code", "name", "kind", "parent", "name_en", "short_name", "rank")}
    return UnitFacts(**(said | changes))


def test_a_unit_moves_with_all_below_it(house, manager):
    change_unit(house.street, facts(house.street, parent=house.department), by=manager)
    house.community.refresh_from_db()
    assert house.street.path == "D/B1/S1/"
    assert house.community.path == "D/B1/S1/C1/"


def test_a_new_code_is_in_every_path_below(house, manager):
    change_unit(house.street, facts(house.street, code="S9"), by=manager)
    house.community.refresh_from_db()
    assert house.community.path == "D/S9/C1/"


@pytest.mark.parametrize("below", ["street", "community"])
def test_no_unit_lies_below_itself(house, manager, below):
    with pytest.raises(Refused):
        change_unit(house.street, facts(house.street, parent=getattr(house, below)), by=manager)
    house.street.refresh_from_db()
    assert house.street.path == "D/S1/"


def test_there_is_one_root(house, manager):
    with pytest.raises(Refused):
        create_unit(UnitFacts("X", "又一个区", "district", None), by=manager)
    with pytest.raises(Refused):
        change_unit(house.street, facts(house.street, parent=None), by=manager)


def test_codes_are_never_used_twice(house, manager):
    with pytest.raises(Conflict):
        create_unit(UnitFacts("C1", "另一社区", "community", house.street), by=manager)
    with pytest.raises(Conflict):
        change_unit(house.department, facts(house.department, code="S1"), by=manager)
    house.department.refresh_from_db()
    assert house.department.path == "D/B1/"


def test_a_unit_ends_only_empty_and_stays_in_the_record(house, manager):
    with pytest.raises(Refused):
        end_unit(house.street, date(2014, 5, 1), by=manager)
    someone = Person.objects.create(name="居样", unit=house.community)
    with pytest.raises(Refused):
        end_unit(house.community, date(2014, 5, 1), by=manager)
    someone.ended_on = date(2014, 4, 1)
    someone.save()
    end_unit(house.community, date(2014, 5, 1), by=manager)
    assert Unit.objects.get(code="C1").ended_on == date(2014, 5, 1)
    assert AuditEntry.objects.latest("number").act == "unit.ended"


def test_the_page_shows_the_tree_and_makes_a_unit(house, manager):
    desk = office.client_of(manager)
    answer = desk.post(
        "/office/units/new/",
        {"code": "C2", "name": "河东社区", "kind": "community", "parent": house.street.pk, "rank": 2},
    )
    assert answer.status_code == 302
    page = desk.get("/office/units/").content.decode()
    assert page.index("柳湾街道") < page.index("河东社区")
    assert "<details open>" in page


def test_a_circle_is_said_on_the_page(house, manager):
    desk = office.client_of(manager)
    sent = {"code": "S1", "name": "柳湾街道", "kind": "subdistrict", "parent": house.community.pk, "rank": 0}
    answer = desk.post(f"/office/units/{house.street.pk}/", sent)
    assert answer.status_code == 422
    assert Unit.objects.get(code="S1").parent_id == house.root.pk


def test_ended_units_are_shown_on_asking(house, manager):
    end_unit(house.community, date(2014, 5, 1), by=manager)
    desk = office.client_of(manager)
    assert "柳湾社区" not in desk.get("/office/units/").content.decode()
    assert "柳湾社区" in desk.get("/office/units/?ended").content.decode()
