"""Official documents of a campaign: the report on the listening phase, the problem list, the suggestion list.

Each is made from records at the moment it is asked for, and says the same in the preview, in PDF and in Word.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.campaign.standing import Standing
from huisheng.combing.models import Category, Finding, FindingList
from huisheng.combing.queries import findings as lists
from huisheng.combing.queries.export import finding_rows
from huisheng.combing.queries.findings import Row
from huisheng.combing.queries.masking import as_text
from huisheng.crafts.press.model import (
    Attachment,
    Block,
    Column,
    Document,
    Enumeration,
    Head,
    Heading,
    Language,
    Number,
    Paragraph,
    Record,
    Run,
    Signature,
    Table,
    Text,
    printable,
)
from huisheng.figures.models import Letterhead
from huisheng.figures.queries.paragraph import written
from huisheng.figures.queries.register import register
from huisheng.figures.queries.telling import Told
from huisheng.listening.disclosure import SMALLEST
from huisheng.listening.models import Occasion, Sector
from huisheng.organisation.models import Institution

LARGEST = 5
PARTS = (
    pgettext_lazy("part of the report", "What was done"),
    pgettext_lazy("part of the report", "How people were heard"),
    pgettext_lazy("part of the report", "The problems they named"),
    pgettext_lazy("part of the report", "The suggestions they made"),
)
Kind = Finding.Kind


class Paper(TextChoices):
    """The documents there are."""

    REPORT = "report", pgettext_lazy("document", "Report")
    PROBLEMS = "problems", pgettext_lazy("document", "Problem list")
    SUGGESTIONS = "suggestions", pgettext_lazy("document", "Suggestion list")


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for."""

    paper: str
    number: int = 0
    """The running number of the year; 0: none yet."""
    signed_on: date | None = None
    with_lists: bool = False
    base: str = ""
    """Scheme and host, so that a number in a file opens its records too."""


@dataclass(frozen=True, slots=True)
class _Lists:
    """The findings of the version a document speaks of."""

    version: FindingList | None
    rows: dict[str, list[Row]]
    schemes: Sequence[str]
    address: str

    def of(self, kind: str) -> list[Row]:
        return self.rows.get(kind, [])


def letterhead_of(campaign: Campaign) -> Letterhead:
    """The campaign's letterhead; one not saved, with nothing on it, where there is none."""
    return Letterhead.objects.filter(campaign=campaign).first() or Letterhead(campaign=campaign)


def document(standing: Standing, told: Told, order: Order, letterhead: Letterhead) -> Document:
    """A document in the reader's language, with what this reader may see of the findings (R2, masks)."""
    assert standing.campaign is not None
    found = _lists(standing, told, order)
    if order.paper == Paper.REPORT:
        return _Report(standing.campaign, told, found, order, letterhead).document()
    kind = Kind.PROBLEM if order.paper == Paper.PROBLEMS else Kind.SUGGESTION
    return Document(
        title=_list_title(standing.campaign, kind),
        subtitle=_version(found.version),
        marking=_marking(found),
        blocks=(_table(found, kind),),
        paper="landscape",
        language=language(),
    )


def language() -> Language:
    """The language documents are printed in: the reader's."""
    return "en" if (get_language() or "").startswith("en") else "zh-Hans"


def _lists(standing: Standing, told: Told, order: Order) -> _Lists:
    """The findings of the version told of; those kept apart when it was frozen are not among its figures either."""
    wanted = {Paper.PROBLEMS: Kind.PROBLEM, Paper.SUGGESTIONS: Kind.SUGGESTION}.get(Paper(order.paper))
    options = lists.choices(standing)
    asked = lists.Asked(version=told.version, kind=wanted or "")
    apart = set(told.basis.listed.apart) if told.basis.listed else set()
    rows: dict[str, list[Row]] = {}
    numbers = lists.numbers(standing, asked, options.last)
    for row in finding_rows(standing, asked, options, numbers, with_channels=False):
        if row.finding.pk not in apart:
            rows.setdefault(row.kind, []).append(row)
    by_kind = {kind.value: rows.get(str(kind.label), []) for kind in Kind}
    schemes = [printable(scheme.label) for scheme, _each in options.schemes]
    return _Lists(told.version, by_kind, schemes, _address(standing.campaign, order))


def _address(campaign: Campaign | None, order: Order) -> str:
    """Where findings open, without the number at its end."""
    assert campaign is not None
    return order.base + reverse("combing:findings", args=[campaign.slug])


def _marking(found: "_Lists") -> str:
    return "" if found.version else _("Draft")


def _list_title(campaign: Campaign, kind: str) -> str:
    words = _("%(campaign)s: list of problems") if kind == Kind.PROBLEM else _("%(campaign)s: list of suggestions")
    return printable(words % {"campaign": campaign.label})


def _version(version: FindingList | None) -> str:
    if version is None:
        return ""
    facts = {"number": version.number, "day": written(version.frozen_on)}
    return _("(version %(number)d, %(day)s)") % facts


