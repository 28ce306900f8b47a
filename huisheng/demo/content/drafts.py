"""A voice while it is being composed, and the matters voices can speak of."""

from dataclasses import dataclass, field
from datetime import date

from huisheng.demo.content.bank import Place, Seed, seeds
from huisheng.demo.content.facts import FIRST_LIST_ON
from huisheng.demo.content.model import Aside, Channel, Occasion
from huisheng.demo.content.phrasing import Saying


@dataclass(frozen=True, slots=True)
class Topic:
    """A matter before anybody spoke of it: one place of one concern."""

    seed: Seed
    index: int

    @property
    def place(self) -> Place:
        """Where."""
        return self.seed.places[self.index]

    @property
    def key(self) -> str:
        """The matter's key."""
        return f"{self.seed.key}-{self.index + 1}"


@dataclass(slots=True)
class Draft:
    """A voice being composed. `said` set: the text is given (a trap, a copy), else composed.

    `clean`: keys of the matters it speaks of plainly. `pieces`: text, matter, aside, about a person.
    `cores`: matter key and the clause that names it.
    """

    topics: list[Topic]
    who: str
    march: bool
    clean: frozenset[str] = frozenset()
    aside: Aside | None = None
    english: bool = False
    said: Saying | None = None
    trap: int | None = None
    channel: Channel = Channel.WEB
    occasion: Occasion | None = None
    sector: str | None = None
    speaker: int | None = None
    day: date = FIRST_LIST_ON
    pieces: list[tuple[str, str | None, Aside | None, bool]] = field(default_factory=list)
    cores: list[tuple[str, str]] = field(default_factory=list)


def topics() -> tuple[Topic, ...]:
    """Every matter of the bank, in its order."""
    return tuple(Topic(seed, index) for seed in seeds() for index in range(len(seed.places)))
