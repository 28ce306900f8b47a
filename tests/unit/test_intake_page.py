"""The public page: anybody may speak, without log-in or cookie; what is typed is never lost."""

import re

import pytest
from django.test import Client

from huisheng.listening.models import Inbox
from tests.factories import office, speaking
from tests.factories.speaking import OPINION, QUESTIONNAIRE, SAID, address, open_form, speak

pytestmark = pytest.mark.django_db
NOTICE_ZH = (
    "不用登录，不问姓名。我们只记收到的日期和渠道，不记网络地址、设备和时刻。您的话一字不改；"
    "公开之前，会遮去可能认出您的内容，遮去多少处也会公布。"
)
NOTICE_EN = (
    "No log-in, no name. We note the day and the channel only, never network address, device or time. Your words are"
    " not changed; before anything is published, what could identify you is blacked out, and we publish how often."
)


@pytest.fixture
def house():
    made = office.office()
    speaking.ask(made.campaign)
    return made


@pytest.fixture
def campaign(house):
    return house.campaign


def test_the_campaign_page_names_every_form_that_is_open(campaign, client):
    page = client.get(f"/say/{campaign.slug}/").content.decode()
    assert address(campaign, OPINION) in page
    assert address(campaign, QUESTIONNAIRE) in page


@pytest.mark.parametrize("form", [OPINION, QUESTIONNAIRE])
@pytest.mark.parametrize(("language", "notice"), [("zh-hans", NOTICE_ZH), ("en", NOTICE_EN)])
def test_the_notice_stands_whole_before_the_first_question(campaign, client, form, language, notice):
    page = client.get(address(campaign, form), {"lang": language}).content.decode()
    first_question = re.search(r"<(select|textarea|input type=\"(radio|checkbox))", page)
    assert first_question is not None
    assert notice in page[: first_question.start()]


def test_language_size_and_contrast_are_kept_through_links_and_forms(campaign, client):
    page = client.get(address(campaign), {"lang": "en", "type": "large", "contrast": "more"}).content.decode()
    kept = "?lang=en&amp;type=large&amp;contrast=more"
    assert f'action="{address(campaign)}{kept}"' in page
    assert all(kept in link for link in re.findall(r'<a [^>]*href="(/[^"]+)"', page))
    assert 'data-size="large"' in page
    assert 'data-theme="contrast"' in page


def test_no_page_sets_a_cookie_or_looks_at_a_log_in(house, campaign):
    clerk = office.person("赵演示", house.department, login="zhao")
    office.grant(clerk, "CL", campaign)
    clerk.account.language = "en"
    clerk.account.save()
    for browser in (Client(), office.client_of(clerk)):
        browser_cookies = dict(browser.cookies)
        receipt = speaking.receipt_on(browser.get(address(campaign)))
        answers = [
            browser.get(f"/say/{campaign.slug}/"),
            browser.get(address(campaign)),
            browser.post(address(campaign), {"receipt": receipt}),
            browser.post(address(campaign), {**SAID, "receipt": receipt}),
            browser.get("/receipt/"),
            browser.post("/receipt/", {"code": "x"}),
        ]
        assert all("Set-Cookie" not in answer.headers and not answer.cookies for answer in answers)
        assert all(answer.headers["Content-Language"] == "zh-hans" for answer in answers)
        assert dict(browser.cookies) == browser_cookies


def test_pages_with_a_receipt_are_stored_nowhere(campaign, client):
    for answer in (client.get(address(campaign)), client.post(address(campaign), {}), client.get("/receipt/")):
        assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://testserver.elsewhere.example"])
def test_a_foreign_origin_is_refused(campaign, client, origin):
    sent = {**SAID, "receipt": open_form(campaign)}
    assert client.post(address(campaign), sent, headers={"Origin": origin}).status_code == 403
    assert client.post("/receipt/", {"code": "x"}, headers={"Origin": origin}).status_code == 403
    assert not Inbox.objects.exists()


def test_our_own_origin_is_let_through(campaign, client):
    sent = {**SAID, "receipt": open_form(campaign)}
    assert client.post(address(campaign), sent, headers={"Origin": "http://testserver"}).status_code == 200


