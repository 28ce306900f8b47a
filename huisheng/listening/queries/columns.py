"""Match a workbook's columns: what the gate found, what is proposed, what the clerk settled."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from huisheng.campaign.models import Campaign
from huisheng.crafts import gate
from huisheng.crafts.gate import Role
from huisheng.crafts.gate.layout import letters, shown
from huisheng.listening.models import Channel, ColumnLayout, Import, Sector

SINGLE = (Role.TEXT, Role.TITLE, Role.DAY, Role.SECTOR, Role.CHANNEL)
LEFT_OUT = (Role.IDENTITY, Role.REASON)

_CHANNEL_WORDS: dict[Channel, tuple[str, ...]] = {
    Channel.SYMPOSIUM: ("座谈会", "座谈", "symposium"),
    Channel.OPINION_FORM: ("征求意见表", "意见表", "征求意见", "opinionform"),
    Channel.QUESTIONNAIRE: ("调查问卷", "问卷", "问卷调查", "questionnaire", "survey"),
    Channel.WEB: ("网页", "网上", "网络", "网站", "网上留言", "留言板", "微信", "公众号", "web", "webpage", "online"),
    Channel.VISIT: ("走访", "入户走访", "入户", "下访", "接访", "调研", "visit", "homevisit"),
    Channel.LETTER: ("信件", "来信", "信访", "书信", "邮件", "电子邮件", "letter", "mail", "email"),
    Channel.OTHER: ("其他", "其它", "电话", "热线", "意见箱", "来电", "other", "phone", "call", "hotline", "box"),
}


def plain(word: str) -> str:
    """A word as it is compared: without blanks, in lower case."""
    return "".join(word.split()).lower()


CHANNELS: dict[str, Channel] = {
    plain(word): channel for channel, words in _CHANNEL_WORDS.items() for word in (*words, channel.value)
}


def sectors_by_word(campaign: Campaign) -> dict[str, Sector]:
    """The campaign's sectors by each word that names one: name, English name, code."""
    return {
        plain(word): sector
        for sector in campaign.sectors.all()
        for word in (sector.name, sector.name_en, sector.code)
        if word
    }


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column as the gate found it. `role` is its guess."""

    index: int
    name: str
    role: Role

    @property
    def letters(self) -> str:
        """A, B, … AA."""
        return letters(self.index)

    @property
    def is_identity(self) -> bool:
        """Whether it says who spoke: never read, and no choice changes that."""
        return self.role is Role.IDENTITY


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """One sheet as the gate found it: where its header is, its columns, its first rows.

    Rows are (number, cells); the cells of columns that say who spoke are left empty.
    """

    name: str
    hidden: bool
    raw_rows: int
    signature: str
    header_row: int
    head_rows: int
    year: int | None
    columns: tuple[FoundColumn, ...]
    doubts: tuple[tuple[str, str], ...]
    preview: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def reason_column(self) -> int | None:
        """The column of reasons in rows handed back earlier."""
        return next((column.index for column in self.columns if column.role is Role.REASON), None)


@dataclass(frozen=True, slots=True)
class Matched:
    """How the columns of a sheet are matched, and what holds where a row says nothing."""

    sheet: int
    roles: Mapping[int, Role]
    year: int | None = None
    channel: str = Channel.OTHER
    day: date | None = None
    sector: int | None = None
    occasion: int | None = None

    def column(self, role: Role) -> int | None:
        """The column that holds this, if one does."""
        return next((index for index, held in self.roles.items() if held is role), None)

    def mapping(self) -> gate.Mapping:
        """The same for the gate. The text column must be matched."""
        text = self.column(Role.TEXT)
        assert text is not None
        return gate.Mapping(
            text=text,
            title=self.column(Role.TITLE),
            day=self.column(Role.DAY),
            sector=self.column(Role.SECTOR),
            channel=self.column(Role.CHANNEL),
            # Running numbers stay among the other columns, so that a row handed back has its own.
            number=None,
            left_out=frozenset(index for index, role in self.roles.items() if role in LEFT_OUT),
            year=self.year,
        )

    def to_json(self) -> dict[str, Any]:
        """As kept with the import."""
        kept = asdict(self)
        kept["roles"] = {str(index): role.value for index, role in self.roles.items()}
        kept["day"] = self.day.isoformat() if self.day else None
        return kept

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Matched":
        """Back from what is kept with the import."""
        day = kept.get("day")
        return cls(
            **{
                **kept,
                "roles": {int(index): Role(role) for index, role in kept["roles"].items()},
                "day": date.fromisoformat(day) if day else None,
            }
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """A matching to show the clerk, and why some columns are not proposed.

    `strangers`: (column, what it seemed to hold) where no value of the first rows is in the campaign's list.
    """

    matched: Matched
    remembered: bool = False
    strangers: tuple[tuple[FoundColumn, Role], ...] = field(default=())


def found_sheets(table: gate.Table) -> list[FoundSheet]:
    """What the gate found, without anything that says who spoke."""
    return [_found(sheet) for sheet in table.sheets]


def _found(sheet: gate.Sheet) -> FoundSheet:
    layout = sheet.layout
    hidden = {column.index for column in layout.columns if column.role in LEFT_OUT}
    return FoundSheet(
        name=sheet.name,
        hidden=sheet.hidden,
        raw_rows=sheet.raw_rows,
        signature=layout.signature,
        header_row=layout.header_row,
        head_rows=layout.head_rows,
        year=layout.year,
        columns=tuple(FoundColumn(column.index, column.name, column.role) for column in layout.columns),
        doubts=tuple((doubt.value, name) for doubt, name in layout.doubts),
        preview=tuple(
            (row.number, tuple("" if at in hidden else shown(cell) for at, cell in enumerate(row.cells)))
            for row in layout.preview
        ),
    )


def sheets_to_json(sheets: Iterable[FoundSheet]) -> list[dict[str, Any]]:
    """As kept with the import."""
    return [asdict(sheet) for sheet in sheets]


def sheets_from_json(kept: Iterable[dict[str, Any]]) -> list[FoundSheet]:
    """Back from what is kept with the import."""
    return [
        FoundSheet(
            **{
                **sheet,
                "columns": tuple(
                    FoundColumn(column["index"], column["name"], Role(column["role"])) for column in sheet["columns"]
                ),
                "doubts": tuple((doubt, name) for doubt, name in sheet["doubts"]),
                "preview": tuple((number, tuple(cells)) for number, cells in sheet["preview"]),
            }
        )
        for sheet in kept
    ]


def sheets_of(imported: Import) -> list[FoundSheet]:
    """The sheets of an import's workbook as the gate found them."""
    return sheets_from_json(imported.mapping["sheets"])


