"""The gate: every foreign file passes it before anything else looks at it.

Coming in::

    table = open_table(path, name="意见汇总.xlsx")        # FileRefused: .reason, .facts, .words("zh-Hans")
    sheet = table.sheets[0]                              # .name .hidden .raw_rows .layout
    sheet.layout.columns                                 # Column(index, name, role, samples): for the preview
    sheet.layout.preview                                 # raw rows below the header; `shown(cell)` is their text
    sheet.layout.signature                               # the same column names again: remember the mapping by it
    mapping = sheet.layout.mapping                       # the guess, None if nobody can tell; or Mapping(text=2, …)
    tally = Tally(raw=sheet.raw_rows, head=sheet.layout.head_rows)
    for row in read_rows(path, table, 0, mapping, from_row=cursor + 1):
        tally.add(row)                                   # Row | RejectedRow | IgnoredRow, each with .number
    tally.balances                                       # raw = head + kept + handed back + ignored

`read_rows` is a stream: level memory, resumable at any row number, and it ends its child process when it is
closed. It may raise FileRefused on the way (damage shows where it stands): then nothing of the file stays.

    document = open_document(path, name="座谈会记录.docx")          # FileRefused as above
    document.blocks                                      # Block(number, text, place, cell, bold, listed)
    document.hidden, document.notes                      # what was left out: note_words(note, count, language)

Going out::

    hand_back(sheet.layout, rejected, language="zh-Hans") -> bytes    # the same columns and a reason column
    write_table([OutColumn("意见", 50, wraps=True)], rows, format=Format.XLSX | Format.CSV) -> bytes
    write_book([OutTable("清单", columns, rows)]) -> bytes           # several sheets
    safe_name(name, ending=".xlsx"), attachment(name)                 # for Content-Disposition

`Fingerprint` tells whether two files hold the same rows under other names. `sniff(file)` names a file's kind.
"""

from .documents import open_document
from .facts import (
    LIMITS,
    Block,
    Cell,
    Column,
    Document,
    Fault,
    FileRefused,
    IgnoredRow,
    Kind,
    Layout,
    Limits,
    Mapping,
    Place,
    RawRow,
    RejectedRow,
    Role,
    Row,
    RowFault,
    Sheet,
    Table,
    Tally,
)
from .fingerprint import Fingerprint
from .handback import hand_back
from .layout import letters, shown
from .names import attachment, safe_name
from .reasons import DocumentNote, Doubt, FileReason, IgnoredReason, RowReason
from .sayings import doubt_words, ignored_words, note_words
from .sniff import sniff
from .table import open_table, read_rows
from .writing import CellTooLong, Format, OutColumn, OutTable, guard, unguard, write_book, write_table

__all__ = [
    "LIMITS",
    "Block",
    "Cell",
    "CellTooLong",
    "Column",
    "Document",
    "DocumentNote",
    "Doubt",
    "Fault",
    "FileReason",
    "FileRefused",
    "Fingerprint",
    "Format",
    "IgnoredReason",
    "IgnoredRow",
    "Kind",
    "Layout",
    "Limits",
    "Mapping",
    "OutColumn",
    "OutTable",
    "Place",
    "RawRow",
    "RejectedRow",
    "Role",
    "Row",
    "RowFault",
    "RowReason",
    "Sheet",
    "Table",
    "Tally",
    "attachment",
    "doubt_words",
    "guard",
    "hand_back",
    "ignored_words",
    "letters",
    "note_words",
    "open_document",
    "open_table",
    "read_rows",
    "safe_name",
    "shown",
    "sniff",
    "unguard",
    "write_book",
    "write_table",
]
