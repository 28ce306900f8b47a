"""The combing desk: one screen, and one form a decision. Every act works without a script."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.forms.utils import ErrorDict
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.combing import services
from huisheng.combing.forms.desk import NEW, AcceptForm, DraftForm, HandForm, SentDraftForm
from huisheng.combing.models import Decision, Finding, ProposedGroup
from huisheng.combing.queries import acts, pages, queue
from huisheng.combing.queries import desk as reads
from huisheng.combing.queries.core import balance
from huisheng.errors import Conflict, HuishengError, Refused
from huisheng.organisation.guard import desk
from huisheng.organisation.jobs import enqueue

MOST_NAMED = 50
KEYS = (
    ("KeyA", "A", _("accept the ticked into the chosen finding")),
    ("KeyM", "M", _("move to another finding")),
    ("KeyS", "S", _("split; ← → move the caret")),
    ("KeyG", "G", _("gather two findings")),
    ("KeyD", "D", _("set aside, with a reason")),
    ("KeyN", "N", _("name, from the words")),
    ("KeyF", "F", _("classify")),
    ("KeyP", "P", _("about a person, kept apart")),
    ("KeyJ", "J", _("next voice, also ↓")),
    ("KeyK", "K", _("voice before, also ↑")),
    ("KeyX", "X", _("tick or untick")),
    ("KeyW", "W", _("whole voice and source")),
    ("Digit1", "1–9", _("choose a finding; in a dialog, a reason")),
    ("Digit0", "0", _("a new finding")),
    ("BracketLeft", "[", _("group before")),
    ("BracketRight", "]", _("group after")),
    ("KeyC", "C", _("what is certain, a page at once")),
    ("KeyZ", "Z", _("undo, any number of steps")),
    ("KeyY", "Y", _("redo")),
    ("Slash", "/", _("search")),
    ("KeyH", "H", _("this help")),
)


# ---------------------------------------------------------------- places: what may lie in hand


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the desk with its query, as an address: where an act came from and goes back to."""

    match: ResolverMatch
    query: QueryDict
    url: str

    @property
    def name(self) -> str:
        return str(self.match.url_name)


def place_of(request: DeskRequest, url: str) -> Place:
    """The desk page an address means; anything else means the desk itself."""
    parts = urlsplit(url)
    home = reverse("combing:desk", kwargs={"campaign": request.campaign.slug})
    if parts.netloc or parts.scheme or not parts.path.startswith(home):
        return Place(resolve(home), QueryDict(), home)
    try:
        return Place(resolve(parts.path), QueryDict(parts.query), url)
    except Resolver404:
        return Place(resolve(home), QueryDict(), home)


def here(request: DeskRequest) -> Place:
    """The page that is asked for, without what was ticked on it."""
    query = request.GET.copy()
    for name in ("tick", "target", "lang"):
        query.pop(name, None)
    url = request.path + (f"?{query.urlencode()}" if query else "")
    assert request.resolver_match is not None
    return Place(request.resolver_match, query, url)


def numbers(values: Sequence[str], most: int = MOST_NAMED) -> list[int]:
    """Ids out of an address."""
    return [int(value) for value in values if value.isdecimal() and len(value) < 19][:most]


def address(request: DeskRequest, name: str, **kwargs: object) -> str:
    """An address of this room in this campaign."""
    return reverse(f"combing:{name}", kwargs={"campaign": request.campaign.slug, **kwargs})


def in_hand(request: DeskRequest, place: Place) -> reads.Desk | None:
    """What lies in hand at a place; nothing if it is no place of the desk or is gone."""
    standing = request.standing
    if place.name == "group":
        group = queue.groups_of(request.campaign).filter(pk=place.match.kwargs["group"]).first()
        return reads.group_in_hand(standing, group, numbers(place.query.getlist("also"))) if group else None
    if place.name == "pair":
        question = queue.open_questions(standing).filter(pk=place.match.kwargs["question"]).first()
        return reads.pair_in_hand(standing, question) if question else None
    if place.name == "passages":
        return reads.passages_in_hand(standing, numbers(place.query.getlist("p")))
    if place.name == "all":
        leaf = pages.leaf(standing, page_asked(request, place))
        return reads.passages_in_hand(standing, leaf.keys, "all", leaf.following)
    return None


