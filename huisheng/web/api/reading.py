"""How an operation is declared, asked and answered: its rule, its parameters, pages by cursor, conditional requests."""

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Generic, TypeVar, get_args
from urllib.parse import urlencode

from django.core.exceptions import ValidationError as NoValue
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import NinjaAPI, Router, Schema
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer
from pydantic import Field

from huisheng.organisation.guard import Rule, rule_of, token
from huisheng.web.api import problems
from huisheng.web.api.columns import Columns
from huisheng.web.api.door import TokenRequest

JSON = "application/json"
USUAL, LARGEST = 50, 200
View = TypeVar("View", bound=Callable[..., Any])
Row = TypeVar("Row")


class Place(Schema):
    """Where in a list, and how much of it."""

    limit: int = Field(USUAL, ge=1, le=LARGEST, description=_("How many records at most, 1 to 200."))
    cursor: str = Field("", max_length=200, description=_("Where to go on, as “next” of the answer before says."))


class Listed(Schema):
    """A stretch of a list. `items` is narrowed by each list."""

    items: list[Any]
    next: str | None = Field(description=_("Address of what follows; null at the end."))


class Renderer(JSONRenderer):
    """JSON with words as they are, not as escapes."""

    json_dumps_params = {"ensure_ascii": False}


class Unusable(Exception):
    """A parameter's value cannot be used."""

    def __init__(self, parameter: str, reason: str) -> None:
        super().__init__(parameter)
        self.parameter, self.reason = parameter, reason


# ---------------------------------------------------------------- declaring


@dataclass(frozen=True, slots=True)
class Declared:
    """An operation as the interface's description tells it."""

    name: str
    rule: Rule
    summary: str
    media_type: str
    parameters: frozenset[str]
    columns: type[Columns] | None
    """What a record of its answer holds."""


DECLARED: dict[str, Declared] = {}
router = Router()


def reads(
    path: str,
    *,
    name: str,
    row: str,
    scope: str,
    summary: str,
    answer: type[Schema],
    act: str = "",
    media_type: str = JSON,
) -> Callable[[View], View]:
    """Declare an operation.

    Args:
        path: under /api/v1/.
        name: of its address; also its id for programs.
        row, scope, act: as `guard.token` takes them.
        summary: what it answers, for people; a message of the catalogue.
        answer: the class of its answer, or a class that describes what is in the file it answers with.
    """

    def declare(view: View) -> View:
        operation = router.api_operation(
            ["GET", "HEAD"], path, url_name=name, operation_id=name, tags=[scope], response=answer
        )(view)
        rule = rule_of(token(row, scope, act)(view))
        assert rule is not None
        DECLARED[name] = Declared(name, rule, summary, media_type, _parameters(view), _columns(answer))
        return operation

    return declare


def _parameters(view: Any) -> frozenset[str]:
    models = [each for each in view._ninja_operation.models if each.__ninja_param_source__ == "query"]
    return frozenset(name for each in models for name in each.__ninja_flatten_map__)


def _columns(answer: type[Schema]) -> type[Columns] | None:
    """The class of the records in an answer: of a list's items, of a file's rows, or the answer's own."""
    many = answer.model_fields.get("items") or answer.model_fields.get("rows")
    record: type[Any] = get_args(many.annotation)[0] if many else answer
    return record if issubclass(record, Columns) else None


def addresses() -> list[URLPattern]:
    """The addresses of all operations. One that was not declared by `reads` has no rule and answers nobody."""
    api.add_router("", router)
    found = [each for each in api.urls[0] if isinstance(each, URLPattern) and each.name != "api-root"]
    for pattern in found:
        if pattern.name in DECLARED:
            pattern.callback = _answering(pattern.callback, DECLARED[pattern.name])
    return found


# ---------------------------------------------------------------- asking and answering


