"""Minutes at the desk: taken in, the cut mended beside the original, confirmed, sealed, withdrawn."""

import io
import re

import docx
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huisheng.combing.models import Passage, Placement
from huisheng.listening.models import Batch, Import, Minutes, Occasion, SourceFile, Statement, Submission
from huisheng.listening.services.keying import rekey
from huisheng.listening.verification import chain_of_voices, texts_are_as_received
from huisheng.listening.verification_minutes import minutes_add_up
from huisheng.organisation.models import AuditEntry, Person
from huisheng.organisation.sentences import sentence
from tests.factories.hostile_documents import cases
from tests.factories.office import START, Office, client_of, grant, office, person
from tests.factories.word_files import document, named, paragraph, run, written

pytestmark = pytest.mark.django_db
MINUTES = """柳湾街道征求意见座谈会记录
时间：2014年3月27日上午9:00—11:30
地点：街道三楼会议室
主持人：街道党工委副书记郑远　　记录人：何简
应到8人，实到7人
社区居民3人
主持人：今天请大家来提意见，畅所欲言。
林一（社区居民）：小区门口的路灯不亮，晚上看不清。
找过物业，他们说：没有钱。
吴二（社区居民）：车棚漏雨。
主持人：车棚在几号楼？
吴二：三号楼后面。
钱三：垃圾清运不及时。
主持人：谢谢大家。
散会。
主持人（签字）：　　记录人（签字）："""


@pytest.fixture
def house() -> Office:
    return office()


@pytest.fixture
def clerk(house: Office) -> Person:
    someone = person("陈例", house.department, "clerk")
    grant(someone, "CL", house.campaign)
    return someone


@pytest.fixture
def desk(clerk: Person) -> Client:
    return client_of(clerk)


def url(house: Office, name: str, *more: object, query: str = "") -> str:
    return reverse(f"listening:{name}", args=[house.campaign.slug, *more]) + query


def send(desk: Client, house: Office, content: bytes, name: str = "座谈会记录.docx") -> Minutes:
    answer = desk.post(
        url(house, "new_minutes"), {"file": SimpleUploadedFile(name, content), "text": "", "occasion": ""}
    )
    assert answer.status_code == 302, answer.content.decode()
    return Minutes.objects.latest("pk")


def head(desk: Client, house: Office, minutes: Minutes) -> dict[str, object]:
    """The form of the symposium as the page proposes it."""
    form = desk.get(url(house, "minutes_confirm", minutes.pk)).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    shown = {name: form[name].field.prepare_value(value) for name, value in values.items()}
    return {name: value for name, value in shown.items() if value is not None} | {"edits": minutes.edits}


def confirm(desk: Client, house: Office, minutes: Minutes, **changed: object) -> None:
    minutes.refresh_from_db()
    answer = desk.post(url(house, "minutes_confirm", minutes.pk), head(desk, house, minutes) | changed)
    assert answer.status_code == 302, answer.content.decode()


def test_speeches_become_voices_and_names_stay_in_the_file(house: Office, desk: Client) -> None:
    minutes = send(desk, house, written(MINUTES))
    assert not Statement.objects.exists()
    confirm(desk, house, minutes)
    occasion = Occasion.objects.get()
    assert (occasion.kind, occasion.title, str(occasion.held_on), occasion.place) == (
        "symposium", "柳湾街道征求意见座谈会记录", "2014-03-27", "街道三楼会议室",
    )  # fmt: skip
    assert (str(occasion.from_at), str(occasion.until_at)) == ("09:00:00", "11:30:00")
    assert (occasion.due_count, occasion.present_count) == (8, 7)
    assert (occasion.chair_as, occasion.recorder_as) == ("街道党工委副书记郑远", "何简")
    assert [(each.sector, each.head_count) for each in occasion.attendance.all()] == [(house.sector, 3)]
    voices = list(Submission.objects.order_by("source_row"))
    assert [(voice.channel, voice.occasion, voice.sector, voice.source_row) for voice in voices] == [
        ("symposium", occasion, house.sector, 1),
        ("symposium", occasion, house.sector, 2),
        ("symposium", occasion, None, 4),
    ]
    assert [list(voice.statements.order_by("ordinal").values_list("text", flat=True)) for voice in voices] == [
        ["小区门口的路灯不亮，晚上看不清。\n找过物业，他们说：没有钱。"],
        ["车棚漏雨。", "三号楼后面。"],
        ["垃圾清运不及时。"],
    ]
    batch = Batch.objects.get()
    assert (batch.kind, batch.count, batch.imported_id) == ("minutes", 4, minutes.pk)
    assert all(outcome.holds for outcome in [*chain_of_voices(), *texts_are_as_received()])
    assert Passage.objects.filter(campaign=house.campaign).count() >= 4
    kept = str([list(model.objects.values()) for model in (Statement, Submission, Minutes, Import, AuditEntry)])
    assert not any(name in kept for name in ("林一", "吴二", "钱三"))


