"""Whatever clerks do in whatever order: no passage is lost, none is in two places, the log gives the state."""

import random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from huisheng.campaign.models import Campaign
from huisheng.combing import services
from huisheng.combing.models import Finding, Passage, Reason
from huisheng.combing.queries.core import balance
from huisheng.combing.services import Span
from huisheng.errors import HuishengError
from huisheng.organisation import verification
from tests.factories import office
from tests.factories.voices import voices

pytestmark = pytest.mark.django_db

TEXTS = [
    "路灯不亮，晚上没法走。垃圾也没人收。",
    "12路公交太挤。",
    "窗口中午没人，白跑一趟。希望中午留人值班。",
    "谢谢。",
]


class Random:
    """Two clerks who act at random, often in ways that are refused."""

    def __init__(self, campaign: Campaign, seed: int) -> None:
        self.campaign = campaign
        self.chance = random.Random(seed)
        self.clerks = [office.person("陈例", campaign.unit), office.person("赵演示", campaign.unit)]

    def act(self) -> None:
        by = self.chance.choice(self.clerks)
        passages = list(Passage.objects.filter(campaign=self.campaign).order_by("id"))
        findings = list(Finding.objects.filter(campaign=self.campaign).order_by("id"))
        some = self.chance.sample(passages, self.chance.randint(1, min(3, len(passages))))
        one = some[0]
        acts = [
            lambda: services.open_finding(
                some, kind="problem", headline=Span(one.statement_id, one.start, one.end), by=by
            ),
            lambda: services.set_aside(some, self.chance.choice(Reason.values), by=by),
            lambda: services.release(some, by=by),
            lambda: services.split(one, self.chance.randint(one.start, one.end), by=by),
            lambda: services.undo(campaign=self.campaign, by=by),
            lambda: services.undo(campaign=self.campaign, by=by),
            lambda: services.redo(campaign=self.campaign, by=by),
        ]
        if findings:
            a, b = self.chance.choice(findings), self.chance.choice(findings)
            acts += [
                lambda: services.place(some, a, by=by),
                lambda: services.move(some, a, by=by),
                lambda: services.merge(a, b, by=by),
                lambda: services.classify(a, kind="suggestion", scope="common", by=by),
                lambda: services.mark_about_person(a, not a.is_about_person, by=by),
                lambda: services.name(a, Span(one.statement_id, one.start, one.end), by=by),
            ]
        try:
            self.chance.choice(acts)()
        except HuishengError:
            return


FEW, MANY = (
    settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for count in (12, 100)
)


@FEW
@given(seed=st.integers(0, 2**32))
def test_random_acts_conserve_every_character(seed):
    conserve(seed)


@pytest.mark.prove
@MANY
@given(seed=st.integers(0, 2**32))
def test_many_random_acts_conserve_every_character(seed):
    conserve(seed)


def conserve(seed: int) -> None:
    """Forty random acts on four voices, then every equation; all of it is taken back."""
    with transaction.atomic():
        act_and_prove(seed)
        transaction.set_rollback(True)


def act_and_prove(seed: int) -> None:
    house = office.office()
    statements = voices(house.campaign, *TEXTS)
    characters = sum(len(statement.text) for statement in statements)
    clerks = Random(house.campaign, seed)
    for _step in range(40):
        clerks.act()
    numbers = balance(house.campaign)
    assert numbers.total == Passage.objects.filter(campaign=house.campaign).count()
    spans = Passage.objects.filter(campaign=house.campaign).values_list("start", "end")
    assert sum(end - start for start, end in spans) == characters
    for name in ("passages", "balance", "decisions", "headlines"):
        for outcome in verification.EQUATIONS[name]():
            assert outcome.holds, outcome.words
