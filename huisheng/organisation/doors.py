"""The doors of the office: which pages there are, and who may enter."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.organisation import policy
from huisheng.organisation.http import Reader

# Address, row of the permission table ("" = everybody at a desk), label, what one finds there.
# A page whose address does not exist is not shown.
_DOORS = (
    ("office:units", "unit.manage", _("Units"), _("The tree of units, with its codes and its history.")),
    ("office:people", "unit.manage", _("People"), _("Who works where, in which posts, in which order.")),
    ("office:accounts", "user.manage", _("Log-ins"), _("Who can log in; one-time codes; locks; authenticators.")),
    ("office:tokens", "user.manage", _("Tokens"), _("Which programs read with whose eyes; signed for, ended.")),
    ("office:roles", "grant.manage", _("Roles"), _("Who holds which role in which campaign, and who signed it.")),
    ("office:permissions", "campaign.read", _("Permission table"), _("What each role may see and do.")),
    ("office:campaigns", "campaign.create", _("Campaigns"), _("Campaigns side by side, with wave and parent.")),
    ("office:audit", "audit.read", _("Audit trail"), _("Every act of staff as a sentence; verified as one chain.")),
    ("office:health", "settings.see", pgettext_lazy("page", "Operation"), _("Database, disk, workers, release.")),
    ("office:jobs", "", _("Long work"), _("Imports and combing: progress, stop, resume.")),
)


@dataclass(frozen=True, slots=True)
class OfficeDoor:
    """A page of the office this reader may enter."""

    url: str
    label: Any
    text: Any
    is_current: bool


def office_doors(reader: Reader, path: str) -> list[OfficeDoor]:
    """The doors open to a reader who stands at an address."""
    found = []
    for name, permission, label, text in _DOORS:
        # Whoever may only sign sees what waits for the signature.
        if permission and not policy.cells(reader.roles, permission):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        found.append(OfficeDoor(url, label, text, path.startswith(url)))
    return found
