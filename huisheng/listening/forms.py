"""What desks of this room send in, checked and typed for one service each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from huisheng.campaign.models import Campaign
from huisheng.crafts.gate import Role, RowReason
from huisheng.crafts.gate.days import parse_day
from huisheng.listening.models import Channel, Import, IssueRecord, Occasion, Sector
from huisheng.listening.queries.columns import SINGLE, FoundColumn, FoundSheet, Matched
from huisheng.organisation.models import Unit

ROLE_WORDS: tuple[tuple[Role, Any], ...] = (
    (Role.OTHER, gettext_lazy("Not taken in")),
    (Role.TEXT, gettext_lazy("What was said")),
    (Role.TITLE, gettext_lazy("Subject line")),
    (Role.DAY, gettext_lazy("Day")),
    (Role.SECTOR, gettext_lazy("Sector")),
    (Role.CHANNEL, gettext_lazy("Channel")),
    (Role.IDENTITY, gettext_lazy("Not read: it tells who spoke")),
)
_FIXED = {
    Role.IDENTITY: gettext_lazy("Not read: it tells who spoke"),
    Role.REASON: gettext_lazy("Not read: reasons of an earlier return"),
}
_TWICE = gettext_lazy("Only one column can be this.")


class DayField(forms.CharField):
    """A day as clerks write it: 2014-03-09, 2014.3.9, 2014年3月9日, 20140309."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, strip=True, **options)
        self.widget.attrs["autocomplete"] = "off"

    def clean(self, value: Any) -> date | None:
        """The day, or None where none is wanted."""
        written = super().clean(value)
        if not written:
            return None
        day = parse_day(written, year=None)
        if isinstance(day, RowReason) or day is None:
            raise forms.ValidationError(_("Write the day with its year, such as 2014-03-09."))
        return day

    def prepare_value(self, value: Any) -> Any:
        """A day already known is shown as 2014-03-09."""
        return value.isoformat() if isinstance(value, date) else value


if TYPE_CHECKING:
    _Choice = forms.ModelChoiceField[Occasion]
else:
    _Choice = forms.ModelChoiceField


class OccasionField(_Choice):
    """One of the campaign's occasions, told by day, kind and title."""

    def label_from_instance(self, occasion: Occasion) -> str:
        """An occasion in the list to choose from."""
        return f"{occasion.held_on.isoformat()} {occasion.get_kind_display()} {occasion.number} {occasion.title}"


class WorkbookForm(forms.Form):
    """Step 1: choose a file."""

    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        help_text=gettext_lazy("xlsx, xls or csv; at most 50 MB (csv 100 MB) and 200,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt,.tsv"}),
        allow_empty_file=True,
    )

    @property
    def received(self) -> Path:
        """Where the upload lies for now."""
        upload: TemporaryUploadedFile = self.cleaned_data["file"]
        return Path(upload.temporary_file_path())

    @property
    def name(self) -> str:
        """What the clerk's machine calls the file."""
        return str(self.cleaned_data["file"].name)


