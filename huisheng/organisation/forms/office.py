"""Forms of the office's desks."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.organisation.queries.trail import TrailFilter
from huisheng.organisation.sentences import acts


class NewAccountForm(forms.Form):
    """The log-in name of a person."""

    login = forms.CharField(
        label=_("Log-in name"),
        help_text=_("Letters, digits, dot and dash, such as the staff number. It cannot be changed later."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_login(self) -> str:
        """A name one can say over the telephone."""
        login: str = self.cleaned_data["login"].strip()
        if not all(letter.isalnum() or letter in ".-_" for letter in login):
            raise ValidationError(_("Use letters, digits, dot and dash only."))
        return login


_DAY = forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")


class TrailForm(forms.Form):
    """What of the trail is wanted. Whatever is not understood is left out of the filter and said."""

    who = forms.CharField(label=pgettext_lazy("audit filter", "Who"), required=False, max_length=120)
    act = forms.ChoiceField(
        label=pgettext_lazy("audit filter", "What"), required=False, widget=forms.Select(attrs={"class": "select"})
    )
    from_on = forms.DateField(label=pgettext_lazy("day", "From"), required=False, widget=_DAY)
    until_on = forms.DateField(label=pgettext_lazy("day", "Until"), required=False, widget=_DAY)
    about = forms.CharField(required=False, max_length=130, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = [("", pgettext_lazy("audit filter", "Everything")), *acts()]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> TrailFilter:
        """The filter made of what could be read."""
        self.is_valid()
        read = self.cleaned_data
        return TrailFilter(
            who=read.get("who", "").strip(),
            act=read.get("act", ""),
            from_on=read.get("from_on"),
            until_on=read.get("until_on"),
            about=read.get("about", ""),
        )
