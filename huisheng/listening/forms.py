"""What desks of this room send in, checked and typed for one service each."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.campaign.queries.units import units_of
from huisheng.crafts.gate import Role, RowReason
from huisheng.crafts.gate.days import parse_day
from huisheng.crafts.text.speeches import Part
from huisheng.listening.models import Channel, FormVersion, Import, IssueRecord, Occasion, Sector
from huisheng.listening.queries.columns import SINGLE, FoundColumn, FoundSheet, Matched
from huisheng.listening.queries.stacks import published, title
from huisheng.listening.services.recording import Record
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


class ClockField(forms.TimeField):
    """A time of day as clerks write it: 9:00, 14：30, 1430."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 6, "autocomplete": "off"})
        super().__init__(input_formats=["%H:%M", "%H%M", "%H.%M"], widget=widget, **options)

    def to_python(self, value: Any) -> time | None:
        """The time, or None where none is wanted; a full-width colon is a colon."""
        written = str(value).strip().replace("：", ":").replace("﹕", ":") if value else ""
        return super().to_python(written)

    def prepare_value(self, value: Any) -> Any:
        """A time already known is shown as 09:00."""
        return value.isoformat("minutes") if isinstance(value, time) else value


def _count(label: Any, **options: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 6})
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=100_000, widget=widget, **options)


class OccasionForm(forms.Form):
    """An occasion that was held: when, where, who chaired, and how many of each sector were consulted."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Occasion.Kind.choices)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    held_on = DayField(label=gettext_lazy("Day"))
    from_at = ClockField(label=pgettext_lazy("time of day", "From"), required=False)
    until_at = ClockField(label=pgettext_lazy("time of day", "Until"), required=False)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=120, required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Unit"), required=False, empty_label=gettext_lazy("the whole campaign")
    )
    chair_as = forms.CharField(
        label=gettext_lazy("Chair"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Post and name, as the record prints them."),
    )
    recorder_as = forms.CharField(label=gettext_lazy("Recorder"), max_length=120, required=False)
    due_count = _count(gettext_lazy("Due"))
    present_count = _count(gettext_lazy("Present"), help_text=gettext_lazy("Whoever chairs or records does not count."))
    nonvoting = forms.CharField(label=gettext_lazy("Non-voting"), max_length=300, required=False)
    absent = forms.CharField(
        label=gettext_lazy("Absent"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("How many and why; no names."),
    )
    agenda = forms.CharField(label=gettext_lazy("Agenda"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self,
        data: Any = None,
        *,
        campaign: Campaign,
        initial: dict[str, Any] | None = None,
        occasion: Occasion | None = None,
        kind: str = "",
    ) -> None:
        super().__init__(data, initial={**(self.of(occasion) if occasion else {}), **(initial or {})})
        if occasion or kind:
            del self.fields["kind"]  # its number runs within its kind
        units = self.fields["unit"]
        assert isinstance(units, forms.ModelChoiceField)
        units.queryset = units_of(campaign, besides=occasion.unit_id if occasion else None)
        self.sectors = list(campaign.sectors.all())
        for sector in self.sectors:
            self.fields[f"heads_{sector.pk}"] = _count(sector.label)

    @staticmethod
    def of(occasion: Occasion) -> dict[str, Any]:
        """What is recorded, as the form shows it."""
        held = {name: getattr(occasion, name) for name in RECORD}
        heads = {f"heads_{each.sector_id}": each.head_count for each in occasion.attendance.all() if each.sector_id}
        return {
            "title": occasion.title,
            "held_on": occasion.held_on,
            "place": occasion.place,
            "unit": occasion.unit_id,
            **held,
            **heads,
        }

    def clean(self) -> dict[str, Any]:
        """It ends after it begins; nobody is present twice."""
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("from_at"), cleaned.get("until_at")
        if begins and ends and ends <= begins:
            self.add_error("until_at", _("It ends before it begins."))
        heard = sum(cleaned.get(f"heads_{sector.pk}") or 0 for sector in self.sectors)
        present = cleaned.get("present_count")
        if present is not None and heard > present:
            self.add_error(
                "present_count", _("The sectors add up to %(heard)d, more than were present.") % {"heard": heard}
            )
        return cleaned

    @property
    def heads(self) -> dict[int, int]:
        """Sector → how many were consulted, hosts excluded."""
        counts = {sector.pk: self.cleaned_data[f"heads_{sector.pk}"] for sector in self.sectors}
        return {pk: count for pk, count in counts.items() if count}

    @property
    def record(self) -> Record:
        """What the record says beyond title, day and place."""
        return Record(**{name: self.cleaned_data[name] for name in RECORD})

    @property
    def facts(self) -> dict[str, Any]:
        """The arguments of recording and of correcting."""
        cleaned = self.cleaned_data
        return {
            **{name: cleaned[name] for name in ("title", "held_on", "place", "unit")},
            "heads": self.heads,
            "record": self.record,
        }

    def head_fields(self) -> list[forms.BoundField]:
        """The fields of the sectors, for the page."""
        return [self[f"heads_{sector.pk}"] for sector in self.sectors]


RECORD = tuple(each.name for each in fields(Record))


class OwnListForm(forms.Form):
    """A workbook of one of the office's own lists: symposia, the register of forms."""

    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        help_text=gettext_lazy("xlsx, xls or csv, at most 2,000 rows. The columns are those of the download."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        allow_empty_file=True,
    )


