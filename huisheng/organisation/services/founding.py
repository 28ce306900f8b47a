"""Making an empty office: the institution, its root unit and the first three administrators."""

from dataclasses import dataclass
from zoneinfo import available_timezones

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huisheng.errors import Refused
from huisheng.organisation import codes
from huisheng.organisation.models import Account, AdminGrant, Institution, Person, Unit
from huisheng.organisation.services.audit import audit


@dataclass(frozen=True, slots=True)
class Founding:
    """What an installer says of the office."""

    name: str
    name_en: str
    unit_code: str
    unit_kind: str
    time_zone: str
    installer: str
    administrators: tuple[tuple[str, str, str], ...]
    """Role, log-in name and the person's name, three times."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A first log-in, as printed once and handed over. The password is stored nowhere."""

    role: str
    person: str
    login: str
    password: str


@transaction.atomic
def found(founding: Founding) -> list[Slip]:
    """Make the office. These three grants are the only ones without an auditor's signature (R7).

    Raises:
        Refused: an office is here already, or the time zone or the kind of unit is not known.
    """
    refuse_an_office()
    if founding.time_zone not in available_timezones():
        raise Refused(_("The time zone %(zone)s is not known.") % {"zone": founding.time_zone})
    if founding.unit_kind not in Unit.Kind.values:
        raise Refused(_("The kind of unit %(kind)s is not known.") % {"kind": founding.unit_kind})
    Institution.objects.create(name=founding.name, name_en=founding.name_en, time_zone=founding.time_zone)
    root = Unit.objects.create(
        code=founding.unit_code,
        name=founding.name,
        name_en=founding.name_en,
        kind=founding.unit_kind,
        path=f"{founding.unit_code}/",
    )
    audit("office.founded", root, by=None, office=founding.name, installer=founding.installer)
    return [_administrator(root, founding, *each) for each in founding.administrators]


def refuse_an_office() -> None:
    """Say no where there is an office already; asked before the database is touched.

    Raises:
        Refused: there is one.
    """
    tables = connection.introspection.table_names()
    if Institution._meta.db_table in tables and (Institution.objects.exists() or Unit.objects.exists()):
        raise Refused(_("There is an office in this database already. Nothing was changed."))


def _administrator(root: Unit, founding: Founding, role: str, login: str, name: str) -> Slip:
    person = Person.objects.create(name=name, unit=root)
    password = codes.new_password()
    account = Account(login=login, person=person, must_change_password=True)
    account.set_password(password)
    account.save()
    AdminGrant.objects.create(person=person, role=role, from_on=timezone.localdate())
    audit("admin.founded", account, by=None, role=role, person=name, login=login, installer=founding.installer)
    return Slip(role, name, login, password)
