"""Every test begins in the office's language, whatever the one before it spoke, on a database migrated once a run."""

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db.backends.signals import connection_created
from django.utils import translation

from tests.factories.house import migrated


def pytest_configure() -> None:
    connection_created.connect(_fill, dispatch_uid="filled from the migrated database")


def _fill(connection: Any, **_: Any) -> None:
    """An empty database in memory starts as a copy of the migrated one, so that migrating finds nothing to do."""
    if connection.vendor != "sqlite" or not connection.is_in_memory_db():
        return
    if connection.connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
        with contextlib.closing(sqlite3.connect(migrated() / "huisheng.sqlite3")) as ready:
            ready.backup(connection.connection)


@pytest.fixture(autouse=True)
def office_language() -> Iterator[None]:
    with translation.override(settings.LANGUAGE_CODE):
        yield
