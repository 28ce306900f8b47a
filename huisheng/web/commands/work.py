"""`huisheng work`: does queued long work."""

import signal
import sys
from types import FrameType

from huisheng.crafts.words import _
from huisheng.web import commands


def main(arguments: list[str]) -> int:
    """Work until told to end, or until nothing waits."""
    parser = commands.Parser(
        "work",
        description=_(
            "Do queued long work: imports, combing. Several may run side by side. On SIGTERM or Ctrl+C it ends after"
            " the batch in hand; what is left is gone on with by the next worker, also after a kill."
        ),
    )
    parser.add_argument("--once", action="store_true", help=_("do what waits now, then end"))
    options = parser.parse_args(arguments)
    commands.begin()
    from huisheng.organisation.worker import Workshop
    from huisheng.web.checks import problems

    found = problems(with_pages=False)
    if found:
        print(_("The worker does not start:"), *found, sep="\n  ", file=sys.stderr)
        return 1
    workshop = Workshop()

    def end(_signal: int, _frame: FrameType | None) -> None:
        workshop.end()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    print(_("The worker waits for work."), flush=True)
    done = workshop.run(once=options.once)
    print(_("The worker has ended; jobs done: {count}").format(count=done))
    return 0
