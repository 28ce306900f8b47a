"""What must hold of minutes, proved again by `huisheng verify` from the kept files."""

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _

from huisheng.crafts.gate import FileRefused
from huisheng.crafts.text.speeches import Part
from huisheng.listening.models import Import, Minutes, Statement
from huisheng.listening.queries.minutes import Slice, Source, slices_of, sums
from huisheng.listening.services.minutes import read
from huisheng.organisation.verification import Outcome, equation


@equation("minutes")
def minutes_add_up() -> Iterator[Outcome]:
    """The pieces join back to the minutes without a gap, and each voice is what its pieces say, word for word."""
    settled = Minutes.objects.filter(imported__state__in=[Import.State.KEPT, Import.State.WITHDRAWN])
    for minutes in settled.select_related("imported__file", "occasion").order_by("pk"):
        yield _outcome(minutes)


def _outcome(minutes: Minutes) -> Outcome:
    name = minutes.imported.file_name
    try:
        source = read(minutes)
    except (FileRefused, OSError):
        return Outcome(False, _("{file}: the minutes cannot be read any more").format(file=name))
    slices = slices_of(minutes)
    counted = sums(slices)
    words = _(
        "{file}: {total} characters = {spoken} spoken + {hosts} of chair and recorder + {apart} apart; "
        "{speeches} speeches word for word in {voices} voices"
    ).format(
        file=name,
        total=len(source.text),
        spoken=counted.spoken,
        hosts=counted.hosts,
        apart=counted.apart,
        speeches=counted.speeches,
        voices=counted.speakers,
    )
    return Outcome(_is_whole(source, slices) and _said(source, slices) == _kept(minutes), words)


def _is_whole(source: Source, slices: list[Slice]) -> bool:
    ends = [0, *(one.end for one in slices)]
    return [one.start for one in slices] == ends[:-1] and ends[-1] == len(source.text)


def _said(source: Source, slices: list[Slice]) -> dict[int, list[str]]:
    """First speech of a speaker → all that speaker said."""
    first: dict[int, int] = {}
    found: dict[int, list[str]] = defaultdict(list)
    for number, one in enumerate([one for one in slices if one.part is Part.SPEECH], 1):
        found[first.setdefault(one.speaker, number)].append(source.said(one))
    return dict(found)


def _kept(minutes: Minutes) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Statement.objects.filter(submission__imported=minutes.pk).order_by("submission__source_row", "ordinal")
    for row, text in rows.values_list("submission__source_row", "text"):
        found[row or 0].append(text)
    return dict(found)
