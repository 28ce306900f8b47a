"""Whether an answer is what an OpenAPI description promises: a small checker of the parts of JSON Schema we use."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
    "null": (type(None),),
}
_FORMATS = {"date": date.fromisoformat, "time": time.fromisoformat, "date-time": datetime.fromisoformat, "uuid": UUID}


def faults(value: Any, schema: dict[str, Any], described: dict[str, Any], at: str = "$") -> Iterator[str]:
    """Where a value differs from its schema. An object may hold nothing its schema does not name."""
    if "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema:
        if not any(not list(faults(value, each, described, at)) for each in schema["anyOf"]):
            yield f"{at}: {value!r} is none of {schema['anyOf']}"
        return
    kind = schema.get("type")
    if kind and (not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
        yield f"{at}: {value!r} is no {kind}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is none of {schema['enum']}"
    if isinstance(value, str) and schema.get("format") in _FORMATS:
        try:
            _FORMATS[schema["format"]](value)
        except ValueError:
            yield f"{at}: {value!r} is no {schema['format']}"
    if isinstance(value, list):
        for place, each in enumerate(value):
            yield from faults(each, schema.get("items", {}), described, f"{at}[{place}]")
    if isinstance(value, dict):
        yield from _members(value, schema, described, at)


def _members(value: dict[str, Any], schema: dict[str, Any], described: dict[str, Any], at: str) -> Iterator[str]:
    properties, others = schema.get("properties"), schema.get("additionalProperties", False)
    yield from (f"{at}.{name} is missing" for name in schema.get("required", ()) if name not in value)
    for name, each in value.items():
        if properties and name in properties:
            yield from faults(each, properties[name], described, f"{at}.{name}")
        elif isinstance(others, dict):
            yield from faults(each, others, described, f"{at}.{name}")
        elif properties is not None and not others:
            yield f"{at}.{name} is not described"


def operation_of(described: dict[str, Any], path: str) -> dict[str, Any]:
    """The operation behind an address."""
    for template, methods in described["paths"].items():
        pattern = "".join(
            r"[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{\w+\})", template)
        )
        if re.fullmatch(pattern, path):
            found: dict[str, Any] = methods["get"]
            return found
    raise LookupError(path)


def breaches(described: dict[str, Any], path: str, answer: Any) -> list[str]:
    """How an answer to GET breaks the contract: its status, its media type, its body, its headers."""
    operation = operation_of(described, path.partition("?")[0])
    promised = operation["responses"].get(str(answer.status_code))
    if promised is None:
        return [f"{answer.status_code} is not described"]
    if answer.status_code == 304:
        return ["a body with 304"] if answer.content else []
    media_type = answer["Content-Type"].partition(";")[0]
    if media_type not in promised["content"]:
        return [f"{media_type} is not described for {answer.status_code}"]
    found = [f"no {name}" for name in promised.get("headers", ()) if name not in answer]
    if "json" in media_type:
        found += faults(answer.json(), promised["content"][media_type]["schema"], described)
    return found
