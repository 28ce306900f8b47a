"""The hand-written phrases the demo's voices are composed of, and the reader of their notation.

A concern (seed) is written in lines, each with a mark:

    @key who field wind scope [!urgent] [!person] [rules=a,b,…]   a concern; file name p…: problem, s…: suggestion;
                                                    which of the eight rules each place comes under, where it does
    = A > unit : name / other name / …              a place or object: one matter. A, B, C, D: how many speak of it;
                                                    a star (D*): first heard in March
    - text    what is said; {P} stands for the place; [this|that] is a choice
    + text    a fact or an experience added to it
    ? text    what the speaker asks for
    e text · +e text   the same in English
    -12 text  the same for the first and second place only (a = tenth)

`who`: r residents, f farmers, k clerks and teachers, b business, p parents and patients.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

from huisheng.demo.content.model import MatterKind, Scope, Wind

_PLACES = "123456789a"


@dataclass(frozen=True, slots=True)
class Place:
    """One place or object of a concern: `names`, most usual first; `weight` A to D; `late` = first heard in March."""

    unit: str
    names: tuple[str, ...]
    weight: str
    late: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase, and the places (0-based) it may speak of."""

    mark: str
    text: str
    places: frozenset[int]


@dataclass(frozen=True, slots=True)
class Seed:
    """One concern with its places and phrases."""

    key: str
    kind: MatterKind
    who: str
    field: str
    wind: Wind
    scope: Scope
    urgent: bool
    about_person: bool
    rules: tuple[str, ...]
    places: tuple[Place, ...]
    phrases: tuple[Phrase, ...]

    def rule_of(self, place: int) -> str:
        """The one of the eight rules that the place (0-based) comes under; empty where none is meant."""
        return self.rules[place] if self.rules else ""

    def phrases_for(self, place: int, mark: str) -> tuple[Phrase, ...]:
        """The phrases with this mark that may speak of the place."""
        return tuple(p for p in self.phrases if p.mark == mark and place in p.places)


@cache
def seeds() -> tuple[Seed, ...]:
    """Every concern, in the order of the files and their lines."""
    here = files(__package__)
    names = sorted(f.name for f in here.iterdir() if f.name[0] in "ps" and f.name.endswith(".txt"))
    return tuple(
        _seed(MatterKind.PROBLEM if name[0] == "p" else MatterKind.SUGGESTION, block)
        for name in names
        for block in here.joinpath(name).read_text("utf-8").split("\n@")[1:]
    )


@cache
def asides() -> Mapping[str, tuple[str, ...]]:
    """Section → phrases that belong to no matter: praise, blank, off_topic, openings and closings."""
    text = files(__package__).joinpath("asides.txt").read_text("utf-8")
    sections: dict[str, tuple[str, ...]] = {}
    for block in text.split("\n@")[1:]:
        name, *lines = block.strip().splitlines()
        sections[name] = tuple(line.replace("\\n", "\n") for line in lines)
    return sections


def spoken(template: str, rng: Random) -> str:
    """The template with each [this|that] chosen."""
    said = []
    for stretch in template.split("["):
        options, closed, rest = stretch.partition("]")
        said.append(rng.choice(options.split("|")) + rest if closed else stretch)
    return "".join(said)


def _seed(kind: MatterKind, block: str) -> Seed:
    head, *lines = [line for line in block.splitlines() if line]
    key, who, field, wind, scope, *flags = head.split()
    places = []
    marked: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in lines:
        mark, _, text = line.partition(" ")
        if mark == "=":
            places.append(_place(text))
        else:
            kind_of_mark = mark if mark in ("e", "+e") else mark[0]
            marked[kind_of_mark].append((mark[len(kind_of_mark) :], text))
    everywhere = frozenset(range(len(places)))
    phrases = tuple(
        Phrase(mark, text, frozenset(map(_PLACES.index, only)) or everywhere)
        for mark, found in marked.items()
        for only, text in found
    )
    urgent, about_person = "!urgent" in flags, "!person" in flags
    rules = next((tuple(flag.removeprefix("rules=").split(",")) for flag in flags if flag.startswith("rules=")), ())
    return Seed(key, kind, who, field, Wind(wind), Scope(scope), urgent, about_person, rules, tuple(places), phrases)


def _place(text: str) -> Place:
    weight, _, rest = text.partition(">")
    unit, _, names = rest.partition(":")
    weight = weight.strip()
    return Place(unit.strip(), tuple(n.strip() for n in names.split(" / ")), weight[0], weight.endswith("*"))
