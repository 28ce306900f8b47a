"""Log-in: locks, first passwords, printed codes, authenticators, idle log-outs that lose nothing."""

import html
import re
from base64 import b32decode
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huisheng.organisation import codes, jobs, worker
from huisheng.organisation.models import Account, AuditEntry, OneTimeCode, SecondFactor, Session
from huisheng.organisation.services import accounts
from huisheng.web.middleware import SEEN
from tests.factories import office

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"
HOME = "/desk/"
NEW = "另一句好记的口令-2015"


@pytest.fixture
def house():
    return office.office()


@pytest.fixture
def clerk(house):
    someone = office.person("王样", house.department, login="wang")
    office.grant(someone, "CL", house.campaign)
    return someone


@pytest.fixture
def auditor(house):
    someone = office.person("审样", house.root, login="shen")
    office.administrator(someone, "AU")
    return someone


def post(client, path, **fields):
    return client.post(path, fields)


def log_in(client, name="wang", password=office.PASSWORD, **more):
    return client.post(LOGIN, {"login": name, "password": password, **more})


def test_a_right_password_opens_the_page_that_was_wanted(clerk):
    client = Client()
    asked = client.get("/account/?said=saved")
    assert asked.status_code == 302
    page = client.get(asked.url)
    assert 'name="next" value="/account/?said=saved"' in page.content.decode()
    assert log_in(client, next="/account/?said=saved").url == "/account/?said=saved"


@pytest.mark.parametrize("trick", ["https://example.com/", "//example.com/", "/\\example.com", "javascript:alert(1)"])
def test_next_never_leads_elsewhere(clerk, trick):
    assert log_in(Client(), next=trick).url == HOME


def test_five_failures_shut_the_log_in_for_half_an_hour_and_say_until_when(clerk):
    client = Client()
    for _ in range(4):
        assert log_in(client, password="falsch").status_code == 422
    shut = log_in(client, password="falsch")
    assert shut.status_code == 429
    until = timezone.localtime(AccessAttempt.objects.get().attempt_time + timedelta(minutes=30))
    assert until.strftime("%H:%M") in shut.content.decode()
    assert log_in(Client()).status_code == 429, "even the right password, from any address"
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=31))
    assert log_in(Client()).url == HOME


def test_the_lock_is_one_accounts_not_the_addresss(clerk, house):
    office.person("李样", house.street, login="li")
    for _ in range(6):
        log_in(Client(), password="falsch")
    assert log_in(Client(), name="li").url == HOME


def test_a_locked_log_in_ends_at_once_wherever_it_is_open(clerk, auditor):
    client = office.client_of(clerk)
    assert client.get(HOME).status_code == 200
    accounts.lock(clerk.account, by=auditor)
    assert client.get(HOME).status_code == 302
    assert log_in(Client()).status_code == 422


def test_log_out_is_a_post_and_ends_the_session(clerk):
    client = office.client_of(clerk)
    assert client.get("/account/logout/").status_code == 405
    assert client.get(HOME).status_code == 200
    client.post("/account/logout/")
    assert client.get(HOME).status_code == 302


def test_the_first_log_in_asks_for_a_password_of_ones_own(clerk):
    Account.objects.update(must_change_password=True)
    client = Client()
    assert log_in(client).url == "/account/new-password/"
    assert client.get(HOME).url.startswith("/account/new-password/")
    weak = post(client, "/account/new-password/", password="1234567890", again="1234567890")
    assert weak.status_code == 422
    same = post(client, "/account/new-password/", password=office.PASSWORD, again=office.PASSWORD)
    assert same.status_code == 422
    assert post(client, "/account/new-password/", password=NEW, again=NEW).url == HOME
    assert client.get(HOME).status_code == 200
    assert log_in(Client()).status_code == 422
    assert log_in(Client(), password=NEW).url == HOME


def test_a_printed_code_sets_a_password_once(clerk, auditor):
    issued = accounts.issue_code(clerk.account, by=auditor)
    assert issued.code not in str(OneTimeCode.objects.values())
    fields = {"login": "wang", "code": codes.printed(issued.code).lower(), "password": NEW, "again": NEW}
    assert Client().post("/account/reset/", fields).status_code == 302
    assert log_in(Client(), password=NEW).url == HOME
    assert Client().post("/account/reset/", fields).status_code == 422


@pytest.mark.parametrize("spoil", ["old", "replaced", "other name", "wrong check"])
def test_a_spoilt_code_opens_nothing(house, clerk, auditor, spoil):
    office.person("李样", house.street, login="li")
    code = accounts.issue_code(clerk.account, by=auditor).code
    name = "li" if spoil == "other name" else "wang"
    if spoil == "old":
        OneTimeCode.objects.update(expires_at=timezone.now())
    if spoil == "replaced":
        accounts.issue_code(clerk.account, by=auditor)
    if spoil == "wrong check":
        code = code[:-1] + ("A" if code[-1] != "A" else "B")
    fields = {"login": name, "code": code, "password": NEW, "again": NEW}
    assert Client().post("/account/reset/", fields).status_code == 422
    assert log_in(Client(), name=name).url == HOME, "the old password still works"


