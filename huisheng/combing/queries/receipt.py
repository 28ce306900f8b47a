"""Where each part of a voice stands, for whoever holds its receipt: number, state, and words only if asked for."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from huisheng.campaign.models import Campaign
from huisheng.combing.models import Passage, Placement, Reason
from huisheng.combing.queries.masking import Run
from huisheng.combing.queries.voices import voices_of
from huisheng.crafts.form import from_plain
from huisheng.errors import Missing
from huisheng.listening import codes
from huisheng.listening.models import FormVersion, Inbox, Receipt, Submission

_PLAIN_REASONS = {
    Reason.BLANK: _("There is nothing in it that could be acted on."),
    Reason.PRAISE: _("It is praise or thanks; there is nothing to put right."),
    Reason.UNCLEAR: _("We could not make out what is meant. Please say it once more, a little more fully."),
    Reason.OUT_OF_REMIT: _("It is not in our power to decide."),
    Reason.CASE: _("It is a case of its own and was passed on to be handled singly."),
    Reason.DUPLICATE: _("The same words were handed in twice; they count once."),
    Reason.KEYED_WRONGLY: _("It was typed wrongly at our desk and typed anew."),
    Reason.WITHDRAWN: _("The workbook it came with was withdrawn."),
    Reason.OTHER: _("The clerk noted a reason of its own."),
}


@dataclass(frozen=True, slots=True)
class FollowedPart:
    """One part of what was said: `state` is a state of the look, `reason` says why it is set aside."""

    number: int
    state: str
    finding: int | None = None
    reason: str = ""
    words: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowedVoice:
    """A voice as its receipt shows it."""

    campaign: Campaign
    form: FormVersion | None
    day: date | None
    parts: tuple[FollowedPart, ...]
    has_choices: bool
    """Whether questions without own words were answered, too."""

    @property
    def counts(self) -> dict[str, int]:
        """The three numbers; they add up to all parts once the voice is sealed."""
        states = [part.state for part in self.parts]
        return {
            "placed": states.count("placed") + states.count("personal"),
            "aside": states.count("aside"),
            "waiting": states.count("waiting"),
        }

    @property
    def is_sealed(self) -> bool:
        return all(part.state != "sealed" for part in self.parts) and self.day is not None

    def form_title(self, language: str) -> str:
        """The form it was given on, in a language."""
        return from_plain(self.form.definition).title.spoken(language) if self.form else ""


def followed(code: codes.ReceiptCode) -> FollowedVoice:
    """The voice a receipt stands for, waiting in the inbox or sealed. At most eight queries.

    Raises:
        Missing: no voice was received under this code.
    """
    mac = codes.mac(code, settings.RECEIPT_KEY)
    waiting = Inbox.objects.select_related("campaign__unit").filter(receipt_mac=mac).first()
    if waiting is not None:
        return _unsealed(waiting)
    kept = Receipt.objects.select_related("submission__campaign__unit", "submission__form_version").filter(mac=mac)
    receipt = kept.first()
    if receipt is None:
        raise Missing
    return _sealed(receipt.submission, shows_words=receipt.shows_words)


def _unsealed(waiting: Inbox) -> FollowedVoice:
    said = waiting.payload
    texts = [one["text"] for one in said["statements"]]
    return FollowedVoice(
        campaign=waiting.campaign,
        form=FormVersion.objects.filter(pk=said["form_version_id"]).first(),
        day=None,
        parts=tuple(
            FollowedPart(number, "sealed", words=(Run(text),) if said["shows_words"] else ())
            for number, text in enumerate(texts, 1)
        ),
        has_choices=bool(set(said["answers"]) - {one["question"] for one in said["statements"]}),
    )


def _sealed(submission: Submission, *, shows_words: bool) -> FollowedVoice:
    passages = list(_passages(submission))
    # Masked as for anybody who may not see the original: a slip somebody else found must not unmask a name.
    voices = voices_of({passage.statement_id for passage in passages}) if shows_words else {}
    parts = []
    for number, passage in enumerate(passages, 1):
        words = voices[passage.statement_id].words(passage.start, passage.end) if shows_words else ()
        parts.append(_part(number, getattr(passage, "placement", None), tuple(words)))
    spoken = set(submission.statements.values_list("question", flat=True))
    return FollowedVoice(
        submission.campaign,
        submission.form_version,
        submission.day,
        tuple(parts),
        has_choices=bool(set(submission.answers) - spoken),
    )


def _passages(submission: Submission) -> QuerySet[Passage]:
    rows = Passage.objects.filter(statement__submission=submission).select_related("placement__finding")
    return rows.order_by("statement__ordinal", "start")


def _part(number: int, placement: Placement | None, words: tuple[Run, ...]) -> FollowedPart:
    if placement is None:
        return FollowedPart(number, "waiting", words=words)
    if placement.finding is None:
        return FollowedPart(number, "aside", reason=str(_PLAIN_REASONS[Reason(placement.reason)]), words=words)
    if placement.finding.is_about_person:
        return FollowedPart(number, "personal", words=words)
    return FollowedPart(number, "placed", finding=placement.finding.number, words=words)
