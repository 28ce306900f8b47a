"""HTML input of the combing desk → arguments of one service."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.campaign.standing import Standing
from huisheng.combing.models import Category, Finding, Passage, Reason, Scheme
from huisheng.combing.queries.core import findings_visible_to, passages_visible_to
from huisheng.combing.queries.desk import Clause, Draft
from huisheng.combing.services import Span
from huisheng.organisation.models import Unit

NEW = "new"
Schemes = Sequence[tuple[Scheme, tuple[Category, ...]]]


def span_of(key: str) -> Span:
    """`statement:start:end` as a form sends it.

    Raises:
        ValueError: it is not of that shape.
    """
    statement, start, end = key.split(":")
    return Span(UUID(statement), int(start), int(end))


class HandForm(forms.Form):
    """The passages ticked, and where to go on afterwards."""

    passage = forms.ModelMultipleChoiceField(
        Passage.objects.none(),
        error_messages={
            "required": _("Nothing is ticked. Nothing was changed. Tick at least one passage."),
            "invalid_choice": _("One of the passages was cut anew meanwhile. Nothing was changed. Look and repeat."),
            "invalid_pk_value": _("One of the passages was not found. Nothing was changed."),
        },
    )

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        field = self.fields["passage"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = passages_visible_to(standing).select_related("campaign")

    @property
    def passages(self) -> list[Passage]:
        return list(self.cleaned_data["passage"])


class AcceptForm(HandForm):
    """Where the ticked passages go: a finding as it was seen, or a new one."""

    target = forms.CharField(
        error_messages={"required": _("No finding is chosen. Nothing was changed. Choose one on the right.")}
    )
    placed = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.finding: Finding | None = None
        self.seen_revision: int | None = None
        sent = self.data.getlist(self.add_prefix("placed")) if isinstance(self.data, QueryDict) else []
        # Which of them were shown as placed already: only these may be moved from where they are.
        placed = self.fields["placed"]
        assert isinstance(placed, forms.TypedMultipleChoiceField)
        placed.choices = [(value, value) for value in sent if value.isdecimal()]

    def clean_target(self) -> str:
        target = str(self.cleaned_data["target"])
        if target != NEW:
            self.finding, self.seen_revision = seen_finding(self.standing, target)
        return target

    @property
    def moves(self) -> bool:
        """Whether one of them was seen in a place and is now taken out of it."""
        return any(passage.pk in self.cleaned_data["placed"] for passage in self.passages)

    @property
    def seen_waiting(self) -> list[int]:
        """Those that waited when they were shown."""
        return [passage.pk for passage in self.passages if passage.pk not in self.cleaned_data["placed"]]


def seen_finding(standing: Standing, target: str) -> tuple[Finding, int | None]:
    """`number` or `number.revision` of a finding this person may see.

    Raises:
        ValidationError: there is none.
    """
    number, _dot, revision = target.partition(".")
    if number.isdecimal() and len(number) < 10:
        finding = findings_visible_to(standing).filter(number=int(number)).first()
        if finding is not None:
            return finding, int(revision) if revision.isdecimal() else None
    raise forms.ValidationError(_("No finding has this number. Nothing was changed. Look for it by its words."))


class DraftForm(forms.Form):
    """A new finding: a headline from the passages, and what kind of thing it is."""

    # The same form sets aside and moves: a draft left open must not hold these back.
    use_required_attribute = False

    headline = forms.ChoiceField(label=_("Headline, from the words"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(
        label=pgettext_lazy("of a finding", "Kind"), choices=Finding.Kind, widget=forms.RadioSelect
    )
    scope = forms.ChoiceField(label=_("Scope"), choices=Finding.Scope, widget=forms.RadioSelect)
    about_person = forms.BooleanField(label=_("About a person, kept apart"), required=False)

    def __init__(self, *args: Any, schemes: Schemes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schemes = schemes
        for name, field in scheme_fields(schemes).items():
            self.fields[name] = field
        for drawn in self.fields.values():
            # It stands beside the form of the passages, not inside it.
            drawn.widget.attrs["form"] = "hand"

    @property
    def scheme_controls(self) -> list[forms.BoundField]:
        """The choice of category in each scheme."""
        return [self[f"scheme_{scheme.pk}"] for scheme, _categories in self.schemes]

    @classmethod
    def of(
        cls, draft: Draft, schemes: Schemes, sent: Mapping[str, Any] | None = None, prefix: str | None = None
    ) -> "DraftForm":
        """The form as the machine would fill it in, or as it was sent when that could not be kept."""
        initial: dict[str, Any] = {"headline": draft.headline.key, "kind": draft.kind, "scope": draft.scope}
        for scheme, categories in schemes:
            code = draft.categories.get(scheme.code)
            initial[f"scheme_{scheme.pk}"] = next((each.pk for each in categories if each.code == code), "")
        form = cls(initial=initial, schemes=schemes, prefix=prefix)
        for name in form.fields:
            if sent and name in sent:
                form.initial[name] = sent[name]
        form.offer(draft.clauses)
        return form

    def offer(self, clauses: Sequence[Clause]) -> None:
        """The clauses to choose a headline from."""
        headline = self.fields["headline"]
        assert isinstance(headline, forms.ChoiceField)
        headline.choices = [(clause.key, clause.text) for clause in clauses]

    @property
    def categories(self) -> list[Category]:
        return chosen_categories(self.schemes, self.cleaned_data)


class SentDraftForm(DraftForm):
    """The same as it is sent: whether the headline is a quotation, the service judges."""

    headline = forms.CharField(max_length=80)  # type: ignore[assignment]

    def clean_headline(self) -> Span:
        try:
            return span_of(self.cleaned_data["headline"])
        except ValueError as wrong:
            raise forms.ValidationError(
                _("The headline is not chosen. Nothing was changed. Choose a clause.")
            ) from wrong


def scheme_fields(schemes: Schemes) -> dict[str, forms.TypedChoiceField]:
    """A choice of category for each scheme; none is allowed."""
    return {
        f"scheme_{scheme.pk}": forms.TypedChoiceField(
            label=scheme.label,
            choices=[("", "—"), *((category.pk, category.label) for category in categories)],
            coerce=int,
            empty_value=None,
            required=False,
        )
        for scheme, categories in schemes
    }


def chosen_categories(schemes: Schemes, cleaned: dict[str, Any]) -> list[Category]:
    """The categories a form named, at most one a scheme."""
    return [
        category
        for scheme, categories in schemes
        for category in categories
        if category.pk == cleaned.get(f"scheme_{scheme.pk}")
    ]


class AsideForm(HandForm):
    """Set aside: a reason is chosen, none is given beforehand."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[choice for choice in Reason.choices if choice[0] != Reason.WITHDRAWN],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason: who asks is told it.")},
    )
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("Needed with “other”. The sender may read it.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reason") == Reason.OTHER and not cleaned.get("note", "").strip():
            self.add_error("note", _("Say in a few words why."))
        return cleaned


