"""Forms of the log-in pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from huisheng.organisation.models import Account


def _password(label: Any, hint: Any = "", complete: str = "current-password") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": complete})
    return forms.CharField(label=label, help_text=hint, strip=False, widget=widget, max_length=128)


def _login_name() -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"})
    return forms.CharField(label=_("Log-in name"), max_length=60, widget=widget)


class LogInForm(forms.Form):
    """Name and password."""

    login = _login_name()
    password = _password(_("Password"))


class NewPasswordForm(forms.Form):
    """A password, typed twice."""

    password = _password(
        _("New password"),
        _("At least 10 characters, not only digits, none of the common ones. A short sentence is easy to remember."),
        "new-password",
    )
    again = _password(_("The new password once more"), complete="new-password")

    def clean(self) -> dict[str, Any]:
        """Both must be equal."""
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_error("again", _("The two are not the same. Type the new password again."))
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """One's own password: the present one is asked for, because a desk may have been left open."""

    field_order = ["present", "password", "again"]
    present = _password(_("Present password"))

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_present(self) -> str:
        """It must be right."""
        present: str = self.cleaned_data["present"]
        if not self.account.check_password(present):
            raise ValidationError(_("This is not the present password."))
        return present


class ResetForm(NewPasswordForm):
    """Log-in name, printed code and a new password."""

    field_order = ["login", "code", "password", "again"]
    login = _login_name()
    code = forms.CharField(
        label=_("One-time code"),
        help_text=_("17 characters, as on the slip. Capitals, blanks and dashes do not matter."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )


class TokenForm(forms.Form):
    """The six digits an authenticator shows."""

    token = forms.CharField(
        label=_("The six digits"),
        help_text=_("From the authenticator on your phone; they change every 30 seconds."),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_token(self) -> str:
        """Blanks between the digits do not matter."""
        token = "".join(self.cleaned_data["token"].split())
        if not (token.isascii() and token.isdigit() and len(token) == 6):
            raise ValidationError(_("Type the six digits the authenticator shows now."))
        return token
