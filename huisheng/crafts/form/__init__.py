"""What is asked: one definition in two languages, from which every channel asks the same.

    definition = shipped("opinion-form")          a form that comes with the product
    definition = parse(text)                      … or one from JSON; `dump(definition)` is its inverse
    outcome = check(definition, raw)              Answers, or the list of Problems

A channel (page, sheet, workbook, API) turns its input into plain values and lets `check` judge them.
"""

from huisheng.crafts.form.answers import Answers, Fault, Problem, Said, check
from huisheng.crafts.form.codec import Malformed, dump, from_plain, parse, to_plain
from huisheng.crafts.form.definition import (
    Asked,
    Choice,
    Consent,
    Day,
    FormDefinition,
    Grid,
    Item,
    Multiple,
    Note,
    Number,
    Opinion,
    Ranking,
    Scale,
    Section,
    SectorChoice,
    Single,
    Text,
    Words,
    on_paper,
)
from huisheng.crafts.form.library import SHIPPED, shipped

__all__ = [
    "SHIPPED",
    "Answers",
    "Asked",
    "Choice",
    "Consent",
    "Day",
    "Fault",
    "FormDefinition",
    "Grid",
    "Item",
    "Malformed",
    "Multiple",
    "Note",
    "Number",
    "Opinion",
    "Problem",
    "Ranking",
    "Said",
    "Scale",
    "Section",
    "SectorChoice",
    "Single",
    "Text",
    "Words",
    "check",
    "dump",
    "from_plain",
    "on_paper",
    "parse",
    "shipped",
    "to_plain",
]
