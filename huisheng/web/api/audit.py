"""The audit trail for the auditor: entry by entry, so that its head leaves the house every day."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _
from ninja import Query

from huisheng.organisation.queries.trail import trail
from huisheng.organisation.sentences import sentence
from huisheng.web.api.columns import Columns, column
from huisheng.web.api.door import TokenRequest
from huisheng.web.api.reading import Listed, Place, reads, stretch


class Entry(Columns):
    """An act of staff. The hash covers all but the sentence."""

    number: int = column(_("Number"), _("Running number of the entry, without a gap."))
    at: datetime = column(_("At"), _("When it was done, to the second."))
    by: str | None = column(_("By"), _("Who did it. Empty: the system."))
    by_id: int | None = column(_("Key of who did it"), _("As the hash covers it. Empty: the system."))
    act: str = column(_("Act"), _("Code of what was done."))
    sentence: str = column(_("Sentence"), _("What was done, in the language asked for."))
    object_type: str = column(_("Kind of object"), _("What it was done to; empty if to nothing in particular."))
    object_id: str = column(_("Key of the object"), _("Which one; empty if none in particular."))
    campaign: int | None = column(_("Key of the campaign"), _("In which campaign. Empty: in none."))
    detail: dict[str, Any] = column(_("Detail"), _("Values the sentence names; never a voice's words."))
    previous: str = column(_("Hash before"), _("Hash of the entry before: 64 hexadecimal digits."))
    hash: str = column(_("Hash"), _("SHA-256 over the entry and the hash before: 64 hexadecimal digits."))


class Entries(Listed):
    """A stretch of the trail."""

    items: list[Entry]


@reads(
    "/audit",
    name="audit",
    row="audit.read",
    scope="audit",
    summary=_("Audit trail, the oldest entry first"),
    answer=Entries,
)
def audit(request: TokenRequest, asked: Query[Place]) -> Entries:
    """Whoever keeps the last hash outside can show later that nothing before it was changed."""
    part = stretch(request, trail(request.standing).select_related("by"), asked, key="number")
    items = [
        Entry(
            number=each.number,
            at=each.at,
            by=each.by.label if each.by else None,
            by_id=each.by_id,
            act=each.act,
            sentence=sentence(each),
            object_type=each.object_type,
            object_id=each.object_id,
            campaign=each.campaign_id,
            detail=each.detail,
            previous=each.previous,
            hash=each.hash,
        )
        for each in part.rows
    ]
    return Entries(items=items, next=part.next)
