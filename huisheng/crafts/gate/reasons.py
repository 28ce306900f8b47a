"""The codes of everything the gate may say about a file, a row or a column. Their words are in `sayings`."""

from enum import StrEnum


class FileReason(StrEnum):
    """Why a whole file is refused."""

    EMPTY_FILE = "empty-file"
    EMPTY_SHEET = "empty-sheet"
    NOTHING_TO_IMPORT = "nothing-to-import"
    WRONG_KIND = "wrong-kind"
    MISNAMED = "misnamed"
    NOT_BUILT = "not-built"
    PASSWORD = "password"  # noqa: S105
    DAMAGED = "damaged"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    UNPACKS_TOO_LARGE = "unpacks-too-large"
    PACKED_TOO_TIGHT = "packed-too-tight"
    TOO_MANY_ENTRIES = "too-many-entries"
    OVERLAPPING = "overlapping"
    UNSAFE_PATH = "unsafe-path"
    DOCUMENT_TYPE = "document-type"
    TOO_DEEP = "too-deep"
    TOO_MANY_SHEETS = "too-many-sheets"
    TOO_MANY_ROWS = "too-many-rows"
    TOO_MANY_COLUMNS = "too-many-columns"
    TOO_MUCH_TEXT = "too-much-text"
    UNKNOWN_ENCODING = "unknown-encoding"
    SECRECY_MARK = "secrecy-mark"
    NO_TEXT_COLUMN = "no-text-column"
    TWO_TEXT_COLUMNS = "two-text-columns"
    NO_SUCH_SHEET = "no-such-sheet"
    COUNTS_DIFFER = "counts-differ"
    NO_DOCUMENT = "no-document"
    EMPTY_DOCUMENT = "empty-document"
    ONLY_PICTURES = "only-pictures"
    TEXT_ENCODING = "text-encoding"
    DOCUMENT_TOO_LONG = "document-too-long"
    WORDS_DIFFER = "words-differ"


class RowReason(StrEnum):
    """Why one row is handed back."""

    NO_TEXT = "no-text"
    TEXT_TOO_LONG = "text-too-long"
    DAY_IMPOSSIBLE = "day-impossible"
    DAY_WITHOUT_YEAR = "day-without-year"
    CELL_ERROR = "cell-error"
    FORMULA_WITHOUT_VALUE = "formula-without-value"
    BAD_REFERENCE = "bad-reference"
    DIGITS_LOST = "digits-lost"
    UNREADABLE_BYTES = "unreadable-bytes"
    FORBIDDEN_CHARACTER = "forbidden-character"
    TOO_MANY_CELLS = "too-many-cells"
    OPEN_QUOTE = "open-quote"


class IgnoredReason(StrEnum):
    """Why a row below the header is no voice and nothing to mend either."""

    EMPTY = "empty"
    TOTAL = "total"
    SIGNATURE = "signature"
    HEADER_AGAIN = "header-again"


class Doubt(StrEnum):
    """What a person should settle before importing."""

    NO_TEXT_COLUMN = "no-text-column"
    TWO_TEXT_COLUMNS = "two-text-columns"
    SECOND_TEXT_COLUMN = "second-text-column"
    NO_HEADER = "no-header"
    UNNAMED_COLUMN = "unnamed-column"


class DocumentNote(StrEnum):
    """What a document holds besides the words that were taken."""

    TRACKED = "tracked"
    HIDDEN = "hidden"
    COMMENTS = "comments"
    PICTURES = "pictures"
    OTHER_PARTS = "other-parts"
    SYMBOLS = "symbols"
