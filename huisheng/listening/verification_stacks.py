"""What must hold of paper forms keyed in stacks, proved again by `huisheng verify`."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.listening.models import Batch, Stack, Submission
from huisheng.organisation.verification import Outcome, equation


@equation("sheets")
def sheets_add_up() -> Iterator[Outcome]:
    """Sheets sealed = voices in batches of sheets, per form; a sheet read twice is in exactly one state."""
    for campaign in Campaign.objects.filter(stacks__isnull=False).distinct().order_by("pk"):
        stacks = list(Stack.objects.filter(campaign=campaign).select_related("form_version").prefetch_related("sheets"))
        versions = {stack.form_version_id for stack in stacks}
        sealed = {pk: sum(each.sealed_count for each in stacks if each.form_version_id == pk) for pk in versions}
        voices = {
            pk: Submission.objects.filter(batch__kind=Batch.Kind.SHEETS, form_version=pk).count() for pk in versions
        }
        blank = sum(stack.blank_count for stack in stacks)
        waiting = sum(sheet.reading == 1 for stack in stacks for sheet in stack.sheets.all())
        astray = sum(not _is_sound(stack) for stack in stacks)
        words = _(
            "{campaign}: {sealed} sheets sealed = {voices} voices; {blank} blank, {waiting} wait; {astray} stacks in"
            " which a sheet is lost or there twice"
        ).format(
            campaign=campaign.name,
            sealed=sum(sealed.values()),
            voices=sum(voices.values()),
            blank=blank,
            waiting=waiting,
            astray=astray,
        )
        yield Outcome(sealed == voices and not astray, words)


def _is_sound(stack: Stack) -> bool:
    """In a stack read twice: numbers settled = sheets sealed, blank or ready; no settled number is read again."""
    sheets = list(stack.sheets.all())
    numbers = {sheet.number for sheet in sheets if sheet.number is not None}
    if not stack.form_version.definition.get("double_entry"):
        return not stack.settled and not numbers
    ready = sum(sheet.number is None for sheet in sheets)
    return (
        len(stack.settled) == len(set(stack.settled)) == stack.sealed_count + stack.blank_count + ready
        and numbers.isdisjoint(stack.settled)
        and numbers == {sheet.number for sheet in sheets if sheet.reading == 1} - {None}
    )
