"""Sealing: from the inbox into a chain nobody can change unseen, and what a receipt tells on the way."""

import hashlib
import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from huisheng.combing.models import Decision, Finding, Passage, Placement, Reason
from huisheng.listening import chain
from huisheng.listening.models import Batch, Channel, Import, Inbox, Receipt, SourceFile, Statement, Submission
from huisheng.listening.services.sealing import seal, seal_due
from huisheng.listening.services.storing import NewStatement, NewVoice, seal_batch, seal_import, store
from huisheng.organisation import triggers
from huisheng.organisation.verification import EQUATIONS
from tests.factories import office, speaking
from tests.factories.speaking import SAID, follow, speak

pytestmark = pytest.mark.django_db
DAY = date(2014, 3, 28)


@pytest.fixture
def campaign():
    made = office.office().campaign
    speaking.ask(made)
    return made


def voice(*texts: str, **facts) -> NewVoice:
    return NewVoice(Channel.LETTER, DAY, [NewStatement(text) for text in texts], **facts)


def broken(name: str) -> list[str]:
    return [outcome.words for outcome in EQUATIONS[name]() if not outcome.holds]


def wait_since_yesterday() -> None:
    """As if all that waits had come a day earlier: the inbox itself refuses to be changed."""
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    rows = list(Inbox.objects.all())
    without_triggers("listening_inbox")
    Inbox.objects.all().delete()
    for row in rows:
        row.payload["day"] = yesterday
    Inbox.objects.bulk_create(rows)
    triggers.install()


def without_triggers(table: str) -> None:
    """What somebody with the rights of the database's owner would do first."""
    with connection.cursor() as cursor:
        for trigger in triggers.INSTALLED.values():
            if trigger.table == table:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {trigger.name}{on}")


# ---------------------------------------------------------------- when


def test_four_wait_and_the_fifth_seals_all(campaign):
    for number in range(4):
        speak(campaign, SAID | {"opinion.0.text": f"第{number}件。"})
    seal_due()
    assert (Inbox.objects.count(), Submission.objects.count()) == (4, 0)
    speak(campaign)
    seal_due()
    assert (Inbox.objects.count(), Submission.objects.count(), Receipt.objects.count()) == (0, 5, 5)
    batch = Batch.objects.get()
    assert (batch.kind, batch.number, batch.count, batch.previous) == (Batch.Kind.INBOX, 1, 5, chain.GENESIS)


def test_what_waited_since_yesterday_is_sealed_with_its_own_day(campaign):
    speak(campaign)
    wait_since_yesterday()
    speak(campaign, SAID | {"opinion.0.text": "今天的。"})
    seal_due()
    assert Submission.objects.get().day == timezone.localdate() - timedelta(days=1)
    assert Inbox.objects.count() == 1


def test_danger_to_life_is_sealed_at_once_and_alone(campaign):
    speak(campaign)
    speak(campaign, SAID | {"opinion.0.text": "桥要塌了。", "is_urgent": "yes"})
    seal_due()
    assert Statement.objects.get().text == "桥要塌了。"
    assert Passage.objects.get().is_urgent
    assert Inbox.objects.count() == 1


def test_what_was_said_arrives_whole(campaign):
    house_sector = campaign.sectors.get()
    speak(
        campaign,
        SAID
        | {
            "opinion.0.addressee": "departments",
            "opinion.0.unit": "B1",
            "opinion.1.text": "第二件。",
            "opinion.1.addressee": "bodies",
            "sector": house_sector.code,
            "may_quote": "yes",
        },
    )
    seal(campaign)
    submission = Submission.objects.get()
    assert (submission.channel, submission.sector, submission.may_quote, submission.is_urgent) == (
        Channel.WEB,
        house_sector,
        True,
        False,
    )
    assert submission.answers == {"opinion": [{"addressee": "departments"}, {"addressee": "bodies"}]}
    first, second = submission.statements.order_by("ordinal")
    assert (first.text, first.addressee_unit.code, first.question) == (SAID["opinion.0.text"], "B1", "opinion")
    assert (second.text, second.addressee_unit) == ("第二件。", None)
    assert first.sha256 == hashlib.sha256(first.text.encode()).hexdigest()


def test_sealing_nothing_makes_no_batch(campaign):
    assert seal(campaign) is None
    assert not Batch.objects.exists()


def test_a_crash_while_sealing_leaves_the_inbox_whole(campaign):
    speak(campaign)
    with pytest.raises(RuntimeError), transaction.atomic():
        seal(campaign)
        raise RuntimeError
    assert (Inbox.objects.count(), Submission.objects.count(), Batch.objects.count()) == (1, 0, 0)


