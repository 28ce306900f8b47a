"""P10: every address × method × role × ownership answers as the permission table says (trust § 3, R1, R2, R9, R10).

The expected answer is computed from the table and the view's rule, never from the view. What pages show is checked by
the words of records a reader may not see; what acts do, by the rows of records the actor may not touch.
"""

import hashlib
import inspect
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from huisheng.organisation import policy
from huisheng.organisation.guard import Door, Rule, rule_of
from huisheng.organisation.policy import Role, Scope
from tests.factories import cells, twins_permissions
from tests.factories.cells import IN_CAMPAIGN, IN_OFFICE, OWNERSHIPS, House, Records

pytestmark = pytest.mark.django_db
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
SAFE = {"GET", "HEAD", "OPTIONS"}
ROLES = tuple(Role)
MOST_QUERIES = 12
PRINTS_ALL = {"figures:document"}  # reads all that it prints, 500 findings at a time
DONE = {200, 302, 303, 409, 422}
# Acts that name their object in what is sent, and a workbook of rows of which there are none: these may be missing.
MAY_BE_MISSING = {
    "office:returned_workbook",
    "combing:release",
    "combing:undo",
    "combing:redo",
    "listening:import_returned",
    "account:end_own_token",
    "data:files",
    "listening:symposia_returned",
    "listening:register_returned",
    "listening:settle_readings",
}
# Places of the queue: what is gone, or not this reader's, gives way to the head of the queue.
GIVES_WAY = {"combing:group", "combing:beside", "combing:pair", "combing:answer"}
WITHOUT_CSRF = {"say:form", "receipt:find"}


@dataclass(frozen=True)
class Address:
    """One view under its name."""

    name: str
    view: Callable[..., Any]
    parameters: tuple[str, ...]

    @property
    def rule(self) -> Rule:
        rule = rule_of(self.view)
        assert rule is not None, f"{self.name} stands under no row of the permission table"
        return rule

    @property
    def methods(self) -> set[str]:
        """What its decorators let through; a view without them takes GET, HEAD, OPTIONS and POST."""
        view: Any = self.view
        while view is not None:
            listed = inspect.getclosurevars(view).nonlocals.get("request_method_list")
            if listed:
                return set(listed)
            view = getattr(view, "__wrapped__", None)
        return {*SAFE, "POST"}


def addresses(patterns: Any = None, prefix: str = "", before: tuple[str, ...] = ()) -> Iterator[Address]:
    """Every address of the product, from the resolver itself."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        names = (*before, *each.pattern.converters)
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, f"{each.namespace}:" if each.namespace else prefix, names)
        else:
            assert isinstance(each, URLPattern)
            yield Address(f"{prefix}{each.name}", each.callback, names)


# ---------------------------------------------------------------- what the table says


def roles_at(role: Role, address: Address, ownership: str) -> frozenset[Role]:
    """The roles somebody has where the address stands; none in a campaign they do not work in."""
    if "campaign" in address.parameters:
        return frozenset({role}) if role in (*IN_CAMPAIGN, *IN_OFFICE) else frozenset()
    return frozenset({role}) if role in IN_OFFICE else frozenset()


def stands_elsewhere(address: Address, ownership: str) -> bool:
    """Whether the address names the other campaign itself, not only a record of it under the own one."""
    return ownership == "other_campaign" and not names_record(address)


def names_record(address: Address) -> bool:
    """Whether the address names one record of a campaign."""
    return bool({"pk", "statement", "mask", "group", "question"} & {*address.parameters})


def sees_words(role: Role, ownership: str) -> bool:
    """Whether a reader may read what was said about a unit (R2: never their own matter)."""
    scopes = policy.scopes(frozenset({role}), "passage.read")
    if role not in IN_CAMPAIGN or ownership in {"own", "child", "other_campaign"}:
        return False
    return bool(scopes & {Scope.ALL, Scope.MASK}) or (Scope.SUPM in scopes and ownership == "supervised")


def sees_voice(role: Role, ownership: str) -> bool:
    """Whether a reader may open a whole voice as it came."""
    return sees_words(role, ownership) and Scope.ALL in policy.scopes(frozenset({role}), "voice.read_raw")


def sees_finding(role: Role, ownership: str) -> bool:
    """Whether a reader may see a finding of a unit: its headline, never its passages."""
    if role not in IN_CAMPAIGN or ownership == "other_campaign":
        return False
    scopes = policy.scopes(frozenset({role}), "finding.read")
    return (
        Scope.ALL in scopes
        or (Scope.OWN in scopes and ownership in {"own", "child"})
        or (Scope.SUP in scopes and ownership == "supervised")
    )


def sees_occasion(role: Role, ownership: str) -> bool:
    """Whether an occasion held in a unit stands in the reader's register."""
    if role not in IN_CAMPAIGN or ownership == "other_campaign":
        return False
    scopes = policy.scopes(frozenset({role}), "occasion.read")
    return (
        Scope.ALL in scopes
        or (Scope.OWN in scopes and ownership in {"own", "child"})
        or (Scope.SUP in scopes and ownership == "supervised")
    )