def test_a_weak_password_does_not_use_up_the_code(clerk, auditor):
    code = accounts.issue_code(clerk.account, by=auditor).code
    fields = {"login": "wang", "code": code, "password": "1234567890", "again": "1234567890"}
    assert Client().post("/account/reset/", fields).status_code == 422
    assert Client().post("/account/reset/", fields | {"password": NEW, "again": NEW}).status_code == 302


def enrol(client):
    """Scan what the page shows and type the six digits."""
    page = client.get("/account/authenticator/").content.decode()
    seed = re.search('name="seed" value="([^"]+)"', page)[1]
    key = re.search('class="secret"><bdi>([^<]+)<', page)[1]
    typed = office.digits_of(b32decode(key.replace(" ", "")))
    return client.post("/account/authenticator/", {"seed": seed, "token": typed})


def test_an_administrator_enrols_before_the_desk_and_shows_it_at_each_log_in(auditor):
    client = Client()
    assert log_in(client, "shen").url == "/account/authenticator/"
    assert client.get(HOME).url.startswith("/account/authenticator/")
    assert enrol(client).url == HOME
    assert client.get(HOME).status_code == 200
    again = Client()
    assert log_in(again, "shen").url == "/account/second-factor/"
    assert again.get(HOME).url.startswith("/account/second-factor/")
    wrong = again.post("/account/second-factor/", {"token": "000000"})
    assert wrong.status_code == 422
    SecondFactor.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    shown = again.post("/account/second-factor/", {"token": office.digits(auditor.account, later=1)})
    assert shown.url == HOME
    assert again.get(HOME).status_code == 200


def test_the_same_digits_open_once(auditor):
    enrol_client = Client()
    log_in(enrol_client, "shen")
    enrol(enrol_client)
    typed = office.digits(auditor.account, later=1)
    first, second = Client(), Client()
    for client in (first, second):
        log_in(client, "shen")
    assert first.post("/account/second-factor/", {"token": typed}).status_code == 302
    assert second.post("/account/second-factor/", {"token": typed}).status_code == 422


def test_a_session_without_the_authenticator_cannot_replace_it(clerk):
    before = office.client_of(clerk)
    owner = Client()
    log_in(owner)
    enrol(owner)
    assert before.get("/account/authenticator/").url.startswith("/account/second-factor/")
    assert before.post("/account/authenticator/remove/").url.startswith("/account/second-factor/")
    assert SecondFactor.objects.filter(user=clerk.account).count() == 1


def test_whoever_need_not_have_an_authenticator_may_give_it_up(clerk):
    client = Client()
    log_in(client)
    assert enrol(client).url.startswith("/account/")
    client.post("/account/authenticator/remove/")
    assert not SecondFactor.objects.exists()
    assert log_in(Client()).url == HOME


def test_the_database_alone_does_not_give_away_the_digits(clerk):
    client = Client()
    log_in(client)
    enrol(client)
    device = SecondFactor.objects.get()
    assert office.digits_of(bytes.fromhex(device.key)) != office.digits(clerk.account)


def idle(client):
    """Let the log-in lie for longer than it lasts."""
    client.cookies.pop(SEEN, None)
    Account.objects.update(last_login=timezone.now() - timedelta(minutes=31))


def test_an_idle_log_in_ends_even_if_the_cookie_is_thrown_away(clerk):
    client = office.client_of(clerk)
    client.get(HOME)
    idle(client)
    assert client.get(HOME).status_code == 302


def test_a_page_that_refreshes_itself_keeps_no_log_in_alive(clerk):
    client = office.client_of(clerk)
    assert SEEN in client.get(HOME).cookies
    assert SEEN not in client.get(HOME, headers={"X-Refresh": "1"}).cookies


def fields_of(page):
    """The hidden fields of a page's first form with carried fields, and its address."""
    text = page.content.decode()
    return {n: html.unescape(v) for n, v in re.findall('<input type="hidden" name="([^"]+)" value="([^"]*)"', text)}


def test_what_was_typed_when_the_log_in_ended_is_sent_with_one_button(clerk):
    client = office.client_of(clerk)
    idle(client)
    kept = client.post(
        "/account/preferences/", {"size": "large", "note": "写了很久的一段话，<b>不能丢</b>。", "next": "/account/"}
    )
    assert kept.status_code == 401
    assert "写了很久的一段话，&lt;b&gt;不能丢&lt;/b&gt;。" in kept.content.decode()
    hidden = fields_of(kept)
    page = log_in(client, carried=hidden["carried"], carried_target=hidden["carried_target"])
    assert page.status_code == 200
    again = fields_of(page)
    assert again["note"] == "写了很久的一段话，<b>不能丢</b>。"
    assert 'action="/account/preferences/"' in page.content.decode()
    again.pop("csrfmiddlewaretoken", None)
    assert client.post("/account/preferences/", again).url == "/account/"
    assert Account.objects.get().size == "large"


