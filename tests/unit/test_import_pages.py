"""The pages of the listening desk, as a clerk and a leader see them."""

import io
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from huisheng.listening.models import (
    Attendance,
    Batch,
    Import,
    IssueRecord,
    Occasion,
    SourceFile,
    Statement,
    Submission,
)
from huisheng.listening.queries import columns
from huisheng.listening.services import keying
from huisheng.listening.verification_imports import rows_add_up
from huisheng.organisation.models import AuditEntry, Person
from tests.factories import hostile, workbooks
from tests.factories.office import Office, client_of, grant, office, person

pytestmark = pytest.mark.django_db
SAMPLE = {"bomb", "password", "doctype", "torn-late", "false-dimension", "encrypted-ole", "plain-zip", "far-cell"}
CASES = [
    pytest.param(case, id=case.id, marks=[] if case.id in SAMPLE else [pytest.mark.prove]) for case in hostile.cases()
]


@pytest.fixture(autouse=True)
def _name(settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]


@pytest.fixture
def house() -> Office:
    return office()


@pytest.fixture
def clerk(house: Office) -> Person:
    someone = person("陈例", house.department, "clerk")
    grant(someone, "CL", house.campaign)
    return someone


@pytest.fixture
def desk(clerk: Person) -> Client:
    return client_of(clerk)


def url(name: str, *args: object) -> str:
    return reverse(f"listening:{name}", args=["listening", *args])


def upload(desk: Client, name: str, content: bytes):
    return desk.post(url("choose"), {"file": SimpleUploadedFile(name, content)})


def match(desk: Client, imported: Import, **changes: str):
    """Send step 2 as it is proposed, but for changes."""
    sheets = columns.sheets_of(imported)
    index = next(at for at, sheet in enumerate(sheets) if sheet.raw_rows)
    matched = columns.propose(imported.campaign, sheets, index).matched
    roles = {f"column_{at}": role.value for at, role in matched.roles.items() if role is not columns.Role.NUMBER}
    return desk.post(url("import", imported.pk), {"sheet": index, "channel": "letter", **roles, **changes})


def test_three_steps_end_in_a_workbook_to_mend(desk, tmp_path: Path):
    answer = upload(desk, "汇总.xlsx", workbooks.xlsx(workbooks.three_bad()))
    imported = Import.objects.get()
    assert answer.url == url("import", imported.pk)
    step = desk.get(answer.url).content.decode()
    assert "13800000000" not in step
    assert "不读取" in step
    assert match(desk, imported).status_code == 302
    assert "正在导入" in desk.get(answer.url).content.decode()
    workbooks.work()
    page = desk.get(answer.url).content.decode()
    assert "收下47行，退回3行" in page
    back = desk.get(url("import_returned", imported.pk))
    assert openpyxl.load_workbook(io.BytesIO(back.content)).active.max_row == 4
    assert "attachment" in back["Content-Disposition"]
    assert desk.get(url("import_voices", imported.pk)).content.decode().count('class="voice"') == 47
    assert desk.get(url("import_source", imported.pk)).getvalue()[:2] == b"PK"
    assert desk.post(url("import_withdraw", imported.pk)).status_code == 302
    assert "已整批撤销" in desk.get(answer.url).content.decode()


def test_two_text_columns_are_refused_in_words_and_nothing_starts(desk):
    upload(desk, "汇总.xlsx", workbooks.xlsx([workbooks.line(1)]))
    imported = Import.objects.get()
    answer = match(desk, imported, column_0="text")
    assert answer.status_code == 422
    assert "只能有一列是这一项" in answer.content.decode()
    answer = match(desk, imported, column_4="other")
    assert "还没有一列是“意见内容”" in answer.content.decode()
    imported.refresh_from_db()
    assert imported.state == Import.State.MAPPING
    assert desk.post(url("import_discard", imported.pk)).status_code == 302
    assert "已放弃" in desk.get(url("import", imported.pk)).content.decode()


