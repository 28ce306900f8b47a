"""`huisheng backup`: all the office holds in one file, while it works."""

import sys
from pathlib import Path

from huisheng.crafts.words import _
from huisheng.web import commands


def main(arguments: list[str]) -> int:
    """Write the backup and say what it holds."""
    parser = commands.Parser(
        "backup",
        description=_(
            "Write all the office holds into one file, as it is at one moment; people may go on working. The keys are"
            " not in it: they lie in sealed envelopes. The file is not encrypted: keep it where only those come who"
            " may read every voice."
        ),
        epilog=_("`huisheng restore FILE` puts it into an empty office, on either database."),
    )
    parser.add_argument("file", metavar="FILE", type=Path, help=_("the file to make; it must not be there yet"))
    options = parser.parse_args(arguments)
    commands.begin()
    from huisheng.web.backup import making

    try:
        made = making.make(options.file, told=commands.tell_part)
    except FileExistsError as there:
        print(_("{file} is there already. Nothing was written; name another file.").format(file=there), file=sys.stderr)
        return 1
    except OSError as full:
        words = _("The backup could not be written: {error}. Nothing was left behind.")
        print(words.format(error=full), file=sys.stderr)
        return 1
    rows = sum(part.rows or 0 for part in made.parts)
    files = sum(part.rows is None for part in made.parts)
    print(_("{file}: {rows} records, {files} files.").format(file=options.file, rows=f"{rows:,}", files=f"{files:,}"))
    for name, head in made.heads.items():
        print(f"  {name:<32}{head}")
    print(_("Write these heads down outside this machine: they show if a chain was ever rebuilt."))
    return 0
