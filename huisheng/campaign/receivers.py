"""What this room does when the organisation changes."""

from django.dispatch import receiver

from huisheng.campaign.services.grants import end_all
from huisheng.organisation.models import Person
from huisheng.organisation.signals import person_ended


@receiver(person_ended)
def end_roles(person: Person, **kwargs: object) -> None:
    """All campaign roles of a person end with them (R7)."""
    end_all(person)
