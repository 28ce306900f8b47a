"""Receiving anonymous voices: once each, answered only after the commit, without any clock or name."""

import hashlib
import json
import logging
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.crafts.form import Answers
from huisheng.errors import Conflict, Unavailable
from huisheng.listening import codes
from huisheng.listening.models import Channel, Inbox, Receipt
from huisheng.listening.queries.asking import AskedForm, addressee_units, sectors
from huisheng.organisation.services.audit import serialise

logger = logging.getLogger(__name__)
INTAKE_LOCK = 0x48_53_49_4E


@dataclass(frozen=True, slots=True)
class Payload:
    """What waits in the inbox, as plain values. The day stands here because a worker may be off at midnight."""

    channel: str
    form_version_id: int
    day: str
    sector_id: int | None
    answers: dict[str, Any]
    statements: list[dict[str, Any]]
    """Each `{"question", "text", "addressee_unit_id"}`, in the order written."""
    may_quote: bool
    shows_words: bool
    is_urgent: bool

    @property
    def content_hash(self) -> str:
        """SHA-256 of what was said and chosen. Not of the day: a retry after midnight is the same voice."""
        said = {name: value for name, value in asdict(self).items() if name != "day"}
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class Reception(Enum):
    """How a voice was received; both are a success for the sender."""

    NEW = "new"
    KNOWN = "known"


class AlreadyReceived(Conflict):
    """This receipt already stands for other words."""


def hand_in(asked: AskedForm, answers: Answers, code: codes.ReceiptCode) -> Reception:
    """Take in what was answered on the public page. Returns and raises as `receive` does."""
    campaign = asked.version.campaign
    sector_ids = {sector.code: sector.pk for sector in sectors(campaign)} if answers.sector else {}
    named = any(said.unit for said in answers.said)
    unit_ids = {unit.code: unit.pk for unit in addressee_units(campaign)} if named else {}
    payload = Payload(
        channel=Channel.WEB,
        form_version_id=asked.version.pk,
        day=timezone.localdate().isoformat(),
        sector_id=sector_ids.get(answers.sector),
        answers=dict(answers.closed),
        statements=[
            {"question": said.question, "text": said.text, "addressee_unit_id": unit_ids.get(said.unit)}
            for said in answers.said
        ],
        may_quote="may_quote" in answers.consents,
        shows_words="shows_words" in answers.consents,
        is_urgent="is_urgent" in answers.consents,
    )
    return receive(campaign, code, payload)


def receive(campaign: Campaign, code: codes.ReceiptCode, payload: Payload) -> Reception:
    """Take a voice in, exactly once: the receipt is also the key that makes a second sending harmless.

    When this returns, the voice is committed.

    Raises:
        AlreadyReceived: the receipt was used for other words.
        Unavailable: the database cannot write now; sending again with the same receipt is safe.
    """
    mac = codes.mac(code, settings.RECEIPT_KEY)
    try:
        with transaction.atomic(durable=True):
            serialise(INTAKE_LOCK, shared=True)
            known = _known(mac)
            if known is None:
                Inbox.objects.create(
                    id=uuid4(),
                    campaign=campaign,
                    receipt_mac=mac,
                    content_hash=payload.content_hash,
                    payload=asdict(payload),
                    is_urgent=payload.is_urgent,
                )
                return Reception.NEW
    except IntegrityError:
        known = _known(mac)  # another request with this receipt was a moment earlier
        if known is None:
            raise
    except OperationalError as busy:
        logger.warning("the inbox took nothing: %s", busy)
        raise Unavailable(_("The office's computer cannot store anything at this moment.")) from busy
    if known != payload.content_hash:
        raise AlreadyReceived(_("This receipt code already stands for what was sent before."))
    return Reception.KNOWN


def _known(mac: str) -> str | None:
    """The content hash under which this receipt was received, waiting or sealed."""
    for kept in (Inbox.objects.filter(receipt_mac=mac), Receipt.objects.filter(mac=mac)):
        found = kept.values_list("content_hash", flat=True).first()
        if found is not None:
            return str(found)
    return None
