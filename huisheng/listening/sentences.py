"""What the audit trail says of this room's acts on symposia, minutes, the register of forms and paper sheets."""

from django.utils.translation import gettext_lazy

from huisheng.organisation.sentences import declare

SENTENCES = {
    "occasion.corrected": gettext_lazy("%(by)s corrected what is recorded of the %(kind)s no. %(number)s of %(day)s."),
    "occasions.taken_in": gettext_lazy(
        "%(by)s took in symposia from %(file)s: %(kept)s rows kept, %(returned)s handed back."
    ),
    "issue.corrected": gettext_lazy(
        "%(by)s corrected the register: %(issued)s copies of the %(kind)s issued on %(day)s."
    ),
    "issues.taken_in": gettext_lazy(
        "%(by)s took in the register of forms from %(file)s: %(kept)s rows kept, %(returned)s handed back."
    ),
    "sheets.sealed": gettext_lazy(
        "A stack of the form %(form)s of %(day)s: %(count)s sheets keyed at the desk were sealed, %(blank)s were blank."
    ),
    "sheet.settled": gettext_lazy(
        "%(by)s decided between two readings of one sheet of the form %(form)s of %(day)s that differed in"
        " %(differences)s places."
    ),
    "sheet.rejected": gettext_lazy(
        "%(by)s sent a sheet of the form %(form)s of %(day)s to be keyed anew: neither of its two readings was right."
    ),
    "minutes.opened": gettext_lazy("%(by)s handed in the minutes %(file)s."),
    "minutes.kept": gettext_lazy(
        "%(by)s confirmed the cut of the minutes %(file)s of symposium no. %(number)s: %(speeches)s speeches of"
        " %(speakers)s speakers."
    ),
}

declare(SENTENCES)
