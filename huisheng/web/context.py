"""What the frame of every page shows: rooms, the office's name, language, theme and size."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.campaign.models import Campaign
from huisheng.campaign.standing import Standing
from huisheng.organisation import policy
from huisheng.organisation.models import Institution

THEMES = (("", _("As this computer")), ("light", _("Light")), ("dark", _("Dark")), ("contrast", _("High contrast")))
SIZES = (("", pgettext_lazy("text size", "Standard")), ("large", _("Large")), ("huge", _("Larger still")))


@dataclass(frozen=True, slots=True)
class Room:
    """A door in the navigation."""

    url: str
    label: Any
    is_current: bool


# In the order of the work. A room whose address does not exist is not shown.
_ROOMS = (
    ("campaign:home", "campaign.read", pgettext_lazy("room", "Home")),
    ("listening:home", "occasion.read", pgettext_lazy("room", "Listening")),
    ("combing:desk", "passage.comb", pgettext_lazy("room", "Combing")),
    ("combing:findings", "finding.read", pgettext_lazy("room", "Findings")),
    ("figures:dashboard", "figure.read", pgettext_lazy("room", "Figures")),
)
# Who only keys in has this door instead of the room.
_KEYING = ("listening:stacks", "paper.key", pgettext_lazy("room", "Keying in"))
_OFFICE = ("office:home", "unit.manage", pgettext_lazy("room", "Office"))


def frame(request: HttpRequest) -> dict[str, Any]:
    """Values of the base templates. Asks the database once, and only if the page names the office."""
    user = getattr(request, "user", None)
    at_desk = getattr(request, "standing", None) is not None
    return {
        "rooms": _rooms(request),
        "office": SimpleLazyObject(_office),
        "is_demo": settings.IS_DEMO,
        "theme": user.theme if at_desk and user else _public_theme(request),
        "size": user.size if at_desk and user else _public_size(request),
        "themes": THEMES,
        "sizes": SIZES,
        "languages": settings.LANGUAGES,
    }


def _office() -> Institution | None:
    return Institution.objects.first()


def _public_theme(request: HttpRequest) -> str:
    return "contrast" if request.GET.get("contrast") == "more" else ""


def _public_size(request: HttpRequest) -> str:
    asked = request.GET.get("type", "")
    return asked if asked in {"large", "huge"} else ""


def _rooms(request: HttpRequest) -> list[Room]:
    """The rooms this person may enter, in this campaign and in the office."""
    standing: Standing | None = getattr(request, "standing", None)
    if standing is None:
        return []
    campaign: Campaign | None = getattr(request, "campaign", None)
    rooms = _ROOMS if policy.scopes(standing.roles, "occasion.read") else (*_ROOMS, _KEYING)
    doors = [(*room, {"campaign": campaign.slug}) for room in rooms] if campaign else []
    found = []
    for name, permission, label, kwargs in [*doors, (*_OFFICE, {})]:
        if not policy.scopes(standing.roles, permission):
            continue
        try:
            found.append((reverse(name, kwargs=kwargs), label))
        except NoReverseMatch:
            continue
    # The longest address that begins this page's is the room one stands in.
    here = max((url for url, _label in found if request.path.startswith(url)), key=len, default="")
    return [Room(url, label, url == here) for url, label in found]