def _table(found: _Lists, kind: str) -> Table:
    """The findings of a kind; a column nothing would stand in is left out."""
    columns = (
        Column(_("No."), mm=16, align="centre"),
        Column(_("Problem") if kind == Kind.PROBLEM else _("Suggestion"), share=1),
        Column(_("Category"), mm=52),
        Column(_("Scope"), mm=20, align="centre"),
        Column(_("Unit concerned"), mm=40),
        Column(_("Passages"), mm=20, align="right"),
    )
    rows = found.of(kind)
    kept = [True, True, bool(found.schemes), True, any(row.finding.unit_id for row in rows), True]
    return Table(tuple(compress(columns, kept)), tuple(tuple(compress(_row(row, found), kept)) for row in rows))


def _row(row: Row, found: "_Lists") -> tuple[Text, ...]:
    finding = row.finding
    between = pgettext("between the members of a list", ", ")
    return (
        (Run(f"{finding.number:04d}", href=f"{found.address}{finding.number}/"),),
        printable(as_text(row.words)),
        printable(between.join(each.label for each in row.categories if each)) or _("not classified"),
        str(finding.get_scope_display()),
        printable(finding.unit.label) if finding.unit else "",
        _told((row.count,)),
    )


def _told(counts: Iterable[int | None]) -> str:
    """Passages in all; those of findings this reader may not count stand beside them in words, and in no sum (R3)."""
    known = list(counts)
    few, sum_told = None in known, sum(count for count in known if count)
    if not few:
        return f"{sum_told:,}"
    hidden = _("fewer than %(count)d") % {"count": SMALLEST}
    return _("%(count)s and a few more") % {"count": f"{sum_told:,}"} if sum_told else hidden


