"""What happens at every log-in, by whatever door."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from huisheng.organisation.models import Account
from huisheng.organisation.queries.login import NEEDS_SECOND_FACTOR, has_second_factor


@receiver(user_logged_in)
def ask_for_second_factor(request: HttpRequest, user: Account, **kwargs: object) -> None:
    """Whoever has an authenticator shows it before any desk."""
    if has_second_factor(user):
        request.session[NEEDS_SECOND_FACTOR] = True
