"""Units and people from and to a workbook: a round trip changes nothing, good rows are kept, bad ones come back."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huisheng.organisation.models import AuditEntry, Body, Person, Post, Unit
from huisheng.organisation.services.people import PostFacts, add_post, write_body
from tests.factories import office

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    made = office.office()
    write_body(made.root, "区政府班子", "", 1, by=Person.objects.create(name="做样", unit=made.root))
    return made


@pytest.fixture
def manager(house):
    someone = office.person("管样", house.root, login="guan")
    office.administrator(someone, "RA")
    return someone


@pytest.fixture
def desk(manager):
    return office.client_of(manager)


@pytest.fixture
def mayor(house, manager):
    someone = Person.objects.create(name="区样", name_en="Qu Yang", unit=house.root, staff_number="007")
    body = Body.objects.get()
    add_post(someone, PostFacts("区长", 1, date(2012, 3, 1), unit=house.root, body=body), by=manager)
    add_post(someone, PostFacts("副区长", 4, date(2010, 3, 1), unit=house.root, until_on=date(2012, 2, 28)), by=manager)
    return someone


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Unit, Body, Person, Post)]


def book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def send(desk, made):
    target = io.BytesIO()
    made.save(target)
    file = SimpleUploadedFile("单位人员.xlsx", target.getvalue())
    return desk.post("/office/workbook/", {"file": file})


def figures(page):
    return [int(each) for each in re.findall(r"<dd>(\d+)</dd>", page.content.decode())]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_goes_out_comes_in_again_unchanged(house, mayor, manager, desk, language):
    manager.account.language = language
    manager.account.save()
    before = everything()
    made = book(desk.get("/office/workbook/download/").content)
    page = send(desk, made)
    rows = sum(sheet.max_row - 1 for sheet in made)
    assert figures(page) == [0, 0, rows, 0]
    assert everything() == before


def test_good_rows_are_kept_and_bad_ones_come_back_with_reasons(house, mayor, desk):
    made = book(desk.get("/office/workbook/download/").content)
    units, _bodies, people, posts = made.worksheets
    units.append(["C9", "河东社区", "", "", "社区", "S9", 1])
    units.append(["S9", "河东街道", "", "", "街道", "D", 3])
    units.append(["X1", "怪单位", "", "", "不明种类", "D", 1])
    people.append([None, "021", "河样", "", "C9"])
    people.append([None, None, "无处样", "", "没有的代码"])
    posts.append([None, "021", "河样", "C9", None, "书记", "", 1, "2014-03-01"])
    posts.append([None, "021", "河样", "C9", None, "主任", "", 1, "三月"])
    page = send(desk, made)
    created, changed, _unchanged, returned = figures(page)
    assert (created, changed, returned) == (4, 0, 3)
    assert Unit.objects.get(code="C9").path == "D/S9/C9/"
    assert Post.objects.get(title="书记").person.staff_number == "021"
    assert AuditEntry.objects.latest("number").detail["returned"] == 3
    carried = re.search(r'name="rows" value="([^"]+)"', page.content.decode())[1]
    back = book(desk.post("/office/workbook/returned/", {"rows": carried}).content)
    assert [sheet.max_row - 1 for sheet in back] == [1, 1, 1]
    assert "不明种类" in back.worksheets[0].cell(2, 9).value
    mended = back
    mended.worksheets[0].cell(2, 5).value = "部门"
    mended.worksheets[1].cell(2, 5).value = "C9"
    mended.worksheets[2].cell(2, 9).value = "2014年3月2日"
    assert figures(send(desk, mended))[0::3] == [3, 0]


def test_a_circle_in_the_file_comes_back(house, desk):
    made = book(desk.get("/office/workbook/download/").content)
    made.worksheets[0].append(["A1", "甲", "", "", "部门", "A2", 1])
    made.worksheets[0].append(["A2", "乙", "", "", "部门", "A1", 1])
    assert figures(send(desk, made))[3] == 2
    assert not Unit.objects.filter(code__in=["A1", "A2"]).exists()


def test_nobody_leaves_by_a_workbook(house, mayor, desk):
    made = book(desk.get("/office/workbook/download/").content)
    people = made.worksheets[2]
    row = next(row for row in people.iter_rows(min_row=2) if row[2].value == "区样")
    people.cell(row[0].row, 6).value = "2014-04-01"
    assert figures(send(desk, made))[3] == 1
    assert Person.objects.get(name="区样").ended_on is None


def test_columns_a_workbook_lacks_keep_what_is_recorded(house, mayor, desk):
    made = openpyxl.Workbook()
    made.active.append(["工号", "姓名", "单位代码"])
    made.active.append(["007", "区样", "S1"])
    page = send(desk, made)
    assert figures(page) == [0, 1, 0, 0]
    mayor.refresh_from_db()
    assert (mayor.unit.code, mayor.name_en) == ("S1", "Qu Yang")


def test_a_foreign_table_is_refused_and_nothing_kept(house, desk):
    before = everything()
    made = openpyxl.Workbook()
    made.active.append(["意见", "日期"])
    made.active.append(["路灯不亮已经一个多月了，请尽快修理。", "2014-03-01"])
    assert send(desk, made).status_code == 422
    assert everything() == before


def test_carried_rows_cannot_be_forged(desk):
    assert desk.post("/office/workbook/returned/", {"rows": "made-up"}).status_code == 404
