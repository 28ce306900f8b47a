"""Hostile documents of our own, one or more for each class of input, and how each must end."""

from tests.factories.hostile import Case, ole, overlapping, with_stated_size, workbook, zipped
from tests.factories.word_files import document, named, paragraph, run, table, written

SAID = "林一：路灯不亮。"
_DOCTYPE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
_TWO = "<w:r><mc:AlternateContent>{0}</mc:AlternateContent></w:r>"
_RUBY = (
    "<w:r><w:ruby><w:rt><w:r><w:t>lín</w:t></w:r></w:rt>"
    "<w:rubyBase><w:r><w:t>林</w:t></w:r></w:rubyBase></w:ruby></w:r>"
)
_BOX = "<w:r><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></w:r>"


def _tracked(kind: str, inside: str) -> str:
    return f'<w:{kind} w:id="1" w:author="x">{inside}</w:{kind}>'


def _noted() -> bytes:
    notes = named(
        "footnotes",
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>——</w:t></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="1">{paragraph("脚注里的话。")}</w:footnote>',
    )
    return document(paragraph(SAID), parts=[("word/footnotes.xml", notes)])


def _by_style(style: str) -> bytes:
    styles = named(
        "styles",
        '<w:style w:type="paragraph" w:styleId="a"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="c"><w:basedOn w:val="d"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="d"><w:basedOn w:val="c"/></w:style>',
    )
    hidden = paragraph("样式里藏的话", properties=f'<w:pStyle w:val="{style}"/>')
    return document(paragraph(SAID) + hidden, parts=[("word/styles.xml", styles)])


def _texts(*texts: str) -> dict[str, object]:
    return {"texts": list(texts), "rows_total": len(texts), "rows_kept": len(texts)}


def opens_for_ever(count: int) -> str:
    """Text elements that open and never close."""
    return "<w:t>" * count


def data_for_ever(count: int) -> str:
    """A text element of data sections that open and never close."""
    return "<w:t>" + "<![CDATA[" * count + "</w:t>"


