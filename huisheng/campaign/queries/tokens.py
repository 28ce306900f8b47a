"""What somebody may make a token for: what at least one of their roles shows them today."""

from datetime import date

from huisheng.campaign.models import RoleGrant
from huisheng.campaign.standing import grants_on
from huisheng.organisation import policy
from huisheng.organisation.models import AdminGrant, Person
from huisheng.organisation.policy import Role
from huisheng.organisation.scopes import SCOPES, WITHOUT_TOKENS


def scopes_open_to(person: Person, day: date) -> list[str]:
    """Scopes under a row in which one of the person's roles sees anything; none for administrators. One query."""
    granted = RoleGrant.objects.filter(grants_on(day), person=person).order_by().values_list("role")
    held = AdminGrant.objects.filter(grants_on(day), person=person).order_by().values_list("role")
    roles = frozenset(Role(role) for (role,) in granted.union(held))
    if roles & WITHOUT_TOKENS:
        return []
    return [scope for scope, row in SCOPES.items() if policy.scopes(roles, row)]
