"""An office of an earlier release is brought up to this one: everything recorded is kept, and everything holds."""

import contextlib
import sqlite3
import tarfile
from pathlib import Path

import pytest

from tests.factories.house import ROOT, House

pytestmark = pytest.mark.own_database
EARLIER = sorted((ROOT / "tests" / "data").glob("office-*.tar.xz"))
MAY_DIFFER = {"django_migrations", "django_content_type", "auth_permission", "django_session"}
"""What the release keeps of itself."""


def rows(home: Path) -> dict[str, set[tuple[object, ...]]]:
    """Every row of every table, as far as its columns are those of the first call."""
    with contextlib.closing(sqlite3.connect(home / "huisheng.sqlite3", isolation_level=None)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [
            name for name in tables if name not in MAY_DIFFER and not name.startswith(("sqlite_", "combing_search"))
        ]
        columns = {name: sorted(row[1] for row in database.execute(f"PRAGMA table_info({name})")) for name in kept}
        return {
            f"{name}: {', '.join(columns[name])}": set(
                database.execute(f"SELECT {', '.join(columns[name])} FROM {name}")
            )
            for name in kept
        }


def as_before(home: Path, before: dict[str, set[tuple[object, ...]]]) -> dict[str, set[tuple[object, ...]]]:
    """The same tables and columns, read now."""
    with contextlib.closing(sqlite3.connect(home / "huisheng.sqlite3", isolation_level=None)) as database:
        return {
            known: set(database.execute(f"SELECT {known.partition(': ')[2]} FROM {known.partition(': ')[0]}"))
            for known in before
        }


@pytest.mark.parametrize("office", EARLIER, ids=lambda path: path.name)
def test_nothing_recorded_is_lost_or_changed(office: Path, tmp_path: Path) -> None:
    home = tmp_path / "office"
    with tarfile.open(office) as packed:
        packed.extractall(home, filter="data")
    house, before = House(home), rows(home)
    assert any(table.startswith("listening_statement:") and found for table, found in before.items())
    upgraded = house.command("upgrade")
    assert upgraded.returncode == 0, upgraded.stderr
    assert as_before(home, before) == before
    proved = house.command("verify")
    assert proved.returncode == 0, proved.stdout
    again = house.command("upgrade")
    assert again.returncode == 0, again.stderr
    with house.server() as address:
        page = house.python(
            "import sys, urllib.request\n"
            "asked = urllib.request.Request(sys.argv[1] + '/desk/listening/combing/all/?where=all')\n"
            "asked.add_header('Cookie', 'desk=' + sys.argv[2])\n"
            "print(urllib.request.urlopen(asked).read().decode())",
            address,
            house.session(),
        )
    assert "路灯坏了三个月。" in page
