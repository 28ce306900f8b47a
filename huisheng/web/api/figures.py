"""Figures of a day and the paragraph made of them."""

from datetime import date
from typing import Annotated

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Query, Schema
from pydantic import Field

from huisheng.errors import Missing
from huisheng.figures.queries import telling
from huisheng.figures.queries.registry import Stage
from huisheng.figures.queries.telling import Told, Value
from huisheng.figures.views.address import Asked
from huisheng.organisation import clock
from huisheng.web.api.columns import Columns, OneOf, column
from huisheng.web.api.door import TokenRequest
from huisheng.web.api.reading import Unusable, reads


class Figure(Columns):
    """A figure with its number on a day."""

    code: str = column(_("Code"), _("What stands for the figure."))
    title: str = column(_("Name of the figure"), _("What is counted, in the language asked for."))
    exact: int | None = column(
        _("Number, exact"),
        _("The number. Empty: there is none to tell yet, or not to this reader, to protect who spoke."),
    )
    shown: str | None = column(_("Number, as written"), _("As the paragraph writes it: rounded down where it may be."))
    unit: str = column(_("Counted in"), _("What it is counted in, in the language asked for."))
    stage: Annotated[str, OneOf(Stage)] = column(_("Stage"), _("What was done to what is counted."))
    definition: str = column(_("Definition"), _("What counts and what does not, in the language asked for."))
    denominator: int | None = column(_("Out of"), _("What it is a share of. Empty: it is no share."))
    denominator_words: str = column(_("Out of, in words"), _("What the denominator counts; empty if there is none."))
    records: int = column(_("Records"), _("How many records stand behind the number."), unit=_("records"))


class Figures(Columns):
    """All figures of a day."""

    campaign: str = column(_("Campaign"), _("Name of the campaign in addresses."))
    as_of: date = column(_("As of"), _("The day up to which records count."))
    edition: int | None = column(_("Edition"), _("Which issue of that day it is. Empty: the day was not issued yet."))
    sha256: str | None = column(
        _("Fingerprint"), _("SHA-256 of what an issued day was counted from. Empty: not issued.")
    )
    version: int | None = column(_("Version"), _("Version of the list the figures speak of. Empty: none was in force."))
    paragraph: str = column(_("Paragraph"), _("The paragraph that goes upward, in the language asked for."))
    figures: list[Figure] = column(_("Figures"), _("Each figure with its definition."))


class FiguresAsked(Schema):
    """Which day."""

    as_of: date | None = Field(None, description=_("The day, such as 2014-02-28; without it the latest there is."))
    version: int | None = Field(None, ge=1, le=99_999, description=_("A version of the list, if not the one in force."))
    edition: int | None = Field(None, ge=1, le=99_999, description=_("An issue of the day, if not the last one."))


@reads(
    "/campaigns/{campaign}/figures",
    name="figures",
    row="figure.read",
    scope="figures",
    summary=_("Figures of a day, and their paragraph"),
    answer=Figures,
)
def figures(request: TokenRequest, campaign: str, asked: Query[FiguresAsked]) -> Figures:
    """Whoever is shown issued figures only gets the latest day issued, or 404."""
    if asked.as_of is not None and asked.as_of > clock.today():
        raise Unusable("as_of", gettext("a day that has come"))
    sees_all = not telling.sees_issued_only(request.standing)
    wanted = Asked(asked.as_of, asked.version if sees_all else None, asked.edition, sees_all)
    as_of = wanted.day([] if sees_all else telling.snapshots(request.campaign))
    if as_of is None:
        raise Missing
    told = telling.tell(request.campaign, as_of, version=wanted.version, edition=wanted.edition)
    return figures_row(telling.told_to(request.standing, told))


def figures_row(told: Told) -> Figures:
    """The figures of a day in the language spoken now."""
    return Figures(
        campaign=told.basis.campaign.slug,
        as_of=told.basis.as_of,
        edition=told.snapshot.edition if told.snapshot else None,
        sha256=told.snapshot.sha256 if told.snapshot else None,
        version=told.version.number if told.version else None,
        paragraph=told.text,
        figures=[_figure(value) for value in told.values.values()],
    )


def _figure(value: Value) -> Figure:
    figure = value.figure
    return Figure(
        code=figure.code,
        title=str(figure.title),
        exact=value.exact,
        shown=value.shown,
        unit=str(figure.unit),
        stage=figure.stage.value,
        definition=str(figure.definition),
        denominator=value.out_of,
        denominator_words="" if value.out_of is None else str(figure.denominator),
        records=value.records.count if value.records else 0,
    )
