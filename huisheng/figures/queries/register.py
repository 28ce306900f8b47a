"""The register of forms on a day: copies per form and occasion, each rate with its denominator."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from huisheng.figures.queries.basis import Basis, Issued
from huisheng.listening.models import IssueRecord, Occasion


@dataclass(slots=True)
class Sums:
    """Copies of some lines of the register. Three counts, never mixed; shares leave out lines not counted yet."""

    lines: int = 0
    issued: int = 0
    returned: int | None = None
    issued_counted: int = 0
    """Issued on lines whose returns are counted: what the return rate is of."""
    valid: int | None = None
    returned_counted: int = 0
    """Returned on lines whose valid copies are counted: what the valid rate is of."""

    def add(self, line: Issued) -> None:
        """One more line."""
        self.lines += 1
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
class Form:
    """One kind of form: together, and by the occasion it was given out at; None: at none."""

    kind: str
    label: str
    together: Sums
    by_occasion: list[tuple[Occasion | None, Sums]] = field(default_factory=list)


def register(basis: Basis) -> list[Form]:
    """The register by form and occasion, occasions in the order of their days. One query."""
    together: dict[str, Sums] = defaultdict(Sums)
    apart: dict[str, dict[int | None, Sums]] = defaultdict(lambda: defaultdict(Sums))
    for line in basis.issues:
        together[line.kind].add(line)
        apart[line.kind][line.occasion].add(line)
    names = _occasions(line.occasion for line in basis.issues if line.occasion)
    return [
        Form(kind, str(label), together[kind], _in_order(apart[kind], names))
        for kind, label in IssueRecord.Kind.choices
        if kind in together
    ]


def _occasions(keys: Iterable[int]) -> dict[int, Occasion]:
    return {each.pk: each for each in Occasion.objects.filter(pk__in=set(keys))}


def _in_order(sums: dict[int | None, Sums], names: dict[int, Occasion]) -> list[tuple[Occasion | None, Sums]]:
    held = sorted((each for each in names.values() if each.pk in sums), key=lambda each: (each.held_on, each.pk))
    rows: list[tuple[Occasion | None, Sums]] = [(each, sums[each.pk]) for each in held]
    return [*rows, (None, sums[None])] if None in sums else rows
