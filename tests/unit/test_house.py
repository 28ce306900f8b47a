"""The house tests itself: who imports whom, what views may touch, catalogues, migrations, documents, templates."""

import ast
import csv
import gettext
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from huisheng.organisation import policy
from huisheng.organisation.queries.permissions import ROLES, ROWS, SCOPES
from huisheng.organisation.sentences import SENTENCES

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "huisheng"
CATALOGUES = sorted(HOUSE.glob("**/locale/zh_Hans/LC_MESSAGES/*.po"))
TEMPLATES = sorted(HOUSE.glob("*/templates/**/*.html"))
SOURCES = sorted(each for each in HOUSE.glob("**/*.py") if "migrations" not in each.parts)


def told(path: Path) -> str:
    return str(path.relative_to(ROOT))


# ---------------------------------------------------------------- rooms


def test_rooms_import_downwards_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_views_reach_records_through_queries_only() -> None:
    views = [*HOUSE.glob("*/views/*.py"), *HOUSE.glob("*/views.py"), HOUSE / "web" / "home.py"]
    touching = [
        f"{told(path)}:{node.lineno}"
        for path in views
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}
    ]
    assert not touching


def test_no_room_is_called_after_nothing() -> None:
    nameless = {"utils", "helpers", "common", "base", "misc", "manager", "handlers"}
    found = [told(path) for path in SOURCES if path.stem in nameless]
    assert not found


def test_a_web_process_loads_nothing_it_needs_for_long_work_alone() -> None:
    """Each takes a web process memory and every command time; they are loaded where they are first used."""
    heavy = "{'numpy', 'scipy', 'sklearn', 'rjieba'}"
    ask = f"import sys, huisheng.web.wsgi, huisheng.web.urls; print(*{heavy} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


# ---------------------------------------------------------------- the permission table


def test_the_file_holds_the_table() -> None:
    path = ROOT / "docs" / "develop" / "permissions.csv"
    assert path.read_text(encoding="utf-8") == policy.as_csv()
    rows = list(csv.reader(path.open(encoding="utf-8")))
    assert {len(row) for row in rows} == {len(policy.Role) + 1}


def test_every_row_role_and_scope_has_words() -> None:
    assert set(ROWS) == set(policy.TABLE)
    assert set(ROLES) == set(policy.Role)
    assert set(SCOPES) == set(policy.Scope)


def test_nobody_may_what_nobody_may() -> None:
    forbidden = {"voice.change", "ballot.read", "code.read_back", "audit.change"}
    assert not forbidden & set(policy.TABLE)


def test_every_act_has_its_sentence() -> None:
    written = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "audit" and node.args:
                written |= {each.value for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant)}
    acts = {act for act in written if isinstance(act, str) and re.fullmatch(r"[a-z_]+\.[a-z_]+", act)}
    assert len(acts) > 30
    assert not acts - set(SENTENCES)


# ---------------------------------------------------------------- catalogues


def entries(path: Path) -> Iterator[dict[str, str]]:
    """The entries of a catalogue: their fields, and `flags`."""
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        entry: dict[str, str] = {"flags": ""}
        name = ""
        for line in block.splitlines():
            if line.startswith("#,"):
                entry["flags"] += line
            elif line.startswith("#"):
                continue
            elif line.startswith('"'):
                entry[name] += ast.literal_eval(line)
            elif line:
                name, _blank, rest = line.partition(" ")
                entry[name] = ast.literal_eval(rest)
        if "msgid" in entry:
            yield entry


@pytest.mark.parametrize("path", CATALOGUES, ids=told)
def test_every_message_has_chinese(path: Path) -> None:
    lacking = [
        entry["msgid"]
        for entry in entries(path)
        if entry["msgid"]
        and ("fuzzy" in entry["flags"] or not all(value for key, value in entry.items() if key.startswith("msgstr")))
    ]
    assert not lacking


