"""Figures: counted from records, never typed; the paragraph; the same day, the same bytes; who may open what."""

import json
import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from huisheng.__main__ import main
from huisheng.combing import services
from huisheng.combing.services import redaction
from huisheng.combing.services.lists import freeze
from huisheng.figures.models import Snapshot
from huisheng.figures.queries.declared import symposia
from huisheng.figures.queries.registry import FIGURES, figure
from huisheng.figures.queries.telling import differences, tell
from huisheng.figures.services import issuing
from huisheng.listening.models import (
    Attendance,
    Batch,
    Import,
    IssueRecord,
    Occasion,
    Sector,
    SourceFile,
    Statement,
    Submission,
)
from huisheng.listening.services import keying
from huisheng.organisation import clock, verification
from tests.factories import office
from tests.factories.counting import FIRST_LIST, demo_office, freeze_list
from tests.factories.findings import Said, find, hear, scheme
from tests.factories.house import House
from tests.factories.voices import voices

pytestmark = pytest.mark.django_db

APRIL = date(2014, 4, 15)
CHINESE = (
    "截至2014年4月15日，共召开社会各界座谈会140多次，征求意见4200多人次，发放调查问卷、征求意见表2500多份，"
    "发放民主评议表10000多套，初步梳理汇总出突出问题261条，意见建议226项。"
)
ENGLISH = (
    "As of 15 April 2014, the office had held more than 140 symposia with people from all walks of life, consulted more"
    " than 4,200 person-times, issued more than 2,500 questionnaires and opinion forms, handed out more than 10,000"
    " evaluation sets, and in a first combing brought together 261 prominent problems and 226 suggestions."
)
PARAGRAPH = {
    "consulted.symposia": (143, 143),
    "consulted.person_times": (4231, 260),
    "issued.forms": (2536, 40),
    "issued.sets": (10_214, 41),
    "findings.problems": (261, 261),
    "findings.suggestions": (226, 226),
}


@pytest.fixture
def house():
    return office.office()


@pytest.fixture
def clerk(house):
    someone = office.person("陈例", house.root, "clerk")
    office.grant(someone, "CL", house.campaign)
    return someone


def held(house, day, heads, *, kind="symposium", unit=None, sector=None):
    """An occasion of a day at which so many were consulted."""
    number = Occasion.objects.filter(campaign=house.campaign, kind=kind).count() + 1
    occasion = Occasion.objects.create(
        campaign=house.campaign, kind=kind, number=number, title=f"场次{kind}{number}", held_on=day, unit=unit
    )
    Attendance.objects.create(occasion=occasion, sector=sector or house.sector, head_count=heads)
    return occasion


def issued(house, kind, count, *, returned=None, valid=None, day=FIRST_LIST, occasion=None):
    return IssueRecord.objects.create(
        campaign=house.campaign,
        kind=kind,
        issued_on=day,
        issued_count=count,
        returned_count=returned,
        valid_count=valid,
        occasion=occasion,
    )


