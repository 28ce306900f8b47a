"""What an address of this room asks for: the day, the version of the list, the edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from huisheng.campaign.http import DeskRequest
from huisheng.errors import Missing
from huisheng.figures.forms.asking import day_of
from huisheng.figures.models import Snapshot
from huisheng.figures.queries.telling import sees_issued_only
from huisheng.organisation import clock


@dataclass(frozen=True, slots=True)
class Asked:
    """The day as asked for, if it was; what stays None is the latest there is."""

    as_of: date | None
    version: int | None
    """A version of the finding list; who sees issued figures only is shown the one they were issued with."""
    edition: int | None
    sees_all: bool
    """Whether this reader also sees days that were never issued."""
    is_to_come: bool = False
    """Whether the day asked for has not come; today is shown in its stead."""

    @classmethod
    def of(cls, request: DeskRequest) -> "Asked":
        """Read an address.

        Raises:
            Missing: it names something that is neither a day nor a number.
        """
        written = request.GET.get("as_of", "")
        as_of = day_of(written)
        if written and as_of is None:
            raise Missing
        sees_all = not sees_issued_only(request.standing)
        is_to_come = as_of is not None and as_of > clock.today()
        return cls(
            None if is_to_come else as_of,
            _number(request.GET.get("v", "")) if sees_all else None,
            _number(request.GET.get("edition", "")),
            sees_all,
            is_to_come,
        )

    def day(self, issued: Sequence[Snapshot]) -> date | None:
        """The day to show; None where this reader sees issued days only and this one is none.

        Args:
            issued: snapshots of the campaign, the latest day first.
        """
        if self.sees_all:
            return self.as_of or clock.today()
        days = [each.as_of for each in issued]
        if self.as_of is None:
            return days[0] if days else None
        return self.as_of if self.as_of in days else None

    def query(self, as_of: date) -> str:
        """The same in an address, with the day that is shown."""
        pairs = {"as_of": as_of.isoformat(), "v": self.version, "edition": self.edition}
        return "?" + urlencode({name: value for name, value in pairs.items() if value is not None})


def not_issued(request: DeskRequest, issued: Sequence[Snapshot]) -> HttpResponse:
    """The page of a day that was not issued, for who reads issued days only, with the way to these.

    Args:
        issued: snapshots of the campaign, the latest day first.
    """
    return render(request, "figures/none_issued.html", {"issued": issued[:12]})


def _number(written: str) -> int | None:
    if not written:
        return None
    if not written.isascii() or not written.isdecimal() or len(written) > 5:
        raise Missing
    return int(written)
