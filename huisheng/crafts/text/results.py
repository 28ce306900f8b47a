"""Writing what combing found: passages, groups and questions as csv, findings as a workbook.

The same combing gives the same bytes. The csv files hold texts verbatim, so that passages join back to
their voices; the workbook, made for people, shows what looks like a formula as text.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

from huisheng.crafts.text.combing import Combing, FindingDraft
from huisheng.crafts.text.schemes import Scheme
from huisheng.crafts.text.tables import VoiceTable, replacing, write_csv
from huisheng.crafts.words import _, language

_KIND_ORDER = ("problem", "suggestion", "praise", "other")
_DAWN = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_CELL_LIMIT = 32_767


def write_results(folder: Path, combing: Combing, table: VoiceTable, schemes: Sequence[Scheme]) -> None:
    """Write `passages.csv`, `groups.csv`, `questions.csv`, `findings.xlsx`; older ones are replaced whole."""
    own = ("id", "voice", "start", "end", "text", "title")
    others = [name if name not in own else f"voice {name}" for name in table.others]
    write_csv(
        folder / "passages.csv",
        [*own, *others],
        ([p.id, p.voice_id, p.start, p.end, p.text, p.title, *table.kept[p.voice_id]] for p in combing.passages),
    )
    members = sorted((passage, group.id) for group in combing.groups for passage in group.passages)
    write_csv(folder / "groups.csv", ["id", "group"], members)
    write_csv(
        folder / "questions.csv", ["id_a", "id_b", "score"], ((q.a, q.b, f"{q.score:.6f}") for q in combing.questions)
    )
    with replacing(folder / "findings.xlsx") as part:
        _write_findings(part, combing, schemes)


def _write_findings(path: Path, combing: Combing, schemes: Sequence[Scheme]) -> None:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _DAWN})
    sheet = book.add_worksheet(_("Findings"))
    formats = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "body": book.add_format({"text_wrap": True, "valign": "top"}),
        # A cell so marked stays text also when a clerk edits it.
        "text": book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True}),
    }
    chinese = language() != "en"
    columns = [_("No."), _("Headline"), _("Kind"), *(s.zh if chinese else s.en for s in schemes)]
    columns += [_("Scope"), _("Passages"), _("Group"), _("Quoted from")]
    widths = [6, 56, 10, *[20] * len(schemes), 10, 8, 14, 14]
    for at, (column, width) in enumerate(zip(columns, widths, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, column, formats["head"])
    named = {s.code: {c.code: c.zh if chinese else c.en for c in s.categories} for s in schemes}
    for number, draft in enumerate(_ordered(combing.findings), start=1):
        cells: list[str | int] = [number, draft.headline.text[:_CELL_LIMIT], _kind_words()[draft.kind.code]]
        cells += [named[s.code][draft.categories[s.code].code] for s in schemes]
        cells += [_scope_words()[draft.scope.code], len(draft.passages), draft.group, draft.headline.passage_id]
        for at, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(number, at, cell, formats["body"])
            else:
                sheet.write_string(number, at, cell, formats["text" if cell[:1] in set("=+-@\t\r") else "body"])
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(combing.findings), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()


def _ordered(findings: Iterable[FindingDraft]) -> list[FindingDraft]:
    """Problems first, then suggestions, praise, the rest; within each the largest first."""
    return sorted(findings, key=lambda f: (_KIND_ORDER.index(f.kind.code), -len(f.passages), f.group))


def _kind_words() -> dict[str, str]:
    return {"problem": _("problem"), "suggestion": _("suggestion"), "praise": _("praise"), "other": _("other")}


def _scope_words() -> dict[str, str]:
    return {"individual": _("one unit's own"), "common": _("common to many")}
