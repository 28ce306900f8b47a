"""The audit trail: readable as sentences, and no line can be altered, deleted or moved unnoticed (P12)."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone, translation

from huisheng.organisation import sentences, triggers
from huisheng.organisation.models import AuditEntry
from huisheng.organisation.services import accounts
from huisheng.organisation.services.audit import audit
from huisheng.organisation.verification import verify
from tests.factories import office

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).resolve().parents[2] / "huisheng"


@pytest.fixture
def house():
    return office.office()


@pytest.fixture
def auditor(house):
    someone = office.person("审样", house.root, login="shen")
    office.administrator(someone, "AU")
    return someone


@pytest.fixture
def trail(house, auditor):
    clerk = office.person("王样", house.department, login="wang")
    for _ in range(3):
        accounts.lock(clerk.account, by=auditor)
        accounts.unlock(clerk.account, by=auditor)
    return AuditEntry.objects.order_by("number")


def behind_the_application(statement, *values):
    """Write with the rights of whoever owns the database: the safeguards are taken away first."""
    with connection.cursor() as cursor:
        for trigger in triggers.INSTALLED.values():
            if trigger.table == "organisation_auditentry":
                on = "" if connection.vendor == "sqlite" else f" ON {trigger.table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{on}")
        cursor.execute(statement, values)


ATTACKS = {
    "altered act": ("UPDATE organisation_auditentry SET act = 'account.created' WHERE number = 3",),
    "altered actor": ("UPDATE organisation_auditentry SET by_id = NULL WHERE number = 3",),
    "altered time": ("UPDATE organisation_auditentry SET at = %s WHERE number = 3", timezone.now() - timedelta(days=9)),
    "altered detail": ('UPDATE organisation_auditentry SET detail = \'{"login": "li"}\' WHERE number = 3',),
    "deleted": ("DELETE FROM organisation_auditentry WHERE number = 3",),
    "deleted first": ("DELETE FROM organisation_auditentry WHERE number = 1",),
    "moved": ("UPDATE organisation_auditentry SET number = CASE number WHEN 3 THEN 1003 ELSE number END",),
    "swapped acts": (
        "UPDATE organisation_auditentry SET act = CASE number WHEN 3 THEN 'account.unlocked' ELSE 'account.locked' END"
        " WHERE number IN (3, 4)",
    ),
}


def holds():
    return all(outcome.holds for _name, outcome in verify(["audit"]))


def trail_without_chain_holds():
    """The leaky twin of P12: a trail that is only numbered, as most are."""
    numbers = list(AuditEntry.objects.order_by("number").values_list("number", flat=True))
    return numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("attack", ATTACKS)
def test_tampering_is_found(trail, attack):
    assert holds()
    behind_the_application(*ATTACKS[attack])
    assert not holds()


@pytest.mark.parametrize("attack", ["altered act", "altered actor", "altered time", "altered detail", "swapped acts"])
def test_the_twin_without_a_chain_does_not_notice(trail, attack):
    behind_the_application(*ATTACKS[attack])
    assert trail_without_chain_holds()


def test_an_entry_slipped_in_with_a_hash_of_its_own_is_found(trail):
    last = trail.last()
    behind_the_application(
        "INSERT INTO organisation_auditentry (number, at, act, object_type, object_id, detail, previous, hash)"
        " VALUES (%s, %s, 'account.created', '', '', '{}', %s, %s)",
        last.number + 1,
        timezone.now(),
        last.hash,
        "f" * 64,
    )
    assert not holds()


def test_a_missing_safeguard_is_found():
    assert all(outcome.holds for _name, outcome in verify(["triggers"]))
    behind_the_application("SELECT 1")
    assert not all(outcome.holds for _name, outcome in verify(["triggers"]))


def name_of(call):
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def acts_of(node, tree):
    """The acts an expression may name, each as a pattern; a name is followed to what is assigned or passed to it."""
    if isinstance(node, ast.Constant):
        return {re.escape(node.value)}
    if isinstance(node, ast.IfExp):
        return acts_of(node.body, tree) | acts_of(node.orelse, tree)
    if isinstance(node, ast.JoinedStr):
        parts = [re.escape(part.value) if isinstance(part, ast.Constant) else r"\w+" for part in node.values]
        return {"".join(parts)}
    if isinstance(node, ast.Attribute):
        return set(given_as(node.attr))
    assert isinstance(node, ast.Name), f"an act that cannot be followed, line {node.lineno}"
    found = set()
    for other in ast.walk(tree):
        if isinstance(other, ast.Assign) and any(getattr(target, "id", "") == node.id for target in other.targets):
            found |= acts_of(other.value, tree)
        if isinstance(other, ast.FunctionDef) and node.id in (names := [each.arg for each in other.args.args]):
            for call in ast.walk(tree):
                if isinstance(call, ast.Call) and name_of(call) == other.name and len(call.args) == len(names):
                    found |= acts_of(call.args[names.index(node.id)], tree)
    assert found, f"an act that nobody names, line {node.lineno}"
    return found


def given_as(name):
    """What objects made in any room's services are given under this name."""
    for file in SOURCE.glob("*/services/*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and name_of(call)[:1].isupper():
                given = [each.value for each in call.keywords if each.arg == name]
                yield from (re.escape(each.value) for each in given if isinstance(each, ast.Constant))


def calls_of_audit():
    """Every act written anywhere in the source, the facts written with it (None: not to be seen), and where."""
    for file in SOURCE.rglob("*.py"):
        tree = ast.parse(file.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and name_of(node) == "audit":
                given = {keyword.arg for keyword in node.keywords}
                facts = None if None in given else given - {"by", "campaign_id"}
                for act in acts_of(node.args[0], tree):
                    yield act, facts, f"{file.relative_to(SOURCE)}:{node.lineno}"


def test_every_act_has_a_sentence_that_names_only_what_is_written():
    calls = list(calls_of_audit())
    assert len(calls) > 20
    for pattern, facts, where in calls:
        acts = [act for act in sentences.SENTENCES if re.fullmatch(pattern, act)]
        assert acts, f"{where}: {pattern} has no sentence"
        for act in acts if facts is not None else ():
            for language in ("en", "zh-hans"):
                with translation.override(language):
                    named = set(re.findall(r"%\((\w+)\)s", str(sentences.SENTENCES[act])))
                assert named <= facts | {"by"}, f"{where}: {named - facts}"


def test_a_sentence_says_who_did_what(trail, auditor):
    with translation.override("en"):
        assert sentences.sentence(trail[0]) == "审样 locked the log-in wang of 王样."
    with translation.override("zh-hans"):
        words = sentences.sentence(trail[0])
    assert "审样" in words
    assert "wang" in words
    assert "locked" not in words


def test_an_act_of_another_release_is_shown_as_its_code(auditor):
    assert "future.act" in sentences.sentence(audit("future.act", by=auditor))


def sentences_on(page):
    return re.findall(r"<li><time.*?</time><div><p>(.*?)</p>", page.content.decode(), re.S)


def test_the_auditor_reads_and_filters_the_trail(trail, auditor):
    desk = office.client_of(auditor)
    assert len(sentences_on(desk.get("/office/audit/"))) == 6
    assert len(sentences_on(desk.get("/office/audit/", {"act": "account.locked"}))) == 3
    assert len(sentences_on(desk.get("/office/audit/", {"who": "审样"}))) == 6
    assert len(sentences_on(desk.get("/office/audit/", {"who": "shen"}))) == 6
    assert len(sentences_on(desk.get("/office/audit/", {"who": "王样"}))) == 0
    about = f"organisation.account:{trail[0].object_id}"
    assert len(sentences_on(desk.get("/office/audit/", {"about": about}))) == 6
    today = timezone.localdate()
    assert len(sentences_on(desk.get("/office/audit/", {"from_on": today, "until_on": today}))) == 6
    assert len(sentences_on(desk.get("/office/audit/", {"from_on": today + timedelta(days=1)}))) == 0
    assert desk.get("/office/audit/", {"from_on": "昨天"}).status_code == 200


def test_long_trails_are_paged_by_key_at_the_same_cost(auditor, django_assert_max_num_queries):
    for n in range(120):
        audit("future.act", by=auditor, number=n)
    desk = office.client_of(auditor)
    seen = []
    address = "/office/audit/"
    while address:
        with django_assert_max_num_queries(12):
            page = desk.get(address)
        seen += re.findall(r"<small>\D*(\d+)\D* ·", page.content.decode())
        following = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
        address = "/office/audit/" + following[1].replace("&amp;", "&") if following else ""
    assert [int(number) for number in seen] == list(range(120, 0, -1))


def test_nonsense_in_the_address_is_no_error(auditor, trail):
    desk = office.client_of(auditor)
    for cursor in ("x", "1" * 40, "\0", "-1"):
        assert desk.get("/office/audit/", {"after": cursor}).status_code == 200


def test_verifying_at_the_desk_leaves_its_head_in_the_trail(trail, auditor):
    desk = office.client_of(auditor)
    head = trail.last().hash
    page = desk.post("/office/audit/verify/")
    assert head in page.content.decode()
    assert trail.last().detail == {"number": 6, "head": head[:16]}
    behind_the_application(*ATTACKS["deleted"])
    assert 'role="alert"' in desk.post("/office/audit/verify/").content.decode()


def test_nobody_but_the_auditor_reads_it(house, trail):
    for role in ("SA", "RA"):
        someone = office.person(role, house.root, login=role)
        office.administrator(someone, role)
        assert office.client_of(someone).get("/office/audit/").status_code == 404
        assert office.client_of(someone).post("/office/audit/verify/").status_code == 404
