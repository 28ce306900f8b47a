"""Why a row is handed back, and why an import was not kept: codes, and their words in two clauses.

The first says what is wrong, the second what to do. The gate's reasons are worded here too, because here a
person reads them beside the row, with the column marked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from huisheng.crafts.gate import DocumentNote, Doubt, FileReason, IgnoredReason, RowReason, sayings


class OwnReason(StrEnum):
    """Reasons the gate cannot know: they need the campaign."""

    UNKNOWN_SECTOR = "unknown-sector"
    UNKNOWN_CHANNEL = "unknown-channel"
    TITLE_TOO_LONG = "title-too-long"


class Failure(StrEnum):
    """Why nothing of a workbook was kept."""

    FILE_REFUSED = "file-refused"
    COUNTS_DIFFER = "counts-differ"
    SAME_ROWS = "same-rows"
    ALL_RETURNED = "all-returned"
    NOTHING_NEW = "nothing-new"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason of a row, with the column's name ("" for the whole row) and the value that gave it."""

    reason: str
    column: str = ""
    value: str = ""

    @property
    def why(self) -> str:
        """What is wrong."""
        return str(_WORDS[self.reason][0]) % {"column": self.column, "value": self.value[:60]}

    @property
    def fix(self) -> str:
        """What to do."""
        return str(_WORDS[self.reason][1]) % {"column": self.column, "value": self.value[:60]}


def faults_from_json(detail: Mapping[str, Any]) -> list[Fault]:
    """Back from what is kept with a row handed back."""
    return [Fault(reason, column, value) for reason, column, value in detail.get("faults", ())]


def in_one_cell(faults: Sequence[Fault]) -> str:
    """All reasons of a row as the last cell of the workbook handed back says them."""
    return pgettext("between sentences", " ").join(
        _("%(why)s: %(fix)s.") % {"why": fault.why, "fix": fault.fix} for fault in faults
    )


_WORDS: dict[str, tuple[Any, Any]] = {
    OwnReason.UNKNOWN_SECTOR: (
        gettext_lazy("“%(value)s” is not in the campaign's list of sectors"),
        gettext_lazy("write a sector of the list, or leave it blank"),
    ),
    OwnReason.UNKNOWN_CHANNEL: (
        gettext_lazy("“%(value)s” is no channel we know"),
        gettext_lazy(
            "write symposium, opinion form, questionnaire, web page, visit, letter or other, or leave it blank"
        ),
    ),
    OwnReason.TITLE_TOO_LONG: (
        gettext_lazy("The subject line has %(value)s characters"),
        gettext_lazy("at most 500; move the rest into the text"),
    ),
    RowReason.NO_TEXT: (gettext_lazy("There is no text"), gettext_lazy("write in what was said")),
    RowReason.TEXT_TOO_LONG: (
        gettext_lazy("The text is longer than 32,767 characters"),
        gettext_lazy("split it into several rows"),
    ),
    RowReason.DAY_IMPOSSIBLE: (
        gettext_lazy("“%(value)s” is no possible day"),
        gettext_lazy("write the day, such as 2014-03-09, or leave it blank"),
    ),
    RowReason.DAY_WITHOUT_YEAR: (
        gettext_lazy("“%(value)s” lacks the year"),
        gettext_lazy("write the year too, or say the year when matching the columns"),
    ),
    RowReason.CELL_ERROR: (
        gettext_lazy("“%(column)s” shows the error %(value)s"),
        gettext_lazy("type the text itself"),
    ),
    RowReason.FORMULA_WITHOUT_VALUE: (
        gettext_lazy("“%(column)s” holds a formula without its result"),
        gettext_lazy("open the workbook in Excel or WPS and save it, or type the text itself"),
    ),
    RowReason.BAD_REFERENCE: (
        gettext_lazy("“%(column)s” points at a text the workbook does not hold"),
        gettext_lazy("type it again"),
    ),
    RowReason.DIGITS_LOST: (
        gettext_lazy("“%(column)s” lost its last digits"),
        gettext_lazy("set the cell to text and type the number again, or empty the cell"),
    ),
    RowReason.UNREADABLE_BYTES: (
        gettext_lazy("The row is in another encoding than the file"),
        gettext_lazy("type it again"),
    ),
    RowReason.FORBIDDEN_CHARACTER: (
        gettext_lazy("“%(column)s” holds a broken character"),
        gettext_lazy("type it again"),
    ),
    RowReason.TOO_MANY_CELLS: (
        gettext_lazy("The row has more cells than there are columns"),
        gettext_lazy("put what stands too far right into its own column"),
    ),
    RowReason.OPEN_QUOTE: (
        gettext_lazy("A quotation mark is opened and not closed, or closed too early"),
        gettext_lazy("put the quotation mark right, or save the table as .xlsx"),
    ),
}

_FAILURES: dict[str, Any] = {
    Failure.COUNTS_DIFFER: gettext_lazy(
        "The file's bytes hold %(raw)s rows, but %(read)s were read. So that no voice is lost, nothing was kept. "
        "Save the workbook anew as .xlsx and choose it again."
    ),
    Failure.SAME_ROWS: gettext_lazy(
        "The very same rows came in before, as “%(file)s”. Nothing was kept a second time. "
        "If they are to count twice, choose the file again and say so."
    ),
    Failure.ALL_RETURNED: gettext_lazy(
        "No row could be used, so nothing was kept. Download the rows handed back, mend them, then choose that file."
    ),
    Failure.NOTHING_NEW: gettext_lazy(
        "No row holds a voice that was not kept before. Nothing was kept; nothing needs to be done."
    ),
    Failure.DISCARDED: gettext_lazy("This workbook was given up. Nothing of it was kept; it can be chosen again."),
}


def failure_words(outcome: Mapping[str, Any]) -> str:
    """Why nothing of a workbook was kept, and what to do; empty if it was kept."""
    failure, facts = outcome.get("failure"), dict(outcome.get("facts", {}))
    if not failure:
        return ""
    if failure == Failure.FILE_REFUSED:
        return file_words(FileReason(facts.pop("reason")), facts)
    return str(_FAILURES[failure] % facts)


def file_words(reason: FileReason, facts: Mapping[str, str | int]) -> str:
    """Why the gate refused a file, in the reader's language."""
    return sayings.file_words(reason, facts, _language())


def note_words(note: str, count: int) -> str:
    """What a document held besides the words that were taken, in the reader's language."""
    return sayings.note_words(DocumentNote(note), count, _language())


def doubt_words(doubt: str, column: str) -> str:
    """What a person should settle before importing, in the reader's language."""
    return sayings.doubt_words(Doubt(doubt), column, _language())


_IGNORED: dict[str, Any] = {
    IgnoredReason.EMPTY: gettext_lazy("blank"),
    IgnoredReason.TOTAL: gettext_lazy("totals"),
    IgnoredReason.SIGNATURE: gettext_lazy("signature lines"),
    IgnoredReason.HEADER_AGAIN: gettext_lazy("column names again"),
    "kept-before": gettext_lazy("kept before, from the workbook this one mends"),
}


def ignored_words(reason: str) -> str:
    """What kind of row was left out."""
    return str(_IGNORED[reason])


def _language() -> str:
    return get_language() or "zh-hans"
