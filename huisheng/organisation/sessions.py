"""Log-in sessions: kept in the database, each with its account, so that one query tells who is asking.

Django's own store names the account only inside its signed text, which costs every page a second query and
leaves no way to find the sessions of an account.
"""

from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from huisheng.organisation.models import Account, Session


class SessionStore(DatabaseStore):
    """The engine `SESSION_ENGINE` names."""

    account: Account | None = None
    """Who logged in with this session, known once it was loaded."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table of sessions."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """A row to be saved, with the account its data name."""
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        row.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row

    def _get_session_from_db(self) -> Session | None:
        live = Session.objects.select_related("account__person").filter(expire_date__gt=timezone.now())
        found = live.filter(session_key=self.session_key).first()
        if found is None:
            self._session_key = None
            return None
        self.account = found.account
        return found


def account_of(request: HttpRequest) -> Account | AnonymousUser:
    """Who is logged in: the session's account, unless its password has changed since."""
    session: Any = request.session
    shown = session.get(HASH_SESSION_KEY, "")  # loads the session
    account: Account | None = session.account
    if account is None or not constant_time_compare(shown, account.get_session_auth_hash()):
        return AnonymousUser()
    return account
