"""The list, broken on purpose: what a check of the list must notice. Nothing in the product imports this."""

import csv
import io
from collections.abc import Iterable

from django.db.models import QuerySet
from django.template import engines

from huisheng.campaign.standing import Standing
from huisheng.combing.models import Finding, Passage


def page_of_marked_safe(texts: Iterable[str]) -> str:
    """P20: words trusted as HTML."""
    template = engines["django"].from_string(
        "{% for text in texts %}<blockquote>{{ text|safe }}</blockquote>{% endfor %}"
    )
    return template.render({"texts": list(texts)})


def unguarded_csv(rows: Iterable[Iterable[str]]) -> bytes:
    """P20: a csv whose cells are written as they came."""
    target = io.StringIO(newline="")
    csv.writer(target).writerows(rows)
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def all_findings(standing: Standing) -> QuerySet[Finding]:
    """P10: the list without its check."""
    return Finding.objects.filter(campaign=standing.campaign)


def passages_of(standing: Standing, finding: Finding) -> QuerySet[Passage]:
    """P10: passages for whoever may see the finding."""
    return Passage.objects.filter(placement__finding=finding)


def found_through_masks(standing: Standing, words: str) -> QuerySet[Finding]:
    """A search in what was said, not in what the reader may read of it."""
    return Finding.objects.filter(campaign=standing.campaign, headline__icontains=words)
