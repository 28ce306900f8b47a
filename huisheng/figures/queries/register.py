"""The register of forms on a day: copies per form, occasion and unit, each rate with its denominator."""

from collections import defaultdict
from dataclasses import dataclass

from huisheng.figures.queries.basis import Basis, Issued
from huisheng.listening.models import IssueRecord, Occasion
from huisheng.organisation.models import Unit


@dataclass(slots=True)
class Sums:
    """Copies of some lines of the register. Three counts, never mixed; shares leave out lines not counted yet."""

    issued: int = 0
    returned: int | None = None
    issued_counted: int = 0
    """Issued on lines whose returns are counted: what the return rate is of."""
    valid: int | None = None
    returned_counted: int = 0
    """Returned on lines whose valid copies are counted: what the valid rate is of."""

    def add(self, line: Issued) -> None:
        """One more line."""
        self.issued += line.issued
        if line.returned is not None:
            self.returned = (self.returned or 0) + line.returned
            self.issued_counted += line.issued
        if line.valid is not None and line.returned is not None:
            self.valid = (self.valid or 0) + line.valid
            self.returned_counted += line.returned

    @property
    def return_rate(self) -> float | None:
        """Returned of issued, in percent."""
        return None if self.returned is None or not self.issued_counted else 100 * self.returned / self.issued_counted

    @property
    def valid_rate(self) -> float | None:
        """Valid of returned, in percent."""
        return None if self.valid is None or not self.returned_counted else 100 * self.valid / self.returned_counted


@dataclass(frozen=True, slots=True)
class Row:
    """Where copies of a form were given out: at an occasion, by a unit, both or neither."""

    occasion: Occasion | None
    unit: Unit | None
    sums: Sums


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of form: together, and by occasion and unit."""

    kind: str
    label: str
    together: Sums
    rows: list[Row]


def register(basis: Basis) -> list[Form]:
    """The register by form, then by occasion in the order of their days, then by unit. One query."""
    lines = {line.key: line for line in basis.issues}
    forms: dict[str, dict[tuple[int | None, int | None], Row]] = defaultdict(dict)
    together: dict[str, Sums] = defaultdict(Sums)
    named = IssueRecord.objects.filter(pk__in=list(lines))
    in_order = named.select_related("occasion", "unit").order_by("occasion__held_on", "occasion", "unit__path", "pk")
    for each in in_order:
        line = lines[each.pk]
        row = forms[line.kind].setdefault((each.occasion_id, each.unit_id), Row(each.occasion, each.unit, Sums()))
        row.sums.add(line)
        together[line.kind].add(line)
    return [
        Form(kind, str(label), together[kind], list(forms[kind].values()))
        for kind, label in IssueRecord.Kind.choices
        if kind in forms
    ]
