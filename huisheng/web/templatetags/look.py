"""Components of every page. Loaded everywhere (a template builtin), so no `{% load %}` is needed.

    {% html_language %}                      zh-Hans or en, for <html lang>
    {% icon "late" %}                        a shape from icons.svg; `label=…` when it stands alone
    {% state_tag "placed" %}                 shape + word; `text=…` replaces the word (“3 days late”)
    {% conservation placed=3118 aside=257 waiting=3107 %}
                                             the bar and its sum; each of placed, aside, waiting, withheld
                                             may be left out, take `…_url` and `…_label`; `all_label`, `all_url`
    {% tile "Valid" 2297 unit="sheets" of="of 2,381 returned" url=… icon_name="late" %}
    {% words text %}                         verbatim text or runs, for inside a <blockquote>
    {% voice text code="表0412" facts=facts url=… %}
                                             figure.voice with its stamp; facts: words or nothing;
                                             `url_label`, `masks` (how many were hidden)
    {% trail steps %}                        each {what, text, url, is_current}
    {% timeline events %}                    each {when, text, url, state: done | now | todo}
    {% pager page %}                         page: first, last, total, previous, next (cursors);
                                             `jump=True` adds “go to code”, `unit=…` counts something else
    {% field form.name %}                    label, hint, error, control, in this order; radios in a fieldset
    {% error_summary form %}                 what happened, links to the fields, what was kept;
                                             `title=…`, `kept=…`
    {% job_progress job %}                   `what=…` (a sentence), `stop_url`, `resume_url`
    {% empty_state "No voices yet" "…" act="Import" url=… other_act=… other_url=… %}
    {% undo "9 into 0102." url %}            the dark strip: stays until the next act
    {% keep_address %}                       ?lang=en&type=large for the end of a public link or form action;
                                             `{% keep_address type="large" %}` changes one, "" drops it
    {% keep_address_fields %}                the same as hidden inputs, for forms that GET
    {{ 4231|number }} 4,231   {{ date|day }} 2014年4月15日   {{ date|day:"short" }} 4月15日
    {{ 87|padded }} 0087

A *run* is a stretch of a voice: any object or dictionary with `text` and, where true, `masked` (what is
hidden, a word), `hand` (the passage in hand), `shared` (words two passages share), `rest` (outside the
passage in hand), `elsewhere` and `url` (where this other passage went). Runs joined are the voice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Form, RadioSelect, Select, Textarea
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import (
    get_language,
    gettext,
    gettext_lazy,
    gettext_noop,
    ngettext,
    pgettext,
    pgettext_lazy,
)

register = template.Library()

# What a public page remembers, it remembers in its address: a cookie would mark the device.
KEPT = ("lang", "type", "contrast")
SMALLEST_SHARE = 0.15  # percent: what is not zero must be seen

_STATES: dict[str, tuple[str, str, Any]] = {
    "waiting": ("ring", "waiting", pgettext_lazy("state", "Waiting")),
    "placed": ("placed", "placed", pgettext_lazy("state", "In a finding")),
    "aside": ("aside", "aside", pgettext_lazy("state", "Set aside")),
    "sealed": ("sealed", "live", pgettext_lazy("state", "Waiting to be sealed")),
    "danger": ("late", "late", pgettext_lazy("state", "Danger to life")),
    "personal": ("lock", "aside", pgettext_lazy("state", "About a person, kept apart")),
    "doubtful": ("ask", "waiting", pgettext_lazy("state", "The same matter?")),
    "hidden": ("mask", "aside", pgettext_lazy("state", "Hidden")),
    "new": ("plus", "live", pgettext_lazy("state", "New")),
    "draft": ("ring", "waiting", pgettext_lazy("state", "Draft")),
    "frozen": ("lock", "placed", pgettext_lazy("state", "Frozen")),
    "queued": ("open", "live", pgettext_lazy("state", "Queued")),
    "running": ("half", "live", pgettext_lazy("state", "Running")),
    "stopped": ("bar", "aside", pgettext_lazy("state", "Stopped")),
    "done": ("placed", "placed", pgettext_lazy("state", "Done")),
    "failed": ("late", "late", pgettext_lazy("state", "Not finished")),
    "locked": ("lock", "late", pgettext_lazy("state", "Locked")),
    "ended": ("bar", "aside", pgettext_lazy("state", "Ended")),
    "withdrawn": ("back", "aside", pgettext_lazy("state", "Withdrawn")),
    "registered": ("open", "live", pgettext_lazy("state", "Registered")),
    "assigned": ("dot", "live", pgettext_lazy("state", "Assigned")),
    "accepted": ("quarter", "live", pgettext_lazy("state", "Accepted")),
    "in-progress": ("half", "live", pgettext_lazy("state", "In progress")),
    "extension": ("clock", "waiting", pgettext_lazy("state", "Extension asked")),
    "submitted": ("three", "placed", pgettext_lazy("state", "Submitted")),
    "returned": ("back", "waiting", pgettext_lazy("state", "Returned")),
    "closed": ("placed", "placed", pgettext_lazy("state", "Closed")),
    "reopened": ("back", "waiting", pgettext_lazy("state", "Reopened")),
    "long-term": ("loop", "aside", pgettext_lazy("state", "Long-term")),
    "not-adopted": ("bar", "aside", pgettext_lazy("state", "Not adopted")),
    "late": ("late", "late", pgettext_lazy("state", "Overdue")),
    "quick": ("quick", "live", pgettext_lazy("state", "Quick fix")),
}


@register.simple_tag
def html_language() -> str:
    """The language of the page as HTML names it."""
    return "en" if (get_language() or "").startswith("en") else "zh-Hans"


# ---------------------------------------------------------------- numbers and days


@register.filter
def number(value: int | None) -> str:
    """4231 → 4,231; nothing stays nothing."""
    return "" if value is None else f"{value:,}"


@register.filter
def padded(value: int | str | None) -> str:
    """A finding's code: 87 → 0087."""
    return "" if value is None else str(value).zfill(4)


