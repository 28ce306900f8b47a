"""What figures do when the room below decides, in the same transaction."""

from typing import Any

from django.dispatch import receiver

from huisheng.combing import signals
from huisheng.combing.models import Decision
from huisheng.figures.services import combed


@receiver(signals.decided, dispatch_uid="figures")
def note_the_day(decision: Decision, **kwargs: Any) -> None:
    """A day's sums move with the decision, or not at all."""
    combed.note(decision)
