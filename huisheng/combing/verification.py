"""What must hold of combing, proved again for every campaign by `huisheng verify`."""

from collections.abc import Iterator

from django.db.models import F, Q
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.combing.models import Decision, Finding, Passage, Placement
from huisheng.combing.queries.core import balance
from huisheng.combing.replay import Broken, Replay
from huisheng.combing.services.log import Place, finding_fields
from huisheng.listening.models import Import, Statement
from huisheng.organisation.verification import Outcome, equation


@equation("sources")
def passages_say_where_they_were_heard() -> Iterator[Outcome]:
    """Channel and sector of a passage = those of its submission."""
    for campaign in Campaign.objects.order_by("id"):
        rows = Passage.objects.filter(statement__campaign=campaign)
        heard = Q(channel=F("statement__submission__channel"))
        sector = F("statement__submission__sector")
        same = heard & (Q(sector=sector) | Q(sector__isnull=True, statement__submission__sector__isnull=True))
        broken = rows.exclude(pk__in=rows.filter(same).values("pk")).count()
        yield Outcome(
            not broken,
            _("{campaign}: {broken} passages name another channel or sector than their voice").format(
                campaign=campaign.name, broken=broken
            ),
        )


@equation("passages")
def statements_are_their_passages() -> Iterator[Outcome]:
    """Each statement = its passages joined, character for character."""
    for campaign in Campaign.objects.order_by("id"):
        broken, count = 0, 0
        spans: dict[object, int] = {}
        rows = Passage.objects.filter(statement__campaign=campaign).order_by("statement_id", "start")
        for statement, start, end in rows.values_list("statement_id", "start", "end").iterator(chunk_size=5000):
            if spans.get(statement, 0) != start:
                broken += 1
            spans[statement] = end
        for key, text in (
            Statement.objects.filter(campaign=campaign).values_list("id", "text").iterator(chunk_size=2000)
        ):
            count += 1
            if spans.pop(key, 0) != len(text):
                broken += 1
        yield Outcome(
            not broken,
            _("{campaign}: {count} statements, {broken} not equal to their passages joined").format(
                campaign=campaign.name, count=count, broken=broken
            ),
        )


@equation("balance")
def passages_add_up() -> Iterator[Outcome]:
    """Passages = waiting + placed + set aside, counted apart from each other; a staged import lies on no desk."""
    for campaign in Campaign.objects.order_by("id"):
        passages = Passage.objects.filter(campaign=campaign)
        waiting = passages.filter(placement__isnull=True).count()
        numbers = balance(campaign)
        astray = Placement.objects.filter(campaign=campaign).exclude(passage__campaign=campaign).count()
        staged_seen = passages.filter(statement__submission__imported__state=Import.State.STAGED).count()
        counts = Finding.objects.filter(campaign=campaign).values_list("id", "passage_count")
        held = {finding: 0 for finding, _count in counts}
        for finding in Placement.objects.filter(campaign=campaign, reason="").values_list("finding", flat=True):
            held[finding] += 1
        wrong = sum(1 for finding, count in counts if held[finding] != count)
        yield Outcome(
            waiting == numbers.waiting and not astray and not staged_seen and not wrong,
            _("{campaign}: {total} passages = {placed} in findings + {aside} set aside + {waiting} waiting").format(
                campaign=campaign.name,
                total=numbers.total,
                placed=numbers.placed,
                aside=numbers.set_aside,
                waiting=waiting,
            ),
        )


@equation("decisions")
def log_leads_to_the_tables() -> Iterator[Outcome]:
    """Replaying the log of decisions gives the findings and placements there are."""
    for campaign in Campaign.objects.order_by("id"):
        log = Decision.objects.filter(campaign=campaign).order_by("number").values_list("number", "changes")
        total = log.count()
        try:
            replay = Replay().run((number, changes["ops"]) for number, changes in log.iterator(chunk_size=500))
            differ = _differences(campaign, replay)
        except Broken as broken:
            differ = [str(broken.number)]
        yield Outcome(
            not differ,
            _("{campaign}: {total} decisions replayed, {differ} records differ").format(
                campaign=campaign.name, total=total, differ=len(differ)
            ),
        )


def _differences(campaign: Campaign, replay: Replay) -> list[str]:
    places = {
        passage: Place(finding, reason, note).plain()
        for passage, finding, reason, note in Placement.objects.filter(campaign=campaign)
        .values_list("passage", "finding", "reason", "note")
        .iterator(chunk_size=5000)
    }
    keys = set(places) | set(replay.places)
    differ = [f"passage {key}" for key in keys if places.get(key) != replay.places.get(key)]
    for finding in Finding.objects.filter(campaign=campaign).prefetch_related("classifications"):
        said = replay.findings.get(finding.pk)
        if said is None or any(said.get(name) != value for name, value in finding_fields(finding).items()):
            differ.append(f"finding {finding.number}")
    spans = {
        key: (start, end)
        for key, start, end in Passage.objects.filter(pk__in=list(replay.cuts)).values_list("id", "start", "end")
    }
    differ += [f"cut {key}" for key, span in replay.cuts.items() if spans.get(key) != span]
    return differ


@equation("headlines")
def headlines_are_quotations() -> Iterator[Outcome]:
    """Every headline is, letter for letter, a stretch of one of its own finding's passages."""
    for campaign in Campaign.objects.order_by("id"):
        shown = Finding.objects.filter(campaign=campaign, merged_into__isnull=True, passage_count__gt=0)
        quoted = shown.filter(
            placements__passage__statement=F("headline_statement"),
            placements__passage__start__lte=F("headline_start"),
            placements__passage__end__gte=F("headline_end"),
        )
        own = set(quoted.values_list("id", flat=True))
        wrong = 0
        for key, start, end, words, text in shown.values_list(
            "id", "headline_start", "headline_end", "headline", "headline_statement__text"
        ).iterator(chunk_size=1000):
            wrong += key not in own or text[start:end] != words
        yield Outcome(
            not wrong,
            _("{campaign}: {count} headlines, {wrong} not quoted from their own passages").format(
                campaign=campaign.name, count=len(own), wrong=wrong
            ),
        )
