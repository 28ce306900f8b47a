"""What leaves the house of the list, and what each role may open: words stay words, nobody reads more than theirs."""

import csv
import io
from datetime import date

import pytest
from django.utils import timezone

from huisheng.campaign.standing import standing
from huisheng.combing import services
from huisheng.combing.models import Passage
from huisheng.combing.queries import finding as page_reads
from huisheng.combing.queries import findings as reads
from huisheng.combing.queries.findings import Asked
from huisheng.combing.services import redaction
from huisheng.combing.services.lists import freeze
from huisheng.crafts.gate import unguard
from huisheng.organisation.models import AuditEntry
from tests.factories import office, texts, twins_list
from tests.factories.findings import Said, find, hear, scheme

pytestmark = pytest.mark.django_db

NAMED = "科长王大力天天打麻将"


@pytest.fixture
def house():
    return office.office()


@pytest.fixture
def people(house):
    made = {
        "CL": office.person("陈例", house.root, "clerk"),
        "LD": office.person("林示范", house.root, "leader"),
        "LI": office.person("李联络", house.department, "liaison"),
        "RG": office.person("督导员", house.street, "reviewer"),
        "TR": office.person("录入员", house.root, "transcriber"),
        "PE": office.person("编辑", house.root, "editor"),
    }
    group = office.review_group(house.campaign, 1, house.department)
    for role, someone in made.items():
        office.grant(someone, role, house.campaign, group if role == "RG" else None)
    for role in ("AU", "SA", "RA"):
        made[role] = office.person(role, house.root, role.lower())
        office.administrator(made[role], role)
    return made


def address(house, rest=""):
    return f"/desk/{house.campaign.slug}/combing/findings/{rest}"


def exported(someone, house, query="", **sent):
    answer = office.client_of(someone).post(address(house, f"export/{query}"), sent)
    assert answer.status_code == 200, answer.status_code
    return answer


def csv_rows(body):
    return [[unguard(cell) for cell in row] for row in csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))]


def test_words_have_no_effect_on_any_page_or_export(house, people):
    clerk = people["CL"]
    passages = hear(house, *(Said(text, "web") for text in texts.HOSTILE))
    for passage in passages:
        find([passage], clerk, unit=house.department)
    said = [passage.statement.text[: passage.end] for passage in passages]
    client = office.client_of(clerk)
    for path in ("", "print/", "?q=路灯", *(f"{number}/" for number in range(1, len(said) + 1))):
        assert texts.effects_of(client.get(address(house, path)).content.decode()) == [], path
    for number, text in enumerate(said, start=1):
        assert text in texts.words_of(client.get(address(house, f"{number}/")).content.decode())
    for text in texts.HOSTILE:
        assert texts.effects_of(client.get(address(house), {"q": text}).content.decode()) == [], text
    book = exported(clerk, house, format="xlsx").content
    assert texts.formulas_in_workbook(book) == []
    assert [row[2] for row in texts.table_of(book)[2:]] == said
    assert [row[2] for row in texts.table_of(book, 1)[1:]] == said
    for part in ("", "passages"):
        body = exported(clerk, house, format="csv", part=part).content
        assert texts.formulas_in_csv(body) == []
        assert [row[2] for row in csv_rows(body)[1:]] == said


def test_the_leaky_twins_of_words_are_noticed():
    assert texts.effects_of(twins_list.page_of_marked_safe(texts.HOSTILE))
    assert texts.formulas_in_csv(twins_list.unguarded_csv([[text] for text in texts.HOSTILE]))


