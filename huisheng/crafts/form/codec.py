"""A definition as JSON, and back: `parse(dump(definition)) == definition`."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from huisheng.crafts.form.definition import FormDefinition, Item
from huisheng.errors import Unreadable

_KINDS: dict[str, type] = {kind.kind: kind for kind in get_args(Item)}


class Malformed(Unreadable):
    """This is no form definition. `path` says where, such as `items.3.choices`; `fault` says what."""

    def __init__(self, path: str, fault: str) -> None:
        super().__init__(f"{path or 'form'}: {fault}")
        self.path = path
        self.fault = fault


def dump(definition: FormDefinition) -> str:
    """The definition as JSON text: keys in a fixed order, what is left at its default left out."""
    return json.dumps(to_plain(definition), ensure_ascii=False, indent=2) + "\n"


def parse(text: str) -> FormDefinition:
    """A definition from JSON text.

    Raises:
        Malformed: it is not JSON, a field is missing, unknown or of the wrong type, or a rule is broken.
    """
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed("", "not JSON") from error
    return from_plain(plain)


def from_plain(plain: object) -> FormDefinition:
    """A definition from what `json.loads` gives. Raises as `parse` does."""
    definition = _read(plain, FormDefinition, "")
    assert isinstance(definition, FormDefinition)
    return definition


def to_plain(value: Any) -> Any:
    """A definition, or a part of it, as dictionaries, lists and plain values."""
    if is_dataclass(value):
        plain = {"kind": value.kind} if hasattr(value, "kind") else {}
        for each in fields(value):
            part = getattr(value, each.name)
            if part != each.default:
                plain[each.name] = to_plain(part)
        return plain
    if isinstance(value, tuple):
        return [to_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def _read(plain: Any, wanted: Any, path: str) -> Any:
    if wanted == Item:
        return _read_item(plain, path)
    if get_origin(wanted) is UnionType:
        (inner,) = (kind for kind in get_args(wanted) if kind is not NoneType)
        return _read(plain, inner, path)
    if get_origin(wanted) is tuple:
        if not isinstance(plain, list):
            raise Malformed(path, "a list is expected")
        return tuple(_read(part, get_args(wanted)[0], _below(path, i)) for i, part in enumerate(plain))
    if is_dataclass(wanted):
        return _read_record(plain, wanted, path)
    if wanted is date:
        return _read_day(plain, path)
    # bool is an int to Python, not to a reader of JSON
    if not isinstance(plain, wanted) or (wanted is int and isinstance(plain, bool)):
        raise Malformed(path, f"{wanted.__name__} is expected")
    return plain


def _read_item(plain: Any, path: str) -> Any:
    kind = plain.get("kind") if isinstance(plain, Mapping) else None
    if not isinstance(kind, str) or kind not in _KINDS:
        raise Malformed(path, "kind is expected to be one of " + ", ".join(_KINDS))
    return _read_record({name: part for name, part in plain.items() if name != "kind"}, _KINDS[kind], path)


def _read_record(plain: Any, wanted: Any, path: str) -> Any:
    if not isinstance(plain, Mapping):
        raise Malformed(path, "an object is expected")
    hints = get_type_hints(wanted)
    known: dict[str, Field[Any]] = {each.name: each for each in fields(wanted)}
    for name in plain:
        if name not in known:
            raise Malformed(_below(path, name), "no such field")
    for name, each in known.items():
        if name not in plain and each.default is MISSING:
            raise Malformed(_below(path, name), "missing")
    values = {name: _read(part, hints[name], _below(path, name)) for name, part in plain.items()}
    try:
        return wanted(**values)
    except ValueError as fault:
        raise Malformed(path, str(fault)) from fault


def _read_day(plain: Any, path: str) -> date:
    try:
        return date.fromisoformat(plain)
    except (TypeError, ValueError) as error:
        raise Malformed(path, "a day such as 2014-03-28 is expected") from error


def _below(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)