def board(desk: Client, house: Office, minutes: Minutes) -> list[tuple[str, str, str]]:
    """The pieces as the page shows them: what each is, who speaks, the words."""
    rows = desk.get(url(house, "minutes", minutes.pk)).context["rows"]
    return [(row.slice.part.value, row.label, row.said) for row in rows if row.slice.part.value != "head"]


def act(desk: Client, house: Office, minutes: Minutes, what: str, status: int = 302, **chosen: object) -> str:
    minutes.refresh_from_db()
    answer = desk.post(url(house, "minutes", minutes.pk), {"edits": minutes.edits, "act": what, **chosen})
    assert answer.status_code == status, answer.content.decode()
    return answer.headers.get("Location", "")


def test_a_clerk_mends_the_cut_beside_the_original(house: Office, desk: Client) -> None:
    minutes = send(desk, house, written(MINUTES))
    assert [row[:2] for row in board(desk, house, minutes)] == [
        ("chair", ""), ("speech", "社区居民1"), ("speech", "社区居民2"), ("chair", ""), ("speech", "社区居民2"),
        ("speech", "发言人1"), ("chair", ""), ("close", ""), ("sign", ""),
    ]  # fmt: skip
    text = MINUTES
    act(desk, house, minutes, f"cut-{text.index('找过物业')}")
    assert board(desk, house, minutes)[1:3] == [
        ("speech", "社区居民1", "小区门口的路灯不亮，晚上看不清。"),
        ("speech", "发言人1", "找过物业，他们说：没有钱。"),
    ]
    assert act(desk, house, minutes, "join-3").endswith("#piece-2")
    assert board(desk, house, minutes)[1][2] == "小区门口的路灯不亮，晚上看不清。\n找过物业，他们说：没有钱。"
    act(desk, house, minutes, "save", part_6="speech", sector_6=house.sector.pk, speaker_6="1")
    assert board(desk, house, minutes)[5] == ("speech", "社区居民1", "垃圾清运不及时。")
    act(desk, house, minutes, "save", part_4="speech", speaker_4="", sector_4="")
    assert board(desk, house, minutes)[3] == ("speech", "发言人1", "车棚在几号楼？")
    act(desk, house, minutes, "save", part_2="apart")
    assert board(desk, house, minutes)[1] == ("apart", "", "")
    minutes.refresh_from_db()
    assert minutes.pieces[0][0] == 0 and minutes.pieces[-1][2] == len(text)
    assert all(one[2] == two[0] for one, two in zip(minutes.pieces, minutes.pieces[1:], strict=False))


def test_joining_somebody_to_the_one_above_keeps_the_name_out(house: Office, desk: Client) -> None:
    minutes = send(desk, house, written(MINUTES))
    assert act(desk, house, minutes, "join-3").endswith("#piece-3")
    assert board(desk, house, minutes)[2] == ("speech", "社区居民1", "车棚漏雨。")
    act(desk, house, minutes, "join-5")
    act(desk, house, minutes, "save", part_4="speech", part_5="speech")
    confirm(desk, house, minutes)
    said = list(Statement.objects.values_list("text", flat=True))
    assert {"车棚漏雨。", "三号楼后面。"} <= set(said)
    assert not any(name in "".join(said) for name in ("林一", "吴二", "钱三", "主持人"))


def test_footnotes_are_nobodys_words(house: Office, desk: Client) -> None:
    notes = named("footnotes", f'<w:footnote w:id="1">{paragraph("据街道台账，2013年报修两次。")}</w:footnote>')
    body = "".join(map(paragraph, ["座谈会", "时间：2014年3月27日", "林一：路灯不亮。", "主持人（签字）："]))
    minutes = send(desk, house, document(body, parts=[("word/footnotes.xml", notes)]))
    assert [part for part, _who, _said in board(desk, house, minutes)] == ["speech", "sign", "apart"]
    confirm(desk, house, minutes)
    assert Statement.objects.get().text == "路灯不亮。"


