"""Backup and restore: all of it comes back, on either database, and whatever is wrong with a backup is named."""

import io
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.factories.backups import SPEAK_ON, lived_in, parts, run
from tests.factories.house import ROOT, House, environment

pytestmark = pytest.mark.own_database


@pytest.fixture
def house(tmp_path: Path) -> House:
    return lived_in(tmp_path)


def altered(backup: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Path:
    """A copy of a backup with its parts changed, dropped or renamed; the manifest as it was."""
    copy = backup.with_name("altered.tar")
    with tarfile.open(backup) as source, tarfile.open(copy, "w") as target:
        for member in source:
            kept = change(member.name, source.extractfile(member).read())
            if kept is not None:
                found = tarfile.TarInfo(kept[0])
                found.size = len(kept[1])
                target.addfile(found, io.BytesIO(kept[1]))
    return copy


def test_all_of_it_comes_back_while_people_go_on_speaking(house: House, tmp_path: Path) -> None:
    backup, again, home = tmp_path / "one.tar", tmp_path / "two.tar", tmp_path / "restored"
    speaker = subprocess.Popen(
        [sys.executable, "-c", f"import django; django.setup()\n{SPEAK_ON}"],
        env=environment(house.home),
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    try:
        assert speaker.stdout is not None
        assert speaker.stdout.readline() == b"speaking\n"
        made = run(house.home, "backup", str(backup))
    finally:
        speaker.kill()
        speaker.wait()
    assert made.returncode == 0, made.stderr
    assert "2 files" not in made.stdout and "1 files" in made.stdout
    done = run(home, "restore", str(backup))
    assert done.returncode == 0, done.stderr + done.stdout
    assert "Everything holds" in done.stdout
    assert run(home, "backup", str(again)).returncode == 0
    assert parts(again) == parts(backup)
    said = House(home).python(
        "from huisheng.combing import search\n"
        "from huisheng.campaign.models import Campaign\n"
        "print(search.statements_with(Campaign.objects.get(), ['路灯']).count())"
    )
    assert int(said) >= 1, "the index was not made anew"


def test_a_restored_office_goes_on_numbering_and_tells_of_it(house: House, tmp_path: Path) -> None:
    backup, home = tmp_path / "one.tar", tmp_path / "restored"
    run(house.home, "backup", str(backup))
    assert run(home, "restore", str(backup)).returncode == 0
    last = House(home).rows("SELECT act FROM organisation_auditentry ORDER BY number DESC LIMIT 1")
    assert last == [("office.restored",)]
    House(home).python(
        "from huisheng.campaign.models import Campaign\n"
        "from tests.factories.voices import passages\n"
        "passages(Campaign.objects.get(), '公交车太少。')"
    )
    assert run(home, "verify").returncode == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda name, content: (
                (name, content[:-1] + bytes([content[-1] ^ 1])) if "statement" in name else (name, content)
            ),
            "altered: tables/listening_statement",
        ),
        (lambda name, content: None if "statement" in name else (name, content), "missing: tables/listening_statement"),
        (lambda name, content: None if name == "manifest.json" else (name, content), "cut"),
        (
            lambda name, content: ("media/../../outside", content) if name.startswith("media/") else (name, content),
            "missing: media/",
        ),
        (
            lambda name, content: (name, b"{}") if name == "manifest.json" else (name, content),
            "manifest cannot be read",
        ),
    ],
    ids=["flipped", "missing", "without manifest", "outside", "no manifest"],
)
def test_what_is_wrong_is_named_and_nothing_is_put_in(house: House, tmp_path: Path, change, words: str) -> None:
    backup, home = tmp_path / "one.tar", tmp_path / "restored"
    run(house.home, "backup", str(backup))
    done = run(home, "restore", str(altered(backup, change)))
    assert done.returncode == 1
    assert words in done.stderr
    assert not (home / "huisheng.sqlite3").exists()
    assert not (tmp_path / "outside").exists()


def test_a_cut_archive_and_a_file_that_is_none(house: House, tmp_path: Path) -> None:
    backup, cut, home = tmp_path / "one.tar", tmp_path / "cut.tar", tmp_path / "restored"
    run(house.home, "backup", str(backup))
    whole = backup.read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    assert "cut" in run(home, "restore", str(cut)).stderr
    cut.write_bytes(b"no archive")
    assert "no backup" in run(home, "restore", str(cut)).stderr
    assert "no backup" in run(home, "restore", str(tmp_path / "absent.tar")).stderr


def test_an_office_is_never_written_over(house: House, tmp_path: Path) -> None:
    backup = tmp_path / "one.tar"
    run(house.home, "backup", str(backup))
    before = house.rows("SELECT count(*) FROM organisation_auditentry")
    done = run(house.home, "restore", str(backup))
    assert done.returncode == 1
    assert "There is an office" in done.stderr
    assert house.rows("SELECT count(*) FROM organisation_auditentry") == before
    assert "there already" in run(house.home, "backup", str(backup)).stderr


def test_other_keys_are_noticed(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup = tmp_path / "one.tar"
    run(house.home, "backup", str(backup))
    monkeypatch.setenv("HUISHENG_RECEIPT_KEY", "another one")
    refused = run(tmp_path / "restored", "restore", str(backup))
    assert refused.returncode == 1
    assert "receipt-key" in refused.stderr
    monkeypatch.delenv("HUISHENG_RECEIPT_KEY")
    absent = run(tmp_path / "restored", "restore", str(backup))
    assert absent.returncode == 1
    assert "sealed envelopes" in absent.stderr
    assert run(tmp_path / "restored", "restore", "--check", str(backup)).returncode == 0
    assert not (tmp_path / "restored").exists()
