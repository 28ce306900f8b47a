"""A clerk's acts: each passage keeps its one place, nobody overwrites anybody, everything can be taken back."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from huisheng.combing import services
from huisheng.combing.models import (
    Category,
    Decision,
    DecisionFinding,
    Finding,
    Passage,
    Placement,
    ProposedGroup,
    Question,
    Reason,
    Redaction,
    Scheme,
)
from huisheng.combing.queries.core import balance, masks, search_passages
from huisheng.combing.services import Span, redaction
from huisheng.errors import Conflict, Refused
from huisheng.organisation import jobs, verification
from tests.factories import office
from tests.factories.voices import passages, voices

pytestmark = pytest.mark.django_db

FLOOD = "育才路一下雨就积水，孩子上学得蹚水过去。"
FLOOD_2 = "育才路逢雨必淹，去年夏天淹了四回。"
BUS = "12路公交早高峰等40分钟，上来又挤不上。"
THANKS = "大厅的小姑娘服务真好，谢谢你们。"


@pytest.fixture
def house():
    return office.office()


@pytest.fixture
def clerk(house):
    return office.person("陈例", house.root)


def open_from(group, clerk, **more):
    passage = group[0]
    services.open_finding(
        group,
        kind="problem",
        headline=Span(passage.statement_id, passage.start, min(passage.start + 9, passage.end)),
        by=clerk,
        **more,
    )
    return Finding.objects.latest("id")


def sums_hold():
    for name, check in verification.EQUATIONS.items():
        for outcome in check():
            assert outcome.holds, (name, outcome.words)


def test_a_passage_has_one_place_and_the_three_numbers_add_up(house, clerk):
    flood, flood_2, bus, thanks = passages(house.campaign, FLOOD, FLOOD_2, BUS, THANKS)
    finding = open_from([flood, flood_2], clerk)
    services.set_aside([thanks], Reason.PRAISE, by=clerk)
    numbers = balance(house.campaign)
    assert (numbers.placed, numbers.set_aside, numbers.waiting, numbers.total) == (2, 1, 1, 4)
    assert finding.headline == "育才路一下雨就积水"
    with pytest.raises(Conflict, match="陈例"):
        services.place([flood], finding, by=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(
            passage=bus, campaign=house.campaign, finding=finding, reason="praise", decision=Decision.objects.first()
        )
    sums_hold()


def test_nothing_is_set_aside_without_a_reason(house, clerk):
    (thanks,) = passages(house.campaign, THANKS)
    with pytest.raises(Refused):
        services.set_aside([thanks], "", by=clerk)
    with pytest.raises(Refused):
        services.set_aside([thanks], Reason.OTHER, by=clerk)
    assert balance(house.campaign).waiting == 1


def test_a_headline_is_always_a_quotation_from_its_own_passages(house, clerk):
    flood, bus = passages(house.campaign, FLOOD, BUS)
    with pytest.raises(Refused):
        services.open_finding([flood], kind="problem", headline=Span(bus.statement_id, 0, 5), by=clerk)
    assert not Finding.objects.exists()
    finding = open_from([flood, bus], clerk)
    services.move([flood], open_from([passages(house.campaign, FLOOD_2)[0]], clerk), by=clerk)
    finding.refresh_from_db()
    assert finding.headline and finding.headline in BUS
    sums_hold()


def test_splitting_loses_no_character_and_can_be_taken_back(house, clerk):
    (statement,) = voices(house.campaign, "路灯不亮还有垃圾没人收")
    passage = Passage.objects.get(statement=statement)
    services.split(passage, 4, by=clerk)
    parts = Passage.objects.filter(statement=statement).order_by("start")
    assert [statement.text[p.start : p.end] for p in parts] == ["路灯不亮", "还有垃圾没人收"]
    open_from([parts[1]], clerk)
    sums_hold()
    services.undo(campaign=house.campaign, by=clerk)
    services.undo(campaign=house.campaign, by=clerk)
    assert Passage.objects.get(statement=statement).end == len(statement.text)
    sums_hold()
    services.redo(campaign=house.campaign, by=clerk)
    services.redo(campaign=house.campaign, by=clerk)
    assert balance(house.campaign).placed == 1
    sums_hold()
    with pytest.raises(Refused):
        services.redo(campaign=house.campaign, by=clerk)


def test_splitting_a_placed_passage_leaves_both_parts_in_the_finding(house, clerk):
    (statement,) = voices(house.campaign, "路灯不亮还有垃圾没人收")
    passage = Passage.objects.get(statement=statement)
    finding = open_from([passage], clerk)
    services.split(passage, 9, by=clerk)
    finding.refresh_from_db()
    assert finding.passage_count == 2
    services.undo(campaign=house.campaign, by=clerk)
    finding.refresh_from_db()
    assert finding.passage_count == 1
    sums_hold()


def test_merging_moves_every_passage_and_undo_brings_them_back(house, clerk):
    flood, flood_2, bus = passages(house.campaign, FLOOD, FLOOD_2, BUS)
    one, two = open_from([flood, bus], clerk), open_from([flood_2], clerk)
    services.merge(two, one, by=clerk)
    one.refresh_from_db()
    assert one.passage_count == 3
    with pytest.raises(Refused):
        services.place(passages(house.campaign, BUS), two, by=clerk)
    sums_hold()
    services.undo(campaign=house.campaign, by=clerk)
    two.refresh_from_db()
    assert two.passage_count == 1 and two.merged_into is None
    sums_hold()


def test_undo_takes_ones_own_acts_only_and_says_when_others_built_on_them(house, clerk):
    colleague = office.person("赵演示", house.root)
    flood, flood_2 = passages(house.campaign, FLOOD, FLOOD_2)
    finding = open_from([flood], clerk)
    services.move([flood], open_from([flood_2], colleague), by=colleague)
    with pytest.raises(Conflict, match="赵演示"):
        services.undo(campaign=house.campaign, by=clerk)
    finding.refresh_from_db()
    assert finding.passage_count == 0
    services.undo(campaign=house.campaign, by=colleague)
    services.undo(campaign=house.campaign, by=clerk)
    assert Placement.objects.get().passage == flood_2
    sums_hold()


def test_two_clerks_never_overwrite_each_other(house, clerk):
    colleague = office.person("赵演示", house.root)
    flood, flood_2 = passages(house.campaign, FLOOD, FLOOD_2)
    finding = open_from([flood], clerk)
    seen = finding.revision
    services.name(finding, Span(flood.statement_id, 0, 3), by=colleague, seen_revision=seen)
    with pytest.raises(Conflict):
        services.place([flood_2], finding, by=clerk, seen_revision=seen)
    assert balance(house.campaign).waiting == 1


def test_the_machine_proposes_and_never_disturbs_what_a_person_decided(house, clerk):
    flood, _bus = passages(house.campaign, FLOOD, BUS)
    finding = open_from([flood], clerk)
    waiting = passages(house.campaign, FLOOD_2)
    while run := jobs.claim():
        jobs.perform(run)
    groups = ProposedGroup.objects.filter(campaign=house.campaign, passage_count__gt=0)
    assert sum(group.passage_count for group in groups) == 2
    assert Placement.objects.get(passage=flood).finding == finding
    group = groups.get(members__passage=waiting[0])
    services.place(waiting, finding, by=clerk)
    group.refresh_from_db()
    assert group.passage_count == 0
    services.undo(campaign=house.campaign, by=clerk)
    group.refresh_from_db()
    assert group.passage_count == 1
    sums_hold()


def test_answering_a_doubtful_pair_places_the_waiting_one(house, clerk):
    flood, flood_2 = passages(house.campaign, FLOOD, FLOOD_2)
    finding = open_from([flood], clerk)
    question = Question.objects.create(campaign=house.campaign, passage_a=flood, passage_b=flood_2, score=0.5)
    services.answer(question, True, by=clerk)
    finding.refresh_from_db()
    assert finding.passage_count == 2
    services.undo(campaign=house.campaign, by=clerk)
    question.refresh_from_db()
    assert question.same is None and balance(house.campaign).waiting == 1
    sums_hold()


def test_two_character_words_are_found_and_only_where_they_stand(house):
    passages(house.campaign, FLOOD, BUS, "积木水管")
    assert [p.statement.text for p in search_passages(house.campaign, "积水")] == [FLOOD]
    assert search_passages(house.campaign, "早高峰 12路").count() == 1
    assert search_passages(house.campaign, "%").count() == 0
    assert search_passages(house.campaign, "水").count() == 2


def test_a_mask_needs_a_second_person_and_holds_meanwhile(house, clerk):
    (statement,) = voices(house.campaign, "我是王小样，住3号楼。")
    mask = redaction.propose(statement, 2, 5, "name", by=clerk)
    assert masks([statement.pk]) == {statement.pk: [(2, 5)]}
    with pytest.raises(Refused):
        redaction.review(mask, True, by=clerk)
    colleague = office.person("赵演示", house.root)
    redaction.review(mask, True, by=colleague)
    with pytest.raises(IntegrityError), transaction.atomic():
        Redaction.objects.update(reviewed_by=clerk)
    with pytest.raises(Conflict):
        redaction.review(mask, False, by=colleague)


def test_urgent_voices_stand_first_in_the_queue(house):
    voices(house.campaign, FLOOD, FLOOD_2)
    voices(house.campaign, "小学门口电缆露在外面，会电死人！", urgent=True)
    while run := jobs.claim():
        jobs.perform(run)
    first = ProposedGroup.objects.filter(campaign=house.campaign, passage_count__gt=0).first()
    assert first.is_urgent


def test_certain_is_what_a_glance_takes_in_and_no_danger(house):
    voices(house.campaign, *["育才路路灯坏了没人修，太不像话。"] * 3)
    voices(house.campaign, *["北关垃圾没人清运，臭得很，严重。"] * 21)
    voices(house.campaign, *["青石巷电缆露在外面，太危险了。"] * 3, urgent=True)
    while run := jobs.claim():
        jobs.perform(run)
    groups = ProposedGroup.objects.filter(campaign=house.campaign)
    assert {(group.passage_count, group.is_urgent): group.is_certain for group in groups} == {
        (3, False): True,
        (21, False): False,
        (3, True): False,
    }


def test_categories_are_learned_from_findings_of_the_campaign(house, clerk):
    # A scheme may have any name, also that of what else is learned.
    scheme = Scheme.objects.create(campaign=house.campaign, code="kind", name="领域")
    lamps, schools = (Category.objects.create(scheme=scheme, code=code, name=code) for code in ("lamps", "schools"))
    matters = [("路灯坏了没人修", [lamps]), ("学校食堂饭菜凉", [schools]), ("会议室的事再议", [])]
    texts = [f"{n}号的{matter}，请管管。" for n in range(30) for matter, _ in matters for _again in range(4)]
    placed = passages(house.campaign, *texts)
    for n in range(0, len(placed), 4):
        open_from(placed[n : n + 4], clerk, categories=matters[n // 4 % 3][1])
    lamp, meeting = passages(house.campaign, "育才路的路灯坏了没人修。", "食品厂会议室的事再议。")
    while run := jobs.claim():
        jobs.perform(run)

    def filled_in(passage):
        code, _confidence, is_sure = ProposedGroup.objects.get(members__passage=passage).hints["categories"]["kind"]
        return code if is_sure else ""

    assert filled_in(lamp) == "lamps"
    assert filled_in(meeting) == ""
    assert set(ProposedGroup.objects.values_list("kind", flat=True)) <= {"problem", "suggestion", ""}


def test_an_upgrade_gives_older_findings_their_history(house, clerk):
    flood, flood_2, bus = passages(house.campaign, FLOOD, FLOOD_2, BUS)
    first, second = open_from([flood], clerk), open_from([flood_2, bus], clerk)
    services.move([bus], first, by=clerk)
    services.mark_about_person(second, True, by=clerk)
    links = DecisionFinding.objects.order_by("decision", "finding").values_list("decision", "finding")
    known = list(links)
    assert len(known) == 5
    DecisionFinding.objects.all().delete()
    upgrade = import_module("huisheng.combing.migrations.0008_fill_history_by_finding")
    upgrade.fill(apps, None)
    upgrade.fill(apps, None)
    assert list(links.all()) == known
