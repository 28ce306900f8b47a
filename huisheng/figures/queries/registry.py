"""The registry of figures: what each number is called, how it is defined, and which records it is counted from.

A figure is declared once and never typed. Its number is counted from the records it opens, so the two cannot differ.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy

from huisheng.figures.queries.basis import Basis, Records, Source

Count = Callable[[Basis], Records | None]


class Stage(models.TextChoices):
    """What was done to what is counted; stages are never mixed."""

    HEARD = "heard", pgettext_lazy("stage of a figure", "Heard")
    ISSUED = "issued", pgettext_lazy("stage of a figure", "Issued")
    RETURNED = "returned", pgettext_lazy("stage of a figure", "Returned")
    VALID = "valid", pgettext_lazy("stage of a figure", "Valid")
    COMBED = "combed", pgettext_lazy("stage of a figure", "Combed")


@dataclass(frozen=True, slots=True)
class Figure:
    """One registered figure."""

    code: str
    title: Any
    unit: Any
    """Its measure word in Chinese, its noun in English."""
    stage: Stage
    definition: Any
    source: Source
    count: Count
    step: int = 1
    """Rounded down to this in a paragraph, with “more than”; 1: always exact."""
    out_of: Callable[[Basis], int | None] | None = None
    """What it is a share of."""
    denominator: Any = ""
    is_of_now: bool = False
    """Told for a day that is not over only."""


FIGURES: dict[str, Figure] = {}


def figure(code: str, **declared: Any) -> Callable[[Count], Count]:
    """Register the function that counts a figure, under its code.

    Raises:
        ValueError: the code is taken.
    """

    def register(count: Count) -> Count:
        if code in FIGURES:
            raise ValueError(code)
        FIGURES[code] = Figure(code, count=count, **declared)
        return count

    return register
