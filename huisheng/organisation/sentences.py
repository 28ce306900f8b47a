"""The audit trail as sentences: one table, act → template, in the reader's language.

A template names what it needs of the entry's `detail`; `by` is who acted. A value that is a code, such as
a role or the kind of an occasion, is put into words.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from huisheng.organisation.models import AuditEntry

SENTENCES: dict[str, Any] = {
    "office.founded": gettext_lazy("The office %(office)s was made; installed by %(installer)s."),
    "admin.founded": gettext_lazy(
        "%(person)s became %(role)s with the log-in %(login)s; countersigned by %(installer)s, who installed."
    ),
    "unit.created": gettext_lazy("%(by)s made the unit %(unit)s (%(code)s)."),
    "unit.changed": gettext_lazy("%(by)s changed the unit %(unit)s (%(code)s)."),
    "unit.moved": gettext_lazy("%(by)s moved the unit %(unit)s (%(code)s) in the tree."),
    "unit.ended": gettext_lazy("%(by)s noted that the unit %(unit)s (%(code)s) ended on %(day)s."),
    "body.created": gettext_lazy("%(by)s made the leading body %(body)s of %(unit)s."),
    "body.changed": gettext_lazy("%(by)s changed the leading body %(body)s of %(unit)s."),
    "person.created": gettext_lazy("%(by)s entered %(person)s of %(unit)s."),
    "person.changed": gettext_lazy("%(by)s changed what is said of %(person)s, now of %(unit)s."),
    "person.ended": gettext_lazy("%(by)s noted that %(person)s left on %(day)s; roles ended, the log-in was locked."),
    "post.added": gettext_lazy("%(by)s gave %(person)s the post of %(post)s."),
    "post.changed": gettext_lazy("%(by)s changed the post of %(person)s as %(post)s."),
    "office.restored": gettext_lazy(
        "A backup made at %(made_at)s by release %(release)s was put into this office; authenticators lost: %(lost)s."
    ),
    "office.taken_in": gettext_lazy(
        "%(by)s took in units and people from %(file)s: %(kept)s rows kept, %(returned)s handed back."
    ),
    "account.created": gettext_lazy("%(by)s made the log-in %(login)s for %(person)s."),
    "account.code_issued": gettext_lazy("%(by)s printed a one-time code for the log-in %(login)s of %(person)s."),
    "account.locked": gettext_lazy("%(by)s locked the log-in %(login)s of %(person)s."),
    "account.unlocked": gettext_lazy("%(by)s unlocked the log-in %(login)s of %(person)s."),
    "account.second_factor_reset": gettext_lazy(
        "%(by)s reset the authenticator of the log-in %(login)s of %(person)s."
    ),
    "account.password_changed": gettext_lazy("%(by)s changed the password of the log-in %(login)s."),
    "account.password_reset": gettext_lazy("%(by)s set a new password for %(login)s with a one-time code."),
    "account.second_factor_set_up": gettext_lazy("%(by)s enrolled an authenticator for %(login)s."),
    "account.second_factor_removed": gettext_lazy("%(by)s gave up the authenticator of %(login)s."),
    "token.made": gettext_lazy("%(by)s made the token %(token)s “%(name)s” until %(day)s, for: %(scopes)s."),
    "token.ended": gettext_lazy("%(by)s ended the token %(token)s “%(name)s” of %(person)s."),
    "token.signed": gettext_lazy("%(by)s signed for whole voices with the token %(token)s “%(name)s” of %(person)s."),
    "token.declined": gettext_lazy("%(by)s declined whole voices with the token %(token)s “%(name)s” of %(person)s."),
    "audit.verified": gettext_lazy("%(by)s verified the audit trail up to entry %(number)s: one chain, head %(head)s."),
    "audit.found_broken": gettext_lazy("%(by)s verified the audit trail and found it broken in %(count)s places."),
    "job.stopped": gettext_lazy("%(by)s asked the work “%(work)s” (no. %(number)s) to stop."),
    "job.resumed": gettext_lazy("%(by)s let the work “%(work)s” (no. %(number)s) go on."),
    "occasion.recorded": gettext_lazy("%(by)s recorded the %(kind)s no. %(number)s of %(day)s."),
    "issue.recorded": gettext_lazy("%(by)s recorded that %(issued)s copies of the %(kind)s were issued on %(day)s."),
    "import.opened": gettext_lazy("%(by)s handed in the file %(file)s."),
    "import.started": gettext_lazy("%(by)s began to import the file %(file)s."),
    "import.kept": gettext_lazy(
        "The import of %(file)s by %(by)s ended: %(kept)s rows kept, %(returned)s handed back, %(ignored)s empty."
    ),
    "import.undone": gettext_lazy("%(by)s dropped the import of %(file)s before it was kept."),
    "import.failed": gettext_lazy("The import of %(file)s by %(by)s could not be kept; no row of it stays."),
    "import.withdrawn": gettext_lazy("%(by)s withdrew the import of %(file)s as a whole; it had %(kept)s rows."),
    "form.published": gettext_lazy("%(by)s published version %(number)s of the form %(form)s."),
    "sector.adopted": gettext_lazy("%(by)s took %(count)s of the usual sectors."),
    "sector.added": gettext_lazy("%(by)s added the sector %(sector)s."),
    "scheme.adopted": gettext_lazy("%(by)s took the shipped classification schemes."),
    "scheme.imported": gettext_lazy("%(by)s took in the classification scheme %(scheme)s with %(count)s classes."),
    "voice.rekeyed": gettext_lazy("%(by)s keyed a voice anew that had been keyed wrongly."),
    "voices.keyed": gettext_lazy("%(count)s sheets were keyed at the desk on %(day)s."),
    "finding_list.frozen": gettext_lazy("%(by)s froze version %(number)s of the finding list as of %(day)s."),
    "finding_list.exported": gettext_lazy("%(by)s exported a list of %(count)s findings."),
    "data.exported": gettext_lazy("%(by)s took away the data file %(file)s."),
    "redaction.proposed": gettext_lazy("%(by)s masked part of a voice, reason: %(reason)s."),
    "redaction.approved": gettext_lazy("%(by)s approved a mask, reason: %(reason)s."),
    "redaction.declined": gettext_lazy("%(by)s declined a mask, reason: %(reason)s."),
}
WORDS: dict[str, dict[str, Any]] = {
    "role": {
        "CL": gettext_lazy("office clerk"),
        "TR": gettext_lazy("transcriber"),
        "LD": gettext_lazy("leader"),
        "LI": gettext_lazy("unit liaison"),
        "RG": gettext_lazy("review group member"),
        "PE": gettext_lazy("publicity editor"),
        "SA": gettext_lazy("system administrator"),
        "RA": gettext_lazy("role administrator"),
        "AU": gettext_lazy("auditor"),
    },
    "kind": {
        "symposium": gettext_lazy("symposium"),
        "visit": gettext_lazy("visit"),
        "box": gettext_lazy("opinion box"),
        "interview": gettext_lazy("interview"),
        "meeting": gettext_lazy("meeting"),
        "questionnaire": gettext_lazy("questionnaire"),
        "opinion_form": gettext_lazy("opinion form"),
        "evaluation_set": gettext_lazy("evaluation set"),
    },
    "work": {
        "listening.import": gettext_lazy("Import a file"),
        "combing.propose": gettext_lazy("Propose groups"),
    },
    "reason": {
        "name": gettext_lazy("a name"),
        "contact": gettext_lazy("a way to reach somebody"),
        "place": gettext_lazy("a place that gives somebody away"),
        "health": gettext_lazy("somebody's health"),
        "other": gettext_lazy("another reason"),
    },
}


def declare(sentences: dict[str, Any], words: dict[str, dict[str, Any]] | None = None) -> None:
    """Add a room's own acts, and its words for codes, to the table."""
    SENTENCES.update(sentences)
    for key, more in (words or {}).items():
        WORDS.setdefault(key, {}).update(more)


