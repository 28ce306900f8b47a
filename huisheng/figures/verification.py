"""What must hold of issued figures, proved again by `huisheng verify`."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from huisheng.figures.models import Snapshot
from huisheng.figures.queries import basis as bases
from huisheng.organisation.verification import Outcome, equation


@equation("figures")
def issued_figures_stand() -> Iterator[Outcome]:
    """What a day's figures were counted from is as it was sealed."""
    broken = total = 0
    for snapshot in Snapshot.objects.order_by("pk").iterator(chunk_size=50):
        total += 1
        broken += bases.seal(snapshot.basis) != snapshot.sha256
    words = _("{total} issued figures sealed, {broken} broken").format(total=total, broken=broken)
    yield Outcome(broken == 0, words)
