"""Hostile tables of our own, one or more for each class of input, and how each must end."""

import io
import re
import struct
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

HEADER = ("序号", "界别", "意见内容", "日期")
GOOD = (HEADER, (1, "教师", "校门口没有斑马线。", "2014-03-05"), (2, "司机", "单行线标志被树挡住。", "2014-03-06"))
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def sheet_rows(rows: Iterable[Sequence[object]], first: int = 1) -> str:
    """Rows as sheet XML: numbers as numbers, None as no cell, the rest as inline text."""
    out = []
    for number, row in enumerate(rows, first):
        cells = []
        for index, value in enumerate(row):
            place = f"{chr(65 + index)}{number}"
            if isinstance(value, int | float):
                cells.append(f'<c r="{place}"><v>{value!r}</v></c>')
            elif value is not None:
                text = escape(str(value))
                cells.append(f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')
        out.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(out)


def workbook(
    data: str,
    *,
    before: str = "",
    after: str = "",
    doctype: str = "",
    shared: str | None = None,
    properties: str = "",
    encoding: str = "utf-8",
    extra: Sequence[tuple[str, bytes]] = (),
    sheets: Sequence[tuple[str, str, str]] = (),
    password: bool = False,
) -> bytes:
    """A workbook around one sheet's rows; `sheets` adds (name, state, rows) ones."""
    names = [("Sheet1", "visible", ""), *sheets]
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" state="{state}" r:id="rId{at}"/>'
        for at, (name, state, _rows) in enumerate(names, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(names) + 1)
    )
    types = "".join(
        f'<Override PartName="/xl/{part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for part, kind in [
            ("workbook.xml", "sheet.main"),
            *([("sharedStrings.xml", "sharedStrings")] if shared is not None else []),
            *((f"worksheets/sheet{at}.xml", "worksheet") for at in range(1, len(names) + 1)),
        ]
    )
    parts: list[tuple[str, bytes]] = [
        ("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{types}</Types>'.encode()),
        (
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
            f'Target="xl/workbook.xml"/></Relationships>'.encode(),
        ),
    ]
    if shared is not None:
        links += f'<Relationship Id="rId99" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        parts.append(("xl/sharedStrings.xml", f'{doctype}<sst xmlns="{_MAIN}">{shared}</sst>'.encode()))
        doctype = ""
    body = (
        f'<?xml version="1.0"?>{doctype}<worksheet xmlns="{_MAIN}">{before}<sheetData>{data}</sheetData>'
        f"{after}</worksheet>"
    )
    parts += [
        (
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{properties}<sheets>{listed}</sheets></workbook>'.encode(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'.encode(),
        ),
        ("xl/worksheets/sheet1.xml", body.encode(encoding, "surrogatepass")),
    ]
    for at, (_name, _state, rows) in enumerate(sheets, 2):
        xml = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        parts.append((f"xl/worksheets/sheet{at}.xml", xml.encode()))
    whole = zipped([*parts, *extra])
    return _with_flag(whole, 0x1) if password else whole


def zipped(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of the parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _with_flag(whole: bytes, flag: int) -> bytes:
    changed = bytearray(whole)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + place] |= flag
            at = changed.find(mark, at + 4)
    return bytes(changed)


def with_stated_size(whole: bytes, part: bytes, size: int) -> bytes:
    """The zip with another unpacked size stated for one part, in both its headers."""
    changed = bytearray(whole)
    local = changed.find(part) - 30
    central = changed.rfind(part) - 46
    struct.pack_into("<I", changed, local + 22, size)
    struct.pack_into("<I", changed, central + 24, size)
    return bytes(changed)


def overlapping(whole: bytes) -> bytes:
    """The zip with its second directory entry pointing at the first one's body."""
    changed = bytearray(whole)
    first = changed.find(b"PK\x01\x02")
    second = changed.find(b"PK\x01\x02", first + 4)
    changed[second + 42 : second + 46] = changed[first + 42 : first + 46]
    return bytes(changed)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _biff_text(text: str) -> bytes:
    return struct.pack("<HB", len(text.encode("utf-16-le")) // 2, 1) + text.encode("utf-16-le")


def old_workbook(
    rows: Sequence[Sequence[object]], *, errors: Sequence[tuple[int, int]] = (), locked: bool = False
) -> bytes:
    """An .xls (BIFF8) of one sheet; `errors` puts #REF! at (row, column), both from 0."""
    strings = sorted({str(value) for row in rows for value in row if isinstance(value, str)})
    places = {text: at for at, text in enumerate(strings)}
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    bad = set(errors)
    for number, row in enumerate(rows):
        for index, value in enumerate(row):
            if (number, index) in bad:
                sheet += _record(0x0205, struct.pack("<HHHBB", number, index, 15, 0x17, 1))
            elif isinstance(value, int | float):
                sheet += _record(0x0203, struct.pack("<HHHd", number, index, 15, value))
            elif value is not None:
                sheet += _record(0x00FD, struct.pack("<HHHI", number, index, 15, places[str(value)]))
    sheet += _record(0x000A, b"")
    table = struct.pack("<II", len(strings), len(strings)) + b"".join(map(_biff_text, strings))
    name = struct.pack("<BB", 6, 0) + b"Sheet1"

    def book(place: int) -> bytes:
        return (
            _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
            + (_record(0x002F, struct.pack("<HHH", 0, 1, 1)) if locked else b"")
            + _record(0x0042, struct.pack("<H", 1200))
            + _record(0x0085, struct.pack("<IBB", place, 0, 0) + name)
            + _record(0x00FC, table)
            + _record(0x000A, b"")
        )

    return ole([("Workbook", book(len(book(0))) + sheet)])


def ole(streams: Sequence[tuple[str, bytes]]) -> bytes:
    """An OLE container of few and small streams, each padded to the size where the mini stream ends."""
    bodies = [data.ljust(max(4_096, -(-len(data) // 512) * 512), b"\0") for _name, data in streams]
    links = [0xFFFFFFFD, 0xFFFFFFFE]
    starts = []
    for body in bodies:
        starts.append(len(links))
        count = len(body) // 512
        links += [len(links) + at + 1 for at in range(count - 1)] + [0xFFFFFFFE]

    def entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
        raw = (name.encode("utf-16-le") + b"\0\0").ljust(64, b"\0")
        head = struct.pack("<HBBIII", len(name) * 2 + 2, kind, 1, 0xFFFFFFFF, right, child)
        return raw + head + bytes(36) + struct.pack("<IQ", start, size)

    entries = entry("Root Entry", 5, 0xFFFFFFFF, 1, 0xFFFFFFFE, 0)
    for at, (name, _data) in enumerate(streams):
        right = at + 2 if at + 1 < len(streams) else 0xFFFFFFFF
        entries += entry(name, 2, right, 0xFFFFFFFF, starts[at], len(bodies[at]))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4_096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    fat = struct.pack(f"<{len(links)}I", *links)
    if len(fat) > 512 or len(entries) > 512:
        raise ValueError("too large for one sector of links")
    return header.ljust(512, b"\xff") + fat.ljust(512, b"\xff") + entries.ljust(512, b"\0") + b"".join(bodies)


def csv_text(rows: Iterable[Sequence[object]], separator: str = ",") -> str:
    """Rows as separated text, quoted only where it must be."""

    def quoted(value: object) -> str:
        text = "" if value is None else str(value)
        return '"' + text.replace('"', '""') + '"' if set(text) & {separator, '"', "\r", "\n"} else text

    return "".join(separator.join(map(quoted, row)) + "\r\n" for row in rows)


@dataclass(frozen=True)
class Case:
    """A hostile file and how it must end: `verdict` and counts as `huisheng check` prints them."""

    id: str
    name: str
    data: bytes
    verdict: str
    says: str = ""  # a word of the English error
    counts: dict[str, Any] = field(default_factory=dict)


def _row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _prefixed() -> list[tuple[str, bytes]]:
    """The good workbook with a prefix before each element's name, as some writers put it."""
    with zipfile.ZipFile(io.BytesIO(workbook(sheet_rows(GOOD)))) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    return [
        (name, re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", content).replace(b"xmlns=", b"xmlns:x="))
        if name.endswith("sheet1.xml")
        else (name, content)
        for name, content in parts
    ]


def cases() -> list[Case]:
    """All of them."""
    good = workbook(sheet_rows(GOOD))
    head = sheet_rows([HEADER])
    doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    number = '<c r="A{0}"><v>1</v></c>'
    found = [
        # the container
        Case("bomb", "a.xlsx", workbook(head + " " * (32 << 20)), "reject", "packed"),
        Case(
            "size-lie",
            "a.xlsx",
            with_stated_size(workbook(head + " " * (8 << 20)), b"xl/worksheets/sheet1.xml", 90),
            "reject",
        ),
        Case("overlap", "a.xlsx", overlapping(good), "reject", "lie over"),
        Case("password", "a.xlsx", workbook(sheet_rows(GOOD), password=True), "reject", "password"),
        Case(
            "backslash", "a.xlsx", workbook(sheet_rows(GOOD), extra=[("xl\\..\\x.xml", b"<x/>")]), "reject", "outside"
        ),
        Case("drive", "a.xlsx", workbook(sheet_rows(GOOD), extra=[("C:x.xml", b"<x/>")]), "reject", "outside"),
        Case(
            "entries",
            "a.xlsx",
            workbook(sheet_rows(GOOD), extra=[(f"n/{n}", b"") for n in range(5_001)]),
            "reject",
            "parts",
        ),
        Case("cut", "a.xlsx", good[:-300], "reject", "damaged"),
        Case("no-parts", "a.xlsx", zipped([("xl/workbook.xml", b"<workbook/>")]), "reject"),
        Case("plain-zip", "a.xlsx", zipped([("a.txt", b"a")]), "reject", "zip"),
        Case(
            "encrypted-ole", "a.xlsx", ole([("EncryptionInfo", b""), ("EncryptedPackage", b"")]), "reject", "password"
        ),
        # the XML
        Case("doctype", "a.xlsx", workbook(sheet_rows(GOOD), doctype=doctype), "reject", "document type"),
        Case(
            "doctype-utf16",
            "a.xlsx",
            workbook(sheet_rows(GOOD), doctype=doctype, encoding="utf-16"),
            "reject",
            "document type",
        ),
        Case(
            "doctype-shared",
            "a.xlsx",
            workbook(sheet_rows(GOOD), doctype=doctype, shared="<si><t>&e;</t></si>"),
            "reject",
            "document type",
        ),
        Case(
            "deep",
            "a.xlsx",
            workbook(head + "<row><c><is>" + "<r>" * 5_000 + "</r>" * 5_000 + "</is></c></row>"),
            "reject",
            "levels",
        ),
        Case("torn-xml", "a.xlsx", workbook(sheet_rows(GOOD) + "<row><c>"), "reject", "damaged"),
        Case(
            "torn-late",
            "a.xlsx",
            workbook(sheet_rows([HEADER, *[(n, "", "声音", "") for n in range(200)]]) + "<row><c></row>"),
            "reject",
            "damaged",
        ),
        Case("sheet-utf16", "a.xlsx", workbook(sheet_rows(GOOD), encoding="utf-16"), "accept", counts={"rows_kept": 2}),
        Case(
            "two-in-one-place",
            "a.xlsx",
            workbook(head + _row(2, '<c r="C2" t="str"><v>甲</v></c><c r="C2" t="str"><v>乙</v></c>')),
            "reject",
            "damaged",
        ),
        # the sheet
        Case(
            "false-dimension",
            "a.xlsx",
            workbook(sheet_rows(GOOD), before='<dimension ref="A1:B2"/>'),
            "accept",
            counts={"rows_kept": 2},
        ),
        Case(
            "far-cell",
            "a.xlsx",
            workbook(sheet_rows(GOOD) + _row(1_048_576, '<c r="XFD1048576" t="str"><v> </v></c>')),
            "accept",
            counts={"rows_kept": 2, "rows_ignored_empty": 1},
        ),
        Case(
            "far-content",
            "a.xlsx",
            workbook(sheet_rows(GOOD) + _row(9, '<c r="XFD9" t="str"><v>x</v></c>')),
            "reject",
            "columns",
        ),
        Case(
            "formula",
            "a.xlsx",
            workbook(head + _row(2, '<c r="C2" t="str"><f>A1&amp;"x"</f><v>好的</v></c>')),
            "accept",
            counts={"texts": ["好的"]},
        ),
        Case(
            "formula-blank",
            "a.xlsx",
            workbook(head + _row(2, number.format(2), '<c r="C2"><f>A1</f><v></v></c>')),
            "rows",
            counts={"rows_rejected": 1},
        ),
        Case(
            "error",
            "a.xlsx",
            workbook(head + _row(2, '<c r="C2" t="e"><v>#DIV/0!</v></c>')),
            "rows",
            counts={"rows_rejected": 1},
        ),
        Case(
            "shared-beyond",
            "a.xlsx",
            workbook(
                head + _row(2, '<c r="C2" t="s"><v>-1</v></c>') + _row(3, '<c r="C3" t="s"><v>0</v></c>'),
                shared="<si><t>好</t></si>",
            ),
            "rows",
            counts={"rows_kept": 1, "rows_rejected": 1},
        ),
        Case(
            "fan-out",
            "a.xlsx",
            workbook(
                head + "".join(_row(n, f'<c r="C{n}" t="s"><v>0</v></c>') for n in range(2, 4_000)),
                shared=f"<si><t>{'长' * 32_000}</t></si>",
            ),
            "reject",
            "characters",
        ),
        Case(
            "long-cell",
            "a.xlsx",
            workbook(sheet_rows([*GOOD, (3, "", "长" * 32_768, "")])),
            "rows",
            counts={"rows_kept": 2, "rows_rejected": 1},
        ),
        Case(
            "phone-book-number",
            "a.xlsx",
            workbook(sheet_rows([(*HEADER, "身份证号"), (1, "", "好", "", 4.1e17)])),
            "rows",
            counts={"rows_rejected": 1},
        ),
        Case(
            "endless-merge",
            "a.xlsx",
            workbook(
                sheet_rows([*GOOD, (3, None, "第三条", "")]),
                after='<mergeCells><mergeCell ref="B3:B1048576"/></mergeCells>',
            ),
            "accept",
            counts={"rows_kept": 3},
        ),
        Case(
            "second-sheet",
            "a.xlsx",
            workbook(
                sheet_rows(GOOD), sheets=[("二", "visible", sheet_rows(GOOD)), ("藏", "hidden", sheet_rows(GOOD))]
            ),
            "accept",
            counts={"rows_kept": 4},
        ),
        Case(
            "many-sheets",
            "a.xlsx",
            workbook(sheet_rows(GOOD), sheets=[(f"s{n}", "visible", "") for n in range(201)]),
            "reject",
            "sheets",
        ),
        Case("empty", "a.xlsx", workbook("<row r='1'/>"), "reject", "empty"),
        Case("secret-title", "a.xlsx", workbook(sheet_rows([("机密★1年",), *GOOD])), "reject", "secrecy"),
        Case(
            "secret-heading",
            "a.xlsx",
            workbook(sheet_rows(GOOD), after="<headerFooter><oddHeader>&amp;L秘密★</oddHeader></headerFooter>"),
            "reject",
            "secrecy",
        ),
        Case(
            "innocent-secret",
            "a.xlsx",
            workbook(sheet_rows([*GOOD, (3, "家长", "有老师秘密补课，还打听商业机密。", "")])),
            "accept",
            counts={"rows_kept": 3},
        ),
        Case(
            "too-many-rows",
            "a.csv",
            csv_text([HEADER, *[(n, "", "好", "") for n in range(200_001)]]).encode(),
            "reject",
            "200000",
        ),
        # old workbooks
        Case("old", "a.xls", old_workbook(GOOD), "accept", counts={"rows_kept": 2}),
        Case(
            "old-error",
            "a.xls",
            old_workbook([*GOOD, (3, "", "x", "")], errors=[(3, 2)]),
            "rows",
            counts={"rows_kept": 2, "rows_rejected": 1},
        ),
        Case("old-locked", "a.xls", old_workbook(GOOD, locked=True), "reject", "password"),
        Case("old-cut", "a.xls", old_workbook(GOOD)[:2_000], "reject"),
        Case("old-noise", "a.xls", ole([("Workbook", bytes(range(256)) * 40)]), "reject"),
        Case("old-word", "a.xls", ole([("WordDocument", b"x")]), "reject", "Word"),
        # text
        Case(
            "gb18030",
            "a.csv",
            csv_text([*GOOD, (3, "", "龘家巷𠮷号没有灯", "")]).encode("gb18030"),
            "accept",
            counts={"rows_kept": 3},
        ),
        Case(
            "utf8-rows-in-gbk",
            "a.csv",
            csv_text([*GOOD, *GOOD[1:]]).encode("gbk") + csv_text(GOOD[2:]).encode(),
            "rows",
            counts={"rows_kept": 4, "rows_rejected": 1},
        ),
        Case("utf16", "a.txt", csv_text(GOOD, "\t").encode("utf-16"), "accept", counts={"rows_kept": 2}),
        Case("utf16-unmarked", "a.csv", csv_text(GOOD).encode("utf-16-be"), "reject", "encoding"),
        Case(
            "open-quote-at-end",
            "a.csv",
            (csv_text(GOOD) + '3,,"没有结尾,\r\n4,,第四条,\r\n').encode(),
            "rows",
            counts={"rows_total": 4, "rows_kept": 3, "rows_rejected": 1},
        ),
        Case(
            "quote-closed-elsewhere",
            "a.csv",
            (csv_text(GOOD) + '3,,"没有结尾,\r\n4,,"甲说""好""",\r\n5,,丙,\r\n').encode(),
            "rows",
            counts={"rows_total": 5, "rows_kept": 4, "rows_rejected": 1},
        ),
        Case(
            "long-quoted",
            "a.csv",
            csv_text([*GOOD, (3, "", "行\n" * 150, "")]).encode(),
            "accept",
            counts={"rows_kept": 3},
        ),
        Case(
            "quote-over-200-lines",
            "a.csv",
            (csv_text(GOOD) + '3,,"' + "4,,声音,\r\n" * 300 + '"\r\n').encode(),
            "rows",
            counts={"rows_kept": 301},
        ),
        Case(
            "nul",
            "a.csv",
            (csv_text(GOOD) + "3,,前\0后,\r\n").encode(),
            "rows",
            counts={"rows_total": 3, "rows_rejected": 1},
        ),
        Case(
            "shifted",
            "a.csv",
            (csv_text(GOOD) + "3,,多了,2014-03-07,再多\r\n").encode(),
            "rows",
            counts={"rows_rejected": 1},
        ),
        Case(
            "blank-lines",
            "a.csv",
            ("\r\n" + csv_text(GOOD[:2]) + ",,,\r\n\r\n" + csv_text(GOOD[2:])).encode(),
            "accept",
            counts={"rows_kept": 2, "rows_ignored_empty": 3},
        ),
        Case("wide", "a.csv", b"a," * 2_000 + b"a\r\n", "reject", "columns"),
        Case(
            "identity-cut",
            "a.csv",
            csv_text([(*HEADER, "身份证"), (1, "", "好", "", "411002199001011000")]).encode(),
            "rows",
            counts={"rows_rejected": 1},
        ),
        Case("program", "a.csv", b"\x7fELF" + bytes(500), "reject", "program"),
        Case("picture", "a.csv", b"\x89PNG\r\n\x1a\n" + bytes(500), "reject", "PNG"),
        Case("web-page", "a.xls", "<!-- x --><HTML><table><tr><td>意见</table>".encode("gbk"), "reject", "web page"),
        Case(
            "xml-spreadsheet",
            "a.xls",
            b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>',
            "reject",
            "XML",
        ),
        Case(
            "web-archive",
            "a.xls",
            b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n\r\n<html>",
            "reject",
            "web page",
        ),
        Case("rich-text", "a.csv", b"{\\rtf1\\ansi text}", "reject", "Word"),
        Case("json", "a.csv", b'[{"text": "x"}]', "reject", "JSON"),
        Case("drawing", "a.csv", b'<?xml version="1.0"?><svg xmlns="x"/>', "reject", "SVG"),
        Case("utf32", "a.csv", csv_text(GOOD).encode("utf-32"), "reject", "encoding"),
        Case("utf16-cut", "a.csv", csv_text([*GOOD, *GOOD[1:] * 40]).encode("utf-16")[:-1], "reject"),
        Case("prefixed", "a.xlsx", zipped(_prefixed()), "accept", counts={"rows_kept": 2}),
        Case(
            "accents",
            "a.csv",
            csv_text([("id", "comment"), (1, "Café closed at noon")]).encode(),
            "accept",
            counts={"texts": ["Café closed at noon"]},
        ),
        Case("nothing", "a.csv", b"", "reject", "empty"),
        Case("header-only", "a.csv", csv_text([HEADER]).encode(), "reject", "no rows"),
        Case(
            "two-text-columns",
            "a.csv",
            csv_text([("意见内容", "意见内容"), ("甲", "乙")]).encode(),
            "reject",
            "Two columns",
        ),
    ]
    return found
