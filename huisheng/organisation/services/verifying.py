"""Verifying the audit trail: one chain from the first entry to its head."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from huisheng.organisation.models import AuditEntry, Person
from huisheng.organisation.services.audit import GENESIS, audit, entry_hash


@dataclass(frozen=True, slots=True)
class Chain:
    """The trail as read: how many entries, the hash of the last, and each place that is broken, in words."""

    count: int
    head: str
    faults: list[str]


def read_chain() -> Chain:
    """Every entry must have the next number, name the hash before it, and hash to its own. Reads only."""
    previous, number, count, faults = GENESIS, 0, 0, []
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=2000):
        fault = _fault(entry, number + 1, previous)
        if fault:
            faults.append(fault)
        previous, number, count = entry.hash, entry.number, count + 1
    return Chain(count, previous, faults)


def verify_trail(*, by: Person) -> Chain:
    """Read the chain, then write into it that it was verified, with its head, or how often it is broken."""
    chain = read_chain()
    if chain.faults:
        audit("audit.found_broken", by=by, count=len(chain.faults))
    else:
        audit("audit.verified", by=by, number=chain.count, head=chain.head[:16])
    return chain


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
