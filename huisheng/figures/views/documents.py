"""Official documents: their pages as pictures, PDF and Word, and what they are headed with."""

import base64
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.crafts.press.compose import words
from huisheng.crafts.press.pdf import LinkArea, link_areas, page_sizes, to_pages, to_pdf
from huisheng.crafts.press.word import to_docx
from huisheng.errors import Missing
from huisheng.figures.forms.documents import LetterheadForm, OrderForm
from huisheng.figures.queries import documents as reads
from huisheng.figures.queries import telling
from huisheng.figures.queries.documents import Order, Paper
from huisheng.figures.services.letterhead import set_letterhead
from huisheng.figures.views.address import Asked
from huisheng.organisation import clock
from huisheng.organisation.downloads import made_file
from huisheng.organisation.guard import desk

AT_ONCE = 4
DPI = 110
FILES = {"pdf": to_pdf, "docx": to_docx}


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a picture, in millimetres, and the links that lie over it."""

    number: int
    width: float
    height: float
    picture: str
    links: tuple[tuple[str, float, float, float, float], ...]
    """Address, left, top, width, height."""


@desk("document.read")
@require_safe
def document(request: DeskRequest, campaign: str, kind: str) -> HttpResponse:
    """A document made now: its pages as pictures, four at a time; with `?as=pdf` or `?as=docx` as a file."""
    form = OrderForm(request.GET)
    if kind not in Paper.values:
        raise Missing
    asked = Asked.of(request)
    as_of = asked.as_of or clock.today()
    told = telling.tell(request.campaign, as_of, version=asked.version, edition=asked.edition)
    head = reads.letterhead_of(request.campaign)
    said = form.cleaned_data if form.is_valid() else {}
    order = Order(
        kind,
        number=said.get("n") or 0,
        signed_on=said.get("signed"),
        with_lists=bool(said.get("lists")),
        base=f"{request.scheme}://{request.get_host()}",
    )
    made = reads.document(request.standing, told, order, head)
    wanted = request.GET.get("as", "")
    if wanted in FILES and not form.errors:
        return made_file(FILES[wanted](made), f"{made.title}.{wanted}")
    pdf = to_pdf(made)
    sizes = page_sizes(pdf)
    first = _first(request.GET.get("page", "1"), len(sizes))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "told": told,
        "asked": asked,
        "form": form,
        "kind": kind,
        "papers": [(value, label, value == kind) for value, label in Paper.choices],
        "made": made,
        "pages": _pages(pdf, sizes, first),
        "count": len(sizes),
        "before": _place(query.urlencode(), first - AT_ONCE) if first > 1 else "",
        "after": _place(query.urlencode(), first + AT_ONCE) if first + AT_ONCE <= len(sizes) else "",
        "query": urlencode([pair for pair in query.items() if pair[1] and pair[0] != "as"]),
        "lines": words(made).splitlines(),
        "today": clock.today(),
        "may_set_up": request.standing.may_act("campaign.set_up"),
        "has_letterhead": bool(head.pk),
    }
    return render(request, "figures/document.html", context, status=422 if form.errors else 200)


def _first(written: str, count: int) -> int:
    """The first page shown, from 1: always the first of its four."""
    number = int(written) if written.isascii() and written.isdecimal() and len(written) < 6 else 1
    return (min(max(number, 1), count) - 1) // AT_ONCE * AT_ONCE + 1


def _place(query: str, page: int) -> str:
    return f"?{query}&page={page}" if query else f"?page={page}"


def _pages(pdf: bytes, sizes: list[tuple[float, float]], first: int) -> list[Page]:
    shown = range(first - 1, min(first - 1 + AT_ONCE, len(sizes)))
    areas = link_areas(pdf, shown)
    return [
        Page(
            number=at + 1,
            width=sizes[at][0],
            height=sizes[at][1],
            picture=base64.b64encode(picture).decode(),
            links=tuple(_laid(area, *sizes[at]) for area in areas if area.page == at),
        )
        for at, picture in zip(shown, to_pages(pdf, DPI, shown), strict=True)
    ]


def _laid(area: LinkArea, width: float, height: float) -> tuple[str, float, float, float, float]:
    lengths = area.left * width, area.top * height, area.width * width, area.height * height
    return (area.href, *(round(length, 2) for length in lengths))  # type: ignore[return-value]


@desk("campaign.set_up")
def letterhead(request: DeskRequest, campaign: str) -> HttpResponse:
    """What the campaign's documents are headed and signed with; the phrases over the report's parts."""
    form = LetterheadForm(request.POST if request.method == "POST" else None, reads.letterhead_of(request.campaign))
    if request.method == "POST" and form.is_valid():
        set_letterhead(request.campaign, form.wanted, by=request.person)
        return redirect("figures:document", campaign, Paper.REPORT.value)
    return render(request, "figures/letterhead.html", {"form": form}, status=422 if form.errors else 200)
