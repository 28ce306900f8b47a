"""A campaign's home: its phases, the three numbers that add up, what waits for whom, what was decided lately."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.campaign.models import Campaign
from huisheng.campaign.queries import campaigns, grants, review
from huisheng.campaign.standing import Standing
from huisheng.combing.queries import core, lately, queue, redactions
from huisheng.listening.queries import setting_up
from huisheng.organisation.guard import desk
from huisheng.organisation.policy import Scope


@dataclass(frozen=True, slots=True)
class Waits:
    """Something that waits for this reader, and where to settle it."""

    text: str
    url: str


@desk("campaign.read")
@require_safe
def campaign_home(request: DeskRequest, campaign: str) -> HttpResponse:
    """Where the campaign stands, as far as the reader's role allows."""
    mine, here = request.standing, request.campaign
    context = {
        "phrases": _phrases(here),
        "scale": campaigns.phase_scale(here, timezone.localdate()),
        "waits": list(_waiting(mine, here)),
        "recent": list(lately.recent_decisions(mine)),
        "may_set_up": mine.may_act("campaign.set_up"),
    }
    if mine.scopes("passage.read") & {Scope.ALL, Scope.MASK}:
        context["balance"] = core.balance(here)
    return render(request, "web/campaign_home.html", context)


def _phrases(campaign: Campaign) -> list[str]:
    is_english = (get_language() or "").startswith("en")
    return [each.get("en") or each["zh"] if is_english else each["zh"] for each in campaign.phrases]


def _waiting(standing: Standing, campaign: Campaign) -> Iterator[Waits]:
    """What waits, most pressing first. A role is told only of what it can settle."""
    slug = campaign.slug
    if standing.may_act("passage.comb"):
        yield from _combing(standing, campaign)
    if standing.may_act("listening.set_up"):
        yield from _asking(campaign)
    if standing.may_act("campaign.set_up") and (count := len(review.units_without_group(campaign))):
        words = ngettext("%(count)d unit without a review group", "%(count)d units without a review group", count)
        yield Waits(words % {"count": count}, reverse("campaign:groups", args=[slug]))
    if not standing.may_act("passage.comb") and standing.scopes("finding.read"):
        count = core.findings_visible_to(standing).count()
        words = ngettext("%(count)d finding to read", "%(count)d findings to read", count) % {"count": count}
        yield Waits(words, reverse("combing:findings", args=[slug]))
    if count := len(grants.open_requests(standing)):
        words = ngettext(
            "%(count)d request for a role waits for a signature",
            "%(count)d requests for roles wait for a signature",
            count,
        )
        yield Waits(words % {"count": count}, reverse("office:roles"))


def _combing(standing: Standing, campaign: Campaign) -> Iterator[Waits]:
    counts = queue.counts(campaign)
    decisions = counts.outlook.decisions.likely
    if decisions:
        words = ngettext(
            "about %(count)d decision at the combing desk",
            "about %(count)d decisions at the combing desk",
            decisions,
        )
        yield Waits(words % {"count": decisions}, reverse("combing:desk", args=[campaign.slug]))
    if masks := redactions.waiting_for(standing):
        words = ngettext("%(count)d mask to review", "%(count)d masks to review", masks) % {"count": masks}
        yield Waits(words, reverse("combing:redactions", args=[campaign.slug]))


def _asking(campaign: Campaign) -> Iterator[Waits]:
    slug, asked = campaign.slug, setting_up.glance(campaign)
    if asked.waits_to_be_sealed:
        yield Waits(_("voices waiting to be sealed"), reverse("listening:home", args=[slug]))
    if not asked.has_sectors:
        yield Waits(_("sectors to choose"), reverse("listening:sectors", args=[slug]))
    if not asked.has_form:
        yield Waits(_("a form to publish"), reverse("listening:public_page", args=[slug]))
