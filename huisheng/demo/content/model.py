"""The shapes of the demo campaign: frozen records that a loader can turn into the rooms' records.

Codes and keys are stable between builds and never depend on language. Every reference is a code or key of
another record of the same `DemoCampaign`; dates are calendar days of Asia/Shanghai; text offsets are code points.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class UnitKind(StrEnum):
    """What a unit is. A village stands in the tree as a community does."""

    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"
    DEPARTMENT = "department"
    CLUSTER = "cluster"
    ENTERPRISE = "enterprise"
    SCHOOL = "school"
    INSTITUTION = "institution"


class Channel(StrEnum):
    """The way a voice came in."""

    SYMPOSIUM = "symposium"
    VISIT = "visit"
    OPINION_FORM = "opinion_form"
    QUESTIONNAIRE = "questionnaire"
    WEB = "web"
    LETTER = "letter"


class OccasionKind(StrEnum):
    """The three occasions whose consulted persons count as person-times."""

    SYMPOSIUM = "symposium"
    VISIT = "visit"
    INTERVIEW = "interview"


class MatterKind(StrEnum):
    """A thing that is wrong, or a thing somebody would like."""

    PROBLEM = "problem"
    SUGGESTION = "suggestion"


class Scope(StrEnum):
    """个性: one unit's own. 共性: found in many places, or wanted of many."""

    INDIVIDUAL = "individual"
    COMMON = "common"


class Wind(StrEnum):
    """The four winds, and what is none of them."""

    FORMALISM = "formalism"
    BUREAUCRATISM = "bureaucratism"
    HEDONISM = "hedonism"
    EXTRAVAGANCE = "extravagance"
    OTHER = "other"


class Aside(StrEnum):
    """Why a part belongs to no matter."""

    GREETING = "greeting"
    PRAISE = "praise"
    BLANK = "blank"
    OFF_TOPIC = "off_topic"
    UNCLEAR = "unclear"
    ABOUT_PERSON = "about_person"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of the tree. `parent` is None for the district only; parents come before their children."""

    code: str
    name: str
    name_en: str
    short: str
    kind: UnitKind
    parent: str | None


@dataclass(frozen=True, slots=True)
class Body:
    """One of the four leading bodies, and the department that serves as its office."""

    code: str
    name: str
    name_en: str
    office: str


@dataclass(frozen=True, slots=True)
class Post:
    """A post and who holds it. `body` is None for a post in a unit; rank 1 stands first in its body or unit."""

    code: str
    title: str
    title_en: str
    body: str | None
    unit: str
    rank: int
    holder: str
    since: date


@dataclass(frozen=True, slots=True)
class Person:
    """A fictional person. `unit` is the home unit; `roles` are the codes of the permission table (CL, LD, RG …)."""

    key: str
    name: str
    name_en: str
    unit: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewGroup:
    """A review group. `units` are the units it supervises: none is a member's home unit, its parent or child."""

    number: int
    name: str
    name_en: str
    head: str
    deputy: str
    members: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """A leader and one unit the leader is linked to."""

    leader: str
    unit: str


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase, planned and actual (None: still open). Phases may overlap."""

    code: str
    name: str
    name_en: str
    order: int
    planned_start: date
    planned_end: date
    started_on: date | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A day on the campaign's timeline that is not a listening occasion."""

    key: str
    kind: str
    name: str
    name_en: str
    day: date
    until: date


@dataclass(frozen=True, slots=True)
class Notice:
    """A text the office publishes or prints. `kind`: call, form, receipt or privacy."""

    key: str
    kind: str
    day: date
    title: str
    title_en: str
    text: str
    text_en: str


@dataclass(frozen=True, slots=True)
class ParentCampaign:
    """The campaign above this one."""

    code: str
    name: str
    name_en: str
    wave: int
    wave_name: str
    launched_on: date


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """What the campaign is called, what it descends from, what guides it and when."""

    code: str
    name: str
    name_en: str
    wave: int
    wave_name: str
    wave_name_en: str
    parent: ParentCampaign
    unit: str
    launched_on: date
    first_list_on: date
    as_of: date
    guiding_phrases: tuple[str, ...]
    own_phrases: tuple[str, ...]
    phases: tuple[Phase, ...]
    meetings: tuple[Meeting, ...]
    notices: tuple[Notice, ...]
    purpose: str
    purpose_en: str
    retention: str
    retention_en: str