def sees_object(role: Role, address: Address, ownership: str) -> bool:
    """Whether the record the address names is there for this reader."""
    name = address.name
    if name in {"combing:voice", "combing:redact", "combing:review_mask", "combing:decide_mask"}:
        return sees_voice(role, ownership)
    if name in {"listening:voice", "listening:rekey"}:
        return sees_voice(role, ownership)
    if name == "combing:finding":
        return sees_finding(role, ownership)
    if name.startswith("listening:minutes_") or name == "listening:minutes":
        return "pk" not in address.parameters or sees_voice(role, ownership)
    if name == "listening:symposium_record":
        return sees_voice(role, ownership)
    if name in {"listening:occasion", "listening:correct_occasion"}:
        return sees_occasion(role, ownership)
    if name in {"office:job", "office:stop_job", "office:resume_job"}:
        return bool(policy.scopes(frozenset({role}), "settings.see"))
    if name.startswith("office:") or "campaign" not in address.parameters or name in GIVES_WAY:
        return True
    return ownership != "other_campaign"


def expected(role: Role, address: Address, method: str, ownership: str) -> set[int]:
    """The answers the table allows."""
    rule = address.rule
    if rule.door is Door.TOKEN:
        return expected_of_program(role, address, method, ownership)
    if rule.door is not Door.DESK:
        return {405} if method not in address.methods - {"OPTIONS"} | SAFE else {200, 302, 303, 400, 404, 405, 409, 422}
    if role is Role.AN:
        return {401} if method == "POST" else {302}
    roles = roles_at(role, address, ownership)
    is_stranger = "campaign" in address.parameters and (
        not roles or (stands_elsewhere(address, ownership) and role not in IN_OFFICE)
    )
    if is_stranger or (rule.read and not policy.cells(roles, rule.read)):
        return {404}
    may = policy.may_sign if rule.signs else policy.may_act
    if method not in SAFE and rule.act and not may(roles, rule.act):
        return {403}
    if method not in address.methods:
        return {405}
    if role not in IN_OFFICE and not sees_object(role, address, ownership):
        return {404}
    if role in IN_OFFICE and "campaign" not in address.parameters and not sees_object(role, address, ownership):
        return {404}
    if address.name in {"office:stop_job", "office:resume_job"} and not policy.may_act(roles, "settings.see"):
        return {403}
    return DONE | ({404} if address.name in MAY_BE_MISSING | GIVES_WAY else set())


