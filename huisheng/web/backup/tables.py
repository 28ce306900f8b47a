"""Which tables a backup holds, and their rows as lines of JSON and back, exactly."""

import base64
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

from huisheng.combing import search
from huisheng.combing.models import SearchDocument
from huisheng.listening.models import Statement
from huisheng.organisation.models import Session, Worker

Each = TypeVar("Each")
APPS_LEFT_OUT = {"auth", "contenttypes", "axes"}
"""Made anew by the release itself, or, with `axes`, who mistyped a password lately."""
TABLES_LEFT_OUT = {Session, Worker, SearchDocument}
"""Log-ins, workers that live, and the search index, which is made anew from the voices."""
AT_ONCE = 2_000


def tables() -> list[type[Model]]:
    """Every table a backup holds, in the order of their names."""
    held = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.app_label not in APPS_LEFT_OUT
        and model not in TABLES_LEFT_OUT
    ]
    return sorted(held, key=lambda model: model._meta.db_table)


def lines_of(model: type[Model]) -> Iterator[bytes]:
    """All rows of a table by key, each a line of JSON: column to value."""
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=AT_ONCE):
        written = dict(zip(names, map(_plain, row), strict=True))
        yield json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def store(model: type[Model], lines: Iterable[bytes]) -> int:
    """Put rows back under the keys they had. Returns how many.

    Raises:
        KeyError, ValueError, TypeError, AttributeError, ValidationError: a line is no row of this table.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    stored = 0
    with _clocks_stopped(model):
        for batch in _batches(lines):
            rows = [_row(fields, line) for line in batch]
            stored += len(model._base_manager.bulk_create(model(**row) for row in rows))
    return stored


def _row(fields: dict[str, Any], line: bytes) -> dict[str, Any]:
    values = json.loads(line)
    if missing := fields.keys() - values.keys():
        raise KeyError(min(missing))
    return {name: fields[name].to_python(value) for name, value in values.items()}


@contextmanager
def _clocks_stopped(model: type[Model]) -> Iterator[None]:
    """Columns that note by themselves when a row is made keep what the backup says."""
    clocks: list[Any] = [field for field in model._meta.concrete_fields if getattr(field, "auto_now_add", False)]
    for field in clocks:
        field.auto_now_add = False
    try:
        yield
    finally:
        for field in clocks:
            field.auto_now_add = True


def go_on_numbering() -> None:
    """Have the database number new rows after those put back."""
    statements = connection.ops.sequence_reset_sql(no_style(), tables())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def index_voices() -> None:
    """Make the search index anew."""
    for batch in _batches(Statement.objects.order_by("pk").iterator(chunk_size=AT_ONCE)):
        search.index(batch)


def _batches(of: Iterable[Each]) -> Iterator[list[Each]]:
    rest = iter(of)
    while batch := list(islice(rest, AT_ONCE)):
        yield batch


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value
