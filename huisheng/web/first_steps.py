"""What to do next in an office that asks nobody yet: the steps in their order, each with its state."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from huisheng.campaign.models import Campaign, RoleGrant
from huisheng.campaign.standing import Standing
from huisheng.listening.models import FormVersion
from huisheng.organisation.models import Account, AdminGrant, Person, Unit

ADMINISTRATORS = {"SA", "RA", "AU"}


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One step: what, who does it, whether it is done, and where, for a reader who may."""

    label: Any
    who: Any
    is_done: bool
    url: str
    is_next: bool


def first_steps(standing: Standing) -> list[FirstStep]:
    """The steps for an administrator until a campaign asks the public; then, and for others, nothing.

    A role is given in a campaign, so the campaign comes before the roles. Seven queries.
    """
    if not standing.roles & ADMINISTRATORS or Campaign.objects.filter(intake_open=True).exists():
        return []
    campaign = Campaign.objects.order_by("-id").first()
    others = Person.objects.exclude(pk__in=AdminGrant.objects.values("person"))
    system, roles, clerk = _("system administrator"), _("role administrator"), _("office clerk")
    table = [
        (
            _("Enter the units, one by one or from a workbook"),
            system,
            "unit.manage",
            "office:units",
            _has(Unit, parent__isnull=False),
        ),
        (_("Enter the people and their posts"), system, "unit.manage", "office:people", others.exists()),
        (
            _("Give those who work with it a log-in, and hand over the printed codes"),
            roles,
            "user.manage",
            "office:accounts",
            _has(Account, person__in=others),
        ),
        (_("Set up the first campaign"), system, "campaign.create", "office:new_campaign", campaign is not None),
        (
            _("Give people their roles in it; the auditor signs each"),
            _("role administrator and auditor"),
            "grant.manage",
            "office:roles",
            _has(RoleGrant),
        ),
        (_("Publish the form that is asked"), clerk, "", "", _has(FormVersion, published_on__isnull=False)),
        (_("Open the public page"), clerk, "", "", False),
    ]
    found: list[FirstStep] = []
    for label, who, permission, name, is_done in table:
        is_next = not is_done and all(step.is_done for step in found)
        url = _url(name) if permission and standing.may_act(permission) else ""
        found.append(FirstStep(label, who, is_done, url, is_next))
    return found


def _has(model: Any, **conditions: Any) -> bool:
    return bool(model.objects.filter(**conditions).exists())


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
