"""The list as a workbook, as csv and on A4: what one's own screens show, and no more."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from huisheng.campaign.http import DeskRequest
from huisheng.combing.forms.findings import CHANGES
from huisheng.combing.queries import export as reads
from huisheng.combing.queries import findings as list_reads
from huisheng.combing.queries.findings import Row
from huisheng.combing.queries.masking import as_text, masks_shown
from huisheng.combing.queries.reading import Sight
from huisheng.combing.views.findings import List, page_of
from huisheng.crafts.gate import Format, OutColumn, OutTable, write_book, write_table
from huisheng.crafts.gate.writing import Value
from huisheng.listening.disclosure import SMALLEST
from huisheng.listening.models import Channel
from huisheng.organisation.downloads import made_file
from huisheng.organisation.guard import desk
from huisheng.organisation.services.audit import audit

# A workbook's cell holds 32,767 units of UTF-16; a longer passage goes on in the next row, none is cut.
CELL = 16_000
PRINTED = 200


@desk("finding.read", "export.own_screens")
@require_POST
def export(request: DeskRequest, campaign: str) -> HttpResponse:
    """The findings the address asks for, with their passages on a second sheet; csv is one of the two."""
    shown = List.of(request, request.GET)
    format = Format.CSV if request.POST.get("format") == "csv" else Format.XLSX
    only_passages = format is Format.CSV and request.POST.get("part") == "passages"
    numbers = list_reads.numbers(request.standing, shown.asked, shown.options.last)
    name = _name(shown)
    findings = OutTable(name, _columns(shown), _finding_rows(request, shown, numbers), _title(request, shown, name))
    passages = OutTable(_("Passages"), _passage_columns(), _passage_rows(request, shown, numbers))
    if format is Format.XLSX:
        body = write_book([findings] if shown.options.sight is Sight.TITLE else [findings, passages])
    else:
        table = passages if only_passages else findings
        body = write_table(table.columns, table.rows, format=format)
    audit("finding_list.exported", by=request.person, campaign_id=request.campaign.pk, count=len(numbers))
    return made_file(body, f"{_file_name(request, name, only_passages)}.{format}")


def _name(shown: List) -> str:
    names = {"problem": _("Problems"), "suggestion": _("Suggestions")}
    return names.get(shown.asked.kind, _("Problems and suggestions"))


def _title(request: DeskRequest, shown: List, name: str) -> str:
    version = shown.asked.version
    facts = {"campaign": request.campaign.label, "list": name}
    if version:
        return _("%(campaign)s: %(list)s, version %(number)d") % {**facts, "number": version.number}
    return _("%(campaign)s: %(list)s, as of %(day)s") % {
        **facts,
        "day": date_format(timezone.localdate(), pgettext("date format", "j F Y")),
    }


def _file_name(request: DeskRequest, name: str, only_passages: bool) -> str:
    part = _("Passages") if only_passages else name
    return f"{request.campaign.label} {part} {timezone.localdate().isoformat()}"


# ---------------------------------------------------------------- findings


def _columns(shown: List) -> list[OutColumn]:
    told_more = shown.options.sight is not Sight.TITLE
    columns = [
        OutColumn(pgettext("running number of a list", "Row"), 6),
        OutColumn(_("No."), 8),
        OutColumn(_("Problem or suggestion (in the words)"), 48, wraps=True),
        OutColumn(_("Number of passages"), 10),
    ]
    if told_more:
        columns += [OutColumn(pgettext("of a finding", "Kind"), 8)]
        if not shown.asked.version:
            columns += [OutColumn(_("Heard through"), 24, wraps=True)]
            if shown.options.last:
                against = _("Against %(number)s") % {"number": shown.options.last.number}
                columns += [OutColumn(against, 24, wraps=True)]
    columns += [OutColumn(scheme.label, 14, wraps=True) for scheme, _each in shown.options.schemes]
    if told_more:
        columns += [
            OutColumn(pgettext("of a finding", "Unit"), 24, wraps=True),
            OutColumn(_("Scope"), 10),
            OutColumn(_("Places hidden"), 10),
        ]
    return columns


def _finding_rows(request: DeskRequest, shown: List, numbers: list[int]) -> Iterator[list[Value]]:
    told_more = shown.options.sight is not Sight.TITLE
    found = reads.finding_rows(request.standing, shown.asked, shown.options, numbers)
    for ordinal, row in enumerate(found, start=1):
        cells: list[Value] = [ordinal, f"{row.finding.number:04d}", as_text(row.words), _count(row)]
        if told_more:
            cells.append(row.kind)
            if not shown.asked.version:
                cells.append(_channels(row))
                if shown.options.last:
                    cells.append(_change(row))
        cells += [category.label if category else pgettext("category", "none") for category in row.categories]
        if told_more:
            unit = row.finding.unit.label if row.finding.unit else ""
            cells += [unit, str(row.finding.get_scope_display()), masks_shown(row.words)]
        yield cells


def _count(row: Row) -> Value:
    return row.count if row.count is not None else _("fewer than %(smallest)d") % {"smallest": SMALLEST}


def _channels(row: Row) -> str:
    parts = [
        pgettext("a channel and its number of passages", "%(channel)s %(count)d")
        % {"channel": Channel(channel).label, "count": count}
        for channel, count in row.heard
    ]
    return pgettext("between short words", ", ").join(parts)


def _change(row: Row) -> str:
    """What became of it since the version compared with: its change, its passages, where it came from."""
    parts = [_("split off %(origin)s") % {"origin": f"{number:04d}"} for number in row.split_from]
    if row.change in ("new", "split", "renamed") and not parts:
        parts = [str(dict(CHANGES)[row.change])]
    if row.difference:
        parts.append(_("passages %(difference)s") % {"difference": f"{row.difference:+d}"})
    parts += [_("%(merged)s put together with it") % {"merged": f"{number:04d}"} for number in row.merged]
    if not parts and row.change:
        parts = [str(dict(CHANGES)["same"])]
    return pgettext("between short words", ", ").join(parts)


# ---------------------------------------------------------------- passages


def _passage_columns() -> list[OutColumn]:
    return [
        OutColumn(_("No."), 8),
        OutColumn(_("Passage"), 8),
        OutColumn(_("Words, verbatim"), 70, wraps=True),
        OutColumn(_("Source"), 36, wraps=True),
        OutColumn(_("Day"), 12),
        OutColumn(_("Places hidden"), 10),
    ]


def _passage_rows(request: DeskRequest, shown: List, numbers: list[int]) -> Iterator[list[Value]]:
    number, ordinal = 0, 0
    for said in reads.passage_rows(request.standing, shown.asked, shown.options, numbers):
        ordinal = ordinal + 1 if said.number == number else 1
        number = said.number
        source = pgettext("between the members of a list", ", ").join(said.held.facts)
        words = as_text(said.held.words)
        first: list[Value] = [f"{number:04d}", ordinal, words[:CELL], source, said.day, said.held.masks]
        yield first
        for at in range(CELL, len(words), CELL):
            yield [f"{number:04d}", ordinal, words[at : at + CELL], _("continued"), None, None]


# ---------------------------------------------------------------- A4


@desk("finding.read", "export.own_screens")
@require_safe
def printed(request: DeskRequest, campaign: str) -> HttpResponse:
    """The list for A4, as many findings as a stack of pages holds; more on the next."""
    shown = List.of(request, request.GET)
    numbers = list_reads.numbers(request.standing, shown.asked, shown.options.last)
    leaf = page_of(request, numbers, PRINTED)
    listed = list_reads.listed(request.standing, shown.asked, shown.options, leaf, with_channels=False)
    name = _name(shown)
    context = {
        "shown": shown,
        "options": shown.options,
        "asked": shown.asked,
        "listed": listed,
        "title": _title(request, shown, name),
        "told_more": shown.options.sight is not Sight.TITLE,
        "hidden": ngettext("%(count)d place hidden", "%(count)d places hidden", listed.masks) % {"count": listed.masks},
    }
    return render(request, "combing/print_list.html", context)
