"""Minutes at the desk: taken in, the cut mended beside the original, confirmed, sealed, withdrawn."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huisheng.combing.models import Passage, Placement
from huisheng.listening.models import Batch, Import, Minutes, Occasion, Sector, SourceFile, Statement, Submission
from huisheng.listening.verification import chain_of_voices, texts_are_as_received
from huisheng.organisation.models import AuditEntry, Person
from huisheng.organisation.sentences import sentence
from tests.factories.word_files import document, paragraph, written
from tests.factories.office import Office, client_of, grant, office, person

pytestmark = pytest.mark.django_db
MINUTES = """柳湾街道征求意见座谈会记录
时间：2014年3月27日上午9:00—11:30
地点：街道三楼会议室
主持人：街道党工委副书记郑远　　记录人：何简
应到8人，实到7人
社区居民3人
主持人：今天请大家来提意见，畅所欲言。
林一（社区居民）：小区门口的路灯不亮，晚上看不清。
找过物业，他们说：没有钱。
吴二（社区居民）：车棚漏雨。
主持人：车棚在几号楼？
吴二：三号楼后面。
钱三：垃圾清运不及时。
主持人：谢谢大家。
散会。
主持人（签字）：　　记录人（签字）："""


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


def url(house: Office, name: str, *more: object, query: str = "") -> str:
    return reverse(f"listening:{name}", args=[house.campaign.slug, *more]) + query


def send(desk: Client, house: Office, content: bytes, name: str = "座谈会记录.docx") -> Minutes:
    answer = desk.post(
        url(house, "new_minutes"), {"file": SimpleUploadedFile(name, content), "text": "", "occasion": ""}
    )
    assert answer.status_code == 302, answer.content.decode()
    return Minutes.objects.latest("pk")


def head(desk: Client, house: Office, minutes: Minutes) -> dict[str, object]:
    """The form of the symposium as the page proposes it."""
    form = desk.get(url(house, "minutes_confirm", minutes.pk)).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    shown = {name: form[name].field.prepare_value(value) for name, value in values.items()}
    return {name: value for name, value in shown.items() if value is not None} | {"edits": minutes.edits}


def confirm(desk: Client, house: Office, minutes: Minutes, **changed: object) -> None:
    minutes.refresh_from_db()
    answer = desk.post(url(house, "minutes_confirm", minutes.pk), head(desk, house, minutes) | changed)
    assert answer.status_code == 302, answer.content.decode()


def test_speeches_become_voices_and_names_stay_in_the_file(house: Office, desk: Client) -> None:
    minutes = send(desk, house, written(MINUTES))
    assert not Statement.objects.exists()
    confirm(desk, house, minutes)
    occasion = Occasion.objects.get()
    assert (occasion.kind, occasion.title, str(occasion.held_on), occasion.place) == (
        "symposium", "柳湾街道征求意见座谈会记录", "2014-03-27", "街道三楼会议室",
    )  # fmt: skip
    assert (str(occasion.from_at), str(occasion.until_at)) == ("09:00:00", "11:30:00")
    assert (occasion.due_count, occasion.present_count) == (8, 7)
    assert (occasion.chair_as, occasion.recorder_as) == ("街道党工委副书记郑远", "何简")
    assert [(each.sector, each.head_count) for each in occasion.attendance.all()] == [(house.sector, 3)]
    voices = list(Submission.objects.order_by("source_row"))
    assert [(voice.channel, voice.occasion, voice.sector, voice.source_row) for voice in voices] == [
        ("symposium", occasion, house.sector, 1), ("symposium", occasion, house.sector, 2), ("symposium", occasion, None, 4),
    ]  # fmt: skip
    assert [list(voice.statements.order_by("ordinal").values_list("text", flat=True)) for voice in voices] == [
        ["小区门口的路灯不亮，晚上看不清。\n找过物业，他们说：没有钱。"], ["车棚漏雨。", "三号楼后面。"], ["垃圾清运不及时。"],
    ]  # fmt: skip
    batch = Batch.objects.get()
    assert (batch.kind, batch.count, batch.imported_id) == ("minutes", 4, minutes.pk)
    assert all(outcome.holds for outcome in [*chain_of_voices(), *texts_are_as_received()])
    assert Passage.objects.filter(campaign=house.campaign).count() >= 4
    kept = (
        str(list(Statement.objects.values()))
        + str(list(Submission.objects.values()))
        + str(list(Minutes.objects.values()))
    )
    assert not any(name in kept for name in ("林一", "吴二", "钱三"))