class MatchForm(forms.Form):
    """Step 2: say what each column holds, and what holds where a row says nothing."""

    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=Channel.choices)
    sector = forms.ModelChoiceField(
        Sector.objects.none(),
        label=gettext_lazy("Sector"),
        required=False,
        empty_label=gettext_lazy("not said"),
    )
    day = DayField(label=gettext_lazy("Day"), required=False)
    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        required=False,
        min_value=1950,
        max_value=2099,
        help_text=gettext_lazy("For days written without one, such as 3月9日."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
    )
    occasion = OccasionField(
        Occasion.objects.none(),
        label=gettext_lazy("Occasion"),
        required=False,
        empty_label=gettext_lazy("none"),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        campaign: Campaign,
        sheet: FoundSheet,
        proposed: Matched,
        mendable: Sequence[Import] = (),
        mends: Import | None = None,
        same: Import | None = None,
    ) -> None:
        super().__init__(data)
        self.sheet, self.proposed = sheet, proposed
        sectors, occasions = self.fields["sector"], self.fields["occasion"]
        assert isinstance(sectors, forms.ModelChoiceField)
        assert isinstance(occasions, forms.ModelChoiceField)
        sectors.queryset = campaign.sectors.all()
        occasions.queryset = campaign.occasions.order_by("-held_on", "-id")
        for name in ("channel", "sector", "day", "year", "occasion"):
            self.initial[name] = getattr(proposed, name)
        for column in self.columns:
            self._add_column(column)
        if mendable:
            choices = [("", _("no")), *((str(one.pk), _mend_label(one)) for one in mendable)]
            self.fields["mends"] = forms.ChoiceField(
                label=_("The whole of an earlier workbook, mended?"),
                choices=choices,
                required=False,
                initial=str(mends.pk) if mends else "",
                help_text=_("Then rows that were kept from it are not kept twice."),
            )
        if same:
            self.fields["again"] = forms.BooleanField(
                label=_("Take it in once more all the same: every voice in it will count twice")
            )

    @property
    def columns(self) -> Sequence[FoundColumn]:
        """The columns whose content the clerk decides on."""
        return self.sheet.columns

    def _add_column(self, column: FoundColumn) -> None:
        name = f"column_{column.index}"
        role = self.proposed.roles.get(column.index, Role.OTHER)
        called = column.name or column.letters
        if column.role in _FIXED:
            choices = [(column.role.value, _FIXED[column.role])]
        else:
            choices = [(known.value, words) for known, words in ROLE_WORDS]
        self.fields[name] = forms.ChoiceField(
            label=_("What “%(column)s” holds") % {"column": called},
            choices=choices,
            required=False,
            initial=role.value if role.value in dict(choices) else Role.OTHER.value,
            widget=forms.Select(attrs={"class": "select", "aria-label": _("“%(column)s” holds") % {"column": called}}),
        )

    def clean(self) -> dict[str, Any]:
        """One column holds what was said; nothing is held by two columns."""
        cleaned = super().clean() or self.cleaned_data
        roles = self._roles(cleaned)
        for role in SINGLE:
            holding = [index for index, held in roles.items() if held is role]
            for index in holding[1:]:
                self.add_error(f"column_{index}", str(_TWICE))
        if Role.TEXT not in roles.values():
            raise forms.ValidationError(_("No column is “What was said”. Choose the one that holds the voices."))
        return cleaned

    def _roles(self, cleaned: dict[str, Any]) -> dict[int, Role]:
        return {
            column.index: Role(cleaned.get(f"column_{column.index}") or Role.OTHER.value) for column in self.columns
        }

    @property
    def matched(self) -> Matched:
        """What the clerk settled."""
        cleaned = self.cleaned_data
        sector, occasion = cleaned["sector"], cleaned["occasion"]
        return replace(
            self.proposed,
            roles=self._roles(cleaned),
            channel=cleaned["channel"],
            sector=sector.pk if sector else None,
            day=cleaned["day"],
            year=cleaned["year"],
            occasion=occasion.pk if occasion else None,
        )


def _mend_label(imported: Import) -> str:
    return _("yes, of “%(file)s” (%(kept)d rows kept)") % {"file": imported.file_name, "kept": imported.rows_kept}


