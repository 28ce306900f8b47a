"""`huisheng verify`: proves that nothing is lost or changed."""

import contextlib
import json
import sys
from dataclasses import asdict, dataclass

from huisheng.crafts.words import _
from huisheng.web import commands


@dataclass(frozen=True, slots=True)
class Line:
    """One thing compared."""

    equation: str
    holds: bool
    words: str


def main(arguments: list[str]) -> int:
    """Print every equation; 1 if one does not hold."""
    parser = commands.Parser(
        "verify",
        description=_(
            "Prove that nothing is lost or changed: every count and every chain. It only reads. The exit status is 1"
            " if something does not hold."
        ),
    )
    parser.add_argument("--only", metavar="NAME", action="append", help=_("this equation only; may be repeated"))
    parser.add_argument("--json", action="store_true", help=_("print JSON"))
    options = parser.parse_args(arguments)
    commands.begin()
    from huisheng.organisation.verification import EQUATIONS, keep, verify

    names = options.only or sorted(EQUATIONS)
    unknown = [name for name in names if name not in EQUATIONS]
    if unknown:
        words = _("There is no equation {name}. There are: {names}")
        print(words.format(name=unknown[0], names=", ".join(sorted(EQUATIONS))), file=sys.stderr)
        return 2
    lines = [Line(name, outcome.holds, outcome.words) for name, outcome in verify(names)]
    holds = all(line.holds for line in lines)
    if not options.only:
        with contextlib.suppress(OSError):
            keep(holds, len(lines))
    _print(lines, holds, as_json=options.json)
    return 0 if holds else 1


def _print(lines: list[Line], holds: bool, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"holds": holds, "lines": [asdict(line) for line in lines]}, ensure_ascii=False, indent=2))
        return
    for line in lines:
        print(f"{'✓' if line.holds else '✗'} {line.equation:<14}{line.words}")
    if holds:
        print(_("Everything holds: {count} comparisons.").format(count=len(lines)))
    else:
        wrong = sum(not line.holds for line in lines)
        print(_("{wrong} of {count} comparisons do NOT hold.").format(wrong=wrong, count=len(lines)))
