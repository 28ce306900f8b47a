"""Reads of one occasion: what is recorded of it, and the minutes of it."""

from django.db.models import Prefetch

from huisheng.campaign.standing import Standing
from huisheng.errors import Missing
from huisheng.listening.models import Attendance, Minutes, Occasion
from huisheng.listening.queries import minutes as minutes_reads
from huisheng.listening.queries.desk import occasions


def occasion_of(standing: Standing, pk: int) -> Occasion:
    """One occasion with the sectors heard at it.

    Raises:
        Missing: there is none, or not for this person.
    """
    heard = Attendance.objects.select_related("sector").order_by("sector__rank", "id")
    found = (
        occasions(standing)
        .select_related("unit", "campaign", "chair", "recorder")
        .prefetch_related(Prefetch("attendance", heard))
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Missing
    return found


def person_times(occasion: Occasion) -> int:
    """How many were consulted at it (人次), hosts excluded."""
    return sum(each.head_count for each in occasion.attendance.all())


def minutes_at(standing: Standing, occasion: Occasion) -> list[Minutes]:
    """The minutes of an occasion, as far as the person may open minutes."""
    found = minutes_reads.visible_to(standing).filter(occasion=occasion).select_related("imported__by")
    return list(found.defer("pieces").order_by("pk"))
