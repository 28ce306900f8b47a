"""The words for what the gate found: what happened and what to do. One sentence each, in two languages.

English here, Chinese in the catalogue `gate`. A room may call these with its reader's language.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from gettext import NullTranslations, translation

from huisheng.crafts import words

from .reasons import DocumentNote, Doubt, FileReason, IgnoredReason, RowReason


def mark(message: str) -> str:
    """The message itself; marks it for the catalogue."""
    return message


_FILE: dict[FileReason, str] = {
    FileReason.EMPTY_FILE: mark("The file is empty (0 bytes). Nothing was taken in; choose the file again."),
    FileReason.EMPTY_SHEET: mark("The workbook is empty: no sheet has a row with content. Nothing was taken in."),
    FileReason.NOTHING_TO_IMPORT: mark(
        "There are column names but no rows below them. Nothing was taken in; fill in the rows and try again."
    ),
    FileReason.WRONG_KIND: mark(
        "This is no table but {kind}. Nothing was taken in; save it as a workbook (.xlsx) or as csv and try again."
    ),
    FileReason.MISNAMED: mark(
        "The file is named as a workbook but holds {kind} whose rows do not line up with the column names. "
        "Nothing was taken in; open it where it was made and save it as .xlsx."
    ),
    FileReason.NOT_BUILT: mark("Files of this channel cannot be taken in yet ({kind}). Nothing was taken in."),
    FileReason.PASSWORD: mark(
        "The file has a password. Nothing was taken in; open it, take the password away (File, Info, Protect), "
        "save and try again."
    ),
    FileReason.DAMAGED: mark("The file is damaged. Nothing was taken in; ask for it again or save it anew."),
    FileReason.UNREADABLE: mark("This file could not be read. Nothing was taken in; save it anew and try again."),
    FileReason.TOO_LARGE: mark(
        "The file has {found_mb} MB; at most {limit_mb} MB can be taken in. Nothing was taken in; split it."
    ),
    FileReason.UNPACKS_TOO_LARGE: mark(
        "The file unpacks to more than {limit_mb} MB. Nothing was taken in; split it or save it anew."
    ),
    FileReason.PACKED_TOO_TIGHT: mark(
        "A part of the file is packed more than {limit} to 1, as no honest file is ({name}). Nothing was taken in."
    ),
    FileReason.TOO_MANY_ENTRIES: mark(
        "The file holds {found} parts; at most {limit} can be taken in. Nothing was taken in."
    ),
    FileReason.OVERLAPPING: mark("Parts of the file lie over each other. Nothing was taken in; save it anew."),
    FileReason.UNSAFE_PATH: mark("A part of the file has a name that leads outside: {name}. Nothing was taken in."),
    FileReason.DOCUMENT_TYPE: mark(
        "The file holds a document type declaration, as no office file does. Nothing was taken in; save it anew."
    ),
    FileReason.TOO_DEEP: mark("The file is nested more than {limit} levels deep. Nothing was taken in; save it anew."),
    FileReason.TOO_MANY_SHEETS: mark(
        "The workbook has {found} sheets; at most {limit} can be read. Nothing was taken in; split it."
    ),
    FileReason.TOO_MANY_ROWS: mark("The table has more than {limit} rows. Nothing was taken in; split it."),
    FileReason.TOO_MANY_COLUMNS: mark(
        "The table has {found} columns or more; at most {limit} can be read. Nothing was taken in; "
        "delete the columns that are not needed."
    ),
    FileReason.TOO_MUCH_TEXT: mark(
        "The cells hold more than {limit} characters altogether. Nothing was taken in; split the file."
    ),
    FileReason.UNKNOWN_ENCODING: mark(
        "The encoding of the text cannot be told for sure. Nothing was taken in; save it as a workbook (.xlsx) or "
        "as UTF-8 csv."
    ),
    FileReason.SECRECY_MARK: mark(
        "The file carries the secrecy mark {mark}. Secret papers do not belong on this network; nothing was taken in "
        "or kept."
    ),
    FileReason.NO_TEXT_COLUMN: mark(
        "No column looks like the voices themselves. Nothing was taken in; name the column, for example “Text”, or "
        "choose it by hand."
    ),
    FileReason.TWO_TEXT_COLUMNS: mark(
        "Two columns are named {column}. Nothing was taken in; rename one of them, or choose by hand which one holds "
        "the voices."
    ),
    FileReason.NO_SUCH_SHEET: mark("The workbook has no sheet with this number. Nothing was taken in."),
    FileReason.COUNTS_DIFFER: mark(
        "The file's bytes hold {raw} rows but {read} were read. Nothing was taken in; save it anew as .xlsx."
    ),
    FileReason.NO_DOCUMENT: mark(
        "This is no document but {kind}. Nothing was taken in; save it as a Word document (.docx) or as plain text "
        "(.txt) and try again."
    ),
    FileReason.EMPTY_DOCUMENT: mark("The document holds no words. Nothing was taken in; choose the file again."),
    FileReason.ONLY_PICTURES: mark(
        "The document holds pictures but no words. Nothing was taken in; type what stands in the pictures."
    ),
    FileReason.TEXT_ENCODING: mark(
        "The encoding of the text cannot be told for sure. Nothing was taken in; save it as a Word document (.docx) or "
        "as UTF-8 text."
    ),
    FileReason.DOCUMENT_TOO_LONG: mark(
        "The document holds more than {limit} characters or paragraphs. Nothing was taken in; split it."
    ),
    FileReason.WORDS_DIFFER: mark(
        "The file's bytes hold {raw} characters but {read} were read. Nothing was taken in; save it anew as .docx."
    ),
}

_ROW: dict[RowReason, str] = {
    RowReason.NO_TEXT: mark("“{column}” is empty"),
    RowReason.TEXT_TOO_LONG: mark("“{column}” is longer than 32,767 characters; split it into several rows"),
    RowReason.DAY_IMPOSSIBLE: mark("“{column}” holds no possible day: {value}"),
    RowReason.DAY_WITHOUT_YEAR: mark("“{column}” lacks the year: {value}"),
    RowReason.CELL_ERROR: mark("“{column}” shows the error {value}; type the text itself"),
    RowReason.FORMULA_WITHOUT_VALUE: mark(
        "“{column}” holds a formula without its result; open the workbook in Excel or WPS and save it, or type the text"
    ),
    RowReason.BAD_REFERENCE: mark("“{column}” points at a text the workbook does not hold; type it again"),
    RowReason.DIGITS_LOST: mark("“{column}” lost its last digits ({value}); set the cell to text and type it again"),
    RowReason.UNREADABLE_BYTES: mark("the row is in another encoding than the file; type it again"),
    RowReason.FORBIDDEN_CHARACTER: mark("“{column}” holds a broken character; type it again"),
    RowReason.TOO_MANY_CELLS: mark("the row has more cells than there are columns: {value}"),
    RowReason.OPEN_QUOTE: mark("a quotation mark is opened and not closed, or closed too early"),
}

_IGNORED: dict[IgnoredReason, str] = {
    IgnoredReason.EMPTY: mark("empty"),
    IgnoredReason.TOTAL: mark("a total"),
    IgnoredReason.SIGNATURE: mark("a signature line"),
    IgnoredReason.HEADER_AGAIN: mark("the column names again"),
}

_DOUBT: dict[Doubt, str] = {
    Doubt.NO_TEXT_COLUMN: mark("No column looks like the voices themselves: choose it."),
    Doubt.TWO_TEXT_COLUMNS: mark("Two columns are named “{column}”: choose which one holds the voices."),
    Doubt.SECOND_TEXT_COLUMN: mark("“{column}” looks like voices too; it comes in only as a further column."),
    Doubt.NO_HEADER: mark("No row looks like column names: the first row is taken for a voice."),
    Doubt.UNNAMED_COLUMN: mark("Column {column} has content but no name."),
}

_NOTES: dict[DocumentNote, str] = {
    DocumentNote.TRACKED: mark("{count} tracked changes: what was added is taken in, what was deleted is not."),
    DocumentNote.HIDDEN: mark("{count} hidden characters were left out."),
    DocumentNote.COMMENTS: mark("{count} comments in the margin were left out."),
    DocumentNote.PICTURES: mark("{count} pictures were not read; whatever is written in them is not taken in."),
    DocumentNote.OTHER_PARTS: mark("{count} parts in another format were not read."),
    DocumentNote.SYMBOLS: mark("{count} symbols of a special font are shown as □."),
}

_KINDS: dict[str, str] = {
    "xlsx": mark("a workbook"),
    "xls": mark("an old workbook (.xls)"),
    "delimited": mark("separated text (csv)"),
    "docx": mark("a Word document"),
    "doc": mark("an old Word document (.doc)"),
    "ods": mark("an OpenDocument table"),
    "xlsb": mark("a binary workbook (.xlsb)"),
    "zip": mark("a zip archive"),
    "locked-office": mark("an office file with a password"),
    "ole": mark("an old office file"),
    "pdf": mark("a PDF"),
    "png": mark("a picture (PNG)"),
    "jpeg": mark("a picture (JPEG)"),
    "tiff": mark("a picture (TIFF)"),
    "gif": mark("a picture (GIF)"),
    "svg": mark("a drawing (SVG)"),
    "html": mark("a web page"),
    "xml": mark("an XML document"),
    "json": mark("JSON data"),
    "program": mark("a program"),
    "binary": mark("data of an unknown kind"),
    "empty": mark("an empty file"),
}


@cache
def _catalogue(code: str) -> NullTranslations:
    return translation("gate", words.LOCALE, languages=[code], fallback=True)


def said(message: str, language: str = "") -> str:
    """A message of this catalogue in "zh-Hans", "en", or the command line's language."""
    code = words.language() if not language else "en" if language.lower().startswith("en") else "zh_Hans"
    return _catalogue(code).gettext(message)


