"""Long lists by key: a page costs the same wherever it stands, and no row is skipped while others arrive."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """A stretch of a list; `first` and `last` are positions from 1, `previous` and `next` cursors or nothing."""

    rows: list[Row]
    first: int
    last: int
    total: int
    previous: str
    next: str


def page_of(
    rows: QuerySet[Row], key: str, *, after: str = "", before: str = "", newest_first: bool = False, size: int = SIZE
) -> Page[Row]:
    """The page after or before a cursor; without one, the first. Three queries.

    Args:
        rows: everything the reader may see, filtered.
        key: a unique field the list is ordered by.
        after, before: values of the key, as the pager's links carry them; what is no value of it is ignored.
    """
    after, before = _readable(rows, key, after), _readable(rows, key, before)
    order, onward, back = (f"-{key}", "lt", "gt") if newest_first else (key, "gt", "lt")
    if after:
        found = list(rows.filter(**{f"{key}__{onward}": after}).order_by(order)[:size])
    elif before:
        nearest = rows.filter(**{f"{key}__{back}": before}).order_by(order).reverse()[:size]
        found = list(nearest)[::-1]
    else:
        found = list(rows.order_by(order)[:size])
    total = rows.count()
    if not found:
        return Page([], 0, 0, total, "", "")
    earlier = rows.filter(**{f"{key}__{back}": getattr(found[0], key)}).count()
    last = earlier + len(found)
    return Page(
        rows=found,
        first=earlier + 1,
        last=last,
        total=total,
        previous=str(getattr(found[0], key)) if earlier else "",
        next=str(getattr(found[-1], key)) if last < total else "",
    )


def _readable(rows: QuerySet[Row], key: str, cursor: str) -> Any:
    """The cursor as the field has it; nothing if somebody typed nonsense into the address."""
    if len(cursor) > 60 or "\0" in cursor:
        return ""
    try:
        value = rows.model._meta.get_field(key).to_python(cursor) if cursor else ""  # type: ignore[union-attr]
    except ValidationError:
        return ""
    return value if not isinstance(value, int) or value < 2**63 else ""