def page_asked(request: DeskRequest, place: Place) -> pages.Asked:
    """Which list of passages an address asks for."""
    after = place.query.get("after", "")
    where = place.query.get("where", pages.WAITING)
    return pages.Asked(
        where=where if where in pages.WHERES else pages.WAITING,
        after=int(after) if after.isdecimal() and len(after) < 19 else 0,
        words=place.query.get("q", "").strip(),
        category=pages.category_of(request.campaign, place.query.get("category", "")),
    )


# ---------------------------------------------------------------- pages


@desk("passage.comb")
@require_safe
def home(request: DeskRequest, campaign: str) -> HttpResponse:
    """The desk: the head of the queue in hand, or what to do when nothing is proposed."""
    standing = request.standing
    group = queue.first_group(standing, lone=False)
    if group is None:
        question = queue.open_questions(standing).first()
        if question is not None:
            return redirect("combing:pair", campaign=campaign, question=question.pk)
        group = queue.first_group(standing, lone=True)
    if group is not None:
        return redirect("combing:group", campaign=campaign, group=group.pk)
    job = queue.proposing(request.campaign)
    return render(
        request,
        "combing/desk_rest.html",
        {
            "balance": balance(request.campaign),
            "job": job,
            "moves": job is not None and job.state in {job.State.QUEUED, job.State.RUNNING},
            "last": acts.last_act(request.campaign, request.person),
            "back": address(request, "desk"),
        },
    )


@desk("passage.comb")
@require_safe
def group(request: DeskRequest, campaign: str, group: int) -> HttpResponse:
    """A proposed group in hand. One that is gone gives way to the head of the queue."""
    return _page(request)


@desk("passage.comb")
@require_safe
def pair(request: DeskRequest, campaign: str, question: int) -> HttpResponse:
    """A doubtful pair in hand."""
    return _page(request)


@desk("passage.comb")
@require_safe
def passages(request: DeskRequest, campaign: str) -> HttpResponse:
    """Passages named in the address in hand."""
    return _page(request)


@desk("passage.comb")
@require_safe
def every(request: DeskRequest, campaign: str) -> HttpResponse:
    """Lists of passages: waiting, placed, set aside, all; by words, lone ones by category."""
    return _page(request)


@desk("passage.comb")
@require_safe
def beside(request: DeskRequest, campaign: str, group: int, step: str) -> HttpResponse:
    """The group before or after this one."""
    at = get_object_or_404(queue.groups_of(request.campaign), pk=group)
    find = queue.group_before if step == "before" else queue.group_after
    found = find(request.standing, at)
    return redirect(address(request, "group", group=found.pk) if found else address(request, "desk"))


@desk("passage.comb")
@require_safe
def head(request: DeskRequest, campaign: str, of: str) -> HttpResponse:
    """The head of a part of the queue: groups, pairs or lone voices."""
    if of == "pairs":
        question = queue.open_questions(request.standing).first()
        return redirect(address(request, "pair", question=question.pk) if question else address(request, "desk"))
    found = queue.first_group(request.standing, lone=of == "lone")
    return redirect(address(request, "group", group=found.pk) if found else address(request, "desk"))


@desk("passage.comb")
@require_safe
def keys(request: DeskRequest, campaign: str) -> HttpResponse:
    """The keys of the desk, and the switch that turns them off."""
    back = place_of(request, request.GET.get("back", "")).url
    return render(request, "combing/desk_keys.html", {"back": back, "keys": KEYS})


def _page(request: DeskRequest) -> HttpResponse:
    place = here(request)
    return _show(
        request,
        place,
        ticked=numbers(request.GET.getlist("tick")) if "tick" in request.GET else None,
        target=request.GET.get("target", ""),
    )