def _answering(view: Callable[..., HttpResponse], declared: Declared) -> Callable[..., HttpResponse]:
    """The view of an operation: looks at what is asked, answers, and says whether that is what the caller has."""

    def answer(request: HttpRequest, **path: Any) -> HttpResponse:
        if not request.accepts(declared.media_type):
            return problems.not_acceptable(declared.media_type)
        odd = [name for name, values in request.GET.lists() if name not in declared.parameters or len(values) > 1]
        if odd:
            return problems.unknown_parameters(odd)
        response = view(request, **path)
        return _conditional(request, response) if response.status_code == HTTPStatus.OK else response

    answer.rule = declared.rule  # type: ignore[attr-defined]
    # A call carries no cookie that could be abused, and is refused unless it reads.
    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 where the caller has these very bytes. No Last-Modified: records carry days, which would be a guess."""
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Accept-Language, Authorization"
    answer = get_conditional_response(request, etag, None, response)
    assert isinstance(answer, HttpResponse)
    return answer


def _unusable_values(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.unusable_values([(str(each["loc"][-1]), _reason(each)) for each in error.errors])


def _reason(fault: dict[str, Any]) -> str:
    limits = fault.get("ctx", {})
    if "ge" in limits or "le" in limits or fault["type"] == "int_parsing":
        return gettext("a whole number within its limits")
    if fault["type"] == "literal_error":
        return gettext("one of %(codes)s") % {"codes": limits["expected"]}
    if fault["type"].startswith("date"):
        return gettext("a day, such as 2014-02-28")
    if fault["type"].startswith("bool"):
        return gettext("true or false")
    return gettext("something else")


def _unusable_value(request: HttpRequest, fault: Any) -> HttpResponse:
    return problems.unusable_values([(fault.parameter, fault.reason)])


def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.missing()


api = NinjaAPI(openapi_url=None, docs_url=None, urls_namespace="api", renderer=Renderer())
api.add_exception_handler(ValidationError, _unusable_values)
api.add_exception_handler(Unusable, _unusable_value)
api.add_exception_handler(Http404, _missing)


# ---------------------------------------------------------------- pages


@dataclass(frozen=True, slots=True)
class Stretch(Generic[Row]):
    """Records of a list from a cursor on, and the address of what follows."""

    rows: list[Row]
    next: str | None


def stretch(request: TokenRequest, rows: QuerySet[Any], place: Place, *, key: str = "pk") -> Stretch[Any]:
    """Records that follow the cursor, in the order of a unique key that never changes. One query.

    What is there when a walk begins is met once, whatever is added or taken away meanwhile.
    """
    records = list(_after(request, rows, place, key).order_by(key)[: place.limit + 1])
    return _cut(request, records, place, lambda row: getattr(row, key))


def keys_of(request: TokenRequest, rows: QuerySet[Any], place: Place, *, key: str) -> Stretch[Any]:
    """As `stretch`, the keys alone. One query."""
    found = _after(request, rows, place, key)
    keys = list(found.order_by(key).values_list(key, flat=True)[: place.limit + 1])
    return _cut(request, keys, place, lambda each: each)


def _after(request: TokenRequest, rows: QuerySet[Any], place: Place, key: str) -> QuerySet[Any]:
    after = _opened(place.cursor, _list_of(request))
    if not after:
        return rows
    field = rows.model._meta.pk if key == "pk" else rows.model._meta.get_field(key)
    try:
        value = field.to_python(after)
    except NoValue:
        raise Unusable("cursor", gettext("a cursor of this list")) from None
    if isinstance(value, int) and not 0 <= value < 2**63:
        raise Unusable("cursor", gettext("a cursor of this list"))
    return rows.filter(**{f"{key}__gt": value})


def _cut(request: TokenRequest, found: list[Any], place: Place, key: Callable[[Any], Any]) -> Stretch[Any]:
    rows = found[: place.limit]
    if len(found) <= place.limit:
        return Stretch(rows, None)
    query = request.GET.copy()
    query["cursor"] = _sealed(_list_of(request), key(rows[-1]))
    return Stretch(rows, f"{request.path}?{urlencode(sorted(query.items()))}")


def _list_of(request: TokenRequest) -> str:
    assert request.resolver_match is not None
    return str(request.resolver_match.url_name)


def _sealed(of: str, key: Any) -> str:
    return base64.urlsafe_b64encode(f"{of}:{key}".encode()).decode().rstrip("=")


def _opened(cursor: str, of: str) -> str:
    """The key a cursor stands for; empty without one.

    Raises:
        Unusable: it is no cursor of this list.
    """
    if not cursor:
        return ""
    try:
        name, _colon, key = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        name, key = "", ""
    if name != of or not key:
        raise Unusable("cursor", gettext("a cursor of this list"))
    return key
