"""Classification schemes of a campaign: the shipped ones, or an office's own."""

from collections.abc import Iterable

from django.db import transaction

from huisheng.campaign.models import Campaign
from huisheng.combing.models import Category, Scheme
from huisheng.crafts import text as craft


@transaction.atomic
def adopt(campaign: Campaign, schemes: Iterable[craft.Scheme]) -> None:
    """Give a campaign schemes it does not have yet; findings then have one category in each."""
    have = set(Scheme.objects.filter(campaign=campaign).values_list("code", flat=True))
    for rank, each in enumerate(schemes, start=len(have) + 1):
        if each.code in have:
            continue
        scheme = Scheme.objects.create(campaign=campaign, code=each.code, name=each.zh, name_en=each.en, rank=rank)
        Category.objects.bulk_create(
            Category(scheme=scheme, code=one.code, name=one.zh, name_en=one.en, words=list(one.words), rank=place)
            for place, one in enumerate(each.categories, start=1)
        )


def adopt_shipped(campaign: Campaign) -> None:
    """The four winds, the eight rules and the policy fields."""
    adopt(campaign, (craft.shipped(code) for code in craft.SHIPPED))
