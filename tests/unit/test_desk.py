"""The combing desk without a script: every act is a form, and nothing a clerk ticked is lost."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huisheng.combing import services
from huisheng.combing.models import (
    Category,
    Decision,
    Finding,
    Passage,
    Placement,
    ProposedGroup,
    Question,
    Redaction,
    Scheme,
)
from huisheng.combing.queries import queue
from huisheng.combing.queries.core import balance
from huisheng.combing.services import Span
from huisheng.listening.models import Batch
from huisheng.listening.services.storing import NewStatement, NewVoice, seal_batch
from huisheng.organisation.models import Job
from tests.factories import office
from tests.factories.proposals import proposed, question
from tests.factories.voices import DAY, passages, voices

pytestmark = pytest.mark.django_db

FLOOD = "育才路一下雨就积水，孩子上学得蹚水过去。"
FLOOD_2 = "育才路逢雨必淹，去年夏天淹了四回。"
FLOOD_3 = "雨一大，育才路南头车都熄火。"
BUS = "12路公交早高峰等40分钟，上来又挤不上。"
HEAT = "青禾小区暖气不热，交了钱也不热。"
THANKS = "大厅的小姑娘服务真好，谢谢你们。"
TWO = "育才路又积水了，另外12路公交老不来。"


class Desk:
    """A clerk at the desk, as a browser without a script sees it."""

    def __init__(self, someone, campaign):
        self.person = someone
        self.campaign = campaign
        self.client = office.client_of(someone)

    def url(self, name, **kwargs):
        return reverse(f"combing:{name}", kwargs={"campaign": self.campaign.slug, **kwargs})

    def get(self, name, query="", **kwargs):
        return self.client.get(self.url(name, **kwargs) + query)

    def post(self, name, back="", url_kwargs=None, **fields):
        return self.client.post(self.url(name, **(url_kwargs or {})), {"back": back, **fields})

    def fields(self, page):
        """What the form of the page would send as it stands, by name."""
        found = {}
        for tag in re.findall(r"<(?:input|option)[^>]*>", page.content.decode()):
            attrs = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            if "type" in attrs and attrs["type"] in {"radio", "checkbox"} and " checked" not in tag:
                continue
            if "name" in attrs:
                found.setdefault(attrs["name"], []).append(unescape(attrs.get("value", "on")))
        return found


def shown(page):
    """The words of a page, without its tags."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.content.decode())))


@pytest.fixture
def house():
    return office.office()


@pytest.fixture
def campaign(house):
    scheme = Scheme.objects.create(campaign=house.campaign, code="policy", name="政策领域")
    Category.objects.create(scheme=scheme, code="town", name="城市管理")
    Category.objects.create(scheme=scheme, code="welfare", name="社会保障", rank=1)
    return house.campaign


@pytest.fixture
def desk(house, campaign):
    someone = office.person("陈例", house.root, "chen")
    office.grant(someone, "CL", campaign)
    return Desk(someone, campaign)


@pytest.fixture
def colleague(house, campaign):
    someone = office.person("赵演示", house.root, "zhao")
    office.grant(someone, "CL", campaign)
    return Desk(someone, campaign)


def finding_of(group, by):
    first = group[0]
    services.open_finding(group, kind="problem", headline=Span(first.statement_id, first.start, first.start + 9), by=by)
    return Finding.objects.latest("id")


@pytest.fixture
def flood(campaign, desk):
    return finding_of(passages(campaign, FLOOD), desk.person)


# ---------------------------------------------------------------- the queue


def test_the_desk_opens_at_the_head_of_the_queue_with_what_is_urgent_first(campaign, desk):
    bus, heat, flood, flood_2 = passages(campaign, BUS, HEAT, FLOOD, FLOOD_2)
    proposed(campaign, [flood, flood_2])
    urgent = proposed(campaign, [heat], urgent=True)
    proposed(campaign, [bus])
    page = desk.get("desk")
    assert page.url == desk.url("group", group=urgent.pk)
    words = shown(desk.client.get(page.url))
    assert "有生命危险" in words
    assert words.index("青禾小区暖气不热") < words.index("育才路一下雨就积水")