def test_the_same_file_again_needs_a_tick(desk):
    content = workbooks.xlsx([workbooks.line(1)])
    upload(desk, "汇总.xlsx", content)
    match(desk, Import.objects.get())
    workbooks.work()
    upload(desk, "汇总.xlsx", content)
    again = Import.objects.latest("pk")
    assert "同一个文件" in desk.get(url("import", again.pk)).content.decode()
    assert match(desk, again).status_code == 422
    assert match(desk, again, again="on").status_code == 302
    workbooks.work()
    assert Submission.objects.count() == 2


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_file_ends_clear_and_the_next_good_one_comes_in(desk, case):
    answer = upload(desk, case.name, case.data)
    if answer.status_code == 422:
        assert "文件没有收" in answer.content.decode()
        assert not SourceFile.objects.exists()
    else:
        imported = Import.objects.get()
        assert desk.get(answer.url).status_code == 200
        if match(desk, imported).status_code == 302:
            workbooks.work()
        imported.refresh_from_db()
        assert imported.state in (Import.State.KEPT, Import.State.FAILED, Import.State.MAPPING)
        assert desk.get(answer.url).status_code == 200
    assert (answer.status_code == 422 or not Submission.objects.exists()) if case.verdict == "reject" else True
    assert all(outcome.holds for outcome in rows_add_up())
    upload(desk, "好的.xlsx", workbooks.xlsx([workbooks.line(1)], header=(*workbooks.HEADER, "好")))
    good = Import.objects.latest("pk")
    match(desk, good)
    workbooks.work()
    good.refresh_from_db()
    assert (good.state, good.rows_kept) == (Import.State.KEPT, 1)


def test_names_of_files_sheets_and_columns_are_shown_to_the_letter(desk):
    name, wicked = "<img src=x onerror=alert(1)>.xlsx", "<script>alert(2)</script>"
    content = workbooks.xlsx(
        [["路灯坏了两个月没有人来修，打了四回电话。", wicked]], header=("意见内容", wicked), sheet="表一"
    )
    upload(desk, name, content)
    imported = Import.objects.get()
    pages = [desk.get(url("import", imported.pk))]
    match(desk, imported)
    workbooks.work()
    pages += [desk.get(url("import", imported.pk)), desk.get(url("home")), desk.get(url("imports"))]
    for page in pages:
        assert b"<script>alert" not in page.content
        assert b"<img src=x" not in page.content


def test_a_leader_sees_numbers_but_no_workbook_and_no_voice(house, desk, tmp_path: Path, clerk):
    imported = workbooks.taken_in(house.campaign, clerk, workbooks.xlsx(workbooks.three_bad()), tmp_path)
    leader = person("李领", house.street, "leader")
    grant(leader, "LD", house.campaign)
    reader = client_of(leader)
    home = reader.get(url("home")).content.decode()
    assert "共47份" in home
    assert "汇总.xlsx" not in home
    statement = Statement.objects.first()
    assert statement is not None
    for hidden in (
        url("imports"),
        url("choose"),
        url("import", imported.pk),
        url("import_returned", imported.pk),
        url("voice", statement.pk),
        url("write_in"),
    ):
        assert reader.get(hidden).status_code == 404


def test_nobody_opens_what_was_said_about_the_own_unit(house, desk, clerk):
    about_us = Occasion.objects.create(
        campaign=house.campaign, kind="visit", number=1, title="走访", held_on="2014-03-05", unit=house.department
    )
    desk.post(url("write_in"), {"channel": "visit", "occasion": about_us.pk, "text": "窗口老没人。"})
    desk.post(url("write_in"), {"channel": "letter", "text": "路灯不亮。"})
    own = Statement.objects.get(text="窗口老没人。")
    other = Statement.objects.get(text="路灯不亮。")
    assert desk.get(url("voice", own.pk)).status_code == 404
    assert desk.get(url("rekey", own.pk)).status_code == 404
    assert desk.get(url("voice", other.pk)).status_code == 200


