"""The interface's own description: OpenAPI 3.1 for programs, and a page for people made from the same."""

from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from huisheng import __version__
from huisheng.organisation.guard import public
from huisheng.organisation.scopes import LABELS, SCOPES
from huisheng.web.api.columns import Described, described
from huisheng.web.api.exports import TYPES, Form
from huisheng.web.api.problems import MEDIA_TYPE
from huisheng.web.api.reading import DECLARED, JSON, api

PROBLEMS = {
    HTTPStatus.BAD_REQUEST: ("parameter", _("A parameter that is none, or one given twice")),
    HTTPStatus.UNAUTHORIZED: (
        "token",
        _("No token that works: none, a wrong one, one that has ended; which, is not said"),
    ),
    HTTPStatus.FORBIDDEN: ("scope", _("The token was not made for this, or its owner takes no file away")),
    HTTPStatus.NOT_FOUND: ("missing", _("It is not there, or not for the owner of this token; which, is not said")),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method", _("This interface only reads")),
    HTTPStatus.NOT_ACCEPTABLE: ("form", _("It is not to be had in the form asked for")),
    HTTPStatus.UNPROCESSABLE_ENTITY: ("value", _("A parameter's value that cannot be used")),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("fault", _("A fault on our side")),
    HTTPStatus.SERVICE_UNAVAILABLE: ("refused", _("The database cannot be read at the moment")),
}
"""Status → kind of problem and what it means."""


def description() -> dict[str, Any]:
    """The description in the language spoken now. It is shared: whoever reads it changes nothing in it."""
    return _description(get_language())


@cache
def _description(language: str | None) -> dict[str, Any]:
    """It depends on the release and the language only, so it is made once for each."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    found["info"] = {
        "title": gettext("Huisheng, for programs"),
        "version": __version__,
        "description": gettext(
            "Reads what the owner of a token may see at a desk at that moment, and nothing else. It writes nothing."
        ),
    }
    for methods in found["paths"].values():
        del methods["head"]
        _complete(methods["get"])
    found["paths"] |= {f"/api/v1/dictionary.{form}": {"get": _dictionary(form)} for form in Form}
    components = found["components"]
    for schema in components["schemas"].values():
        schema.pop("title", None)  # the name of a class, which is no word of the catalogue
        schema.pop("description", None)
    components["schemas"]["Problem"] = _PROBLEM
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    found["tags"] = [{"name": scope, "description": str(LABELS[scope])} for scope in SCOPES]
    translated: dict[str, Any] = _in_words(found)
    return translated


_PROBLEM = {
    "title": "Problem",
    "type": "object",
    "description": _("What went wrong, after RFC 9457."),
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": _("Address of what is said about this kind of problem.")},
        "title": {"type": "string", "description": _("The kind of problem, in words.")},
        "status": {"type": "integer", "description": _("The status of the answer.")},
        "detail": {"type": "string", "description": _("What happened and what to do.")},
        "parameters": {
            "type": "array",
            "description": _("The parameters in question, and what they must be."),
            "items": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
        "scope": {"type": "string", "description": _("The scope that the token lacks.")},
        "offered": {"type": "array", "items": {"type": "string"}, "description": _("The forms there are.")},
    },
}


def _complete(operation: dict[str, Any]) -> None:
    """What the library does not say by itself: the token, every problem, the headers of an answer."""
    declared = DECLARED[operation["operationId"]]
    operation["summary"] = declared.summary
    operation.pop("description", None)
    for parameter in operation["parameters"]:
        parameter["schema"].pop("title", None)
        if parameter["in"] == "path":
            parameter["description"] = _IN_PATHS[parameter["name"]]
    operation["security"] = [{"token": [declared.rule.scope]}]
    answers = operation["responses"]
    answers[200]["description"] = _("What was asked for")
    answers[200]["headers"] = {"ETag": {"schema": {"type": "string"}, "description": _("Names these very bytes.")}}
    if declared.media_type != JSON:
        answers[200]["content"] = {declared.media_type: {"schema": {"type": "string"}}}
    answers[304] = {"description": _("The caller has these very bytes: If-None-Match names them")}
    for status, (_kind, meaning) in PROBLEMS.items():
        answers[int(status)] = {
            "description": meaning,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    operation["responses"] = {str(status): answers[status] for status in sorted(answers)}


def _dictionary(form: Form) -> dict[str, Any]:
    return {
        "operationId": f"dictionary_{form}",
        "summary": _("Dictionary of the data files' columns, in both languages"),
        "security": [],
        "responses": {
            "200": {
                "description": _("What was asked for"),
                "content": {TYPES[form]: {"schema": {"type": "string"} if form is Form.CSV else {"type": "array"}}},
            }
        },
    }


_IN_PATHS = {
    "campaign": _("Name of the campaign in addresses."),
    "number": _("Number of the finding."),
    "code": _("Code of the figure."),
}
_WORDS = {"title", "description", "summary", "unit"}


def _in_words(part: Any) -> Any:
    """Every name and description put into the language spoken now."""
    if isinstance(part, dict):
        return {
            key: gettext(value) if key in _WORDS and isinstance(value, str) and value else _in_words(value)
            for key, value in part.items()
        }
    return [_in_words(each) for each in part] if isinstance(part, list) else part


@public("campaign.read")
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description for programs. It tells of no record, so it needs no token."""
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})


@dataclass(frozen=True, slots=True)
class Told:
    """An operation as the page for people tells it."""

    path: str
    summary: str
    media_type: str
    parameters: list[dict[str, Any]]
    columns: list[Described]


@public("campaign.read")
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The description for people."""
    found = description()
    operations = [
        _told(path, methods["get"])
        for path, methods in found["paths"].items()
        if methods["get"]["operationId"] in DECLARED
    ]
    groups = [
        (scope, LABELS[scope], [told for name, told in operations if DECLARED[name].rule.scope == scope])
        for scope in SCOPES
    ]
    context = {
        "groups": groups,
        "problems": [(int(status), kind, gettext(meaning)) for status, (kind, meaning) in PROBLEMS.items()],
        "server": f"{request.scheme}://{request.get_host()}",
    }
    return render(request, "web/api.html", context)


def _told(path: str, operation: dict[str, Any]) -> tuple[str, Told]:
    declared = DECLARED[operation["operationId"]]
    columns = described(declared.columns, get_language() or "") if declared.columns else []
    shown = Told(path, operation["summary"], declared.media_type, operation["parameters"], columns)
    return declared.name, shown