def kind_words(kind: str, language: str = "") -> str:
    """What a kind of file is called."""
    return said(_KINDS.get(kind, _KINDS["binary"]), language)


def file_words(reason: FileReason, facts: Mapping[str, str | int], language: str = "") -> str:
    """Why a file was refused and what to do."""
    known = {
        "found": "?",
        "limit": "?",
        "found_mb": "?",
        "limit_mb": "?",
        "name": "",
        "mark": "",
        "column": "",
        "raw": "?",
        "read": "?",
    }
    filled = {**known, **facts, "kind": kind_words(str(facts.get("kind", "")), language)}
    return said(_FILE[reason], language).format(**filled)


def row_words(number: int, faults: Sequence[tuple[RowReason, str, str]], language: str = "") -> str:
    """Why a row was handed back, its number in the file first."""
    told = [said(_ROW[reason], language).format(column=column, value=value[:60]) for reason, column, value in faults]
    return said(mark("Row {number}: {reasons}."), language).format(
        number=number, reasons=said(mark("; "), language).join(told)
    )


def ignored_words(reason: IgnoredReason, language: str = "") -> str:
    """What kind of row was left out."""
    return said(_IGNORED[reason], language)


def doubt_words(doubt: Doubt, column: str, language: str = "") -> str:
    """What a person should settle before importing."""
    return said(_DOUBT[doubt], language).format(column=column)


def note_words(note: DocumentNote, count: int, language: str = "") -> str:
    """What a document held besides the words that were taken."""
    return said(_NOTES[note], language).format(count=count)


def reason_heading(language: str = "") -> str:
    """The heading of the last column of rows handed back."""
    return said(mark("Reason for return"), language)