def expected_of_program(role: Role, address: Address, method: str, ownership: str) -> set[int]:
    """What a program with this role's token is answered: as its owner at a desk, and never more than a reading."""
    rule, roles = address.rule, roles_at(role, address, ownership)
    if role in {Role.AN, Role.SA, Role.RA}:
        return {401}
    stranger = "campaign" in address.parameters and (
        not roles or (stands_elsewhere(address, ownership) and role not in IN_OFFICE)
    )
    if stranger or (rule.read and not policy.scopes(roles, rule.read)):
        return {404}
    if rule.act and not policy.may_act(roles, rule.act):
        return {403}
    if method not in {"GET", "HEAD"}:
        return {405}
    return {200} if sees_record(role, address, ownership) else {404}


def sees_record(role: Role, address: Address, ownership: str) -> bool:
    """Whether the record an operation names is there for this token's owner."""
    if address.name == "api:finding":
        return sees_finding(role, ownership)
    if address.name == "api:figures":  # others are shown what was issued, and nothing was
        return Scope.ALL in policy.scopes(frozenset({role}), "figure.read")
    return True


# ---------------------------------------------------------------- asking


def arguments(house: House, address: Address, ownership: str, role: Role) -> dict[str, Any]:
    """The record of this ownership, as the address names it."""
    of: Records = house.records[ownership]
    elsewhere = stands_elsewhere(address, ownership)
    known: dict[str, Any] = {
        "campaign": house.other.slug if elsewhere else house.campaign.slug,
        "code": "opinion-form",
        "account_id": house.victim and house.victim.pk,
        "job_id": of.job.pk,
        "statement": of.placed.statement_id,
        "mask": of.mask.pk,
        "group": of.group.pk,
        "question": of.question.pk,
        "number": of.finding.number,
        "step": "next",
        "of": f"{of.finding.number}",
        "pk": _key(house, address, of, role),
    }
    if address.name == "campaign:group":
        known["number"] = 1
    if address.name == "listening:minutes_inside":
        known["number"] = 1
    if address.name == "figures:document":
        known["kind"] = "report"
    if address.name == "figures:figure":
        known["code"] = "voices.all"
    return {name: known[name] for name in address.parameters}


def address_is_of_stack(name: str) -> bool:
    """Whether it names a stack of paper forms."""
    return name in {"stack", "take_back", "seal_stack", "settle_readings"}


def _key(house: House, address: Address, of: Records, role: Role) -> Any:
    room, _colon, name = address.name.partition(":")
    if room == "listening" and name in {"occasion", "correct_occasion", "symposium_record"}:
        return of.minutes.occasion_id
    if room == "listening" and name.startswith("minutes"):
        return of.minutes.pk
    if address_is_of_stack(name):
        return of.stack.pk
    if name == "correct_issue":
        return of.minutes.occasion.issue_records.get().pk
    if room == "listening":
        return of.placed.statement_id if name in {"voice", "rekey"} else of.imported.pk
    if name in {"phase", "remove_phase"}:
        return of.campaign.phases.earliest("pk").pk
    if name in {"unit", "end_unit"}:
        return of.unit.pk
    if name in {"person", "end_person", "new_post"}:
        return of.person.pk
    if name == "end_role":
        assert house.victim is not None
        return house.victim.person.role_grants.earliest("pk").pk
    if name == "end_administrator":
        return cells.admin_grant_of(house, role).pk
    if name in {"end_token", "sign_token", "decline_token", "end_own_token"}:
        assert house.token is not None
        return house.token.pk
    if name in {"sign_role", "refuse_role"}:
        assert house.request is not None
        return house.request.pk
    return of.post.pk


def sent(house: House, ownership: str) -> dict[str, Any]:
    """What a hostile hand would send with every act: the keys of the record, under each name a form might read."""
    of = house.records[ownership]
    return {
        "passage": [of.placed.pk, of.waiting.pk],
        "tick": [of.placed.pk, of.waiting.pk],
        "p": [of.placed.pk],
        "target": f"{of.finding.number}",
        "finding": of.finding.number,
        "other": of.finding.number,
        "reason": "praise",
        "same": "yes",
        "approve": "yes",
        "span": "0-1",
        "text": "改过的话",
        "number": of.finding.number,
        "at": "2",
        "dataset": "passages",
        "form": "json",
    }


