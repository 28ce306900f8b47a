"""`huisheng init`: make an empty office, once."""

import argparse
import getpass
import os
from pathlib import Path
from typing import TYPE_CHECKING

from huisheng.crafts.words import _
from huisheng.web import commands, setting_up

if TYPE_CHECKING:
    from huisheng.organisation.services.founding import Slip

ROLES = (
    ("SA", "system-administrator", _("System administrator"), "sysadmin"),
    ("RA", "role-administrator", _("Role administrator"), "roleadmin"),
    ("AU", "auditor", _("Auditor"), "auditor"),
)


def parser() -> commands.Parser:
    """The options."""
    made = commands.Parser(
        "init",
        description=_(
            "Make an empty office: keys, database, static files, the institution with its root unit, and the first"
            " three administrators. Their one-time passwords are printed once, on this terminal and nowhere else:"
            " hand each slip to its person. An office that is there already is left as it is."
        ),
        epilog=_("The folder is HUISHENG_HOME (default ./var); DATABASE_URL names PostgreSQL instead of SQLite."),
    )
    made.add_argument("--name", required=True, help=_("name of the institution, such as 示例区"))
    made.add_argument("--name-en", default="", help=_("its English name, if there is one"))
    made.add_argument("--unit-code", default="ROOT", help=_("code of the root unit (default ROOT)"))
    made.add_argument("--unit-kind", default="district", help=_("kind of the root unit (default district)"))
    made.add_argument("--time-zone", default="Asia/Shanghai", help=_("time zone of the office (default Asia/Shanghai)"))
    made.add_argument("--installer", help=_("who installs and countersigns (default: this computer's user)"))
    for _role, option, words, login in ROLES:
        person, name = _("name of this person: {role}"), _("log-in name of this person (default {login})")
        made.add_argument(f"--{option}", default=words, metavar="NAME", help=person.format(role=words))
        made.add_argument(f"--{option}-login", default=login, metavar="LOGIN", help=name.format(login=login))
    return made


def main(arguments: list[str]) -> int:
    """Make the office and print the slips."""
    options = parser().parse_args(arguments)
    home = Path(os.environ.get("HUISHENG_HOME", "var")).resolve()
    # Keys come first: without them Django does not load. They are taken back if no office came of it.
    made = setting_up.make_keys(home)
    setting_up.make_folders(home)
    commands.begin()
    try:
        _refuse_an_office()
        setting_up.migrate()
        setting_up.collect_static()
        slips = _found(options)
    except BaseException:
        for key in made:
            key.unlink()
        raise
    setting_up.keep_time_zone(home, options.time_zone)
    print(_sheet(home, options.name, slips))
    return 0


def _refuse_an_office() -> None:
    from huisheng.organisation.services.founding import refuse_an_office

    refuse_an_office()


def _found(options: argparse.Namespace) -> "list[Slip]":
    from huisheng.organisation.services.founding import Founding, found

    chosen = vars(options)
    return found(
        Founding(
            name=options.name,
            name_en=options.name_en,
            unit_code=options.unit_code,
            unit_kind=options.unit_kind,
            time_zone=options.time_zone,
            installer=options.installer or getpass.getuser(),
            administrators=tuple(
                (role, chosen[option.replace("-", "_") + "_login"], chosen[option.replace("-", "_")])
                for role, option, _words, _login in ROLES
            ),
        )
    )


def _sheet(home: Path, name: str, slips: "list[Slip]") -> str:
    roles = {role: words for role, _option, words, _login in ROLES}
    cut = "- " * 36
    slip = _(
        "{office} · {role}: {person}\n"
        "  log-in name        {login}\n"
        "  one-time password  {password}\n"
        "  At first log-in choose your own password, then enrol an authenticator on your phone."
    )
    return "\n".join(
        [
            _("The office {office} is made in {home}.").format(office=name, home=home),
            _("Print or copy these slips now: they are stored nowhere and cannot be shown again."),
            *(
                f"{cut}\n"
                + slip.format(office=name, role=roles[s.role], person=s.person, login=s.login, password=s.password)
                for s in slips
            ),
            cut,
            _("Next: `huisheng serve` in one terminal, `huisheng work` in another; then log in at /account/login/."),
            _("Keep a copy of the folder keys/ in a sealed envelope: a lost receipt key ends every receipt."),
        ]
    )
