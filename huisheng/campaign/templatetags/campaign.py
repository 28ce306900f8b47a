"""Tags of a campaign's set-up: `{% load campaign %}{% set_up_nav %}`."""

from typing import Any

from django import template

from huisheng.campaign.doors import SetUpDoor, set_up_doors
from huisheng.campaign.queries.review import Choice

register = template.Library()


@register.inclusion_tag("campaign/_set_up_nav.html", takes_context=True)
def set_up_nav(context: template.Context) -> dict[str, list[SetUpDoor]]:
    """The pages of the set-up."""
    request: Any = context["request"]
    return {"doors": set_up_doors(request.standing, request.path)}


@register.filter
def is_ticked(choice: Choice, sent: set[int] | None) -> bool:
    """Whether a unit is ticked: as it was sent, or as it is recorded."""
    return choice.is_held if sent is None else choice.unit.pk in sent