# ---------------------------------------------------------------- the receipt


def test_a_receipt_tells_each_step_and_never_the_words_unless_asked(campaign):
    code = speak(campaign, SAID | {"opinion.0.text": "路灯坏了。", "opinion.1.text": "谢谢社区的人。"})
    assert "待封存" in follow(code).content.decode()
    seal(campaign)
    passages = list(Passage.objects.order_by("statement__ordinal"))
    assert "待梳理" in follow(code).content.decode()
    finding = Finding.objects.create(
        campaign=campaign,
        number=87,
        kind="problem",
        headline_statement=passages[0].statement,
        headline_start=0,
        headline_end=4,
        headline="路灯坏了",
        opened_on=DAY,
    )
    decision = Decision.objects.create(campaign=campaign, number=1, act="place", at=timezone.now(), changes={})
    for passage, place in zip(passages, [{"finding": finding}, {"reason": Reason.PRAISE}], strict=True):
        Placement.objects.create(passage=passage, campaign=campaign, decision=decision, **place)
    page = follow(code).content.decode()
    assert "0087" in page
    assert "表扬" in page
    assert "路灯" not in page
    assert "谢谢" not in page


def test_a_receipt_shows_the_words_if_the_sender_asked_for_them(campaign):
    code = speak(campaign, SAID | {"shows_words": "yes"})
    assert SAID["opinion.0.text"] in follow(code).content.decode()
    seal(campaign)
    shown = re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", follow(code).content.decode(), re.S)
    assert "".join(shown) == SAID["opinion.0.text"]


def test_a_code_is_read_as_people_copy_it(campaign):
    code = speak(campaign)
    for typed in (code.lower(), code.replace("-", " "), code.replace("0", "o").replace("1", "l"), f" {code}\n"):
        assert follow(typed).status_code == 200


@pytest.mark.parametrize(("typed", "status"), [("", 422), ("7K3M", 422), ("U" * 17, 422), ("0" * 17, 404)])
def test_a_code_that_stands_for_nothing_says_why(campaign, typed, status):
    assert follow(typed).status_code == status


def test_a_code_miscopied_by_one_character_is_noticed(campaign):
    code = speaking.plain(speak(campaign))
    wrong = "Z" if code[3] != "Z" else "Y"
    assert follow(code[:3] + wrong + code[4:]).status_code == 422


def test_the_code_stands_in_no_address(campaign):
    code = speak(campaign)
    for page in (Client().get("/receipt/", {"code": code}), Client().get(f"/receipt/{code}/")):
        assert SAID["opinion.0.text"] not in page.content.decode()
        assert "待封存" not in page.content.decode()


# ---------------------------------------------------------------- immutable


def sealed_rows(campaign) -> None:
    speak(campaign)
    seal(campaign)
    speak(campaign, SAID | {"opinion.0.text": "还等着的。"})


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("listening_statement", "text = 'x'"),
        ("listening_submission", "may_quote = may_quote"),
        ("listening_batch", "count = 0"),
        ("listening_receipt", "content_hash = ''"),
        ("listening_inbox", "content_hash = ''"),
        ("listening_formversion", "number = 9"),
    ],
)
@pytest.mark.parametrize("act", ["update", "delete", "replace"])
def test_the_database_refuses_to_change_a_voice(campaign, table, change, act):
    sealed_rows(campaign)
    connection.check_constraints()  # PostgreSQL truncates nothing while foreign keys wait to be checked
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        before = cursor.fetchall()
        columns = [column[0] for column in cursor.description or ()]
        if act == "replace" and connection.vendor == "postgresql":
            sql, values = f"TRUNCATE {table} CASCADE", []
        elif act == "replace":
            marks = ", ".join(["%s"] * len(columns))
            sql, values = f"INSERT OR REPLACE INTO {table} VALUES ({marks})", list(before[0])
        elif act == "delete":
            sql, values = f"DELETE FROM {table}", []
        else:
            sql, values = f"UPDATE {table} SET {change}", []
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(sql, values)
        cursor.execute(f"SELECT * FROM {table}")
        assert cursor.fetchall() == before


def test_without_triggers_the_same_acts_go_through(campaign):
    """The leaky twin: what the test above would say of a table nobody guards."""
    sealed_rows(campaign)
    without_triggers("listening_statement")
    assert Statement.objects.update(text="x") == 1
    assert broken("texts")
    assert broken("voices")


# ---------------------------------------------------------------- the chain


def two_batches(campaign) -> tuple[Batch, Batch]:
    first = seal_batch(campaign, Batch.Kind.MINUTES, [voice("一。"), voice("二。", "三。"), voice()], DAY)
    return first, seal_batch(campaign, Batch.Kind.KEYED, [voice("四。")], DAY)