def _show(
    request: DeskRequest,
    place: Place,
    *,
    ticked: Collection[int] | None = None,
    target: str = "",
    message: str = "",
    status: int = 200,
    sent: QueryDict | None = None,
) -> HttpResponse:
    """A place of the desk, with what is ticked and chosen on it."""
    found = in_hand(request, place)
    if found is None:
        return redirect(address(request, "desk"))
    hand = found.hand
    if ticked is None:
        ticked = hand.ticked_at_first
    chosen = _chosen(hand, target)
    draft = None
    if hand.draft is not None:
        draft = DraftForm.of(hand.draft, found.schemes, sent)
    return render(
        request,
        "combing/desk.html",
        {
            "desk": found,
            "hand": hand,
            "queue": found.queue,
            "balance": found.balance,
            "draft": draft,
            "ticked": ticked,
            "chosen": chosen,
            "message": message,
            "back": place.url,
            "last": acts.last_act(request.campaign, request.person),
            **_list_context(request, place, found),
        },
        status=status,
    )


def _list_context(request: DeskRequest, place: Place, found: reads.Desk) -> dict[str, object]:
    if place.name != "all":
        return {}
    asked = page_asked(request, place)
    context: dict[str, object] = {"asked": asked, "wheres": pages.WHERES.items()}
    shelf = pages.scheme_to_page_by(found.schemes)
    if shelf is not None and asked.where == pages.WAITING and not asked.words:
        lone = pages.lone_by_category(request.standing, shelf[0])
        context["shelves"] = [(each, lone[each.code]) for each in shelf[1] if lone.get(each.code)]
    if found.following:
        query = place.query.copy()
        query["after"] = str(found.following)
        context["following_url"] = f"?{query.urlencode()}"
    return context


def _chosen(hand: reads.Hand, target: str) -> str:
    """The number of the finding chosen on the right, or `new`."""
    asked = target.partition(".")[0]
    offered = [str(candidate.finding.number) for candidate in hand.candidates]
    if asked in {*offered, NEW}:
        return asked
    return offered[0] if offered and hand.candidates[0].is_likely else NEW


# ---------------------------------------------------------------- going on


@dataclass(frozen=True, slots=True)
class Onward:
    """Where to go after an act: the same place while something of it waits, else the next of the queue.

    The place in the queue is taken before the act, because the act may empty the group.
    """

    request: DeskRequest
    place: Place
    group: ProposedGroup | None

    @classmethod
    def before(cls, request: DeskRequest) -> "Onward":
        place = place_of(request, request.POST.get("back", ""))
        found = None
        if place.name == "group":
            found = queue.groups_of(request.campaign).filter(pk=place.match.kwargs["group"]).first()
        return cls(request, place, found)

    def go(self) -> HttpResponse:
        return HttpResponseRedirect(self._url())

    def _url(self) -> str:
        request, place = self.request, self.place
        if self.group is not None:
            if queue.still_waits(request.standing, self.group, numbers(place.query.getlist("also"))):
                return place.url
            found = queue.group_after(request.standing, self.group)
            return address(request, "group", group=found.pk) if found else address(request, "desk")
        if place.name == "pair":
            question = queue.open_questions(request.standing).filter(pk=place.match.kwargs["question"]).first()
            if question and queue.any_waits(request.standing, [question.passage_a_id, question.passage_b_id]):
                return place.url
            question = queue.open_questions(request.standing).exclude(pk=place.match.kwargs["question"]).first()
            return address(request, "pair", question=question.pk) if question else address(request, "desk")
        if place.name == "passages" and not queue.any_waits(request.standing, numbers(place.query.getlist("p"))):
            return address(request, "desk")
        return place.url


def again(request: DeskRequest, place: Place, words: str, *, conflict: bool = False) -> HttpResponse:
    """The same page with what went wrong on top, and everything still ticked."""
    return _show(
        request,
        place,
        ticked=numbers(request.POST.getlist("passage")),
        target=request.POST.get("target", ""),
        message=words,
        status=409 if conflict else 422,
        sent=request.POST,
    )


def first_error(errors: ErrorDict) -> str:
    """The first thing wrong with a form, in words."""
    return str(next(iter(errors.values()))[0])


# ---------------------------------------------------------------- acts


@desk("passage.comb")
@require_POST
def accept(request: DeskRequest, campaign: str) -> HttpResponse:
    """Put the ticked passages into the chosen finding, or open a new one from them."""
    onward = Onward.before(request)
    try:
        settle(request, request.POST)
    except HuishengError as error:
        return again(request, onward.place, str(error), conflict=isinstance(error, Conflict))
    return onward.go()


