"""Rows of a workbook: kept, handed back with a reason, or ignored; sent again, nothing doubles."""

import io
import os
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from django.dispatch import Signal
from django.utils import translation

from huisheng.combing.jobs import WORK
from huisheng.combing.models import Passage, ProposedGroup
from huisheng.crafts.gate import FileRefused
from huisheng.errors import Conflict
from huisheng.listening import signals
from huisheng.listening.models import Batch, ColumnLayout, Import, ReturnedRow, SourceFile, Statement, Submission
from huisheng.listening.queries import columns
from huisheng.listening.queries.imports import returned_workbook
from huisheng.listening.reasons import failure_words
from huisheng.listening.services import files, importing
from huisheng.listening.verification_imports import files_are_as_received, rows_add_up
from huisheng.organisation import jobs
from huisheng.organisation.models import AuditEntry, Job, Person
from tests.factories import workbooks
from tests.factories.office import Office, grant, office, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Office:
    return office()


@pytest.fixture
def clerk(house: Office) -> Person:
    someone = person("陈例", house.department, "clerk")
    grant(someone, "CL", house.campaign)
    return someone


def test_three_bad_rows_are_handed_back_and_the_others_are_kept(house, clerk, tmp_path: Path):
    content = workbooks.xlsx(workbooks.three_bad(), titles=["石桥街道征求意见汇总表", "填报时间：2014年3月31日"])
    imported = workbooks.taken_in(house.campaign, clerk, content, tmp_path)
    assert imported.state == Import.State.KEPT, imported.outcome
    assert (imported.rows_kept, imported.returned_rows.count()) == (47, 3)
    assert imported.rows_raw == imported.rows_kept + 3 + imported.rows_ignored
    assert list(imported.returned_rows.values_list("row_number", "reason")) == [
        (13, "unknown-sector"),
        (23, "day-impossible"),
        (33, "no-text"),
    ]
    assert Statement.objects.filter(submission__imported=imported).count() == 47
    assert Batch.objects.get(imported=imported).count == 47
    assert "13800000000" not in str([row.cells for row in ReturnedRow.objects.all()]), "who spoke is never read"
    assert all(outcome.holds for outcome in (*rows_add_up(), *files_are_as_received()))


def test_rows_handed_back_are_mended_and_double_nothing(house, clerk, tmp_path: Path):
    first = workbooks.taken_in(house.campaign, clerk, workbooks.xlsx(workbooks.three_bad()), tmp_path)
    with translation.override("zh-hans"):
        content = returned_workbook(first)
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert page is not None
    assert [cell.value for cell in page[1]] == [*workbooks.HEADER, "退回原因"]
    assert "不在界别清单里" in str(page["G2"].value)
    assert [page.cell(row, 6).value for row in (2, 3, 4)] == [None, None, None], "who spoke stays out"
    repaired = workbooks.mended(content, 界别="社区居民||", 征求时间="|2014-02-28|", 意见内容="||补上的原话。")
    second = workbooks.taken_in(house.campaign, clerk, repaired, tmp_path, "改好的3行.xlsx")
    assert (second.state, second.rows_kept, second.returned_rows.count()) == (Import.State.KEPT, 3, 0)
    assert Submission.objects.count() == 50
    third = workbooks.taken_in(house.campaign, clerk, repaired, tmp_path, "又传一遍.xlsx")
    assert third.state == Import.State.FAILED
    assert "改好的3行.xlsx" in failure_words(third.outcome)
    assert Submission.objects.count() == 50


def test_the_whole_workbook_mended_brings_only_what_was_handed_back(house, clerk, tmp_path: Path):
    rows = workbooks.three_bad()
    workbooks.taken_in(house.campaign, clerk, workbooks.xlsx(rows), tmp_path)
    rows[9], rows[19], rows[29] = (workbooks.line(number) for number in (10, 20, 30))
    again = workbooks.taken_in(house.campaign, clerk, workbooks.xlsx(rows), tmp_path, "改好的整本.xlsx")
    assert (again.rows_kept, again.outcome["ignored"]) == (3, {"kept-before": 47})
    assert Submission.objects.count() == 50
    assert all(outcome.holds for outcome in rows_add_up())


