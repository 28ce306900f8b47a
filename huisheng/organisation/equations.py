"""What must hold of this room: the audit trail is one chain, and the database refuses by itself."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huisheng.organisation import triggers
from huisheng.organisation.services.verifying import read_chain
from huisheng.organisation.verification import Outcome, equation

SHOWN = 5
"""Broken places named one by one; the rest are counted."""


@equation("audit")
def audit_chain() -> Iterator[Outcome]:
    """The audit trail is one chain."""
    chain = read_chain()
    for fault in chain.faults[:SHOWN]:
        yield Outcome(False, fault)
    if len(chain.faults) > SHOWN:
        more = len(chain.faults) - SHOWN
        words = ngettext("… and %(count)d more place in the trail", "… and %(count)d more places in the trail", more)
        yield Outcome(False, words % {"count": more})
    if not chain.faults:
        words = ngettext(
            "audit trail: %(count)d entry, one chain; its head is %(number)d %(head)s",
            "audit trail: %(count)d entries, one chain; its head is %(number)d %(head)s",
            chain.count,
        )
        yield Outcome(True, words % {"count": chain.count, "number": chain.count, "head": chain.head[:16]})


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