@register.filter
def day(value: date | None, form: str = "") -> str:
    """A day as the language writes it; `"short"` leaves the year out. A moment is read in the office's zone."""
    if value is None:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if form == "short":
        return date_format(value, pgettext("date format without year", "j F"))
    return date_format(value, pgettext("date format", "j F Y"))


# ---------------------------------------------------------------- shapes and words


@register.inclusion_tag("look/_icon.html")
def icon(name: str, label: str = "") -> dict[str, Any]:
    """A shape of the sprite: silent beside its word, named where it stands alone."""
    return {"name": name, "label": label}


@register.inclusion_tag("look/_state_tag.html")
def state_tag(state: str, text: str = "") -> dict[str, Any]:
    """A state as shape and word.

    Raises:
        KeyError: no such state; a state without a shape would be told by colour alone.
    """
    shape, tone, word = _STATES[state]
    return {"shape": shape, "tone": tone, "text": text or word}


@register.inclusion_tag("look/_tile.html")
def tile(what: str, value: int, unit: str = "", of: str = "", url: str = "", icon_name: str = "") -> dict[str, Any]:
    """What, value with unit, of how many. The value is the link."""
    return {"what": what, "value": value, "unit": unit, "of": of, "url": url, "icon_name": icon_name}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a conserved whole, and its place on the bar in percent."""

    name: str
    label: str
    count: int
    url: str
    share: float
    start: str
    width: str


_PART_LABELS = {
    "placed": gettext_lazy("In a finding"),
    "aside": gettext_lazy("Set aside, with reason"),
    "waiting": gettext_lazy("Waiting"),
    "withheld": gettext_lazy("Kept from this reader"),
}


def _widths(counts: Sequence[int]) -> list[float]:
    """Percentages that sum to 100, none that is not zero below the smallest one sees."""
    total = sum(counts)
    if total == 0:
        return [0.0] * len(counts)
    drawn = [max(100 * n / total, SMALLEST_SHARE) if n else 0.0 for n in counts]
    largest = drawn.index(max(drawn))
    drawn[largest] -= sum(drawn) - 100
    return drawn


@register.inclusion_tag("look/_conservation.html")
def conservation(**given: Any) -> dict[str, Any]:
    """Parts that add up to all, as sum, as words and as bar. Parts not named are not shown."""
    names = [name for name in _PART_LABELS if given.get(name) is not None]
    counts = [int(given[name]) for name in names]
    total = sum(counts)
    parts, start = [], 0.0
    for name, count, width in zip(names, counts, _widths(counts), strict=True):
        parts.append(
            Part(
                name=name,
                label=str(given.get(f"{name}_label") or _PART_LABELS[name]),
                count=count,
                url=given.get(f"{name}_url", ""),
                share=100 * count / total if total else 0.0,
                start=f"{start:.2f}%",
                width=f"{width:.2f}%",
            )
        )
        start += width
    shares = [gettext("%(label)s %(share).1f%%") % {"label": p.label, "share": p.share} for p in parts]
    return {
        "parts": parts,
        "total": total,
        "all_label": given.get("all_label") or gettext("All passages"),
        "all_url": given.get("all_url", ""),
        "in_words": pgettext("between the members of a list", ", ").join(shares),
    }


# ---------------------------------------------------------------- voices


def _get(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def _run(run: Any) -> SafeString:
    """One run. Written here and not in a template: a stray blank would change what was said."""
    masked = _get(run, "masked")
    if masked:
        html = format_html(
            '<span class="mask" aria-hidden="true">██</span><span class="vh">{}</span>',
            gettext("(hidden: %(what)s)") % {"what": masked} if isinstance(masked, str) else gettext("(hidden)"),
        )
    else:
        html = format_html("{}", _get(run, "text"))
    if _get(run, "shared"):
        html = format_html("<mark>{}</mark>", html)
    if _get(run, "hand"):
        html = format_html('<span class="hand">{}</span>', html)
    elif _get(run, "rest"):
        html = format_html('<span class="rest">{}</span>', html)
    elsewhere = _get(run, "elsewhere")
    if elsewhere and _get(run, "url"):
        return format_html('{}<a class="else" href="{}"><bdi>{}</bdi></a>', html, _get(run, "url"), elsewhere)
    if elsewhere:
        return format_html('{}<span class="else"><bdi>{}</bdi></span>', html, elsewhere)
    return html


@register.simple_tag
def words(text: str | Iterable[Any]) -> SafeString:
    """What was said, as it was said: a text, or its runs."""
    if isinstance(text, str):
        return format_html("{}", text)
    return format_html_join("", "{}", ((_run(run),) for run in text))


@register.inclusion_tag("look/_voice.html")
def voice(
    text: str | Iterable[Any],
    code: str = "",
    facts: Iterable[Any] = (),
    url: str = "",
    url_label: str = "",
    masks: int = 0,
) -> dict[str, Any]:
    """A voice with the stamp of where it comes from. The words stay Chinese on an English page."""
    return {
        "text": text,
        "code": code,
        "facts": [fact for fact in facts if fact],
        "url": url,
        "url_label": url_label or gettext("The whole voice"),
        "masks": masks,
    }


@register.inclusion_tag("look/_trail.html")
def trail(steps: Iterable[Any]) -> dict[str, Any]:
    """From the answer down to the sheet, both ways, in one line."""
    return {"steps": steps}


@register.inclusion_tag("look/_timeline.html")
def timeline(events: Iterable[Any]) -> dict[str, Any]:
    """What happened, day first; then what is to come."""
    shown = []
    for event in events:
        when = _get(event, "when")
        shown.append(
            {
                "when": day(when, "short") if isinstance(when, date) else when,
                "datetime": when.isoformat() if isinstance(when, date) else "",
                "text": _get(event, "text"),
                "url": _get(event, "url"),
                "state": _get(event, "state") or "done",
            }
        )
    return {"events": shown}


# ---------------------------------------------------------------- lists


def _other_parameters(request: HttpRequest | None, dropped: Iterable[str]) -> QueryDict:
    kept = request.GET.copy() if request is not None else QueryDict(mutable=True)
    for name in dropped:
        kept.pop(name, None)
    return kept


def _cursor_url(parameters: QueryDict, name: str, cursor: Any) -> str:
    with_cursor = parameters.copy()
    with_cursor[name] = str(cursor)
    return "?" + with_cursor.urlencode()


@register.inclusion_tag("look/_pager.html", takes_context=True)
def pager(context: template.Context, page: Any, jump: bool = False, unit: str = "") -> dict[str, Any]:
    """Where one is in a long list, and the ways on: pages by key, no page numbers.

    `page` has `first`, `last`, `total` (positions from 1) and `previous`, `next` (cursors, or None).
    The links say `?before=` and `?after=`, the jump says `?code=`; other parameters stay.
    """
    parameters = _other_parameters(context.get("request"), ("before", "after", "code"))
    previous, following = _get(page, "previous"), _get(page, "next")
    return {
        "page": page,
        "unit": unit,
        "jump": jump,
        "previous_url": _cursor_url(parameters, "before", previous) if previous else "",
        "next_url": _cursor_url(parameters, "after", following) if following else "",
        "kept": [(name, value) for name, values in parameters.lists() for value in values],
    }


@register.inclusion_tag("look/_empty_state.html")
def empty_state(
    title: str, text: str = "", act: str = "", url: str = "", other_act: str = "", other_url: str = ""
) -> dict[str, Any]:
    """What will be here, and the two ways to fill it."""
    acts = [{"act": act, "url": url}, {"act": other_act, "url": other_url}]
    return {"title": title, "text": text, "acts": [one for one in acts if one["act"] and one["url"]]}


# ---------------------------------------------------------------- forms


# Django says these; named here, our catalogue says them our way.
_DJANGO_SAYS = (
    gettext_noop("This field is required."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a whole number."),
    gettext_noop("The submitted file is empty."),
)


def _control_class(widget: Any) -> str:
    if isinstance(widget, Textarea):
        return "textarea"
    return "select" if isinstance(widget, Select) else "input"


@register.inclusion_tag("look/_field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A field of a form. Required ones say so in words, wrong ones say what to write instead."""
    widget = bound.field.widget
    described = [
        f"{bound.auto_id}_{part}" for part, there in (("hint", bound.help_text), ("error", bound.errors)) if there
    ]
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described) or False}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    choices = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    if not choices and not isinstance(widget, CheckboxInput):
        attrs["class"] = f"{_control_class(widget)} {widget.attrs.get('class', '')}".strip()
    return {
        "bound": bound,
        "choices": bound.subwidgets if choices else (),
        "is_choice": choices,
        "is_box": isinstance(widget, CheckboxInput),
        "control": "" if choices else bound.as_widget(attrs=attrs),
        "described": " ".join(described),
        "required": bound.field.required,
    }


