"""The permission table as data: who may do what with which record (docs/develop/trust.md § 3).

Not listed means none. A cell is a scope, then `!` if acting is allowed in it, `!!` if a second person
must sign, or `co` if this role may give that signature and sees the request, not the content.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The eleven roles."""

    AN = "AN"  # anonymous citizen
    CL = "CL"  # office clerk
    TR = "TR"  # transcriber
    LD = "LD"  # leader
    EV = "EV"  # evaluated person
    LI = "LI"  # unit liaison
    RG = "RG"  # review group member
    PE = "PE"  # publicity editor
    AU = "AU"  # auditor
    SA = "SA"  # system administrator
    RA = "RA"  # role administrator


class Scope(StrEnum):
    """How far a cell reaches."""

    OWN = "own"  # own unit and its descendants; EV: about oneself
    SUP = "sup"  # units the group supervises today
    OTH = "oth"  # units it does not supervise, nor its members' own
    MASK = "mask"  # campaign, redacted view
    SUPM = "supm"  # redacted view within sup
    ALL = "all"  # campaign
    PUB = "pub"  # published
    RCPT = "rcpt"  # holder of a receipt
    CODE = "code"  # holder of an issued code
    Q = "q"  # one at a time as the queue deals
    LST = "lst"  # on the evaluation's frozen list of recipients
    NUM = "num"  # released numbers only
    SIGN = "co"  # may sign, sees the request only


@dataclass(frozen=True, slots=True)
class Cell:
    """What one role may do in one row."""

    scope: Scope
    may_act: bool = False
    needs_second: bool = False


#                           AN      CL     TR   LD     EV   LI    RG    PE    AU    SA     RA
_TABLE = """
voice.send                  all!    all!   -    -      -    own!  sup!  -     -     -      -
paper.key                   -       all!   all! -      -    -     -     -     -     -      -
voice.read_raw              -       all    -    -      -    -     -     -     -     -      -
voice.unseal                -       all!!  -    -      -    -     -     -     co    -      -
passage.read                pub     all    -    mask   -    -     supm  pub   -     -      -
handwriting.transcribe      -       -      q!   -      -    -     -     -     -     -      -
tick.decide                 -       all!   q!   -      -    -     -     -     -     -      -
passage.comb                -       all!   -    -      -    -     -     -     -     -      -
redaction.make              -       all!!  -    -      -    -     -     -     -     -      -
finding.read                pub     all    -    all    -    own   sup   pub   -     -      -
item.direct                 -       all!   -    all!   -    -     sup!  -     -     -      -
item.work                   -       all!   -    -      -    own!  -     -     -     -      -
item.close                  -       all!   -    -      -    -     sup!  -     -     -      -
item.not_adopt              -       -      -    all!   -    -     -     -     -     -      -
supervision.read            -       all    -    all    -    own   sup   -     -     -      -
supervision.write           -       -      -    -      -    -     sup!  -     -     -      -
retaliation.send            all!    -      -    -      -    -     -     -     -     -      -
retaliation.handle          rcpt    -      -    -      -    -     oth!  -     -     -      -
receipt.follow              rcpt!   -      -    -      -    -     -     -     -     -      -
evaluation.read             code    all    -    all    own  -     sup   -     all   -      -
evaluation.run              -       all!!  -    -      -    -     -     -     co    -      -
roll.tick                   -       all!   -    -      -    -     -     -     num   -      -
ballot.cast                 code!   -      -    -      -    -     -     -     -     -      -
ballot.recount              -       all!   -    -      -    -     -     -     all!  -      -
result.read                 pub     num    -    lst    own  -     -     pub   -     -      -
result.publish              -       -      -    lst!!  -    -     -     -     co    -      -
comment.read                -       all    q    lst    own  -     -     -     -     -      -
story.draft                 -       all!   -    -      -    own!  -     all!  -     -      -
story.publish               -       all!   -    -      -    -     -     -     -     -      -
user.manage                 -       -      -    -      -    -     -     -     all   -      all!
grant.manage                -       -      -    -      -    -     -     -     co    -      all!!
settings.see                -       -      -    -      -    -     -     -     all   all!   -
restore.do                  -       -      -    -      -    -     -     -     co    all!!  -
audit.read                  -       -      -    -      -    -     -     -     all!  -      -
export.own_screens          pub!    all!   -    mask!  -    own!  supm! pub!  -     -      -
campaign.read               pub     all    all  all    own  own   sup   pub   all   all    all
campaign.set_up             -       all!   -    -      -    -     -     -     -     -      -
campaign.create             -       -      -    -      -    -     -     -     -     all!   -
unit.manage                 -       -      -    -      -    -     -     -     all   all!   all!
listening.set_up            -       all!   -    -      -    -     -     -     -     -      -
occasion.read               -       all    -    all    -    own   sup   -     -     -      -
figure.read                 -       all    -    all    -    -     sup   -     num   -      -
document.read                -       all    -    all    -    -     -     -     -     -      -
figure.issue                -       all!   -    -      -    -     -     -     -     -      -
"""


def _cell(text: str) -> Cell | None:
    if text == "-":
        return None
    return Cell(Scope(text.rstrip("!")), may_act="!" in text, needs_second=text.endswith("!!"))


TABLE: dict[str, dict[Role, Cell]] = {
    row[0]: {role: cell for role, text in zip(Role, row[1:], strict=True) if (cell := _cell(text))}
    for row in (line.split() for line in _TABLE.strip().splitlines())
}


def cells(roles: frozenset[Role], permission: str) -> list[Cell]:
    """What the roles together may do in a row of the table; empty means nothing.

    Raises:
        KeyError: the table has no such row.
    """
    row = TABLE[permission]
    return [row[role] for role in Role if role in roles and role in row]


def scopes(roles: frozenset[Role], permission: str) -> frozenset[Scope]:
    """The scopes in which the roles may see, never counting a mere right to sign."""
    return frozenset(cell.scope for cell in cells(roles, permission) if cell.scope is not Scope.SIGN)


def may_act(roles: frozenset[Role], permission: str) -> bool:
    """Whether one of the roles may act, alone or with a second signature."""
    return any(cell.may_act for cell in cells(roles, permission))


def may_sign(roles: frozenset[Role], permission: str) -> bool:
    """Whether one of the roles may give the second signature."""
    return any(cell.scope is Scope.SIGN for cell in cells(roles, permission))


def as_csv() -> str:
    """The table as docs/develop/permissions.csv holds it: a row a line, a role a column, none as a dash."""
    lines = [",".join(["record.act", *Role])]
    for name, row in TABLE.items():
        lines.append(",".join([name, *(_written(row.get(role)) for role in Role)]))
    return "\n".join(lines) + "\n"


def _written(cell: Cell | None) -> str:
    if cell is None:
        return "-"
    return cell.scope + ("!!" if cell.needs_second else "!" if cell.may_act else "")
