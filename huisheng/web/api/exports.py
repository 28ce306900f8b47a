"""Data files: what one's own screens show as csv and JSON, and the dictionary of their columns.

Desk and interface hand out the same bytes. Words in them are codes and what was said, so a file is the same in every
language.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe
from ninja import Schema
from ninja.responses import NinjaJSONEncoder
from pydantic import Field

from huisheng.campaign.queries.units import units_in
from huisheng.campaign.standing import Standing
from huisheng.combing.queries import findings as list_reads
from huisheng.combing.queries.export import finding_rows
from huisheng.combing.queries.findings import Asked
from huisheng.crafts.gate import Format, OutColumn, attachment, write_table
from huisheng.crafts.gate.writing import Value
from huisheng.listening.queries import desk
from huisheng.organisation.guard import public
from huisheng.web.api.campaigns import Unit, unit_row
from huisheng.web.api.columns import Columns, Described, described
from huisheng.web.api.door import TokenRequest
from huisheng.web.api.findings import Finding, finding_row
from huisheng.web.api.occasions import Forms, Occasion, forms_row, occasion_row, with_sectors, with_unit
from huisheng.web.api.passages import Passage, listed, passage_rows
from huisheng.web.api.reading import reads

BATCH = 500


class Form(StrEnum):
    """What kind of file."""

    CSV = "csv"
    JSON = "json"


TYPES = {Form.CSV: "text/csv", Form.JSON: "application/json"}


class File(Schema):
    """A data file as JSON. `rows` is narrowed by each."""

    dataset: str = Field(description=_("Name of the data file."))
    campaign: str = Field(description=_("Name of the campaign in addresses."))
    rows: list[Any]


class FindingsFile(File):
    """Findings."""

    rows: list[Finding]


class PassagesFile(File):
    """Passages."""

    rows: list[Passage]


class OccasionsFile(File):
    """Occasions."""

    rows: list[Occasion]


class FormsFile(File):
    """The register of forms."""

    rows: list[Forms]


class UnitsFile(File):
    """Units."""

    rows: list[Unit]


def _findings(standing: Standing) -> Iterator[Finding]:
    options = list_reads.choices(standing)
    numbers = list_reads.numbers(standing, Asked(), options.last)
    for row in finding_rows(standing, Asked(), options, numbers):
        yield finding_row(standing, Asked(), options, row)


def _passages(standing: Standing) -> Iterator[Passage]:
    for keys in _keys(listed(standing)):
        yield from passage_rows(standing, keys)


def _keys(rows: QuerySet[Any]) -> Iterator[list[int]]:
    """Keys of very many rows, a batch at a time."""
    last = 0
    while keys := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield keys
        last = keys[-1]


def _occasions(standing: Standing) -> Iterator[Occasion]:
    return map(occasion_row, with_sectors(desk.occasions(standing)).order_by("pk").iterator(chunk_size=BATCH))


def _forms(standing: Standing) -> Iterator[Forms]:
    return map(forms_row, with_unit(desk.issue_records(standing)).order_by("pk").iterator(chunk_size=BATCH))


def _units(standing: Standing) -> Iterator[Unit]:
    return map(unit_row, units_in(standing).order_by("pk").iterator(chunk_size=BATCH))


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data file: what it is called, under which row of the permission table it stands, what is in it."""

    name: str
    label: Any
    row: str
    scope: str
    summary: str
    columns: type[Columns]
    answer: type[File]
    rows: Callable[[Standing], Iterator[Columns]]


DATASETS = {
    each.name: each
    for each in (
        Dataset(
            "findings",
            gettext_lazy("Problems and suggestions"),
            "finding.read",
            "findings",
            _("Data file of the problems and suggestions as they are now"),
            Finding,
            FindingsFile,
            _findings,
        ),
        Dataset(
            "passages",
            gettext_lazy("Passages"),
            "passage.read",
            "passages",
            _("Data file of the passages"),
            Passage,
            PassagesFile,
            _passages,
        ),
        Dataset(
            "occasions",
            gettext_lazy("Occasions"),
            "occasion.read",
            "occasions",
            _("Data file of the occasions"),
            Occasion,
            OccasionsFile,
            _occasions,
        ),
        Dataset(
            "forms",
            gettext_lazy("Register of forms"),
            "occasion.read",
            "forms",
            _("Data file of the register of forms"),
            Forms,
            FormsFile,
            _forms,
        ),
        Dataset(
            "units",
            gettext_lazy("Units"),
            "finding.read",
            "units",
            _("Data file of the units"),
            Unit,
            UnitsFile,
            _units,
        ),
    )
}