@register.inclusion_tag("look/_error_summary.html")
def error_summary(form: Form, title: str = "", kept: str = "") -> dict[str, Any]:
    """What is wrong, on top and in focus: a link to each field, then what was kept and what to do."""
    wrong = [
        {"label": bound.label, "message": bound.errors[0], "target": _target(bound)}
        for bound in form
        if bound.errors and not bound.is_hidden
    ]
    count = len(wrong) + len(form.non_field_errors())
    return {
        "general": form.non_field_errors(),
        "wrong": wrong,
        "count": count,
        "title": title
        or ngettext(
            "Not saved yet: %(count)d thing to put right", "Not saved yet: %(count)d things to put right", count
        )
        % {"count": count},
        "kept": kept or gettext("Everything filled in is still below. Put it right, then send again."),
    }


def _target(bound: BoundField) -> str:
    """The id a link to this field must name: of several choices, the first."""
    if isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple):
        return f"{bound.auto_id}_0"
    return str(bound.id_for_label)


# ---------------------------------------------------------------- work and acts


def _time_left(job: Any) -> str:
    """About how long, from the pace since it started; nothing when too little is known."""
    started, done, total = _get(job, "started_at"), _get(job, "done_count"), _get(job, "total_count")
    if _get(job, "state") != "running" or not (started and done and total):
        return ""
    passed = (timezone.now() - started).total_seconds()
    seconds = round(passed * (total - done) / done)
    if seconds < 90:
        return ngettext("about %(count)d second left", "about %(count)d seconds left", seconds) % {"count": seconds}
    minutes = round(seconds / 60)
    return ngettext("about %(count)d minute left", "about %(count)d minutes left", minutes) % {"count": minutes}


