"""Every figure there is. Words first, then the records it is counted from."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.figures.queries.basis import Basis, Records, Source
from huisheng.figures.queries.registry import Count, Stage, figure
from huisheng.listening.models import Channel, IssueRecord, Occasion

QUESTIONNAIRES = (IssueRecord.Kind.QUESTIONNAIRE.value,)
OPINION_FORMS = (IssueRecord.Kind.OPINION_FORM.value,)
FORMS = (*QUESTIONNAIRES, *OPINION_FORMS)
SETS = (IssueRecord.Kind.EVALUATION_SET.value,)

# ---------------------------------------------------------------- people consulted

_OCCASIONS = pgettext_lazy("unit of a figure", "occasions")
_PERSON_TIMES = pgettext_lazy("unit of a figure", "person-times")


@figure(
    "consulted.symposia",
    title=_("Symposia held"),
    unit=pgettext_lazy("unit of a figure", "symposia"),
    stage=Stage.HEARD,
    source=Source.OCCASION,
    definition=_("Symposia recorded as held on the day or before it, each counted once."),
    step=10,
)
def symposia(basis: Basis) -> Records:
    """M1."""
    return basis.occasions_of([Occasion.Kind.SYMPOSIUM])


@figure(
    "consulted.person_times",
    title=_("Person-times consulted"),
    unit=_PERSON_TIMES,
    stage=Stage.HEARD,
    source=Source.OCCASION,
    definition=_(
        "Heads counted at occasions of the kinds that this campaign counts, on the day or before it. Whoever chairs or"
        " records is not among them; somebody heard twice counts twice."
    ),
    step=100,
)
def person_times(basis: Basis) -> Records:
    """M2."""
    return basis.occasions_of(basis.person_times, heads=True)


@figure(
    "consulted.visits",
    title=_("Visits made"),
    unit=_OCCASIONS,
    stage=Stage.HEARD,
    source=Source.OCCASION,
    definition=_("Visits recorded as made on the day or before it, each counted once."),
)
def visits(basis: Basis) -> Records:
    """Visits alone."""
    return basis.occasions_of([Occasion.Kind.VISIT])


@figure(
    "consulted.interviews",
    title=_("Interviews held"),
    unit=_OCCASIONS,
    stage=Stage.HEARD,
    source=Source.OCCASION,
    definition=_("Interviews recorded as held on the day or before it, each counted once."),
)
def interviews(basis: Basis) -> Records:
    """Interviews alone."""
    return basis.occasions_of([Occasion.Kind.INTERVIEW])


@figure(
    "sectors.heard",
    title=_("Sectors heard"),
    unit=pgettext_lazy("unit of a figure", "sectors"),
    stage=Stage.HEARD,
    source=Source.SECTOR,
    definition=_("Sectors of which at least one person was consulted at an occasion on the day or before it."),
    out_of=lambda basis: basis.sector_count,
    denominator=_("sectors of the campaign"),
)
def sectors(basis: Basis) -> Records:
    """How far across society the office listened."""
    return basis.sectors_heard()


# ---------------------------------------------------------------- forms: issued, returned, valid

_COPIES = pgettext_lazy("unit of a figure", "copies")
_SETS = pgettext_lazy("unit of a figure", "sets")
_RETURNED = _("Copies that had come back, of register lines issued on the day or before it, as far as counted.")
_VALID = _("Copies found valid, of register lines issued on the day or before it, as far as counted.")
_OF_ISSUED = _("issued on register lines whose returns are counted")
_OF_RETURNED = _("returned on register lines whose valid copies are counted")


def _column(kinds: tuple[str, ...], column: str) -> Count:
    """Copies of these kinds by one column of the register."""
    return lambda basis: basis.issues_of(kinds, column)


def _sum(kinds: tuple[str, ...], column: str, counted: str) -> Callable[[Basis], int | None]:
    """The sum of one column over the lines in which another was counted."""

    def total(basis: Basis) -> int | None:
        found = basis.issues_of(kinds, column, counted=counted)
        return found.value if found and found.count else None

    return total


def _forms(
    name: str, kinds: tuple[str, ...], unit: Any, step: int, *, issued: tuple[Any, Any], returned: Any, valid: Any
) -> None:
    """The three counts of one kind of form, each a figure of its own."""
    title, definition = issued
    figure(
        f"issued.{name}",
        title=title,
        unit=unit,
        stage=Stage.ISSUED,
        source=Source.ISSUE,
        definition=definition,
        step=step,
    )(_column(kinds, "issued"))
    figure(
        f"returned.{name}",
        title=returned,
        unit=unit,
        stage=Stage.RETURNED,
        source=Source.ISSUE,
        definition=_RETURNED,
        out_of=_sum(kinds, "issued", "returned"),
        denominator=_OF_ISSUED,
    )(_column(kinds, "returned"))
    figure(
        f"valid.{name}",
        title=valid,
        unit=unit,
        stage=Stage.VALID,
        source=Source.ISSUE,
        definition=_VALID,
        out_of=_sum(kinds, "returned", "valid"),
        denominator=_OF_RETURNED,
    )(_column(kinds, "valid"))


_forms(
    "forms",
    FORMS,
    _COPIES,
    100,
    issued=(
        _("Questionnaires and opinion forms issued"),
        _("Copies of questionnaires and of opinion forms issued on the day or before it, together."),
    ),
    returned=_("Questionnaires and opinion forms returned"),
    valid=_("Questionnaires and opinion forms valid"),
)
_forms(
    "questionnaires",
    QUESTIONNAIRES,
    _COPIES,
    100,
    issued=(_("Questionnaires issued"), _("Copies of questionnaires issued on the day or before it.")),
    returned=_("Questionnaires returned"),
    valid=_("Questionnaires valid"),
)
_forms(
    "opinion_forms",
    OPINION_FORMS,
    _COPIES,
    100,
    issued=(_("Opinion forms issued"), _("Copies of opinion forms issued on the day or before it.")),
    returned=_("Opinion forms returned"),
    valid=_("Opinion forms valid"),
)
_forms(
    "sets",
    SETS,
    _SETS,
    1000,
    issued=(
        _("Evaluation sets issued"),
        _("Evaluation sets issued on the day or before it. A set is all the sheets one person receives."),
    ),
    returned=_("Evaluation sets returned"),
    valid=_("Evaluation sets valid"),
)

# ---------------------------------------------------------------- voices

_STATEMENTS = pgettext_lazy("unit of a figure", "statements")


@figure(
    "voices.all",
    title=_("Statements received"),
    unit=_STATEMENTS,
    stage=Stage.HEARD,
    source=Source.STATEMENT,
    definition=_(
        "Statements of the day or before it in sealed batches; one without a day is of the day it was sealed. What a"
        " withdrawn workbook held is left out, and one keyed anew counts once."
    ),
)
def voices(basis: Basis) -> Records:
    """Statements, not the people who made them and not the findings they led to."""
    return basis.voices_of()


_BY_CHANNEL = {
    Channel.SYMPOSIUM: _("Statements from symposia"),
    Channel.OPINION_FORM: _("Statements on opinion forms"),
    Channel.QUESTIONNAIRE: _("Statements on questionnaires"),
    Channel.WEB: _("Statements from the web page"),
    Channel.VISIT: _("Statements from visits"),
    Channel.LETTER: _("Statements in letters"),
    Channel.OTHER: _("Statements received otherwise"),
}


def _through(channel: str) -> Count:
    return lambda basis: basis.voices_of(channel)


for _channel, _title in _BY_CHANNEL.items():
    figure(
        f"voices.{_channel.value}",
        title=_title,
        unit=_STATEMENTS,
        stage=Stage.HEARD,
        source=Source.STATEMENT,
        definition=_("Of the statements received, those that came this way."),
        out_of=lambda basis: basis.voices_of().value,
        denominator=_("statements received"),
    )(_through(_channel.value))

# ---------------------------------------------------------------- the finding list in force


@figure(
    "findings.problems",
    title=_("Problems on the finding list"),
    unit=pgettext_lazy("unit of a figure", "problems"),
    stage=Stage.COMBED,
    source=Source.ENTRY,
    definition=_(
        "Distinct problems on the version of the finding list named, else on the last one frozen by the day. Those"
        " about a person are kept apart and not counted."
    ),
)
def problems(basis: Basis) -> Records | None:
    """M5."""
    return basis.entries_of("problem")


@figure(
    "findings.suggestions",
    title=_("Suggestions on the finding list"),
    unit=pgettext_lazy("unit of a figure", "suggestions"),
    stage=Stage.COMBED,
    source=Source.ENTRY,
    definition=_(
        "Distinct suggestions on the version of the finding list named, else on the last one frozen by the day. Those"
        " about a person are kept apart and not counted."
    ),
)
def suggestions(basis: Basis) -> Records | None:
    """M6."""
    return basis.entries_of("suggestion")


_PASSAGES = pgettext_lazy("unit of a figure", "passages")


@figure(
    "findings.passages",
    title=_("Passages on the finding list"),
    unit=_PASSAGES,
    stage=Stage.COMBED,
    source=Source.ENTRY,
    definition=_("Passages held by the findings of that version, each in exactly one finding."),
)
def passages(basis: Basis) -> Records | None:
    """What the list rests on."""
    return basis.entries_of(passages=True)


# ---------------------------------------------------------------- combing as it stands


def _lying(place: str) -> Count:
    return lambda basis: basis.passages_in(place)


for _place, _name, _words in (
    ("placed", _("Passages in a finding"), _("Passages that lie in a finding at this moment.")),
    ("set_aside", _("Passages set aside"), _("Passages set aside with a reason, at this moment.")),
    ("waiting", _("Passages waiting"), _("Passages on which nobody has decided yet, at this moment.")),
):
    figure(
        f"passages.{_place}",
        title=_name,
        unit=_PASSAGES,
        stage=Stage.COMBED,
        source=Source.PASSAGE,
        definition=_words,
        out_of=lambda basis: basis.combing.total if basis.combing else None,
        denominator=_("passages of the campaign"),
        is_of_now=True,
    )(_lying(_place))
