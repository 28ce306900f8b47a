"""Word documents as offices and hostile hands make them, written as XML: what is tested is what the bytes say."""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from tests.factories.hostile import zipped

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NAMES = f'xmlns:w="{_W}" xmlns:mc="{_MC}" xmlns:v="urn:schemas-microsoft-com:vml"'


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    inside = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inside}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    """A paragraph of runs; a plain text is a run of its own."""
    inside = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{inside}{''.join(each if each.startswith('<') else run(each) for each in runs)}</w:p>"


def table(rows: Iterable[Sequence[str]]) -> str:
    """A table; line ends in a cell are paragraphs."""
    return (
        "<w:tbl>"
        + "".join(
            "<w:tr>"
            + "".join(f"<w:tc>{''.join(map(paragraph, cell.split(chr(10))))}</w:tc>" for cell in row)
            + "</w:tr>"
            for row in rows
        )
        + "</w:tbl>"
    )


def document(body: str, *, doctype: str = "", parts: Sequence[tuple[str, str]] = ()) -> bytes:
    """A document around a body; `parts` are further ones by name."""
    types = f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
    links = (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_REL}/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    whole = f'<?xml version="1.0"?>{doctype}<w:document {_NAMES}><w:body>{body}</w:body></w:document>'
    return zipped(
        [
            ("[Content_Types].xml", types.encode()),
            ("_rels/.rels", links.encode()),
            ("word/document.xml", whole.encode()),
            *((name, content.encode()) for name, content in parts),
        ]
    )


def named(part: str, content: str) -> str:
    """The root of a further part with the usual names: footnotes, hdr, styles, comments."""
    return f"<w:{part} {_NAMES}>{content}</w:{part}>"


def written(text: str) -> bytes:
    """A document of these lines, a paragraph each; blank lines are blank paragraphs."""
    return document("".join(map(paragraph, text.split("\n"))))