def test_the_workbook_has_the_clerks_columns_and_every_passage(house, people):
    winds = scheme(house)
    clerk = people["CL"]
    many = hear(house, *(Said(f"育才路积水{n}", "symposium" if n < 2 else "web", house.sector) for n in range(5)))
    find(many, clerk, unit=house.department, categories=[winds[0]], scope="common")
    find(hear(house, Said("开到九点")), clerk, kind="suggestion")
    answer = exported(clerk, house, "?kind=problem", format="xlsx")
    sheet = texts.table_of(answer.content)
    assert sheet[1] == [
        "序号", "编号", "问题或建议（原话）", "意见条数", "种类", "来源", "四风", "涉及单位", "范围", "隐去处数",
    ]  # fmt: skip
    assert sheet[2] == [1, "0001", "育才路积水0", 5, "问题", "座谈会2、网上3", "官僚主义", "区住建局", "共性", 0]
    assert len(sheet) == 3
    said = texts.table_of(answer.content, 1)
    assert [row[2] for row in said[1:]] == [f"育才路积水{n}" for n in range(5)]
    assert said[1][:2] == ["0001", 1] and said[1][4].date() == date(2014, 3, 1)
    assert "filename*=UTF-8''" in answer["Content-Disposition"]
    assert answer.content == exported(clerk, house, "?kind=problem", format="xlsx").content
    assert AuditEntry.objects.filter(act="finding_list.exported", by=clerk).count() == 2
    suggestion = texts.table_of(exported(clerk, house, "?kind=suggestion", format="xlsx").content)[2]
    assert suggestion[6] == "未归类"


def test_a_long_passage_goes_on_in_the_next_row_uncut(house, people):
    text = "路灯" * 20_000
    find(hear(house, Said(text)), people["CL"])
    said = texts.table_of(exported(people["CL"], house, format="xlsx").content, 1)
    assert "".join(row[2] for row in said[1:]) == text[: Passage.objects.get(start=0).end]


def test_masks_hold_in_every_export_for_everybody(house, people):
    (passage,) = hear(house, Said(NAMED))
    find([passage], people["CL"], unit=house.department)
    at = NAMED.index("王大力")
    redaction.propose(passage.statement, at, at + 3, "name", by=people["CL"])
    for role in ("CL", "LD", "RG", "LI"):
        book = exported(people[role], house, format="xlsx").content
        cells = [str(cell) for row in texts.table_of(book) for cell in row]
        assert "科长██天天打麻将" in cells and not any("王大力" in cell for cell in cells), role
        assert "王大力" not in exported(people[role], house, format="csv", part="passages").content.decode(), role
        assert "王大力" not in office.client_of(people[role]).get(address(house, "print/")).content.decode(), role


def test_an_export_holds_no_more_than_the_screens(house, people):
    many = hear(house, *(Said(f"窗口积水{n}", "web", house.sector) for n in range(4)))
    find(many, people["CL"], unit=house.department)
    find(hear(house, Said("别处的事")), people["CL"], unit=house.street)
    book = exported(people["LI"], house, format="xlsx").content
    assert texts.table_of(book)[1:] == [
        ["序号", "编号", "问题或建议（原话）", "意见条数"],
        [1, "0001", "窗口积水0", "不足5条"],
    ]
    assert len(csv_rows(exported(people["LI"], house, format="csv", part="passages").content)) == 1
    said = texts.table_of(exported(people["RG"], house, format="xlsx").content, 1)
    assert len(said) == 5 and not any("社区居民" in str(row[3]) for row in said), "the sector of four is no group"
    assert not any("别处的事" in str(row) for row in said)


def test_the_frozen_version_is_exported_as_it_stood(house, people):
    clerk = people["CL"]
    find(hear(house, Said("路灯不亮")), clerk)
    freeze(house.campaign, date(2014, 2, 28), by=clerk)
    find(hear(house, Said("又一条")), clerk)
    book = exported(clerk, house, "?v=1", format="xlsx").content
    assert [row[2] for row in texts.table_of(book)[2:]] == ["路灯不亮"]
    assert [row[2] for row in texts.table_of(book, 1)[1:]] == ["路灯不亮"]


def test_the_draft_is_exported_with_what_changed_since_the_last_version(house, people):
    clerk = people["CL"]
    flood, gate, bus, lamp, more = hear(
        house, *(Said(text) for text in ("积水", "门口积水", "公交慢", "灯不亮", "灯坏了"))
    )
    first, second = find([flood, gate], clerk), find([bus], clerk)
    find([lamp], clerk)
    freeze(house.campaign, date(2014, 2, 28), by=clerk)
    services.release([gate], by=clerk)
    find([gate], clerk)
    services.merge(second, first, by=clerk)
    find([more], clerk)
    sheet = texts.table_of(exported(clerk, house, format="xlsx").content)
    assert sheet[1][6] == "比第1版"
    assert {row[1]: row[6] for row in sheet[2:]} == {
        "0001": "并入0002",
        "0003": "未变",
        "0004": "从0001拆出",
        "0005": "新增",
    }


