"""`huisheng figures`: the paragraph that goes upward, or every figure with how many records stand behind it."""

import argparse
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from huisheng.crafts import words
from huisheng.crafts.words import _
from huisheng.errors import Missing, Refused
from huisheng.web import commands

if TYPE_CHECKING:
    from huisheng.campaign.models import Campaign
    from huisheng.figures.queries.telling import Told, Value


def main(arguments: list[str]) -> int:
    """Print the figures of a day; a day that is over keeps what was printed."""
    options = _parser().parse_args(arguments)
    commands.begin()
    from django.utils import translation

    from huisheng.figures.queries.telling import tell
    from huisheng.figures.services import issuing
    from huisheng.organisation import clock

    campaign = _campaign(options.campaign)
    as_of = options.as_of or clock.today()
    if as_of > clock.today():
        raise Refused(_("That day is still to come. Name today or a day before it."))
    if options.anew:
        issuing.issue(campaign, as_of, by=None)
    else:
        issuing.keep_day(campaign, as_of, by=None)
    try:
        told = tell(campaign, as_of, version=options.version)
    except Missing:
        raise Refused(_("The finding list has no version {number}.").format(number=options.version)) from None
    with translation.override("en" if options.language == "en" else "zh-hans"):
        if options.json:
            print(json.dumps(_plain(told), ensure_ascii=False, indent=2))
        else:
            print(told.text)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = commands.Parser(
        "figures",
        _(
            "Print the paragraph of figures of a day. A day that is over keeps its figures from the first time they are"
            " printed or issued, whatever is entered later; --anew issues them again as the records are now."
        ),
    )
    parser.add_argument(
        "campaign", nargs="?", metavar="CAMPAIGN", help=_("its name in addresses, if there are several")
    )
    parser.add_argument(
        "--as-of", type=_day, metavar="DAY", help=_("up to this day, such as 2014-04-15 (default: today)")
    )
    parser.add_argument("--language", choices=["zh", "en"], default="en" if words.language() == "en" else "zh")
    parser.add_argument("--version", type=int, metavar="N", help=_("this version of the finding list"))
    parser.add_argument("--anew", action="store_true", help=_("issue the day anew, as a further edition"))
    parser.add_argument("--json", action="store_true", help=_("print JSON"))
    return parser


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError(_("{day} is no day; write it as 2014-04-15").format(day=written)) from None


def _campaign(slug: str | None) -> "Campaign":
    """The campaign named; unnamed, the only one there is, or the only one that is not closed.

    Raises:
        Refused: there is none such, or there are several.
    """
    from huisheng.figures.queries.telling import campaigns

    found = campaigns(slug)
    if len(found) == 1:
        return found[0]
    if slug is not None:
        raise Refused(_("There is no campaign {name}.").format(name=slug))
    if not found:
        raise Refused(_("There is no campaign yet."))
    names = ", ".join(each.slug for each in found)
    raise Refused(_("There are several campaigns: {names}. Name one.").format(names=names))


def _plain(told: "Told") -> dict[str, Any]:
    version = told.version.number if told.version else None
    return {
        "campaign": told.basis.campaign.slug,
        "as_of": told.basis.as_of.isoformat(),
        "version": version,
        "edition": told.snapshot.edition if told.snapshot else None,
        "sha256": told.snapshot.sha256 if told.snapshot else None,
        "paragraph": told.text,
        "figures": [_figure(value, told, version) for value in told.values.values()],
    }


def _figure(value: "Value", told: "Told", version: int | None) -> dict[str, Any]:
    figure = value.figure
    return {
        "code": figure.code,
        "title": str(figure.title),
        "exact": value.exact,
        "shown": value.shown,
        "unit": str(figure.unit),
        "stage": figure.stage.value,
        "definition": str(figure.definition),
        "denominator": None if value.out_of is None else {"exact": value.out_of, "words": str(figure.denominator)},
        "as_of": told.basis.as_of.isoformat(),
        "version": version,
        "records": value.records.count if value.records else 0,
    }
