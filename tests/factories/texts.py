"""Words that try to be more than words, and the parsers that tell whether they were."""

import csv
import io
from html.parser import HTMLParser

import openpyxl

HOSTILE = (
    "<script>alert(1)</script>路灯不亮",
    "<img src=x onerror=alert(1)>路灯不亮",
    "\"><svg onload=alert(1)>路灯'不亮",
    "{{ 7|add:7 }}{% load x %}路灯不亮",
    "&lt;b&gt;路灯不亮&amp;",
    "javascript:alert(1)路灯不亮",
    '=HYPERLINK("http://127.0.0.1/","路灯")',
    "+1+1路灯不亮",
    "-2+3路灯不亮",
    "@SUM(1,1)路灯不亮",
    "＝1+1路灯不亮",
    "\u202e路灯不亮\u202c倒着",
    "\u2067路灯不亮",
    "路灯\u200b不亮",
    "'=1+1路灯不亮",
    "http://127.0.0.1/路灯不亮",
    "路灯不亮\U0001f600\U00020000",
    "一行\n又一行路灯不亮",
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.effects: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag == "script" and "src" not in names:
            self.effects.append("inline script")
        if tag in {"img", "iframe", "object", "embed"}:
            self.effects.append(tag)
        self.effects += [name for name in names if name.startswith("on")]
        addresses = {name: names.get(name) or "" for name in ("href", "src", "action", "formaction")}
        self.effects += [name for name, value in addresses.items() if value.strip().startswith("javascript:")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def effects_of(html: str) -> list[str]:
    """What in a page acts and did not come from us: inline scripts, handlers, pictures, script addresses."""
    reader = _Reader()
    reader.feed(html)
    return reader.effects


def words_of(html: str) -> str:
    """What a reader of the page reads."""
    reader = _Reader()
    reader.feed(html)
    return "".join(reader.words)


def formulas_in_workbook(body: bytes) -> list[str]:
    """Cells of a workbook that are no plain value."""
    book = openpyxl.load_workbook(io.BytesIO(body))
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" or cell.hyperlink is not None
    ]


def formulas_in_csv(body: bytes) -> list[str]:
    """Cells a spreadsheet would take for a formula."""
    rows = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    return [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))]


def table_of(body: bytes, sheet: int = 0) -> list[list[object]]:
    """A workbook's sheet as rows of values."""
    book = openpyxl.load_workbook(io.BytesIO(body))
    return [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]
