"""Frozen dataclasses as JSON, and back: what forms and documents share.

The types of the fields say what may stand there: values, days, words of a `Literal`, tuples, other dataclasses, and
alternatives of these, which are told apart by their `kind`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from huisheng.errors import Unreadable

Record = TypeVar("Record")


class Malformed(Unreadable):
    """It is not what was wanted. `path` says where, such as `items.3.choices`, or is empty; `fault` says what."""

    def __init__(self, path: str, fault: str) -> None:
        super().__init__(f"{path}: {fault}" if path else fault)
        self.path = path
        self.fault = fault


def dump(record: object) -> str:
    """A record as JSON text: keys in a fixed order, what is left at its default left out."""
    return json.dumps(to_plain(record), ensure_ascii=False, indent=2) + "\n"


def parse(text: str | bytes, wanted: type[Record]) -> Record:
    """A record from JSON text.

    Raises:
        Malformed: it is not JSON, a field is missing, unknown or of the wrong type, or a rule is broken.
    """
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed("", "not JSON") from error
    return from_plain(given, wanted)


def from_plain(given: object, wanted: type[Record]) -> Record:
    """A record from what `json.loads` gives. Raises as `parse` does."""
    record = _read(given, wanted, "")
    assert isinstance(record, wanted)
    return record


def to_plain(value: Any) -> Any:
    """A record, or a part of it, as dictionaries, lists and plain values."""
    if is_dataclass(value):
        given = {"kind": value.kind} if hasattr(value, "kind") else {}
        for each in fields(value):
            part = getattr(value, each.name)
            if part != each.default:
                given[each.name] = to_plain(part)
        return given
    if isinstance(value, tuple):
        return [to_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


@cache
def _hints(wanted: type) -> dict[str, Any]:
    return get_type_hints(wanted)


def _read(given: Any, wanted: Any, path: str) -> Any:
    if get_origin(wanted) is Literal:
        if given not in get_args(wanted):
            raise Malformed(path, "one of " + ", ".join(get_args(wanted)) + " is expected")
        return given
    if get_origin(wanted) is UnionType:
        return _read_alternative(given, [kind for kind in get_args(wanted) if kind is not NoneType], path)
    if get_origin(wanted) is tuple:
        if not isinstance(given, list):
            raise Malformed(path, "a list is expected")
        return tuple(_read(part, get_args(wanted)[0], _below(path, i)) for i, part in enumerate(given))
    if is_dataclass(wanted):
        return _read_record(given, wanted, path)
    if wanted is date:
        return _read_day(given, path)
    return _read_value(given, wanted, path)


def _read_alternative(given: Any, kinds: Sequence[Any], path: str) -> Any:
    """One of several records by its `kind`; a string where one may stand; else the only other thing there may be."""
    if len(kinds) > 1 and all(is_dataclass(kind) for kind in kinds):
        return _read_kind(given, {kind.kind: kind for kind in kinds}, path)
    if len(kinds) > 1 and isinstance(given, str):
        return given
    (other,) = (kind for kind in kinds if len(kinds) == 1 or kind is not str)
    return _read(given, other, path)


def _read_kind(given: Any, kinds: Mapping[str, Any], path: str) -> Any:
    kind = given.get("kind") if isinstance(given, Mapping) else None
    if not isinstance(kind, str) or kind not in kinds:
        raise Malformed(path, "kind is expected to be one of " + ", ".join(kinds))
    return _read_record({name: part for name, part in given.items() if name != "kind"}, kinds[kind], path)


def _read_value(given: Any, wanted: type, path: str) -> Any:
    # bool is an int to Python, not to a reader of JSON; 1 is a number of millimetres as good as 1.0
    if wanted is float and isinstance(given, int) and not isinstance(given, bool):
        return float(given)
    if not isinstance(given, wanted) or (wanted is not bool and isinstance(given, bool)):
        raise Malformed(path, f"{wanted.__name__} is expected")
    return given


def _read_record(given: Any, wanted: Any, path: str) -> Any:
    if not isinstance(given, Mapping):
        raise Malformed(path, "an object is expected")
    known: dict[str, Field[Any]] = {each.name: each for each in fields(wanted)}
    for name in given:
        if name not in known:
            raise Malformed(_below(path, name), "no such field")
    for name, each in known.items():
        if name not in given and each.default is MISSING:
            raise Malformed(_below(path, name), "missing")
    values = {name: _read(part, _hints(wanted)[name], _below(path, name)) for name, part in given.items()}
    try:
        return wanted(**values)
    except ValueError as fault:
        raise Malformed(path, str(fault)) from fault


def _read_day(given: Any, path: str) -> date:
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError) as error:
        raise Malformed(path, "a day such as 2014-03-28 is expected") from error


def _below(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)
