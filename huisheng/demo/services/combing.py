"""How the demo's clerks combed: the first list of February exactly, and half of what came after."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from huisheng.campaign.models import Campaign
from huisheng.combing import services
from huisheng.combing.models import Category, Decision, Finding, Passage, Reason
from huisheng.combing.services import Span, lists
from huisheng.combing.services.headlines import headline_from
from huisheng.demo.content.model import Aside, DemoCampaign, Matter, Part, Voice
from huisheng.demo.services.house import House
from huisheng.listening.models import Statement
from huisheng.organisation import clock
from huisheng.organisation.models import Person

_REASONS = {
    Aside.GREETING: Reason.BLANK,
    Aside.PRAISE: Reason.PRAISE,
    Aside.BLANK: Reason.BLANK,
    Aside.OFF_TOPIC: Reason.OUT_OF_REMIT,
    Aside.UNCLEAR: Reason.UNCLEAR,
    Aside.ABOUT_PERSON: Reason.CASE,
}


class Desk:
    """Two clerks at their desk, with the content's own answers in mind."""

    def __init__(self, content: DemoCampaign, house: House, kept: dict[str, Statement]) -> None:
        self.content = content
        self.house = house
        self.kept = kept
        self.clerks: list[Person] = [
            house.people[person.key] for person in content.people if person.roles[:1] == ("CL",)
        ][:2]
        self.categories = {
            (each.scheme.code, each.code): each
            for each in Category.objects.filter(scheme__campaign=house.campaign).select_related("scheme")
        }
        self.findings: dict[str, Finding] = {}
        self.turn = 0

    def comb(self, voices: Iterable[Voice], matters: set[str]) -> None:
        """Cut where the matter changes, then put each matter's passages into its finding, the rest aside."""
        held: dict[str, list[Passage]] = defaultdict(list)
        aside: dict[Aside, list[Passage]] = defaultdict(list)
        voices = [voice for voice in voices if all(part.matter in {None, *matters} for part in voice.parts)]
        passages_of = self._passages(voices)
        for voice in voices:
            if found := passages_of[self.kept[voice.key].pk]:
                for part, passages in self._cut(voice, found):
                    if part.matter:
                        held[part.matter] += passages
                    else:
                        aside[part.aside or Aside.UNCLEAR] += passages
        for matter in self.content.matters:
            if held.get(matter.key):
                self._settle(matter, held[matter.key])
        for why, passages in aside.items():
            services.set_aside(passages, _REASONS[why], by=self._clerk())

    def freeze_first_list(self) -> None:
        """The first list, frozen on its day."""
        with clock.on(self.content.facts.first_list_on, hour=17):
            lists.freeze(self.house.campaign, self.content.facts.first_list_on, by=self.clerks[0])

    def _clerk(self) -> Person:
        self.turn += 1
        return self.clerks[self.turn % len(self.clerks)]

    def _cut(self, voice: Voice, passages: list[Passage]) -> Iterable[tuple[Part, list[Passage]]]:
        edges = [part.start for part in voice.parts[1:]]
        for each in passages:
            inside = [edge for edge in edges if each.start < edge < each.end]
            if inside:
                services.split(each, *inside, by=self._clerk())
        if any(each.start < edge < each.end for each in passages for edge in edges):
            passages = self._passages([voice])[self.kept[voice.key].pk]
        for part in voice.parts:
            yield part, [each for each in passages if part.start <= each.start < part.end]

    def _passages(self, voices: Iterable[Voice]) -> dict[UUID, list[Passage]]:
        held: dict[UUID, list[Passage]] = defaultdict(list)
        keys = [self.kept[voice.key].pk for voice in voices]
        rows = Passage.objects.filter(statement__in=keys).select_related("statement")
        for each in rows.order_by("statement", "start"):
            held[each.statement_id].append(each)
        return held

    def _settle(self, matter: Matter, passages: list[Passage]) -> None:
        finding = self.findings.get(matter.key)
        if finding is not None:
            services.place(passages, finding, by=self._clerk())
            return
        wanted = [self.categories["policy", matter.field], self.categories["four_winds", matter.wind.value]]
        wanted += [self.categories["eight_rules", matter.rule]] if matter.rule else []
        services.open_finding(
            passages,
            kind=matter.kind.value,
            headline=self._headline(matter, passages),
            scope=matter.scope.value,
            unit=self.house.units[matter.unit],
            categories=wanted,
            by=self._clerk(),
        )
        self.findings[matter.key] = Finding.objects.filter(campaign=self.house.campaign).latest("number")

    def _headline(self, matter: Matter, passages: list[Passage]) -> Span:
        statement = self.kept[matter.headline.voice]
        wanted = Span(statement.pk, matter.headline.start, matter.headline.end)
        for each in passages:
            if each.statement_id == wanted.statement_id and each.start <= wanted.start and wanted.end <= each.end:
                return wanted
        fields = headline_from(passages[:20])
        return Span(UUID(fields["headline_statement_id"]), fields["headline_start"], fields["headline_end"])


def february(desk: Desk) -> None:
    """Everything received by the end of February, on the three days before the list was frozen."""
    last = desk.content.facts.first_list_on
    voices = [voice for voice in desk.content.voices if voice.day <= last]
    everything = {matter.key for matter in desk.content.matters}
    days = 3
    for n in range(days):
        with clock.on(last - timedelta(days=days - 1 - n)):
            desk.comb(voices[n::days], everything)
    desk.freeze_first_list()


def march(desk: Desk) -> None:
    """Of what came in March, the matters marked so; the rest waits."""
    last = desk.content.facts.first_list_on
    placed = {matter.key for matter in desk.content.matters if matter.place_now}
    voices = [voice for voice in desk.content.voices if voice.day > last]
    with clock.on(desk.content.facts.as_of):
        desk.comb(voices[: len(voices) // 2], placed)


def problems_and_suggestions(campaign: Campaign) -> tuple[int, int]:
    """How many of each the first list holds."""
    entries = campaign.finding_lists.get(number=1).entries
    return entries.filter(kind="problem").count(), entries.filter(kind="suggestion").count()


def decisions(campaign: Campaign) -> int:
    """How many decisions the clerks took."""
    return Decision.objects.filter(campaign=campaign).count()
