"""`huisheng comb`: a file of voices in, passages, groups, questions and drafted findings out; `comb train` learns."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from huisheng.crafts.gate import FileRefused
from huisheng.crafts.text.combing import Comber
from huisheng.crafts.text.pairs import BadModel, PairScorer
from huisheng.crafts.text.results import write_results
from huisheng.crafts.text.schemes import SHIPPED, BadScheme, read_scheme, shipped
from huisheng.crafts.text.tables import TableUnreadable, read_groups, read_voices
from huisheng.crafts.text.telling import asked_language, step, worded
from huisheng.crafts.text.training import NothingToLearn, learn
from huisheng.crafts.text.voices import whole
from huisheng.crafts.words import Parser, _, ngettext


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `huisheng comb`."""
    voices = parser.add_argument_group(_("voices in, findings out"))
    choices = parser.add_argument_group(_("choices"))
    voices.add_argument(
        "input",
        type=Path,
        nargs="?",
        metavar="INPUT",
        help=_("csv, xlsx or jsonl file of voices, also gzipped; columns id, title, text; others are kept"),
    )
    voices.add_argument("-o", "--output", type=Path, metavar="OUT", help=_("folder for the results"))
    choices.add_argument(
        "--unit",
        choices=("passage", "voice"),
        default="passage",
        help=_("what is grouped: passages that voices are cut into (default), or whole voices"),
    )
    choices.add_argument(
        "--scheme",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help=_("a classification scheme of the office's own (json); may be given several times"),
    )
    choices.add_argument(
        "--model",
        type=Path,
        metavar="FILE",
        help=_("what `huisheng comb train` learned; the shipped weights otherwise"),
    )
    choices.add_argument(
        "--language", choices=("zh-Hans", "en"), help=_("language of messages and of the workbook of findings")
    )
    choices.add_argument("-h", "--help", action="help", help=_("show this and stop"))


