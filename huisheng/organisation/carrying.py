"""What somebody had typed when the log-in had run out: carried from page to page until it can be sent again.

It travels in hidden fields of the log-in pages themselves. Nothing of it is stored on the server.
"""

import json
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

# What is secret must not come back inside a page.
_NEVER = {"password", "again", "present", "token", "csrfmiddlewaretoken"}


@dataclass(frozen=True, slots=True)
class Carried:
    """The address a form was for, and its fields in order."""

    target: str
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def as_json(self) -> str:
        """For one hidden field."""
        return json.dumps(self.fields, ensure_ascii=False)

    @property
    def typed(self) -> list[str]:
        """What a person would recognise as typed: the longer values, without addresses of our own."""
        return [value for _name, value in self.fields if len(value) > 12 and not local(value)]


def carried_from(target: str, fields: QueryDict) -> Carried:
    """What a form held that was sent without a log-in."""
    pairs = [(name, value) for name, values in fields.lists() for value in values]
    return Carried(local(target), tuple((name, value) for name, value in pairs if name not in _NEVER))


def read(posted: QueryDict) -> Carried | None:
    """What a log-in page carries, or None. Whatever does not look as we wrote it is dropped."""
    target = local(posted.get("carried_target", ""))
    try:
        fields = json.loads(posted.get("carried", ""))
        pairs = tuple((str(name), str(value)) for name, value in fields)
    except (ValueError, TypeError):
        return None
    return Carried(target, pairs) if target else None


def local(address: str) -> str:
    """The address if it leads to a page of ours; else nothing. Other hosts, schemes and tricks are dropped."""
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours else ""
