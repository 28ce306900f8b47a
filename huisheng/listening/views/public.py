"""The public page: no log-in, no cookie, complete without JavaScript (R10)."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from huisheng.crafts.form import Problem, check
from huisheng.errors import Unavailable
from huisheng.listening import codes
from huisheng.listening.http import PublicRequest, without_cookie
from huisheng.listening.queries.asking import AskedForm, addressee_units, asked_form, asked_forms, sectors
from huisheng.listening.services.receiving import AlreadyReceived, hand_in
from huisheng.listening.views.sheet import Raw, Sheet, read
from huisheng.organisation.guard import public


@public("voice.send")
@require_safe
def home(request: PublicRequest, campaign: str) -> HttpResponse:
    """What the campaign asks now, and what happens with what is said."""
    forms = [Sheet(asked.definition, {}, (), language=_language(), sectors=(), units=()) for asked in _open(request)]
    return render(request, "say/home.html", {"forms": forms})


@public("voice.send")
@without_cookie
def form(request: PublicRequest, campaign: str, code: str) -> HttpResponse:
    """Fill a form in and hand it in."""
    asked = asked_form(request.campaign, code)
    if request.method != "POST":
        if not request.campaign.intake_open:
            return render(request, "say/home.html", {"forms": []})
        return _page(request, asked, {}, codes.fresh())
    raw = read(asked.definition, request.POST)
    receipt = codes.issued(request.POST.get("receipt", ""), settings.RECEIPT_KEY)
    if not request.campaign.intake_open:
        return _page(request, asked, raw, receipt, happened="closed", status=409)
    if "more" in request.POST or "again" in request.POST:
        return _page(request, asked, raw, receipt or codes.fresh(), with_new_row="more" in request.POST)
    if receipt is None:
        return _page(request, asked, raw, codes.fresh(), happened="stale", status=422)
    return _hand_in(request, asked, raw, receipt)


def _hand_in(request: PublicRequest, asked: AskedForm, raw: Raw, receipt: codes.ReceiptCode) -> HttpResponse:
    outcome = check(
        asked.definition,
        raw,
        sectors=[sector.code for sector in sectors(request.campaign)],
        units=[unit.code for unit in addressee_units(request.campaign)],
    )
    if isinstance(outcome, list):
        return _page(request, asked, raw, receipt, problems=outcome, status=422)
    try:
        hand_in(asked, outcome, receipt)
    except AlreadyReceived:
        return _page(request, asked, raw, codes.fresh(), happened="received", status=409)
    except Unavailable:
        response = _page(request, asked, raw, receipt, happened="unavailable", status=503)
        response["Retry-After"] = "30"
        return response
    seen = {"code": codes.grouped(receipt), "form": asked.version.code, "is_urgent": "is_urgent" in outcome.consents}
    return render(request, "say/received.html", seen)


def _page(
    request: PublicRequest,
    asked: AskedForm,
    raw: Raw,
    receipt: codes.ReceiptCode | None,
    *,
    problems: Sequence[Problem] = (),
    happened: str = "",
    with_new_row: bool = False,
    status: int = 200,
) -> HttpResponse:
    sheet = Sheet(
        asked.definition,
        raw,
        problems,
        language=_language(),
        sectors=sectors(request.campaign),
        units=addressee_units(request.campaign),
        with_new_row=with_new_row,
    )
    seen = {
        "sheet": sheet,
        "receipt": codes.issue(receipt, settings.RECEIPT_KEY) if receipt else "",
        "happened": happened,
        "is_answered": bool(raw),
    }
    return render(request, "say/form.html", seen, status=status)


def _open(request: PublicRequest) -> list[AskedForm]:
    return asked_forms(request.campaign) if request.campaign.intake_open else []


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