def test_it_is_kept_through_every_step_of_the_log_in(auditor):
    client = Client()
    log_in(client, "shen")
    enrol(client)
    Account.objects.update(must_change_password=True)
    carried = {"carried": '[["size", "huge"]]', "carried_target": "/account/preferences/"}
    digits_page = log_in(client, "shen", **carried)
    assert digits_page.status_code == 200
    password_page = client.post(
        "/account/second-factor/", {"token": office.digits(auditor.account, later=1), **carried}
    )
    assert fields_of(password_page)["carried_target"] == "/account/preferences/"
    send_page = client.post("/account/new-password/", {"password": NEW, "again": NEW, **carried})
    assert fields_of(send_page)["size"] == "huge"


def test_it_is_kept_when_the_password_was_wrong(clerk):
    wrong = log_in(Client(), password="falsch", carried='[["a", "b"]]', carried_target="/account/preferences/")
    assert fields_of(wrong)["carried"] == '[["a", "b"]]'


def test_it_is_never_sent_elsewhere_nor_stored(clerk):
    carried = {"carried": '[["text", "秘密的原话"]]', "carried_target": "https://example.com/"}
    assert log_in(Client(), **carried).url == HOME
    log_in(Client(), password="falsch", **carried)
    assert "秘密的原话" not in str(AccessAttempt.objects.values())


def test_passwords_and_files_are_not_carried(clerk, tmp_path):
    client = Client()
    kept = client.post("/account/password/", {"present": office.PASSWORD, "password": NEW, "again": NEW})
    assert NEW not in kept.content.decode()
    file = tmp_path / "a.txt"
    file.write_text("x")
    with file.open("rb") as upload:
        page = client.post(
            "/account/preferences/", {"upload": upload}, headers={"Referer": "http://testserver/account/"}
        )
    assert "carried_target" not in fields_of(page)
    assert fields_of(page)["next"] == "/account/"


def test_looking_at_the_log_in_pages_changes_no_row(clerk):
    client = office.client_of(clerk)
    sessions = str(list(client.session.items()))
    for name in ("login", "reset", "authenticator", "settings", "password"):
        client.get(reverse(f"account:{name}"))
    idle(client)
    client.get(HOME)
    assert str(list(client.session.items())) == sessions
    assert not SecondFactor.objects.exists()
    assert not AuditEntry.objects.exists()


def test_another_password_ends_other_log_ins(clerk):
    here, there = office.client_of(clerk), office.client_of(clerk)
    wrong = post(here, "/account/password/", present="falsch", password=NEW, again=NEW)
    assert wrong.status_code == 422
    assert post(here, "/account/password/", present=office.PASSWORD, password=NEW, again=NEW).status_code == 302
    assert here.get(HOME).status_code == 200
    assert there.get(HOME).status_code == 302


def test_the_pages_speak_the_language_of_the_log_in(clerk):
    client = office.client_of(clerk)
    assert 'lang="zh-Hans"' in client.get("/account/").content.decode()
    post(client, "/account/preferences/", language="en", theme="purple", next="/account/")
    assert 'lang="en"' in client.get("/account/").content.decode()
    assert Account.objects.get().theme == ""


def test_the_cookie_of_one_log_in_keeps_no_other_alive(clerk, house):
    other = office.person("李样", house.street, login="li")
    fresh = office.client_of(other)
    fresh.get(HOME)
    client = office.client_of(clerk)
    idle(client)
    Account.objects.filter(login="li").update(last_login=timezone.now())
    client.cookies[SEEN] = fresh.cookies[SEEN].value
    assert client.get(HOME).status_code == 302


def test_log_ins_whose_time_is_up_are_forgotten_and_others_stay(house):
    someone = office.person("陈例", house.department, "ends")
    ended, stays = office.client_of(someone), office.client_of(someone)
    Session.objects.filter(session_key=ended.session.session_key).update(
        expire_date=timezone.now() - timedelta(minutes=1)
    )
    assert worker.forget_ended_sessions in jobs.PERIODIC
    jobs.do_periodic()
    assert list(Session.objects.values_list("session_key", "account")) == [
        (stays.session.session_key, someone.account.pk)
    ]


def test_a_log_in_stands_for_the_account_it_was_made_for(house):
    """Another account written beside it in the database opens nothing: what is signed says whose it is."""
    someone, other = office.person("陈例", house.department, "one"), office.person("李样", house.root, "other")
    client = office.client_of(someone)
    Session.objects.filter(session_key=client.session.session_key).update(account=other.account)
    assert client.get("/account/").status_code == 302
