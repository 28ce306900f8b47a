"""Symposia: recorded, corrected with a trail, taken in and handed back by workbook."""

import io
from datetime import date, time

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from huisheng.listening.models import Attendance, Occasion, Sector
from huisheng.listening.services.recording import Record, correct_occasion, person_named, record_occasion
from huisheng.organisation.models import AuditEntry, Person, Unit
from huisheng.organisation.sentences import sentence
from tests.factories.hostile import cases
from tests.factories.office import Office, client_of, grant, office, person
from tests.factories.workbooks import xlsx

pytestmark = pytest.mark.django_db
HEADER = ("序号", "名称", "日期", "开始时间", "结束时间", "地点", "主持人", "应到", "实到", "社区居民", "教师")
GOOD = (None, "第一场", "2014-03-27", "9:00", "11：30", "三楼", "副书记郑远", 12, 11, 6, 5)


@pytest.fixture
def house() -> Office:
    found = office()
    Sector.objects.create(campaign=found.campaign, code="teacher", name="教师", name_en="Teachers", rank=1)
    return found


@pytest.fixture
def clerk(house: Office) -> Person:
    someone = person("陈例", house.department, "clerk")
    grant(someone, "CL", house.campaign)
    return someone


@pytest.fixture
def desk(clerk: Person) -> Client:
    return client_of(clerk)


def url(house: Office, name: str, *more: object) -> str:
    return reverse(f"listening:{name}", args=[house.campaign.slug, *more])


def send(desk: Client, house: Office, content: bytes, name: str = "座谈会.xlsx") -> HttpResponse:
    return desk.post(url(house, "symposia"), {"file": SimpleUploadedFile(name, content)})  # type: ignore[return-value]


def counts(answer: HttpResponse) -> tuple[int, int, int, int]:
    outcome = answer.context["outcome"]  # type: ignore[attr-defined]
    return outcome.created, outcome.changed, outcome.unchanged, len(outcome.returned)


def test_good_rows_are_kept_and_the_others_come_back_with_reasons(house: Office, desk: Client) -> None:
    rows = [
        GOOD,
        (None, "第二场", "3月27日", "", "", "", "", "", "", "", ""),
        (None, "第三场", "2014-03-28", "25:00", "", "", "", "", "", "", ""),
        (None, "第四场", "2014-03-28", "10:00", "9:00", "", "", "", "", "", ""),
        (None, "第五场", "2014-03-28", "", "", "", "", "", 3, 4, ""),
        (7, "第六场", "2014-03-28", "", "", "", "", "", "", "", ""),
        (None, "第七场", "2014-03-28", "", "", "", "", "十二", "", "", ""),
        (None, "", "2014-03-28", "", "", "地点", "", "", "", "", ""),
    ]
    answer = send(desk, house, xlsx(rows, header=HEADER))
    assert counts(answer) == (1, 0, 0, 7)
    occasion = Occasion.objects.get()
    assert (occasion.kind, occasion.number, occasion.held_on) == ("symposium", 1, date(2014, 3, 27))
    assert (occasion.from_at, occasion.until_at, occasion.due_count) == (time(9), time(11, 30), 12)
    assert {each.sector.name: each.head_count for each in occasion.attendance.all() if each.sector} == {
        "社区居民": 6,
        "教师": 5,
    }
    back = desk.post(url(house, "symposia_returned"), {"rows": answer.context["carried"]})  # type: ignore[attr-defined]
    page = openpyxl.load_workbook(io.BytesIO(back.content)).active
    assert page is not None
    names = [cell.value for cell in page[1]]
    reasons = [row[-1].value for row in page.iter_rows(min_row=2)]
    assert names[:3] == ["序号", "名称", "日期"] and names[-1] == "退回原因" and "教师" in names
    for words, reason in zip(["日期", "25:00", "早于", "多于实到", "没有第7场", "十二", "名称"], reasons, strict=True):
        assert words in reason


def test_a_mended_workbook_doubles_nothing(house: Office, desk: Client) -> None:
    send(desk, house, xlsx([GOOD], header=HEADER))
    assert counts(send(desk, house, xlsx([GOOD], header=HEADER))) == (0, 0, 1, 0)
    download = desk.get(url(house, "symposia_workbook")).content
    assert counts(send(desk, house, download)) == (0, 0, 1, 0)
    book = openpyxl.load_workbook(io.BytesIO(download))
    assert book.active is not None
    book.active["F2"] = "四楼"
    changed = io.BytesIO()
    book.save(changed)
    assert counts(send(desk, house, changed.getvalue())) == (0, 1, 0, 0)
    assert Occasion.objects.get().place == "四楼"
    assert Occasion.objects.get().chair_as == "副书记郑远"


