"""Backup and restore: all of it comes back, on either database, and whatever is wrong with a backup is named."""

import gzip
import hashlib
import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.factories.backups import SPEAK_ON, empty, lived_in, parts, run, taken, trail
from tests.factories.house import ROOT, House, environment

pytestmark = pytest.mark.own_database


@pytest.fixture
def house(tmp_path: Path) -> House:
    return lived_in(tmp_path)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return taken(tmp_path)


@pytest.fixture(scope="module")
def restored(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Where there is nothing, and nothing comes: what is refused leaves no trace."""
    house = House(tmp_path_factory.mktemp("refused") / "restored")
    with pytest.MonkeyPatch.context() as spoken:
        spoken.setenv("HUISHENG_LANGUAGE", "en")
        house.command("--help")
    return house


Member = tuple[str, bytes]


def altered(backup: Path, change: Callable[[list[Member]], list[Member]]) -> Path:
    """A copy of a backup with its members changed."""
    copy = backup.with_name("altered.tar")
    with tarfile.open(backup) as source:
        members = [(member.name, source.extractfile(member).read()) for member in source]
    with tarfile.open(copy, "w") as target:
        for name, content in change(members):
            found = tarfile.TarInfo(name)
            found.size = len(content)
            target.addfile(found, io.BytesIO(content))
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
    assert trail(again)[:-1] == trail(backup) and b"office.restored" in trail(again)[-1]
    said = House(home).python(
        "from huisheng.combing import search\n"
        "from huisheng.campaign.models import Campaign\n"
        "print(search.statements_with(Campaign.objects.get(), ['路灯']).count())"
    )
    assert int(said) >= 1, "the index was not made anew"


def test_a_restored_office_goes_on_numbering_and_tells_of_it(backup: Path, tmp_path: Path) -> None:
    home = empty(tmp_path / "restored")
    assert run(home, "restore", str(backup)).returncode == 0
    last = House(home).rows("SELECT act FROM organisation_auditentry ORDER BY number DESC LIMIT 1")
    assert last == [("office.restored",)]
    House(home).python(
        "from huisheng.campaign.models import Campaign\n"
        "from tests.factories.voices import passages\n"
        "passages(Campaign.objects.get(), '公交车太少。')"
    )
    assert run(home, "verify").returncode == 0


def doubled(member: str) -> Callable[[list[Member]], list[Member]]:
    """The part in front of itself, with other content."""
    return lambda members: [
        each for name, content in members for each in ([(name, b"other")] if member in name else []) + [(name, content)]
    ]


def without(member: str, *, told: bool) -> Callable[[list[Member]], list[Member]]:
    """Without a part; with a manifest that does not miss it, unless `told`."""

    def change(members: list[Member]) -> list[Member]:
        kept = [(name, content) for name, content in members if member not in name]
        if told:
            return kept
        said = json.loads(kept[-1][1])
        said["parts"] = [part for part in said["parts"] if member not in part["name"]]
        return [*kept[:-1], (kept[-1][0], json.dumps(said).encode())]

    return change


def renamed(part: str, to: str) -> Callable[[list[Member]], list[Member]]:
    """A part under another name, in the manifest too."""

    def change(members: list[Member]) -> list[Member]:
        whole = next(name for name, _content in members if name.startswith(part))
        return [
            (
                to if name == whole else name,
                content.replace(whole.encode(), to.encode()) if "manifest" in name else content,
            )
            for name, content in members
        ]

    return change


def flipped(members: list[Member]) -> list[Member]:
    """One bit of the voices turned over."""
    return [
        (name, content[:-1] + bytes([content[-1] ^ 1]) if "statement" in name else content) for name, content in members
    ]


def instead_of_manifest(text: bytes) -> Callable[[list[Member]], list[Member]]:
    """Another manifest."""
    return lambda members: [*members[:-1], (members[-1][0], text)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (flipped, "altered: tables/listening_statement"),
        (without("statement", told=True), "missing: tables/listening_statement"),
        (without("auditentry", told=False), "missing: tables/organisation_auditentry"),
        (doubled("statement"), "no backup has: tables/listening_statement"),
        (lambda members: members[:-1], "is cut"),
        (lambda members: [*members, members[-1]], "no backup has: manifest.json"),
        (lambda members: [("etc/passwd", b"x"), *members], "no backup has: etc/passwd"),
        (renamed("media/", "media/../../outside"), "no backup has: media/../../outside"),
        (instead_of_manifest(b"{}"), "manifest cannot be read"),
        (instead_of_manifest(b"[]"), "manifest cannot be read"),
    ],
    ids=[
        "flipped",
        "missing",
        "table left out",
        "twice",
        "cut",
        "two ends",
        "strange",
        "outside",
        "no manifest",
        "list",
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_put_in(backup: Path, restored: House, change, words: str) -> None:
    done = restored.command("restore", str(altered(backup, change)))
    assert done.returncode == 1
    assert words in done.stderr and "Traceback" not in done.stderr
    assert not (restored.home / "huisheng.sqlite3").exists() and not (restored.home / "media").exists()
    assert not (restored.home.parent / "outside").exists()


def test_a_link_is_no_part(backup: Path, restored: House) -> None:
    with tarfile.open(backup, "a") as archive:
        link = tarfile.TarInfo("media/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    assert "no backup has: media/link" in restored.command("restore", str(backup)).stderr


def test_rows_that_are_none_take_everything_back(backup: Path, tmp_path: Path) -> None:
    """A manifest that fits its parts proves nothing of them: what cannot be put in leaves neither rows nor files."""

    def spoilt(members: list[Member]) -> list[Member]:
        bad = gzip.compress(b"[1]\n", mtime=0)
        said = json.loads(members[-1][1])
        name = "tables/organisation_unit.jsonl.gz"
        for part in said["parts"]:
            if part["name"] == name:
                part |= {"sha256": hashlib.sha256(bad).hexdigest(), "size": len(bad)}
        files = [member for member in members if member[0].startswith("media/")]
        rest = [
            (each, bad if each == name else content) for each, content in members[:-1] if not each.startswith("media/")
        ]
        return [*files, *rest, (members[-1][0], json.dumps(said).encode())]

    home = empty(tmp_path / "restored")
    done = run(home, "restore", str(altered(backup, spoilt)))
    assert done.returncode == 1 and "cannot be read: tables/organisation_unit" in done.stderr
    assert House(home).rows("SELECT count(*) FROM listening_statement") == [(0,)]
    assert not [path for path in (home / "media").rglob("*") if path.is_file()]


def test_a_cut_archive_and_a_file_that_is_none(backup: Path, restored: House, tmp_path: Path) -> None:
    cut = tmp_path / "cut.tar"
    whole = backup.read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    assert "cut" in restored.command("restore", str(cut)).stderr
    cut.write_bytes(b"no archive")
    assert "no backup" in restored.command("restore", str(cut)).stderr
    assert "no backup" in restored.command("restore", str(tmp_path / "absent.tar")).stderr


def test_an_office_is_never_written_over(house: House, backup: Path) -> None:
    before = house.rows("SELECT count(*) FROM organisation_auditentry")
    done = run(house.home, "restore", str(backup))
    assert done.returncode == 1
    assert "There is an office" in done.stderr
    assert house.rows("SELECT count(*) FROM organisation_auditentry") == before
    assert "there already" in run(house.home, "backup", str(backup)).stderr


def test_an_office_of_an_earlier_release_is_not_even_upgraded(backup: Path, tmp_path: Path) -> None:
    home = tmp_path / "earlier"
    with tarfile.open(ROOT / "tests" / "data" / "office-0.1.0.tar.xz") as packed:
        packed.extractall(home, filter="data")
    before = House(home).rows("SELECT app, name FROM django_migrations")
    done = run(home, "restore", str(backup))
    assert done.returncode == 1 and "There is an office" in done.stderr
    assert House(home).rows("SELECT app, name FROM django_migrations") == before


def test_the_office_keeps_its_time_zone(house: House, tmp_path: Path) -> None:
    backup, home = tmp_path / "one.tar", empty(tmp_path / "restored")
    house.write("UPDATE organisation_institution SET time_zone = 'Asia/Urumqi'")
    run(house.home, "backup", str(backup))
    assert run(home, "restore", str(backup)).returncode == 0
    assert (home / "time-zone").read_text() == "Asia/Urumqi\n"


def test_with_another_key_authenticators_are_enrolled_anew(house: House, tmp_path: Path, monkeypatch) -> None:
    """Or nobody who must show one could ever log in again."""
    house.python(
        "from huisheng.organisation.models import Account, SecondFactor\n"
        "SecondFactor.objects.create(user=Account.objects.get(login='clerk'), name='totp', confirmed=True)"
    )
    backup, home = tmp_path / "one.tar", empty(tmp_path / "restored")
    run(house.home, "backup", str(backup))
    monkeypatch.setenv("HUISHENG_TOTP_KEY", "another one")
    done = run(home, "restore", "--other-keys", str(backup))
    assert done.returncode == 0 and "enrol anew" in done.stdout
    assert House(home).rows("SELECT count(*) FROM otp_totp_totpdevice") == [(0,)]


def test_other_keys_are_noticed(backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