@dataclass(frozen=True)
class Difference:
    """A cell that does not answer as the table says."""

    role: Role
    address: str
    method: str
    ownership: str
    what: str


class Statements:
    """Counts what the database is asked, and notes what changes rows."""

    def __init__(self) -> None:
        self.count = 0
        self.writes: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        self.count += 1
        if sql.lstrip().split(" ", 1)[0].upper() in {"INSERT", "UPDATE", "DELETE", "REPLACE"}:
            self.writes.append(sql)
        return execute(sql, *rest)


def ask(house: House, role: Role, address: Address, method: str, ownership: str) -> Iterator[Difference]:
    """Ask one cell, undo whatever it did, and tell what differs."""
    url = reverse(address.name, kwargs=arguments(house, address, ownership, role))
    of = house.records[ownership]
    allowed = expected(role, address, method, ownership)

    def differs(what: str) -> Difference:
        return Difference(role, address.name, method, ownership, what)

    asked = Statements()
    # A browser of its own: a log-out, a new session or a second factor must not change the next cell.
    browser = house.program(role) if address.rule.door is Door.TOKEN else house.client(role)
    cookies = browser.cookies.copy()
    try:
        with transaction.atomic():
            before = of.untouched
            with connection.execute_wrapper(asked):
                send = getattr(browser, method.lower())
                response = send(url, sent(house, ownership)) if method == "POST" else send(url)
            body = b"".join(response) if response.streaming else response.content
            after = of.state() if asked.writes else before
            transaction.set_rollback(True)
    finally:
        browser.cookies = cookies
    if response.status_code not in allowed:
        crash = f" ({response.exc_info[1]!r})" if response.exc_info else ""
        yield differs(f"{response.status_code}, not {sorted(allowed)}{crash}")
    if method in SAFE and asked.writes:
        yield differs(f"a {method} wrote: {asked.writes[0][:80]}")
    counts = method == "GET" and address.rule.door in {Door.DESK, Door.TOKEN}
    if counts and asked.count > MOST_QUERIES and address.name not in PRINTS_ALL:
        yield differs(f"asks {asked.count} queries")
    for was, has_become, may in zip(before, after, (sees_words, sees_finding), strict=False):
        if was != has_become and not may(role, ownership):
            yield differs("changed what it may not see")
    yield from (differs(f"shows {what}") for what in leaks(house, role, body.decode(errors="replace")))
    if address.rule.door in {Door.PUBLIC, Door.TOKEN} and response.cookies:
        yield differs(f"set a cookie: {', '.join(response.cookies)}")


def leaks(house: House, role: Role, page: str) -> Iterator[str]:
    """Words on a page which this reader may not read."""
    for ownership, of in house.records.items():
        if of.words in page and not sees_words(role, ownership):
            yield f"the words of {ownership}"
        if of.headline in page and not (sees_finding(role, ownership) or sees_words(role, ownership)):
            yield f"the finding of {ownership}"


def pairs(all_addresses: list[Address]) -> Iterator[tuple[Role, Address, str, str]]:
    """A sample in which each two of address, method, role and ownership meet.

    Whoever is let in at all also looks and acts, and looks at what is their own matter and at what is supervised, which
    most may see.
    """
    for (a, address), (r, role) in product(enumerate(all_addresses), enumerate(ROLES)):
        yield role, address, METHODS[(a + r) % 7], OWNERSHIPS[(a + 2 * r) % 7]
        if expected(role, address, "GET", "sibling") & {200} and role is not Role.AN:
            yield role, address, "GET", "supervised"
            if names_record(address):
                yield role, address, "GET", OWNERSHIPS[(a + r) % 7]
            if role in IN_CAMPAIGN and address.parameters:
                yield role, address, "GET", "own"
            if "POST" in address.methods and address.rule.door is not Door.TOKEN:
                yield role, address, "POST", OWNERSHIPS[(a + 3 * r) % 7]


