"""Conservation at the door: whatever table comes in, each row is kept, handed back or ignored, once (P3)."""

import itertools
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from huisheng.campaign.models import Campaign
from huisheng.crafts import gate
from huisheng.listening.models import Import, Statement
from huisheng.listening.reasons import Failure
from huisheng.listening.services import files, importing
from huisheng.listening.services.importing import Counts, Judge, NotKept
from huisheng.listening.verification_imports import rows_add_up
from huisheng.organisation.models import Person
from tests.factories import workbooks
from tests.factories.office import Office, grant, office, person

pytestmark = pytest.mark.django_db

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)
USABLE = st.builds(
    lambda text, day, sector: [1, day, "来信", sector, "说：" + text, "13800000000"],
    WORDS,
    st.sampled_from(["2014-03-05", "2014.3.9", "2014年3月9日", "20140309", ""]),
    st.sampled_from(["社区居民", "resident", "Residents", ""]),
)
UNUSABLE = st.sampled_from(
    [
        [1, "2014-02-30", "来信", "", "日期不对", ""],
        [1, "3月9日", "来信", "", "没有年份", ""],
        [1, "", "来信", "居民群众", "界别不对", ""],
        [1, "", "飞鸽", "", "渠道不对", ""],
        [1, "2014-03-05", "来信", "", "", ""],
        [1, "", "", "", "#REF!", ""],
    ]
)
NO_VOICE = st.sampled_from([["合计", "", "", "", "", ""], ["填表人：某某", "", "", "", "", ""], [*workbooks.HEADER]])
ROW = st.one_of(
    st.tuples(st.just("kept"), USABLE),
    st.tuples(st.just("returned"), UNUSABLE),
    st.tuples(st.just("ignored"), NO_VOICE),
)
FORMS = st.sampled_from(["xlsx", "utf-8", "utf-8-sig", "gb18030", "utf-16"])


@pytest.fixture
def house() -> Office:
    return office()


@pytest.fixture
def clerk(house: Office) -> Person:
    someone = person("陈例", house.department, "clerk")
    grant(someone, "CL", house.campaign)
    return someone


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # a workbook through a child process is too slow to shrink
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(table=st.lists(ROW, min_size=1, max_size=12), form=FORMS)
def test_every_row_goes_to_one_place(clerk: Person, table: list[tuple[str, Sequence[str | int]]], form: str) -> None:
    house = office(f"campaign-{Campaign.objects.count()}")
    # The first rows decide which columns are proposed; one row all of whose values are known stands there.
    rows = [workbooks.line(1), *(row for _fate, row in table)]
    content = workbooks.xlsx(rows) if form == "xlsx" else workbooks.csv_bytes(rows, encoding=form)
    with tempfile.TemporaryDirectory() as folder:
        imported = workbooks.taken_in(house.campaign, clerk, content, Path(folder), f"表.{form}", again=True)
    assert imported.state == Import.State.KEPT, imported.outcome
    fates = ["kept", *(fate for fate, _row in table)]
    returned = imported.returned_rows.count()
    assert (imported.rows_kept, returned, imported.rows_ignored - 1) == tuple(
        fates.count(fate) for fate in ("kept", "returned", "ignored")
    )
    assert imported.rows_raw == len(rows) + 1
    stored = Statement.objects.filter(submission__imported=imported).order_by("submission__source_row")
    said = [str(row[4]) for fate, row in zip(fates, rows, strict=True) if fate == "kept"]
    assert list(stored.values_list("text", flat=True)) == said


def read_short(imported: Import) -> tuple[Counts, gate.Sheet]:
    """A reader that believes a false `<dimension>`: it stops after the first of three rows, without an error."""
    table = gate.open_table(files.path_of(imported.file))
    judge = Judge(imported)
    rows = list(itertools.islice(gate.read_rows(files.path_of(imported.file), table, 0, judge.mapping), 1))
    return importing.take_in(imported, judge, rows, Counts()), table.sheets[0]


def test_a_reader_that_stops_early_is_caught(house: Office, clerk: Person, tmp_path: Path) -> None:
    content = workbooks.xlsx([workbooks.line(number) for number in range(1, 4)])
    imported = workbooks.started(house.campaign, clerk, content, tmp_path)
    counts, sheet = read_short(imported)
    with pytest.raises(NotKept) as caught:
        importing.conclude(imported, counts, sheet)
    assert (caught.value.failure, caught.value.facts) == (Failure.COUNTS_DIFFER, {"raw": 4, "read": 2})


def test_the_leaky_twin_loses_two_rows_and_verify_sees_it(house: Office, clerk: Person, tmp_path: Path) -> None:
    content = workbooks.xlsx([workbooks.line(number) for number in range(1, 4)])
    imported = workbooks.started(house.campaign, clerk, content, tmp_path)
    counts, sheet = read_short(imported)
    # The twin counts what it read, instead of the rows in the bytes: its sum always holds.
    importing.conclude(imported, counts, replace(sheet, raw_rows=counts.rows + sheet.layout.head_rows))
    imported.refresh_from_db()
    assert (imported.state, imported.rows_kept) == (Import.State.KEPT, 1)
    assert [outcome.holds for outcome in rows_add_up()] == [False]