def test_accept_puts_the_ticked_in_and_shows_the_next_group(campaign, desk, flood):
    one, two, bus, bus_2 = passages(campaign, FLOOD_2, FLOOD_3, BUS, BUS + "真的。")
    group = proposed(campaign, [one, two], flood)
    following = proposed(campaign, [bus, bus_2])
    page = desk.get("group", group=group.pk)
    sent = desk.fields(page)
    assert sent["passage"] == [str(one.pk), str(two.pk)]
    assert sent["target"] == [f"{flood.number}.{flood.revision}"]
    answer = desk.client.post(desk.url("accept"), sent)
    assert answer.url == desk.url("group", group=following.pk)
    assert set(flood.placements.values_list("passage", flat=True)) >= {one.pk, two.pk}
    assert "刚才：2条归入0001" in shown(desk.client.get(answer.url))


def test_what_is_left_unticked_stays_in_hand(campaign, desk, flood):
    one, two = passages(campaign, FLOOD_2, BUS)
    group = proposed(campaign, [one, two], flood)
    here = desk.url("group", group=group.pk)
    answer = desk.post("accept", here, passage=one.pk, target=f"{flood.number}.{flood.revision}")
    assert answer.url == here
    page = desk.client.get(here)
    assert desk.fields(page)["passage"] == [str(two.pk)]
    assert FLOOD_2 not in shown(page).split("归到哪里")[0]


def test_a_new_finding_takes_its_headline_and_categories_from_what_was_proposed(campaign, desk):
    one, two = passages(campaign, FLOOD, FLOOD_2)
    group = proposed(campaign, [one, two])
    page = desk.get("group", group=group.pk)
    town = Category.objects.get(code="town")
    sent = desk.fields(page) | {f"scheme_{town.scheme_id}": town.pk}
    assert sent["target"] == ["new"]
    desk.client.post(desk.url("accept"), sent)
    finding = Finding.objects.get()
    assert (finding.headline, finding.kind, finding.scope) == ("育才路一下雨就积水", "problem", "common")
    assert finding.classifications.get().category == town
    assert finding.passage_count == 2


@pytest.mark.parametrize("words", ["路灯不亮" * 60, "说" * 150 + "，" + "路灯不亮" * 60, "the lamps are dark " * 20])
def test_what_is_proposed_for_a_headline_is_never_too_long_to_be_accepted(campaign, desk, words):
    group = proposed(campaign, passages(campaign, words))
    del group.hints["headline"]
    group.save()
    page = desk.get("group", group=group.pk)
    assert desk.client.post(desk.url("accept"), desk.fields(page)).status_code == 302
    finding = Finding.objects.get()
    assert finding.headline and finding.headline in words and len(finding.headline) <= 200


def test_a_category_is_filled_in_only_where_the_machine_is_sure(campaign, desk):
    group = proposed(campaign, passages(campaign, FLOOD, FLOOD_2))
    town = Category.objects.get(code="town")
    filled_in = f'<option value="{town.pk}" selected>'
    assert filled_in in desk.get("group", group=group.pk).content.decode()
    for guess in (["town", 0.9, False], ["town", 0.9]):
        group.hints["categories"] = {"policy": guess}
        group.save()
        assert filled_in not in desk.get("group", group=group.pk).content.decode()


def test_a_new_finding_about_a_person_is_kept_apart_at_once(campaign, desk):
    group = proposed(campaign, passages(campaign, FLOOD, FLOOD_2))
    sent = desk.fields(desk.get("group", group=group.pk)) | {"about_person": "on"}
    desk.client.post(desk.url("accept"), sent)
    assert Finding.objects.get().is_about_person


def test_a_headline_that_nobody_said_is_refused_and_everything_stays_ticked(campaign, desk):
    one, two = passages(campaign, FLOOD, FLOOD_2)
    (elsewhere,) = passages(campaign, BUS)
    group = proposed(campaign, [one, two])
    sent = desk.fields(desk.get("group", group=group.pk))
    sent["headline"] = f"{elsewhere.statement_id}:0:5"
    answer = desk.client.post(desk.url("accept"), sent)
    assert answer.status_code == 422
    assert "什么也没改" in shown(answer)
    assert desk.fields(answer)["passage"] == [str(one.pk), str(two.pk)]
    assert not Finding.objects.exists()


