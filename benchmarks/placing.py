"""One new voice among many: how soon, how surely and in how much memory its nearest is found.

    python benchmarks/placing.py [SIZE ...]          default 10000 100000

Texts are spliced from real messages when HUISHENG_DATA names a folder with messages/grouping_messages.jsonl.gz (the
beginning of one, the end of another), else made up; the output says which. They are made and added in parts, so that
a million need no more memory than their index. How rare a bigram is is told by the first part, as in an office whose
index has grown since. The new voices are spliced alike and are none of those added.

Exact is the highest cosine among all rows. The peers answer the same voices from the same rows: sparse_dot_topn one
voice at a time, exact, and scikit-learn's NearestNeighbors by brute force (left out above 100,000: it would hold the
rows a second time).
"""

import argparse
import gzip
import json
import os
import random
import resource
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any

import numpy as np
from scipy.sparse import vstack
from sklearn.neighbors import NearestNeighbors
from sparse_dot_topn import sp_matmul_topn

from huisheng.crafts.text import Voice
from huisheng.crafts.text.features import bigram_counts, rarities, unit_rows
from huisheng.crafts.text.grams import levelled
from huisheng.crafts.text.placing import Index

PART, BUCKETS, BACKGROUND = 1 << 16, 1 << 20, 500
NEW, PEERS, BRUTE = 300, 20, 100_000
PLACES = ["育才路", "青石巷", "滨河大道", "锦绣花园小区", "碧水湾小区", "第三小学", "柳林村", "北关社区", "东风渠"]
MATTERS = ["路灯坏了", "下水道堵塞", "违规停车", "夜间施工", "拖欠工资", "垃圾没人清运", "窗口排队", "油烟扰民"]


def made_up(chance: random.Random) -> Iterator[Voice]:
    while True:
        place, matter = chance.choice(PLACES) + str(chance.randrange(1, 400)) + "号", chance.choice(MATTERS)
        told = "".join(chr(chance.randrange(0x4E00, 0x5E00)) for _ in range(300))
        yield Voice("", f"{place}{matter}，{told}。", f"{place}{matter}")


def spliced(folder: Path, chance: random.Random) -> Iterator[Voice]:
    with gzip.open(folder / "messages" / "grouping_messages.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    while True:
        first, second = chance.sample(rows, 2)
        # Cut at a place drawn anew each time: no two voices are the same.
        at = chance.uniform(0.3, 0.7)
        text = first["text"][: int(len(first["text"]) * at)] + second["text"][int(len(second["text"]) * at) :]
        yield Voice("", text, chance.choice((first, second))["title"])


def counts(voices: list[Voice]) -> Any:
    return bigram_counts([f"{levelled(voice.title)}\n{levelled(voice.text)}" for voice in voices], BUCKETS)


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What the work answers and milliseconds of processor time, so that other work on the machine does not count."""
    start = time.process_time()
    answer = work()
    return answer, 1000 * (time.process_time() - start)


def measure(size: int, voices: Iterator[Voice]) -> None:
    new = list(islice(voices, NEW))
    start = time.process_time()
    index, left = None, size
    while left:
        some = counts(list(islice(voices, min(PART, left))))
        left -= some.shape[0]
        index = index or Index(rarities(some, BACKGROUND))
        index.add(unit_rows(some, index.rarity).astype(np.float32))
    assert index is not None
    built = time.process_time() - start
    asked = [index.row(voice) for voice in new]
    found, times = zip(
        *(timed(lambda voice=voice: index.nearest(index.row(voice), top=1)) for voice in new), strict=True
    )
    best, peer = exact(index, asked)
    right = sum(bool(near) and near[0].cosine >= high - 1e-5 for near, high in zip(found, best, strict=True))
    more = [timed(lambda voice=voice: index.add(index.row(voice)))[1] for voice in islice(voices, 200)]
    print(
        f"{size:>9,} voices: CPU median {median(times):.1f} ms, 95 % {quantiles(times, n=20)[-1]:.1f} ms,"
        f" recall@1 {right / len(new):.3f}, index {index.nbytes / 1e6:,.0f} MB built in {built:.0f} s,"
        f" one more added in {mean(more):.1f} ms on average, {max(more):.0f} ms at most\n"
        f"          sparse_dot_topn, exact, one voice at a time: CPU median {median(peer):.1f} ms",
        flush=True,
    )
    if size <= BRUTE:
        brute = NearestNeighbors(n_neighbors=1, algorithm="brute", metric="cosine").fit(vstack(list(index.rows())))
        slow = [timed(lambda row=row: brute.kneighbors(row))[1] for row in asked[:PEERS]]
        print(f"          sklearn NearestNeighbors, brute force: CPU median {median(slow):.1f} ms")
    print(f"          peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB", flush=True)


def exact(index: Index, asked: list[Any]) -> tuple[list[float], list[float]]:
    """The highest cosine among all rows for each voice, and milliseconds the first ones took one at a time."""
    best, times = np.zeros(len(asked)), [0.0] * PEERS
    for rows in index.rows():
        turned = rows.T.tocsr()
        best = np.maximum(
            best, sp_matmul_topn(vstack(asked, format="csr"), turned, top_n=1).max(axis=1).toarray().ravel()
        )
        for n, row in enumerate(asked[:PEERS]):
            times[n] += timed(lambda row=row, turned=turned: sp_matmul_topn(row, turned, top_n=1))[1]
    return best.tolist(), times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000, 100_000])
    data = os.environ.get("HUISHENG_DATA")
    print("texts: " + ("spliced from real messages" if data else "made up (HUISHENG_DATA not set)"))
    for size in parser.parse_args().sizes:
        chance = random.Random(1)
        measure(size, spliced(Path(data), chance) if data else made_up(chance))


if __name__ == "__main__":
    main()