def test_a_cut_is_put_inside_a_paragraph_and_a_name_marked(house: Office, desk: Client) -> None:
    minutes = send(desk, house, written("座谈会\n林一：路灯不亮。邻居说井盖也坏了。"))
    inside = url(house, "minutes_inside", minutes.pk, 2)
    assert [place.words for place in desk.get(inside).context["places"]] == [
        "林一：",
        "路灯不亮。",
        "邻居说井盖也坏了。",
    ]
    page = desk.post(inside, {"edits": "0", "act": "cut", "before": "没有这几个字"})
    assert page.status_code == 422 and "没有这几个字，没有改动" in page.content.decode()
    desk.post(inside, {"edits": "0", "act": "cut", "before": "邻居说"})
    assert [said for _part, _who, said in board(desk, house, minutes)] == ["路灯不亮。", "邻居说井盖也坏了。"]
    at = "座谈会\n林一：路灯不亮。邻居说井盖也坏了。".index("井盖")
    desk.post(inside, {"edits": "1", "act": "words", "at": at})
    assert [said for _part, _who, said in board(desk, house, minutes)] == ["路灯不亮。", "井盖也坏了。"]


def test_two_clerks_see_each_other(house: Office, desk: Client) -> None:
    minutes = send(desk, house, written(MINUTES))
    act(desk, house, minutes, "join-3")
    answer = desk.post(url(house, "minutes", minutes.pk), {"edits": "0", "act": "join-4"})
    assert answer.status_code == 409
    assert "没有保存" in answer.content.decode()
    answer = desk.post(url(house, "minutes_confirm", minutes.pk), head(desk, house, minutes) | {"edits": 0})
    assert answer.status_code == 422
    assert not Submission.objects.exists() and not Occasion.objects.exists()


def test_minutes_pasted_are_the_same(house: Office, desk: Client) -> None:
    desk.post(url(house, "new_minutes"), {"text": MINUTES.replace("\n", "\r\n"), "occasion": ""})
    minutes = Minutes.objects.get()
    confirm(desk, house, minutes)
    assert Statement.objects.filter(text="垃圾清运不及时。").exists()
    assert SourceFile.objects.get().size == len(MINUTES.encode())


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "空的"), (b"%PDF-1.7", "docx"), ("机密★\n座谈会".encode(), "机密"), (b"\xd0\xcf\x11\xe0", "docx")],
)
def test_what_the_gate_refuses_leaves_nothing(house: Office, desk: Client, content: bytes, says: str) -> None:
    page = desk.post(
        url(house, "new_minutes"), {"file": SimpleUploadedFile("a.docx", content), "text": "", "occasion": ""}
    )
    assert page.status_code == 422 and says in page.content.decode()
    assert not Minutes.objects.exists() and not SourceFile.objects.exists()
    page = desk.post(url(house, "new_minutes"), {"text": " ", "occasion": ""})
    assert page.status_code == 422 and "粘贴" in page.content.decode()


def test_what_was_left_out_is_named(house: Office, desk: Client) -> None:
    body = paragraph(
        "林一：好。", run("藏的话", "<w:vanish/>"), '<w:ins w:id="1" w:author="x">' + run("真的。") + "</w:ins>"
    )
    minutes = send(desk, house, document(paragraph("座谈会") + body))
    page = desk.get(url(house, "minutes", minutes.pk)).content.decode()
    assert "藏的话" in page and "修订" in page and "隐藏" in page
    confirm(desk, house, minutes, title="座谈会", held_on="2014-03-01")
    assert Statement.objects.get().text == "好。真的。"


def test_the_same_minutes_do_not_count_twice_unless_said(house: Office, desk: Client) -> None:
    confirm(desk, house, send(desk, house, written(MINUTES)))
    again = send(desk, house, MINUTES.encode(), "同一份.txt")
    stale = desk.post(url(house, "minutes_confirm", again.pk), head(desk, house, again) | {"edits": 7})
    assert stale.status_code == 422 and 'name="again"' not in stale.content.decode()
    answer = desk.post(url(house, "minutes_confirm", again.pk), head(desk, house, again))
    assert answer.status_code == 422 and "没有再收一遍" in answer.content.decode()
    assert 'name="again"' in answer.content.decode()
    assert (Batch.objects.count(), Occasion.objects.count()) == (1, 1)
    same = send(desk, house, written(MINUTES))
    assert "同一个文件以前传过" in desk.get(url(house, "minutes", same.pk)).content.decode()
    confirm(desk, house, again, again="1")
    assert Batch.objects.count() == 2


