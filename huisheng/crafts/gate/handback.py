"""Hand back the rows that could not be used: a workbook with the same columns, and the reason in a last one.

Mended, it comes in again as any other: the reason column is known and ignored.
"""

from collections.abc import Iterable

from .facts import LIMITS, Layout, RejectedRow, Role
from .layout import letters
from .sayings import reason_heading
from .writing import OutColumn, write_table


def hand_back(layout: Layout, rejected: Iterable[RejectedRow], *, language: str = "", sheet: str = "") -> bytes:
    """A workbook of the rejected rows: same input, same bytes; strings only.

    Args:
        layout: of the sheet they came from.
        rejected: the rows, in order.
        language: of the reasons, "zh-Hans" or "en"; the command line's if empty.
        sheet: the sheet's name.
    """
    kept = [column for column in layout.columns if column.role is not Role.REASON]
    columns = [
        OutColumn(
            column.name or letters(column.index), 50 if column.role is Role.TEXT else 14, column.role is Role.TEXT
        )
        for column in kept
    ]
    dropped = {column.index for column in layout.columns if column.role is Role.REASON}
    rows = list(rejected)
    width = max([len(layout.columns), *(len(row.cells) for row in rows)])
    columns += [OutColumn(letters(index)) for index in range(len(layout.columns), width)]
    columns.append(OutColumn(reason_heading(language), 60, wraps=True))
    places = [index for index in range(width) if index not in dropped]
    return write_table(
        columns,
        (
            [row.cells[index][: LIMITS.cell_characters] if index < len(row.cells) else "" for index in places]
            + [row.words(language)]
            for row in rows
        ),
        sheet=sheet or "Sheet1",
    )
