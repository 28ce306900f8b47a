"""Two readings of a sheet: where they differ, in words, and what is made of them by choosing place by place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huisheng.crafts.form import Consent, FormDefinition, Grid, Item, Opinion, SectorChoice
from huisheng.listening.models import Sector
from huisheng.listening.views.sheet import Raw
from huisheng.organisation.models import Unit

WHOLE = "sheet"
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place of the sheet with both readings; an empty reading is empty. `verbatim` are a speaker's words."""

    name: str
    label: str
    first: str
    second: str
    verbatim: bool
    chosen: str = ""


def differences(
    form: FormDefinition,
    first: Raw,
    second: Raw,
    *,
    language: str,
    sectors: Sequence[Sector],
    units: Sequence[Unit],
) -> list[Difference]:
    """Where the readings differ, in the order of the form. One blank and one not differ as a whole."""
    if not first or not second:
        filled, blank = _("filled in"), _("blank")
        return [Difference(WHOLE, _("The sheet"), filled if first else blank, filled if second else blank, False)]
    named: dict[str, dict[str, str]] = {
        SectorChoice.kind: {sector.code: sector.label for sector in sectors},
        Opinion.kind: {unit.code: unit.label for unit in units},
    }
    found = []
    for item in form.items:
        known = named.get(item.kind, {})
        one, other = dict(_leaves(item, first.get(item.code))), dict(_leaves(item, second.get(item.code)))
        for place in sorted(one.keys() | other.keys(), key=lambda place: [str(part) for part in place]):
            if _plain(one.get(place)) != _plain(other.get(place)):
                verbatim = place[-1] == "text" if isinstance(item, Opinion) else item.kind == "text"
                before, after = (
                    str(value.get(place) or "") if verbatim else _worded(item, value.get(place), known, language)
                    for value in (one, other)
                )
                found.append(Difference(_name(place), _label(item, place, language), before, after, verbatim))
    return found


def merged(form: FormDefinition, first: Raw, second: Raw, chosen: Mapping[str, str]) -> Raw:
    """The first reading with the second's in those places where it was chosen."""
    if WHOLE in chosen:
        return first if chosen[WHOLE] == "1" else second
    raw: Raw = {}
    for item in form.items:
        one, other = dict(_leaves(item, first.get(item.code))), dict(_leaves(item, second.get(item.code)))
        leaves = {
            place: (other if chosen.get(_name(place)) == "2" else one).get(place) for place in one.keys() | other.keys()
        }
        raw[item.code] = _joined(item, leaves)
    return raw


def _leaves(item: Item, value: Any) -> Iterator[tuple[Place, Any]]:
    if isinstance(item, Grid):
        for row in item.rows:
            yield (item.code, row.code), (value or {}).get(row.code, "")
    elif isinstance(item, Opinion):
        for number, row in enumerate(value or []):
            for part in ("addressee", "unit", "topic", "text"):
                yield (item.code, number, part), row.get(part, "")
    else:
        yield (item.code,), value


def _joined(item: Item, leaves: dict[Place, Any]) -> Any:
    if isinstance(item, Grid):
        return {str(place[1]): value for place, value in leaves.items() if value}
    if isinstance(item, Opinion):
        rows: list[dict[str, Any]] = [{} for _each in range(1 + max((int(place[1]) for place in leaves), default=-1))]
        for place, value in leaves.items():
            rows[int(place[1])][str(place[2])] = value or ""
        return rows
    return leaves[(item.code,)]


def _plain(value: Any) -> Any:
    """As compared: blanks around a text make no difference, nor do places of a list left empty."""
    if isinstance(value, list):
        return [one for one in value if one]
    return value.strip() if isinstance(value, str) else value or ""


def _name(place: Place) -> str:
    return ".".join(str(part) for part in place)


def _label(item: Item, place: Place, language: str) -> str:
    words = item.words.spoken(language)
    if isinstance(item, Grid):
        row = next(row for row in item.rows if row.code == place[1])
        return _("%(question)s %(row)s") % {"question": words, "row": row.words.spoken(language)}
    if isinstance(item, Opinion):
        part = {
            "addressee": item.about.spoken(language),
            "unit": _("Which one, if you know?"),
            "topic": _("What kind of matter is it?"),
            "text": words,
        }[str(place[2])]
        return _("Matter %(number)d: %(question)s") % {"number": int(place[1]) + 1, "question": part}
    return words


def _worded(item: Item, value: Any, known: Mapping[str, str], language: str) -> str:
    """A value as the page says it: choices by their words, everything else as keyed."""
    if isinstance(item, Consent):
        said = {True: item.yes, False: item.no}.get(value)
        return said.words.spoken(language) if said else ""
    lists = ("choices", "addressees", "topics")
    choices: dict[str, str] = {
        one.code: one.words.spoken(language) for name in lists for one in getattr(item, name, ())
    }
    choices |= known
    if isinstance(value, list):
        return pgettext("between the members of a list", ", ").join(choices.get(one, str(one)) for one in value if one)
    return choices.get(str(value), str(value or ""))
