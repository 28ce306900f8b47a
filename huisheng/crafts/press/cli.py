"""`huisheng press`: a document as JSON in, PDF, Word or pictures of its pages out. No database."""

import argparse
import os
import sys
from pathlib import Path

from huisheng.crafts.press.codec import Malformed, parse
from huisheng.crafts.press.compose import words
from huisheng.crafts.press.faces import Faces, lacking, office_faces
from huisheng.crafts.press.model import Document
from huisheng.crafts.press.pdf import PressFailed, to_pages, to_pdf
from huisheng.crafts.press.word import to_docx
from huisheng.crafts.words import Parser, _, ngettext


def main(argv: list[str]) -> int:
    """Run `huisheng press`; returns the exit status: 0 done, 1 the input cannot be used, 2 wrong call."""
    try:
        arguments = _parser().read(argv, _lacks)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        return _press(arguments)
    except (Malformed, PressFailed, OSError) as problem:
        print(_worded(problem, arguments.input), file=sys.stderr)
        return 1


def _lacks(arguments: argparse.Namespace) -> str:
    needed = (arguments.input, arguments.output)
    return _("INPUT and --output OUT are both needed.") if None in needed else ""


def _parser() -> Parser:
    parser = Parser(
        prog="huisheng press",
        usage="huisheng press INPUT.json -o OUT.pdf|OUT.docx|OUT/ [--dpi N] [--fonts FOLDER|shipped] [-h]",
        add_help=False,
        exit_on_error=False,
        description=_("Press an official document, after GB/T 9704-2012, out of a file that says what it holds."),
        epilog=_(
            "What INPUT may say is described in docs/develop/press.md. The office's own fonts are used when they are"
            " installed or lie in the folder HUISHENG_FONTS names, else those shipped with Huisheng. The same input"
            " and fonts give the same bytes."
        ),
    )
    files = parser.add_argument_group(_("document in, pages out"))
    choices = parser.add_argument_group(_("choices"))
    files.add_argument("input", type=Path, nargs="?", metavar="INPUT", help=_("the document, a json file"))
    files.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        help=_("a name ending in .pdf or .docx; any other name is a folder for pictures of the pages (png)"),
    )
    choices.add_argument(
        "--dpi", type=_dots, default=120, metavar="N", help=_("dots per inch of pictures, 30 to 600 (default 120)")
    )
    choices.add_argument(
        "--fonts", metavar="FOLDER", help=_("folder with the office's fonts; shipped: use none but Huisheng's own")
    )
    choices.add_argument("-h", "--help", action="help", help=_("show this and stop"))
    return parser


def _dots(given: str) -> int:
    dots = int(given)
    if not 30 <= dots <= 600:
        raise ValueError(given)
    return dots


def _press(arguments: argparse.Namespace) -> int:
    document = parse(arguments.input.read_bytes())
    out = Path(arguments.output)
    if out.suffix.lower() == ".docx":
        made = to_docx(document)
        out.write_bytes(made)
    else:
        made = to_pdf(document, _faces(arguments.fonts))
        if out.suffix.lower() == ".pdf":
            out.write_bytes(made)
        else:
            count = _write_pages(out, to_pages(made, arguments.dpi))
            print(ngettext("{n} page in {folder}", "{n} pages in {folder}", count).format(n=count, folder=out))
        _warn(document)
    return 0


def _write_pages(folder: Path, pages: list[bytes]) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    for number, picture in enumerate(pages, 1):
        (folder / f"{number:03}.png").write_bytes(picture)
    return len(pages)


def _faces(fonts: str | None) -> Faces:
    if fonts is None:
        return office_faces()
    if fonts == "shipped":
        return Faces(system=False)
    if not Path(fonts).is_dir():
        raise FileNotFoundError(2, os.strerror(2), fonts)
    return Faces(Path(fonts))


def _warn(document: Document) -> None:
    empty = lacking(words(document))
    if empty:
        told = "  ".join(f"{char} U+{ord(char):04X}" for char in empty[:20])
        print(
            _("No font has these characters; they print as an empty box: {characters}").format(characters=told),
            file=sys.stderr,
        )


def _worded(problem: Exception, source: Path) -> str:
    if isinstance(problem, Malformed):
        return _(
            "{file} is no document: {place}: {fault}. Nothing was written."
            " Mend that place; docs/develop/press.md tells what may stand there."
        ).format(file=source, place=problem.path or _("the file"), fault=problem.fault)
    if isinstance(problem, PressFailed):
        return _(
            "The pages could not be made ({reason}). Nothing was written."
            " Try --fonts shipped; Word files need no fonts."
        ).format(reason=problem.reason)
    return _("The file system refused ({reason}). Results already there were kept.").format(reason=problem)