def test_a_conflict_says_who_was_first_and_keeps_the_ticks(campaign, desk, colleague, flood):
    one, two, three = passages(campaign, FLOOD_2, FLOOD_3, BUS)
    group = proposed(campaign, [one, two, three], flood)
    here = desk.url("group", group=group.pk)
    seen = f"{flood.number}.{flood.revision}"
    services.mark_about_person(flood, True, by=colleague.person)
    answer = desk.post("accept", here, passage=[one.pk, two.pk], target=seen)
    assert answer.status_code == 409
    assert "0001" in shown(answer)
    sent = desk.fields(answer)
    assert sent["passage"] == [str(one.pk), str(two.pk)]
    flood.refresh_from_db()
    assert sent["target"] == [f"{flood.number}.{flood.revision}"]
    assert desk.client.post(desk.url("accept"), sent).url == here


def test_two_clerks_never_overwrite_each_other(campaign, desk, colleague, flood):
    one, two = passages(campaign, FLOOD_2, FLOOD_3)
    group = proposed(campaign, [one, two], flood)
    sent = desk.fields(desk.get("group", group=group.pk))
    colleague.post("set_aside", passage=one.pk, reason="unclear", note="")
    answer = desk.client.post(desk.url("accept"), sent)
    assert answer.status_code == 409
    assert "赵演示" in shown(answer)
    assert Placement.objects.get(passage=one).reason == "unclear"


# ---------------------------------------------------------------- dialogs, as pages of their own


def test_what_a_colleague_placed_meanwhile_is_neither_moved_nor_set_aside_unseen(campaign, desk, colleague, flood):
    one, two = passages(campaign, FLOOD_2, BUS)
    group = proposed(campaign, [one, two])
    sent = desk.fields(desk.get("group", group=group.pk))
    assert sent["waiting"] == [str(one.pk), str(two.pk)]
    services.place([one], flood, by=colleague.person)
    asked = desk.client.get(desk.client.post(desk.url("set_aside"), sent).url)
    carried = {**desk.fields(asked), "reason": "blank", "note": ""}
    refused = desk.client.post(desk.url("set_aside"), carried)
    assert refused.status_code == 409
    assert "赵演示" in shown(refused)
    other = finding_of(passages(campaign, "暖气交了钱一冬天不热。"), colleague.person)
    refused = desk.client.post(desk.url("move"), {**carried, "finding": other.number})
    assert refused.status_code == 409
    assert Placement.objects.get(passage=one).finding == flood
    assert not Placement.objects.filter(passage=two).exists()
    # Told so, the clerk may mean it.
    again = {**desk.fields(refused), "finding": other.number}
    assert desk.client.post(desk.url("move"), again).status_code == 302
    assert Placement.objects.get(passage=one).finding == other


def test_move_asks_where_and_finds_by_number_and_by_two_characters(campaign, desk, flood):
    (bus,) = passages(campaign, BUS)
    group = proposed(campaign, [bus])
    here = desk.url("group", group=group.pk)
    asked = desk.post("move", here, passage=bus.pk, target="new")
    assert asked.status_code == 302
    by_words = desk.client.get(asked.url + "&q=积水")
    by_number = desk.client.get(asked.url + "&q=0001")
    for page in (by_words, by_number):
        assert "育才路一下雨就积水" in shown(page)
    answer = desk.client.post(desk.url("move"), desk.fields(by_number))
    assert Placement.objects.get(passage=bus).finding == flood
    assert answer.url == desk.url("desk")
    assert "没有这个编号" in shown(desk.client.get(asked.url + "&q=9999"))


def test_nothing_is_set_aside_without_a_reason(campaign, desk):
    (thanks,) = passages(campaign, THANKS)
    asked = desk.post("set_aside", desk.url("all"), passage=thanks.pk)
    page = desk.client.get(asked.url)
    assert "reason" not in desk.fields(page)
    sent = desk.fields(page) | {"note": ""}
    refused = desk.client.post(desk.url("set_aside"), sent)
    assert refused.status_code == 422
    assert not Placement.objects.exists()
    assert desk.client.post(desk.url("set_aside"), sent | {"reason": "other"}).status_code == 422
    desk.client.post(desk.url("set_aside"), sent | {"reason": "praise"})
    assert Placement.objects.get(passage=thanks).reason == "praise"