def test_wrong_minutes_are_withdrawn_as_a_whole(house: Office, desk: Client) -> None:
    minutes = send(desk, house, written(MINUTES))
    confirm(desk, house, minutes)
    assert desk.get(url(house, "minutes_withdraw", minutes.pk)).status_code == 200
    desk.post(url(house, "minutes_withdraw", minutes.pk))
    minutes.imported.refresh_from_db()
    assert minutes.imported.state == Import.State.WITHDRAWN
    assert Placement.objects.filter(reason="withdrawn").count() == Passage.objects.count() > 0
    assert Statement.objects.count() == 4
    assert desk.post(url(house, "minutes_withdraw", minutes.pk)).status_code == 409
    assert all(outcome.holds for outcome in [*chain_of_voices(), *minutes_add_up()])
    confirm(desk, house, send(desk, house, written(MINUTES)))
    acts = list(AuditEntry.objects.order_by("pk"))
    said = " ".join(map(sentence, acts))
    assert "上传了会议记录座谈会记录.docx" in said and "3人发言4段" in said and "撤销" in said


def test_given_up_minutes_leave_no_voice(house: Office, desk: Client) -> None:
    minutes = send(desk, house, written(MINUTES))
    desk.post(url(house, "minutes_discard", minutes.pk))
    assert not Submission.objects.exists()
    assert desk.post(url(house, "minutes_discard", minutes.pk)).status_code == 409
    assert "已放弃" in desk.get(url(house, "minutes", minutes.pk)).content.decode()


def test_verify_finds_what_was_bent(house: Office, desk: Client) -> None:
    minutes = send(desk, house, written(MINUTES))
    confirm(desk, house, minutes)
    assert [outcome.holds for outcome in minutes_add_up()] == [True]
    minutes.refresh_from_db()
    whole = minutes.pieces
    for bent in (whole[:2] + whole[3:], [[*whole[0][:2], whole[0][2] - 1, *whole[0][3:]], *whole[1:]], whole[:-1]):
        Minutes.objects.filter(pk=minutes.pk).update(pieces=bent)
        assert [outcome.holds for outcome in minutes_add_up()] == [False]


def test_minutes_of_the_own_unit_stay_closed(house: Office, clerk: Person, desk: Client) -> None:
    minutes = send(desk, house, written(MINUTES))
    confirm(desk, house, minutes, unit=house.department.pk)
    occasion = Occasion.objects.get()
    for name in ("minutes", "minutes_voices", "minutes_source", "minutes_withdraw"):
        assert desk.get(url(house, name, minutes.pk)).status_code == 404
    assert desk.get(url(house, "symposium_record", occasion.pk)).status_code == 404
    page = desk.get(url(house, "occasion", occasion.pk)).content.decode()
    assert occasion.title in page and "打印记录" not in page


def test_speeches_are_walked_page_by_page_and_none_is_lost(house: Office, desk: Client) -> None:
    lines = [f"社区居民代表{who}：第{n}轮第{who}句。" for n in range(1, 21) for who in (1, 2, 3)]
    minutes = send(desk, house, written("\n".join(["大座谈会", "时间：2014年3月27日", *lines])))
    confirm(desk, house, minutes)
    first = desk.get(url(house, "minutes_voices", minutes.pk)).context["page"]
    second = desk.get(url(house, "minutes_voices", minutes.pk), {"after": first.next}).context["page"]
    back = desk.get(url(house, "minutes_voices", minutes.pk), {"before": second.previous}).context["page"]
    assert (first.total, first.last, second.first, second.last, second.next) == (60, 50, 51, 60, None)
    assert [each.text for each in [*first.rows, *second.rows]] == [
        f"第{n}轮第{who}句。" for who in (1, 2, 3) for n in range(1, 21)
    ]
    assert [each.pk for each in back.rows] == [each.pk for each in first.rows] and back.previous is None


def test_a_leader_sees_the_symposium_and_no_words(house: Office, desk: Client) -> None:
    confirm(desk, house, send(desk, house, written(MINUTES)))
    occasion = Occasion.objects.get()
    leader = person("郑例", house.root, "leader")
    grant(leader, "LD", house.campaign)
    browser = client_of(leader)
    page = browser.get(url(house, "occasion", occasion.pk)).content.decode()
    assert "3人次" in page and "会议记录" not in page and "更正" not in page
    for name in ("symposium_record", "correct_occasion"):
        assert browser.get(url(house, name, occasion.pk)).status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_stay_within_their_queries_at_any_size(house: Office, clerk: Person, language: str) -> None:
    assert clerk.account is not None
    clerk.account.language = language
    clerk.account.save()
    desk = client_of(clerk)
    asked_of(desk, house, 4)  # what is asked once a process
    small, large = asked_of(desk, house, 3), asked_of(desk, house, 129)
    assert all(count <= 12 for count in large.values()), large
    assert large == small


