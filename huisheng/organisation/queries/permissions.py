"""The permission table in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.organisation import policy
from huisheng.organisation.policy import Cell, Role, Scope

ROWS: dict[str, Any] = {
    "voice.send": _("Voice: send, hand in"),
    "paper.key": _("Paper form: key in at the desk"),
    "voice.read_raw": _("Whole voice, source file, contact given with consent: read"),
    "voice.unseal": _("Original under a mask: unseal; whole voices: export"),
    "passage.read": _("Passage: read, with masks"),
    "handwriting.transcribe": _("Handwriting, scanned page: view, transcribe, set aside"),
    "tick.decide": _("Doubtful tick: decide"),
    "passage.comb": _("Passage: cut, place, move, set aside, undo; finding: name, classify, merge, split"),
    "redaction.make": _("Mask: make, review"),
    "finding.read": _("Finding, ledger item, evidence, figure: read"),
    "item.direct": _("Ledger item: open, assign, set a limit, extend it, reopen"),
    "item.work": _("Ledger item: accept, report, submit, ask for more time; evidence: add"),
    "item.close": _("Ledger item: return, close"),
    "item.not_adopt": _("Ledger item: not adopt, with a public reason"),
    "supervision.read": _("Supervision record: read"),
    "supervision.write": _("Supervision record: write"),
    "retaliation.send": _("Complaint about retaliation: send"),
    "retaliation.handle": _("Complaint about retaliation: read, handle"),
    "receipt.follow": _("Receipt: follow, say satisfied, add"),
    "evaluation.read": _("Evaluation, its definition: read"),
    "evaluation.run": _("Evaluation: open, close, print and void codes"),
    "roll.tick": _("Roll: read, tick who is present"),
    "ballot.cast": _("Ballot: cast"),
    "ballot.recount": _("Ballots: recount, audit"),
    "result.read": _("Results: read once released"),
    "result.publish": _("Results: decide on publication"),
    "comment.read": _("Evaluation comments: read"),
    "story.draft": _("Story, answer: draft"),
    "story.publish": _("Story, answer: approve, publish, send; never one's own draft"),
    "user.manage": _("Log-ins: make, lock, end, reset the authenticator"),
    "grant.manage": _("Roles, interface tokens: give, revoke"),
    "settings.see": _("Settings, backup, upgrade: see, do"),
    "restore.do": _("Restore, purge, outside addresses: do"),
    "audit.read": _("Audit trail: read, verify, export"),
    "export.own_screens": _("Export what one's own pages show"),
    "campaign.read": _("Campaign: home, phases"),
    "campaign.set_up": _("Campaign: texts, phases, review groups, schemes"),
    "campaign.create": _("Campaign: make"),
    "unit.manage": _("Units, people, posts: see, change"),
    "listening.set_up": _("Occasions, forms issued, sectors, public page: record, set up"),
    "occasion.read": _("Occasions and their figures: read"),
    "figure.read": _("Figures, dashboard: read"),
    "document.read": _("Official documents: read, take as a file"),
    "figure.issue": _("Figures of a day: issue, so that the day keeps them"),
}
ROLES: dict[Role, Any] = {
    Role.AN: pgettext_lazy("short, of a role", "Anybody"),
    Role.CL: pgettext_lazy("short, of a role", "Clerk"),
    Role.TR: pgettext_lazy("short, of a role", "Transcriber"),
    Role.LD: pgettext_lazy("short, of a role", "Leader"),
    Role.EV: pgettext_lazy("short, of a role", "Evaluated"),
    Role.LI: pgettext_lazy("short, of a role", "Liaison"),
    Role.RG: pgettext_lazy("short, of a role", "Review group"),
    Role.PE: pgettext_lazy("short, of a role", "Editor"),
    Role.AU: pgettext_lazy("short, of a role", "Auditor"),
    Role.SA: pgettext_lazy("short, of a role", "System"),
    Role.RA: pgettext_lazy("short, of a role", "Roles"),
}
SCOPES: dict[Scope, Any] = {
    Scope.OWN: pgettext_lazy("how far a role reaches", "own unit"),
    Scope.SUP: pgettext_lazy("how far a role reaches", "supervised"),
    Scope.OTH: pgettext_lazy("how far a role reaches", "not supervised"),
    Scope.MASK: pgettext_lazy("how far a role reaches", "masked"),
    Scope.SUPM: pgettext_lazy("how far a role reaches", "supervised, masked"),
    Scope.ALL: pgettext_lazy("how far a role reaches", "all"),
    Scope.PUB: pgettext_lazy("how far a role reaches", "published"),
    Scope.RCPT: pgettext_lazy("how far a role reaches", "with receipt"),
    Scope.CODE: pgettext_lazy("how far a role reaches", "with code"),
    Scope.Q: pgettext_lazy("how far a role reaches", "as dealt"),
    Scope.LST: pgettext_lazy("how far a role reaches", "if listed"),
    Scope.NUM: pgettext_lazy("how far a role reaches", "numbers"),
    Scope.SIGN: pgettext_lazy("how far a role reaches", "signs"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A cell in words: how far, and whether acting is allowed, alone or with a second signature."""

    role: Any
    scope: Any
    acts: bool
    signed: bool


def table() -> list[tuple[Any, list[Told | None]]]:
    """The table row by row, each role's cell in the order of the roles."""
    return [(ROWS[name], [_told(role, row.get(role)) for role in Role]) for name, row in policy.TABLE.items()]


def _told(role: Role, cell: Cell | None) -> Told | None:
    if cell is None:
        return None
    return Told(ROLES[role], SCOPES[cell.scope], cell.may_act and not cell.needs_second, cell.needs_second)