class VoiceForm(forms.Form):
    """One voice written in by a clerk: a letter, a call, a sheet."""

    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=Channel.choices, initial=Channel.LETTER)
    day = DayField(label=gettext_lazy("Day"), required=False, help_text=gettext_lazy("When it was said or received."))
    sector = forms.ModelChoiceField(
        Sector.objects.none(),
        label=gettext_lazy("Sector"),
        required=False,
        empty_label=gettext_lazy("not said"),
        help_text=gettext_lazy("Only if it was said. Never a name, a telephone number or an address."),
    )
    occasion = OccasionField(
        Occasion.objects.none(),
        label=gettext_lazy("Occasion"),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    title = forms.CharField(label=gettext_lazy("Subject line"), max_length=500, required=False, strip=False)
    text = forms.CharField(
        label=gettext_lazy("What was said"),
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Word for word, slips included. It cannot be changed afterwards."),
    )

    def __init__(self, data: Any = None, *, campaign: Campaign, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        sectors, occasions = self.fields["sector"], self.fields["occasion"]
        assert isinstance(sectors, forms.ModelChoiceField)
        assert isinstance(occasions, forms.ModelChoiceField)
        sectors.queryset = campaign.sectors.all()
        occasions.queryset = campaign.occasions.order_by("-held_on", "-id")

    def clean_text(self) -> str:
        """The words with line ends as stored everywhere; a voice of blanks alone says nothing."""
        return said(self.cleaned_data["text"])


class RekeyForm(forms.Form):
    """The right words of a voice that was keyed wrongly."""

    text = forms.CharField(
        label=gettext_lazy("What was said"),
        max_length=32_767,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Word for word, as on the sheet."),
    )

    def clean_text(self) -> str:
        """The words with line ends as stored everywhere."""
        return said(self.cleaned_data["text"])


def said(text: str) -> str:
    """A text area's content as a voice is stored: browsers send line ends as CR LF.

    Raises:
        ValidationError: nothing is there but blanks.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise forms.ValidationError(_("Write what was said."))
    return text


class OccasionForm(forms.Form):
    """An occasion that was held: when, where, and how many of each sector were consulted."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Occasion.Kind.choices)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    held_on = DayField(label=gettext_lazy("Day"))
    place = forms.CharField(label=gettext_lazy("Place"), max_length=120, required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Unit"), required=False, empty_label=gettext_lazy("the whole campaign")
    )

    def __init__(self, data: Any = None, *, campaign: Campaign) -> None:
        super().__init__(data)
        units = self.fields["unit"]
        assert isinstance(units, forms.ModelChoiceField)
        units.queryset = Unit.objects.filter(path__startswith=campaign.unit.path, ended_on__isnull=True)
        self.sectors = list(campaign.sectors.all())
        for sector in self.sectors:
            self.fields[f"heads_{sector.pk}"] = forms.IntegerField(
                label=sector.label,
                required=False,
                min_value=0,
                max_value=100_000,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
            )

    @property
    def heads(self) -> dict[int, int]:
        """Sector → how many were consulted, hosts excluded."""
        counts = {sector.pk: self.cleaned_data[f"heads_{sector.pk}"] for sector in self.sectors}
        return {pk: count for pk, count in counts.items() if count}

    def head_fields(self) -> list[forms.BoundField]:
        """The fields of the sectors, for the page."""
        return [self[f"heads_{sector.pk}"] for sector in self.sectors]


class IssueForm(forms.Form):
    """A line of the register of forms: issued, and, as far as counted, returned and valid."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=IssueRecord.Kind.choices)
    issued_on = DayField(label=gettext_lazy("Issued on"))
    issued = forms.IntegerField(label=gettext_lazy("Issued"), min_value=0, max_value=10_000_000)
    returned = forms.IntegerField(
        label=gettext_lazy("Returned"), required=False, min_value=0, help_text=gettext_lazy("Blank: not yet counted.")
    )
    valid = forms.IntegerField(
        label=gettext_lazy("Valid"), required=False, min_value=0, help_text=gettext_lazy("Blank: not yet counted.")
    )

    def clean(self) -> dict[str, Any]:
        """Valid is at most returned, returned at most issued."""
        cleaned = super().clean() or self.cleaned_data
        issued, returned, valid = (cleaned.get(name) for name in ("issued", "returned", "valid"))
        if returned is not None and issued is not None and returned > issued:
            self.add_error("returned", _("More cannot come back than were issued."))
        if valid is not None and (returned is None or valid > returned):
            self.add_error("valid", _("More cannot be valid than came back."))
        return cleaned


class SectorForm(forms.Form):
    """A sector to ask besides those there are."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=200, required=False)
    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=30,
        help_text=gettext_lazy(
            "Letters, digits and dashes, such as retired. It stands in workbooks and is not changed later."
        ),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
