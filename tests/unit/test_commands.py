"""The command line as an operator uses it, in an office of its own."""

import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from huisheng.__main__ import SHELL, main
from huisheng.web.environment import office_time_zone

ROOT = Path(__file__).resolve().parents[2]
# A command makes its own keys; those of the tests would hide whether it does.
OURS = {
    "HUISHENG_DJANGO_SECRET",
    "HUISHENG_RECEIPT_KEY",
    "HUISHENG_TOTP_KEY",
    "HUISHENG_TESTING",
    "DATABASE_URL",
    "PORT",
}


class Office:
    """A home folder, and `huisheng` run in it."""

    def __init__(self, home):
        self.home = home
        self.environment = {name: value for name, value in os.environ.items() if name not in OURS} | {
            "HUISHENG_HOME": str(home),
            "HUISHENG_LANGUAGE": "en",
            "PYTHONPATH": str(ROOT),
        }

    def start(self, *arguments, **variables):
        return subprocess.Popen(
            [sys.executable, "-m", "huisheng", *arguments],
            cwd=self.home.parent,
            env=self.environment | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *arguments, **variables):
        process = self.start(*arguments, **variables)
        out, err = process.communicate()
        return process.returncode, out, err


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An office made once, and what `init` printed."""
    office = Office(tmp_path_factory.mktemp("office") / "home")
    status, out, err = office("init", "--name", "示例区", "--installer", "装样", "--time-zone", "Asia/Urumqi")
    assert status == 0, err
    return office, out


@pytest.fixture
def office(made):
    return made[0]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def rows(office, query):
    with contextlib.closing(sqlite3.connect(office.home / "huisheng.sqlite3", isolation_level=None)) as database:
        return database.execute(query).fetchall()


def test_init_makes_three_administrators_with_one_time_passwords(made):
    office, out = made
    passwords = re.findall(r"one-time password\s+(\S{4}-\S{4}-\S{4})", out)
    assert len(set(passwords)) == 3
    assert sorted(rows(office, "SELECT role FROM organisation_admingrant")) == [("AU",), ("RA",), ("SA",)]
    assert rows(office, "SELECT count(*) FROM organisation_account WHERE must_change_password") == [(3,)]
    stored = "\n".join(str(file.read_bytes()) for file in office.home.rglob("*") if file.is_file())
    assert not any(password in stored for password in passwords)


def test_init_writes_who_installed_into_the_first_entries_of_the_trail(office):
    entries = rows(office, "SELECT act, detail FROM organisation_auditentry ORDER BY number")
    assert [act for act, _detail in entries] == ["office.founded", *["admin.founded"] * 3]
    assert all(json.loads(detail)["installer"] == "装样" for _act, detail in entries)


def test_keys_are_readable_by_their_owner_alone(office):
    keys = list((office.home / "keys").iterdir())
    assert {key.name for key in keys} == {"django-secret", "receipt-key", "totp-key"}
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o400}


def test_init_leaves_an_office_as_it_is(office):
    before = (office.home / "keys" / "receipt-key").read_text()
    status, _out, err = office("init", "--name", "别的区")
    assert status == 1
    assert "already" in err
    assert (office.home / "keys" / "receipt-key").read_text() == before
    assert rows(office, "SELECT name FROM organisation_institution") == [("示例区",)]


def test_verify_proves_in_words_and_json(office):
    status, out, _err = office("verify")
    assert status == 0
    assert "Everything holds" in out
    status, out, _err = office("verify", "--only", "audit", "--json")
    assert status == 0
    assert [line["equation"] for line in json.loads(out)["lines"]] == ["audit"]


def test_verify_finds_a_change_behind_the_application(office):
    """`upgrade` then puts back the safeguard that was taken away."""
    change(office, "DROP TRIGGER organisation_auditentry_immutable_update")
    change(office, "UPDATE organisation_auditentry SET act = 'x' WHERE number = 2")
    status, out, _err = office("verify")
    assert status == 1
    assert "✗ audit" in out
    assert "✗ triggers" in out
    change(office, "UPDATE organisation_auditentry SET act = 'admin.founded' WHERE number = 2")
    assert office("upgrade")[0] == 0
    assert office("verify")[0] == 0, office("verify")[1]


def change(office, statement):
    """Change the database behind the application."""
    with contextlib.closing(sqlite3.connect(office.home / "huisheng.sqlite3", isolation_level=None)) as database:
        database.execute(statement)


def test_serve_says_plainly_that_a_port_is_taken(office):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        status, _out, err = office("serve", PORT=port)
    assert status == 1
    assert port in err


def test_serve_answers_on_the_port_asked_for_and_ends_when_told(office):
    port = free_port()
    server = office.start("serve", "--workers", "1", PORT=port)
    try:
        assert port in server.stdout.readline()
        answer = ask(server, f"http://127.0.0.1:{port}/account/login/")
        assert 'name="password"' in answer
        sheet = re.search(r'href="(/static/tokens[^"]+\.css)"', answer)[1]
        assert "--paper" in ask(server, f"http://127.0.0.1:{port}{sheet}")
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate()


def ask(server, address):
    """The page, as soon as the server answers; only its own end stops the asking."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while server.poll() is None:
        try:
            with opener.open(address) as answer:
                return answer.read().decode()
        except ConnectionError:
            continue
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
    raise AssertionError(server.stderr.read())


def test_nothing_starts_on_a_database_that_is_behind(office):
    step = "app = 'otp_totp' AND name = '0003_add_timestamps'"
    with contextlib.closing(sqlite3.connect(office.home / "huisheng.sqlite3", isolation_level=None)) as database:
        database.execute(f"UPDATE django_migrations SET app = 'gone' WHERE {step}")
    try:
        status, _out, err = office("work")
        assert status == 1
        assert "huisheng upgrade" in err
    finally:
        with contextlib.closing(sqlite3.connect(office.home / "huisheng.sqlite3", isolation_level=None)) as database:
            database.execute(f"UPDATE django_migrations SET app = 'otp_totp' WHERE {step.replace('otp_totp', 'gone')}")


def test_serve_refuses_keys_that_others_can_read(office):
    key = office.home / "keys" / "receipt-key"
    key.chmod(0o444)
    try:
        status, _out, err = office("serve", PORT=free_port())
        assert (status, "chmod 0400" in err) == (1, True)
    finally:
        key.chmod(0o400)


def test_work_does_what_waits_and_ends(office):
    status, out, _err = office("work", "--once")
    assert (status, "ended" in out) == (0, True)
    assert rows(office, "SELECT count(*) FROM organisation_worker") == [(0,)]


def test_upgrade_may_be_repeated(office):
    assert office("upgrade")[0] == 0


def test_the_offices_time_zone_is_the_one_named_at_the_start(office, monkeypatch):
    monkeypatch.delenv("HUISHENG_TIME_ZONE", raising=False)
    assert office_time_zone(office.home) == "Asia/Urumqi"


def test_a_missing_key_stops_the_start_and_says_which(tmp_path):
    status, _out, err = Office(tmp_path / "empty")("serve", PORT=free_port())
    assert status == 1
    assert "django-secret" in err


@pytest.mark.parametrize("command", sorted(SHELL))
@pytest.mark.parametrize(("language", "words"), [("en", "show this and stop"), ("zh-Hans", "显示本说明后退出")])
def test_every_command_explains_itself_in_both_languages(monkeypatch, capsys, command, language, words):
    monkeypatch.setenv("HUISHENG_LANGUAGE", language)
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert end.value.code == 0
    assert words in capsys.readouterr().out
