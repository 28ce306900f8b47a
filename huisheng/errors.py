"""The exception hierarchy: the one module everybody may import.

Crafts raise facts in typed fields; rooms word them, translated, in three clauses:
what happened, what was kept, what to do. Catch one only where something can be done about it.
"""


class HuishengError(Exception):
    """Anything this product says no with. `str(error)` is fit for the person who acted."""


class Refused(HuishengError):
    """A rule says no: asking again the same way will be refused again."""


class Unreadable(HuishengError):
    """Input cannot be used as it is."""


class Conflict(HuishengError):
    """Somebody was first: look again, then repeat."""


class Missing(HuishengError):
    """It is not there, or not for this person: the two are told apart nowhere."""


class Unavailable(HuishengError):
    """Something outside, such as the disk, cannot serve now: the same act may succeed later."""
