"""Tags of the office's desks: `{% load office %}`.

{% office_nav %}          the doors of the office open to the reader
{{ bytes|size }}          41.2 MB
{{ job.kind|work_words }} what a job does, in words
{{ job.error|failure_words }} why a job did not finish, in words
"""

from typing import Any

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from huisheng.organisation.doors import OfficeDoor, office_doors
from huisheng.organisation.sentences import WORDS

register = template.Library()


@register.inclusion_tag("organisation/_office_nav.html", takes_context=True)
def office_nav(context: template.Context) -> dict[str, list[OfficeDoor]]:
    """The doors of the office; nothing where there is but one."""
    request: Any = context["request"]
    return {"doors": office_doors(request.standing, request.path)}


register.filter("size", filesizeformat)


@register.filter
def work_words(kind: str) -> str:
    """What work of this kind does; its code where no room said."""
    return str(WORDS["work"].get(kind, kind))


@register.filter
def failure_words(error: dict[str, Any]) -> str:
    """Why a job did not finish."""
    if error.get("code") == "said":
        return str(error["words"])
    if error.get("code") == "attempts":
        return _("Its worker died %(count)s times at the same place. The operator finds the reason in the log.") % {
            "count": error["attempts"]
        }
    return _("Something unforeseen (%(kind)s) happened. The operator finds it in the worker's log.") % {
        "kind": error.get("kind", "")
    }
