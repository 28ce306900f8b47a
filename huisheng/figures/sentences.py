"""What this room's acts are called in the audit trail."""

from django.utils.translation import gettext_lazy as _

from huisheng.organisation.sentences import declare

SENTENCES = {
    "figures.issued": _("%(by)s issued the figures as of %(day)s, edition %(edition)s."),
    "letterhead.set": _("%(by)s wrote down the letterhead “%(masthead)s” and the headings of the report."),
    "figures.counting_set": _("%(by)s set at which occasions people count as consulted."),
}
declare(SENTENCES)