def test_the_same_file_is_told_before_and_the_same_rows_are_not_kept_twice(house, clerk, tmp_path: Path):
    content = workbooks.xlsx([workbooks.line(number) for number in range(1, 6)])
    first = workbooks.taken_in(house.campaign, clerk, content, tmp_path)
    again = workbooks.opened(house.campaign, clerk, content, tmp_path, "换个名字.xlsx")
    assert list(importing.same_file(again, "汇总")) == [first]
    other_bytes = workbooks.csv_bytes([workbooks.line(number) for number in range(1, 6)])
    renamed = workbooks.taken_in(house.campaign, clerk, other_bytes, tmp_path, "另存的.csv")
    assert renamed.state == Import.State.FAILED
    assert Submission.objects.count() == 5
    wanted = workbooks.taken_in(house.campaign, clerk, other_bytes, tmp_path, "另存的.csv", again=True)
    assert (wanted.state, Submission.objects.count()) == (Import.State.KEPT, 10)


def test_columns_are_remembered_for_the_same_names(house, clerk, tmp_path: Path):
    header = ("谁提的", "哪天", "说了什么")
    content = workbooks.xlsx(
        [["甲", "2014-03-05", "路灯坏了两个月没人修，打了四回电话都说在排队等着。"]], header=header
    )
    imported = workbooks.opened(house.campaign, clerk, content, tmp_path)
    sheets = columns.sheets_of(imported)
    roles = {0: columns.Role.OTHER, 1: columns.Role.DAY, 2: columns.Role.TEXT}
    importing.start(imported, columns.Matched(0, roles, channel="letter"), again=False, by=clerk)
    workbooks.work()
    later = workbooks.xlsx([["乙", "2014-03-06", "菜市场的地面天天是污水，夏天的味道大得没有办法进。"]], header=header)
    proposal = columns.propose(
        house.campaign, columns.sheets_of(workbooks.opened(house.campaign, clerk, later, tmp_path)), 0
    )
    assert proposal.remembered
    assert (proposal.matched.roles, proposal.matched.channel) == (roles, "letter")
    assert ColumnLayout.objects.count() == 1
    assert sheets[0].header_row == 1


def test_a_column_that_tells_who_spoke_is_not_read_whatever_was_chosen(house, clerk, tmp_path: Path):
    content = workbooks.xlsx([workbooks.line(1)])
    imported = workbooks.opened(house.campaign, clerk, content, tmp_path)
    assert "13800000000" not in str(imported.mapping)
    matched = columns.propose(house.campaign, columns.sheets_of(imported), 0).matched
    forced = {**matched.roles, 5: columns.Role.TITLE}
    importing.start(imported, columns.Matched(0, forced, channel="visit"), again=False, by=clerk)
    workbooks.work()
    assert Statement.objects.get().title == ""


def test_a_sector_column_full_of_strangers_is_not_proposed(house, clerk, tmp_path: Path):
    content = workbooks.xlsx([workbooks.line(number, sector="城建") for number in range(1, 4)])
    sheets = columns.sheets_of(workbooks.opened(house.campaign, clerk, content, tmp_path))
    proposal = columns.propose(house.campaign, sheets, 0)
    assert [(column.name, role) for column, role in proposal.strangers] == [("界别", columns.Role.SECTOR)]
    assert proposal.matched.column(columns.Role.SECTOR) is None


