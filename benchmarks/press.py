"""Pressing 100 documents of 10 pages, against Typst alone setting the same words plainly.

    python benchmarks/press.py [DOCUMENTS]          default 100

Both run in one process with one warm compiler and the shipped fonts. The peer is given the same words as
paragraphs and bare tables in one font, without styles, numbers or rules; its pages are counted too.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pypdfium2
import typst

from huisheng.crafts.press.compose import Foot, Grid, Line, compose
from huisheng.crafts.press.faces import Faces
from huisheng.crafts.press.model import (
    Attachment,
    Column,
    Document,
    Enumeration,
    Head,
    Heading,
    Number,
    Paragraph,
    Record,
    Run,
    Signature,
    Table,
)
from huisheng.crafts.press.pdf import to_pages, to_pdf
from huisheng.crafts.press.word import to_docx

SHIPPED = Faces(system=False)
PARAGRAPH = "领导小组办公室对收到的意见逐条登记、逐条归类，原话与梳理结果一一对应，可查可核；对能够马上解决的立行立改。"
MATTERS = ("育才路南段一下雨就积水，学生上学放学要绕行", "图书馆周末不开放，上班的人没法借书", "窗口排队两小时")

PLAIN = """
#let given = json(bytes(sys.inputs.data))
#set text(font: given.font, size: 16pt, lang: "zh")
#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm))
#for part in given.parts {
  if type(part) == str { par(text(part)) } else { table(columns: part.at(0), ..part.at(1).map(c => text(12pt, c))) }
}
"""


def document(n: int) -> Document:
    """The n-th report: a red head, four chapters, a table over several pages, one annex. No two are alike."""
    chapters = tuple(
        block
        for chapter in range(4)
        for block in (
            Heading(f"第{n}号报告的第{chapter + 1}部分"),
            Paragraph((Run("坚持开门听意见。", lead=True), Run(PARAGRAPH))),
            *(Paragraph(f"{n}-{chapter}-{at}：{PARAGRAPH}") for at in range(6)),
            Enumeration(("听取意见不够深入；", "梳理归类不够准确；", f"第{n}批立行立改进度不平衡。")),
        )
    )
    rows = tuple((str(at), f"{n}-{at}：" + MATTERS[at % 3] * 2, str(at % 17), "柳湾街道办事处") for at in range(44))
    table = Table((Column("序号", mm=14), Column("问题", share=3), Column("条数", mm=16), Column("责任单位")), rows)
    return Document(
        title="示范区教育实践活动领导小组关于听取意见环节工作情况的报告",
        blocks=chapters,
        head=Head("示范区教育实践活动领导小组文件", Number("示教组", 2014, n)),
        addressee="市教育实践活动领导小组",
        signature=Signature(("示范区教育实践活动领导小组",), date(2014, 4, 3)),
        attachments=(Attachment("突出问题清单", (table,)),),
        record=Record("示范区教育实践活动领导小组办公室", date(2014, 4, 3)),
    )


def plain_words(given: Document) -> str:
    """The same words as the peer gets them."""
    parts: list[object] = []
    for section in compose(given):
        for piece in section.pieces:
            if isinstance(piece, Line):
                parts.append("".join(bit.text for bit in (*piece.bits, *piece.far)))
            elif isinstance(piece, Grid):
                cells = [
                    *piece.header,
                    *("".join(bit.text for bit in cell) for row in piece.rows for cell in row.cells),
                ]
                parts.append([len(piece.widths), cells])
            elif isinstance(piece, Foot):
                parts += ["".join(bit.text for bit in (*line.bits, *line.far)) for line in piece.lines]
    return json.dumps({"font": "FandolFang R", "parts": parts}, ensure_ascii=False)


def timed(work: Callable[[Document], bytes], documents: list[Document]) -> tuple[float, list[bytes]]:
    """Seconds of processor time, so that other work on the machine does not count; and what was made."""
    start = time.process_time()
    made = [work(each) for each in documents]
    return time.process_time() - start, made


def pages(made: list[bytes]) -> int:
    return sum(len(pypdfium2.PdfDocument(pdf)) for pdf in made)


def main() -> None:
    documents = [document(n) for n in range(1, (int(sys.argv[1]) if len(sys.argv) > 1 else 100) + 1)]
    folder = tempfile.TemporaryDirectory()
    template = Path(folder.name) / "plain.typ"
    template.write_text(PLAIN, encoding="utf-8")
    bare = typst.Compiler(str(template), root=folder.name, font_paths=SHIPPED.folders(), ignore_system_fonts=True)

    def alone(given: Document) -> bytes:
        made = bare.compile(format="pdf", sys_inputs={"data": plain_words(given)})
        assert isinstance(made, bytes)
        return made

    alone(document(0))
    to_pdf(document(0), SHIPPED)
    to_docx(document(0))
    peer, peer_made = timed(alone, documents)
    ours, made = timed(lambda given: to_pdf(given, SHIPPED), documents)
    word, _files = timed(to_docx, documents)
    picture, _pictures = timed(lambda given: b"".join(to_pages(to_pdf(given, SHIPPED), dpi=96)), documents[:5])
    count, peer_count = pages(made), pages(peer_made)
    print(
        f"{len(documents)} documents, {count / len(documents):.1f} pages each, CPU:"
        f" press {1000 * ours / count:.1f} ms a page; Typst alone {1000 * peer / peer_count:.1f} ms a page"
        f" ({peer_count / len(documents):.1f} pages each); ratio a page {ours / count / (peer / peer_count):.2f},"
        f" a document {ours / peer:.2f}; Word {1000 * word / count:.1f} ms a page;"
        f" pictures at 96 dpi {1000 * picture / pages(made[:5]):.0f} ms a page with the PDF;"
        f" peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )


if __name__ == "__main__":
    main()