@pytest.mark.parametrize("path", CATALOGUES, ids=told)
def test_compiled_catalogues_say_the_same(path: Path) -> None:
    compiled = gettext.GNUTranslations(path.with_suffix(".mo").open("rb"))
    for entry in entries(path):
        if not entry["msgid"]:
            continue
        said = entry.get("msgstr", entry.get("msgstr[0]", ""))
        context = entry.get("msgctxt")
        if "msgid_plural" in entry:
            one, several = entry["msgid"], entry["msgid_plural"]
            found = compiled.npgettext(context, one, several, 2) if context else compiled.ngettext(one, several, 2)
        else:
            found = compiled.gettext(entry["msgid"]) if context is None else compiled.pgettext(context, entry["msgid"])
        assert found == said, entry["msgid"]


@pytest.mark.parametrize("path", CATALOGUES, ids=told)
def test_chinese_keeps_the_placeholders(path: Path) -> None:
    holders = re.compile(r"%\(\w+\)[sd]|%\(\w+\)\.\d+f|\{\w+\}")
    for entry in entries(path):
        if not entry["msgid"]:
            continue
        wanted = set(holders.findall(entry["msgid"])) | set(holders.findall(entry.get("msgid_plural", "")))
        said = set(holders.findall(entry.get("msgstr", entry.get("msgstr[0]", ""))))
        assert said == wanted, entry["msgid"]


def test_rooms_agree_on_the_chinese_of_a_message() -> None:
    said: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for path in CATALOGUES:
        if path.name == "django.po":
            for entry in entries(path):
                key = entry.get("msgctxt", ""), entry["msgid"]
                said[key][told(path)] = entry.get("msgstr", entry.get("msgstr[0]", ""))
    # Django joins all catalogues into one: of two words for a message, one would show up in the wrong room.
    differing = {key: by for key, by in said.items() if key[1] and len(set(by.values())) > 1}
    assert not differing


# ---------------------------------------------------------------- migrations, documents


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_setting_is_documented() -> None:
    documents = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("**/*.md"))
    named = set()
    for path in SOURCES:
        named |= set(re.findall(r"\bHUISHENG_[A-Z_]+\b", path.read_text(encoding="utf-8")))
    named -= {"HUISHENG_TESTING"}  # only the tests set it
    assert named, "no setting was found"
    assert not {name for name in named if name not in documents}


def test_commands_in_the_documents_are_told_where_the_office_is() -> None:
    """Sourced without `set -a`, the settings stay in the shell and the command looks in ./var."""
    pages = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("**/*.md"))
    for found in re.finditer(r"(.{0,12})\. /etc/huisheng\.env", pages):
        assert found[1].endswith("set -a; "), found[0]


def test_every_section_that_is_cited_is_there() -> None:
    trust = (ROOT / "docs" / "develop" / "trust.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"^#+ (\d+(?:\.\d+)?) ", trust, re.MULTILINE))
    cited = {
        (told(path), number)
        for path in [*SOURCES, *(ROOT / "tests").glob("**/*.py")]
        for number in re.findall(r"trust(?:\.md)? § (\d+(?:\.\d+)?)", path.read_text(encoding="utf-8"))
    }
    assert cited
    assert [each for each in sorted(cited) if each[1] not in sections] == []


def test_every_command_is_documented() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("**/*.md")]
    documents = "\n".join(path.read_text(encoding="utf-8") for path in pages)
    commands = {path.stem for path in (HOUSE / "web" / "commands").glob("*.py") if path.stem != "__init__"}
    commands |= {"comb", "check"}
    assert not {command for command in commands if f"huisheng {command}" not in documents}


# ---------------------------------------------------------------- templates


@pytest.mark.parametrize("path", TEMPLATES, ids=told)
def test_templates_trust_no_words_and_call_nobody(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b", text)
    assert not re.search(r"""(?:href|src|action|srcset)\s*=\s*["']?\s*(?:https?:)?//""", text)
    assert "<script>" not in text and "style=" not in text and not re.search(r"\son\w+\s*=", text)


def test_sources_mark_nothing_safe() -> None:
    found = [
        told(path) for path in SOURCES if re.search(r"\bmark_safe\b|\bSafeString\(", path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_style_sheets_and_scripts_call_nobody() -> None:
    for path in [*HOUSE.glob("*/static/**/*.css"), *HOUSE.glob("*/static/**/*.js")]:
        text = re.sub(r"http://www\.w3\.org/[\w/]+", "", path.read_text(encoding="utf-8"))
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import\s+['\"]?https?:|https?://", text), told(path)
