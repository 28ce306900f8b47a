"""Log-ins, one-time codes, tokens, second factors, the three administrators' grants and second signatures."""

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from huisheng.organisation.models.units import Person


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their log-in name, each with its person: every page asks for both."""

    def get_queryset(self) -> models.QuerySet["Account"]:
        return super().get_queryset().select_related("person")


class Account(AbstractBaseUser):
    """A log-in. It belongs to one person and says nothing of what the person may do."""

    login = models.CharField(_("log-in name"), max_length=60, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="account")
    must_change_password = models.BooleanField(default=True)
    language = models.CharField(max_length=10, default="zh-hans")
    theme = models.CharField(max_length=10, default="", blank=True)
    size = models.CharField(max_length=10, default="", blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "login"
    objects = AccountManager()

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Neither locked nor its owner gone."""
        return self.locked_at is None and self.person.ended_on is None

    def __str__(self) -> str:
        return self.login


class Session(AbstractBaseSession):
    """A log-in that lasts: the browser holds its key, the table its account."""

    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="sessions")


class OneTimeCode(models.Model):
    """A printed code that lets its owner set a new password once. Only its hash is kept."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="one_time_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class ApiToken(models.Model):
    """A token with which a program reads what its owner may see. The secret itself is stored nowhere."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=60)
    prefix = models.CharField(max_length=8, unique=True, help_text="Its first letters, to know it again by.")
    secret_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the whole token.")
    scopes = models.JSONField(help_text="Names of organisation.scopes.")
    made_on = models.DateField()
    until_on = models.DateField(help_text="The last day it works, at most a year after it was made.")
    ended_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True, help_text="The day it was last used, and nothing finer.")
    countersign = models.ForeignKey(
        "Countersign", models.PROTECT, null=True, help_text="The auditor's, where whole voices are asked for."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("made_on")), name="token_ends_after_it_begins"
            )
        ]


class SecondFactor(TOTPDevice):  # type: ignore[misc]
    """A person's authenticator. The database alone cannot compute its codes.

    What is stored is a random seed; the secret shared with the authenticator is
    HMAC-SHA-256(`TOTP_KEY`, seed), and that key is never in the database.
    """

    class Meta:
        proxy = True

    @property
    def bin_key(self) -> bytes:
        """The shared secret: 20 bytes."""
        return hmac.digest(settings.TOTP_KEY.encode(), bytes.fromhex(self.key), hashlib.sha256)[:20]


class AdminGrant(models.Model):
    """System administrator, role administrator or auditor: each excludes every other role (R7)."""

    class Role(models.TextChoices):
        SA = "SA", _("system administrator")
        RA = "RA", _("role administrator")
        AU = "AU", _("auditor")

    person = models.ForeignKey(Person, models.PROTECT, related_name="admin_grants")
    role = models.CharField(max_length=2, choices=Role)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    countersign = models.ForeignKey(
        "Countersign",
        models.PROTECT,
        null=True,
        help_text="Empty only for the three made by `huisheng init`.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(until_on__isnull=True), name="one_admin_role_a_person"
            )
        ]


class Countersign(models.Model):
    """A second person's signature for an act marked !! in the permission table (R8)."""

    act = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    detail = models.JSONField(default=dict)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="signatures_asked")
    asked_at = models.DateTimeField()
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="signatures_given")
    signed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signed_by__isnull=True) | ~models.Q(signed_by=models.F("asked_by")),
                name="countersign_by_another",
            )
        ]
