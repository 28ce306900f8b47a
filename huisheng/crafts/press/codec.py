"""A document as JSON, and back: `parse(dump(document)) == document`."""

from huisheng.crafts.form import records
from huisheng.crafts.form.records import Malformed, dump, to_plain
from huisheng.crafts.press.model import Document

__all__ = ["Malformed", "dump", "from_plain", "parse", "to_plain"]


def parse(text: str | bytes) -> Document:
    """A document from JSON text.

    Raises:
        Malformed: it is not JSON, a field is missing, unknown or of the wrong type, or a rule is broken.
    """
    return records.parse(text, Document)


def from_plain(given: object) -> Document:
    """A document from what `json.loads` gives. Raises as `parse` does."""
    return records.from_plain(given, Document)