def matched_of(imported: Import) -> Matched | None:
    """How an import's columns were matched, once they were."""
    kept = imported.mapping.get("matched")
    return Matched.from_json(kept) if kept else None


def propose(campaign: Campaign, sheets: list[FoundSheet], index: int) -> Proposal:
    """A matching for one sheet: as last time for the same column names, else as guessed from them."""
    sheet = sheets[index]
    layouts = ColumnLayout.objects.filter(campaign=campaign, signature=sheet.signature)
    remembered = layouts.first() if sheet.header_row else None  # sheets without names all look alike
    roles = _guessed(sheet)
    if remembered is not None:
        matched = Matched.from_json(remembered.mapping)
        return Proposal(
            replace(matched, sheet=index, roles=settled(sheet, {**roles, **matched.roles}), year=sheet.year),
            remembered=True,
        )
    known: dict[Role, set[str]] = {
        Role.SECTOR: set(sectors_by_word(campaign)),
        Role.CHANNEL: set(CHANNELS),
    }
    strangers: list[tuple[FoundColumn, Role]] = []
    for column in sheet.columns:
        role = roles[column.index]
        if role in known and _all_strange(sheet, column.index, known[role]):
            roles[column.index] = Role.OTHER
            strangers.append((column, role))
    return Proposal(Matched(index, roles, year=sheet.year), strangers=tuple(strangers))


def guess_channel(proposal: Proposal, *names: str) -> Matched:
    """The matching with the channel the file's or sheet's name speaks of, unless one is remembered."""
    if proposal.remembered:
        return proposal.matched
    spoken = [(word, channel) for word, channel in CHANNELS.items() for name in names if word in plain(name)]
    longest = max(spoken, key=lambda pair: len(pair[0]), default=None)
    return replace(proposal.matched, channel=longest[1].value) if longest else proposal.matched


def settled(sheet: FoundSheet, roles: Mapping[int, Role]) -> dict[int, Role]:
    """The roles chosen, but for columns that say who spoke: they are not read, whatever was chosen."""
    fixed = {column.index: column.role for column in sheet.columns if column.role in LEFT_OUT}
    return {column.index: fixed.get(column.index, roles.get(column.index, Role.OTHER)) for column in sheet.columns}


def _guessed(sheet: FoundSheet) -> dict[int, Role]:
    """The gate's guesses, each single role once; two columns that could both be the text are left to the clerk."""
    roles: dict[int, Role] = {}
    undecided = any(doubt == gate.Doubt.TWO_TEXT_COLUMNS for doubt, _name in sheet.doubts)
    taken = {Role.TEXT} if undecided else set()
    for column in sorted(sheet.columns, key=lambda column: not _is_best(sheet, column)):
        role = column.role
        if role in taken:
            role = Role.OTHER
        if role in (*SINGLE, Role.NUMBER):
            taken.add(role)
        roles[column.index] = role
    return dict(sorted(roles.items()))


def _is_best(sheet: FoundSheet, column: FoundColumn) -> bool:
    """Whether the gate prefers this column as the text: the others it names in its doubts."""
    seconds = {name for doubt, name in sheet.doubts if doubt == gate.Doubt.SECOND_TEXT_COLUMN}
    return column.role is Role.TEXT and column.name not in seconds


def _all_strange(sheet: FoundSheet, index: int, known: set[str]) -> bool:
    values = {plain(cells[index]) for _number, cells in sheet.preview if index < len(cells)} - {""}
    return bool(values) and not values & known
