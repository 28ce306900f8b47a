"""HTML input → the day that is asked for or issued, and how a campaign counts."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.listening.models import Occasion


class DayForm(forms.Form):
    """The day whose figures are to be issued."""

    as_of = forms.DateField()


class CountingForm(forms.Form):
    """The kinds of occasion at which people count as consulted."""

    person_times = forms.MultipleChoiceField(
        label=_("Person-times consulted are counted at"),
        choices=[(kind, label) for kind, label in Occasion.Kind.choices if kind != Occasion.Kind.BOX],
        widget=forms.CheckboxSelectMultiple,
    )


def day_of(written: str) -> date | None:
    """A day as an address carries it; None for nothing or nonsense."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
