"""The finding list and the page of one finding."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.combing.forms.findings import FilterForm, FreezeForm
from huisheng.combing.queries import finding as page_reads
from huisheng.combing.queries import findings as reads
from huisheng.combing.queries.findings import Asked, Choices, Leaf
from huisheng.combing.queries.reading import Sight
from huisheng.combing.services.lists import freeze as freeze_list
from huisheng.errors import Missing
from huisheng.listening.disclosure import SMALLEST
from huisheng.listening.models import Channel
from huisheng.organisation.guard import desk

CURSORS = ("after", "before", "code", "acts", "lang", "tick", "target")


@dataclass(frozen=True, slots=True)
class List:
    """The list an address asks for."""

    options: Choices
    form: FilterForm
    asked: Asked
    query: str
    """The filters as the address carries them, without the place in the list."""

    @classmethod
    def of(cls, request: DeskRequest, query: QueryDict) -> "List":
        """Read an address.

        Raises:
            Missing: it names something there is not, or that this reader may not filter by.
        """
        options = reads.choices(request.standing)
        form = FilterForm(query, options=options)
        if not form.is_valid():
            raise Missing
        kept = query.copy()
        for name in CURSORS:
            kept.pop(name, None)
        return cls(options, form, form.asked, urlencode([pair for pair in _pairs(kept) if pair[1]]))

    def with_(self, **changes: str) -> str:
        """The same address with some filters changed; an empty one is left out."""
        pairs = [pair for pair in _pairs(QueryDict(self.query)) if pair[0] not in changes]
        return "?" + urlencode([*pairs, *((name, value) for name, value in changes.items() if value)])


def _pairs(query: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in query.lists() for value in values]


@desk("finding.read")
@require_safe
def findings(request: DeskRequest, campaign: str) -> HttpResponse:
    """The list of problems and suggestions, filtered, by number."""
    shown = List.of(request, request.GET)
    numbers = reads.numbers(request.standing, shown.asked, shown.options.last)
    leaf = page_of(request, numbers)
    sums = reads.sums(request.standing, shown.options.last) if shown.options.sight is not Sight.TITLE else None
    context = {
        "shown": shown,
        "options": shown.options,
        "asked": shown.asked,
        "listed": reads.listed(request.standing, shown.asked, shown.options, leaf),
        "sums": sums,
        "changes": _changes(shown, sums) if sums and shown.options.last and not shown.asked.version else (),
        "versions": [(version, shown.with_(v=str(version.number), change="")) for version in shown.options.versions],
        "draft_url": shown.with_(v=""),
        "apart_url": shown.with_(apart="yes", change=""),
        "not_apart_url": shown.with_(apart=""),
        "problems_query": shown.with_(kind="problem"),
        "suggestions_query": shown.with_(kind="suggestion"),
        "told_more": shown.options.sight is not Sight.TITLE,
        "letters": _letters(),
        "may_freeze": request.standing.may_act("passage.comb"),
        "may_export": request.standing.may_act("export.own_screens"),
        "may_mask": request.standing.may_act("redaction.make"),
        "missing_code": _missing(request, numbers),
    }
    return render(request, "combing/findings.html", context)


def page_of(request: DeskRequest, numbers: list[int], page: int = reads.PAGE) -> Leaf:
    """The page of a list of numbers that an address asks for."""
    place = {name: number_of(request.GET.get(name, "")) for name in ("after", "before", "code")}
    return reads.leaf(numbers, after=place["after"], before=place["before"], at=place["code"], page=page)


def number_of(text: str) -> int:
    """A number out of an address; 0 for anything else."""
    digits = text.strip()
    return int(digits) if digits.isdecimal() and len(digits) < 10 else 0


def _missing(request: DeskRequest, numbers: list[int]) -> str:
    """The number that was jumped to, if the list shown has none such."""
    asked = request.GET.get("code", "").strip()
    return asked if asked and number_of(asked) not in numbers else ""


def _changes(shown: List, sums: reads.Sums) -> list[tuple[str, int, str]]:
    return [(change, sums.changes[change], shown.with_(change=change, apart="")) for change in reads.CHANGES]


def _letters() -> list[tuple[str, str]]:
    """What the letters of the column mean, but for those that say it themselves."""
    pairs = [(str(letter), str(Channel(channel).label)) for channel, letter in reads.SHORT.items()]
    return [pair for pair in pairs if pair[0] != pair[1]]


@desk("finding.read")
@require_safe
def finding(request: DeskRequest, campaign: str, number: int) -> HttpResponse:
    """One finding: its passages as voices, where they were heard, what was decided."""
    place = {name: number_of(request.GET.get(name, "")) for name in ("after", "before", "acts")}
    found = page_reads.finding_page(request.standing, number, **place)
    if found is None:
        raise Missing
    context = {
        "found": found,
        "finding": found.finding,
        "may_comb": request.standing.may_act("passage.comb") and not found.is_told_less,
        "may_open": found.sight is Sight.FULL,
        "smallest": SMALLEST,
    }
    return render(request, "combing/finding.html", context)


@desk("passage.comb")
def freeze(request: DeskRequest, campaign: str) -> HttpResponse:
    """Freeze the list as it stands into the next version; the draft goes on."""
    options = reads.choices(request.standing)
    number = (options.last.number if options.last else 0) + 1
    form = FreezeForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        version = freeze_list(request.campaign, form.cleaned_data["on"], by=request.person)
        address = reverse("combing:findings", kwargs={"campaign": campaign})
        return redirect(f"{address}?v={version.number}")
    context = {"form": form, "number": number, "sums": reads.sums(request.standing, options.last)}
    return render(request, "combing/list_freeze.html", context, status=422 if form.errors else 200)
