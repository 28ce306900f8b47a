"""Classification schemes as the set-up shows them, and the headings of a workbook that brings one."""

from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy

from huisheng.campaign.models import Campaign
from huisheng.combing.models import Category, Scheme
from huisheng.crafts import text as craft

COLUMNS: tuple[tuple[str, Any], ...] = (
    ("code", gettext_lazy("Class code")),
    ("name", gettext_lazy("Class")),
    ("name_en", gettext_lazy("Class in English")),
    ("words", gettext_lazy("Words that hint at it")),
)


def schemes(campaign: Campaign) -> QuerySet[Scheme]:
    """The schemes with their classes, in order. Two queries."""
    classes = Category.objects.order_by("rank", "id")
    return (
        Scheme.objects.filter(campaign=campaign)
        .order_by("rank", "id")
        .prefetch_related(Prefetch("categories", classes, to_attr="classes"))
    )


def lacks_shipped(campaign: Campaign) -> bool:
    """Whether one of the shipped schemes is not used yet."""
    return Scheme.objects.filter(campaign=campaign, code__in=craft.SHIPPED).count() < len(craft.SHIPPED)


def keys_by_heading() -> dict[str, str]:
    """Headings in every language of the office → the column's key."""
    found: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= {str(heading).casefold(): key for key, heading in COLUMNS}
    return found