PAGES = {
    #                CL   LD   LI   RG   TR   PE   AU   SA   RA
    "findings/":    (200, 200, 200, 200, 404, 200, 404, 404, 404),
    "findings/1/":  (200, 200, 200, 200, 404, 404, 404, 404, 404),
    "findings/2/":  (200, 200, 404, 404, 404, 404, 404, 404, 404),
    "findings/99/": (404, 404, 404, 404, 404, 404, 404, 404, 404),
    "findings/print/":  (200, 200, 200, 200, 404, 200, 404, 404, 404),
    "findings/freeze/": (200, 404, 404, 404, 404, 404, 404, 404, 404),
    "redactions/":      (200, 404, 404, 404, 404, 404, 404, 404, 404),
}  # fmt: skip
ROLES = ("CL", "LD", "LI", "RG", "TR", "PE", "AU", "SA", "RA")


@pytest.mark.parametrize("rest", PAGES)
def test_each_page_answers_each_role_as_the_table_says(house, people, rest):
    find(hear(house, Said("路灯不亮")), people["CL"], unit=house.department)
    find(hear(house, Said("别处的事")), people["CL"], unit=house.street)
    elsewhere = office.office("elsewhere")
    for role, expected in zip(ROLES, PAGES[rest], strict=True):
        client = office.client_of(people[role])
        assert client.get(f"/desk/{house.campaign.slug}/combing/{rest}").status_code == expected, role
        other = client.get(f"/desk/{elsewhere.campaign.slug}/combing/{rest}").status_code
        assert other == 404, (role, "another campaign")


def test_acts_answer_only_clerks(house, people):
    (passage,) = hear(house, Said(NAMED))
    find([passage], people["CL"], unit=house.department)
    mask = redaction.propose(passage.statement, 0, 2, "name", by=people["CL"])
    for role in ROLES[1:]:
        client = office.client_of(people[role])
        base = f"/desk/{house.campaign.slug}/combing/"
        assert client.post(f"{base}redactions/{mask.pk}/", {"approve": "yes"}).status_code in {403, 404}, role
        assert client.post(f"{base}findings/freeze/", {"on": "2014-02-28"}).status_code in {403, 404}, role
        status = client.post(f"{base}findings/export/", {"format": "csv"}).status_code
        assert status == (200 if role in {"LD", "LI", "RG", "PE"} else 404), role
    mask.refresh_from_db()
    assert mask.state == "proposed"


def hidden_from(reader, house, rows, finding):
    """Whether a way of reading findings keeps one of them from a reader."""
    return finding not in set(rows(standing(reader, house.campaign, timezone.localdate())))


def test_the_missing_check_is_noticed(house, people):
    clerk, liaison = people["CL"], people["LI"]
    (passage,) = hear(house, Said(NAMED))
    foreign = find([passage], clerk, unit=house.street)
    own = find(hear(house, Said("窗口没人")), clerk, unit=house.department)
    assert hidden_from(liaison, house, lambda who: reads.found(who, Asked(), None), foreign)
    assert not hidden_from(liaison, house, twins_list.all_findings, foreign)

    mine = standing(liaison, house.campaign, timezone.localdate())
    page = page_reads.finding_page(mine, own.number)
    assert page is not None and page.held == () and page.leaf is None
    assert twins_list.passages_of(mine, own).exists()

    at = NAMED.index("王大力")
    redaction.propose(passage.statement, at, at + 3, "name", by=clerk)
    leader = standing(people["LD"], house.campaign, timezone.localdate())
    assert foreign not in set(reads.found(leader, Asked(words="王大力"), None))
    assert foreign in set(twins_list.found_through_masks(leader, "王大力"))
