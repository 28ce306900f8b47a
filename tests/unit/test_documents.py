"""Official documents: made from records, the same in preview, PDF and Word; who may have which words."""

import io
import re
from datetime import date

import docx
import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huisheng.combing import services
from huisheng.combing.models import Scheme
from huisheng.combing.services import redaction
from huisheng.combing.services.lists import freeze
from huisheng.figures.models import Letterhead
from huisheng.figures.services import issuing
from huisheng.listening.models import Attendance, IssueRecord, Occasion
from huisheng.organisation.models import AuditEntry
from tests.factories import office
from tests.factories.findings import Said, find, hear, scheme

pytestmark = pytest.mark.django_db
FEBRUARY = date(2014, 2, 28)
HEAD = {
    "masthead": "示例区文件",
    "number_code": "示",
    "addressee": "示例市",
    "issuer": "示例区办公室",
    "printer": "示例区办公室",
    "has_seal": "on",
    "heading_0": "提前预热 周密部署",
    "heading_1": "",
    "heading_2": "",
    "heading_3": "",
}


@pytest.fixture(autouse=True)
def _shipped_fonts(monkeypatch):
    monkeypatch.setenv("HUISHENG_FONTS", "shipped")


@pytest.fixture
def house():
    return office.office()


def someone(house, name, role):
    made = office.person(name, house.root, role.lower())
    office.grant(made, role, house.campaign)
    return made


@pytest.fixture
def clerk(house):
    return someone(house, "陈例", "CL")


@pytest.fixture
def listed(house, clerk):
    """12 symposia, 1,500 forms, two problems and a suggestion frozen in version 1."""
    for number in range(1, 13):
        held = Occasion.objects.create(
            campaign=house.campaign, kind="symposium", number=number, title=f"座谈{number}", held_on=date(2014, 2, 1)
        )
        Attendance.objects.create(occasion=held, sector=house.sector, head_count=20)
    IssueRecord.objects.create(
        campaign=house.campaign,
        kind="questionnaire",
        issued_on=date(2014, 1, 8),
        issued_count=1500,
        returned_count=1200,
        valid_count=1100,
    )
    said = hear(house, Said("路灯坏了三个月没人修。"), Said("柳湾的公交车太少。"), Said("建议阅览室开到晚上九点。"))
    problem = find(said[:1], by=clerk)
    find(said[1:2], by=clerk)
    find(said[2:], by=clerk, kind="suggestion")
    freeze(house.campaign, FEBRUARY, by=clerk)
    return problem


def address(house, kind="report", **more):
    query = "&".join(f"{name}={value}" for name, value in {"as_of": FEBRUARY, **more}.items())
    return f"{reverse('figures:document', args=[house.campaign.slug, kind])}?{query}"


def lines(page):
    return re.sub(r"<[^>]+>", "", page.content.decode().partition("公文的文字")[2])


def words_of(pdf):
    opened = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_bounded() for page in opened)


def bare(words):
    return re.sub(r"\s+|—\d+—", "", words)


def test_the_report_says_the_paragraph_and_each_number_opens_its_records(house, clerk, listed):
    client = office.client_of(clerk)
    page = client.get(address(house))
    assert "共召开社会各界座谈会10多次，征求意见200多人次，发放调查问卷、征求意见表1500份" in lines(page)
    links = re.findall(r'<a href="(http://testserver/[^"]+)" aria-label', page.content.decode())
    symposia = next(link for link in links if "consulted.symposia" in link)
    opened = client.get(symposia.replace("&amp;", "&")).content.decode()
    assert all(f"座谈{number}" in opened for number in range(1, 13))
    assert "80.00%" in lines(page), "the return rate, of those issued"
    assert "“路灯坏了三个月没人修" in lines(page)


