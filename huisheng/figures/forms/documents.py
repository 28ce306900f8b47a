"""HTML input → which document is asked for; what a campaign's documents are headed and signed with."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from huisheng.figures.models import Letterhead
from huisheng.figures.queries.documents import PARTS


class OrderForm(forms.Form):
    """What an address asks of a document besides its day and version."""

    n = forms.IntegerField(label=_("Number of the year"), min_value=1, max_value=99_999, required=False)
    signed = forms.DateField(label=_("Signed on"), required=False)
    lists = forms.BooleanField(label=_("with both lists as annexes"), required=False)


class LetterheadForm(forms.Form):
    """The letterhead, and the campaign's own phrases over the report's parts."""

    masthead = forms.CharField(
        label=_("Red words on top"),
        help_text=_("Such as 示范区文件. Left empty, the report is an internal paper without a red head."),
        max_length=120,
        required=False,
    )
    number_code = forms.CharField(
        label=_("Letters of the document number"),
        help_text=_("What stands before the year, such as 示 in 示〔2014〕7号."),
        max_length=20,
        required=False,
    )
    addressee = forms.CharField(
        label=_("Addressed to"), help_text=_("Without the colon."), max_length=120, required=False
    )
    issuer = forms.CharField(
        label=_("Issued in the name of"),
        help_text=_("Left empty, the office itself signs."),
        max_length=120,
        required=False,
    )
    printer = forms.CharField(
        label=_("Printed by"),
        help_text=_("Stands on the foot of the last page with the day. Left empty, nothing stands there."),
        max_length=120,
        required=False,
    )
    has_seal = forms.BooleanField(label=_("Leave room for the seal"), required=False)

    def __init__(self, sent: QueryDict | None, letterhead: Letterhead) -> None:
        own = [*letterhead.headings, *[""] * len(PARTS)]
        super().__init__(sent, initial={name: getattr(letterhead, name) for name in self.base_fields})
        for at, usual in enumerate(PARTS):
            phrase = forms.CharField(label=usual, max_length=60, required=False, initial=own[at])
            self.fields[f"heading_{at}"] = phrase

    @property
    def phrases(self) -> list[forms.BoundField]:
        """The fields of the report's headings."""
        return [self[f"heading_{at}"] for at in range(len(PARTS))]

    @property
    def wanted(self) -> dict[str, Any]:
        """What is to be kept; an empty phrase where the usual heading stays."""
        kept = {name: self.cleaned_data[name] for name in self.base_fields}
        return {**kept, "headings": [self.cleaned_data[f"heading_{at}"] for at in range(len(PARTS))]}
