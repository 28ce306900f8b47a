"""Rows of a workbook: kept, handed back with a reason, or ignored; the three add up."""

from pathlib import Path

import pytest

from huisheng.listening.models import Import, ReturnedRow, Statement
from tests.factories import workbooks
from tests.factories.office import Office, grant, office, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Office:
    return office()


@pytest.fixture
def clerk(house: Office):
    someone = person("陈例", house.department, "clerk")
    grant(someone, "CL", house.campaign)
    return someone


def test_three_bad_rows_are_handed_back_and_the_others_are_kept(house, clerk, tmp_path: Path):
    content = workbooks.xlsx(workbooks.three_bad(), titles=["石桥街道征求意见汇总表", "填报时间：2014年3月31日"])
    imported = workbooks.taken_in(house.campaign, clerk, content, tmp_path)
    assert imported.state == Import.State.KEPT, imported.outcome
    assert (imported.rows_kept, imported.returned_rows.count()) == (47, 3)
    assert imported.rows_raw == imported.rows_kept + 3 + imported.rows_ignored
    assert list(imported.returned_rows.values_list("row_number", "reason")) == [
        (13, "unknown-sector"),
        (23, "day-impossible"),
        (33, "no-text"),
    ]
    assert Statement.objects.filter(submission__imported=imported).count() == 47
    assert "13800000000" not in str([row.cells for row in ReturnedRow.objects.all()]), "who spoke is never read"
