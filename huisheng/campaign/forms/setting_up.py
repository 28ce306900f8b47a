"""Forms of a campaign's set-up."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from huisheng.campaign.models import Campaign, Phase, ReviewGroup
from huisheng.campaign.services.campaigns import Days, Name, SetUp
from huisheng.organisation.models import Unit


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _lines(label: Any, help_text: Any, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=4000, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


class NamedForm(forms.Form):
    """A name in Chinese, and one in English where there is one."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=200, required=False)

    @property
    def named(self) -> Name:
        """The two names."""
        return Name(self.cleaned_data["name"], self.cleaned_data["name_en"])


class NewCampaignForm(NamedForm):
    """A campaign to make."""

    slug = forms.SlugField(
        label=gettext_lazy("Name in addresses"),
        max_length=40,
        help_text=gettext_lazy(
            "Letters, digits and dashes, such as listening-2014. It is printed on forms and cannot be changed later."
        ),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Whose campaign it is"))
    parent = forms.ModelChoiceField(
        Campaign.objects.none(),
        label=gettext_lazy("Part of"),
        required=False,
        empty_label=gettext_lazy("no other campaign"),
    )
    wave = forms.IntegerField(
        label=gettext_lazy("Wave"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=gettext_lazy("1 for the first wave, 2 for the second; blank where there are none."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(ended_on=None).order_by("path")  # type: ignore[attr-defined]
        self.fields["parent"].queryset = Campaign.objects.order_by("-id")  # type: ignore[attr-defined]

    def clean_slug(self) -> str:
        """An address of its own."""
        slug: str = self.cleaned_data["slug"].lower()
        if Campaign.objects.filter(slug=slug).exists():
            raise ValidationError(_("This address belongs to another campaign. Choose another."))
        return slug


class SetUpForm(NamedForm):
    """Names, texts, phrases and state of a campaign."""

    wave = forms.IntegerField(
        label=gettext_lazy("Wave"),
        required=False,
        min_value=1,
        max_value=99,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=Campaign.State.choices)
    planned_launch_on = _day(gettext_lazy("Planned launch"))
    launched_on = _day(gettext_lazy("Launched on"))
    phrases = _lines(
        gettext_lazy("Guiding phrases"),
        gettext_lazy("One a line, the English behind a vertical bar: 照镜子 | Look in the mirror"),
    )
    purpose = _lines(
        gettext_lazy("What voices are used for"), gettext_lazy("Shown on the public page before anybody writes.")
    )
    purpose_en = _lines(gettext_lazy("What voices are used for, in English"), "")
    retention = _lines(
        gettext_lazy("How long voices are kept"), gettext_lazy("Shown on the public page before anybody writes.")
    )
    retention_en = _lines(gettext_lazy("How long voices are kept, in English"), "")

    @classmethod
    def of(cls, campaign: Campaign) -> "SetUpForm":
        """The form as the campaign stands."""
        fields = {name: getattr(campaign, name) for name in cls.base_fields}
        lines = [f"{each['zh']} | {each['en']}" if each.get("en") else each["zh"] for each in campaign.phrases]
        return cls(initial=fields | {"phrases": "\n".join(lines)})

    def clean_phrases(self) -> list[dict[str, str]]:
        """Each line as Chinese and English."""
        lines = [line.partition("|") for line in self.cleaned_data["phrases"].splitlines() if line.strip(" |")]
        return [{"zh": zh.strip() or en.strip(), "en": en.strip() if zh.strip() else ""} for zh, _bar, en in lines]

    @property
    def said(self) -> SetUp:
        """The form as the service takes it."""
        return SetUp(**self.cleaned_data)


class PhaseForm(NamedForm):
    """A phase and its days."""

    planned_from = _day(gettext_lazy("Planned from"), required=True)
    planned_until = _day(gettext_lazy("Planned until"), required=True)
    actual_from = _day(gettext_lazy("Began on"), help_text=gettext_lazy("Blank while it has not begun."))
    actual_until = _day(gettext_lazy("Ended on"), help_text=gettext_lazy("Blank while it goes on."))

    @classmethod
    def of(cls, phase: Phase) -> "PhaseForm":
        """The form as the phase stands."""
        return cls(initial={name: getattr(phase, name) for name in cls.base_fields})

    def clean(self) -> dict[str, Any]:
        """Nothing ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        for since, until in (("planned_from", "planned_until"), ("actual_from", "actual_until")):
            first, last = cleaned.get(since), cleaned.get(until)
            if last and (first is None or last < first) and since not in self.errors:
                self.add_error(until, _("It cannot end before it begins."))
        return cleaned

    @property
    def days(self) -> Days:
        """The four days."""
        days: dict[str, date] = {name: self.cleaned_data[name] for name in Days.__dataclass_fields__}
        return Days(**days)


class GroupForm(NamedForm):
    """A review group."""

    number = forms.IntegerField(
        label=gettext_lazy("Number"),
        min_value=1,
        max_value=999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
    )

    field_order = ["number", "name", "name_en"]


class ChargeForm(NamedForm):
    """A review group's name and the units it supervises."""

    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), required=False, label=gettext_lazy("Units it supervises")
    )

    def __init__(self, *args: Any, group: ReviewGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        root = group.campaign.unit
        units = Unit.objects.filter(ended_on=None, path__startswith=root.path).exclude(pk=root.pk)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]
