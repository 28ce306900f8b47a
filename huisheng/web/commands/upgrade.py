"""`huisheng upgrade`: bring the database and the static files up to this release."""

from huisheng import __version__
from huisheng.crafts.words import _
from huisheng.web import commands, setting_up


def main(arguments: list[str]) -> int:
    """Migrate and collect; both may be repeated."""
    commands.Parser(
        "upgrade",
        description=_(
            "Bring the database and the static files up to this release. Make a backup first. It may be repeated:"
            " what is done already is not done again."
        ),
    ).parse_args(arguments)
    commands.begin()
    setting_up.migrate()
    setting_up.collect_static()
    print(
        _("The office is at release {version}. Restart `huisheng serve` and `huisheng work`.").format(
            version=__version__
        )
    )
    return 0