def test_a_column_that_is_absent_leaves_what_is_recorded(house: Office, desk: Client) -> None:
    send(desk, house, xlsx([GOOD], header=HEADER))
    send(desk, house, xlsx([(1, "第一场", "2014-03-27")], header=("序号", "名称", "日期")))
    occasion = Occasion.objects.get()
    assert (occasion.place, occasion.present_count, occasion.attendance.count()) == ("三楼", 11, 2)


@pytest.mark.parametrize(
    "case", [case for case in cases() if case.id in {"bomb", "password", "doctype", "cut"}], ids=str
)
def test_a_hostile_workbook_is_refused_in_plain_words(house: Office, desk: Client, case) -> None:  # type: ignore[no-untyped-def]
    answer = send(desk, house, case.data, case.name)
    assert answer.status_code == 422 and "没有导入任何内容" in answer.content.decode()
    assert not Occasion.objects.exists()


def test_a_workbook_of_something_else_is_refused(house: Office, desk: Client) -> None:
    answer = send(desk, house, xlsx([(1, "好")], header=("序号", "意见")))
    assert answer.status_code == 422 and "下载工作簿" in answer.content.decode()


def test_rows_handed_back_are_signed(house: Office, desk: Client) -> None:
    assert desk.post(url(house, "symposia_returned"), {"rows": "bent"}).status_code == 404


def test_a_correction_keeps_what_it_was_in_the_trail(house: Office, clerk: Person, desk: Client) -> None:
    occasion = record_occasion(
        house.campaign,
        kind="symposium",
        title="第一场",
        held_on=date(2014, 3, 27),
        heads={house.sector.pk: 6},
        by=clerk,
    )
    page = desk.get(url(house, "correct_occasion", occasion.pk))
    sent = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    sent |= {"place": "四楼", f"heads_{house.sector.pk}": 5, "from_at": "9：00"}
    assert desk.post(url(house, "correct_occasion", occasion.pk), sent).status_code == 302
    entry = AuditEntry.objects.get(act="occasion.corrected")
    assert entry.detail["was"] == {"place": "", "from_at": "", "heads": {str(house.sector.pk): 6}}
    assert "更正了" in sentence(entry)
    desk.post(url(house, "correct_occasion", occasion.pk), sent)
    assert AuditEntry.objects.filter(act="occasion.corrected").count() == 1
    answer = desk.post(url(house, "correct_occasion", occasion.pk), sent | {"present_count": 3})
    assert answer.status_code == 422 and "多于实到" in answer.content.decode()


def test_heads_of_no_sector_stay(house: Office, clerk: Person) -> None:
    occasion = record_occasion(
        house.campaign, kind="symposium", title="第一场", held_on=date(2014, 3, 27), heads={}, by=clerk
    )
    Attendance.objects.create(occasion=occasion, sector=None, head_count=4)
    correct_occasion(
        occasion, title="第一场", held_on=date(2014, 3, 27), heads={house.sector.pk: 2}, record=Record(), by=clerk
    )
    assert sorted(occasion.attendance.values_list("head_count", flat=True)) == [2, 4]


def test_a_chair_who_works_here_is_known(house: Office) -> None:
    zheng = Person.objects.create(name="郑远", unit=house.street)
    assert person_named("街道党工委副书记 郑远") == zheng
    Person.objects.create(name="郑远", unit=house.community)
    assert person_named("街道党工委副书记郑远") is None
    assert person_named("") is None


def test_the_register_shows_who_came(house: Office, desk: Client) -> None:
    send(desk, house, xlsx([GOOD], header=HEADER))
    page = desk.get(url(house, "occasions")).content.decode()
    assert "11 / 12" in page and "人次" in page


def test_a_symposium_of_a_unit_that_ended_keeps_it(house: Office, clerk: Person, desk: Client) -> None:
    day = date(2014, 3, 27)
    occasion = record_occasion(
        house.campaign, kind="symposium", title="第一场", held_on=day, unit=house.street, heads={}, by=clerk
    )
    Unit.objects.filter(pk=house.street.pk).update(ended_on=day)
    form = desk.get(url(house, "correct_occasion", occasion.pk)).context["form"]
    sent = {name: value for name, value in form.initial.items() if value is not None} | {"place": "四楼"}
    assert desk.post(url(house, "correct_occasion", occasion.pk), sent).status_code == 302
    occasion.refresh_from_db()
    assert (occasion.place, occasion.unit) == ("四楼", house.street)


def test_no_line_of_a_workbook_overwrites_another(house: Office, desk: Client) -> None:
    answer = send(desk, house, xlsx([GOOD, (*GOOD[:5], "四楼", *GOOD[6:])], header=HEADER))
    assert counts(answer) == (1, 0, 0, 1) and "工作簿里有两行" in answer.content.decode()
    assert Occasion.objects.get().place == "三楼"