def settle(request: DeskRequest, sent: QueryDict, prefix: str | None = None) -> Finding | None:
    """Put the passages a form sent into the finding it named, returned as it was seen, or open a new one from them.

    Raises:
        HuishengError: it cannot be, or somebody was first; nothing was changed.
    """
    form = AcceptForm(sent, standing=request.standing, prefix=prefix)
    if not form.is_valid():
        raise Refused(first_error(form.errors))
    if form.finding is None:
        _open(request, form, SentDraftForm(sent, schemes=reads.schemes_of(request.campaign), prefix=prefix))
        return None
    if form.moves:
        services.move(
            form.passages,
            form.finding,
            by=request.person,
            seen_revision=form.seen_revision,
            seen_waiting=form.seen_waiting,
        )
    else:
        services.place(form.passages, form.finding, by=request.person, seen_revision=form.seen_revision)
    return form.finding


def _open(request: DeskRequest, form: AcceptForm, draft: SentDraftForm) -> None:
    if not draft.is_valid():
        raise Refused(first_error(draft.errors))
    decision = services.open_finding(
        form.passages,
        kind=draft.cleaned_data["kind"],
        headline=draft.cleaned_data["headline"],
        scope=draft.cleaned_data["scope"],
        categories=draft.categories,
        by=request.person,
    )
    if draft.cleaned_data["about_person"]:
        services.mark_about_person(acts.opened_by(decision), True, by=request.person)


@desk("passage.comb")
@require_POST
def release(request: DeskRequest, campaign: str) -> HttpResponse:
    """Put the ticked passages back to waiting."""
    onward = Onward.before(request)
    form = HandForm(request.POST, standing=request.standing)
    if not form.is_valid():
        return again(request, onward.place, first_error(form.errors))
    try:
        services.release(form.passages, by=request.person)
    except HuishengError as error:
        return again(request, onward.place, str(error), conflict=isinstance(error, Conflict))
    return onward.go()


@desk("passage.comb")
@require_POST
def answer(request: DeskRequest, campaign: str, question: int) -> HttpResponse:
    """Answer a doubtful pair, and go on to the next."""
    onward = Onward.before(request)
    found = queue.open_questions(request.standing).filter(pk=question).first()
    if found is None or request.POST.get("same") not in {"yes", "no"}:
        return onward.go()
    try:
        services.answer(found, request.POST["same"] == "yes", by=request.person)
    except HuishengError as error:
        return again(request, onward.place, str(error), conflict=isinstance(error, Conflict))
    return onward.go()


@desk("passage.comb")
@require_POST
def undo(request: DeskRequest, campaign: str) -> HttpResponse:
    """Take back the person's newest act, and show what it was about."""
    place = place_of(request, request.POST.get("back", ""))
    try:
        decision = services.undo(campaign=request.campaign, by=request.person)
    except HuishengError as error:
        return again(request, place, str(error), conflict=isinstance(error, Conflict))
    return HttpResponseRedirect(_touched(request, decision, place))


@desk("passage.comb")
@require_POST
def redo(request: DeskRequest, campaign: str) -> HttpResponse:
    """Do again what was taken back last."""
    onward = Onward.before(request)
    try:
        services.redo(campaign=request.campaign, by=request.person)
    except HuishengError as error:
        return again(request, onward.place, str(error), conflict=isinstance(error, Conflict))
    return onward.go()


def _touched(request: DeskRequest, decision: Decision, place: Place) -> str:
    """The page that shows the passages a decision put back to waiting; else the page one was on."""
    keys = [op["passage"] for op in decision.changes["ops"] if op["of"] == "placement" and op["after"] is None]
    if not keys or place.name == "certain":
        return place.url
    found = queue.group_holding(request.campaign, keys)
    if found is not None:
        return address(request, "group", group=found.pk)
    return f"{address(request, 'passages')}?{urlencode([('p', key) for key in keys[:MOST_NAMED]])}"


@desk("passage.comb")
@require_POST
def propose(request: DeskRequest, campaign: str) -> HttpResponse:
    """Have the machine propose groups for what waits; one run at a time."""
    job = queue.proposing(request.campaign)
    if job is None or job.state not in {job.State.QUEUED, job.State.RUNNING}:
        enqueue("combing.propose", by=request.person, campaign_id=request.campaign.pk)
    return redirect(address(request, "desk"))
