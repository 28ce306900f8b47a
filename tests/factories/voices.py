"""Voices stored the way a clerk's keyed letters are: sealed in one batch, cut, indexed."""

from datetime import date

from huisheng.campaign.models import Campaign
from huisheng.combing.models import Passage
from huisheng.listening.models import Batch, Channel, Statement
from huisheng.listening.services.storing import NewStatement, NewVoice, seal_batch

DAY = date(2014, 3, 1)


def voices(campaign: Campaign, *texts: str, urgent: bool = False, channel: str = Channel.LETTER) -> list[Statement]:
    """One submission with one statement for each text, in the order of the texts."""
    new = [NewVoice(channel=channel, day=DAY, statements=[NewStatement(text=text)], is_urgent=urgent) for text in texts]
    batch = seal_batch(campaign, Batch.Kind.KEYED, new, DAY)
    stored = {each.submission_id: each for each in Statement.objects.filter(submission__batch=batch)}
    return [stored[each.id] for each in new]


def passages(campaign: Campaign, *texts: str) -> list[Passage]:
    """Passages of new voices, in the order of the texts; short texts are one passage each."""
    order = {statement.pk: n for n, statement in enumerate(voices(campaign, *texts))}
    rows = Passage.objects.filter(statement__in=list(order)).select_related("statement")
    return sorted(rows, key=lambda passage: (order[passage.statement_id], passage.start))