def test_split_moves_the_caret_by_links_and_shows_both_halves(campaign, desk):
    (both,) = passages(campaign, TWO)
    (rest,) = passages(campaign, FLOOD_2)
    group = proposed(campaign, [both, rest])
    here = desk.url("group", group=group.pk)
    asked = desk.post("split", here, passage=[both.pk, rest.pk], current=both.pk)
    page = desk.client.get(asked.url)
    at = int(desk.fields(page)["at"][0])
    further = re.search(r'href="(\?[^"]*)" data-caret="1"', page.content.decode())
    moved = desk.client.get(desk.url("split") + unescape(further[1]))
    assert int(desk.fields(moved)["at"][0]) == at + 1
    answer = desk.client.post(desk.url("split"), desk.fields(page))
    halves = sorted(both.statement.text[p.start : p.end] for p in both.statement.passages.all())
    assert "".join(both.statement.text[p.start : p.end] for p in both.statement.passages.order_by("start")) == TWO
    assert halves == ["另外12路公交老不来。", "育才路又积水了，"]
    cards = desk.fields(desk.client.get(answer.url))
    assert len(re.findall("data-card", desk.client.get(answer.url).content.decode())) == 3
    assert cards["passage"] == [str(both.pk), str(rest.pk)]


def test_gathering_two_findings_keeps_the_name_of_the_chosen_one(campaign, desk, flood):
    other = finding_of(passages(campaign, FLOOD_2), desk.person)
    (more,) = passages(campaign, FLOOD_3)
    here = desk.url("group", group=proposed(campaign, [more], flood, other).pk)
    page = desk.client.get(here)
    asked = desk.client.post(desk.url("merge"), desk.fields(page))
    offered = desk.client.get(asked.url)
    assert "育才路逢雨必淹" in shown(offered)
    sent = desk.fields(offered) | {"source": f"{other.number}.{other.revision}"}
    assert desk.client.post(desk.url("merge"), sent).url == here
    flood.refresh_from_db()
    other.refresh_from_db()
    assert (flood.passage_count, other.merged_into) == (2, flood)
    assert flood.headline == "育才路一下雨就积水"


def test_a_finding_is_named_by_a_clause_or_a_stretch_of_its_passages(campaign, desk, flood):
    asked = desk.post("name", desk.url("all"), target=f"{flood.number}.{flood.revision}")
    page = desk.client.get(asked.url)
    passage = flood.placements.get().passage
    whole = f"{passage.statement_id}:{passage.start}:{passage.end}"
    sent = desk.fields(page) | {"clause": f"{passage.statement_id}:10:19", "passage": "", "first": "", "last": ""}
    desk.client.post(desk.url("name"), sent)
    flood.refresh_from_db()
    assert flood.headline == FLOOD[10:19]
    stretch = {"passage": whole, "first": 1, "last": 5, "target": str(flood.number)}
    desk.client.post(desk.url("name"), stretch)
    flood.refresh_from_db()
    assert flood.headline == FLOOD[:5]
    assert desk.client.post(desk.url("name"), stretch | {"last": 500}).status_code == 422


def test_a_finding_is_classified_in_every_scheme(house, campaign, desk, flood):
    asked = desk.post("classify", desk.url("all"), target=f"{flood.number}.{flood.revision}")
    welfare = Category.objects.get(code="welfare")
    sent = desk.fields(desk.client.get(asked.url))
    sent |= {
        "kind": "suggestion",
        "scope": "common",
        "unit": house.street.pk,
        f"scheme_{welfare.scheme_id}": welfare.pk,
    }
    desk.client.post(desk.url("classify"), sent)
    flood.refresh_from_db()
    assert (flood.kind, flood.scope, flood.unit) == ("suggestion", "common", house.street)
    assert flood.classifications.get().category == welfare


