"""The page of one whole voice: its source, its passages and where each stands, its masks."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language

from huisheng.campaign.standing import Standing
from huisheng.combing.models import Passage, Redaction
from huisheng.combing.queries.core import sees_originals, statements_visible_to
from huisheng.combing.queries.masking import Run
from huisheng.combing.queries.voices import Part, Voice, parts_of, row_of
from huisheng.crafts.form import from_plain
from huisheng.listening.models import Statement


@dataclass(frozen=True, slots=True)
class Mask:
    """A masked stretch, with its words for who may see the original."""

    redaction: Redaction
    words: str
    is_own: bool
    """Proposed by this person: a second one must review it."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A passage of the voice, and where it stands."""

    part: Part
    words: list[Run]


@dataclass(frozen=True, slots=True)
class WholeVoice:
    """A voice with everything its page shows."""

    statement: Statement
    voice: Voice
    spoken: tuple[Spoken, ...]
    masks: tuple[Mask, ...]
    runs: tuple[Run, ...]
    """The words as they came, for who may see them; the passage asked about marked."""

    @property
    def row(self) -> str:
        """Which row of its workbook it was, or which speech of the minutes."""
        return row_of(self.statement.submission, names_file=False)

    @property
    def question(self) -> str:
        """What was asked, as its form words it."""
        form = self.statement.submission.form_version
        items = from_plain(form.definition).items if form else ()
        asked = next((item.words for item in items if item.code == self.statement.question), None)
        return asked.spoken(get_language() or "") if asked else self.statement.question

    @property
    def hand(self) -> bool:
        """Whether a passage of it is marked."""
        return any(run.hand for run in self.runs)


def whole_voice(standing: Standing, key: UUID, passage: int | None = None) -> WholeVoice | None:
    """A voice this person may open, or nothing; `passage` is the one to mark. Three queries."""
    rows = statements_visible_to(standing).select_related(
        "submission__occasion", "submission__sector", "submission__imported", "submission__form_version", "replaces"
    )
    statement = rows.filter(pk=key).first()
    if statement is None:
        return None
    parts = parts_of(standing, Passage.objects.filter(statement=statement)).get(key, ())
    redactions = list(redactions_of(statement))
    spans = tuple((each.start, each.end) for each in redactions if each.state != Redaction.State.DECLINED)
    voice = Voice(statement, parts, spans)
    return WholeVoice(
        statement=statement,
        voice=voice,
        spoken=tuple(Spoken(part, voice.words(part.passage.start, part.passage.end)) for part in parts),
        masks=tuple(_mask(each, statement, standing) for each in redactions),
        runs=_original(statement, parts, passage) if sees_originals(standing) else (),
    )


def _original(statement: Statement, parts: tuple[Part, ...], marked: int | None) -> tuple[Run, ...]:
    text = statement.text
    for part in parts:
        start, end = part.passage.start, part.passage.end
        if part.passage.pk == marked and len(parts) > 1:
            runs = Run(text[:start], rest=True), Run(text[start:end], hand=True), Run(text[end:], rest=True)
            return tuple(run for run in runs if run.text)
    return (Run(text),)


def redactions_of(statement: Statement) -> QuerySet[Redaction]:
    """Masks proposed, approved or declined, in the order of the words."""
    return (
        Redaction.objects.filter(statement=statement).select_related("made_by", "reviewed_by").order_by("start", "pk")
    )


def _mask(redaction: Redaction, statement: Statement, standing: Standing) -> Mask:
    words = statement.text[redaction.start : redaction.end] if sees_originals(standing) else ""
    return Mask(redaction, words, redaction.made_by_id == standing.person.pk)