def test_what_rows_do_not_say_is_filled_from_the_clerks_choice(house, clerk, tmp_path: Path):
    content = workbooks.xlsx([["楼道灯坏了两个月。"]], header=("意见内容",))
    imported = workbooks.opened(house.campaign, clerk, content, tmp_path)
    matched = columns.Matched(
        0, {0: columns.Role.TEXT}, channel="letter", sector=house.sector.pk, day=columns.date(2014, 3, 9)
    )
    importing.start(imported, matched, again=False, by=clerk)
    workbooks.work()
    kept = Submission.objects.get()
    assert (kept.channel, kept.sector, str(kept.day)) == ("letter", house.sector, "2014-03-09")


def test_a_stopped_import_is_resumed_or_given_up_whole(house, clerk, tmp_path: Path):
    content = workbooks.xlsx(workbooks.three_bad(1_600))
    heard: Counter[str] = Counter()
    kept_alive = listen(heard)
    imported = workbooks.started(house.campaign, clerk, content, tmp_path)
    assert imported.job is not None
    Job.objects.filter(pk=imported.job.pk).update(stop_asked=True)
    run = jobs.claim()
    assert run is not None
    jobs.perform(run)
    with pytest.raises(Conflict):
        importing.withdraw(imported, by=clerk)
    importing.resume(imported)
    run = jobs.claim()
    assert run is not None
    Job.objects.filter(pk=imported.job.pk).update(stop_asked=True)
    run.job.refresh_from_db()
    jobs.perform(run)
    imported.job.refresh_from_db()
    assert imported.job.state == Job.State.STOPPED
    assert Submission.objects.count() in range(1_597)
    importing.discard(Import.objects.get(pk=imported.pk), by=clerk)
    assert (Submission.objects.count(), Statement.objects.count(), ReturnedRow.objects.count()) == (0, 0, 0)
    assert heard == {"undone": 1}
    again = workbooks.taken_in(house.campaign, clerk, content, tmp_path)
    assert (again.state, again.rows_kept) == (Import.State.KEPT, 1_597)
    assert heard == {"undone": 1, "kept": 1}
    assert kept_alive


def listen(heard: Counter[str]) -> list[object]:
    """Count what the room above is told; the receivers live as long as the list."""
    receivers: list[object] = []

    def hear(signal: Signal, name: str) -> None:
        def receiver(**_told: object) -> None:
            heard[name] += 1

        signal.connect(receiver)
        receivers.append(receiver)

    hear(signals.import_undone, "undone")
    hear(signals.import_kept, "kept")
    hear(signals.import_withdrawn, "withdrawn")
    return receivers


def test_a_small_workbook_too_says_how_far_it_is_and_appears_at_once(house, clerk, tmp_path: Path):
    shown: list[tuple[int, int]] = []

    def look(statements: list[Statement], staged: bool, **_told: object) -> None:
        job = Job.objects.get(kind=importing.WORK)
        shown.append((job.done_count, Passage.objects.filter(campaign=house.campaign).count()))
        assert staged

    signals.statements_stored.connect(look)
    workbooks.taken_in(house.campaign, clerk, workbooks.xlsx([workbooks.line(n) for n in range(1, 1_301)]), tmp_path)
    signals.statements_stored.disconnect(look)
    assert shown == [(0, 0), (500, 0), (1_000, 0)]
    assert Passage.objects.filter(campaign=house.campaign).count() >= 1_300


def test_workbooks_in_a_row_are_followed_by_one_run_of_proposals(house, clerk, tmp_path: Path):
    for at in range(3):
        lines = [workbooks.line(at * 10 + n) for n in range(1, 9)]
        workbooks.started(house.campaign, clerk, workbooks.xlsx(lines), tmp_path, f"第{at + 1}批.xlsx")
    done = []
    while (run := jobs.claim()) is not None:
        done.append(run.job.kind)
        jobs.perform(run)
    assert done == [importing.WORK] * 3 + [WORK]
    assert Job.objects.get(kind=WORK).done_count == 24


