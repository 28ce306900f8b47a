"""The whole demo, made once: heard, combed, frozen, half combed again."""

from collections.abc import Callable

from django.db import transaction

from huisheng.campaign.models import Campaign
from huisheng.demo import content
from huisheng.demo.services import combing, house, listening
from huisheng.listening.models import Statement
from huisheng.organisation import jobs
from huisheng.organisation.models import Job

Tell = Callable[[str], None]


SLUG = "example-2014"


def present() -> Campaign | None:
    """The demo campaign, if it is in this database."""
    return Campaign.objects.filter(slug=SLUG).first()


@transaction.atomic
def make(tell: Tell) -> Campaign:
    """Make the demo campaign in an empty database. `tell` hears what is being done."""
    built = content.build()
    tell("house")
    made = house.build(built)
    heard = listening.occasions(built, made)
    kept: dict[str, Statement] = {}
    desk = combing.Desk(built, made, kept)
    last = built.facts.first_list_on
    tell("listening")
    listening.voices((voice for voice in built.voices if voice.day <= last), made, heard, kept)
    tell("combing")
    combing.february(desk)
    listening.voices((voice for voice in built.voices if voice.day > last), made, heard, kept)
    combing.march(desk)
    tell("proposals")
    Job.objects.filter(kind="combing.propose").delete()
    jobs.enqueue("combing.propose", by=None, campaign_id=made.campaign.pk)
    if run := jobs.claim():
        jobs.perform(run)
    return made.campaign