def add_training_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `huisheng comb train`."""
    confirmed = parser.add_argument_group(_("voices and what clerks confirmed in, weights out"))
    choices = parser.add_argument_group(_("choices"))
    confirmed.add_argument("input", type=Path, nargs="?", metavar="INPUT", help=_("the voices, as for huisheng comb"))
    confirmed.add_argument(
        "groups",
        type=Path,
        nargs="?",
        metavar="GROUPS",
        help=_("csv file with the columns id and group: voices of one group are one matter; others are left out"),
    )
    confirmed.add_argument("-o", "--output", type=Path, metavar="MODEL", help=_("file for the weights (json, no text)"))
    choices.add_argument(
        "--model", type=Path, metavar="FILE", help=_("weights to start from; the shipped ones otherwise")
    )
    choices.add_argument("--anew", action="store_true", help=_("start from nothing"))
    choices.add_argument("--language", choices=("zh-Hans", "en"), help=_("language of messages"))
    choices.add_argument("-h", "--help", action="help", help=_("show this and stop"))


def main(argv: list[str]) -> int:
    """Run `huisheng comb`; returns the exit status: 0 done, 1 the input cannot be used, 2 wrong call."""
    if language := asked_language(argv):
        os.environ["HUISHENG_LANGUAGE"] = language
    parser, work = _training() if argv[:1] == ["train"] else _combing()
    try:
        arguments = parser.read(argv[1:] if work is _train else argv, _lacks)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        return work(arguments)
    except (TableUnreadable, BadScheme, BadModel, NothingToLearn, FileRefused, OSError) as problem:
        print(_worded(problem), file=sys.stderr)
        return 1


def _lacks(arguments: argparse.Namespace) -> str:
    if None in (arguments.input, arguments.output):
        return _("INPUT and --output OUT are both needed.")
    return _("GROUPS is needed.") if getattr(arguments, "groups", "") is None else ""


def _combing() -> tuple[Parser, Callable[[argparse.Namespace], int]]:
    parser = Parser(
        prog="huisheng comb",
        usage="huisheng comb INPUT -o OUT [--unit {passage,voice}] [--scheme FILE] [--model FILE]"
        " [--language {zh-Hans,en}] [-h]",
        add_help=False,
        exit_on_error=False,
        description=_("Comb voices verbatim: cut them into passages, group what speaks of one matter, draft findings."),
        epilog=_(
            "OUT will hold passages.csv, groups.csv (id,group), questions.csv (id_a,id_b,score: doubtful pairs,"
            " most useful first) and findings.xlsx. The same input gives the same bytes."
        )
        + "\n\n"
        + _("huisheng comb train --help: learn from what clerks confirmed."),
    )
    add_arguments(parser)
    return parser, _comb


def _training() -> tuple[Parser, Callable[[argparse.Namespace], int]]:
    parser = Parser(
        prog="huisheng comb train",
        usage="huisheng comb train INPUT GROUPS -o MODEL [--model FILE | --anew] [--language {zh-Hans,en}] [-h]",
        add_help=False,
        exit_on_error=False,
        description=_("Learn from what clerks confirmed which voices are one matter, for the next combing."),
        epilog=_("MODEL holds weights only, no text. The same input gives the same bytes."),
    )
    add_training_arguments(parser)
    return parser, _train


def _comb(arguments: argparse.Namespace) -> int:
    schemes = [*(shipped(code) for code in SHIPPED), *(read_scheme(path) for path in arguments.scheme)]
    comber = Comber(schemes=schemes, scorer=PairScorer.read(arguments.model) if arguments.model else None)
    with step(_("reading {file}").format(file=arguments.input.name)):
        table = read_voices(arguments.input)
    if table.empty_rows:
        line = ngettext("{n} empty row left out", "{n} empty rows left out", table.empty_rows)
        print(line.format(n=table.empty_rows), file=sys.stderr)
    with step(_("cutting {n} voices").format(n=len(table.voices))):
        passages = [whole(v) for v in table.voices] if arguments.unit == "voice" else comber.split(table.voices)
    with step(_("grouping {n} passages").format(n=len(passages))):
        combing = comber.comb_passages(passages)
    with step(_("writing to {folder}").format(folder=arguments.output)):
        write_results(arguments.output, combing, table, schemes)
    print(
        _("{voices} voices, {passages} passages, {groups} groups ({several} of several), {questions} questions").format(
            voices=len(table.voices),
            passages=len(passages),
            groups=len(combing.groups),
            several=sum(len(group.passages) > 1 for group in combing.groups),
            questions=len(combing.questions),
        )
    )
    return 0


def _train(arguments: argparse.Namespace) -> int:
    scorer = PairScorer.unlearned() if arguments.anew else PairScorer()
    if arguments.model and not arguments.anew:
        scorer = PairScorer.read(arguments.model)
    with step(_("reading {file}").format(file=arguments.input.name)):
        voices = read_voices(arguments.input).voices
        group_of = read_groups(arguments.groups)
    decided = [whole(voice) for voice in voices if voice.id in group_of]
    with step(_("learning from {n} voices").format(n=len(decided))):
        pairs = learn(decided, group_of, scorer)
    scorer.write(
        arguments.output, "Logistic weights of PairScorer, learned by `huisheng comb train` from features; no text."
    )
    print(_("{voices} voices, {pairs} near pairs learned from").format(voices=len(decided), pairs=pairs))
    return 0


def _worded(problem: Exception) -> str:
    if isinstance(problem, BadScheme):
        return _(
            "The scheme {file} cannot be used ({reason}). Nothing was written. It needs code, zh, en and categories,"
            " each category with code, zh, en, words."
        ).format(file=problem.path, reason=problem.reason)
    if isinstance(problem, BadModel):
        return _(
            "The weights {file} cannot be used: they are none, or of another release. Nothing was written."
            " Learn them anew with huisheng comb train."
        ).format(file=problem.path)
    if isinstance(problem, NothingToLearn):
        return _(
            "Among the voices decided there are none alike that are one matter, or none that are two."
            " Nothing was written. Give more groups, those of one voice too."
        )
    return worded(problem)
