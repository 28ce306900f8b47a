"""What this room's acts are called in the audit trail."""

from django.utils.translation import gettext_lazy as _

from huisheng.organisation.sentences import declare

SENTENCES = {
    "campaign.created": _("%(by)s made the campaign %(campaign)s."),
    "campaign.set_up": _("%(by)s changed names, texts or state of the campaign %(campaign)s."),
    "campaign.opened": _("%(by)s opened the public page of %(campaign)s."),
    "campaign.shut": _("%(by)s closed the public page of %(campaign)s."),
    "phase.added": _("%(by)s added the phase %(phase)s."),
    "phase.changed": _("%(by)s changed the phase %(phase)s."),
    "phase.removed": _("%(by)s removed the phase %(phase)s, which had not begun."),
    "group.added": _("%(by)s made the review group %(group)s."),
    "group.supervises": _("%(by)s gave %(group)s %(count)s units to supervise."),
    "grant.asked": _("%(by)s asked that %(person)s become %(role)s (campaign: %(campaign)s)."),
    "grant.give_signed": _("%(by)s signed: %(person)s is %(role)s (campaign: %(campaign)s)."),
    "grant.end_asked": _("%(by)s asked that %(person)s cease to be %(role)s (campaign: %(campaign)s)."),
    "grant.end_signed": _("%(by)s signed: %(person)s is no longer %(role)s (campaign: %(campaign)s)."),
    "grant.refused": _("%(by)s refused to sign the request about %(person)s as %(role)s (campaign: %(campaign)s)."),
}
declare(SENTENCES)
