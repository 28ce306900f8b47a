"""What still stands between a password and the desk."""

from datetime import datetime
from enum import StrEnum

from axes.models import AccessAttempt
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Q
from django.utils import timezone

from huisheng.organisation.models import Account, AdminGrant, Person, SecondFactor

NEEDS_SECOND_FACTOR = "needs_second_factor"


class Step(StrEnum):
    """A page that comes first."""

    SECOND_FACTOR = "second_factor"
    NEW_PASSWORD = "new_password"  # noqa: S105 (the name of a page)
    AUTHENTICATOR = "authenticator"


def step_before_desk(account: Account, session: SessionBase) -> Step | None:
    """The page to pass before any desk: six digits, then a password of one's own."""
    if session.get(NEEDS_SECOND_FACTOR):
        return Step.SECOND_FACTOR
    if account.must_change_password:
        return Step.NEW_PASSWORD
    return None


def step_for_administrator(account: Account) -> Step | None:
    """What an administrator's session lacks that has not shown a second factor: to show it, or to enrol one."""
    if has_shown_it(account):
        return None
    return Step.SECOND_FACTOR if has_second_factor(account) else Step.AUTHENTICATOR


def next_step(account: Account, session: SessionBase) -> Step | None:
    """The first of all these, or None: the desk is open."""
    step = step_before_desk(account, session)
    if step is None and is_administrator(account.person):
        step = step_for_administrator(account)
    return step


def has_shown_it(account: Account) -> bool:
    """Whether the authenticator was shown in this session. An account fresh from its password has not."""
    return getattr(account, "otp_device", None) is not None


def has_second_factor(account: Account) -> bool:
    """Whether an authenticator is enrolled."""
    return second_factor_of(account) is not None


def second_factor_of(account: Account) -> SecondFactor | None:
    """The authenticator enrolled."""
    found: SecondFactor | None = SecondFactor.objects.filter(user=account, confirmed=True).first()
    return found


def is_administrator(person: Person) -> bool:
    """Whether a person holds SA, RA or AU today."""
    day = timezone.localdate()
    return AdminGrant.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=day), person=person, from_on__lte=day
    ).exists()


def last_failure(login: str) -> datetime | None:
    """When a wrong password was last typed for a log-in name."""
    attempt = AccessAttempt.objects.filter(username=login).order_by("-attempt_time").first()
    return attempt.attempt_time if attempt else None
