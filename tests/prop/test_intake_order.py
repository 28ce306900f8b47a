"""P21: intake keeps no identity, address, device or order, nor time finer than the day."""

import math
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection, models
from scipy.stats import spearmanr

from huisheng.listening import codes
from huisheng.listening.models import Batch, Inbox, KeyedSheet, Receipt, Statement, Submission
from huisheng.listening.services import stacks
from huisheng.listening.services.receiving import receive
from huisheng.listening.services.sealing import seal
from huisheng.organisation.models import Person
from tests.factories import office, speaking
from tests.factories.speaking import payload

pytestmark = pytest.mark.django_db
VOICES = 20
FEW, ALL = 50, 1000
_ALLOWED = {
    Submission: {
        "id", "campaign", "batch", "imported", "source_row", "channel", "occasion", "form_version", "sector", "day",
        "answers", "may_quote", "is_urgent",
    },
    Statement: {
        "id", "submission", "campaign", "ordinal", "title", "text", "sha256", "question", "addressee_unit", "replaces",
    },
    Inbox: {"id", "campaign", "receipt_mac", "content_hash", "payload", "is_urgent"},
    Receipt: {"mac", "submission", "content_hash", "shows_words"},
}  # fmt: skip


@pytest.fixture
def campaign():
    made = office.office().campaign
    speaking.ask(made)
    return made


@pytest.mark.parametrize("table", _ALLOWED, ids=lambda table: table.__name__)
def test_the_schema_has_no_room_for_who_or_when(table):
    fields = table._meta.get_fields(include_parents=True)
    columns = [field for field in fields if isinstance(field, models.Field)]
    assert {field.name for field in columns} == _ALLOWED[table]
    assert not [field for field in columns if isinstance(field, models.DateTimeField | models.TimeField)]
    assert not isinstance(table._meta.pk, models.AutoField)


def test_what_waits_says_the_day_and_nothing_finer(campaign):
    speaking.speak(campaign)
    waiting = Inbox.objects.get()
    assert set(waiting.payload) == {
        "channel", "form_version_id", "day", "sector_id", "answers", "statements", "may_quote", "shows_words",
        "is_urgent",
    }  # fmt: skip
    day = waiting.payload["day"]
    assert date.fromisoformat(day).isoformat() == day


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no rowid")
@pytest.mark.parametrize("table", ["listening_inbox", "listening_receipt"])
def test_the_tables_a_voice_passes_first_have_no_rowid(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
        assert "WITHOUT ROWID" in cursor.fetchone()[0]


def stored_order(table: type[models.Model]) -> list[UUID]:
    """Ids in the order storage itself gives them away: rowid, or PostgreSQL's place on the page."""
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table._meta.db_table} ORDER BY {place}")
        return [row[0] if isinstance(row[0], UUID) else UUID(row[0]) for row in cursor.fetchall()]


def by_page(campaign, voices: int) -> Batch:
    """Voices of the public page, one after another, then sealed."""
    for number in range(voices):
        receive(campaign, codes.fresh(), payload(campaign, f"第{number}件。"))
    return seal(campaign)


def by_stack(campaign, voices: int) -> Batch:
    """Sheets of a stack, keyed in the order of the pile, then sealed."""
    version = campaign.form_versions.get(code=speaking.OPINION)
    stack = stacks.open_stack(campaign, version, date(2014, 3, 27))
    clerk = Person.objects.first() or office.person("陈例", campaign.unit)
    for number in range(voices):
        said = [{"question": "opinion", "text": f"第{number}件。", "addressee_unit_id": None}]
        voice = {"answers": {}, "statements": said, "sector_id": None, "may_quote": False, "is_urgent": False}
        stacks.keep(stack, stacks.Keyed({}, voice), key=uuid4(), by=clerk)
    stacks.seal(stack, by=clerk)
    return Batch.objects.latest("number")


WAYS = [by_page, by_stack]


def rank_correlations(campaign, way) -> list[float]:
    """How far the order of storage gives away the order of arrival, in each table, after one sealing."""
    rows = Statement.objects.filter(submission__batch=way(campaign, VOICES)).values_list("submission", "id", "text")
    arrival = {one: int(text.strip("第件。")) for *ids, text in rows for one in ids}
    orders = [[arrival[one] for one in stored_order(table) if one in arrival] for table in (Submission, Statement)]
    assert all(sorted(order) == list(range(VOICES)) for order in orders)
    return [float(spearmanr(order, range(VOICES)).statistic) for order in orders]


def assert_inside_chance(campaign, way, trials: int) -> None:
    """By chance a correlation of n ranks has the deviation 1/√(n-1). Five deviations are passed once in 1.7 million."""
    deviation = 1 / math.sqrt(VOICES - 1) / math.sqrt(trials)
    for found in zip(*(rank_correlations(campaign, way) for _ in range(trials)), strict=True):
        assert abs(sum(found) / trials) < 5 * deviation
        assert sum(each * each for each in found) / trials < 2 / (VOICES - 1) + 5 * deviation


@pytest.mark.parametrize("way", WAYS)
def test_the_order_of_arrival_is_not_in_the_order_of_storage(campaign, way):
    assert_inside_chance(campaign, way, FEW)


@pytest.mark.prove
@pytest.mark.parametrize("way", WAYS)
def test_the_order_of_arrival_is_not_in_a_thousand_trials(campaign, way):
    assert_inside_chance(campaign, way, ALL)


@pytest.mark.parametrize("way", WAYS)
def test_the_leaky_twin_that_seals_as_they_came_gives_the_order_away(campaign, way, monkeypatch):
    """Random ids in a table as Django makes it: rowid order is the order of arrival."""

    class AsTheyCame:
        def shuffle(self, waiting: list[Inbox] | list[KeyedSheet]) -> None:
            waiting.sort(key=lambda one: int(_said(one).strip("第件。")))

    monkeypatch.setattr("secrets.SystemRandom", AsTheyCame)
    assert rank_correlations(campaign, way) == [pytest.approx(1), pytest.approx(1)]
    with pytest.raises(AssertionError):
        assert_inside_chance(campaign, way, 3)


def _said(waiting: Inbox | KeyedSheet) -> str:
    content = waiting.payload if isinstance(waiting, Inbox) else waiting.voice
    return content["statements"][0]["text"]