def datasets_open_to(standing: Standing) -> list[Dataset]:
    """The data files this reader may take away."""
    if not standing.may_act("export.own_screens"):
        return []
    return [each for each in DATASETS.values() if standing.scopes(each.row)]


def data_file(standing: Standing, dataset: Dataset, form: Form) -> HttpResponse:
    """A data file, as far as this reader sees. A few queries for every 500 rows."""
    assert standing.campaign is not None
    rows = dataset.rows(standing)
    name = f"{standing.campaign.slug}-{dataset.name}"
    if form is Form.CSV:
        return _sent(_csv(list(dataset.columns.model_fields), (row.model_dump() for row in rows)), name, form)
    body = {
        "dataset": dataset.name,
        "campaign": standing.campaign.slug,
        "rows": [row.model_dump() for row in rows],
    }
    return _sent(_json(body), name, form)


def _csv(columns: list[str], rows: Iterator[dict[str, Any]]) -> bytes:
    """With a mark and a guard against formulas; the first line holds the columns' codes, which the dictionary words."""
    heads = [OutColumn(each) for each in columns]
    return write_table(heads, ([_cell(row[each]) for each in columns] for row in rows), format=Format.CSV)


def _cell(value: Any) -> Value:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, int | float | date):
        return value
    if isinstance(value, dict):
        return "; ".join(f"{name}={each}" for name, each in value.items())
    if isinstance(value, list):
        return "; ".join(str(each) for each in value)
    return str(value)


def _json(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, cls=NinjaJSONEncoder).encode("utf-8", "replace")


def _sent(body: bytes, name: str, form: Form) -> HttpResponse:
    response = HttpResponse(body, content_type=f"{TYPES[form]}; charset=utf-8")
    response["Content-Disposition"] = attachment(f"{name}.{form}")
    return response


def _declare(dataset: Dataset, form: Form) -> None:
    @reads(
        f"/campaigns/{{campaign}}/exports/{dataset.name}.{form}",
        name=f"{dataset.name}_{form}",
        row=dataset.row,
        scope=dataset.scope,
        act="export.own_screens",
        summary=dataset.summary,
        answer=dataset.answer,
        media_type=TYPES[form],
    )
    def file(request: TokenRequest, campaign: str) -> HttpResponse:
        return data_file(request.standing, dataset, form)


for _dataset in DATASETS.values():
    for _form in Form:
        _declare(_dataset, _form)


# ---------------------------------------------------------------- the dictionary


def dictionary() -> Iterator[dict[str, Any]]:
    """Every column of every data file in both languages, from the same classes that the rows are made of."""
    for dataset in DATASETS.values():
        for zh, en in zip(described(dataset.columns, "zh-hans"), described(dataset.columns, "en"), strict=True):
            yield _entry(dataset.name, zh, en)


def _entry(dataset: str, zh: Described, en: Described) -> dict[str, Any]:
    words = {
        code: {"zh": label, "en": other} for (code, label), (_code, other) in zip(zh.values, en.values, strict=True)
    }
    return {
        "dataset": dataset,
        "column": zh.column,
        "name_zh": zh.name,
        "name_en": en.name,
        "type_zh": zh.type,
        "type_en": en.type,
        "unit_zh": zh.unit,
        "unit_en": en.unit,
        "meaning_zh": zh.meaning,
        "meaning_en": en.meaning,
        "values": words,
        "may_be_empty": zh.may_be_empty,
    }


def dictionary_file(form: Form) -> HttpResponse:
    """The dictionary as a file."""
    return _sent(_dictionary(form), "dictionary", form)


@cache
def _dictionary(form: Form) -> bytes:
    entries = list(dictionary())
    if form is Form.JSON:
        return _json(entries)
    return _csv(list(entries[0]), ({**each, "values": _both(each["values"])} for each in entries))


def _both(values: dict[str, dict[str, str]]) -> dict[str, str]:
    return {code: f"{words['zh']} / {words['en']}" for code, words in values.items()}


@public("campaign.read")
@require_safe
def dictionary_csv(request: HttpRequest) -> HttpResponse:
    """The dictionary as csv. It tells of no record, so it needs no token."""
    return dictionary_file(Form.CSV)


@public("campaign.read")
@require_safe
def dictionary_json(request: HttpRequest) -> HttpResponse:
    """The dictionary as JSON."""
    return dictionary_file(Form.JSON)