def test_one_voice_is_written_in_and_keyed_anew(house, desk):
    answer = desk.post(
        url("write_in"),
        {"channel": "letter", "day": "2014年3月9日", "sector": house.sector.pk, "text": "第一行\r\n第二行"},
    )
    assert answer.status_code == 302
    assert "已存下并封存" in desk.get(answer.url).content.decode()
    wrong = Statement.objects.get()
    assert (wrong.text, str(wrong.submission.day)) == ("第一行\n第二行", "2014-03-09")
    answer = desk.post(url("rekey", wrong.pk), {"text": "第一行\r\n第三行"})
    right = Statement.objects.exclude(pk=wrong.pk).get()
    assert answer.url == url("voice", right.pk)
    assert (right.replaces, right.text, right.submission.sector) == (wrong, "第一行\n第三行", house.sector)
    assert "录错" in desk.get(url("voice", wrong.pk)).content.decode()
    assert desk.post(url("rekey", wrong.pk), {"text": "又一个"}).status_code == 409
    assert Statement.objects.count() == 2


def test_the_trail_counts_keyed_voices_by_day_and_never_says_when(desk):
    for text in ("一", "二", "三"):
        desk.post(url("write_in"), {"channel": "letter", "text": text})
    assert not AuditEntry.objects.filter(act=keying.KEYED).exists()
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert (keying.note_keyed(tomorrow), keying.note_keyed(tomorrow)) == (1, 0)
    noted = AuditEntry.objects.get(act=keying.KEYED)
    assert noted.detail == {"day": timezone.localdate().isoformat(), "count": 3}
    assert Batch.objects.filter(kind=Batch.Kind.KEYED).count() == 3


def test_occasions_and_forms_are_recorded(house, desk):
    heads = f"heads_{house.sector.pk}"
    answer = desk.post(
        url("new_occasion"), {"kind": "symposium", "title": "社区座谈会", "held_on": "2014.3.27", heads: "28"}
    )
    assert answer.status_code == 302
    listed = desk.get(url("occasions")).content.decode()
    assert "社区座谈会" in listed
    assert "1场，28人次" in listed
    assert Attendance.objects.get().head_count == 28
    wrong = {"kind": "opinion_form", "issued_on": "2014-03-01", "issued": "10", "returned": "11"}
    assert desk.post(url("new_issue"), wrong).status_code == 422
    assert desk.post(url("new_issue"), {**wrong, "returned": "9", "valid": "8"}).status_code == 302
    assert IssueRecord.objects.get().valid_count == 8


def test_desk_pages_cost_the_same_at_any_size(house, desk, clerk, tmp_path: Path):
    def costs() -> list[int]:
        found = []
        for page in (url("home"), url("occasions"), url("imports"), url("batches")):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert desk.get(page).status_code == 200
            found.append(len(queries))
        return found

    workbooks.taken_in(house.campaign, clerk, workbooks.xlsx([workbooks.line(1)]), tmp_path)
    one = Occasion.objects.create(campaign=house.campaign, kind="visit", number=1, title="一", held_on="2014-03-05")
    Attendance.objects.create(occasion=one, sector=house.sector, head_count=1)
    small = costs()
    for number in range(2, 60):
        each = Occasion.objects.create(
            campaign=house.campaign, kind="visit", number=number, title="多", held_on="2014-03-05"
        )
        Attendance.objects.create(occasion=each, sector=house.sector, head_count=1)
    workbooks.taken_in(house.campaign, clerk, workbooks.xlsx(workbooks.three_bad()), tmp_path, "又一个.xlsx")
    large = costs()
    assert small == large
    assert max(large) <= 12
    following = desk.get(url("occasions")).content.decode()
    assert "第1—50条" in following