@dataclass(frozen=True, slots=True)
class Sector:
    """One of the fifteen sectors asked."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """A listening occasion. `consulted` = the sum of `sectors`; chair, recorder and other hosts never count."""

    key: str
    kind: OccasionKind
    title: str
    day: date
    starts: time
    ends: time
    place: str
    unit: str
    chair: str
    recorder: str
    sectors: tuple[tuple[str, int], ...]

    @property
    def consulted(self) -> int:
        """Person-times of those consulted."""
        return sum(count for _, count in self.sectors)


@dataclass(frozen=True, slots=True)
class FormsIssued:
    """Forms of one kind handed out through one unit: issued ≥ returned ≥ valid, in copies."""

    unit: str
    channel: Channel
    issued_on: date
    issued: int
    returned: int
    valid: int


@dataclass(frozen=True, slots=True)
class SetsIssued:
    """Evaluation sets handed out at one unit on one day: a plain register, no person and no answer."""

    unit: str
    day: date
    occasion: str
    issued: int


@dataclass(frozen=True, slots=True)
class Headline:
    """A whole clause quoted from a voice: `voice.text[start:end]`, at most 30 characters."""

    voice: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Matter:
    """One concrete problem or suggestion: what several voices, in their own words, speak of.

    `seed` names the kind of concern; two matters of one seed differ in place or object. `first_list` says that
    at least one part was received by the end of February 2014, so that it stands on the first finding list.
    `field` and `wind` are codes of the shipped schemes `policy` and `four_winds`; `rule` is one of `eight_rules`,
    or empty where the matter comes under none of them and a clerk leaves it unclassified.
    `place_now` tells the loader which later matters to place (True) and which to leave waiting (False).
    """

    key: str
    seed: str
    kind: MatterKind
    place: str
    unit: str
    field: str
    wind: Wind
    rule: str
    scope: Scope
    first_list: bool
    place_now: bool
    headline: Headline


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a voice. Either `matter` or `aside` is given, never both. Parts join to the whole text."""

    start: int
    end: int
    matter: str | None
    aside: Aside | None
    about_person: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """What one sender said, as received, and the gold: which part speaks of what.

    `key` is stable; `occasion` and `speaker` (running number within the sector) stand for symposium and
    visit only; `urgent` is the sender's own flag "danger to life"; `quotable` the sender's consent.
    """

    key: str
    channel: Channel
    occasion: str | None
    speaker: int | None
    sector: str | None
    day: date
    addressee: str | None
    text: str
    parts: tuple[Part, ...]
    urgent: bool = False
    quotable: bool = False


@dataclass(frozen=True, slots=True)
class Trap:
    """Two voices that read alike and are not the same matter: one text copied for another place."""

    voice_a: str
    voice_b: str


@dataclass(frozen=True, slots=True)
class DemoCampaign:
    """Everything the demo shows, ordered and complete in itself."""

    facts: CampaignFacts
    units: tuple[Unit, ...]
    bodies: tuple[Body, ...]
    posts: tuple[Post, ...]
    people: tuple[Person, ...]
    contact_points: tuple[ContactPoint, ...]
    review_groups: tuple[ReviewGroup, ...]
    sectors: tuple[Sector, ...]
    occasions: tuple[Occasion, ...]
    forms_issued: tuple[FormsIssued, ...]
    sets_issued: tuple[SetsIssued, ...]
    matters: tuple[Matter, ...]
    voices: tuple[Voice, ...]
    traps: tuple[Trap, ...]

    @property
    def group_of(self) -> Mapping[str, int]:
        """Unit code → number of its one review group."""
        return {unit: group.number for group in self.review_groups for unit in group.units}