def printed(capsys, *arguments):
    """What `huisheng figures` prints; the language of the test stays as it was."""
    capsys.readouterr()
    with translation.override(translation.get_language()):
        status = main(["figures", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


# ---------------------------------------------------------------- the paragraph


def test_the_demos_paragraph_is_the_articles_and_each_number_opens_so_many(capsys):
    campaign = demo_office()
    assert printed(capsys, campaign.slug, "--as-of", "2014-04-15", "--language", "zh") == (0, CHINESE + "\n", "")
    assert printed(capsys, "--as-of", "2014-04-15", "--language", "en") == (0, ENGLISH + "\n", "")
    told = json.loads(printed(capsys, "--as-of", "2014-04-15", "--json")[1])
    by_code = {each["code"]: each for each in told["figures"]}
    assert {code: (by_code[code]["exact"], by_code[code]["records"]) for code in PARAGRAPH} == PARAGRAPH
    assert told["version"] == 1 and {each["as_of"] for each in told["figures"]} == {"2014-04-15"}
    assert all(each["definition"] and each["unit"] and each["title"] for each in told["figures"])
    clerk = campaign.role_grants.filter(role="CL").earliest("pk").person
    for code, (value, records) in PARAGRAPH.items():
        assert walked(clerk, campaign, code, "as_of=2014-04-15") == (value, records)


def walked(someone, campaign, code, query):
    """What the pages of a number count together, and how many records they list."""
    browser, counted, listed, more = office.client_of(someone), 0, 0, ""
    while True:
        page = browser.get(f"/desk/{campaign.slug}/figures/figure/{code}/?{query}{more}")
        assert page.status_code == 200
        leaf = page.context["page"]
        assert leaf.before == counted and leaf.value == page.context["value"].exact
        counted, listed = counted + leaf.here, listed + len(leaf.lines)
        assert page.content.decode().count("<tr>") == len(leaf.lines) + 1
        if not leaf.next:
            return counted, listed
        more = f"&after={leaf.next}"


def test_what_was_not_done_is_not_told(house):
    told = tell(house.campaign, APRIL)
    with translation.override("zh-hans"):
        assert told.text == "截至2014年4月15日，尚无记录。"
        held(house, FIRST_LIST, 3, kind="visit")
        issued(house, "evaluation_set", 20)
        assert tell(house.campaign, APRIL).text == "截至2014年4月15日，征求意见3人次，发放民主评议表20套。"
    with translation.override("en"):
        held(house, FIRST_LIST, 1)
        assert tell(house.campaign, APRIL).text == (
            "As of 15 April 2014, the office had held 1 symposium with people from all walks of life, consulted 4"
            " person-times, and handed out 20 evaluation sets."
        )


def test_a_figure_is_declared_once():
    with pytest.raises(ValueError, match=r"consulted\.symposia"):
        figure("consulted.symposia", title="", unit="", stage="", definition="", source="")(symposia)
    assert FIGURES["consulted.symposia"].count is symposia


@pytest.mark.prove
@pytest.mark.own_database
def test_the_whole_demo_tells_the_articles_paragraph(tmp_path):
    home = House(tmp_path / "home")
    assert home.command("demo", "--make-only").returncode == 0
    said = home.command("figures", "--as-of", "2014-04-15", "--json", "--language", "zh")
    told = json.loads(said.stdout)
    assert told["paragraph"] == CHINESE
    by_code = {each["code"]: (each["exact"], each["records"]) for each in told["figures"]}
    assert {code: by_code[code] for code in PARAGRAPH} == PARAGRAPH


# ---------------------------------------------------------------- what counts


def test_person_times_are_counted_at_the_kinds_the_campaign_says(house, clerk):
    held(house, FIRST_LIST, 30)
    held(house, FIRST_LIST, 5, kind="visit")
    held(house, FIRST_LIST, 2, kind="interview")
    held(house, FIRST_LIST, 400, kind="meeting")
    held(house, APRIL + timedelta(1), 50)
    assert tell(house.campaign, APRIL).exact["consulted.person_times"] == 37
    browser = office.client_of(clerk)
    address = f"/desk/{house.campaign.slug}/figures/counting/"
    assert browser.post(address, {"person_times": []}).status_code == 422
    assert browser.post(address, {"person_times": ["symposium", "visit"]}).status_code == 302
    assert tell(house.campaign, APRIL).exact["consulted.person_times"] == 35


def test_issued_returned_and_valid_are_never_mixed(house, clerk):
    occasion = held(house, FIRST_LIST, 20)
    issued(house, "questionnaire", 100, returned=90, valid=81, occasion=occasion)
    issued(house, "questionnaire", 50)
    issued(house, "opinion_form", 10, returned=8)
    told = tell(house.campaign, APRIL).values
    numbers = {code: (told[code].exact, told[code].out_of) for code in told if code.endswith((".forms", "naires"))}
    assert numbers == {
        "issued.forms": (160, None),
        "returned.forms": (98, 110),
        "valid.forms": (81, 90),
        "issued.questionnaires": (150, None),
        "returned.questionnaires": (90, 100),
        "valid.questionnaires": (81, 90),
    }
    assert told["returned.questionnaires"].share == 90
    assert told["returned.sets"].exact is None and told["valid.opinion_forms"].exact is None
    page = office.client_of(clerk).get(f"/desk/{house.campaign.slug}/figures/register/?as_of={APRIL}").content.decode()
    for words in ("90.00%", "90/100", "81/90", "80.00%", "8/10", occasion.title):
        assert words in page


def workbook(house, clerk, texts):
    """A workbook taken in, one voice a row."""
    source = SourceFile.objects.create(sha256="1" * 64, size=1, kind="xlsx")
    taken = Import.objects.create(
        campaign=house.campaign, file=source, file_name="来信.xlsx", state="kept", by=clerk, received_on=FIRST_LIST
    )
    Batch.objects.create(
        campaign=house.campaign,
        number=Batch.objects.count() + 1,
        kind=Batch.Kind.WORKBOOK,
        imported=taken,
        sealed_on=FIRST_LIST,
        count=len(texts),
        root="0" * 64,
        previous="0" * 64,
        link="2" * 64,
    )
    for row, text in enumerate(texts, start=2):
        submission = Submission.objects.create(
            campaign=house.campaign, imported=taken, source_row=row, channel="letter"
        )
        Statement.objects.create(submission=submission, campaign=house.campaign, text=text, sha256="0" * 64)
    return taken


def test_a_voice_keyed_anew_counts_once_and_a_withdrawn_workbook_not_at_all(house, clerk):
    wrong, _other = voices(house.campaign, "错录了", "没错")
    keying.rekey(wrong, "重录一遍", by=clerk)
    assert tell(house.campaign, APRIL).exact["voices.all"] == 2
    taken = workbook(house, clerk, ["来信一", "来信二", "来信三"])
    # Without a day of its own a voice is of the day its batch was sealed.
    assert tell(house.campaign, FIRST_LIST - timedelta(1)).exact["voices.letter"] == 0
    assert tell(house.campaign, FIRST_LIST).exact["voices.letter"] == 3
    issuing.issue(house.campaign, APRIL, by=clerk)
    Import.objects.filter(pk=taken.pk).update(state="withdrawn")
    assert tell(house.campaign, FIRST_LIST).exact["voices.letter"] == 0
    assert tell(house.campaign, APRIL).exact["voices.all"] == 5
    assert walked(clerk, house.campaign, "voices.all", f"as_of={APRIL}") == (5, 5)


def test_findings_about_a_person_are_counted_as_when_the_version_was_frozen(house, clerk):
    one, two, three = hear(house, Said("路灯坏了。"), Said("科长天天打牌。"), Said("多装路灯。"))
    find([one], clerk)
    personal = find([two], clerk)
    find([three], clerk, kind="suggestion")
    services.mark_about_person(personal, True, by=clerk)
    freeze(house.campaign, FIRST_LIST, by=clerk)

    def counted(version=None):
        told = tell(house.campaign, APRIL, version=version).exact
        return told["findings.problems"], told["findings.suggestions"], told["findings.passages"]

    assert counted() == (1, 1, 2)
    personal.refresh_from_db()
    services.mark_about_person(personal, False, by=clerk)
    assert counted() == (1, 1, 2)
    freeze(house.campaign, APRIL, by=clerk)
    assert counted() == (2, 1, 3) and counted(version=1) == (1, 1, 2)
    services.undo(campaign=house.campaign, by=clerk)
    assert counted() == (2, 1, 3)
    entries = tell(house.campaign, APRIL, version=1).values["findings.problems"].records.rows
    assert [entry.finding_id for entry in entries] != [personal.pk] and entries.count() == 1


def test_passages_are_told_for_today_only(house, clerk):
    placed, _waiting = hear(house, Said("路灯坏了。"), Said("窗口没人。"))
    find([placed], clerk)
    now = tell(house.campaign, clock.today())
    assert [now.exact[f"passages.{place}"] for place in ("placed", "set_aside", "waiting")] == [1, 0, 1]
    assert now.values["passages.waiting"].out_of == 2
    assert tell(house.campaign, APRIL).exact["passages.waiting"] is None


# ---------------------------------------------------------------- the same day, the same bytes


def more_work(house, clerk):
    """Work goes on: voices arrive for days before, are combed and frozen; occasions and forms are entered late."""
    find(hear(house, Said("新来的意见。", day=date(2014, 2, 1))), clerk)
    freeze(house.campaign, date(2014, 3, 1), by=clerk)
    held(house, APRIL + timedelta(9), 60)
    held(house, date(2014, 2, 3), 40)
    issued(house, "opinion_form", 77, day=date(2014, 2, 3))
    Attendance.objects.filter(occasion__number=1).update(head_count=31)
    Occasion.objects.filter(number=2).update(held_on=APRIL + timedelta(30))


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_the_same_day_prints_the_same_bytes_whatever_is_done_later(house, clerk, capsys, form):
    held(house, date(2014, 1, 5), 30)
    held(house, date(2014, 1, 6), 20)
    issued(house, "questionnaire", 100, returned=80)
    find(hear(house, Said("路灯坏了。")), clerk)
    freeze(house.campaign, FIRST_LIST, by=clerk)
    first = printed(capsys, house.campaign.slug, "--as-of", "2014-04-15", *form)
    more_work(house, clerk)
    assert printed(capsys, house.campaign.slug, "--as-of", "2014-04-15", *form) == first
    told = tell(house.campaign, APRIL)
    changed = {each.figure.code: each.change for each in differences(told)}
    assert changed["consulted.person_times"] == 21 and changed["issued.opinion_forms"] == 77
    assert changed["voices.all"] == 1 and told.newer_list.number == 2
    page = office.client_of(clerk).get(f"/desk/{house.campaign.slug}/figures/paragraph/?as_of=2014-04-15")
    assert "定稿以后，记录有变化：" in page.content.decode()
    # The issued number still opens what it was counted from, as it was counted.
    assert walked(clerk, house.campaign, "consulted.person_times", "as_of=2014-04-15") == (50, 2)
    anew = printed(capsys, house.campaign.slug, "--as-of", "2014-04-15", "--anew", *form)
    assert anew[1] != first[1]
    assert tell(house.campaign, APRIL, edition=1).exact["consulted.person_times"] == 50
    assert tell(house.campaign, APRIL).exact["consulted.person_times"] == 71


def test_without_issuing_late_entries_would_change_a_day_that_was_told(house):
    """The leaky twin of the test above: figures read live."""
    held(house, date(2014, 1, 5), 30)
    before = tell(house.campaign, APRIL).text
    held(house, date(2014, 1, 5), 30)
    assert tell(house.campaign, APRIL).text != before


def test_a_day_is_issued_at_the_desk_and_never_changed(house, clerk):
    held(house, FIRST_LIST, 30)
    browser, address = office.client_of(clerk), f"/desk/{house.campaign.slug}/figures/paragraph/"
    assert "尚未定稿" in browser.get(f"{address}?as_of=2014-02-28").content.decode()
    for _twice in range(2):
        assert browser.post(f"{address}issue/", {"as_of": "2014-02-28"}).status_code == 302
    snapshot = Snapshot.objects.get()
    assert snapshot.by == clerk and "第1稿" in browser.get(f"{address}?as_of=2014-02-28").content.decode()
    for change in (lambda: Snapshot.objects.update(sha256="0" * 64), lambda: Snapshot.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    tomorrow = clock.today() + timedelta(1)
    assert browser.post(f"{address}issue/", {"as_of": tomorrow.isoformat()}).status_code in {409, 422}
    assert "那一天还没到" in browser.get(f"{address}?as_of={tomorrow}").content.decode()
    assert browser.post(f"{address}issue/", {"as_of": "2月30日"}).status_code in {409, 422}
    assert all(outcome.holds for outcome in verification.EQUATIONS["figures"]())


def test_verify_finds_issued_figures_that_were_altered(house):
    Snapshot.objects.create(
        campaign=house.campaign, as_of=APRIL, edition=1, basis={"a": 1}, sha256="0" * 64, issued_at=clock.now()
    )
    assert not all(outcome.holds for outcome in verification.EQUATIONS["figures"]())


# ---------------------------------------------------------------- the command line


def test_the_command_says_in_plain_words_what_it_cannot_do(house, clerk, capsys):
    freeze_list(house.campaign, problems=2, suggestions=1)
    office.office("another")
    assert printed(capsys, "nowhere") == (1, "", "没有名称为“nowhere”的活动。\n")
    assert printed(capsys) == (1, "", "有多个活动：another, listening。请写明是哪一个。\n")
    assert printed(capsys, "listening", "--version", "7") == (1, "", "清单没有第7版。\n")
    assert printed(capsys, "listening", "--as-of", "2999-01-01")[0] == 1
    assert "突出问题2条，意见建议1项" in printed(capsys, "listening", "--version", "1")[1]
    assert "尚无记录" in printed(capsys, "listening", "--as-of", "2014-02-27")[1]
    with pytest.raises(SystemExit):
        main(["figures", "--as-of", "2月30日"])


# ---------------------------------------------------------------- who may see and open


def test_others_read_issued_figures_and_open_what_their_standing_reaches(house, clerk):
    reviewer = office.person("督导员", house.street, "reviewer")
    office.grant(reviewer, "RG", house.campaign, office.review_group(house.campaign, 1, house.department))
    liaison = office.person("李联络", house.department, "liaison")
    office.grant(liaison, "LI", house.campaign)
    leader = office.person("林示范", house.root, "leader")
    office.grant(leader, "LD", house.campaign)
    held(house, FIRST_LIST, 30, unit=house.department)
    held(house, FIRST_LIST, 12, unit=house.street)
    voices(house.campaign, "密语")
    desk = f"/desk/{house.campaign.slug}/figures/"
    asked = "?as_of=2014-02-28"
    assert "还没有定稿的数据" in office.client_of(reviewer).get(f"{desk}paragraph/{asked}").content.decode()
    none = office.client_of(reviewer).get(f"{desk}figure/consulted.symposia/{asked}").content.decode()
    said = re.sub(r"<[^>]*>", "", none)  # the token of a form may hold any digits
    assert "还没有定稿的数据" in said and "42" not in said
    issuing.issue(house.campaign, FIRST_LIST, by=clerk)
    shown = office.client_of(reviewer).get(f"{desk}figure/consulted.person_times/{asked}").context["page"]
    assert (shown.here, shown.kept_back, shown.value) == (30, 12, 42)
    shown = office.client_of(leader).get(f"{desk}figure/voices.all/{asked}")
    assert shown.context["page"].kept_back == shown.context["value"].exact and "密语" not in shown.content.decode()
    assert office.client_of(leader).post(f"{desk}paragraph/issue/", {"as_of": "2014-02-28"}).status_code == 403
    for rest in ("paragraph/", "register/", "figure/consulted.symposia/"):
        assert office.client_of(liaison).get(desk + rest).status_code == 404


def test_what_was_said_of_ones_own_unit_is_counted_and_not_opened(house):
    clerk = office.person("住建的陈", house.department, "clerk")
    office.grant(clerk, "CL", house.campaign)
    hear(house, Said("说别处的话。"), Said("说住建局的密语。", addressee=house.department))
    page = office.client_of(clerk).get(f"/desk/{house.campaign.slug}/figures/figure/voices.all/?as_of=2014-03-31")
    leaf = page.context["page"]
    assert (leaf.here, leaf.kept_back) == (1, 1)
    assert "密语" not in page.content.decode()


def test_masked_words_stay_masked_behind_a_number(house, clerk):
    (passage,) = hear(house, Said("王科长不理人。"))
    scheme(house)
    find([passage], clerk)
    freeze(house.campaign, FIRST_LIST, by=clerk)
    redaction.propose(passage.statement, 0, 3, "name", by=clerk)
    desk = f"/desk/{house.campaign.slug}/figures/figure/"
    for code in ("findings.problems", "voices.all"):
        page = office.client_of(clerk).get(f"{desk}{code}/?as_of=2014-03-31").content.decode()
        assert "王科长" not in page and "不理人" in page


def test_pages_cost_the_same_however_much_there_is(house, clerk, django_assert_max_num_queries):
    for n in range(60):
        held(house, FIRST_LIST, n)
    Sector.objects.create(campaign=house.campaign, code="other", name="其他")
    freeze_list(house.campaign, problems=60, suggestions=3)
    browser, desk = office.client_of(clerk), f"/desk/{house.campaign.slug}/figures/"
    for rest in ("paragraph/", "register/", *(f"figure/{code}/" for code in FIGURES)):
        with django_assert_max_num_queries(15):  # three of them tell who is asking
            assert browser.get(desk + rest).status_code == 200


@pytest.mark.parametrize("role", ["RG", "AU"])
def test_who_reads_issued_figures_is_told_the_registers_sums_and_not_its_lines(house, clerk, role):
    occasion = held(house, FIRST_LIST, 30, unit=house.department)
    IssueRecord.objects.create(
        campaign=house.campaign,
        kind="questionnaire",
        occasion=occasion,
        unit=house.department,
        issued_on=FIRST_LIST,
        issued_count=140,
    )
    issuing.issue(house.campaign, FIRST_LIST, by=clerk)
    reader = office.person("郭示", house.root, "reader")
    if role == "AU":
        office.administrator(reader, "AU")
    else:
        group = office.review_group(house.campaign, 1, house.street)
        office.grant(reader, "RG", house.campaign, group)
    page = office.client_of(reader).get(f"/desk/{house.campaign.slug}/figures/register/?as_of=2014-02-28")
    assert "140" in page.content.decode()
    assert occasion.title not in page.content.decode() and house.department.name not in page.content.decode()
    own = office.client_of(clerk).get(f"/desk/{house.campaign.slug}/figures/register/?as_of=2014-02-28")
    assert occasion.title in own.content.decode()


# ---------------------------------------------------------------- small groups


def desk(client, house, rest):
    answer = client.get(f"/desk/{house.campaign.slug}/{rest}")
    assert answer.status_code == 200, rest
    return answer.content.decode()


def exact(client, house, code):
    """The number on a figure's page; empty where there is none."""
    found = re.search(r'<p class="exact">(\d+) ', desk(client, house, f"figures/figure/{code}/"))
    return found[1] if found else ""


def test_a_channel_of_fewer_than_five_is_told_to_who_opens_whole_voices_only(house, clerk):
    """Others read it neither on a page of its own nor by subtracting the other channels from all."""
    leader = office.person("林示范", house.root, "leader")
    office.grant(leader, "LD", house.campaign)
    reviewer = office.person("督导员", house.street, "reviewer")
    office.grant(reviewer, "RG", house.campaign, office.review_group(house.campaign, 1, house.department))
    said = {"web": 9, "letter": 7, "visit": 3}
    hear(house, *(Said(f"{channel}{n}", channel) for channel, count in said.items() for n in range(count)))
    issuing.issue(house.campaign, date(2014, 3, 31), by=clerk)
    seen = office.client_of(clerk)
    assert (exact(seen, house, "voices.visit"), exact(seen, house, "voices.letter")) == ("3", "7")
    assert "走访" in by_channel(seen, house)
    for someone in (leader, reviewer):
        client = office.client_of(someone)
        assert [exact(client, house, f"voices.{name}") for name in ("all", *said)] == ["19", "9", "", ""], someone
        assert "不单列" in desk(client, house, "figures/figure/voices.visit/")
        assert "figure/voices.letter/" not in desk(client, house, "figures/paragraph/")
    home = by_channel(office.client_of(leader), house)
    assert "其他" in home and ">10<" in home and "走访" not in home and "信件" not in home


def by_channel(client, house):
    return desk(client, house, "listening/").split('aria-labelledby="by-channel"')[1].split("</section>")[0]


def test_the_sum_of_a_list_does_not_tell_who_belongs_to_a_unit_of_its_small_findings(house, clerk):
    head = office.person("局长", house.department, "head")
    office.grant(head, "LD", house.campaign)
    leader = office.person("林示范", house.root, "leader")
    office.grant(leader, "LD", house.campaign)
    find(hear(house, *(Said(f"积水{n}") for n in range(3))), clerk, unit=house.department)
    find(hear(house, *(Said(f"公交{n}") for n in range(8))), clerk)
    freeze(house.campaign, date(2014, 2, 28), by=clerk)
    for someone in (clerk, leader):
        client = office.client_of(someone)
        assert "意见条11条" in desk(client, house, "combing/findings/")
        assert exact(client, house, "findings.passages") == "11"
    client = office.client_of(head)
    assert "意见条11条" not in desk(client, house, "combing/findings/")
    assert exact(client, house, "findings.passages") == ""
    assert exact(client, house, "findings.problems") == "2"


def test_who_reads_issued_days_only_is_shown_the_way_to_them(house, clerk):
    reviewer = office.person("督导员", house.street, "reviewer")
    office.grant(reviewer, "RG", house.campaign, office.review_group(house.campaign, 1, house.department))
    client = office.client_of(reviewer)
    assert "还没有定稿的数据" in desk(client, house, "figures/paragraph/")
    issuing.issue(house.campaign, date(2014, 3, 31), by=clerk)
    for page in ("paragraph/", "register/", "figure/consulted.symposia/"):
        shown = desk(client, house, f"figures/{page}?as_of=2014-04-01")
        assert "这一天的数据没有定稿" in shown and '<a href="?as_of=2014-03-31&amp;edition=1">' in shown, page
