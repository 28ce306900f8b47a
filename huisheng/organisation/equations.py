"""What must hold of this room: the audit trail is one chain, and the database refuses by itself."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huisheng.organisation import triggers
from huisheng.organisation.models import AuditEntry
from huisheng.organisation.services.audit import GENESIS, entry_hash
from huisheng.organisation.verification import Outcome, equation

SHOWN = 5
"""Broken places named one by one; the rest are counted."""


@equation("audit")
def audit_chain() -> Iterator[Outcome]:
    """Every entry has the next number, names the hash before it, and hashes to its own."""
    previous, number, broken = GENESIS, 0, 0
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=2000):
        wrong = _fault(entry, number + 1, previous)
        if wrong:
            broken += 1
            if broken <= SHOWN:
                yield Outcome(False, wrong)
        previous, number = entry.hash, entry.number
    if broken > SHOWN:
        yield Outcome(False, _("… and %(count)d more places in the trail.") % {"count": broken - SHOWN})
    if not broken:
        words = ngettext(
            "audit trail: %(count)d entry, one chain; its head is %(number)d %(head)s",
            "audit trail: %(count)d entries, one chain; its head is %(number)d %(head)s",
            number,
        )
        yield Outcome(True, words % {"count": number, "number": number, "head": previous[:16]})


def _fault(entry: AuditEntry, expected: int, previous: str) -> str:
    """What is wrong with an entry in this place; empty if nothing is."""
    if entry.number != expected:
        return _("audit trail: entry %(expected)d is missing; %(found)d follows instead") % {
            "expected": expected,
            "found": entry.number,
        }
    if entry.previous != previous:
        return _("audit trail: entry %(number)d does not continue the one before it") % {"number": entry.number}
    if entry_hash(entry) != entry.hash:
        return _("audit trail: entry %(number)d was altered") % {"number": entry.number}
    return ""


@equation("triggers")
def database_refuses() -> Iterator[Outcome]:
    """Every declared trigger is in the database."""
    missing = triggers.missing()
    if missing:
        yield Outcome(False, _("the database lacks these safeguards: %(names)s") % {"names": ", ".join(missing)})
    else:
        count = len(triggers.INSTALLED)
        words = ngettext(
            "the database holds %(count)d safeguard of unchangeable records",
            "the database holds all %(count)d safeguards of unchangeable records",
            count,
        )
        yield Outcome(True, words % {"count": count})
