"""The drill: from SQLite to PostgreSQL and back, and every table is the same to the byte."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.factories.backups import lived_in, parts, run, trail


@contextlib.contextmanager
def empty_database() -> Iterator[str]:
    """An empty PostgreSQL database beside the one the tests use."""
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    name = f"huisheng_drill_{os.getpid()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
        database.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server}/{name}"
        finally:
            database.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.postgres
@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="DATABASE_URL names no PostgreSQL")
def test_from_one_engine_to_the_other_and_back(tmp_path: Path) -> None:
    one, two, three = (tmp_path / f"{name}.tar" for name in ("one", "two", "three"))
    house = lived_in(tmp_path)
    assert run(house.home, "backup", str(one)).returncode == 0
    with empty_database() as database:
        done = run(tmp_path / "over", "restore", str(one), database=database)
        assert done.returncode == 0, done.stderr + done.stdout
        assert run(tmp_path / "over", "backup", str(two), database=database).returncode == 0
    assert run(tmp_path / "back", "restore", str(two)).returncode == 0
    assert run(tmp_path / "back", "backup", str(three)).returncode == 0
    assert parts(one) == parts(two) == parts(three)
    assert trail(two)[:-1] == trail(one) and trail(three)[:-1] == trail(two)
