"""Log-ins: made, locked and helped by the role administrator; passwords and second factors by their owner."""

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.utils import reset as end_lock_out
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp.oath import TOTP

from huisheng.errors import Conflict, Refused
from huisheng.organisation import codes
from huisheng.organisation.models import Account, OneTimeCode, Person, SecondFactor
from huisheng.organisation.services import tokens
from huisheng.organisation.services.audit import audit

CODE_LIVES = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A one-time code as printed once on a slip; only its hash is kept."""

    account: Account
    code: str
    expires_at: datetime


@transaction.atomic
def create_account(person: Person, login: str, *, by: Person) -> IssuedCode:
    """Give a person a log-in. Its owner sets the password with the code on the slip.

    Raises:
        Refused: the person has ended, or is the one who acts.
        Conflict: the person has a log-in already, or the name is taken.
    """
    if person.ended_on is not None:
        raise Refused(_("%(person)s has left. No log-in was made.") % {"person": person.label})
    account = Account(login=login, person=person, must_change_password=False)
    account.set_unusable_password()
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as clash:
        raise Conflict(
            _("The log-in name %(login)s is taken, or %(person)s has a log-in already. No log-in was made.")
            % {"login": login, "person": person.label}
        ) from clash
    audit("account.created", account, by=by, login=login, person=person.name)
    return _issue(account)


@transaction.atomic
def issue_code(account: Account, *, by: Person) -> IssuedCode:
    """Print a new one-time code; codes printed before stop working.

    Raises:
        Refused: it is one's own log-in, or the log-in is locked.
    """
    _refuse_oneself(account, by)
    if not account.is_active:
        raise Refused(_("The log-in %(login)s is locked. Unlock it first.") % {"login": account.login})
    audit("account.code_issued", account, by=by, login=account.login, person=account.person.name)
    return _issue(account)


def _issue(account: Account) -> IssuedCode:
    now = timezone.now()
    OneTimeCode.objects.filter(account=account, used_at=None).update(used_at=now)
    code, expires_at = codes.new_code(), now + CODE_LIVES
    OneTimeCode.objects.create(account=account, code_hash=_hash(code), expires_at=expires_at)
    return IssuedCode(account, code, expires_at)


@transaction.atomic
def lock(account: Account, *, by: Person) -> None:
    """Shut a log-in at once, wherever it is in use. Nothing its owner did is touched.

    Raises:
        Refused: it is one's own.
        Conflict: it is locked already.
    """
    _refuse_oneself(account, by)
    if not Account.objects.filter(pk=account.pk, locked_at=None).update(locked_at=timezone.now()):
        raise Conflict(_("The log-in %(login)s was locked already.") % {"login": account.login})
    OneTimeCode.objects.filter(account=account, used_at=None).update(used_at=timezone.now())
    tokens.end_all(account.person, by=by)
    audit("account.locked", account, by=by, login=account.login, person=account.person.name)


@transaction.atomic
def unlock(account: Account, *, by: Person) -> None:
    """Open a log-in again, also one shut for half an hour by wrong passwords.

    Raises:
        Refused: it is one's own, or its owner has left.
    """
    _refuse_oneself(account, by)
    if account.person.ended_on is not None:
        raise Refused(_("%(person)s has left. The log-in stays locked.") % {"person": account.person.label})
    Account.objects.filter(pk=account.pk).update(locked_at=None)
    end_lock_out(username=account.login)
    audit("account.unlocked", account, by=by, login=account.login, person=account.person.name)


@transaction.atomic
def reset_second_factor(account: Account, *, by: Person) -> None:
    """Forget a lost authenticator; whoever must have one enrols anew at the next log-in.

    Raises:
        Refused: it is one's own, or there is none.
    """
    _refuse_oneself(account, by)
    if not SecondFactor.objects.filter(user=account).delete()[0]:
        raise Refused(_("The log-in %(login)s has no authenticator. Nothing was changed.") % {"login": account.login})
    audit("account.second_factor_reset", account, by=by, login=account.login, person=account.person.name)


def _refuse_oneself(account: Account, by: Person) -> None:
    if account.person_id == by.pk:
        raise Refused(_("Nobody does this to their own log-in. Another role administrator can."))


@transaction.atomic
def choose_password(account: Account, password: str) -> None:
    """Set one's own password; every other session of this log-in ends.

    Raises:
        ValidationError: the password is too weak, or it is the present one.
    """
    if account.check_password(password):
        raise ValidationError(_("This is the present password. Choose another."))
    validate_password(password, account)
    _set_password(account, password)
    audit("account.password_changed", account, by=account.person, login=account.login)


@transaction.atomic
def use_code(login: str, typed: str, password: str) -> Account:
    """Set a password with a printed one-time code, once.

    Raises:
        Refused: name and code do not belong together, or the code is used up or too old. Which, is not said.
        ValidationError: the password is too weak; the code still works.
    """
    code = codes.read(typed)
    now = timezone.now()
    found = (
        OneTimeCode.objects.select_related("account__person")
        .filter(account__login=login, code_hash=_hash(code or ""), used_at=None, expires_at__gt=now)
        .first()
    )
    if found is None or not found.account.is_active:
        raise Refused(
            _(
                "This log-in name and this code do not open anything. A code works once and for 72 hours; the role"
                " administrator prints a new one."
            )
        )
    validate_password(password, found.account)
    if not OneTimeCode.objects.filter(pk=found.pk, used_at=None).update(used_at=now):
        raise Refused(_("This code has just been used. The role administrator prints a new one."))
    _set_password(found.account, password)
    end_lock_out(username=login)
    audit("account.password_reset", found.account, by=found.account.person, login=login)
    return found.account


def _set_password(account: Account, password: str) -> None:
    account.set_password(password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])


@transaction.atomic
def enrol_second_factor(account: Account, seed: str, token: str) -> SecondFactor:
    """Make an authenticator the only one of its owner, once it shows the right six digits.

    Args:
        seed: what `new_seed` gave the page that showed the code to scan.

    Raises:
        Refused: the digits are not those of this authenticator.
    """
    device = SecondFactor(user=account, name="totp", key=seed, confirmed=True)
    clock = TOTP(device.bin_key, device.step, device.t0, device.digits)
    clock.time = time.time()
    if not clock.verify(int(token), device.tolerance):
        raise Refused(
            _("These digits do not fit. See that the phone's clock is right, then type the digits it shows now.")
        )
    SecondFactor.objects.filter(user=account).delete()
    device.last_t = clock.t()  # the digits just typed open nothing a second time
    device.save()
    audit("account.second_factor_set_up", account, by=account.person, login=account.login)
    return device


@transaction.atomic
def remove_second_factor(account: Account) -> None:
    """Give up one's own authenticator. Administrators cannot: the page does not offer it, and this refuses.

    Raises:
        Refused: the owner is an administrator.
    """
    if account.person.admin_grants.filter(until_on=None).exists():
        raise Refused(_("Administrators must have an authenticator. To change it, enrol the new one."))
    SecondFactor.objects.filter(user=account).delete()
    audit("account.second_factor_removed", account, by=account.person, login=account.login)


def prefer(account: Account, **choices: str) -> None:
    """Keep language, colours or text size with the log-in."""
    for name, value in choices.items():
        setattr(account, name, value)
    account.save(update_fields=list(choices))


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