class MinutesForm(forms.Form):
    """Minutes come in: a file, or what is pasted."""

    file = forms.FileField(
        label=gettext_lazy("File of the minutes"),
        required=False,
        help_text=gettext_lazy("docx or txt; at most 50 MB. An old .doc is saved as .docx first."),
        widget=forms.FileInput(attrs={"accept": ".docx,.txt"}),
        allow_empty_file=True,
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste the minutes"),
        required=False,
        strip=False,
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    occasion = OccasionField(
        Occasion.objects.none(),
        label=gettext_lazy("Symposium"),
        required=False,
        empty_label=gettext_lazy("not recorded yet: the minutes say it"),
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, occasions: Any, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, files, initial=initial)
        chosen = self.fields["occasion"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = occasions

    def clean(self) -> dict[str, Any]:
        """One of the two, not both."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            if not cleaned.get("file") and not cleaned.get("text", "").strip():
                raise forms.ValidationError(_("Choose a file, or paste the minutes."))
            if cleaned.get("file") and cleaned.get("text", "").strip():
                raise forms.ValidationError(_("Choose a file or paste the minutes, not both."))
        return cleaned


class CutForm:
    """What a clerk chose for each piece of the cut on one page; what is no choice is left as it is."""

    def __init__(self, data: Any, sectors: Iterable[Sector]) -> None:
        self._data = data
        self._sectors = {sector.pk for sector in sectors}

    @property
    def edits(self) -> int:
        """How often the cut had been changed when the page was shown; -1 if the page does not say."""
        written = self._data.get("edits", "")
        return int(written) if written.isascii() and written.isdecimal() and len(written) < 9 else -1

    @property
    def settled(self) -> dict[int, tuple[Part, int, int | None]]:
        """Piece → part, speaker, sector."""
        found = {}
        for name in self._data:
            index = name.removeprefix("part_")
            if name.startswith("part_") and index.isdecimal() and self._data[name] in Part.__members__.values():
                sector = self._number(f"sector_{index}")
                found[int(index)] = (
                    Part(self._data[name]),
                    min(self._number(f"speaker_{index}"), 100_000),
                    sector if sector in self._sectors else None,
                )
        return found

    def _number(self, name: str) -> int:
        written = self._data.get(name, "")
        return int(written) if written.isascii() and written.isdecimal() and len(written) < 9 else 0

    @property
    def at(self) -> int | None:
        """The character at which the act is to happen."""
        return self._number("at") if self._data.get("at", "").isdecimal() else None


class IssueForm(forms.Form):
    """A line of the register of forms: issued, and, as far as counted, returned and valid."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=IssueRecord.Kind.choices)
    issued_on = DayField(label=gettext_lazy("Issued on"))
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Unit"), required=False, empty_label=gettext_lazy("the whole campaign")
    )
    occasion = OccasionField(
        Occasion.objects.none(),
        label=gettext_lazy("Occasion"),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    issued = forms.IntegerField(label=gettext_lazy("Issued"), min_value=0, max_value=10_000_000)
    returned = forms.IntegerField(
        label=gettext_lazy("Returned"), required=False, min_value=0, help_text=gettext_lazy("Blank: not yet counted.")
    )
    valid = forms.IntegerField(
        label=gettext_lazy("Valid"), required=False, min_value=0, help_text=gettext_lazy("Blank: not yet counted.")
    )

    def __init__(self, data: Any = None, *, campaign: Campaign, line: IssueRecord | None = None) -> None:
        super().__init__(data, initial=self.of(line) if line else {})
        units, occasions = self.fields["unit"], self.fields["occasion"]
        assert isinstance(units, forms.ModelChoiceField) and isinstance(occasions, forms.ModelChoiceField)
        units.queryset = units_of(campaign, besides=line.unit_id if line else None)
        occasions.queryset = Occasion.objects.filter(campaign=campaign)

    @staticmethod
    def of(line: IssueRecord) -> dict[str, Any]:
        """What is recorded, as the form shows it."""
        return {
            **{name: getattr(line, name) for name in ("kind", "issued_on", "unit", "occasion")},
            "issued": line.issued_count,
            "returned": line.returned_count,
            "valid": line.valid_count,
        }

    def clean(self) -> dict[str, Any]:
        """Valid is at most returned, returned at most issued."""
        cleaned = super().clean() or self.cleaned_data
        issued, returned, valid = (cleaned.get(name) for name in ("issued", "returned", "valid"))
        if returned is not None and issued is not None and returned > issued:
            self.add_error("returned", _("More cannot come back than were issued."))
        if valid is not None and (returned is None or valid > returned):
            self.add_error("valid", _("More cannot be valid than came back."))
        return cleaned


if TYPE_CHECKING:
    _VersionChoice = forms.ModelChoiceField[FormVersion]
else:
    _VersionChoice = forms.ModelChoiceField


class VersionField(_VersionChoice):
    """A published version of a form, told by title, number and day."""

    def label_from_instance(self, version: FormVersion) -> str:
        """A version in the list to choose from."""
        facts = {
            "title": title(version, get_language() or ""),
            "number": version.number,
            "day": version.published_on,
        }
        return _("%(title)s, version %(number)d of %(day)s") % facts


class StackForm(forms.Form):
    """The head of a stack of paper forms: what is the same on all of its sheets."""

    form_version = VersionField(FormVersion.objects.none(), label=gettext_lazy("Form"), empty_label=None)
    day = DayField(label=gettext_lazy("Day"), help_text=gettext_lazy("On which the sheets were handed in."))
    occasion = OccasionField(
        Occasion.objects.none(), label=gettext_lazy("Occasion"), required=False, empty_label=gettext_lazy("none")
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Unit"),
        required=False,
        empty_label=gettext_lazy("the whole campaign"),
        help_text=gettext_lazy("Where the forms were issued, as in the register. It is not kept with any voice."),
    )
    sector = forms.ModelChoiceField(
        Sector.objects.none(),
        label=gettext_lazy("Sector"),
        required=False,
        empty_label=gettext_lazy("differs from sheet to sheet"),
        help_text=gettext_lazy("Only if all sheets come from one sector."),
    )

    def __init__(self, data: Any = None, *, campaign: Campaign) -> None:
        super().__init__(data)
        choices: dict[str, QuerySet[Any]] = {
            "form_version": published(campaign),
            "occasion": campaign.occasions.order_by("-held_on", "-id"),
            "unit": units_of(campaign),
            "sector": campaign.sectors.all(),
        }
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = found


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
