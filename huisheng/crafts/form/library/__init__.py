"""Forms that come with the product, each a JSON file beside this module."""

from functools import cache
from importlib.resources import files

from huisheng.crafts.form.codec import parse
from huisheng.crafts.form.definition import FormDefinition

SHIPPED = ("opinion-form", "questionnaire")


@cache
def shipped(code: str) -> FormDefinition:
    """A shipped form by its code.

    Raises:
        LookupError: no form of this code is shipped.
    """
    if code not in SHIPPED:
        raise LookupError(code)
    return parse(files(__package__).joinpath(f"{code}.json").read_text("utf-8"))
