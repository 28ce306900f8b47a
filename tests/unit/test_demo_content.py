"""The demo campaign's content: exact figures, a gold that holds, and voices worth combing."""

import hashlib
from collections import Counter, defaultdict
from datetime import date
from itertools import combinations
from statistics import median

import pytest

from huisheng.demo.content import DemoCampaign, build, march_workbook_rows, march_workbook_voices
from huisheng.demo.content.model import Aside, Channel, MatterKind, OccasionKind, UnitKind

FEBRUARY_ENDS = date(2014, 2, 28)
STOPS = set("，。；：！？、…,.;:!? \n（）")


@pytest.fixture(scope="module")
def demo() -> DemoCampaign:
    return build()


def matters_heard(demo: DemoCampaign, *, until: date) -> Counter[MatterKind]:
    kind = {m.key: m.kind for m in demo.matters}
    heard = {p.matter for v in demo.voices if v.day <= until for p in v.parts if p.matter}
    return Counter(kind[key] for key in heard)


def parts_of(demo: DemoCampaign) -> dict[str, list[str]]:
    said = defaultdict(list)
    for voice in demo.voices:
        for part in voice.parts:
            if part.matter:
                said[part.matter].append(voice.text[part.start : part.end])
    return said


def likeness(a: str, b: str) -> float:
    """Share of two-character grams in common."""
    grams_a, grams_b = ({t[i : i + 2] for i in range(len(t) - 1)} for t in (a, b))
    return len(grams_a & grams_b) / max(1, len(grams_a | grams_b))


def test_the_paragraphs_figures_come_out_exactly(demo: DemoCampaign) -> None:
    symposia = [o for o in demo.occasions if o.kind is OccasionKind.SYMPOSIUM]
    assert len(symposia) == 143
    assert sum(o.consulted for o in demo.occasions) == 4231
    issued = Counter[Channel]()
    for line in demo.forms_issued:
        issued[line.channel] += line.issued
    assert issued == {Channel.QUESTIONNAIRE: 1500, Channel.OPINION_FORM: 1036}
    assert sum(line.issued for line in demo.sets_issued) == 10_214
    assert matters_heard(demo, until=FEBRUARY_ENDS) == {MatterKind.PROBLEM: 261, MatterKind.SUGGESTION: 226}


def test_march_brings_new_matters_half_to_place_half_to_wait(demo: DemoCampaign) -> None:
    late = [m for m in demo.matters if not m.first_list]
    assert 25 <= len(late) <= 40
    assert sum(m.place_now for m in late) * 2 == len(late)
    assert all(m.place_now for m in demo.matters if m.first_list)
    first_heard: dict[str, date] = {}
    for voice in sorted(demo.voices, key=lambda v: v.day):
        for part in voice.parts:
            if part.matter:
                first_heard.setdefault(part.matter, voice.day)
    assert {m.key: first_heard[m.key] <= FEBRUARY_ENDS for m in demo.matters} == {
        m.key: m.first_list for m in demo.matters
    }
    assert max(v.day for v in demo.voices) <= date(2014, 3, 31)


def test_five_symposia_on_one_day_hear_all_fifteen_sectors(demo: DemoCampaign) -> None:
    that_day = [o for o in demo.occasions if o.day == date(2014, 3, 27)]
    assert len(that_day) == 5
    assert {sector for o in that_day for sector, _ in o.sectors} == {s.code for s in demo.sectors}
    assert len(demo.sectors) == 15


def test_nobody_is_in_two_places_at_once(demo: DemoCampaign) -> None:
    for one, other in combinations(demo.occasions, 2):
        if one.day == other.day and one.starts < other.ends and other.starts < one.ends:
            assert not {one.chair, one.recorder} & {other.chair, other.recorder}


def test_nobody_speaks_who_was_not_there(demo: DemoCampaign) -> None:
    heads = {(o.key, sector): count for o in demo.occasions for sector, count in o.sectors}
    days = {o.key: o.day for o in demo.occasions}
    seats = [(v.occasion, v.sector, v.speaker) for v in demo.voices if v.occasion]
    assert len(set(seats)) == len(seats)
    for voice in demo.voices:
        if voice.occasion:
            assert voice.sector and voice.speaker and voice.speaker <= heads[voice.occasion, voice.sector]
            assert voice.day == days[voice.occasion]
    assert {o.key for o in demo.occasions if o.kind is OccasionKind.SYMPOSIUM} <= {v.occasion for v in demo.voices}


def test_forms_come_back_no_oftener_than_they_went_out(demo: DemoCampaign) -> None:
    assert all(line.issued >= line.returned >= line.valid for line in demo.forms_issued)
    for channel in (Channel.OPINION_FORM, Channel.QUESTIONNAIRE):
        valid = sum(line.valid for line in demo.forms_issued if line.channel is channel)
        assert sum(v.channel is channel for v in demo.voices) <= valid


def test_two_builds_are_equal_and_another_seed_keeps_the_figures(demo: DemoCampaign) -> None:
    again = build()
    assert again == demo
    texts = "\0".join(v.text for v in again.voices)
    assert (
        hashlib.sha256(texts.encode()).digest()
        == hashlib.sha256("\0".join(v.text for v in demo.voices).encode()).digest()
    )
    other = build(seed=7)
    assert [v.text for v in other.voices] != [v.text for v in demo.voices]
    assert matters_heard(other, until=FEBRUARY_ENDS) == matters_heard(demo, until=FEBRUARY_ENDS)
    assert sum(o.consulted for o in other.occasions) == 4231


