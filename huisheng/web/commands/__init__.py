"""The shell's commands, one module each with `main(arguments) -> int`."""

import sys

import django
from django.utils import translation

from huisheng.crafts import words
from huisheng.crafts.words import _


def begin() -> None:
    """Load Django; its words come in the language of the command line."""
    django.setup()
    translation.activate("en" if words.language() == "en" else "zh-hans")


def tell_part(name: str, size: int) -> None:
    """Say on a terminal which part of long work is done."""
    if sys.stderr.isatty():
        print(f"\r{name}  {size:,}\x1b[K", end="", file=sys.stderr, flush=True)


class Parser(words.Parser):
    """The parser of an office's command."""

    def __init__(self, command: str, description: str, epilog: str = "") -> None:
        super().__init__(prog=f"huisheng {command}", description=description, epilog=epilog, add_help=False)
        self._optionals.title = _("choices")
        self.add_argument("-h", "--help", action="help", help=_("show this and stop"))