def test_pdf_and_word_say_what_the_preview_says(house, clerk, listed):
    client = office.client_of(clerk)
    shown = bare(lines(client.get(address(house))))
    pdf = client.get(address(house, **{"as": "pdf"}))
    word = client.get(address(house, **{"as": "docx"}))
    assert pdf["Content-Type"] == "application/pdf"
    assert "共召开社会各界座谈会10多次" in bare(words_of(pdf.content))
    file = docx.Document(io.BytesIO(word.content))
    said = bare("".join(each.text for each in file.paragraphs))
    assert "共召开社会各界座谈会10多次" in said
    assert all(bare(each.text) in shown for each in file.paragraphs if each.text.strip())
    assert client.get(address(house, **{"as": "pdf"})).content == pdf.content, "the same bytes"


def test_the_red_head_and_the_campaigns_own_phrases_are_written_once(house, clerk, listed):
    client = office.client_of(clerk)
    form = reverse("figures:letterhead", args=[house.campaign.slug])
    assert client.post(form, HEAD).status_code == 302
    assert AuditEntry.objects.filter(act="letterhead.set").count() == 1
    said = lines(client.get(address(house, n=7, signed="2014-04-03")))
    for words in (
        "示例区文件",
        "示〔2014〕7号",
        "示例市：",
        "一、提前预热 周密部署",
        "二、听取意见的方式和范围",
        "2014年4月3日",
    ):
        assert words in said
    assert 'value="提前预热 周密部署"' in client.get(form).content.decode()


def test_a_list_holds_every_finding_of_its_version_once(house, clerk, listed):
    client = office.client_of(clerk)
    later = hear(house, Said("食堂的饭太贵。"))
    find(later, by=clerk)
    said = lines(client.get(address(house, "problems")))
    assert said.count("路灯坏了三个月没人修") == 1 and said.count("柳湾的公交车太少") == 1
    assert "阅览室" not in said and "食堂" not in said
    assert "（第1版，2014年2月28日）" in said
    assert "阅览室" in lines(client.get(address(house, "suggestions")))


def test_without_a_frozen_list_the_paper_says_draft(house, clerk):
    find(hear(house, Said("路灯坏了三个月没人修。")), by=clerk)
    page = office.client_of(clerk).get(address(house, "problems"))
    assert "草稿" in lines(page) and "还没有定稿的清单" in page.content.decode()


def test_what_is_masked_is_masked_on_paper_too(house, clerk, listed):
    colleague = office.person("李样", house.root, "colleague")
    office.grant(colleague, "CL", house.campaign)
    statement = listed.headline_statement
    mask = redaction.propose(statement, 0, 2, "place", by=clerk)
    redaction.review(mask, True, by=colleague)
    for who in (clerk, someone(house, "郑示", "LD")):
        said = lines(office.client_of(who).get(address(house, "problems")))
        assert "██坏了三个月没人修" in said and "路灯" not in said


def test_only_clerks_and_leaders_read_documents_and_only_clerks_set_the_letterhead(house, clerk, listed):
    leader = office.client_of(someone(house, "郑示", "LD"))
    assert leader.get(address(house)).status_code == 200
    assert leader.get(reverse("figures:letterhead", args=[house.campaign.slug])).status_code == 404
    for role in ("LI", "PE"):
        assert office.client_of(someone(house, f"{role}样", role)).get(address(house)).status_code == 404, role
    assert not Letterhead.objects.exists()


def test_a_number_that_is_none_is_said_and_the_page_stands(house, clerk, listed):
    client = office.client_of(clerk)
    page = client.get(address(house, n="七"))
    assert page.status_code == 422 and "路灯坏了三个月没人修" in lines(page)
    assert client.get(address(house, n="七", **{"as": "pdf"})).status_code == 422


