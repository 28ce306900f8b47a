"""The nouns of a form: a definition, its items, their choices, each word in Chinese and English."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

LONGEST_TEXT = 20_000  # characters of one text
MOST_RANKED = 5
MOST_ITEMS = 2_000


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages. English may be empty: then the Chinese stands for it."""

    zh: str
    en: str = ""

    def spoken(self, language: str) -> str:
        """The text in `en` or, for any other language, in Chinese."""
        return self.en if self.en and language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer to choose. Its code is what is stored: it never depends on a language."""

    code: str
    words: Words
    hint: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every item has in common. `code` is its name in answers, unique in the form."""

    kind: ClassVar[str]
    code: str
    words: Words
    hint: Words | None = None
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Asked):
    """A heading; nothing is answered."""

    kind = "section"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Asked):
    """A remark between questions; nothing is answered."""

    kind = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Single(Asked):
    """One of several."""

    kind = "single"
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiple(Asked):
    """Several of several, `at_most` so many if it is given."""

    kind = "multiple"
    choices: tuple[Choice, ...]
    at_most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale(Asked):
    """One point of an ordered scale, best first. Points behind `graded` lie outside it (不了解)."""

    kind = "scale"
    choices: tuple[Choice, ...]
    graded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid(Asked):
    """The same scale for several rows."""

    kind = "grid"
    rows: tuple[Choice, ...]
    choices: tuple[Choice, ...]
    graded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking(Asked):
    """The first `at_most` (no more than five) of several, in order."""

    kind = "ranking"
    choices: tuple[Choice, ...]
    at_most: int = MOST_RANKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Asked):
    """A whole number from `lowest` to `highest`."""

    kind = "number"
    lowest: int = 0
    highest: int = 1_000_000
    unit: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Asked):
    """A day of the calendar."""

    kind = "day"
    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Asked):
    """Own words, kept verbatim as a statement; a line, or `is_long`."""

    kind = "text"
    is_long: bool = False
    at_most: int = LONGEST_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion(Asked):
    """Own words by topic and addressee, several matters one below the other, each a statement."""

    kind = "opinion"
    about: Words
    """The question for whom it is."""
    addressees: tuple[Choice, ...]
    topics: tuple[Choice, ...] = ()
    asks_unit: bool = False
    """Whether one of the campaign's units may be named too."""
    at_most: int = LONGEST_TEXT
    most_rows: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorChoice(Asked):
    """Which sector of society one belongs to; the campaign supplies the choices. Never required."""

    kind = "sector"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(Asked):
    """Leave given or not. `code` is its use: may_quote, shows_words or is_urgent.

    With `no`, both answers stand to be chosen; without, a box is ticked or not.
    """

    kind = "consent"
    yes: Choice
    no: Choice | None = None


Item = (
    Section | Note | Single | Multiple | Scale | Grid | Ranking | Number | Day | Text | Opinion | SectorChoice | Consent
)
CONSENTS = ("may_quote", "shows_words", "is_urgent")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDefinition:
    """A form as it is asked everywhere. A published one never changes: a change is the next version.

    Raises:
        ValueError: a rule of a form is broken; the words say which.
    """

    code: str
    version: int
    title: Words
    lead: Words
    minutes: int
    """About how long it takes to fill in."""
    items: tuple[Item, ...]
    double_entry: bool = False
    """Whether sheets of paper are keyed by one and again by another."""

    def __post_init__(self) -> None:
        for fault in _faults(self):
            raise ValueError(fault)


def on_paper(form: FormDefinition) -> FormDefinition:
    """The form as sheets of it come back: nothing can be demanded any more, and no receipt page shows words."""
    asked = (item for item in form.items if item.code != "shows_words")
    return replace(form, items=tuple(replace(item, required=False) for item in asked))


def _faults(form: FormDefinition) -> Iterator[str]:
    if not 1 <= len(form.items) <= MOST_ITEMS:
        yield f"a form has 1 to {MOST_ITEMS} items"
    yield from _twice("item", [item.code for item in form.items])
    for item in form.items:
        for name in ("choices", "rows", "addressees", "topics"):
            yield from _twice(f"{item.code}.{name}", [choice.code for choice in getattr(item, name, ())])
        if isinstance(item, Single | Multiple | Scale | Grid | Ranking) and len(item.choices) < 2:
            yield f"{item.code}: at least two choices"
        if isinstance(item, Scale | Grid) and not 2 <= item.graded <= len(item.choices):
            yield f"{item.code}: two or more points of the scale are graded"
        if isinstance(item, Grid) and not item.rows:
            yield f"{item.code}: at least one row"
        if isinstance(item, Ranking) and not 1 <= item.at_most <= MOST_RANKED:
            yield f"{item.code}: at most {MOST_RANKED} are ranked"
        if isinstance(item, Number) and item.lowest > item.highest:
            yield f"{item.code}: lowest is above highest"
        if isinstance(item, Text | Opinion) and not 1 <= item.at_most <= LONGEST_TEXT:
            yield f"{item.code}: a text has at most {LONGEST_TEXT} characters"
        if isinstance(item, Opinion) and not item.addressees:
            yield f"{item.code}: at least one addressee"
        if isinstance(item, Consent) and item.code not in CONSENTS:
            yield f"{item.code}: a consent is one of {', '.join(CONSENTS)}"


def _twice(what: str, codes: Sequence[str]) -> Iterator[str]:
    for code in codes:
        if not code.isascii() or not code.replace("-", "").replace("_", "").isalnum():
            yield f"{what}: {code!r} is not a code of letters, digits, - and _"
    if len(set(codes)) < len(codes):
        yield f"{what}: the same code twice"
