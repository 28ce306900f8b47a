"""The shell's commands, one module each with `main(arguments) -> int`."""

import django
from django.utils import translation

from huisheng.crafts import words


def begin() -> None:
    """Load Django; its words come in the language of the command line."""
    django.setup()
    translation.activate("en" if words.language() == "en" else "zh-hans")
