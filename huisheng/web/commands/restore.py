"""`huisheng restore`: a backup into an empty office."""

import os
import sys
from pathlib import Path

from huisheng.crafts.words import _
from huisheng.web import commands, environment, setting_up
from huisheng.web.commands import verify


def main(arguments: list[str]) -> int:
    """Check the backup, put it in, prove that everything holds."""
    parser = commands.Parser(
        "restore",
        description=_(
            "Put a backup into an empty office: HUISHENG_HOME with the keys out of the sealed envelopes, and an empty"
            " database. Every part is checked first; all of it is put in or nothing; then `huisheng verify` runs."
        ),
        epilog=_("The folder is HUISHENG_HOME (default ./var); DATABASE_URL names PostgreSQL instead of SQLite."),
    )
    parser.add_argument("file", metavar="FILE", type=Path, help=_("the backup"))
    parser.add_argument("--check", action="store_true", help=_("check the backup only; nothing is put in"))
    parser.add_argument(
        "--other-keys",
        action="store_true",
        help=_("go on with other keys, made anew if there are none: receipts and authenticators die"),
    )
    options = parser.parse_args(arguments)
    home = Path(os.environ.get("HUISHENG_HOME", "var")).resolve()
    if options.check:
        for name in setting_up.KEYS:  # reading needs none; elsewhere than in the office there are none
            os.environ.setdefault(environment.variable_of(name), "-")
    elif options.other_keys:
        setting_up.make_keys(home)
    elif missing := [name for name in setting_up.KEYS if not setting_up.has_key(home, name)]:
        words = _("Keys are missing in {folder}: {names}. Put them there out of the sealed envelopes, then repeat.")
        print(words.format(folder=home / "keys", names=", ".join(missing)), file=sys.stderr)
        return 1
    commands.begin()
    from huisheng.web.backup import restoring

    checked = restoring.check(options.file)
    print(_("The backup is whole: {count} parts.").format(count=len(checked.manifest.parts)))
    if options.check:
        return 0
    restoring.refuse_unfit(checked, other_keys=options.other_keys)
    setting_up.make_folders(home)
    try:
        restoring.restore(checked, told=commands.tell_part)
    except OSError as full:
        words = _("The disk cannot take it: {error}. Nothing was put in.")
        print(words.format(error=full), file=sys.stderr)
        return 1
    if "totp-key" in checked.strange_keys():
        print(_("Authenticators were made with another key and are gone: their owners enrol anew at the next log-in."))
    setting_up.collect_static()
    return verify.main([])
