"""HTML input of the voice page → arguments of one service."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.combing.services.redaction import Why
from huisheng.listening.models import Statement


class RedactForm(forms.Form):
    """Characters to be masked: the words themselves, or from which to which."""

    words = forms.CharField(
        label=_("Words to mask"),
        required=False,
        strip=False,
        max_length=200,
        help_text=_("As they stand in the voice; the first place that is not masked yet."),
    )
    first = forms.IntegerField(label=_("Or from character"), required=False, min_value=1)
    last = forms.IntegerField(label=_("to character"), required=False, min_value=1)
    reason = forms.ChoiceField(label=_("Reason"), choices=Why, widget=forms.RadioSelect)

    def __init__(self, *args: Any, statement: Statement, masked: list[tuple[int, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.statement = statement
        self.masked = masked

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last, words = cleaned.get("first"), cleaned.get("last"), cleaned.get("words")
        if first and last:
            cleaned["span"] = (first - 1, last)
        elif words:
            cleaned["span"] = self._place_of(words)
            if cleaned["span"] is None:
                self.add_error("words", _("These words do not stand in this voice, or are masked already."))
        else:
            self.add_error("words", _("Mark the words to mask, or give the first and last character."))
        return cleaned

    def _place_of(self, words: str) -> tuple[int, int] | None:
        start = self.statement.text.find(words)
        while start >= 0:
            end = start + len(words)
            if not any(a <= start and end <= b for a, b in self.masked):
                return start, end
            start = self.statement.text.find(words, start + 1)
        return None
