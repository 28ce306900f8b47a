"""`huisheng demo`: a living demo campaign, made once and served, web and worker from one runner."""

import argparse
import base64
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from huisheng.crafts.words import _
from huisheng.errors import Refused
from huisheng.web import commands, setting_up
from huisheng.web.commands import serve

LOCAL = {"127.0.0.1", "localhost", "::1"}


def parser() -> commands.Parser:
    """The options."""
    made = commands.Parser(
        "demo",
        description=_(
            "A living campaign in fictional Example District, on SQLite in the folder HUISHENG_HOME (default ./var)."
            " It is made once, then served with its worker; what you change is kept. Stop it with Ctrl+C."
        ),
    )
    made.add_argument("--host", default="127.0.0.1", help=_("address to listen on; the demo's keys allow local ones"))
    made.add_argument("--port", type=int, default=serve.default_port(), help=_("port (default: PORT, else 8000)"))
    made.add_argument("--reset", action="store_true", help=_("throw the demo away and make it anew"))
    made.add_argument("--make-only", action="store_true", help=_("make it, but do not serve it"))
    return made


def main(arguments: list[str]) -> int:
    """Make what is missing, say how to log in, and serve until told to stop."""
    options = parser().parse_args(arguments)
    home = Path(os.environ.get("HUISHENG_HOME", "var")).resolve()
    if options.host not in LOCAL:
        raise Refused(
            _("The demo's passwords are known to all: it answers on this machine only, not on {host}.").format(
                host=options.host
            )
        )
    if not options.make_only:
        serve.refuse_a_taken_port(options.host, options.port)
    if options.reset:
        _throw_away(home)
    _prepare(home)
    if options.make_only:
        return 0
    _say_log_ins(f"http://{options.host}:{options.port}")
    return _run(options)


def _throw_away(home: Path) -> None:
    """Remove the demo, and nothing that is not the demo's.

    Raises:
        Refused: the folder is a real office's.
    """
    if home.exists() and not (home / "keys" / "demo").exists():
        if any(home.iterdir()):
            raise Refused(_("{home} is not the demo's. Nothing was removed.").format(home=home))
        return
    shutil.rmtree(home, ignore_errors=True)


def _prepare(home: Path) -> None:
    if (home / "keys").exists() and not (home / "keys" / "demo").exists():
        raise Refused(_("{home} holds a real office. Name another folder with HUISHENG_HOME.").format(home=home))
    setting_up.make_keys(home)
    (home / "keys" / "demo").touch()
    setting_up.make_folders(home)
    commands.begin()
    from huisheng.demo.services import campaign

    with setting_up.hasty_if_new():
        setting_up.migrate()
        setting_up.collect_static()
        if campaign.present() is None:
            began = time.monotonic()
            print(_("Making the demo campaign (once, about a minute) …"), flush=True)
            campaign.make(lambda step: print("  " + _STEPS[step], flush=True))
            print(_("Made in {seconds} s.").format(seconds=round(time.monotonic() - began)), flush=True)


_STEPS = {
    "house": _("units, people, roles"),
    "listening": _("voices of seven months"),
    "combing": _("combing, and the first list"),
    "proposals": _("proposals for what waits"),
}


def _say_log_ins(address: str) -> None:
    from django_otp.oath import TOTP

    from huisheng.demo.services import campaign, house
    from huisheng.organisation.models import SecondFactor

    words = {
        "CL": _("office clerk: combs"),
        "LD": _("leader: reads, masked"),
        "RG": _("review group"),
        "LI": _("unit liaison"),
        "SA": _("system administrator"),
        "RA": _("role administrator"),
        "AU": _("auditor"),
    }
    made = campaign.present()
    if made is None:
        return
    print()
    print(_("Public page    {address}/").format(address=address))
    print(
        _("Desks          {address}/account/login/   password of all: {password}").format(
            address=address, password=house.PASSWORD
        )
    )
    for login, name, role in house.log_ins(made):
        code = ""
        if role in house.ADMINISTRATORS:
            key = SecondFactor.objects.get(user__login=login).bin_key
            generator = TOTP(key)
            generator.time = time.time()
            code = _("   code now {code}; key {key}").format(
                code=f"{generator.token():06d}", key=base64.b32encode(key).decode()
            )
        print(f"  {login:<18}{name}  {words[role]}{code}")
    print(flush=True)


def _run(options: argparse.Namespace) -> int:
    """Run the server and the worker; when one ends or a signal comes, end both."""
    base = [sys.executable, "-m", "huisheng"]
    children = [
        subprocess.Popen([*base, "serve", "--host", options.host, "--port", str(options.port)]),
        subprocess.Popen([*base, "work"]),
    ]

    def end(_signal: int = 0, _frame: object = None) -> None:
        for child in children:
            if child.poll() is None:
                child.terminate()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    while all(child.poll() is None for child in children):
        time.sleep(0.2)
    end()
    for child in children:
        child.wait()
    return 0
