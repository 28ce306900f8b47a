"""Columns: what each value of an answer is called and means, in words the data dictionary cannot lack."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext, pgettext
from ninja import Schema
from pydantic import Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class OneOf:
    """Marks a text as one of some codes, each with its words."""

    choices: type[TextChoices]

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The codes, where a program looks for them."""
        return {**handler(core), "enum": list(self.choices.values)}


def column(name: str, meaning: str, *, unit: str = "") -> Any:
    """Declare a value of an answer: its name, what it means, and what it is counted in; messages of the catalogue."""
    return Field(title=name, description=meaning, json_schema_extra={"unit": unit} if unit else None)


class Columns(Schema):
    """An answer whose every value is a `column`."""


@dataclass(frozen=True, slots=True)
class Described:
    """A column in words of one language."""

    column: str
    name: str
    type: str
    unit: str
    meaning: str
    values: tuple[tuple[str, str], ...]
    may_be_empty: bool


def described(columns: type[Columns], language: str) -> list[Described]:
    """All columns of an answer, in their order."""
    properties = columns.model_json_schema(mode="serialization")["properties"]
    with translation.override(language):
        return [
            Described(
                column=name,
                name=gettext(field.title or ""),
                type=_type_of(properties[name]),
                unit=gettext(extra["unit"]) if (extra := _extra(field.json_schema_extra)) else "",
                meaning=gettext(field.description or ""),
                values=tuple(_values_of(field)),
                may_be_empty=type(None) in get_args(field.annotation),
            )
            for name, field in columns.model_fields.items()
        ]


def _extra(extra: Any) -> dict[str, str]:
    return extra if isinstance(extra, dict) else {}


def _values_of(field: Any) -> Iterator[tuple[str, str]]:
    for mark in [*field.metadata, *_marks(field.annotation)]:
        if isinstance(mark, OneOf):
            yield from ((value, str(label)) for value, label in mark.choices.choices)


def _marks(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for part in get_args(annotation):
        if not isinstance(part, OneOf):
            yield from _marks(part)


def _type_of(schema: dict[str, Any]) -> str:
    """The type of a value in words; of a list or a table, what a cell of a csv file holds."""
    kinds = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    kind = kinds[0].get("format") or kinds[0].get("type", "object")
    return {
        "string": pgettext("type of a value", "text"),
        "uuid": pgettext("type of a value", "text, an identifier"),
        "integer": pgettext("type of a value", "whole number"),
        "boolean": pgettext("type of a value", "true or false"),
        "date": pgettext("type of a value", "day, as 2014-02-28"),
        "time": pgettext("type of a value", "time of day, as 09:30:00"),
        "date-time": pgettext("type of a value", "moment, as 2014-02-28T10:00:00+08:00"),
        "array": pgettext("type of a value", "list; in csv joined with “; ”"),
    }.get(kind, pgettext("type of a value", "pairs; in csv as “name=value; name=value”"))