def everything(all_addresses: list[Address]) -> Iterator[tuple[Role, Address, str, str]]:
    """The whole product."""
    return product(ROLES, all_addresses, METHODS, OWNERSHIPS)  # type: ignore[return-value]


def differences(house: House, asked: Iterable[tuple[Role, Address, str, str]]) -> Iterator[Difference]:
    """Every cell that does not answer as the table says, one after another."""
    return (each for cell in asked for each in ask(house, *cell))


def told(found: list[Difference]) -> str:
    return "\n".join(f"{d.role} {d.method} {d.address} {d.ownership}: {d.what}" for d in found[:60])


def tables() -> str:
    """A hash of every row of every table."""
    rows = hashlib.sha256()
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        for row in model._default_manager.using("default").order_by(model._meta.pk.name).values_list():
            rows.update(json.dumps([table, *map(str, row)], ensure_ascii=False).encode())
    return rows.hexdigest()


@pytest.fixture
def house() -> House:
    return cells.house()


def test_every_pair_answers_as_the_table_says(house: House) -> None:
    for role in ROLES:
        house.client(role)
        house.program(role)
    before = tables()
    found = list(differences(house, dict.fromkeys(pairs(list(addresses())))))
    assert not found, told(found)
    assert tables() == before


@pytest.mark.prove
@override_settings(IDLE_MINUTES=24 * 60)  # it takes longer than a log-in may lie idle
def test_every_cell_answers_as_the_table_says(house: House) -> None:
    for role in ROLES:
        house.client(role)
        house.program(role)
    before = tables()
    found = list(differences(house, everything(list(addresses()))))
    assert not found, told(found)
    assert tables() == before


def test_the_sample_holds_every_pair() -> None:
    every = list(addresses())
    cells_asked = [(role, address.name, method, ownership) for role, address, method, ownership in pairs(every)]
    sides = (ROLES, [address.name for address in every], METHODS, OWNERSHIPS)
    for one, other in ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)):
        met = {(cell[one], cell[other]) for cell in cells_asked}
        assert met >= set(product(sides[one], sides[other])), (one, other)


def test_intake_ignores_any_log_in(house: House) -> None:
    for address in addresses():
        if address.rule.door is not Door.PUBLIC:
            continue
        url = reverse(address.name, kwargs=arguments(house, address, "own", Role.AN))
        pages = {role: house.client(role).get(url).content for role in (Role.AN, Role.CL, Role.RA)}
        if address.name != "say:form":  # each page of a form carries a receipt of its own
            assert len(set(pages.values())) == 1, address.name
        assert all(b"CL\xe6\xa0\xb7" not in page for page in pages.values())


def test_only_intake_is_exempt_from_csrf() -> None:
    exempt = {address.name for address in addresses() if getattr(address.view, "csrf_exempt", False)}
    # A call carries a token and no cookie that a foreign page could abuse.
    calls = {address.name for address in addresses() if address.rule.door is Door.TOKEN}
    assert exempt == WITHOUT_CSRF | calls


@pytest.mark.parametrize("twin", twins_permissions.TWINS)
def test_a_leaky_twin_is_found(house: House, twin: str) -> None:
    with override_settings(ROOT_URLCONF=twins_permissions.urlconf(twin)):
        leaky = [address for address in addresses() if address.name == twins_permissions.ADDRESS[twin]]
        if twin == "without_rule":
            with pytest.raises(AssertionError, match="no row"):
                list(differences(house, pairs(leaky)))
        else:
            asked = product(ROLES, leaky, ("GET", "POST"), OWNERSHIPS)
            found: list[Difference] = []
            for each in differences(house, asked):  # type: ignore[arg-type]
                found.append(each)
                if twins_permissions.SHOWS[twin] in each.what:
                    return
            pytest.fail(told(found))
