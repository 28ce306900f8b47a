"""How many decisions combing leaves to a clerk, beside its peers, on messages it did not learn from.

    HUISHENG_DATA=… HUISHENG_SCORER=… python benchmarks/decisions.py [SALT ...]      default "" 1 2

Items of grouping_gold.csv fall into two halves by the first byte of SHA-256 of salt + group; weights are learned
on one (`huisheng comb train --anew`), the other is combed and scored, then the other way round. Needs
HUISHENG_DATA (a folder with messages/grouping_messages.jsonl.gz and grouping_gold.csv) and HUISHENG_SCORER
(the scoring script). With `--confirmations` the weights learn in addition from half of the items combed, and
the rest is scored. With `--outlook` what the desk expects to be wrong is held against what is wrong.
"""

import argparse
import csv
import gzip
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from statistics import mean, pstdev
from typing import Any

from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import TfidfVectorizer

from huisheng.crafts.text import Comber, Proposals, Voice, whole
from huisheng.crafts.text.cli import main as comb_command
from huisheng.crafts.text.outlook import outlook
from huisheng.crafts.text.pairs import PairScorer
from huisheng.crafts.text.vocabulary import tokens

TARGET = "0.98"
Rows = list[dict[str, Any]]
Groups = dict[str, str]
Questions = list[tuple[str, str, float]]


def half(salt: str, group: str) -> int:
    return hashlib.sha256((salt + group).encode()).digest()[0] & 1


def write_csv(path: Path, header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([header, *rows])


def write_half(folder: Path, name: str, rows: Rows, gold: Groups) -> None:
    with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    write_csv(folder / f"{name}.csv", ("id", "group"), ((row["id"], gold[row["id"]]) for row in rows))


def called(*argv: object) -> None:
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        status = comb_command([str(each) for each in argv])
    if status:
        raise SystemExit(said.getvalue())


def scored(scorer: Path, folder: Path, groups: Path, name: str, questions: Path | None = None) -> dict[str, Any]:
    asked = ["--suggestions", str(questions)] if questions else []
    run = [sys.executable, str(scorer), str(groups), str(folder / f"{name}.csv"), *asked, "--target", TARGET, "--json"]
    answer: dict[str, Any] = json.loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout)
    return answer


def by_cosine(rows: Rows, threshold: float, **options: Any) -> tuple[Groups, Questions]:
    """A peer: TF-IDF, cosine, components above the threshold, the next pairs as questions."""
    matrix = TfidfVectorizer(**options).fit_transform(f"{row['title']}\n{row['text']}" for row in rows)
    near = (matrix @ matrix.T).tocoo()
    pairs = [(i, j, s) for i, j, s in zip(near.row, near.col, near.data, strict=True) if i < j and s >= 0.1]
    _, component = connected_components(near.multiply(near >= threshold), directed=False)
    ids = [row["id"] for row in rows]
    best: dict[tuple[int, int], tuple[float, int, int]] = {}
    for i, j, s in pairs:
        a, b = sorted((int(component[i]), int(component[j])))
        if a != b:
            best[a, b] = max(best.get((a, b), (0.0, 0, 0)), (float(s), int(i), int(j)))
    groups = {name: str(number) for name, number in zip(ids, component, strict=True)}
    return groups, [(ids[i], ids[j], s) for s, i, j in best.values()]


PEERS: dict[str, Callable[[Rows], tuple[Groups, Questions]]] = {
    "characters 2-3, cosine .35": lambda rows: by_cosine(rows, 0.35, analyzer="char", ngram_range=(2, 3)),
    "jieba words, cosine .40": lambda rows: by_cosine(rows, 0.40, tokenizer=tokens, token_pattern=None),
}


def measure(scorer: Path, folder: Path, learned: Path, name: str, rows: Rows) -> dict[str, dict[str, Any]]:
    found = {}
    for peer, work in PEERS.items():
        groups, questions = work(rows)
        write_csv(folder / "groups.csv", ("id", "group"), groups.items())
        write_csv(folder / "questions.csv", ("id_a", "id_b", "score"), questions)
        found[peer] = scored(scorer, folder, folder / "groups.csv", name, folder / "questions.csv")
    for ours, options in (
        ("huisheng, learned elsewhere", ["--model", learned]),
        ("huisheng, as shipped (saw these)", []),
    ):
        out = folder / "out"
        called(folder / f"{name}.jsonl.gz", "-o", out, "--unit", "voice", *options)
        found[ours] = scored(scorer, folder, out / "groups.csv", name, out / "questions.csv")
    found["the gold answer"] = scored(scorer, folder, folder / f"{name}.csv", name)
    return found