def test_a_finding_about_a_person_is_marked_and_unmarked(campaign, desk, flood):
    for expected in (True, False):
        desk.post("about_person", desk.url("all"), target=str(flood.number))
        flood.refresh_from_db()
        assert flood.is_about_person is expected


# ---------------------------------------------------------------- pairs, lists, taking back


def test_a_doubtful_pair_is_answered_and_the_next_one_comes(campaign, desk, flood):
    one, two = passages(campaign, FLOOD_2, BUS)
    held = flood.placements.get().passage
    first, second = question(campaign, held, one), question(campaign, one, two)
    Question.objects.filter(pk=first.pk).update(score=0.9)
    page = desk.get("desk")
    assert page.url == desk.url("pair", question=first.pk)
    answer = desk.post("answer", page.url, {"question": first.pk}, same="yes")
    assert answer.url == desk.url("pair", question=second.pk)
    assert Placement.objects.get(passage=one).finding == flood
    desk.post("answer", answer.url, {"question": second.pk}, same="no")
    second.refresh_from_db()
    assert second.same is False


def test_a_pair_is_asked_no_longer_once_both_passages_have_their_place(campaign, desk, flood):
    one, two, three = passages(campaign, FLOOD_2, FLOOD_3, BUS)
    question(campaign, one, two)
    still = question(campaign, two, three)
    proposed(campaign, [three])
    desk.post("accept", passage=[one.pk], target=f"{flood.number}.{flood.revision}")
    flood.refresh_from_db()
    desk.post("accept", passage=[two.pk], target=f"{flood.number}.{flood.revision}")
    page = desk.get("group", group=three.proposed.group_id)
    assert [pair.question for pair in page.context["queue"].pairs] == [still]
    assert page.context["queue"].counts.pairs == 1


def test_a_finding_opened_meanwhile_is_offered_to_what_was_asked_about_with_it(campaign, desk, flood):
    one, two, three, four = passages(campaign, FLOOD_2, FLOOD_3, BUS, HEAT)
    doubtful, other = proposed(campaign, [one, three]), proposed(campaign, [four])
    question(campaign, one, two)
    services.open_finding([two], kind="problem", headline=Span(two.statement_id, 0, 4), by=desk.person)
    opened = Finding.objects.latest("id")
    page = desk.get("group", group=doubtful.pk)
    assert [each.finding for each in page.context["hand"].candidates] == [opened]
    assert desk.fields(page)["target"] == ["new"], "it is offered, not chosen beforehand"
    assert desk.get("group", group=other.pk).context["hand"].candidates == ()


def test_a_finding_named_by_the_words_stands_before_larger_ones_that_hold_them(campaign, desk, flood):
    one, two, three = passages(campaign, BUS, f"{HEAT}12路公交也不来。", f"{HEAT}别提12路公交了。")
    services.open_finding([two, three], kind="problem", headline=Span(two.statement_id, 0, 8), by=desk.person)
    services.open_finding([one], kind="problem", headline=Span(one.statement_id, 0, 7), by=desk.person)
    named = Finding.objects.latest("id")
    page = desk.get("move", f"?passage={passages(campaign, TWO)[0].pk}&q=12路公交")
    numbers = re.findall(r'name="finding" value="(\d+)\.', page.content.decode())
    assert numbers[0] == str(named.number)
    assert len(numbers) == 2


def test_the_three_numbers_are_links_that_open_what_they_count(campaign, desk, flood):
    bus, thanks = passages(campaign, BUS, THANKS)
    services.set_aside([thanks], "praise", by=desk.person)
    numbers = balance(campaign)
    assert (numbers.placed, numbers.set_aside, numbers.waiting) == (1, 1, 1)
    for where, words, absent in (("placed", FLOOD, BUS), ("aside", THANKS, BUS), ("waiting", BUS, THANKS)):
        page = desk.get("all", f"?where={where}")
        assert words in shown(page)
        assert absent not in shown(page)
    assert all(words in shown(desk.get("all", "?where=all")) for words in (FLOOD, BUS, THANKS))
    assert BUS in shown(desk.get("all", "?where=all&q=公交"))
    desk.post("release", desk.url("all") + "?where=aside", passage=thanks.pk)
    assert balance(campaign).waiting == 2
    assert bus


