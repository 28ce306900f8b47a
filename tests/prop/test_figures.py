"""A figure is the count of its records, whatever was recorded; rounding tells no more than there is."""

import re
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huisheng.combing import services
from huisheng.combing.services.lists import freeze
from huisheng.figures.queries import paragraph
from huisheng.figures.queries.basis import Records, Source, plain, seal
from huisheng.figures.queries.telling import Told, tell
from huisheng.figures.services import issuing
from huisheng.listening.models import Attendance, IssueRecord, Occasion, Sector
from tests.factories import office
from tests.factories.voices import passages

pytestmark = pytest.mark.django_db

FIRST = date(2014, 2, 1)
DAYS = st.integers(0, 20).map(lambda n: FIRST + timedelta(n))
OCCASIONS = st.tuples(st.sampled_from(Occasion.Kind.values), DAYS, st.lists(st.integers(0, 40), max_size=3))
COPIES = st.lists(st.integers(0, 300), min_size=3, max_size=3).map(sorted)
ISSUES = st.tuples(st.sampled_from(IssueRecord.Kind.values), DAYS, COPIES, st.integers(0, 2))
COMBED = st.tuples(st.sampled_from(["problem", "suggestion", "apart", "aside", "waiting"]), st.booleans())
RANDOM = settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


def record(house, occasions, issues) -> None:
    sectors = [
        Sector.objects.get_or_create(campaign=house.campaign, code=f"s{n}", defaults={"name": f"界别{n}"})[0]
        for n in range(3)
    ]
    for kind, day, heads in occasions:
        number = Occasion.objects.filter(campaign=house.campaign, kind=kind).count() + 1
        occasion = Occasion.objects.create(
            campaign=house.campaign, kind=kind, number=number, title=f"{kind}{number}", held_on=day
        )
        for sector, count in zip(sectors, heads, strict=False):
            Attendance.objects.create(occasion=occasion, sector=sector, head_count=count)
    for kind, day, (valid, returned, issued), counted in issues:
        IssueRecord.objects.create(
            campaign=house.campaign,
            kind=kind,
            issued_on=day,
            issued_count=issued,
            returned_count=returned if counted else None,
            valid_count=valid if counted == 2 else None,
        )


def comb(house, clerk, combed) -> None:
    for n, (where, is_frozen) in enumerate(combed):
        (passage,) = passages(house.campaign, f"第{n}件事没人管")
        if where == "aside":
            services.set_aside([passage], "praise", by=clerk)
        elif where != "waiting":
            kind = "suggestion" if where == "suggestion" else "problem"
            span = services.Span(passage.statement_id, passage.start, passage.end)
            services.open_finding([passage], kind=kind, headline=span, by=clerk)
            if where == "apart":
                services.mark_about_person(house.campaign.findings.latest("number"), True, by=clerk)
        if is_frozen:
            freeze(house.campaign, FIRST + timedelta(n), by=clerk)


def counted_again(records: Records) -> tuple[int, int]:
    """The records fetched, and what each of them holds, added up anew from the tables."""
    rows = list(records.rows)
    if records.counts is None:
        return sum(row.passage_count if records.column else 1 for row in rows), len(rows)
    assert {row.pk for row in rows} == set(records.counts)
    return sum(records.counts.values()), len(rows)


def counts_differ(told: Told) -> list[str]:
    """Figures that are not the count of their records."""
    return [
        code
        for code, value in told.values.items()
        if value.records is not None and counted_again(value.records) != (value.records.value, value.records.count)
    ]


@given(st.lists(OCCASIONS, max_size=6), st.lists(ISSUES, max_size=6), st.lists(COMBED, max_size=5), DAYS)
@RANDOM
def test_a_figure_is_the_count_of_its_records(occasions, issues, combed, day) -> None:
    with transaction.atomic():
        house = office.office()
        clerk = office.person("陈例", house.root)
        record(house, occasions, issues)
        comb(house, clerk, combed)
        told = tell(house.campaign, day)
        assert counts_differ(told) == []
        exact = told.exact
        until = [each for each in occasions if each[1] <= day]
        assert exact["consulted.symposia"] == sum(kind == "symposium" for kind, _day, _heads in until)
        assert exact["consulted.person_times"] == sum(
            sum(heads) for kind, _day, heads in until if kind in {"symposium", "visit", "interview"}
        )
        assert exact["issued.forms"] == sum(
            copies[2] for kind, on, copies, _counted in issues if on <= day and kind != "evaluation_set"
        )
        assert exact["issued.forms"] == exact["issued.questionnaires"] + exact["issued.opinion_forms"]
        assert exact["voices.all"] == sum(
            exact[code] for code in exact if code.startswith("voices.") and code[-3:] != "all"
        )
        transaction.set_rollback(True)


@given(st.lists(OCCASIONS, min_size=1, max_size=4), st.lists(ISSUES, max_size=4), st.lists(COMBED, max_size=3))
@RANDOM
def test_an_issued_day_stays_whatever_is_recorded_after(occasions, issues, combed) -> None:
    with transaction.atomic():
        house = office.office()
        clerk = office.person("陈例", house.root)
        record(house, occasions[:2], issues[:2])
        comb(house, clerk, combed[:1])
        day = FIRST + timedelta(10)
        issuing.issue(house.campaign, day, by=clerk)
        before = tell(house.campaign, day)
        told = (before.text, before.exact, seal(plain(before.basis)))
        record(house, occasions, issues)
        comb(house, clerk, combed)
        Attendance.objects.update(head_count=7)
        after = tell(house.campaign, day)
        assert (after.text, after.exact, seal(plain(after.basis))) == told
        transaction.set_rollback(True)


def test_a_leaky_twin_is_found() -> None:
    """A number that counts a record twice differs from its records."""
    house = office.office()
    record(house, [("symposium", FIRST, [3])], [])
    told = tell(house.campaign, FIRST)
    right = told.values["consulted.symposia"]
    assert right.records is not None
    twice = Records(Source.OCCASION, 2, 1, right.records.rows, right.records.counts)
    twin = type(right)(right.figure, twice, None)
    leaky = Told(told.basis, {**told.values, "consulted.symposia": twin}, None, [], False)
    assert counts_differ(told) == [] and counts_differ(leaky) == ["consulted.symposia"]


@given(st.integers(0, 10**7), st.sampled_from([1, 10, 100, 1000]), st.sampled_from(["zh-hans", "en"]))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_rounding_is_down_to_the_step_and_says_more_only_where_there_is_more(value, step, language) -> None:
    with translation.override(language):
        words = paragraph.shown(value, step)
    number = int(re.sub(r"\D", "", words))
    says_more = words != re.sub(r"[^\d,]", "", words)
    assert number <= value
    assert says_more == (number < value)
    assert value - number < step
    assert not says_more or number % step == 0
