"""Classification schemes of a campaign: the shipped ones, or an office's own."""

import re
from collections.abc import Iterable
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.combing.models import Category, Scheme
from huisheng.combing.queries.schemes import COLUMNS, keys_by_heading
from huisheng.crafts import text as craft
from huisheng.crafts.gate import IgnoredRow, Layout, Mapping, RejectedRow, letters, open_table, read_rows, shown
from huisheng.errors import Conflict, Refused
from huisheng.organisation.models import Person
from huisheng.organisation.services.audit import audit

MOST_CLASSES = 500
LONGEST_NAME, LONGEST_CODE = 120, 60
_CODE = re.compile(r"[A-Za-z0-9_-]+")
_BETWEEN_WORDS = re.compile(r"[、，,；;\s]+")


@transaction.atomic
def adopt(campaign: Campaign, schemes: Iterable[craft.Scheme]) -> None:
    """Give a campaign schemes it does not have yet; findings then have one category in each."""
    have = set(Scheme.objects.filter(campaign=campaign).values_list("code", flat=True))
    for rank, each in enumerate(schemes, start=len(have) + 1):
        if each.code in have:
            continue
        scheme = Scheme.objects.create(campaign=campaign, code=each.code, name=each.zh, name_en=each.en, rank=rank)
        Category.objects.bulk_create(
            Category(scheme=scheme, code=one.code, name=one.zh, name_en=one.en, words=list(one.words), rank=place)
            for place, one in enumerate(each.categories, start=1)
        )


@transaction.atomic
def adopt_shipped(campaign: Campaign, *, by: Person | None = None) -> None:
    """The four winds, the eight rules and the policy fields."""
    adopt(campaign, (craft.shipped(code) for code in craft.SHIPPED))
    if by:
        audit("scheme.adopted", campaign, by=by, campaign_id=campaign.pk)


@transaction.atomic
def import_scheme(
    campaign: Campaign, path: Path, file: str, *, code: str, name: str, name_en: str, by: Person
) -> Scheme:
    """Take in an office's own scheme from a workbook, one class a row, all or nothing.

    Raises:
        FileRefused: the file is no table, or the gate keeps it out.
        Refused: headings or rows cannot be used; the words name the rows.
        Conflict: the campaign has a scheme with this code.
    """
    classes = _classes(path, file)
    last = Scheme.objects.filter(campaign=campaign).order_by("-rank").first()
    try:
        with transaction.atomic():
            scheme = Scheme.objects.create(
                campaign=campaign, code=code, name=name, name_en=name_en, rank=last.rank + 1 if last else 1
            )
    except IntegrityError as clash:
        raise Conflict(_("There is a scheme with the code %(code)s already.") % {"code": code}) from clash
    for rank, one in enumerate(classes, start=1):
        one.scheme, one.rank = scheme, rank
    Category.objects.bulk_create(classes)
    audit("scheme.imported", scheme, by=by, campaign_id=campaign.pk, scheme=name, count=len(classes))
    return scheme


def _classes(path: Path, file: str) -> list[Category]:
    table = open_table(path, name=file)
    index, header_row, keys = _sheet(sheet.layout for sheet in table.sheets)
    main = next(place for place, key in keys.items() if key == "name")
    names = {column.index: column.name for column in table.sheets[index].layout.columns}
    by_name = {names.get(place) or letters(place): key for place, key in keys.items()}
    classes: dict[str, Category] = {}
    wrong: list[str] = []
    for row in read_rows(path, table, index, Mapping(text=main)):
        if row.number <= header_row:
            continue
        if isinstance(row, IgnoredRow):
            continue
        if isinstance(row, RejectedRow):
            wrong.append(row.words("en" if (get_language() or "").startswith("en") else "zh-Hans"))
            continue
        cells = {by_name[column]: value.strip() for column, value in row.other if column in by_name}
        one = _class(row.text.strip(), cells)
        if one is None or one.code in classes:
            wrong.append(
                _(
                    "Row %(row)d: a class needs a name of at most 120 characters and a code of its own, in letters,"
                    " digits and dashes."
                )
                % {"row": row.number}
            )
        else:
            classes[one.code] = one
    if wrong:
        raise Refused(_("Nothing was kept. %(rows)s") % {"rows": " ".join(wrong[:10])})
    if not 1 < len(classes) <= MOST_CLASSES:
        raise Refused(_("A scheme has 2 to %(most)d classes. Nothing was kept.") % {"most": MOST_CLASSES})
    return list(classes.values())


def _sheet(layouts: Iterable[Layout]) -> tuple[int, int, dict[int, str]]:
    """The first sheet with the headings: its index, the row of the headings, the key of each column known."""
    known = keys_by_heading()
    for index, layout in enumerate(layouts):
        headers = [(row.number, dict(enumerate(map(shown, row.cells)))) for row in layout.preview]
        if layout.header_row:
            headers.append((layout.header_row, {column.index: column.name for column in layout.columns}))
        for number, headings in headers:
            keys = {place: known[key] for place, word in headings.items() if (key := word.strip().casefold()) in known}
            if {"code", "name"} <= set(keys.values()):
                return index, number, keys
    words = ", ".join(str(heading) for _key, heading in COLUMNS)
    raise Refused(_("No sheet has these headings: %(headings)s. Nothing was kept.") % {"headings": words})


def _class(name: str, cells: dict[str, str]) -> Category | None:
    code, name_en = cells.get("code", ""), cells.get("name_en", "")
    if not _CODE.fullmatch(code) or len(code) > LONGEST_CODE or not 0 < len(name) <= LONGEST_NAME or len(name_en) > 200:
        return None
    words = [word for word in _BETWEEN_WORDS.split(cells.get("words", "")) if len(word) >= 2]
    return Category(code=code, name=name, name_en=name_en, words=words)
