"""The audit trail as its reader sees it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from huisheng.organisation.http import Reader
from huisheng.organisation.models import AuditEntry
from huisheng.organisation.paging import Page, page_of


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What of the trail is wanted; empty means all."""

    who: str = ""
    """A person's name, or a log-in name."""
    act: str = ""
    from_on: date | None = None
    until_on: date | None = None
    about: str = ""
    """An object as `type:id`, such as `organisation.account:3`."""


def trail(reader: Reader) -> QuerySet[AuditEntry]:
    """Entries the reader may see: all or none."""
    return AuditEntry.objects.all() if reader.scopes("audit.read") else AuditEntry.objects.none()


def trail_page(reader: Reader, wanted: TrailFilter, *, after: str, before: str) -> Page[AuditEntry]:
    """A page of the trail, newest first. Three queries."""
    entries = trail(reader).select_related("by")
    if wanted.who:
        entries = entries.filter(Q(by__name=wanted.who) | Q(by__name_en=wanted.who) | Q(by__account__login=wanted.who))
    if wanted.act:
        entries = entries.filter(act=wanted.act)
    if wanted.from_on:
        entries = entries.filter(at__date__gte=wanted.from_on)
    if wanted.until_on:
        entries = entries.filter(at__date__lte=wanted.until_on)
    if wanted.about:
        kind, _colon, key = wanted.about.partition(":")
        entries = entries.filter(object_type=kind, object_id=key)
    return page_of(entries, "number", after=after, before=before, newest_first=True)
