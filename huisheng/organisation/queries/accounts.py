"""Log-ins as the role administrator and the auditor see them."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from huisheng.organisation.http import Reader
from huisheng.organisation.models import Account, OneTimeCode, Person, SecondFactor
from huisheng.organisation.paging import Page, page_of

FOUND_AT_MOST = 20


def visible_accounts(reader: Reader) -> QuerySet[Account]:
    """Log-ins the reader may see, with whether an authenticator is enrolled and a code is waiting to be used."""
    if not reader.scopes("user.manage"):
        return Account.objects.none()
    return Account.objects.select_related("person__unit").annotate(
        has_authenticator=Exists(SecondFactor.objects.filter(user=OuterRef("pk"), confirmed=True)),
        has_open_code=Exists(OneTimeCode.objects.filter(account=OuterRef("pk"), used_at=None)),
    )


def accounts_page(reader: Reader, text: str, *, after: str, before: str) -> Page[Account]:
    """A page of log-ins by log-in name, those whose name, log-in name or unit holds the text. Three queries."""
    rows = visible_accounts(reader)
    if text:
        rows = rows.filter(
            Q(login__icontains=text) | Q(person__name__icontains=text) | Q(person__unit__name__icontains=text)
        )
    return page_of(rows, "login", after=after, before=before)


def people_without_account(reader: Reader, text: str) -> list[Person]:
    """People present without a log-in whose name, number or unit holds the text: at most 20. One query."""
    if not reader.scopes("user.manage"):
        return []
    rows = Person.objects.select_related("unit").filter(account=None, ended_on=None)
    if text:
        rows = rows.filter(
            Q(name__icontains=text)
            | Q(name_en__icontains=text)
            | Q(staff_number__icontains=text)
            | Q(unit__name__icontains=text)
        )
    return list(rows.order_by("unit__rank", "id")[:FOUND_AT_MOST])
