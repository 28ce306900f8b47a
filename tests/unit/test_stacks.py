"""Paper forms keyed in stacks: conservation, taking back, two readings, and the pages a clerk keys in."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huisheng.combing.models import Passage
from huisheng.crafts.form import from_plain, on_paper, shipped
from huisheng.errors import Conflict
from huisheng.listening.models import Batch, IssueRecord, KeyedSheet, Stack, Statement, Submission
from huisheng.listening.services import stacks
from huisheng.listening.services.asking import publish_form
from huisheng.listening.services.stacks import BLANK, Keyed, Outcome, keep, seal, settle, take_back
from huisheng.listening.verification import chain_of_voices
from huisheng.listening.verification_stacks import sheets_add_up
from huisheng.organisation import jobs
from huisheng.organisation.models import AuditEntry, Person, Unit
from tests.factories.house import House
from tests.factories.office import START, Office, client_of, grant, office, person

pytestmark = pytest.mark.django_db
MATTER = "opinion.0.text"
_AT_ONCE = """
from dataclasses import replace
from uuid import uuid4
from huisheng.campaign.models import Campaign
from huisheng.crafts.form import shipped
from huisheng.listening.services import stacks
from huisheng.listening.services.asking import publish_form
from huisheng.organisation.models import Person
from tests.factories.at_once import at_once
from tests.factories.office import START
from tests.unit.test_stacks import sheet
campaign, clerk = Campaign.objects.get(), Person.objects.get(name="陈例")
version = publish_form(campaign, replace(shipped("opinion-form"), double_entry=True), by=None, on=START)
stack = stacks.open_stack(campaign, version, START)
readers = clerk, Person.objects.create(name="杜例", unit=clerk.unit)
def read(turn):
    stacks.keep(stack, sheet("同一张。"), key=uuid4(), by=readers[turn % 2], number=turn // 2)
at_once(read, 40)
stacks.seal(stack, by=clerk)
"""


@pytest.fixture(autouse=True)
def _name(settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]


@pytest.fixture
def house() -> Office:
    return office()


@pytest.fixture
def clerk(house) -> Person:
    someone = person("陈例", house.department, "clerk")
    grant(someone, "CL", house.campaign)
    return someone


@pytest.fixture
def other(house) -> Person:
    someone = person("杜例", house.department, "typist")
    grant(someone, "TR", house.campaign)
    return someone


def stack_of(house: Office, *, twice: bool = False, code: str = "opinion-form", **head) -> Stack:
    version = publish_form(house.campaign, replace(shipped(code), double_entry=twice), by=None, on=START)
    return stacks.open_stack(house.campaign, version, date(2014, 3, 27), **head)


def sheet(text: str, *, urgent: bool = False) -> Keyed:
    said = [{"question": "opinion", "text": text, "addressee_unit_id": None}]
    voice = {"answers": {}, "statements": said, "sector_id": None, "may_quote": False, "is_urgent": urgent}
    return Keyed({"opinion": [{"text": text}]}, voice)


def put(stack: Stack, keyed: Keyed, by: Person, number: int | None = None) -> Outcome:
    return keep(stack, keyed, key=uuid4(), by=by, number=number)


def adds_up() -> bool:
    return all(each.holds for equation in (sheets_add_up, chain_of_voices) for each in equation())


def test_sheets_are_no_voices_until_sealed_and_then_lose_their_place(house, clerk):
    stack = stack_of(house, sector=house.sector)
    for number in range(12):
        put(stack, sheet(f"第{number}件事。"), clerk)
    put(stack, BLANK, clerk)
    assert (Submission.objects.count(), KeyedSheet.objects.count()) == (0, 13) and adds_up()
    assert seal(stack, by=clerk) == 13
    stack.refresh_from_db()
    assert (stack.sealed_count, stack.blank_count, KeyedSheet.objects.count()) == (12, 1, 0)
    assert set(Statement.objects.values_list("text", flat=True)) == {f"第{number}件事。" for number in range(12)}
    assert Batch.objects.get().count == 12 == Passage.objects.filter(campaign=house.campaign).count()
    assert seal(stack, by=clerk) == 0 and Batch.objects.count() == 1 and adds_up()
    trail = AuditEntry.objects.filter(act="sheets.sealed").get().detail
    assert (trail["count"], trail["blank"]) == (12, 1) and "第" not in str(trail)


def test_sent_twice_is_kept_once(house, clerk):
    stack, key = stack_of(house), uuid4()
    keep(stack, sheet("路灯不亮。"), key=key, by=clerk)
    keep(stack, sheet("路灯不亮。"), key=key, by=clerk)
    assert seal(stack, by=clerk) == 1 and adds_up()


def test_the_last_one_is_taken_back_by_who_keyed_it_and_once(house, clerk, other):
    stack, key = stack_of(house), uuid4()
    keep(stack, sheet("录错的。"), key=key, by=clerk)
    with pytest.raises(Conflict):
        take_back(stack, key, by=other)
    assert take_back(stack, key, by=clerk).raw == sheet("录错的。").raw
    with pytest.raises(Conflict):
        take_back(stack, key, by=clerk)
    put(stack, sheet("录对的。"), clerk)
    seal(stack, by=clerk)
    assert Statement.objects.get().text == "录对的。" and adds_up()


def test_what_was_left_is_sealed_overnight_and_danger_at_once(house, clerk):
    stack = stack_of(house)
    put(stack, sheet("楼要塌了。", urgent=True), clerk)
    put(stack, sheet("路灯不亮。"), clerk)
    assert Submission.objects.get().is_urgent
    stack.refresh_from_db()
    stacks.seal_left(stack.keyed_on)
    assert Submission.objects.count() == 1
    Stack.objects.update(keyed_on=stack.keyed_on - timedelta(days=1))
    jobs.do_periodic()
    assert Submission.objects.count() == 2 and adds_up()


def test_two_equal_readings_are_one_voice_without_a_number(house, clerk, other):
    stack = stack_of(house, twice=True)
    assert put(stack, sheet("路灯不亮。"), clerk, 7) is Outcome.FIRST
    assert seal(stack, by=clerk) == 0 and adds_up()
    with pytest.raises(Conflict):
        put(stack, sheet("路灯不亮。"), clerk, 7)
    assert put(stack, sheet("路灯不亮。 "), other, 7) is Outcome.AGREED
    kept = KeyedSheet.objects.get()
    assert kept.number is None and kept.by is None and adds_up()
    with pytest.raises(Conflict):
        put(stack, sheet("路灯不亮。"), other, 7)
    assert seal(stack, by=clerk) == 1 and Submission.objects.count() == 1 and adds_up()


def test_two_different_readings_wait_until_somebody_decides(house, clerk, other):
    stack = stack_of(house, twice=True)
    put(stack, sheet("路灯不亮。"), clerk, 7)
    assert put(stack, sheet("路灯不灭。"), other, 7) is Outcome.DIFFERS
    assert seal(stack, by=clerk) == 0 and adds_up()
    with pytest.raises(Conflict):
        put(stack, sheet("路灯不亮。"), clerk, 7)
    settle(stack, 7, sheet("路灯不亮。"), differences=1, by=clerk)
    with pytest.raises(Conflict):
        settle(stack, 7, sheet("路灯不亮。"), differences=1, by=other)
    seal(stack, by=clerk)
    assert Statement.objects.get().text == "路灯不亮。" and adds_up()
    entry = AuditEntry.objects.get(act="sheet.settled")
    assert entry.by == clerk and entry.detail["differences"] == 1
    assert entry.detail.keys() == {"differences", "form", "day"} and "路灯" not in str(entry.detail)


def test_neither_reading_is_right(house, clerk, other):
    stack = stack_of(house, twice=True)
    put(stack, sheet("甲"), clerk, 1)
    put(stack, BLANK, other, 1)
    stacks.reject(stack, 1, by=clerk)
    assert put(stack, sheet("丙"), clerk, 1) is Outcome.FIRST and adds_up()


def test_danger_to_life_does_not_wait_for_a_second_reading(house, clerk):
    stack = stack_of(house, twice=True)
    put(stack, sheet("楼要塌了。", urgent=True), clerk, 1)
    assert Submission.objects.get().is_urgent and adds_up()


def test_nor_when_the_second_reading_alone_tells_of_it(house, clerk, other):
    stack = stack_of(house, twice=True)
    put(stack, sheet("楼要塌了。"), clerk, 1)
    assert put(stack, sheet("楼要塌了！", urgent=True), other, 1) is Outcome.KEPT
    assert Submission.objects.get().is_urgent and Statement.objects.get().text == "楼要塌了！"
    assert not KeyedSheet.objects.exists() and adds_up()


def test_two_clerks_at_once_give_two_readings_and_one_voice(tmp_path):
    house = House.in_folder(tmp_path)
    house.python(_AT_ONCE)
    assert house.rows("SELECT sealed_count, settled FROM listening_stack") == [(20, str(list(range(20))))]
    assert house.rows("SELECT count(*) FROM listening_submission") == [(20,)]


def test_verify_tells_a_lost_sheet_and_one_there_twice(house, clerk, other):
    stack = stack_of(house, twice=True)
    for by in (clerk, other):
        put(stack, sheet("路灯不亮。"), by, 1)
    seal(stack, by=clerk)
    assert adds_up()
    Stack.objects.update(sealed_count=2)
    assert not adds_up()
    Stack.objects.update(sealed_count=1, settled=[1, 2])
    assert not adds_up()
    Stack.objects.update(settled=[1])
    KeyedSheet.objects.create(id=uuid4(), stack=stack, place=2, number=1, by=clerk)
    assert not adds_up()


# ---------------------------------------------------------------- pages


def page_of(stack: Stack, name: str = "stack", *more: object) -> str:
    return reverse(f"listening:{name}", args=["listening", stack.pk, *more])


def key_in(desk: Client, stack: Stack, **answers: str):
    """What a browser does: open the page, fill it in, send it, follow."""
    shown = desk.get(page_of(stack))
    return desk.post(page_of(stack), {"sheet": shown.context["key"], **answers}, follow=True)


def test_a_head_said_once_goes_on_with_the_same_stack(house, clerk):
    version = publish_form(house.campaign, shipped("opinion-form"), by=None, on=START)
    desk, address = client_of(clerk), reverse("listening:stacks", args=["listening"])
    head = {"form_version": version.pk, "day": "2014-03-27", "sector": house.sector.pk}
    first = desk.post(address, head)
    assert first["Location"] == desk.post(address, head)["Location"]
    assert Stack.objects.count() == 1
    refused = desk.post(address, {"form_version": version.pk, "day": "三月"})
    assert refused.status_code == 422 and Stack.objects.count() == 1
    assert 'name="sector"' not in desk.get(first["Location"]).content.decode()


def test_one_sheet_after_another_in_few_queries(house, clerk):
    stack, desk = stack_of(house, code="questionnaire"), client_of(clerk)
    IssueRecord.objects.create(
        campaign=house.campaign,
        kind="questionnaire",
        issued_on=START,
        issued_count=50,
        returned_count=42,
        valid_count=41,
    )
    shown = key_in(desk, stack, change="better", trips="one")
    assert "第2份" in shown.content.decode().replace(" ", "")
    assert shown.context["register"].returned == 42 and shown.context["register"].keyed == 1
    key_in(desk, stack, blank="1")
    with CaptureQueriesContext(connection) as asked:
        shown = key_in(desk, stack, change="worse")
    assert len(asked) <= 3 * 12
    with CaptureQueriesContext(connection) as asked:
        desk.get(page_of(stack))
    assert len(asked) <= 12
    assert shown.context["progress"].keyed == 3 and shown.context["progress"].blank == 1
    desk.post(page_of(stack, "seal_stack"))
    assert sorted(Submission.objects.values_list("answers__change", flat=True)) == ["better", "worse"]
    assert IssueRecord.objects.get().valid_count == 41


def test_what_is_wrong_keeps_what_was_typed(house, clerk):
    stack, desk = stack_of(house, code="questionnaire"), client_of(clerk)
    refused = key_in(desk, stack, asked="很多", where="柳湾菜场")
    assert refused.status_code == 422 and "柳湾菜场" in refused.content.decode()
    empty = key_in(desk, stack)
    assert empty.status_code == 422 and "空白" in empty.content.decode()
    assert not KeyedSheet.objects.exists()


def test_what_is_demanded_on_the_web_may_be_missing_on_paper(house, clerk):
    stack, desk = stack_of(house), client_of(clerk)
    key_in(desk, stack, **{MATTER: "路灯不亮。"})
    seal(stack, by=clerk)
    assert not Submission.objects.get().may_quote
    assert all(not item.required for item in on_paper(from_plain(stack.form_version.definition)).items)


def test_more_matters_and_taking_back_keep_all_words(house, clerk):
    stack, desk = stack_of(house), client_of(clerk)
    shown = key_in(desk, stack, **{MATTER: "路灯不亮。", "more": "1"})
    assert "opinion.1.text" in shown.content.decode()
    stored = key_in(desk, stack, **{MATTER: "路灯不亮。", "opinion.1.text": "菜场脏。"})
    last = stored.context["progress"].mine[0]
    assert last.matters == 2 and "路灯" not in stored.content.decode()
    back = desk.post(page_of(stack, "take_back"), {"sheet": last.key})
    assert "路灯不亮。" in back.content.decode() and "菜场脏。" in back.content.decode()
    assert not KeyedSheet.objects.exists()
    assert desk.post(page_of(stack, "take_back"), {"sheet": last.key}).status_code == 409


def test_a_page_from_before_the_sealing_is_asked_again(house, clerk):
    stack, desk = stack_of(house), client_of(clerk)
    shown = desk.get(page_of(stack))
    sent = {"sheet": shown.context["key"], MATTER: "路灯不亮。"}
    desk.post(page_of(stack), sent)
    desk.post(page_of(stack, "seal_stack"))
    again = desk.post(page_of(stack), sent)
    assert again.status_code == 409 and "路灯不亮。" in again.content.decode()
    assert Submission.objects.count() == 1 and not KeyedSheet.objects.exists()


def test_readings_are_blind_and_settled_place_by_place(house, clerk, other):
    stack = stack_of(house, twice=True, code="questionnaire")
    one, two = client_of(clerk), client_of(other)
    assert key_in(one, stack, change="better").status_code == 422  # no number
    common = {"number": "5", "where": "柳湾菜场"}
    key_in(one, stack, change="better", met=["meetings", "show"], **common)
    blind = two.get(page_of(stack)).content.decode()
    assert "柳湾菜场" not in blind and f'href="{reverse("listening:stacks", args=["listening"])}"' in blind
    shown = key_in(two, stack, change="worse", met=["meetings"], **common)
    assert shown.context["progress"].to_settle == [5]
    address = page_of(stack, "settle_readings", 5)
    found = {each.name for each in two.get(address).context["differences"]}
    assert found == {"change", "met"}
    assert two.post(address, {"change": "2"}).status_code == 422
    two.post(address, {"change": "2", "met": "1"})
    seal(stack, by=clerk)
    assert Submission.objects.get().answers == {"change": "worse", "met": ["meetings", "show"]}
    assert Statement.objects.get().text == "柳湾菜场" and adds_up()
    assert two.get(address).status_code == 409


def test_what_is_not_offered_any_more_blanks_no_sheet(house, clerk, other):
    stack = stack_of(house, twice=True)
    said = {"number": "5", "opinion.0.addressee": "departments", "opinion.0.unit": house.street.code}
    key_in(client_of(clerk), stack, **said, **{MATTER: "路灯不亮。"})
    key_in(client_of(other), stack, **said, **{MATTER: "路灯不灭。"})
    Unit.objects.filter(pk=house.street.pk).update(ended_on=START)
    answer = client_of(clerk).post(page_of(stack, "settle_readings", 5), {"opinion.0.text": "1"})
    assert answer.status_code == 409 and "重新录入" in answer.content.decode()
    assert KeyedSheet.objects.filter(number=5).count() == 2 and adds_up()


def test_a_stack_in_which_sheets_wait_is_not_pushed_off_the_page(house, clerk, monkeypatch):
    monkeypatch.setattr("huisheng.listening.queries.stacks.MOST_STACKS", 2)
    waits = stack_of(house)
    put(waits, sheet("路灯不亮。"), clerk)
    Stack.objects.update(keyed_on=START)
    for _newer in range(3):
        sealed = stack_of(house)
        put(sealed, sheet("井盖响。"), clerk)
        seal(sealed, by=clerk)
    page = client_of(clerk).get(reverse("listening:stacks", args=["listening"]))
    listed = [one for one, _title in page.context["stacks"]]
    assert listed[0] == waits and len(listed) == 2