def test_lone_voices_are_paged_by_category(campaign, desk):
    one, two = passages(campaign, BUS, HEAT)
    proposed(campaign, [one])
    proposed(campaign, [two])
    page = desk.get("all")
    town = Category.objects.get(code="town")
    assert f"?category={town.pk}" in page.content.decode()
    shelf = desk.get("all", f"?category={town.pk}")
    assert BUS in shown(shelf)
    assert "passage" not in desk.fields(shelf)


def test_long_lists_are_paged_by_key_without_losing_any(campaign, desk):
    made = passages(campaign, *(f"{n}号楼的路灯坏了没人修。" for n in range(25)))
    seen, url = [], desk.url("all")
    while url:
        page = desk.client.get(url)
        seen += re.findall(r'id="pick-(\d+)"', page.content.decode())
        onward = re.search(r'href="(\?[^"]*after=[^"]*)"', page.content.decode())
        url = desk.url("all") + unescape(onward[1]) if onward else ""
    assert seen == [str(passage.pk) for passage in made]


def test_acts_are_taken_back_one_by_one_and_done_again(campaign, desk, flood):
    one, two = passages(campaign, FLOOD_2, FLOOD_3)
    group = proposed(campaign, [one, two], flood)
    here = desk.url("group", group=group.pk)
    desk.post("accept", here, passage=one.pk, target=str(flood.number))
    desk.post("set_aside", here, passage=two.pk, reason="unclear", note="")
    for left in (1, 0):
        assert desk.post("undo", desk.url("desk")).url == here
        assert Placement.objects.filter(passage__in=[one, two]).count() == left
    desk.post("redo", here)
    assert Placement.objects.get(passage=one).finding == flood


def test_when_nothing_is_proposed_the_desk_says_what_to_do(campaign, desk):
    assert "还没有收到意见" in shown(desk.get("desk"))
    (bus,) = passages(campaign, BUS)
    Job.objects.update(state=Job.State.STOPPED)
    assert "1条待梳理，还没有拟分组" in shown(desk.get("desk"))
    desk.post("propose")
    assert "正在拟分组" in shown(desk.get("desk"))
    services.set_aside([bus], "blank", by=desk.person)
    assert "每一条都有了去处" in shown(desk.get("desk"))


def test_a_group_that_is_gone_gives_way_to_the_head_of_the_queue(campaign, desk):
    assert desk.get("group", group=999).url == desk.url("desk")


# ---------------------------------------------------------------- the whole voice, masks, who sees what


def test_every_passage_opens_its_whole_voice_with_its_source(campaign, desk, flood):
    (statement,) = voices(campaign, TWO)
    page = desk.get("voice", statement=statement.pk)
    assert TWO in shown(page)
    assert "来信" in shown(page)


def test_a_mask_is_reviewed_by_a_second_person_and_holds_meanwhile(campaign, desk, colleague):
    (statement,) = voices(campaign, "找王样办事跑了三趟，育才路的窗口没人。")
    refused = desk.post("redact", url_kwargs={"statement": statement.pk}, words="没有的字", reason="name")
    assert refused.status_code == 422
    desk.post("redact", url_kwargs={"statement": statement.pk}, words="王样", reason="name")
    mask = Redaction.objects.get()
    assert (mask.start, mask.end) == (1, 3)
    assert "王样" not in shown(desk.get("all"))
    own = desk.post("review_mask", url_kwargs={"statement": statement.pk, "mask": mask.pk}, approve="yes")
    assert own.status_code == 422
    colleague.post("review_mask", url_kwargs={"statement": statement.pk, "mask": mask.pk}, approve="yes")
    mask.refresh_from_db()
    assert (mask.state, mask.reviewed_by) == ("approved", colleague.person)


def test_nobody_combs_what_was_said_about_their_own_unit_but_it_is_counted(house, campaign, desk):
    (about,) = voices(campaign, "区住建局的人态度不好。")
    seconded = office.person("郑例", house.department, "zheng")
    office.grant(seconded, "CL", campaign)
    theirs = Desk(seconded, campaign)
    passage = about.passages.get()
    finding = finding_of([passage], desk.person)
    services.classify(finding, unit=house.department, by=desk.person)
    for query in ("?where=all", "?where=placed", "?where=all&q=住建"):
        assert "态度不好" not in shown(theirs.get("all", query))
    assert theirs.get("voice", statement=about.pk).status_code == 404
    assert balance(campaign).placed == 1
    moved = theirs.post("set_aside", passage=passage.pk, reason="unclear", note="")
    assert moved.status_code == 422
    assert Placement.objects.get(passage=passage).finding == finding