def show(runs: list[dict[str, dict[str, Any]]]) -> None:
    print(f"{'start':34}{'decisions per 1,000':>24}{'B3 P / R':>18}{'items of several':>24}{'x gold':>16}")
    for name in runs[0]:
        every, several = ([run[name][part] for run in runs] for part in ("all_voices", "several_voice_items_only"))
        cost = [one["clerk"]["per_1000"] for one in every]
        dense = [one["clerk"]["per_1000"] for one in several]
        times = [
            one["clerk"]["total"] / run["the gold answer"]["several_voice_items_only"]["clerk"]["total"]
            for one, run in zip(several, runs, strict=True)
        ]
        precision, recall = (mean(one["agreement"][key] for one in every) for key in ("b3_precision", "b3_recall"))
        print(
            f"{name:34}{mean(cost):>15.1f} ± {pstdev(cost):<6.1f}{precision:>9.3f} / {recall:.3f}"
            f"{mean(dense):>15.1f} ± {pstdev(dense):<6.1f}{mean(times):>9.3f} ± {pstdev(times):.3f}"
        )
    nothing = [run["the gold answer"]["all_voices"]["clerk_from_nothing"]["per_1000"] for run in runs]
    print(f"{'reading from nothing':34}{mean(nothing):>15.1f} ± {pstdev(nothing):.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("salts", nargs="*", default=["", "1", "2"])
    parser.add_argument("--confirmations", action="store_true")
    parser.add_argument("--outlook", action="store_true")
    arguments = parser.parse_args()
    data, scorer = os.environ.get("HUISHENG_DATA"), os.environ.get("HUISHENG_SCORER")
    if not data or not scorer:
        print("left out (needs HUISHENG_DATA and HUISHENG_SCORER)")
        return
    messages = Path(data) / "messages"
    with gzip.open(messages / "grouping_messages.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    with (messages / "grouping_gold.csv").open(encoding="utf-8-sig", newline="") as handle:
        gold = {row["id"]: row["group"] for row in csv.DictReader(handle)}
    runs = []
    for salt in arguments.salts:
        for side in (0, 1):
            with tempfile.TemporaryDirectory() as place:
                if arguments.outlook:
                    hold_outlook(Path(place), rows, gold, salt, side)
                    continue
                runs.append(one_run(Path(scorer), Path(place), rows, gold, salt, side, arguments.confirmations))
    if runs:
        show(runs)


def hold_outlook(folder: Path, rows: Rows, gold: Groups, salt: str, side: int) -> None:
    """What a desk would expect of one side, with weights learned on the other, and what is so."""
    others = [row for row in rows if half(salt, gold[row["id"]]) != side]
    learned = folder / "learned.json"
    write_half(folder, "others", others, gold)
    called("train", folder / "others.jsonl.gz", folder / "others.csv", "-o", learned, "--anew")
    ours = [row for row in rows if half(salt, gold[row["id"]]) == side]
    passages = [whole(Voice(row["id"], row["text"], row["title"])) for row in ours]
    proposals = Comber(scorer=PairScorer.read(learned)).propose(passages, {})
    several = [group for group in proposals.groups if len(group.draft.passages) > 1]
    expected = outlook(
        len(several),
        len(proposals.groups) - len(several),
        len(proposals.questions),
        sum(len(group.draft.passages) * group.stray for group in several),
        sum(question.score for question in proposals.questions),
        sum(group.apart for group in proposals.groups),
    )
    blocks = [Counter(gold[passage.split(":")[0]] for passage in group.draft.passages) for group in proposals.groups]
    strays = sum(block.total() - max(block.values()) for block in blocks)
    stand = Counter(max(block, key=lambda item: (block[item], item)) for block in blocks)
    apart = sum(times - 1 for times in stand.values())
    sure = [block for group, block in zip(proposals.groups, blocks, strict=True) if group.is_certain]
    wrong = sum(block.total() - max(block.values()) for block in sure)
    errors = expected.errors
    print(
        f"salt {salt or '-'}, side {side}: {len(passages)} voices, expected to stand wrong {errors.likely} "
        f"({errors.least} to {errors.most}), found {strays} strays + {apart} apart = {strays + apart}; certain: "
        f"{len(sure)} groups of {sum(block.total() for block in sure)}, {wrong} of them strays",
        flush=True,
    )
    matter = {passage.id: gold[passage.voice_id] for passage in passages}
    placed = {key: item for key, item in matter.items() if half("placed", key)}
    hold_certain(Comber(scorer=PairScorer.read(learned)).propose(passages, placed), matter, set(placed.values()))


def hold_certain(proposals: Proposals, matter: Groups, findings: Collection[str]) -> None:
    """What would be accepted by the page where half of the voices are findings already, and how much of it is wrong."""
    joined = opened = elsewhere = strays = 0
    for group in (group for group in proposals.groups if group.is_certain):
        of = Counter(matter[passage] for passage in group.draft.passages)
        first = group.targets[0].finding if group.joins else max(of, key=lambda item: (of[item], item))
        if group.joins:
            joined, elsewhere = joined + of.total(), elsewhere + of.total() - of[first]
        else:
            opened, strays = opened + of.total(), strays + (of.total() if first in findings else of.total() - of[first])
    print(
        f"    half of them placed; certain: {joined} into findings, {elsewhere} of them wrong; "
        f"{opened} in new ones, {strays} of them wrong",
        flush=True,
    )


def one_run(
    scorer: Path, folder: Path, rows: Rows, gold: Groups, salt: str, side: int, confirmations: bool
) -> dict[str, dict[str, Any]]:
    """Learn from one side and comb the other; with confirmations, learn from half of that too and comb its rest."""
    ours = [row for row in rows if half(salt, gold[row["id"]]) == side]
    others = [row for row in rows if half(salt, gold[row["id"]]) != side]
    learned = folder / "learned.json"
    write_half(folder, "others", others, gold)
    called("train", folder / "others.jsonl.gz", folder / "others.csv", "-o", learned, "--anew")
    if not confirmations:
        write_half(folder, "ours", ours, gold)
        return measure(scorer, folder, learned, "ours", ours)
    confirmed, rest = ([row for row in ours if half(f"x{salt}", gold[row["id"]]) == part] for part in (0, 1))
    write_half(folder, "confirmed", confirmed, gold)
    write_half(folder, "rest", rest, gold)
    further = folder / "further.json"
    called("train", folder / "confirmed.jsonl.gz", folder / "confirmed.csv", "-o", further, "--model", learned)
    found = measure(scorer, folder, learned, "rest", rest)
    called(folder / "rest.jsonl.gz", "-o", folder / "out", "--unit", "voice", "--model", further)
    out = folder / "out"
    return {
        "huisheng, confirmations too": scored(scorer, folder, out / "groups.csv", "rest", out / "questions.csv")
    } | found


if __name__ == "__main__":
    main()
