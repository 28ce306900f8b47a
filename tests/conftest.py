"""Every test begins in the office's language, whatever the one before it spoke."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation


@pytest.fixture(autouse=True)
def office_language() -> Iterator[None]:
    with translation.override(settings.LANGUAGE_CODE):
        yield
