"""The register of forms: lines entered, corrected with a trail, taken in and handed back by workbook."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huisheng.listening.models import IssueRecord, Occasion
from huisheng.organisation.models import AuditEntry, Unit
from huisheng.organisation.sentences import sentence
from tests.factories.office import client_of, grant, office, person
from tests.factories.workbooks import xlsx

pytestmark = pytest.mark.django_db
HEADER = ("登记号", "类别", "发放日期", "单位", "场次", "发放", "回收", "有效")
DAY = date(2014, 2, 3)


@pytest.fixture
def house():
    return office()


@pytest.fixture
def desk(house):
    clerk = person("陈例", house.department, "clerk")
    grant(clerk, "CL", house.campaign)
    return client_of(clerk)


def url(house, name, *more):
    return reverse(f"listening:{name}", args=[house.campaign.slug, *more])


def send(desk, house, rows, header=HEADER):
    return desk.post(url(house, "register"), {"file": SimpleUploadedFile("登记.xlsx", xlsx(rows, header=header))})


def counts(answer):
    outcome = answer.context["outcome"]
    return outcome.created, outcome.changed, outcome.unchanged, len(outcome.returned)


def test_good_rows_are_kept_and_the_others_come_back_with_reasons(house, desk):
    Occasion.objects.create(campaign=house.campaign, kind="symposium", number=1, title="居民座谈会", held_on=DAY)
    rows = [
        ("", "调查问卷", "2014-02-03", "柳湾街道", "居民座谈会", 100, "90份", 81),
        ("", "征求意见表", "2014年2月3日", "", "", 50, "", ""),
        ("", "选票", "2014-02-03", "", "", 50, "", ""),
        ("", "征求意见表", "2月30日", "", "", 50, "", ""),
        ("", "征求意见表", "2014-02-03", "没有的单位", "", 50, "", ""),
        ("", "征求意见表", "2014-02-03", "", "没有的场次", 50, "", ""),
        ("", "征求意见表", "2014-02-03", "", "", 50, 51, ""),
        ("", "征求意见表", "2014-02-03", "", "", 50, 40, 41),
        ("", "征求意见表", "2014-02-03", "", "", "五十", "", ""),
        (999_999, "征求意见表", "2014-02-03", "", "", 50, "", ""),
    ]
    answer = send(desk, house, rows)
    assert counts(answer) == (2, 0, 0, 8)
    first, second = IssueRecord.objects.order_by("pk")
    assert (first.kind, first.unit.name, first.occasion.title) == ("questionnaire", "柳湾街道", "居民座谈会")
    assert (first.issued_count, first.returned_count, first.valid_count) == (100, 90, 81)
    assert (second.issued_on, second.issued_count, second.returned_count) == (DAY, 50, None)
    back = desk.post(url(house, "register_returned"), {"rows": answer.context["carried"]})
    sheet = openpyxl.load_workbook(io.BytesIO(back.content)).active
    reasons = [row[-1] for row in sheet.iter_rows(min_row=2, values_only=True)]
    named = ["选票", "2月30日", "没有的单位", "没有的场次", "回收", "有效", "五十", "999999"]
    for words, reason in zip(named, reasons, strict=True):
        assert words in reason
    assert desk.post(url(house, "register_returned"), {"rows": "forged"}).status_code == 404


def test_what_came_back_later_is_sent_as_the_same_lines(house, desk):
    send(desk, house, [("", "调查问卷", "2014-02-03", "柳湾街道", "", 100, "", "")])
    assert counts(send(desk, house, [("", "调查问卷", "2014-02-03", "柳湾街道", "", 100, 90, 81)])) == (0, 1, 0, 0)
    record = IssueRecord.objects.get()
    assert (record.returned_count, record.valid_count) == (90, 81)
    entry = AuditEntry.objects.get(act="issue.corrected")
    assert entry.detail["was"] == {"returned": None, "valid": None} and "调查问卷" in sentence(entry)
    # The download comes back as it went out, and changes nothing.
    book = desk.get(url(house, "register_workbook")).content
    again = desk.post(url(house, "register"), {"file": SimpleUploadedFile("登记.xlsx", book)})
    assert counts(again) == (0, 0, 1, 0)
    # A sheet without the columns of what came back leaves them as they are.
    narrow = send(
        desk, house, [(record.pk, "调查问卷", "2014-02-03", 110)], header=("登记号", "类别", "发放日期", "发放")
    )
    assert counts(narrow) == (0, 1, 0, 0)
    record.refresh_from_db()
    assert (record.issued_count, record.returned_count, record.unit) == (110, 90, house.street)


def test_another_table_is_refused_and_nothing_is_kept(house, desk):
    answer = send(desk, house, [("一", "二")], header=("甲", "乙"))
    assert answer.status_code == 422 and "没有收下任何内容" in answer.content.decode()
    assert not IssueRecord.objects.exists()


def test_a_line_is_corrected_at_the_desk(house, desk):
    sent = {"kind": "opinion_form", "issued_on": "2014-02-03", "issued": "40", "returned": "", "valid": ""}
    assert desk.post(url(house, "new_issue"), {**sent, "unit": house.street.pk}).status_code == 302
    record = IssueRecord.objects.get()
    page = desk.get(url(house, "correct_issue", record.pk)).content.decode()
    assert 'value="40"' in page
    wrong = {**sent, "unit": house.street.pk, "returned": "41"}
    assert desk.post(url(house, "correct_issue", record.pk), wrong).status_code == 422
    assert desk.post(url(house, "correct_issue", record.pk), {**wrong, "returned": "30"}).status_code == 302
    record.refresh_from_db()
    assert (record.returned_count, record.unit) == (30, house.street)
    assert desk.get(url(house, "correct_issue", record.pk + 1)).status_code == 404


def test_a_line_of_a_unit_that_ended_keeps_it(house, desk):
    send(desk, house, [("", "调查问卷", "2014-02-03", "柳湾街道", "", 100, "", "")])
    record = IssueRecord.objects.get()
    Unit.objects.filter(pk=house.street.pk).update(ended_on=DAY)
    form = desk.get(url(house, "correct_issue", record.pk)).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"unit": house.street.pk, "returned": "90"}
    assert desk.post(url(house, "correct_issue", record.pk), sent).status_code == 302
    again = [(record.pk, "调查问卷", "2014-02-03", "柳湾街道", "", 100, 90, 81)]
    assert counts(send(desk, house, again)) == (0, 1, 0, 0)
    record.refresh_from_db()
    assert (record.unit, record.returned_count, record.valid_count) == (house.street, 90, 81)
    # Nothing new is issued to it.
    assert desk.post(url(house, "new_issue"), sent).status_code == 422
    assert counts(send(desk, house, [("", "调查问卷", "2014-02-04", "柳湾街道", "", 100, "", "")])) == (0, 0, 0, 1)


def test_a_word_that_names_two_units_is_handed_back(house, desk):
    Unit.objects.filter(pk=house.department.pk).update(short_name="柳湾街道")
    row = ("", "调查问卷", "2014-02-03", "柳湾街道", "", 100, "", "")
    answer = send(desk, house, [row, (*row[:3], house.street.code, *row[4:])])
    assert counts(answer) == (1, 0, 0, 1) and "有多个单位“柳湾街道”" in answer.content.decode()
    assert IssueRecord.objects.get().unit == house.street


def test_no_line_of_a_workbook_overwrites_another(house, desk):
    row = ("", "调查问卷", "2014-02-03", "柳湾街道", "", 100, "", "")
    answer = send(desk, house, [row, (*row[:5], 120, "", ""), (*row[:2], "2014-02-04", *row[3:])])
    assert counts(answer) == (2, 0, 0, 1) and "工作簿里有两行" in answer.content.decode()
    assert set(IssueRecord.objects.values_list("issued_count", flat=True)) == {100}
    first = IssueRecord.objects.get(issued_on=DAY)
    # A line moved to another day makes room for a new one of the old day.
    moved = (first.pk, "调查问卷", "2014-02-05", "柳湾街道", "", 100, "", "")
    assert counts(send(desk, house, [moved, row, (*moved[:5], 90, "", "")])) == (1, 1, 0, 1)


def test_a_longer_workbook_asks_no_more_to_know_its_lines(house, desk):
    def reads(count):
        rows = [("", "调查问卷", f"2014-02-{day:02}", "", "", 100, "", "") for day in range(1, count + 1)]
        send(desk, house, rows)
        with CaptureQueriesContext(connection) as asked:
            assert counts(send(desk, house, rows)) == (0, 0, count, 0)
        return sum('FROM "listening_issuerecord"' in query["sql"] for query in asked)

    few = reads(2)
    assert reads(12) - few <= 10  # each line is locked once to be compared, and not looked for before
