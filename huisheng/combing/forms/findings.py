"""HTML input of the finding list → what is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.combing import search
from huisheng.combing.models import Finding
from huisheng.combing.queries.findings import Asked, Choices
from huisheng.combing.queries.reading import Sight
from huisheng.listening.models import Channel
from huisheng.organisation.models import Unit

CHANGES = (
    ("new", pgettext_lazy("change of a list", "new")),
    ("split", pgettext_lazy("change of a list", "split off")),
    ("renamed", pgettext_lazy("change of a list", "renamed")),
    ("more", pgettext_lazy("change of a list", "more passages")),
    ("fewer", pgettext_lazy("change of a list", "fewer passages")),
    ("same", pgettext_lazy("change of a list", "unchanged")),
)


class FilterForm(forms.Form):
    """The filters of the list, as far as this reader may use them; the address carries them."""

    def __init__(self, *args: Any, options: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = options
        told_more = options.sight is not Sight.TITLE
        if told_more:
            self.fields["kind"] = _choice(pgettext_lazy("of a finding", "Kind"), Finding.Kind.choices)
        for scheme, categories in options.schemes:
            self.fields[f"scheme_{scheme.pk}"] = _choice(
                scheme.label, [(category.pk, category.label) for category in categories]
            )
        if told_more:
            self.fields["scope"] = _choice(_("Scope"), Finding.Scope.choices)
            self.fields["unit"] = _choice(
                pgettext_lazy("of a finding", "Unit"), [(unit.pk, _indented(unit)) for unit in options.units]
            )
            self.fields["channel"] = _choice(_("Channel"), Channel.choices)
            self.fields["sector"] = _choice(_("Sector"), [(sector.pk, sector.label) for sector in options.sectors])
            self.fields["v"] = _choice(_("Version"), [(version.number, version.number) for version in options.versions])
            self.fields["change"] = _choice(_("Change"), CHANGES)
            self.fields["apart"] = _choice(_("About a person"), [("yes", _("About a person"))])
        self.fields["q"] = forms.CharField(
            label=_("Words"), required=False, max_length=search.MOST_CHARACTERS * search.MOST_TERMS
        )

    @property
    def shown(self) -> list[forms.BoundField]:
        """The lists to choose from; the version and what is kept apart have links of their own."""
        hidden = {"v", "apart", "q", *(() if self._compares else ("change",))}
        return [self[name] for name in self.fields if name not in hidden]

    @property
    def _compares(self) -> bool:
        return self.options.last is not None and not self.data.get("v")

    @property
    def asked(self) -> Asked:
        """What a valid form asks for."""
        sent, options = self.cleaned_data, self.options
        return Asked(
            version=next((each for each in options.versions if str(each.number) == sent.get("v")), None),
            kind=sent.get("kind", ""),
            scope=sent.get("scope", ""),
            change=sent.get("change", ""),
            categories=tuple(
                int(sent[f"scheme_{scheme.pk}"]) for scheme, _each in options.schemes if sent[f"scheme_{scheme.pk}"]
            ),
            unit=next((each for each in options.units if str(each.pk) == sent.get("unit")), None),
            channel=sent.get("channel", ""),
            sector=next((each for each in options.sectors if str(each.pk) == sent.get("sector")), None),
            words=sent["q"],
            apart=sent.get("apart") == "yes",
        )


class FreezeForm(forms.Form):
    """The day a version is frozen on."""

    on = forms.DateField(label=_("Frozen on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    field = forms.ChoiceField(label=label, choices=[("", _("All")), *choices], required=False)
    field.widget.attrs["class"] = "select"
    return field


def _indented(unit: Unit) -> str:
    return "　" * (unit.path.count("/") - 1) + unit.label
