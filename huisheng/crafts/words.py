"""The words of the command line, without Django: stdlib gettext over the catalogue `crafts`."""

import argparse
import gettext as _gettext
import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def language() -> str:
    """The language the command line speaks: `HUISHENG_LANGUAGE` (zh-Hans or en), else Chinese."""
    asked = os.environ.get("HUISHENG_LANGUAGE", "zh-Hans").lower()
    return "en" if asked.startswith("en") else "zh_Hans"


@cache
def _catalogue(code: str) -> _gettext.NullTranslations:
    return _gettext.translation("crafts", LOCALE, languages=[code], fallback=True)


def _(message: str) -> str:
    """The message in the language of the command line."""
    return _catalogue(language()).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The message for a count, in the language of the command line."""
    return _catalogue(language()).ngettext(one, many, n)


class Parser(argparse.ArgumentParser):
    """A command's parser that speaks the language of the command line throughout."""

    def format_usage(self) -> str:
        """The usage line."""
        return super().format_usage().replace("usage:", _("usage:"), 1)

    def format_help(self) -> str:
        """The whole help."""
        return super().format_help().replace("usage:", _("usage:"), 1)

    def read(self, argv: Sequence[str], lacks: Callable[[argparse.Namespace], str]) -> argparse.Namespace:
        """The arguments of a call.

        Args:
            lacks: says what a call still lacks, or nothing.

        Raises:
            SystemExit: status 0, the help was shown; 2, the call is wrong, which has been said.
        """
        try:
            arguments, unknown = self.parse_known_args(argv)
        except argparse.ArgumentError as wrong:
            self.error(_("The option {option} lacks a value it can use.").format(option=wrong.argument_name))
        if lacking := lacks(arguments):
            self.error(lacking)
        if unknown:
            self.error(_("There is no option {options}.").format(options=" ".join(unknown)))
        return arguments

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the call, and end with status 2."""
        self.print_usage(sys.stderr)
        print(message, file=sys.stderr)
        raise SystemExit(2)
