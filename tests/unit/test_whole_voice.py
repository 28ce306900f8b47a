"""The page of one whole voice says where it comes from: the row or the speech, and what was asked."""

from datetime import date

import pytest
from django.urls import reverse

from huisheng.combing.queries.voices import row_of
from huisheng.crafts.form import shipped
from huisheng.listening.models import Batch, Channel, Import, SourceFile, Statement
from huisheng.listening.services.asking import publish_form
from huisheng.listening.services.storing import NewStatement, NewVoice, seal_batch, seal_import, store
from tests.factories.office import client_of, grant, office, person

pytestmark = pytest.mark.django_db
DAY = date(2014, 3, 1)


@pytest.fixture
def house():
    return office()


@pytest.fixture
def clerk(house):
    someone = person("陈例", house.department, "clerk")
    grant(someone, "CL", house.campaign)
    return someone


def said(house, *, channel=Channel.LETTER, row=None, question="", form=None):
    new = NewVoice(
        channel=channel,
        day=DAY,
        statements=[NewStatement("路灯不亮。", question=question)],
        form_version_id=form,
        source_row=row,
    )
    batch = seal_batch(house.campaign, Batch.Kind.KEYED, [new], DAY)
    return Statement.objects.select_related("submission").get(submission__batch=batch)


def page_of(house, clerk, statement):
    address = reverse("combing:voice", args=[house.campaign.slug, statement.pk])
    return client_of(clerk).get(address).content.decode()


def test_a_question_is_told_in_the_words_it_was_asked_in(house, clerk):
    form = publish_form(house.campaign, shipped("opinion-form"), by=None, on=DAY)
    page = page_of(house, clerk, said(house, question="opinion", form=form.pk))
    asked = next(item for item in shipped("opinion-form").items if item.code == "opinion")
    assert f"<dd>{asked.words.zh}</dd>" in page and "<dd>opinion</dd>" not in page


@pytest.mark.parametrize(
    ("kind", "told", "heading"), [("workbook", "第7行", "工作簿"), ("minutes", "第7位发言", "会议记录")]
)
def test_a_row_is_one_of_a_workbook_and_a_speech_one_of_minutes(house, clerk, kind, told, heading):
    file = SourceFile.objects.create(sha256="0" * 64, size=1, kind="xlsx")
    imported = Import.objects.create(
        campaign=house.campaign,
        kind=kind,
        file=file,
        file_name="三月.xlsx",
        state=Import.State.STAGED,
        by=clerk,
        received_on=DAY,
    )
    store(imported, [NewVoice(channel=Channel.SYMPOSIUM, day=DAY, statements=[NewStatement("好。")], source_row=7)])
    seal_import(imported, DAY)
    imported.state = Import.State.KEPT
    imported.save()
    statement = Statement.objects.select_related("submission__imported").get()
    assert f"<dt>{heading}</dt><dd><bdi>三月.xlsx</bdi> · {told}</dd>" in page_of(house, clerk, statement)
    assert row_of(statement.submission) == (told if kind == "minutes" else f"“三月.xlsx”{told}")


def test_a_speech_without_minutes_is_one_too(house):
    assert row_of(said(house, channel=Channel.SYMPOSIUM, row=7).submission) == "第7位发言"