def test_proposing_gives_way_to_a_workbook_that_comes_meanwhile(house, clerk, tmp_path: Path):
    workbooks.started(house.campaign, clerk, workbooks.xlsx([workbooks.line(1)]), tmp_path, "一.xlsx")
    jobs.perform(jobs.claim())
    proposing = jobs.claim()
    assert proposing.job.kind == WORK
    workbooks.started(house.campaign, clerk, workbooks.xlsx([workbooks.line(2)]), tmp_path, "二.xlsx")
    jobs.perform(proposing)
    proposing.job.refresh_from_db()
    assert proposing.job.state == Job.State.QUEUED
    assert not ProposedGroup.objects.exists()
    workbooks.work()
    assert list(Job.objects.filter(kind=WORK).values_list("state", flat=True)) == [Job.State.DONE]
    assert ProposedGroup.objects.filter(campaign=house.campaign).exists()


def test_a_run_asked_for_again_leaves_the_work_to_the_later_one(house, clerk, tmp_path: Path):
    workbooks.started(house.campaign, clerk, workbooks.xlsx([workbooks.line(1)]), tmp_path)
    jobs.perform(jobs.claim())
    later = jobs.enqueue(WORK, by=None, campaign_id=house.campaign.pk)
    workbooks.work()
    first = Job.objects.filter(kind=WORK).earliest("pk")
    later.refresh_from_db()
    assert (first.result, later.result["passages"]) == ({"left_to_later": True}, 1)


def test_a_wrong_import_is_withdrawn_as_a_whole_and_deletes_nothing(house, clerk, tmp_path: Path):
    heard: Counter[str] = Counter()
    kept_alive = listen(heard)
    imported = workbooks.taken_in(house.campaign, clerk, workbooks.xlsx(workbooks.three_bad()), tmp_path)
    importing.withdraw(imported, by=clerk)
    assert heard["withdrawn"] == 1
    assert Statement.objects.count() == 47
    with pytest.raises(Conflict):
        importing.withdraw(imported, by=clerk)
    assert AuditEntry.objects.filter(act="import.withdrawn").count() == 1
    assert all(outcome.holds for outcome in rows_add_up())
    assert kept_alive


def test_a_file_altered_on_the_disk_is_not_taken_in_and_verify_names_it(house, clerk, tmp_path: Path):
    imported = workbooks.started(house.campaign, clerk, workbooks.xlsx(workbooks.three_bad()), tmp_path)
    path = files.path_of(imported.file)
    path.chmod(0o600)
    path.write_bytes(workbooks.xlsx([workbooks.line(1)]))
    workbooks.work()
    imported.refresh_from_db()
    assert imported.state == Import.State.FAILED
    assert not Submission.objects.exists()
    assert AuditEntry.objects.filter(act="import.failed").count() == 1
    assert not AuditEntry.objects.filter(act="import.undone").exists()
    assert [outcome.holds for outcome in files_are_as_received()] == [False, True]


def test_a_refused_file_leaves_nothing_and_litter_is_swept_after_a_day(house, clerk, tmp_path: Path):
    with pytest.raises(FileRefused):
        workbooks.opened(house.campaign, clerk, b"%PDF-1.4 no table", tmp_path)
    assert not SourceFile.objects.exists()
    assert not Import.objects.exists()
    litter = files.folder() / "ab" / ("ab" * 32)
    litter.parent.mkdir(parents=True, exist_ok=True)
    litter.write_bytes(b"of a write that was killed")
    assert files.sweep() == 0
    os.utime(litter, (0, 0))
    assert files.sweep() == 1
    assert not litter.exists()


def test_a_workbook_whose_rows_are_all_bad_keeps_nothing_and_hands_all_back(house, clerk, tmp_path: Path):
    content = workbooks.xlsx([workbooks.line(1), workbooks.line(2, text="")][1:] * 2)
    imported = workbooks.taken_in(house.campaign, clerk, content, tmp_path)
    assert (imported.state, imported.returned_rows.count()) == (Import.State.FAILED, 2)
    assert returned_workbook(imported)
    assert not Batch.objects.exists()