def asked_of(desk: Client, house: Office, speeches: int) -> dict[str, int]:
    """Page → its queries, for minutes of so many speeches."""
    lines = [f"社区居民代表{n}：第{n}件事，请管一管。" for n in range(1, speeches + 1)]
    minutes = send(desk, house, written("\n".join([f"{speeches}人座谈会", "时间：2014年3月27日", *lines])))
    pages: dict[str, tuple[int, ...]]
    pages = {"minutes": (minutes.pk,), "minutes_confirm": (minutes.pk,), "minutes_inside": (minutes.pk, 3)}
    asked = {f"{name} to cut": queries(desk, url(house, name, *more)) for name, more in pages.items()}
    confirm(desk, house, minutes)
    occasion = Occasion.objects.latest("pk").pk
    pages = {"minutes": (minutes.pk,), "minutes_voices": (minutes.pk,)}
    pages |= dict.fromkeys(("occasion", "symposium_record", "correct_occasion"), (occasion,))
    pages |= dict.fromkeys(("new_minutes", "minutes_list", "symposia", "occasions", "batches"), ())
    return asked | {name: queries(desk, url(house, name, *more)) for name, more in pages.items()}


def queries(desk: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(address).status_code == 200, address
    return len(asked)


def test_the_record_is_printed_without_a_name(house: Office, desk: Client) -> None:
    confirm(desk, house, send(desk, house, written(MINUTES)))
    record = url(house, "symposium_record", Occasion.objects.get().pk)
    page = desk.get(record).content.decode()
    said = re.findall(r'<td class="nowrap">(.*?)</td><td><bdi[^>]*>(.*?)</bdi>', page, re.S)
    assert said == [
        ("社区居民1", "小区门口的路灯不亮，晚上看不清。\n找过物业，他们说：没有钱。"), ("社区居民2", "车棚漏雨。"),
        ("社区居民2", "三号楼后面。"), ("发言人1", "垃圾清运不及时。"),
    ]  # fmt: skip
    word = opened_words(desk.get(record + "?as=docx").content)
    answer = desk.get(record + "?as=pdf")
    assert answer.status_code == 200, answer.content.decode()
    pdf = answer.content
    with pypdfium2.PdfDocument(pdf) as printed:
        paper = "".join(page.get_textpage().get_text_range() for page in printed)
        assert f"共{len(printed)}页" in paper.replace(" ", "")
    for text in (page, word, paper):
        assert "社区居民2" in text.replace(" ", "") and "垃圾清运不及时" in text.replace("\r\n", "")
        assert not any(name in text for name in ("林一", "吴二", "钱三"))


def opened_words(content: bytes) -> str:
    opened = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in opened.paragraphs] + cells)


def test_a_hostile_document_at_the_desk_ends_in_plain_words(house: Office, desk: Client) -> None:
    refused = {
        "truncated",
        "doctype",
        "locked",
        "word-97",
        "secret-heading",
        "deep",
        "only-pictures",
        "utf-16-unmarked",
    }
    for case in cases():
        if case.id in refused:
            form = {"file": SimpleUploadedFile(case.name, case.data), "text": "", "occasion": ""}
            page = desk.post(url(house, "new_minutes"), form)
            assert page.status_code == 422 and "没有" in page.content.decode(), case.id
    assert not Minutes.objects.exists()
    assert send(desk, house, written(MINUTES))


def test_a_speech_keyed_anew_twice_stays_where_it_was_said(house: Office, clerk: Person, desk: Client) -> None:
    confirm(desk, house, send(desk, house, written(MINUTES)))
    again = Statement.objects.get(text="车棚漏雨。")
    for words in ("车棚漏水。", "车棚顶漏雨。"):
        again = rekey(again, words, by=clerk)
    speeches = desk.get(url(house, "symposium_record", Occasion.objects.get().pk)).context["record"].speeches
    assert [(one.speaker, one.words) for one in speeches][1:3] == [
        ("社区居民2", "车棚顶漏雨。"),
        ("社区居民2", "三号楼后面。"),
    ]


def test_older_minutes_are_found_on_the_next_page(house: Office, clerk: Person, desk: Client) -> None:
    file = SourceFile.objects.create(sha256="0" * 64, size=1, kind="docx")
    for number in range(60):
        imported = Import.objects.create(
            campaign=house.campaign,
            kind="minutes",
            file=file,
            file_name=f"记录{number}.docx",
            by=clerk,
            received_on=START,
        )
        Minutes.objects.create(imported=imported)
    first = desk.get(url(house, "minutes_list")).context["page"]
    second = desk.get(url(house, "minutes_list", query=f"?after={first.next}")).context["page"]
    names = [one.imported.file_name for page in (first, second) for one in page.rows]
    assert names == [f"记录{number}.docx" for number in reversed(range(60))]
