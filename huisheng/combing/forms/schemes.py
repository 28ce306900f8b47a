"""The form that brings a classification scheme from a workbook."""

from django import forms
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils.translation import gettext_lazy


class SchemeForm(forms.Form):
    """A scheme's names and the workbook with its classes."""

    name = forms.CharField(label=gettext_lazy("Name of the scheme"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=200, required=False)
    code = forms.SlugField(
        label=gettext_lazy("Code of the scheme"),
        max_length=40,
        help_text=gettext_lazy("Letters, digits and dashes, such as departments. It is not changed later."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Workbook file"),
        help_text=gettext_lazy("xlsx, xls or csv, one class a row. Words are separated by 、 or a comma."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        allow_empty_file=True,
    )

    @property
    def upload(self) -> TemporaryUploadedFile:
        """Where the upload lies for now."""
        return self.cleaned_data["file"]  # type: ignore[no-any-return]