@register.inclusion_tag("look/_job_progress.html", takes_context=True)
def job_progress(
    context: template.Context, job: Any, what: str = "", stop_url: str = "", resume_url: str = ""
) -> dict[str, Any]:
    """Done of all, time left, stop. Desks refresh it by themselves; without a script, reload the page."""
    state, done, total = _get(job, "state"), _get(job, "done_count") or 0, _get(job, "total_count")
    return {
        "csrf_token": context.get("csrf_token"),
        "job": job,
        "id": _get(job, "pk"),
        "what": what,
        "state": state,
        "done": done,
        "total": total,
        "percent": min(100, round(100 * done / total)) if total else None,
        "left": _time_left(job),
        "moves": state in {"queued", "running"},
        "stop_url": stop_url if state in {"queued", "running"} and not _get(job, "stop_asked") else "",
        "stop_asked": state == "running" and _get(job, "stop_asked"),
        "resume_url": resume_url if state in {"stopped", "failed"} else "",
    }


@register.inclusion_tag("look/_undo.html", takes_context=True)
def undo(context: template.Context, text: str, url: str) -> dict[str, Any]:
    """What was just done, and the way back. It stays until the next act."""
    return {"text": text, "url": url, "csrf_token": context.get("csrf_token")}


# ---------------------------------------------------------------- public pages remember in the address


def _kept(context: template.Context, changes: dict[str, str]) -> dict[str, str]:
    request = context.get("request")
    now = {name: request.GET.get(name, "") for name in KEPT} if request is not None else {}
    return {name: value for name, value in (now | changes).items() if value}


@register.simple_tag(takes_context=True)
def keep_address(context: template.Context, **changes: str) -> str:
    """`?lang=…&type=…&contrast=…` as the page has them, for links to other public pages."""
    kept = _kept(context, changes)
    return "?" + urlencode(kept) if kept else ""


@register.inclusion_tag("look/_keep_address_fields.html", takes_context=True)
def keep_address_fields(context: template.Context) -> dict[str, Any]:
    """The same as hidden inputs, for forms sent by GET."""
    return {"kept": _kept(context, {}).items()}
