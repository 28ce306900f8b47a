"""The database refuses by itself what no service would do."""

import pytest
from django.db import IntegrityError

from huisheng.organisation import triggers
from huisheng.organisation.models import AuditEntry
from huisheng.organisation.services.audit import audit
from tests.factories import office

pytestmark = pytest.mark.django_db


def test_every_declared_trigger_is_in_the_database_after_all_migrations():
    assert triggers.INSTALLED
    assert triggers.missing() == []


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_audit_trail_cannot_be_changed(act):
    audit("unit.created", by=None)
    rows = AuditEntry.objects.all()
    with pytest.raises(IntegrityError, match="immutable"):
        rows.update(act="nothing") if act == "update" else rows.delete()


def test_an_administrator_holds_no_other_role():
    house = office.office()
    someone = office.person("王样", house.department)
    office.administrator(someone, "SA")
    with pytest.raises(IntegrityError, match="exclusive"):
        office.grant(someone, "CL", house.campaign)