def test_only_clerks_enter_the_desk(house, campaign):
    leader = office.person("钱领导", house.root, "qian")
    office.grant(leader, "LD", campaign)
    assert office.client_of(leader).get(reverse("combing:desk", kwargs={"campaign": campaign.slug})).status_code == 404


def test_words_are_shown_to_the_letter_and_never_as_markup(campaign, desk):
    passages(campaign, "<script>alert(1)</script>育才路积水了怎么办。")
    page = desk.get("all")
    assert b"<script>alert(1)" not in page.content
    assert "<script>alert(1)</script>" in unescape(re.sub(r"</?(?:mark|span)[^>]*>", "", page.content.decode()))


@pytest.mark.parametrize("where", ["group", "pair", "all", "certain"])
def test_a_page_costs_the_same_however_much_waits(campaign, desk, flood, where):
    def cost():
        page = {
            "group": desk.url("group", group=group.pk),
            "pair": desk.url("pair", question=pair.pk),
            "all": desk.url("all"),
            "certain": desk.url("certain"),
        }[where]
        desk.client.get(page)
        with CaptureQueriesContext(connection) as spent:
            assert desk.client.get(page).status_code == 200
        return len([each for each in spent if "combing_" in each["sql"] or "listening_" in each["sql"]])

    first = passages(campaign, FLOOD_2, FLOOD_3, BUS, HEAT)
    group = proposed(campaign, first[:2], flood, certain=True)
    pair = question(campaign, first[2], first[3])
    few = cost()
    for n in range(12):
        more = passages(campaign, f"{n}号楼漏水没人管。", f"{n}号楼又漏水了。", f"{n}号院电梯坏了。")
        proposed(campaign, more[:2], flood, certain=True)
        proposed(campaign, more[2:])
        question(campaign, more[0], more[2])
    assert cost() == few
    assert few <= 12


def test_a_group_that_shrank_to_its_last_passage_keeps_its_place_among_the_groups(campaign, desk, flood):
    one, two = passages(campaign, FLOOD_2, FLOOD_3)
    lone, bus, bus_2 = passages(campaign, HEAT, BUS, BUS + "真的。")
    group = proposed(campaign, [one, two], flood)
    proposed(campaign, [lone])
    following = proposed(campaign, [bus, bus_2])
    here = desk.url("group", group=group.pk)
    desk.post("accept", here, passage=one.pk, target=str(flood.number))
    page = desk.client.get(here)
    assert f'{here}" aria-current="true"' in page.content.decode()
    answer = desk.post("accept", here, passage=two.pk, target=str(flood.number))
    assert answer.url == desk.url("group", group=following.pk)


# ---------------------------------------------------------------- what is certain, and what is left


@pytest.fixture
def sure(campaign, flood):
    """A group that joins a finding, and one that becomes one; both certain."""
    joins, opens = passages(campaign, FLOOD_2, FLOOD_3), passages(campaign, BUS, BUS + "真的。")
    return proposed(campaign, joins, flood, certain=True), proposed(campaign, opens, certain=True)


def accepted(desk, **changed):
    return desk.client.post(desk.url("accept_certain"), desk.fields(desk.get("certain")) | changed)


def test_a_page_is_accepted_at_once_and_taken_back_one_by_one(campaign, desk, flood, sure):
    page = shown(desk.get("certain"))
    assert "2条归入0001" in page
    assert "2条，新列一条" in page
    before = Decision.objects.count()
    assert accepted(desk).url == desk.url("certain")
    assert flood.placements.count() == 3
    assert Finding.objects.get(number=2).headline == "12路公交早高峰等40分钟"
    assert Decision.objects.count() == before + 2
    assert "没有把握大到可以整页采纳的" in shown(desk.get("certain"))
    desk.post("undo", desk.url("certain"))
    assert flood.placements.count() == 3
    assert Placement.objects.count() == 3
    desk.post("undo", desk.url("certain"))
    assert Placement.objects.count() == 1


