"""Voices handed in as a citizen does it: through the public page, without a log-in."""

import re
from typing import Any

from django.test import Client
from django.utils import timezone

from huisheng.campaign.models import Campaign
from huisheng.crafts.form import SHIPPED, shipped
from huisheng.listening import codes
from huisheng.listening.models import FormVersion
from huisheng.listening.services.asking import publish_form
from huisheng.listening.services.receiving import Payload

OPINION, QUESTIONNAIRE = SHIPPED
SAID = {"opinion.0.text": "育才路一下雨就积水，孩子上学得蹚水过去。", "may_quote": "no"}


def ask(campaign: Campaign) -> list[FormVersion]:
    """Publish both shipped forms on the campaign's public page."""
    return [publish_form(campaign, shipped(code), by=None, on=timezone.localdate()) for code in SHIPPED]


def address(campaign: Campaign, form: str = OPINION) -> str:
    """Where a form stands."""
    return f"/say/{campaign.slug}/{form}/"


def _html(page: Any) -> str:
    return page if isinstance(page, str) else page.content.decode()


def receipt_on(page: Any) -> str:
    """The receipt a page (an answer or its HTML) carries, with its proof."""
    found = re.search(r'name="receipt" value="([^"]+)"', _html(page))
    assert found is not None
    return found[1]


def code_on(page: Any) -> str:
    """The receipt code a page shows."""
    found = re.search(r'<b translate="no">([0-9A-Z-]+)</b>', _html(page))
    assert found is not None
    return found[1]


def open_form(campaign: Campaign, form: str = OPINION) -> str:
    """Open a form; what a browser would carry back."""
    return receipt_on(Client().get(address(campaign, form)))


def speak(campaign: Campaign, said: dict[str, str] | None = None, *, form: str = OPINION) -> str:
    """Hand a form in and return the receipt code shown."""
    page = Client().post(address(campaign, form), {**(said or SAID), "receipt": open_form(campaign, form)})
    assert page.status_code == 200, page.content.decode()
    return code_on(page)


def follow(code: str) -> Any:
    """The page that tells where a voice stands."""
    return Client().post("/receipt/", {"code": code})


def plain(code: str) -> codes.ReceiptCode:
    """A code as the service knows it."""
    known = codes.read(code)
    assert known is not None
    return known


def payload(campaign: Campaign, text: str = "路灯坏了。") -> Payload:
    """What the page would hand on of a text alone."""
    return Payload(
        channel="web",
        form_version_id=campaign.form_versions.order_by("pk").values_list("pk", flat=True)[0],
        day=timezone.localdate().isoformat(),
        sector_id=None,
        answers={},
        statements=[{"question": "opinion", "text": text, "addressee_unit_id": None}],
        may_quote=False,
        shows_words=False,
        is_urgent=False,
    )
