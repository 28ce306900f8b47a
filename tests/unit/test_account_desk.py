"""Log-ins at the role administrator's desk: made, helped, locked, each act in the trail."""

import re

import pytest

from huisheng.organisation import codes
from huisheng.organisation.models import Account, AuditEntry, OneTimeCode, Person, SecondFactor
from huisheng.organisation.services import accounts
from tests.factories import office

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return office.office()


@pytest.fixture
def manager(house):
    someone = office.person("管样", house.root, login="guan")
    office.administrator(someone, "RA")
    return someone


@pytest.fixture
def auditor(house):
    someone = office.person("审样", house.root, login="shen")
    office.administrator(someone, "AU")
    return someone


@pytest.fixture
def clerk(house):
    someone = office.person("王样", house.department, login="wang")
    office.grant(someone, "CL", house.campaign)
    return someone


def slip_code(page):
    return re.search(r'class="secret"><bdi>([0-9A-Z-]+)<', page.content.decode())[1]


def acts():
    return list(AuditEntry.objects.order_by("number").values_list("act", flat=True))


def test_a_person_gets_a_log_in_whose_slip_is_shown_once(house, manager):
    someone = Person.objects.create(name="新样", unit=house.street)
    desk = office.client_of(manager)
    found = desk.get("/office/accounts/new/", {"q": "新样"})
    assert f"?person={someone.pk}" in found.content.decode()
    slip = desk.post("/office/accounts/new/", {"person": someone.pk, "login": "xin"})
    code = slip_code(slip)
    assert "no-store" in slip["Cache-Control"]
    account = Account.objects.get(login="xin")
    assert code not in desk.get(f"/office/accounts/{account.pk}/").content.decode()
    assert accounts.use_code("xin", code, "另一句好记的口令-2015") == account
    assert acts() == ["account.created", "account.password_reset"]


def test_a_taken_name_is_said_and_makes_nothing(house, manager, clerk):
    someone = Person.objects.create(name="新样", unit=house.street)
    page = office.client_of(manager).post("/office/accounts/new/", {"person": someone.pk, "login": "wang"})
    assert page.status_code == 422
    assert "wang" in page.content.decode()
    assert not Account.objects.filter(person=someone).exists()
    assert acts() == []


def test_printing_a_code_ends_the_codes_before(manager, clerk):
    desk = office.client_of(manager)
    first = slip_code(desk.post(f"/office/accounts/{clerk.account.pk}/code/"))
    second = slip_code(desk.post(f"/office/accounts/{clerk.account.pk}/code/"))
    assert first != second
    assert OneTimeCode.objects.filter(used_at=None).count() == 1


def test_locking_ends_sessions_and_codes_and_unlocking_opens_again(manager, clerk):
    desk, theirs = office.client_of(manager), office.client_of(clerk)
    accounts.issue_code(clerk.account, by=manager)
    assert desk.post(f"/office/accounts/{clerk.account.pk}/lock/").status_code == 302
    assert theirs.get("/desk/").status_code == 302
    assert not OneTimeCode.objects.filter(used_at=None).exists()
    assert desk.post(f"/office/accounts/{clerk.account.pk}/lock/").status_code == 409
    assert desk.post(f"/office/accounts/{clerk.account.pk}/code/").status_code == 422
    desk.post(f"/office/accounts/{clerk.account.pk}/unlock/")
    assert office.client_of(clerk).get("/desk/").status_code == 200
    assert acts() == ["account.code_issued", "account.locked", "account.unlocked"]


def test_unlocking_also_ends_the_half_hour(manager, clerk, client):
    wrong = {"login": "wang", "password": "falsch"}
    for _ in range(5):
        client.post("/account/login/", wrong)
    assert client.post("/account/login/", wrong | {"password": office.PASSWORD}).status_code == 429
    office.client_of(manager).post(f"/office/accounts/{clerk.account.pk}/unlock/")
    assert client.post("/account/login/", wrong | {"password": office.PASSWORD}).status_code == 302


def test_a_lost_authenticator_is_reset_by_the_role_administrator(manager, auditor):
    office.client_of(auditor)
    assert SecondFactor.objects.filter(user=auditor.account).exists()
    office.client_of(manager).post(f"/office/accounts/{auditor.account.pk}/reset-authenticator/")
    assert not SecondFactor.objects.filter(user=auditor.account).exists()
    assert "account.second_factor_reset" in acts()


def test_nobody_helps_or_locks_their_own_log_in(manager):
    desk = office.client_of(manager)
    for act in ("code", "lock", "unlock", "reset-authenticator"):
        assert desk.post(f"/office/accounts/{manager.account.pk}/{act}/").status_code == 422
    assert acts() == []


@pytest.mark.parametrize(("who", "sees", "acts_as"), [("auditor", 200, 403), ("clerk", 404, 404)])
def test_only_the_role_administrator_acts(request, who, sees, acts_as, manager):
    desk = office.client_of(request.getfixturevalue(who))
    assert desk.get("/office/accounts/").status_code == sees
    assert desk.get(f"/office/accounts/{manager.account.pk}/").status_code == sees
    for act in ("code", "lock", "unlock", "reset-authenticator"):
        assert desk.post(f"/office/accounts/{manager.account.pk}/{act}/").status_code == acts_as
    assert acts() == []


def test_the_list_costs_the_same_with_many_log_ins(house, manager, django_assert_max_num_queries):
    people = Person.objects.bulk_create(Person(name=f"样{n}", unit=house.street) for n in range(120))
    Account.objects.bulk_create(Account(login=f"n{n:03}", person=person) for n, person in enumerate(people))
    desk = office.client_of(manager)
    with django_assert_max_num_queries(12):
        page = desk.get("/office/accounts/").content.decode()
    assert "1–50" in page.replace("—", "–")
    following = re.search(r'href="(\?after=[^"]+)"', page)[1]
    assert "<bdi>n051" in desk.get("/office/accounts/" + following.replace("&amp;", "&")).content.decode()


def test_typed_codes_are_read_forgivingly():
    code = codes.new_code()
    assert codes.read(f" {codes.printed(code).lower().replace('0', 'o').replace('1', 'l')} ") == code
    assert codes.read(code[:-1]) is None


def test_one_wrong_letter_is_noticed():
    code = codes.new_code()
    wrong = [code[:n] + other + code[n + 1 :] for n in range(17) for other in codes.ALPHABET if other != code[n]]
    assert all(codes.read(each) is None for each in wrong)
