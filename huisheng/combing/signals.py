"""What a room above must hear in the same transaction, or its sums would differ from the log for a moment."""

from django.dispatch import Signal

decided = Signal()
"""Sent inside the transaction of a decision, after its changes were carried out, with `decision: Decision`."""