def cases() -> list[Case]:
    """All of them."""
    good = document(paragraph("座谈会记录") * 40 + paragraph(SAID))
    twice = _BOX.format(paragraph("框里的话"))
    return [
        # the container
        Case("truncated", "a.docx", good[: len(good) // 2], "reject", "damaged"),
        Case("bomb", "a.docx", document(" " * (32 << 20)), "reject", "packed"),
        Case("many-bombs", "a.docx", document("", parts=[(f"word/n{n}.xml", "<a/>" + "x y " * 240_000) for n in range(120)]), "reject", "100"),
        Case("size-lie", "a.docx", with_stated_size(document(" " * (8 << 20)), b"word/document.xml", 90), "reject"),
        Case("overlap", "a.docx", overlapping(good), "reject", "lie over"),
        Case("outside", "a.docx", document(paragraph(SAID), parts=[("../../x.xml", "<x/>")]), "reject", "outside"),
        Case("locked", "a.docx", ole([("EncryptionInfo", b""), ("EncryptedPackage", b"")]), "reject", "password"),
        Case("plain-zip", "a.docx", zipped([("a.txt", b"a")]), "reject", "zip"),
        # the kind
        Case("word-97", "a.docx", ole([("WordDocument", b"x")]), "reject", ".docx"),
        Case("workbook", "a.docx", workbook("<row r='1'/>"), "reject", "workbook"),
        Case("pdf", "a.docx", b"%PDF-1.7 x", "reject", "PDF"),
        Case("web-page", "a.txt", b"<html><body>x", "reject", "web page"),
        Case("program", "a.txt", b"\x7fELF" + bytes(500), "reject", "program"),
        Case("nothing", "a.txt", b"", "reject", "empty"),
        # the XML
        Case("doctype", "a.docx", document(paragraph("&e;"), doctype=_DOCTYPE), "reject", "document type"),
        Case("doctype-beside", "a.docx", document(paragraph(SAID), parts=[("word/styles.xml", _DOCTYPE + "<x/>")]), "reject", "document type"),
        Case("deep", "a.docx", document("<w:tbl><w:tr><w:tc>" * 2_000 + paragraph("深") + "</w:tc></w:tr></w:tbl>" * 2_000), "reject", "levels"),
        Case("deep-style", "a.docx", document(paragraph(SAID), parts=[("word/styles.xml", "<a>" * 999 + "</a>" * 999)]), "reject", "levels"),
        Case("torn", "a.docx", document(paragraph(SAID) + "<w:p><w:r>"), "reject", "damaged"),
        Case("opens-for-ever", "a.docx", document("<w:p><w:r>" + opens_for_ever(200_000)), "reject", "levels"),
        Case("data-for-ever", "a.docx", document("<w:p><w:r>" + data_for_ever(100_000)), "reject", "damaged"),
        Case("long-reference", "a.docx", document(f"<w:p><w:r><w:t>林一：好&#{'0' * 9_000}33;</w:t></w:r></w:p>"), "accept",
             counts=_texts("林一：好!")),
        Case("too-long", "a.docx", document("".join(paragraph(f"{n}号说了一些话。") for n in range(20_001))), "reject", "20000"),
        Case("too-many-words", "a.txt", ("话" * 99 + "\n").encode() * 10_200, "reject", "1000000"),
        # the words
        Case("table", "a.docx", document(table([("发言人", "内容"), ("林一", "路灯不亮。\n路也不平。")])), "accept",
             counts=_texts("发言人", "内容", "林一", "路灯不亮。", "路也不平。")),
        Case("box", "a.docx", document(paragraph(SAID, _BOX.format(paragraph("框里的话")))), "accept", counts=_texts(SAID, "框里的话")),
        Case("box-twice", "a.docx", document(paragraph(
            _TWO.format(f"<mc:Choice>{twice}</mc:Choice><mc:Fallback>{twice}</mc:Fallback>")
        )), "accept", counts=_texts("框里的话")),
        Case("fallback-alone", "a.docx", document(paragraph(
            _TWO.format(f"<mc:Fallback>{twice}</mc:Fallback>")
        )), "accept", counts=_texts("框里的话")),
        Case("note", "a.docx", _noted(), "accept", counts=_texts(SAID, "脚注里的话。")),
        Case("tracked", "a.docx", document(paragraph(
            run("林一：食堂"), _tracked("del", "<w:r><w:delText>难吃</w:delText></w:r>"), _tracked("ins", run("贵")),
            _tracked("moveFrom", run("搬走的")), run("。")
        )), "accept", counts=_texts("林一：食堂贵。")),
        Case("tracked-mark", "a.docx", document(
            paragraph("林一：前半句，", properties='<w:rPr><w:del w:id="1" w:author="x"/></w:rPr>') + paragraph("后半句。")
        ), "accept", counts=_texts("林一：前半句，后半句。")),
        Case("changed-look", "a.docx", document(paragraph(
            run(SAID, "<w:b/><w:rPrChange w:id='1' w:author='x'><w:rPr><w:vanish/></w:rPr></w:rPrChange>")
        )), "accept", counts=_texts(SAID)),
        Case("hidden", "a.docx", document(paragraph(SAID, run("藏的话", "<w:vanish/>"), run("。", '<w:vanish w:val="0"/>'))),
             "accept", counts=_texts(SAID + "。")),
        Case("hidden-by-style", "a.docx", _by_style("b"), "accept", counts=_texts(SAID)),
        Case("circle-of-styles", "a.docx", _by_style("c"), "accept", counts=_texts(SAID, "样式里藏的话")),
        Case("line-breaks", "a.docx", document(paragraph(run("林一：甲"), "<w:r><w:br/><w:t>吴二：乙</w:t><w:tab/><w:t>丙</w:t></w:r>")),
             "accept", counts=_texts("林一：甲", "吴二：乙\t丙")),
        Case("ruby", "a.docx", document(paragraph(
            _RUBY,
            run("一：好"),
        )), "accept", counts=_texts("林一：好")),
        Case("references", "a.docx", document("<w:p><w:r><w:t>甲&amp;乙&#x4E19;<![CDATA[<丁>]]><!-- 注 --></w:t></w:r></w:p>"), "accept",
             counts=_texts("甲&乙丙<丁>")),
        Case("only-pictures", "a.docx", document("<w:p><w:r><w:pict><v:imagedata/></w:pict></w:r></w:p>"), "reject", "pictures"),
        Case("blank", "a.docx", document(paragraph("　") + paragraph()), "reject", "no words"),
        # secrecy
        Case("secret", "a.docx", document(paragraph("机密★1年") + paragraph(SAID)), "reject", "secrecy"),
        Case("secret-heading", "a.docx",
             document(paragraph(SAID), parts=[("word/header1.xml", named("hdr", paragraph("内部资料　秘密★")))]), "reject", "secrecy"),
        Case("secret-text", "a.txt", "绝密★启用前\n座谈会记录".encode(), "reject", "secrecy"),
        Case("innocent", "a.txt", "座谈会\n林一：有老师秘密补课，打听商业机密。".encode(), "accept",
             counts=_texts("座谈会", "林一：有老师秘密补课，打听商业机密。")),
        # text
        Case("gb18030", "a.txt", f"座谈会\r\n{SAID}\r\n\r\n𠮷某：好。".encode("gb18030"), "accept", counts=_texts("座谈会", SAID, "𠮷某：好。")),
        Case("utf-8-mark", "a.txt", SAID.encode("utf-8-sig"), "accept", counts=_texts(SAID)),
        Case("utf-16", "a.txt", SAID.encode("utf-16"), "accept", counts=_texts(SAID)),
        Case("utf-16-unmarked", "a.txt", (SAID + "\n").encode("utf-16-le") * 9, "reject", "encoding"),
        Case("utf-32", "a.txt", SAID.encode("utf-32"), "reject", "encoding"),
        Case("mixed", "a.txt", SAID.encode() + b"\n" + SAID.encode("gb18030"), "reject", "encoding"),
        Case("controls", "a.txt", "林一：前\x00\x07后".encode(), "accept", counts=_texts("林一：前后")),
        Case("good", "a.docx", written(f"座谈会\n\n{SAID}"), "accept", counts=_texts("座谈会", SAID)),
    ]  # fmt: skip