@pytest.mark.parametrize(
    "forged", ["", "0000000000000000", "7K3MQX9P2D4V8HNCT.00000000000000000000000000000000", "…", "a.b"]
)
def test_only_a_receipt_this_server_made_is_taken(campaign, client, forged):
    answer = client.post(address(campaign), {**SAID, "receipt": forged})
    assert answer.status_code == 422
    assert SAID["opinion.0.text"] in answer.content.decode()
    assert not Inbox.objects.exists()
    again = client.post(address(campaign), {**SAID, "receipt": speaking.receipt_on(answer)})
    assert again.status_code == 200


def test_what_is_wrong_is_named_and_what_is_written_stays(campaign, client):
    text = "第一行\r\n第二行 <b>&amp;</b>"
    receipt = open_form(campaign)
    answer = client.post(address(campaign), {"opinion.0.text": text, "receipt": receipt, "shows_words": "yes"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#may_quote.yes"' in page
    assert "第一行\n第二行 &lt;b&gt;&amp;amp;&lt;/b&gt;</textarea>" in page
    assert re.search(r'name="shows_words" id="shows_words.yes" value="yes" checked', page)
    assert speaking.receipt_on(answer) == receipt


def test_one_more_matter_is_added_without_a_script(campaign, client):
    receipt = open_form(campaign)
    answer = client.post(address(campaign), {**SAID, "more": "1", "receipt": receipt})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="opinion.1.text"' in page
    assert SAID["opinion.0.text"] in page
    assert not Inbox.objects.exists()
    sent = {**SAID, "opinion.1.text": "第二件。", "opinion.1.unit": "B1", "receipt": receipt}
    assert client.post(address(campaign), sent).status_code == 200
    said = Inbox.objects.get().payload["statements"]
    assert [one["text"] for one in said] == [SAID["opinion.0.text"], "第二件。"]
    assert [one["addressee_unit_id"] is None for one in said] == [True, False]


def test_larger_text_takes_along_what_is_written(campaign, client):
    answer = client.post(address(campaign) + "?type=large", {**SAID, "again": "1", "receipt": open_form(campaign)})
    assert answer.status_code == 200
    assert SAID["opinion.0.text"] in answer.content.decode()
    assert not Inbox.objects.exists()


def test_a_text_is_kept_as_it_was_typed(campaign):
    text = "\n  “好”，\t第二行\n\n尾 "
    speak(campaign, {**SAID, "opinion.0.text": text.replace("\n", "\r\n")})
    assert Inbox.objects.get().payload["statements"][0]["text"] == text


def test_the_questionnaire_is_taken_in_whole(campaign):
    speak(
        campaign,
        {"conduct.bodies": "good", "met": "slow", "first.1": "slow", "asked": "３", "suggestion": "多下来走走。"},
        form=QUESTIONNAIRE,
    )
    payload = Inbox.objects.get().payload
    assert payload["answers"] == {"conduct": {"bodies": "good"}, "met": ["slow"], "first": ["slow"], "asked": 3}
    assert [(one["question"], one["text"]) for one in payload["statements"]] == [("suggestion", "多下来走走。")]


def test_the_code_is_shown_once_and_stored_nowhere(campaign):
    code = speak(campaign)
    row = Inbox.objects.values().get()
    assert code.replace("-", "") not in str(row)
    assert str(row["id"]) not in code


def test_a_closed_page_says_so_and_gives_back_what_was_typed(campaign, client):
    receipt = open_form(campaign)
    campaign.intake_open = False
    campaign.save()
    answer = client.post(address(campaign), {**SAID, "receipt": receipt})
    assert answer.status_code == 409
    assert SAID["opinion.0.text"] in answer.content.decode()
    assert 'name="receipt"' not in client.get(address(campaign)).content.decode()
    assert not Inbox.objects.exists()


def test_a_form_or_campaign_that_is_not_there_is_not_found(campaign, client):
    assert client.get(address(campaign, "no-such-form")).status_code == 404
    assert client.get("/say/no-such-campaign/").status_code == 404


def test_reading_the_page_writes_nothing(campaign, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(6) as seen:
        client.get(address(campaign))
    assert all(query["sql"].lstrip().upper().startswith("SELECT") for query in seen.captured_queries)