@dataclass(frozen=True, slots=True)
class _Report:
    """The report on the listening phase."""

    campaign: Campaign
    told: Told
    found: _Lists
    order: Order
    letterhead: Letterhead

    def document(self) -> Document:
        """The report with its red head, its parts under the campaign's own phrases, and its annexes."""
        return Document(
            title=printable(_("Report on the listening phase of %(campaign)s") % {"campaign": self.campaign.label}),
            head=self._head(),
            marking=_marking(self.found),
            addressee=printable(self.letterhead.addressee),
            blocks=tuple(self._blocks()),
            signature=self._signature(),
            attachments=tuple(self._annexes()),
            record=self._record(),
            language=language(),
        )

    def _head(self) -> Head | None:
        if not self.letterhead.masthead:
            return None
        number = None
        if self.letterhead.number_code and self.order.number:
            number = Number(printable(self.letterhead.number_code), self._signed_on.year, self.order.number)
        return Head(printable(self.letterhead.masthead), number)

    @property
    def _signed_on(self) -> date:
        return self.order.signed_on or self.told.basis.as_of

    def _signature(self) -> Signature:
        issuer = self.letterhead.issuer
        if not issuer:
            office = Institution.objects.first()
            issuer = office.label if office else self.campaign.unit.label
        return Signature((printable(issuer),), self._signed_on, sealed=self.letterhead.has_seal)

    def _record(self) -> Record | None:
        printer = self.letterhead.printer
        return Record(printable(printer), self._signed_on) if printer and self.letterhead.masthead else None

    def _annexes(self) -> Iterator[Attachment]:
        if self.order.with_lists:
            version = Paragraph(_version(self.found.version) or _marking(self.found), indent=False, align="centre")
            for kind in Kind:
                blocks = (version, _table(self.found, kind))
                yield Attachment(_list_title(self.campaign, kind), blocks, paper="landscape")

    # ------------------------------------------------------------ the four parts

    def _blocks(self) -> Iterator[Block]:
        parts = (self._what_was_done(), self._how_heard(), self._named(Kind.PROBLEM), self._named(Kind.SUGGESTION))
        own = [*self.letterhead.headings, *[""] * len(PARTS)]
        for part, usual, phrase in zip(parts, PARTS, own, strict=False):
            yield Heading(printable(phrase or str(usual)))
            yield from part

    def _what_was_done(self) -> Iterator[Block]:
        phrases = [self._phrase(each) for each in self.campaign.phrases]
        if phrases:
            between = pgettext("between the members of a list", ", ")
            yield Paragraph(printable(_("The campaign went by “%(phrases)s”.") % {"phrases": between.join(phrases)}))
        yield Paragraph(tuple(self._figures()))

    @staticmethod
    def _phrase(phrase: dict[str, str]) -> str:
        return phrase.get("en" if language() == "en" else "zh", "") or phrase.get("zh", "")

    def _figures(self) -> Iterator[Run]:
        """The paragraph of figures; each number opens its records."""
        for piece in self.told.pieces:
            if piece.code:
                yield Run(piece.text, href=self._opens(piece.code), id=piece.code.replace(".", "-"))
            else:
                yield Run(piece.text)

    def _opens(self, code: str) -> str:
        asked = {"as_of": self.told.basis.as_of.isoformat()}
        if self.told.snapshot:
            asked["edition"] = str(self.told.snapshot.edition)
        if self.told.is_named and self.told.version:
            asked["v"] = str(self.told.version.number)
        return f"{self.order.base}{reverse('figures:figure', args=[self.campaign.slug, code])}?{urlencode(asked)}"

    def _how_heard(self) -> Iterator[Block]:
        heard = self._occasions()
        if heard:
            columns = (
                Column(_("Way of listening"), share=2),
                Column(_("Occasions"), align="right"),
                Column(_("Person-times"), align="right"),
            )
            yield Table(columns, heard, caption=_("Occasions up to %(day)s") % {"day": written(self.told.basis.as_of)})
        forms = self._forms()
        if forms:
            names = (_("Form"), _("Issued"), _("Returned"), _("Return rate"), _("Valid"), _("Valid rate"))
            caption = _("Forms: the return rate is of those issued, the valid rate of those returned")
            first, *others = names
            widths = (Column(first, share=2), *(Column(name, align="right") for name in others))
            yield Table(widths, forms, caption=caption)
        sectors = self._sectors()
        if sectors:
            yield Paragraph(sectors)

    def _occasions(self) -> tuple[tuple[Text, ...], ...]:
        count: Counter[str] = Counter()
        heads: Counter[str] = Counter()
        for each in self.told.basis.occasions:
            count[each.kind] += 1
            heads[each.kind] += each.head_count
        return tuple(
            (str(label), f"{count[kind]:,}", f"{heads[kind]:,}") for kind, label in Occasion.Kind.choices if count[kind]
        )

    def _forms(self) -> tuple[tuple[Text, ...], ...]:
        return tuple(
            (
                form.label,
                f"{form.together.issued:,}",
                _counted(form.together.returned),
                _rate(form.together.return_rate),
                _counted(form.together.valid),
                _rate(form.together.valid_rate),
            )
            for form in register(self.told.basis)
        )

    def _sectors(self) -> str:
        """How many sectors were heard by the day; which were not, while the campaign has no others since."""
        value = self.told.values["sectors.heard"]
        if not value.out_of or value.records is None:
            return ""
        facts: dict[str, object] = {"all": value.out_of, "heard": value.exact}
        if value.exact == value.out_of:
            return _("All %(all)d sectors were heard.") % facts
        heard = value.records.counts or {}
        known = list(Sector.objects.filter(campaign=self.campaign))
        if len(known) != value.out_of:
            return _("Of %(all)d sectors %(heard)d were heard.") % facts
        missing = [each.label for each in known if each.pk not in heard]
        facts["sectors"] = pgettext("between the members of a list", ", ").join(missing)
        return printable(_("Of %(all)d sectors %(heard)d were heard; not yet: %(sectors)s.") % facts)

    def _named(self, kind: str) -> Iterator[Block]:
        rows = self.found.of(kind)
        if not rows:
            yield Paragraph(_("None so far."))
            return
        largest = sorted(rows, key=lambda row: (-(row.count or 0), row.finding.number))[:LARGEST]
        exact = self.told.exact[f"findings.{kind}s"]
        count = len(rows) if exact is None else exact
        facts = {"list": self._list_named(), "count": count}
        words = (
            ngettext(
                "%(list)s names %(count)d problem. Most often said, in people's own words:",
                "%(list)s names %(count)d problems. Most often said, in people's own words:",
                count,
            )
            if kind == Kind.PROBLEM
            else ngettext(
                "%(list)s names %(count)d suggestion. Most often said, in people's own words:",
                "%(list)s names %(count)d suggestions. Most often said, in people's own words:",
                count,
            )
        )
        yield Paragraph(words % facts)
        yield Enumeration(tuple(self._quoted(row) for row in largest))
        if count > len(rows):
            words = ngettext(
                "%(count)d of them is kept apart since, because it is about a person.",
                "%(count)d of them are kept apart since, because they are about a person.",
                count - len(rows),
            )
            yield Paragraph(words % {"count": count - len(rows)})
        table = self._by_category(rows)
        if table:
            yield table

    def _list_named(self) -> str:
        version = self.found.version
        if version is None:
            return _("The list as it stands")
        return _("Version %(number)d of the list (%(day)s)") % {
            "number": version.number,
            "day": written(version.frozen_on),
        }

    @staticmethod
    def _quoted(row: Row) -> Text:
        facts = {"words": as_text(row.words), "count": _told((row.count,))}
        return printable(_("“%(words)s” (%(count)s passages)") % facts)

    def _by_category(self, rows: Sequence[Row]) -> Table | None:
        if not self.found.schemes:
            return None
        passages: dict[str, list[int | None]] = defaultdict(list)
        for row in rows:
            passages[_named(row.categories[0])].append(row.count)
        columns = (
            Column(self.found.schemes[0], share=3),
            Column(pgettext("column of a table", "Findings"), align="right"),
            Column(_("Passages"), align="right"),
        )
        largest = sorted(passages.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        return Table(columns, tuple((name, f"{len(counts):,}", _told(counts)) for name, counts in largest))


def _named(category: Category | None) -> str:
    return printable(category.label) if category else _("not classified")


def _counted(count: int | None) -> str:
    return _("not counted") if count is None else f"{count:,}"


def _rate(share: float | None) -> str:
    return "" if share is None else f"{share:.2f}%"