def test_what_is_unticked_waits_and_a_kind_can_be_changed(campaign, desk, flood, sure):
    accepted(desk, row=["2"], **{"2-kind": "suggestion"})
    assert flood.placements.count() == 1
    assert Finding.objects.get(number=2).kind == "suggestion"
    assert "2条归入0001" not in shown(desk.get("certain"))
    assert "育才路逢雨必淹" in shown(desk.client.get(desk.get("head", of="groups").url))


def test_two_groups_of_one_page_join_the_same_finding(campaign, desk, flood, sure):
    proposed(campaign, passages(campaign, "育才路一下雨车都熄火。"), flood, certain=True)
    assert accepted(desk).status_code == 302
    assert flood.placements.count() == 4


def test_who_was_first_is_said_and_the_rest_goes_on(campaign, desk, colleague, flood, sure):
    sent = desk.fields(desk.get("certain"))
    taken = sure[0].members.first().passage
    services.set_aside([taken], "unclear", by=colleague.person)
    answer = desk.client.post(desk.url("accept_certain"), sent)
    assert answer.status_code == 409
    assert "已采纳1组" in shown(answer)
    assert "赵演示" in shown(answer)
    assert Placement.objects.get(passage=taken).reason == "unclear"
    assert flood.placements.count() == 1
    assert Finding.objects.get(number=2).passage_count == 2


def test_only_what_is_certain_and_open_as_a_whole_is_there(house, campaign, desk, flood):
    seconded = office.person("郑例", house.department, "zheng")
    office.grant(seconded, "CL", campaign)
    said = NewStatement(text="区住建局的人态度不好，问了三回。", addressee_unit_id=house.department.pk)
    new = NewVoice(channel="letter", day=DAY, statements=[said])
    seal_batch(campaign, Batch.Kind.KEYED, [new], DAY)
    about_them = list(Passage.objects.filter(statement__submission=new.id))
    proposed(campaign, passages(campaign, FLOOD_2, FLOOD_3), flood)
    proposed(campaign, passages(campaign, BUS, HEAT), certain=True)
    proposed(campaign, [*passages(campaign, "住建局又推诿。"), *about_them], certain=True)
    mine, theirs = shown(desk.get("certain")), shown(Desk(seconded, campaign).get("certain"))
    assert "育才路逢雨必淹" not in mine
    assert "12路公交" in mine
    assert "住建局又推诿" in mine
    assert "12路公交" in theirs
    assert "住建局又推诿" not in theirs


def test_the_desk_says_what_is_likely_left_and_what_would_stand_wrong(campaign, desk, flood):
    group = proposed(campaign, passages(campaign, *(f"{n}号楼漏水没人管。" for n in range(10))), stray=0.2)
    lone = passages(campaign, BUS, HEAT)
    for each in lone:
        proposed(campaign, [each])
    question(campaign, *lone)
    found = queue.counts(campaign)
    # One group with two strays to move, two lone voices and a pair that saves one of them as often as not.
    assert (found.groups, found.lone, found.pairs) == (1, 2, 1)
    assert found.outlook.decisions.likely == round(1 + 2 + 1 + 2 - 0.5)
    assert found.outlook.errors.likely == round(2 + 0.5)
    assert found.share_wrong.likely == round(100 * 2 / 12, 1)
    words = shown(desk.get("group", group=group.pk))
    assert "约剩6次决定" in words
    assert "16.7%的意见条会归错" in words


def test_the_outlook_follows_what_is_decided(campaign, desk, flood):
    kept = passages(campaign, *(f"{n}号楼漏水没人管。" for n in range(4)))
    group = proposed(campaign, kept, stray=0.25)
    services.place(kept[:2], flood, by=desk.person)
    assert queue.counts(campaign).strays == pytest.approx(0.5)
    services.place(kept[2:], flood, by=desk.person)
    assert queue.counts(campaign).outlook.decisions.most == 0
    assert ProposedGroup.objects.filter(pk=group.pk).exists()