class SplitForm(HandForm):
    """Cut one passage in two before a character of its statement."""

    at = forms.IntegerField(min_value=1)


class NameForm(forms.Form):
    """A finding's headline: a clause of its passages, or any stretch of one."""

    clause = forms.ChoiceField(label=_("Choose a clause"), widget=forms.RadioSelect, required=False)
    passage = forms.ChoiceField(label=_("Or a stretch of a passage"), required=False)
    first = forms.IntegerField(label=_("From character"), min_value=1, required=False)
    last = forms.IntegerField(label=_("To character"), min_value=1, required=False)

    def __init__(self, *args: Any, clauses: Sequence[Clause], wholes: Sequence[Clause], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clause, passage = self.fields["clause"], self.fields["passage"]
        assert isinstance(clause, forms.ChoiceField)
        assert isinstance(passage, forms.ChoiceField)
        clause.choices = [(each.key, each.text) for each in clauses]
        passage.choices = [("", "—"), *((each.key, f"{each.text[:40]}") for each in wholes)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if cleaned.get("passage") and first and last:
            whole = span_of(cleaned["passage"])
            if not first <= last <= whole.end - whole.start:
                self.add_error("last", _("The stretch must lie inside the passage, from its first to its last."))
            cleaned["span"] = Span(whole.statement_id, whole.start + first - 1, whole.start + last)
        elif cleaned.get("clause"):
            cleaned["span"] = span_of(cleaned["clause"])
        else:
            self.add_error("clause", _("Choose a clause, or a passage with its first and last character."))
        return cleaned


class ClassifyForm(forms.Form):
    """A finding's kind, scope, unit and category in each scheme."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("of a finding", "Kind"), choices=Finding.Kind, widget=forms.RadioSelect
    )
    scope = forms.ChoiceField(label=_("Scope"), choices=Finding.Scope, widget=forms.RadioSelect)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=pgettext_lazy("of a finding", "Unit"),
        required=False,
        empty_label=_("not named yet"),
    )

    def __init__(self, *args: Any, schemes: Schemes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schemes = schemes
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = Unit.objects.filter(ended_on__isnull=True)
        for name, field in scheme_fields(schemes).items():
            self.fields[name] = field

    @classmethod
    def of(cls, finding: Finding, labels: Sequence[Category], schemes: Schemes) -> "ClassifyForm":
        """The form as the finding is now."""
        initial: dict[str, Any] = {"kind": finding.kind, "scope": finding.scope, "unit": finding.unit_id}
        initial |= {f"scheme_{category.scheme_id}": category.pk for category in labels}
        return cls(initial=initial, schemes=schemes)

    @property
    def categories(self) -> list[Category]:
        return chosen_categories(self.schemes, self.cleaned_data)
