"""Paper forms keyed at the desk: the head of a stack once, then sheet after sheet."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huisheng.campaign.http import DeskRequest
from huisheng.crafts.form import Answers, Fault, FormDefinition, Opinion, Problem, check
from huisheng.errors import Conflict
from huisheng.listening.forms import StackForm
from huisheng.listening.models import Sector, Stack
from huisheng.listening.queries import stacks as reads
from huisheng.listening.queries.asking import addressee_units, sectors
from huisheng.listening.services import stacks
from huisheng.listening.views.readings import differences, merged
from huisheng.listening.views.sheet import Raw, Sheet, read
from huisheng.organisation.guard import desk
from huisheng.organisation.models import Unit

_SALT = "huisheng.keying"


@desk("paper.key")
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: DeskRequest, campaign: str) -> HttpResponse:
    """The head of a stack, and the stacks begun."""
    form = StackForm(request.POST or None, campaign=request.campaign)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        opened = stacks.open_stack(
            request.campaign,
            cleaned["form_version"],
            cleaned["day"],
            occasion=cleaned["occasion"],
            unit=cleaned["unit"],
            sector=cleaned["sector"],
        )
        return redirect("listening:stack", campaign, opened.pk)
    begun = [(each, reads.title(each.form_version, _language())) for each in reads.stacks(request.campaign)]
    context = {"form": form, "stacks": begun, "forms": reads.published(request.campaign)}
    return render(request, "listening/stacks.html", context, status=422 if form.errors else 200)


@desk("paper.key")
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """Key one sheet; the next empty one follows."""
    page = _Page(request, reads.stack(request.campaign, pk))
    if request.method != "POST":
        return page.shown({})
    raw = read(page.form, request.POST)
    if "more" in request.POST:
        return page.shown(raw, with_new_row=True)
    key, refusal = page.key()
    if refusal:
        return page.shown(raw, refusal=refusal, status=409)
    return _keep(page, raw, key)


def _keep(page: "_Page", raw: Raw, key: UUID) -> HttpResponse:
    number = page.number()
    if page.is_double and number is None:
        return page.shown(raw, number_error=_("Write the number pencilled on the sheet, such as 12."), status=422)
    sheet = stacks.BLANK if "blank" in page.request.POST else page.checked(raw)
    if isinstance(sheet, list):
        return page.shown(raw, problems=sheet, status=422)
    try:
        outcome = stacks.keep(page.stack, sheet, key=key, by=page.request.person, number=number)
    except Conflict as refused:
        return page.shown(raw, number_error=str(refused), status=409)
    return redirect(f"{page.address}?{urlencode({'kept': outcome.value})}")


@desk("paper.key")
@require_POST
def take_back(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """Take back a sheet keyed just now; it stands in the page again, to be put right."""
    page = _Page(request, reads.stack(request.campaign, pk))
    try:
        key = UUID(request.POST.get("sheet", ""))
    except ValueError:
        raise Conflict(_("The page does not say which sheet. Nothing was changed.")) from None
    sheet = stacks.take_back(page.stack, key, by=request.person)
    return page.shown(sheet.raw, taken_back=True, filled_number=str(sheet.number or ""))


@desk("paper.key")
@require_POST
def seal(request: DeskRequest, campaign: str, pk: int) -> HttpResponse:
    """Make voices of what is keyed."""
    stack = reads.stack(request.campaign, pk)
    stacks.seal(stack, by=request.person)
    return redirect(f"{reverse('listening:stack', args=[campaign, pk])}?kept=sealed")


@desk("paper.key")
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: DeskRequest, campaign: str, pk: int, number: int) -> HttpResponse:
    """Two readings side by side where they differ; what each place shall be is decided with the sheet in hand."""
    page = _Page(request, reads.stack(request.campaign, pk))
    first, second = stacks.pair(page.stack, number)
    found = differences(page.form, first.raw, second.raw, language=_language(), units=page.units, sectors=page.sectors)
    missing: list[str] = []
    if request.method == "POST" and "neither" in request.POST:
        stacks.reject(page.stack, number, by=request.person)
        return redirect(f"{page.address}?kept=rejected")
    if request.method == "POST":
        chosen = {each.name: request.POST.get(each.name, "") for each in found}
        missing = [name for name, which in chosen.items() if which not in {"1", "2"}]
        if not missing:
            raw = merged(page.form, first.raw, second.raw, chosen)
            sheet = page.checked(raw) if raw else stacks.BLANK
            if isinstance(sheet, list):
                sheet = _emptied(sheet)
            stacks.settle(page.stack, number, sheet, differences=len(found), by=request.person)
            return redirect(f"{page.address}?kept=settled")
        found = [replace(each, chosen=chosen[each.name]) for each in found]
    context = {"stack": page.stack, "head": page.head, "number": number, "differences": found, "missing": missing}
    return render(request, "listening/stack_settle.html", context, status=422 if missing else 200)


def _emptied(problems: Sequence[Problem]) -> stacks.Keyed:
    """The blank sheet two sound readings may make together. Whatever else is wrong came after they were keyed.

    Raises:
        Conflict: an answer is not offered any more, such as a unit that ended.
    """
    if any(problem.fault is not Fault.EMPTY for problem in problems):
        raise Conflict(_("An answer on this sheet is not offered any more. Nothing was changed; have it keyed anew."))
    return stacks.BLANK


class _Page:
    """A stack's page: what is asked of each sheet, and how the page is shown again."""

    def __init__(self, request: DeskRequest, stack: Stack) -> None:
        self.request = request
        self.stack = stack
        self.form: FormDefinition = reads.definition(stack)
        self.is_double = bool(self.form.double_entry)
        self.sectors: list[Sector] = [] if stack.sector_id else sectors(request.campaign)
        asks_unit = any(isinstance(item, Opinion) and item.asks_unit for item in self.form.items)
        self.units: list[Unit] = addressee_units(request.campaign) if asks_unit else []

    @property
    def address(self) -> str:
        return reverse("listening:stack", args=[self.request.campaign.slug, self.stack.pk])

    @property
    def head(self) -> str:
        return self.form.title.spoken(_language())

    def key(self) -> tuple[UUID, str]:
        """The sheet's own key as this page gave it, or why it must be sent once more."""
        try:
            key, stack, seals = signing.loads(self.request.POST.get("sheet", ""), salt=_SALT)
        except (signing.BadSignature, ValueError):
            return uuid4(), _("The page was not whole. Store the sheet once more.")
        if stack != self.stack.pk or seals != self.stack.seals:
            words = _(
                "The stack was sealed while this sheet was on the page. If it is not in it yet, store it once more."
            )
            return uuid4(), words
        return UUID(key), ""

    def number(self) -> int | None:
        written = self.request.POST.get("number", "").strip()
        fits = written.isascii() and written.isdecimal() and 0 < int(written[:7] or 0) < 1_000_000 and len(written) < 7
        return int(written) if self.is_double and fits else None

    def checked(self, raw: Raw) -> stacks.Keyed | list[Problem]:
        units = {unit.code: unit.pk for unit in self.units}
        codes = {sector.code: sector.pk for sector in self.sectors}
        outcome = check(self.form, raw, sectors=codes, units=units)
        if not isinstance(outcome, Answers):
            return outcome
        return stacks.keyed(self.stack, raw, outcome, sectors=codes, units=units)

    def shown(
        self,
        raw: Raw,
        *,
        problems: Sequence[Problem] = (),
        with_new_row: bool = False,
        number_error: str = "",
        refusal: str = "",
        taken_back: bool = False,
        filled_number: str = "",
        status: int = 200,
    ) -> HttpResponse:
        sheet = Sheet(
            self.form,
            raw,
            problems,
            language=_language(),
            sectors=self.sectors,
            units=self.units,
            with_new_row=with_new_row,
        )
        context: dict[str, Any] = {
            "stack": self.stack,
            "head": self.head,
            "sheet": sheet,
            "progress": reads.progress(self.stack, self.request.person),
            "register": reads.registered(self.stack),
            "is_double": self.is_double,
            "key": signing.dumps([str(uuid4()), self.stack.pk, self.stack.seals], salt=_SALT),
            "number": filled_number or self.request.POST.get("number", ""),
            "number_error": number_error,
            "refusal": refusal,
            "taken_back": taken_back,
            "is_empty": any(problem.fault is Fault.EMPTY for problem in problems),
            "kept": self.request.GET.get("kept", "") if self.request.method != "POST" else "",
        }
        return render(self.request, "listening/stack.html", context, status=status)


def _language() -> str:
    return get_language() or ""
