"""The request as views know it once the policy has let it through."""

from django.http import HttpRequest

from huisheng.campaign.models import Campaign
from huisheng.campaign.standing import Standing
from huisheng.organisation.models import Person


class DeskRequest(HttpRequest):
    """A desk request: who asks, in which campaign, with which standing."""

    person: Person
    standing: Standing
    campaign: Campaign
