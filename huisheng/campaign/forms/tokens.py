"""The form that makes a token for oneself."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.organisation import clock
from huisheng.organisation.scopes import LABELS
from huisheng.organisation.services.tokens import LONGEST

USUAL = timedelta(days=90)


class NewTokenForm(forms.Form):
    """What a token is for, what it may read, and until when."""

    name = forms.CharField(
        label=_("What it is for"),
        help_text=_("The program that will use it, so that it is known again in this list and in the audit trail."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may read"),
        help_text=_("Only what its program needs. It never shows more than you may see yourself at that moment."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    until_on = forms.DateField(
        label=_("Last day"),
        help_text=_("A year at most. Make a new one then: what nobody remembers should not go on working."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, scopes: Sequence[str], **kwargs: Any) -> None:
        today = clock.today()
        kwargs.setdefault("initial", {"until_on": today + USUAL})
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(each, LABELS[each]) for each in scopes]  # type: ignore[attr-defined]
        self.fields["until_on"].widget.attrs |= {"min": today.isoformat(), "max": (today + LONGEST).isoformat()}
