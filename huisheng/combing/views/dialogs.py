"""Acts that ask for something first: each a page of its own, which a script shows as a dialog over the desk."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from huisheng.campaign.http import DeskRequest
from huisheng.combing import services
from huisheng.combing.forms.desk import NEW, AsideForm, ClassifyForm, HandForm, NameForm, SplitForm, seen_finding
from huisheng.combing.models import Decision, Finding
from huisheng.combing.queries import desk as reads
from huisheng.combing.queries import headlines
from huisheng.combing.views.desk import Onward, Place, address, again, first_error, numbers, place_of
from huisheng.errors import Conflict, HuishengError
from huisheng.organisation.guard import desk

FOUND = 12
AROUND = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """What a dialog is about: passages ticked, the finding chosen, the page to go back to."""

    passages: list[int]
    waiting: list[int]
    """Those of them that waited when they were shown."""
    target: str
    others: list[int]
    back: Place

    @classmethod
    def of(cls, request: DeskRequest, query: QueryDict) -> "Asked":
        passages = numbers(query.getlist("passage"), most=200)
        return cls(
            passages=passages,
            waiting=[key for key in numbers(query.getlist("waiting"), most=200) if key in passages],
            target=query.get("target", ""),
            others=numbers(query.getlist("other")),
            back=place_of(request, query.get("back", "")),
        )

    def after(self, error: HuishengError) -> "Asked":
        """What is asked once more: who was told that somebody was first, and repeats it, means it."""
        return replace(self, waiting=[]) if isinstance(error, Conflict) else self

    @property
    def return_url(self) -> str:
        """The page one came from, with the same things ticked."""
        pairs = [*(("tick", str(key)) for key in self.passages), *([("target", self.target)] if self.target else [])]
        joint = "&" if "?" in self.back.url else "?"
        return self.back.url + (joint + urlencode(pairs) if pairs else "")

    @property
    def query(self) -> str:
        pairs = [
            *(("passage", str(key)) for key in self.passages),
            *(("waiting", str(key)) for key in self.waiting),
            *(("other", str(number)) for number in self.others),
            ("target", self.target),
            ("back", self.back.url),
        ]
        return urlencode([pair for pair in pairs if pair[1]])


def _ask(request: DeskRequest, name: str) -> HttpResponse:
    """Go to the page that asks for what the act still needs."""
    asked = Asked.of(request, request.POST)
    return HttpResponseRedirect(f"{address(request, name)}?{asked.query}")


def _draft_instead(request: DeskRequest, asked: Asked) -> HttpResponse:
    """A finding that is not there yet is named and classified where it is drafted."""
    return HttpResponseRedirect(f"{asked.return_url}#draft")


def _show(
    request: DeskRequest,
    template: str,
    asked: Asked,
    context: dict[str, object],
    *,
    message: str = "",
    status: int = 200,
) -> HttpResponse:
    cards = reads.cards_of(request.standing, asked.passages) if asked.passages else ()
    return render(
        request,
        template,
        {**context, "asked": asked, "cards": cards, "message": message, "back": asked.back.url},
        status=status,
    )


def _status(error: HuishengError) -> int:
    return 409 if isinstance(error, Conflict) else 422


# ---------------------------------------------------------------- passages


@desk("passage.comb")
def move(request: DeskRequest, campaign: str) -> HttpResponse:
    """Move the ticked passages to a finding looked for by number or words."""
    if request.method != "POST":
        return _move_page(request, Asked.of(request, request.GET))
    if not request.POST.get("finding"):
        return _ask(request, "move")
    onward, asked = Onward.before(request), Asked.of(request, request.POST)
    form = HandForm(request.POST, standing=request.standing)
    try:
        finding, revision = seen_finding(request.standing, request.POST["finding"])
        if not form.is_valid():
            return _move_page(request, asked, message=first_error(form.errors), status=422)
        services.move(form.passages, finding, by=request.person, seen_revision=revision, seen_waiting=asked.waiting)
    except ValidationError as wrong:
        return _move_page(request, asked, message=wrong.messages[0], status=422)
    except HuishengError as error:
        return _move_page(request, asked.after(error), message=str(error), status=_status(error))
    return onward.go()


def _move_page(request: DeskRequest, asked: Asked, *, message: str = "", status: int = 200) -> HttpResponse:
    words = request.GET.get("q", "") or request.POST.get("q", "")
    found = headlines.offered(request.standing, words, asked.others)[:FOUND]
    context: dict[str, object] = {"q": words, "found": headlines.masked_headlines(found)}
    return _show(request, "combing/desk_move.html", asked, context, message=message, status=status)


@desk("passage.comb")
def set_aside(request: DeskRequest, campaign: str) -> HttpResponse:
    """Set the ticked passages aside, with a reason."""
    if request.method != "POST":
        form = AsideForm(standing=request.standing)
        return _show(request, "combing/desk_aside.html", Asked.of(request, request.GET), {"form": form})
    if "note" not in request.POST:
        return _ask(request, "set_aside")
    onward, asked = Onward.before(request), Asked.of(request, request.POST)
    form = AsideForm(request.POST, standing=request.standing)
    if not form.is_valid():
        message = first_error(form.errors)
        return _show(request, "combing/desk_aside.html", asked, {"form": form}, message=message, status=422)
    try:
        reason, note = form.cleaned_data["reason"], form.cleaned_data["note"]
        services.set_aside(form.passages, reason, note, by=request.person, seen_waiting=asked.waiting)
    except HuishengError as error:
        told, status = asked.after(error), _status(error)
        return _show(request, "combing/desk_aside.html", told, {"form": form}, message=str(error), status=status)
    return onward.go()


@desk("passage.comb")
def split(request: DeskRequest, campaign: str) -> HttpResponse:
    """Cut one passage in two."""
    if request.method != "POST":
        return _split_page(request, Asked.of(request, request.GET), request.GET.get("at", ""))
    if "at" not in request.POST:
        current = request.POST.get("current", "")
        sent = request.POST.copy()
        if current:
            sent.setlist("passage", [current])
        asked = Asked.of(request, sent)
        return HttpResponseRedirect(f"{address(request, 'split')}?{asked.query}")
    onward, asked = Onward.before(request), Asked.of(request, request.POST)
    form = SplitForm(request.POST, standing=request.standing)
    if not form.is_valid():
        return _split_page(request, asked, request.POST["at"], message=first_error(form.errors), status=422)
    try:
        decision = services.split(form.passages[0], form.cleaned_data["at"], by=request.person)
    except HuishengError as error:
        return _split_page(request, asked, request.POST["at"], message=str(error), status=_status(error))
    return HttpResponseRedirect(_with_new_half(onward, decision))


def _split_page(request: DeskRequest, asked: Asked, at: str, *, message: str = "", status: int = 200) -> HttpResponse:
    passage, cut = None, None
    if asked.passages:
        cards = reads.cards_of(request.standing, asked.passages[:1])
        if cards:
            passage = cards[0].passage
            cut = reads.cut_at(cards[0], int(at) if at.isdecimal() and len(at) < 10 else None, AROUND)
    context: dict[str, object] = {"passage": passage, "cut": cut}
    return _show(request, "combing/desk_split.html", asked, context, message=message, status=status)


def _with_new_half(onward: Onward, decision: Decision) -> str:
    """The page one came from, with the new half beside the old."""
    (cut,) = [op for op in decision.changes["ops"] if op["of"] == "cut"]
    new = [key for key, _start, _end in cut["after"] if key not in {old[0] for old in cut["before"]}]
    place = onward.place
    name = {"group": "also", "passages": "p"}.get(place.name)
    if name is None:
        return place.url
    query = place.query.copy()
    query.setlist(name, [*query.getlist(name), *(str(key) for key in new)])
    return f"{place.url.partition('?')[0]}?{query.urlencode()}"


# ---------------------------------------------------------------- findings


@desk("passage.comb")
def merge(request: DeskRequest, campaign: str) -> HttpResponse:
    """Gather two findings into one: the chosen one keeps its name."""
    query = request.POST if request.method == "POST" else request.GET
    asked = Asked.of(request, query)
    if request.method == "POST" and "source" not in request.POST:
        return _ask(request, "merge")
    target = _finding(request, asked)
    if target is None:
        return redirect(asked.return_url)
    if request.method != "POST":
        return _merge_page(request, asked, target)
    try:
        source, _seen = seen_finding(request.standing, request.POST["source"])
        _number, _dot, seen = asked.target.partition(".")
        services.merge(source, target, by=request.person, seen_revision=int(seen) if seen.isdecimal() else None)
    except ValidationError as wrong:
        return _merge_page(request, asked, target, message=wrong.messages[0], status=422)
    except HuishengError as error:
        return _merge_page(request, asked, target, message=str(error), status=_status(error))
    return redirect(asked.back.url)


def _merge_page(
    request: DeskRequest, asked: Asked, target: Finding, *, message: str = "", status: int = 200
) -> HttpResponse:
    words = request.GET.get("q", "") or request.POST.get("q", "")
    found = headlines.offered(request.standing, words, asked.others, besides=target)[:FOUND]
    context: dict[str, object] = {"q": words, "found": headlines.masked_headlines(found), **_shown(target)}
    return _show(request, "combing/desk_merge.html", asked, context, message=message, status=status)


@desk("passage.comb")
def name(request: DeskRequest, campaign: str) -> HttpResponse:
    """Name a finding by a clause of its own passages."""
    query = request.POST if request.method == "POST" else request.GET
    asked = Asked.of(request, query)
    finding = _finding(request, asked)
    if finding is None:
        return _draft_instead(request, asked)
    if request.method == "POST" and "first" not in request.POST:
        return _ask(request, "name")
    held = reads.quotable(request.standing, finding)
    clauses = reads.clauses_of((card.voice, card.passage) for card in held)
    wholes = [reads.whole_of(card) for card in held]
    form = NameForm(request.POST if request.method == "POST" else None, clauses=clauses, wholes=wholes)
    context: dict[str, object] = {"form": form, "held": held, **_shown(finding)}
    if request.method != "POST":
        return _show(request, "combing/desk_name.html", asked, context)
    if not form.is_valid():
        message = first_error(form.errors)
        return _show(request, "combing/desk_name.html", asked, context, message=message, status=422)
    try:
        services.name(finding, form.cleaned_data["span"], by=request.person, seen_revision=_seen(asked))
    except HuishengError as error:
        return _show(request, "combing/desk_name.html", asked, context, message=str(error), status=_status(error))
    return redirect(_without_revision(asked))


@desk("passage.comb")
def classify(request: DeskRequest, campaign: str) -> HttpResponse:
    """Say a finding's kind, scope, unit and categories."""
    query = request.POST if request.method == "POST" else request.GET
    asked = Asked.of(request, query)
    finding = _finding(request, asked)
    if finding is None:
        return _draft_instead(request, asked)
    if request.method == "POST" and "sent" not in request.POST:
        return _ask(request, "classify")
    schemes = reads.schemes_of(request.campaign)
    if request.method != "POST":
        form = ClassifyForm.of(finding, reads.categories_of(finding), schemes)
        return _show(request, "combing/desk_classify.html", asked, {"form": form, **_shown(finding)})
    form = ClassifyForm(request.POST, schemes=schemes)
    context: dict[str, object] = {"form": form, **_shown(finding)}
    if not form.is_valid():
        message = first_error(form.errors)
        return _show(request, "combing/desk_classify.html", asked, context, message=message, status=422)
    sent = form.cleaned_data
    try:
        services.classify(
            finding,
            by=request.person,
            kind=sent["kind"],
            scope=sent["scope"],
            unit=sent["unit"],
            clear_unit=sent["unit"] is None,
            categories=form.categories,
            seen_revision=_seen(asked),
        )
    except HuishengError as error:
        return _show(request, "combing/desk_classify.html", asked, context, message=str(error), status=_status(error))
    return redirect(_without_revision(asked))


@desk("passage.comb")
@require_POST
def about_person(request: DeskRequest, campaign: str) -> HttpResponse:
    """Mark the chosen finding as about a person, kept apart; or no longer."""
    asked = Asked.of(request, request.POST)
    finding = _finding(request, asked)
    if finding is None:
        return _draft_instead(request, asked)
    try:
        services.mark_about_person(finding, not finding.is_about_person, by=request.person)
    except HuishengError as error:
        return again(request, asked.back, str(error), conflict=isinstance(error, Conflict))
    return redirect(_without_revision(asked))


def _finding(request: DeskRequest, asked: Asked) -> Finding | None:
    if asked.target in {"", NEW}:
        return None
    try:
        return seen_finding(request.standing, asked.target)[0]
    except ValidationError:
        return None


def _seen(asked: Asked) -> int | None:
    seen = asked.target.partition(".")[2]
    return int(seen) if seen.isdecimal() else None


def _shown(finding: Finding) -> dict[str, object]:
    ((_same, words),) = headlines.masked_headlines([finding])
    return {"finding": finding, "words": words}


def _without_revision(asked: Asked) -> str:
    """Back with the same ticks; the finding has a new revision now."""
    return replace(asked, target=asked.target.partition(".")[0]).return_url
