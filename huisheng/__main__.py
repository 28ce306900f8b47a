"""The one command line, `huisheng`. A craft's command loads neither Django nor a database."""

import logging
import os
import sys
from importlib import import_module

from huisheng.crafts.words import _
from huisheng.errors import HuishengError, Unavailable

CRAFTS = {
    "comb": (
        "huisheng.crafts.text.cli",
        _("Comb a file of voices into groups and findings, without a database."),
    ),
    "classify": (
        "huisheng.crafts.text.classify.cli",
        _("Learn labels from examples and give them to other voices, without a database."),
    ),
    "press": (
        "huisheng.crafts.press.cli",
        _("Press an official document to PDF, Word or pictures of its pages, without a database."),
    ),
    "check": ("huisheng.crafts.gate.cli", _("Put a file through the gate and say what would be taken in.")),
}
SHELL = {
    "init": _("Make an empty office: keys, database, the first three administrators."),
    "serve": _("Serve the web pages."),
    "work": _("Do queued long work: imports, combing."),
    "upgrade": _("Bring the database and the static files up to this release."),
    "backup": _("Write all the office holds into one file, while it works."),
    "restore": _("Put a backup into an empty office, on either database, and prove that it is whole."),
    "verify": _("Prove that nothing is lost or changed: every count and chain."),
    "figures": _("Print the paragraph of figures of a day, or every figure with its records."),
    "demo": _("A living demo campaign: make it if absent and serve it, web and worker."),
}


def usage() -> str:
    """What `huisheng --help` prints."""
    lines = [
        _("Huisheng: ask people, hear every voice, comb it verbatim, answer everyone."),
        "",
        _("usage: huisheng COMMAND [options]     (huisheng COMMAND --help tells more)"),
        "",
        _("without a database:"),
        *(f"  {name:<10}{words}" for name, (_module, words) in CRAFTS.items()),
        "",
        _("for an office:"),
        *(f"  {name:<10}{words}" for name, words in SHELL.items()),
        "",
        _("HUISHENG_HOME names the office's folder (default ./var); HUISHENG_LANGUAGE=en speaks English."),
    ]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit status is returned."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(usage())
        return 0
    name, *rest = arguments
    try:
        if name in CRAFTS:
            return int(import_module(CRAFTS[name][0]).main(rest))
        if name in SHELL:
            return _shell(name, rest)
    except HuishengError as error:
        print(error, file=sys.stderr)
        return 1
    print(_("There is no command {name}.").format(name=name), "\n\n", usage(), sep="", file=sys.stderr)
    return 2


def _shell(name: str, rest: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huisheng.web.settings")
    command = import_module(f"huisheng.web.commands.{name}").main
    from django.db import DatabaseError

    try:
        return int(command(rest))
    except DatabaseError as error:
        logging.getLogger(__name__).debug("%s", name, exc_info=True)
        raise Unavailable(_("The database does not answer: {error}").format(error=str(error).strip())) from error


if __name__ == "__main__":
    sys.exit(main())
