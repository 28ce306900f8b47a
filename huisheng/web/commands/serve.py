"""`huisheng serve`: the web pages, by a production server."""

import argparse
import os
import socket
import sys

from huisheng.crafts.words import _
from huisheng.errors import Unavailable
from huisheng.web import commands


def parser() -> commands.Parser:
    """The options."""
    made = commands.Parser(
        "serve",
        description=_(
            "Serve the web pages. It starts only if the database keeps what it acknowledges and is at this release."
            " Long work is done by `huisheng work`, which runs beside it. Stop it with Ctrl+C or SIGTERM."
        ),
    )
    made.add_argument("--host", default="127.0.0.1", help=_("address to listen on (default 127.0.0.1)"))
    made.add_argument(
        "--port", type=int, default=default_port(), help=_("port (default: the variable PORT, else 8000)")
    )
    made.add_argument("--workers", type=int, default=2, help=_("processes (default 2)"))
    return made


def main(arguments: list[str]) -> int:
    """Check, then become the server."""
    options = parser().parse_args(arguments)
    refuse_a_taken_port(options.host, options.port)
    commands.begin()
    from django.db import connection

    from huisheng.web.checks import problems

    found = problems()
    connection.close()
    if found:
        print(_("The office does not open:"), *found, sep="\n  ", file=sys.stderr)
        return 1
    print(_("Serving at http://{host}:{port}/").format(host=options.host, port=options.port), flush=True)
    # The server replaces this process, so that signals reach it and nothing of the check stays in memory.
    return os.execv(sys.executable, [sys.executable, "-m", "granian", *server_options(options)])  # noqa: S606


def server_options(options: argparse.Namespace) -> list[str]:
    """How the server is started. WSGI with threads: under ASGI it was 5 times slower and did not stop."""
    return [
        "--interface=wsgi",
        f"--host={options.host}",
        f"--port={options.port}",
        f"--workers={options.workers}",
        "--blocking-threads=8",
        "--no-ws",
        # A worker told to end while it is still loading forgets it was told (granian 2.8): it is ended for it.
        "--workers-kill-timeout=10",
        "--log-level=error",
        "huisheng.web.wsgi:application",
    ]


def refuse_a_taken_port(host: str, port: int) -> None:
    """Say plainly that something else listens here.

    Raises:
        Unavailable: the port is taken or not allowed.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            words = _(
                "Port {port} cannot be used ({error}). Something else may be listening: choose another with PORT=8001."
            )
            raise Unavailable(words.format(port=port, error=error.strerror)) from error


def default_port() -> int:
    """The port the environment asks for, else 8000."""
    return int(os.environ.get("PORT") or 8000)
