"""An office whose figures are worth counting: the demo's occasions and registers, and a list of so many findings."""

from datetime import date

from huisheng.campaign.models import Campaign
from huisheng.combing.models import Decision, Finding, FindingList, Placement
from huisheng.combing.services import lists
from huisheng.demo import content
from huisheng.demo.services import house, listening
from huisheng.organisation import clock
from huisheng.organisation.models import Person
from tests.factories.voices import passages

FIRST_LIST = date(2014, 2, 28)


def demo_office() -> Campaign:
    """The demo's house, occasions and registers, and a first list as long as the demo's.

    Its voices and their combing, most of the demo's making, are left out: each finding holds one short passage.
    """
    built = content.build()
    made = house.build(built)
    listening.occasions(built, made)
    freeze_list(made.campaign, problems=261, suggestions=226)
    return made.campaign


def freeze_list(campaign: Campaign, *, problems: int, suggestions: int, on: date = FIRST_LIST) -> FindingList:
    """Open this many findings, each on a passage of its own, and freeze a version that holds them too."""
    clerk = Person.objects.earliest("pk")
    kinds = ["problem"] * problems + ["suggestion"] * suggestions
    number = Finding.objects.filter(campaign=campaign).count()
    said = passages(campaign, *(f"第{number + n}件事" for n in range(len(kinds))))
    found = Finding.objects.bulk_create(
        Finding(
            campaign=campaign,
            number=number + place,
            kind=kind,
            headline_statement_id=passage.statement_id,
            headline_start=passage.start,
            headline_end=passage.end,
            headline=passage.statement.text,
            passage_count=1,
            opened_on=on,
        )
        for place, (kind, passage) in enumerate(zip(kinds, said, strict=True), start=1)
    )
    decision = Decision.objects.create(
        campaign=campaign,
        number=Decision.objects.filter(campaign=campaign).count() + 1,
        act=Decision.Act.PLACE,
        by=clerk,
        at=clock.now(),
        changes={"ops": []},
    )
    Placement.objects.bulk_create(
        Placement(passage=passage, campaign=campaign, finding=each, decision=decision)
        for passage, each in zip(said, found, strict=True)
    )
    return lists.freeze(campaign, on, by=clerk)
