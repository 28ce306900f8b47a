"""A definition as JSON, and back: `parse(dump(definition)) == definition`."""

from huisheng.crafts.form import records
from huisheng.crafts.form.definition import FormDefinition
from huisheng.crafts.form.records import Malformed, dump, to_plain

__all__ = ["Malformed", "dump", "from_plain", "parse", "to_plain"]


def parse(text: str) -> FormDefinition:
    """A definition from JSON text.

    Raises:
        Malformed: it is not JSON, a field is missing, unknown or of the wrong type, or a rule is broken.
    """
    return records.parse(text, FormDefinition)


def from_plain(plain: object) -> FormDefinition:
    """A definition from what `json.loads` gives. Raises as `parse` does."""
    return records.from_plain(plain, FormDefinition)