def test_a_chain_that_nobody_touched_holds(campaign):
    first, second = two_batches(campaign)
    assert (first.count, second.count) == (4, 1)
    assert second.previous == first.link
    assert [broken(name) for name in ("receipts", "texts", "voices")] == [[], [], []]


def flip_a_bit() -> None:
    said = Statement.objects.get(text="二。")
    changed = chr(ord(said.text[0]) ^ 1) + said.text[1:]
    Statement.objects.filter(pk=said.pk).update(text=changed, sha256=hashlib.sha256(changed.encode()).hexdigest())


def swap_a_pair() -> None:
    one, two = Statement.objects.get(text="一。"), Statement.objects.get(text="二。")
    for into, of in ((one.pk, two), (two.pk, one)):
        Statement.objects.filter(pk=into).update(text=of.text, sha256=of.sha256)


def remove_a_row() -> None:
    Passage.objects.filter(statement__text="三。").delete()
    Statement.objects.filter(text="三。").delete()


def slip_one_in() -> None:
    said = Statement.objects.get(text="四。")
    Statement.objects.create(
        submission=said.submission, campaign=said.campaign, ordinal=2, text="五。", sha256=said.sha256
    )


def give_leave_to_quote() -> None:
    Submission.objects.filter(statements__text="一。").update(may_quote=True)


def turn_to_another_unit() -> None:
    unit = office.Unit.objects.get(code="B1")
    Statement.objects.filter(text="一。").update(addressee_unit=unit)


def shrink_the_batch() -> None:
    Batch.objects.filter(number=1).update(count=3)


def rebuild_a_link() -> None:
    batch = Batch.objects.get(number=1)
    sealed = chain.Sealed(batch.count, "ab" * 32)
    link = chain.link(batch.previous, batch.number, batch.sealed_on, sealed)
    Batch.objects.filter(pk=batch.pk).update(root=sealed.root, link=link)


@pytest.mark.parametrize(
    "tamper",
    [
        flip_a_bit,
        swap_a_pair,
        remove_a_row,
        slip_one_in,
        give_leave_to_quote,
        turn_to_another_unit,
        shrink_the_batch,
        rebuild_a_link,
    ],
)
def test_tampering_behind_the_triggers_is_found(campaign, tamper):
    two_batches(campaign)
    for table in ("listening_statement", "listening_submission", "listening_batch"):
        without_triggers(table)
    tamper()
    assert broken("voices")


def test_a_chain_over_ids_only_would_not_see_a_changed_text(campaign):
    """The leaky twin: a leaf that leaves the text out hashes the same after the swap."""
    two_batches(campaign)

    def root_of_ids() -> bytes:
        ids = sorted(Statement.objects.values_list("id", flat=True))
        return hashlib.sha256(b"".join(each.bytes for each in ids)).digest()

    before = root_of_ids()
    without_triggers("listening_statement")
    swap_a_pair()
    assert root_of_ids() == before


def test_a_removed_receipt_is_found(campaign):
    speak(campaign)
    seal(campaign)
    without_triggers("listening_receipt")
    Receipt.objects.all().delete()
    assert broken("receipts")


# ---------------------------------------------------------------- workbooks


def workbook(campaign) -> Import:
    clerk = office.person("赵演示", campaign.unit)
    file = SourceFile.objects.create(sha256="0" * 64, size=1, kind="csv")
    return Import.objects.create(
        campaign=campaign, file=file, file_name="a.csv", state=Import.State.STAGED, by=clerk, received_on=DAY
    )


def test_a_workbook_stored_in_parts_is_one_link(campaign):
    imported = workbook(campaign)
    store(imported, [voice("甲。", source_row=2), voice("乙。", source_row=3)])
    store(imported, [voice("丙。", source_row=4)])
    batch = seal_import(imported, DAY)
    Import.objects.filter(pk=imported.pk).update(state=Import.State.KEPT)
    assert (batch.kind, batch.count, batch.imported) == (Batch.Kind.WORKBOOK, 3, imported)
    assert broken("voices") == []


def test_a_row_of_a_workbook_is_stored_once(campaign):
    imported = workbook(campaign)
    store(imported, [voice("甲。", source_row=2)])
    with pytest.raises(IntegrityError), transaction.atomic():
        store(imported, [voice("甲。", source_row=2)])


def test_a_kept_workbook_outside_the_chain_is_found(campaign):
    imported = workbook(campaign)
    store(imported, [voice("甲。", source_row=2)])
    Import.objects.filter(pk=imported.pk).update(state=Import.State.KEPT)
    assert broken("voices")