def test_the_report_of_an_edition_opens_the_records_of_that_edition(house, clerk, listed):
    issuing.issue(house.campaign, FEBRUARY, by=clerk)
    Attendance.objects.create(
        occasion=Occasion.objects.create(
            campaign=house.campaign, kind="symposium", number=13, title="补记的座谈", held_on=date(2014, 2, 2)
        ),
        sector=house.sector,
        head_count=5,
    )
    issuing.issue(house.campaign, FEBRUARY, by=clerk)
    client = office.client_of(clerk)
    for edition, held in ((1, 12), (2, 13)):
        page = client.get(address(house, edition=edition)).content.decode()
        links = re.findall(r'<a href="(http://[^"]+symposia[^"]*)"', page)
        assert client.get(links[0].replace("&amp;", "&")).context["value"].exact == held


def test_what_is_kept_apart_since_is_counted_as_frozen_and_not_printed(house, clerk, listed):
    services.mark_about_person(listed, True, by=clerk)
    said = lines(office.client_of(clerk).get(address(house)))
    assert "突出问题2条" in said and "其中1条涉及个人，后来另册保管" in said
    assert "路灯坏了" not in said


def test_few_passages_of_an_own_unit_stand_in_no_sum(house, clerk):
    """R3: who belongs to a unit is not told how few passages speak of it, on paper neither."""
    winds = scheme(house)
    own = find(hear(house, Said("本科路灯坏了三个月。"), Said("本科路灯还没修。")), by=clerk, unit=house.department)
    other = find(hear(house, *(Said(f"柳湾公交太少{n}。") for n in range(7))), by=clerk)
    for finding in (own, other):
        services.classify(finding, categories=winds[:1], by=clerk)
    freeze(house.campaign, FEBRUARY, by=clerk)
    leader = office.person("郑示", house.department, "leader")
    office.grant(leader, "LD", house.campaign)
    listed_so = lines(office.client_of(leader).get(address(house, "problems")))
    assert "少于5" in listed_so
    said = lines(office.client_of(leader).get(address(house)))
    assert said.index("柳湾公交太少") < said.index("本科路灯坏了"), "the order tells nothing of it"
    assert "7，另有若干" in said and "意见条少于5条" in said


def test_a_report_with_its_lists_says_which_version_and_every_cell_of_it_is_in_word(house, clerk, listed):
    client = office.client_of(clerk)
    word = client.get(address(house, lists="on", **{"as": "docx"}))
    file = docx.Document(io.BytesIO(word.content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    assert {"0001", "0002", "0003", "路灯坏了三个月没人修。", "建议阅览室开到晚上九点。"} <= set(cells)
    pdf = bare(words_of(client.get(address(house, lists="on", **{"as": "pdf"})).content))
    assert all(bare(cell) in pdf for cell in cells)
    assert [each.text for each in file.paragraphs].count("（第1版，2014年2月28日）") == 2


def test_a_report_from_the_draft_says_so(house, clerk):
    find(hear(house, Said("路灯坏了三个月没人修。")), by=clerk)
    assert "草稿" in lines(office.client_of(clerk).get(address(house)))


def test_a_tab_in_a_name_is_no_end_of_the_page(house, clerk, listed):
    Scheme.objects.create(campaign=house.campaign, code="odd", name="作风\t类")
    assert office.client_of(clerk).get(address(house)).status_code == 200


def test_a_document_costs_no_more_with_more_findings(house, clerk, listed, django_assert_num_queries):
    client = office.client_of(clerk)
    with CaptureQueriesContext(connection) as few:
        client.get(address(house, "problems", v=1))
    for number in range(30):
        find(hear(house, Said(f"第{number}条路的路灯坏了。")), by=clerk)
    freeze(house.campaign, FEBRUARY, by=clerk)
    with django_assert_num_queries(len(few)):
        assert client.get(address(house, "problems", v=2)).content.count("条路的路灯".encode()) >= 30


@pytest.mark.parametrize("query", [{"as_of": "2014-02-30"}, {"v": "9"}])
def test_an_address_that_names_nothing_is_no_page(house, clerk, listed, query):
    assert office.client_of(clerk).get(address(house, **query)).status_code == 404
