"""The pages of a campaign's set-up, and who may enter."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from huisheng.campaign.standing import Standing

# Address, row of the permission table, label. Rooms above have pages here; an address that does not exist is not shown.
_DOORS = (
    ("campaign:set_up", "campaign.set_up", _("Names and texts")),
    ("campaign:phases", "campaign.set_up", _("Phases")),
    ("campaign:groups", "campaign.set_up", _("Review groups")),
    ("listening:sectors", "listening.set_up", _("Sectors")),
    ("listening:public_page", "listening.set_up", _("Forms and public page")),
    ("combing:schemes", "campaign.set_up", _("Classification schemes")),
)


@dataclass(frozen=True, slots=True)
class SetUpDoor:
    """A page of the set-up."""

    url: str
    label: Any
    is_current: bool


def set_up_doors(standing: Standing, path: str) -> list[SetUpDoor]:
    """The set-up pages this person may act on."""
    found = []
    for name, permission, label in _DOORS:
        if standing.campaign is None or not standing.may_act(permission):
            continue
        try:
            url = reverse(name, kwargs={"campaign": standing.campaign.slug})
        except NoReverseMatch:
            continue
        found.append((url, label))
    here = max((url for url, _label in found if path.startswith(url)), key=len, default="")
    return [SetUpDoor(url, label, url == here) for url, label in found]
