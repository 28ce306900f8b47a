"""The gate: every foreign file passes it before anything else looks at it.

table = open_table(path, name="意见汇总.xlsx")       # FileRefused says why not
sheet = table.sheets[0]
sheet.layout.columns, sheet.layout.mapping           # names, guessed roles; None if nobody can tell
tally = Tally(raw=sheet.raw_rows, head=sheet.layout.head_rows)
for row in read_rows(path, table, 0, sheet.layout.mapping, from_row=cursor + 1):
    tally.add(row)                                   # Row | RejectedRow | IgnoredRow
assert tally.balances
"""

from .facts import (
    LIMITS,
    Column,
    Doubt,
    FileReason,
    FileRefused,
    IgnoredReason,
    IgnoredRow,
    Kind,
    Layout,
    Limits,
    Mapping,
    RejectedRow,
    Role,
    Row,
    RowFault,
    RowReason,
    Sheet,
    Table,
    Tally,
)
from .sniff import sniff
from .table import open_table, read_rows

__all__ = [
    "LIMITS",
    "Column",
    "Doubt",
    "FileReason",
    "FileRefused",
    "IgnoredReason",
    "IgnoredRow",
    "Kind",
    "Layout",
    "Limits",
    "Mapping",
    "RejectedRow",
    "Role",
    "Row",
    "RowFault",
    "RowReason",
    "Sheet",
    "Table",
    "Tally",
    "open_table",
    "read_rows",
    "sniff",
]