def sentence(entry: AuditEntry) -> str:
    """What happened, as a sentence. An act of another release, without one, is shown as its code."""
    template = SENTENCES.get(entry.act)
    if template is None:
        return _("%(by)s did: %(act)s.") % {"by": _actor(entry), "act": entry.act}
    return str(template) % _Facts(entry)


def acts() -> Iterator[tuple[str, str]]:
    """Every act with its sentence, its facts left open: for choosing one."""
    for act, template in SENTENCES.items():
        yield act, str(template) % _Open()


def _actor(entry: AuditEntry) -> str:
    return entry.by.label if entry.by else pgettext("who acted", "The system")


class _Facts(dict[str, str]):
    """What a template may name: the entry's detail in words. What the entry lacks is a dash, never an error."""

    def __init__(self, entry: AuditEntry) -> None:
        super().__init__({name: _worded(name, value) for name, value in entry.detail.items()})
        self["by"] = _actor(entry)

    def __missing__(self, name: str) -> str:
        return "—"


class _Open(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


def _worded(name: str, value: Any) -> str:
    if name == "day":
        return _day(str(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}" if name != "number" else str(value)
    return str(WORDS.get(name, {}).get(value, value)) if isinstance(value, str) else str(value)


def _day(text: str) -> str:
    try:
        return date_format(date.fromisoformat(text), pgettext("date format", "j F Y"))
    except ValueError:
        return text
