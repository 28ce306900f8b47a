"""What a room above must hear in the same transaction, or conservation would not hold at every moment.

Passages are cut where statements are stored: asking later would leave statements in no place at all.
"""

from django.dispatch import Signal

statements_stored = Signal()
"""Sent inside the storing transaction with `statements: list[Statement]` and `staged: bool`."""

import_kept = Signal()
"""Sent inside the transaction that makes an import visible, with `imported: Import`."""

import_undone = Signal()
"""Sent before the staged rows of an import are deleted, inside that transaction, with `imported: Import`."""

import_withdrawn = Signal()
"""Sent inside the withdrawing transaction, with `imported: Import` and `by: Person`."""

statement_replaced = Signal()
"""Sent when a voice keyed wrongly is keyed anew, with `statement: Statement` (the old one) and `by: Person`."""
