"""What the search for near pairs leaves out: the share of exact neighbours, and of pairs of one matter, it keeps.

    HUISHENG_DATA=… python benchmarks/blocking.py [SIZE ...]       default 2596 (the messages as they are) 10000

`near_pairs` looks at columns held by at most 100 rows (and the rarest of poor rows). Exact is the same search over all
columns. Pairs of one matter are those of grouping_gold.csv, kept when any of the three searches of combing names them.
"""

import argparse
import csv
import os
import random
import time
from itertools import combinations
from pathlib import Path

import numpy as np
from combing import real

from huisheng.crafts.text import Features, whole
from huisheng.crafts.text.features import FeatureTable, Ints, Sparse, near_pairs, row_dots
from huisheng.crafts.text.pairs import candidate_pairs

TOP, FLOOR = 10, 0.05
MESSAGES = 2596


def kept(name: str, matrix: Sparse, floor: float) -> None:
    n = matrix.shape[0]
    start = time.process_time()
    found = near_pairs(matrix, TOP, floor)
    blocked = time.process_time() - start
    start = time.process_time()
    exact = near_pairs(matrix, TOP, floor, common=n)
    whole_time = time.process_time() - start
    cosine = row_dots(matrix, exact // n, matrix, exact % n)
    there = np.isin(exact, found)
    shares = ", ".join(
        f"{low:.1f} or nearer {there[cosine >= low].mean():.4f} of {(cosine >= low).sum():,}"
        for low in (0.1, 0.2, 0.3, 0.5)
        if (cosine >= low).any()
    )
    print(f"  {name}: kept {there.mean():.4f} of {len(exact):,} exact top-{TOP} pairs; {shares}")
    print(f"    CPU {blocked:.1f} s, exact {whole_time:.1f} s", flush=True)


def gold(path: Path, table: FeatureTable) -> None:
    with path.open(encoding="utf-8-sig") as handle:
        group_of = {row["id"]: row["group"] for row in csv.DictReader(handle)}
    rows: dict[str, list[int]] = {}
    for row, passage in enumerate(table.passages):
        if passage.id in group_of:
            rows.setdefault(group_of[passage.id], []).append(row)
    n = len(table)
    pairs = np.array([a * n + b for some in rows.values() for a, b in combinations(some, 2)])
    i, j = candidate_pairs(table)
    exact = [near_pairs(m, top, floor, common=n) for m, top, floor in searches(table)]
    for name, found in (("blocked", i * n + j), ("exact", np.unique(np.concatenate(exact)))):
        share, together = measured(list(rows.values()), pairs, set(found.tolist()), n)
        print(
            f"  one matter, {name}: {share:.4f} of {len(pairs):,} pairs among the {len(found):,} found;"
            f" {together:.4f} of the groups of several hold together by pairs found",
            flush=True,
        )


def searches(table: FeatureTable) -> list[tuple[Sparse, int, float]]:
    """The three searches of `candidate_pairs`."""
    return [(table.grams, TOP, FLOOR), (table.words, TOP, 1.6 * FLOOR), (table.heads, TOP // 2, 0.35)]


def measured(groups: list[list[int]], pairs: Ints, there: set[int], n: int) -> tuple[float, float]:
    joined = several = 0
    for some in groups:
        # A group holds together when its pairs that were found reach all of it.
        reached, queue = {some[0]}, [some[0]]
        while queue:
            a = queue.pop()
            more = {b for b in some if b not in reached and min(a, b) * n + max(a, b) in there}
            reached |= more
            queue += more
        several += len(some) > 1
        joined += len(some) > 1 and len(reached) == len(some)
    return float(np.mean([pair in there for pair in pairs.tolist()])), joined / several


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[MESSAGES, 10_000])
    arguments = parser.parse_args()
    data = os.environ.get("HUISHENG_DATA")
    if not data:
        raise SystemExit("HUISHENG_DATA names no folder with messages/grouping_messages.jsonl.gz")
    for size in arguments.sizes:
        voices = real(Path(data), size, random.Random(1))
        table = Features().table([whole(voice) for voice in voices])
        print(f"{len(table):,} voices")
        kept("bigrams", table.grams, FLOOR)
        kept("words", table.words, 1.6 * FLOOR)
        if size <= MESSAGES:
            gold(Path(data) / "messages" / "grouping_gold.csv", table)


if __name__ == "__main__":
    main()
