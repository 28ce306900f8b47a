"""Forms for units, people and posts."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from huisheng.organisation import clock
from huisheng.organisation.models import Body, Person, Post, Unit
from huisheng.organisation.services.people import PersonFacts, PostFacts
from huisheng.organisation.services.units import UnitFacts

if TYPE_CHECKING:
    _UnitChoice = forms.ModelChoiceField[Unit]
else:
    _UnitChoice = forms.ModelChoiceField


class UnitField(_UnitChoice):
    """A unit of the tree that has not ended, set in by its depth."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Unit.objects.filter(ended_on=None).order_by("path"), **options)

    def label_from_instance(self, unit: Unit) -> str:
        """A unit in the list to choose from."""
        return "　" * (unit.path.count("/") - 1) + unit.label


def _number(label: Any, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=99_999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        **options,
    )


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class UnitForm(forms.Form):
    """A unit."""

    code = forms.CharField(
        label=gettext_lazy("Unit code"),
        max_length=20,
        help_text=gettext_lazy("Short and never used twice, such as liuwan-3."),
    )
    name = forms.CharField(label=gettext_lazy("Unit name"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=200, required=False)
    short_name = forms.CharField(label=gettext_lazy("Short name"), max_length=60, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Unit.Kind.choices)
    parent = UnitField(
        label=gettext_lazy("The unit above"), required=False, empty_label=gettext_lazy("none: it is the root")
    )
    rank = _number(
        pgettext_lazy("place in a list", "Order"),
        initial=0,
        help_text=gettext_lazy("Among its sisters; 1 comes first."),
    )

    @classmethod
    def of(cls, unit: Unit) -> "UnitForm":
        """The form as the unit stands."""
        return cls(initial={name: getattr(unit, name) for name in cls.base_fields})

    def clean_code(self) -> str:
        """A code that can stand in an address and in a path."""
        code: str = self.cleaned_data["code"]
        if not all(letter.isalnum() or letter in "-_." for letter in code):
            raise ValidationError(_("Use letters, digits, dot and dash only."))
        return code

    @property
    def facts(self) -> UnitFacts:
        """The form as the service takes it."""
        return UnitFacts(**self.cleaned_data)


class EndForm(forms.Form):
    """The last day of a unit, a post or a person's work here."""

    on = _day(gettext_lazy("Last day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today()


class PersonForm(forms.Form):
    """A person who works here."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=200, required=False)
    unit = UnitField(label=gettext_lazy("Home unit"))
    staff_number = forms.CharField(
        label=gettext_lazy("Staff number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Blank if the office has none."),
    )

    @classmethod
    def of(cls, person: Person) -> "PersonForm":
        """The form as the person stands."""
        return cls(initial={name: getattr(person, name) for name in cls.base_fields})

    @property
    def facts(self) -> PersonFacts:
        """The form as the service takes it."""
        said = self.cleaned_data
        return PersonFacts(said["name"], said["unit"], said["name_en"], said["staff_number"] or None)


class PostForm(forms.Form):
    """A post of a person."""

    title = forms.CharField(label=gettext_lazy("Post"), max_length=120)
    title_en = forms.CharField(label=gettext_lazy("Post in English"), max_length=200, required=False)
    unit = UnitField(label=gettext_lazy("In the unit"), required=False, empty_label=gettext_lazy("none"))
    body = forms.ModelChoiceField(
        Body.objects.order_by("rank", "id"),
        label=gettext_lazy("In the leading body"),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    rank = _number(gettext_lazy("Rank"), initial=1, help_text=gettext_lazy("1 comes first in lists of names."))
    from_on = _day(pgettext_lazy("heading", "From"))
    until_on = _day(
        pgettext_lazy("heading", "Until"), required=False, help_text=gettext_lazy("Blank while it is held.")
    )

    @classmethod
    def of(cls, post: Post) -> "PostForm":
        """The form as the post stands."""
        return cls(initial={name: getattr(post, name) for name in cls.base_fields})

    def clean(self) -> dict[str, Any]:
        """It is somewhere, and ends after it begins."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("unit") and not said.get("body"):
            self.add_error("unit", _("Say in which unit or leading body the post is."))
        if said.get("until_on") and said.get("from_on") and said["until_on"] < said["from_on"]:
            self.add_error("until_on", _("It cannot end before it begins."))
        return said

    @property
    def facts(self) -> PostFacts:
        """The form as the service takes it."""
        return PostFacts(**self.cleaned_data)


class OfficeWorkbookForm(forms.Form):
    """A workbook of units, leading bodies, people and posts."""

    file = forms.FileField(
        label=gettext_lazy("Workbook file"),
        help_text=gettext_lazy(
            "xlsx, xls or csv, at most 5,000 rows. The sheets and headings are those of the download."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        allow_empty_file=True,
    )

    @property
    def upload(self) -> TemporaryUploadedFile:
        """Where the upload lies for now."""
        return self.cleaned_data["file"]  # type: ignore[no-any-return]
