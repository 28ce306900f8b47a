"""The form that asks for a role."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from huisheng.campaign.models import Campaign, ReviewGroup, RoleGrant
from huisheng.campaign.services.grants import ADMINISTRATORS, Wish
from huisheng.organisation import clock
from huisheng.organisation.models import AdminGrant, Person

if TYPE_CHECKING:
    _Choice = forms.ModelChoiceField[ReviewGroup]
else:
    _Choice = forms.ModelChoiceField


class GroupField(_Choice):
    """A review group, told with its campaign."""

    def label_from_instance(self, group: ReviewGroup) -> str:
        """A group in the list to choose from."""
        return _("%(campaign)s: %(group)s") % {"campaign": group.campaign.label, "group": group.label}


class AskForm(forms.Form):
    """Which role, where and for how long."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(),
        label=gettext_lazy("Campaign"),
        required=False,
        empty_label=gettext_lazy("none: the whole office"),
        help_text=gettext_lazy(
            "Administrators and auditors hold their role in the office, everybody else in a campaign."
        ),
    )
    group = GroupField(
        ReviewGroup.objects.none(),
        label=gettext_lazy("Review group"),
        required=False,
        empty_label=gettext_lazy("no group"),
        help_text=gettext_lazy("Only for a review group member."),
    )
    is_head = forms.BooleanField(label=gettext_lazy("Head of the group"), required=False)
    from_on = forms.DateField(
        label=pgettext_lazy("heading", "From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until_on = forms.DateField(
        label=pgettext_lazy("heading", "Until"),
        required=False,
        help_text=gettext_lazy("The last day of the secondment, if it is known."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(_("In a campaign"), RoleGrant.Role.choices), (_("In the office"), AdminGrant.Role.choices)]
        self.fields["role"].choices = [("", "—"), *roles]  # type: ignore[attr-defined]
        self.fields["campaign"].queryset = Campaign.objects.order_by("-id")  # type: ignore[attr-defined]
        groups = ReviewGroup.objects.select_related("campaign").order_by("-campaign", "number")
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        self.fields["from_on"].initial = clock.today()

    def clean(self) -> dict[str, Any]:
        """Role, campaign and group fit together."""
        cleaned: dict[str, Any] = super().clean() or {}
        role, campaign, group = cleaned.get("role"), cleaned.get("campaign"), cleaned.get("group")
        if role and role not in ADMINISTRATORS and campaign is None:
            self.add_error("campaign", _("This role is held in a campaign. Choose one."))
        if role in ADMINISTRATORS and campaign is not None:
            self.add_error("campaign", _("This role is held in the whole office. Choose no campaign."))
        if role == "RG" and (group is None or group.campaign_id != getattr(campaign, "pk", None)):
            self.add_error("group", _("Choose a review group of this campaign."))
        if role and role != "RG" and group is not None:
            self.add_error("group", _("Only a review group member is named with a group."))
        return cleaned

    def wish(self, person: Person) -> Wish:
        """What is asked for, for this person."""
        return Wish(person=person, **self.cleaned_data)