def test_parts_join_back_to_the_voice_and_are_one_thing_or_the_other(demo: DemoCampaign) -> None:
    known = {m.key for m in demo.matters}
    for voice in demo.voices:
        assert voice.text and "{" not in voice.text and "[" not in voice.text and "|" not in voice.text
        ends = [0, *(p.end for p in voice.parts)]
        assert [p.start for p in voice.parts] == ends[:-1] and ends[-1] == len(voice.text)
        for part in voice.parts:
            assert part.start < part.end
            assert (part.matter is None) != (part.aside is None)
            assert part.matter is None or part.matter in known


def test_a_headline_is_a_whole_clause_of_what_was_said(demo: DemoCampaign) -> None:
    voices = {v.key: v for v in demo.voices}
    for matter in demo.matters:
        quoted = matter.headline
        voice = voices[quoted.voice]
        assert quoted.text == voice.text[quoted.start : quoted.end]
        assert 4 <= len(quoted.text) <= 30
        assert any(p.matter == matter.key and p.start <= quoted.start and quoted.end <= p.end for p in voice.parts)
        assert quoted.start == 0 or voice.text[quoted.start - 1] in STOPS
        assert quoted.end == len(voice.text) or voice.text[quoted.end] in STOPS
        assert not matter.first_list or voice.day <= FEBRUARY_ENDS
    assert len({m.headline.text for m in demo.matters}) == len(demo.matters)


def test_codes_and_keys_are_unique_and_lead_somewhere(demo: DemoCampaign) -> None:
    units = {u.code for u in demo.units}
    people = {p.key for p in demo.people}
    sectors = {s.code for s in demo.sectors}
    assert len(units) == len(demo.units) >= 60
    assert len({p.name for p in demo.people}) == len(demo.people) >= 60
    assert len({m.key for m in demo.matters}) == len(demo.matters)
    assert len({v.key for v in demo.voices}) == len(demo.voices)
    assert len({p.code for p in demo.posts}) == len(demo.posts)
    assert all(u.parent in units for u in demo.units if u.kind is not UnitKind.DISTRICT)
    assert {p.holder for p in demo.posts} <= people and {p.unit for p in demo.people} <= units
    assert {o.chair for o in demo.occasions} | {o.recorder for o in demo.occasions} <= people
    assert {m.unit for m in demo.matters} | {v.addressee for v in demo.voices if v.addressee} <= units
    assert {v.sector for v in demo.voices if v.sector} <= sectors
    assert {link.leader for link in demo.contact_points} <= people and {c.unit for c in demo.contact_points} <= units


def test_every_unit_has_one_review_group_and_no_group_supervises_its_own(demo: DemoCampaign) -> None:
    supervised = [unit for group in demo.review_groups for unit in group.units]
    assert len(demo.review_groups) == 10
    assert sorted(supervised) == sorted(u.code for u in demo.units if u.kind is not UnitKind.DISTRICT)
    home = {p.key: p.unit for p in demo.people}
    parent = {u.code: u.parent for u in demo.units}
    for group in demo.review_groups:
        for key in (group.head, group.deputy, *group.members):
            unit: str | None = home[key]
            while unit and unit != "district":
                assert unit not in group.units
                unit = parent[unit]
            assert not any(parent[code] == home[key] for code in group.units)


def test_combing_them_is_a_task(demo: DemoCampaign) -> None:
    texts = [v.text for v in demo.voices]
    assert 3500 <= len(texts) <= 4500
    assert len(set(texts)) / len(texts) > 0.95
    sizes = Counter(len(said) for said in parts_of(demo).values())
    assert sum(n for size, n in sizes.items() if size <= 3) >= 120
    assert sum(n for size, n in sizes.items() if size >= 30) >= 20
    assert sum(len(v.parts) > 1 and len({p.matter for p in v.parts if p.matter}) > 1 for v in demo.voices) > 600
    assert sum(v.text.isascii() for v in demo.voices if len(v.text) > 20) >= 10
    assert any(v.urgent for v in demo.voices)
    assert {p.aside for v in demo.voices for p in v.parts if p.aside} == set(Aside)
    assert any(p.about_person and p.matter for v in demo.voices for p in v.parts)


def test_one_matter_is_said_in_many_ways(demo: DemoCampaign) -> None:
    often = {key: said for key, said in parts_of(demo).items() if len(said) >= 8}
    by_matter = [median(likeness(a, b) for a, b in combinations(said[:30], 2)) for said in often.values()]
    assert median(by_matter) < 0.35
    assert max(by_matter) < 0.75


def test_traps_read_alike_and_are_two_matters(demo: DemoCampaign) -> None:
    voices = {v.key: v for v in demo.voices}
    assert len(demo.traps) >= 15
    for trap in demo.traps:
        one, other = voices[trap.voice_a], voices[trap.voice_b]
        assert one.parts[0].matter != other.parts[0].matter
    alike = median(likeness(voices[t.voice_a].text, voices[t.voice_b].text) for t in demo.traps)
    assert alike > 0.45


def test_the_march_workbook_holds_its_voices_and_three_bad_rows(demo: DemoCampaign) -> None:
    rows = march_workbook_rows(demo)
    voices = march_workbook_voices(demo)
    header = rows.index(("序号", "日期", "渠道", "界别", "意见内容"))
    body = rows[header + 1 :]
    assert header == 2
    assert len(body) == len(voices) + 3
    assert len({len(row) for row in rows}) == 1
    assert [v.text for v in voices] == [r[4] for r in body if r[3] != "宇航员" and r[1] != "2月30日" and r[4]]
    assert all(v.day >= date(2014, 3, 1) and v.occasion is None for v in voices)
