"""What rooms above must hear in the same transaction: a role must not outlive the person who holds it."""

from django.dispatch import Signal

person_ended = Signal()
"""Sent inside the transaction that ends a person, with `person: Person`."""
