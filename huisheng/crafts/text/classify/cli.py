"""`huisheng classify`: learn labels from examples, give them to other voices, and say which voice to label next."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from huisheng.crafts.gate import FileRefused
from huisheng.crafts.text.classify.classifier import BadClassifier, LabelClassifier, TooFewLabels
from huisheng.crafts.text.classify.queue import next_to_label
from huisheng.crafts.text.tables import TableUnreadable, read_labelled, read_voices, replacing, write_csv
from huisheng.crafts.text.telling import asked_language, step, worded
from huisheng.crafts.text.voices import Voice
from huisheng.crafts.words import Parser, _, ngettext

_Work = Callable[[argparse.Namespace], int]


def main(argv: list[str]) -> int:
    """Run `huisheng classify`; returns the exit status: 0 done, 1 the input cannot be used, 2 wrong call."""
    if language := asked_language(argv):
        os.environ["HUISHENG_LANGUAGE"] = language
    acts = {"train": _training, "apply": _applying, "queue": _queueing}
    try:
        if not argv or argv[0] not in acts:
            _overview().read(argv, lambda _none: _("Say what to do: train, apply or queue."))
        parser, work = acts[argv[0]]()
        arguments = parser.read(argv[1:], _lacks)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        return work(arguments)
    except (TableUnreadable, TooFewLabels, BadClassifier, FileRefused, OSError) as problem:
        print(_worded(problem), file=sys.stderr)
        return 1


def _lacks(arguments: argparse.Namespace) -> str:
    return _("All the files named above are needed.") if None in vars(arguments).values() else ""


def _overview() -> Parser:
    parser = _parser(
        "",
        "huisheng classify train LABELLED -o MODEL\n"
        "       huisheng classify apply MODEL INPUT -o OUT.csv\n"
        "       huisheng classify queue INPUT -o OUT.csv [-n N] [--labelled LABELLED]",
        _("Learn labels from examples and give them to other voices, without a database."),
        _("huisheng classify train --help, apply --help, queue --help: more on each."),
    )
    parser.add_argument_group(_("choices")).add_argument("-h", "--help", action="help", help=_("show this and stop"))
    return parser


def _training() -> tuple[Parser, _Work]:
    parser = _parser(
        " train",
        "huisheng classify train LABELLED -o MODEL [--language {zh-Hans,en}] [-h]",
        _("Learn labels from voices that carry one."),
        _(
            "MODEL holds the labels, hashes of grams that three voices or more share, and weights; no text."
            " The same voices give the same bytes, whatever their order."
        ),
    )
    files = parser.add_argument_group(_("labelled voices in, model out"))
    _file(
        files,
        "labelled",
        _(
            "csv, xlsx or jsonl file, also gzipped; columns id, title, text (as written, or as words with blanks"
            " between), label"
        ),
    )
    files.add_argument("-o", "--output", type=Path, metavar="MODEL", help=_("file for the model"))
    _choices(parser)
    return parser, _train


def _applying() -> tuple[Parser, _Work]:
    parser = _parser(
        " apply",
        "huisheng classify apply MODEL INPUT -o OUT.csv [--language {zh-Hans,en}] [-h]",
        _("Give each voice the label that fits best."),
        _(
            "OUT.csv will hold id, label, confidence, in the order of INPUT. Of labels with confidence 0.9, nine in ten"
            " are right, as long as the voices are of the kind learned from."
        ),
    )
    files = parser.add_argument_group(_("model and voices in, labels out"))
    _file(files, "model", _("what `huisheng classify train` learned"))
    _file(files, "input", _("the voices, as for huisheng comb"))
    files.add_argument("-o", "--output", type=Path, metavar="OUT.csv", help=_("file for the labels"))
    _choices(parser)
    return parser, _apply


def _queueing() -> tuple[Parser, _Work]:
    parser = _parser(
        " queue",
        "huisheng classify queue INPUT -o OUT.csv [-n N] [--labelled LABELLED] [--language {zh-Hans,en}] [-h]",
        _("Say which voices a person should label next, so that few labels teach much."),
        _(
            "OUT.csv will hold id, title, text and an empty column label, most useful first. Label them, then ask again"
            " with all labels given so far: five times 100 teach more than 500 at once."
        ),
    )
    files = parser.add_argument_group(_("voices in, those to label next out"))
    _file(files, "input", _("the voices, as for huisheng comb"))
    files.add_argument("-o", "--output", type=Path, metavar="OUT.csv", help=_("file for the voices to label"))
    choices = _choices(parser)
    choices.add_argument("-n", type=_count, default=100, metavar="N", help=_("how many (default 100)"))
    choices.add_argument(
        "--labelled",
        type=Path,
        action="append",
        default=[],
        metavar="LABELLED",
        help=_("voices labelled so far, as for classify train; they are not chosen again; may be given several times"),
    )
    return parser, _queue


def _parser(act: str, usage: str, description: str, epilog: str) -> Parser:
    return Parser(
        prog=f"huisheng classify{act}",
        usage=usage,
        add_help=False,
        exit_on_error=False,
        description=description,
        epilog=epilog,
    )


# argparse has no public name for what add_argument_group gives.
def _file(group: Any, name: str, words: str) -> None:
    group.add_argument(name, type=Path, nargs="?", metavar=name.upper(), help=words)


def _choices(parser: Parser) -> Any:
    choices = parser.add_argument_group(_("choices"))
    choices.add_argument("--language", choices=("zh-Hans", "en"), default="", help=_("language of messages"))
    choices.add_argument("-h", "--help", action="help", help=_("show this and stop"))
    return choices


def _count(given: str) -> int:
    if not given.isdecimal() or int(given) < 1:
        raise argparse.ArgumentTypeError(given)
    return int(given)


def _train(arguments: argparse.Namespace) -> int:
    with step(_("reading {file}").format(file=arguments.labelled.name)):
        voices, labels, without = read_labelled(arguments.labelled)
    if without:
        line = ngettext("{n} voice has no label: {ids}", "{n} voices have no label: {ids}", len(without))
        print(line.format(n=len(without), ids=_named(voice.id for voice in without)), file=sys.stderr)
    with step(_("learning from {n} voices").format(n=len(voices))):
        model = LabelClassifier().fit(voices, labels)
    with replacing(arguments.output) as part:
        model.write(part)
    print(_("{voices} voices, {labels} labels learned").format(voices=len(voices), labels=len(model.labels_)))
    return 0


def _apply(arguments: argparse.Namespace) -> int:
    model = LabelClassifier.read(arguments.model)
    with step(_("reading {file}").format(file=arguments.input.name)):
        voices = read_voices(arguments.input).voices
    with step(_("labelling {n} voices").format(n=len(voices))):
        found = model.classify(voices)
    rows = ((voice.id, label.code, f"{label.confidence:.4f}") for voice, label in zip(voices, found, strict=True))
    write_csv(arguments.output, ("id", "label", "confidence"), rows)
    print(
        _("{voices} voices labelled, {sure} of them with confidence .9 or more").format(
            voices=len(voices), sure=sum(label.confidence >= 0.9 for label in found)
        )
    )
    return 0


def _queue(arguments: argparse.Namespace) -> int:
    with step(_("reading {file}").format(file=arguments.input.name)):
        voices = read_voices(arguments.input).voices
        known: list[Voice] = []
        labels: list[str] = []
        for file in arguments.labelled:
            more, their_labels, _without = read_labelled(file)
            known += more
            labels += their_labels
    with step(_("choosing among {n} voices").format(n=len(voices))):
        chosen = next_to_label(voices, arguments.n, known, labels)
    rows = ((voice.id, voice.title, voice.text, "") for voice in chosen)
    write_csv(arguments.output, ("id", "title", "text", "label"), rows)
    print(_("{n} voices to label next").format(n=len(chosen)))
    return 0


def _named(ids: Iterable[str], most: int = 20) -> str:
    listed = list(ids)
    return ", ".join(listed[:most]) + (" …" if len(listed) > most else "")


def _worded(problem: Exception) -> str:
    if isinstance(problem, TooFewLabels):
        return _(
            "The examples carry fewer than two labels, so there is nothing to choose between. Nothing was written."
            " Give examples of two labels at least."
        )
    if isinstance(problem, BadClassifier):
        return _(
            "The model {file} cannot be used: it is none, or of another release. Nothing was written."
            " Learn it anew with huisheng classify train."
        ).format(file=problem.path)
    if isinstance(problem, FileNotFoundError):
        return _("There is no file {file}. Nothing was written. Check the name.").format(file=problem.filename)
    return worded(problem)
