"""Combing against the time sklearn needs for character 2-3-gram TF-IDF alone on the same texts.

    python benchmarks/combing.py [SIZE ...]          default 1000 3000 10000

Texts are real messages when HUISHENG_DATA names a folder with messages/grouping_messages.jsonl.gz (drawn
and spliced when more are asked for than there are), else made up; the output says which.
With real messages and --quality the decisions a clerk is left with are scored, if HUISHENG_SCORER names
the scoring script.
"""

import argparse
import gzip
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer

from huisheng.crafts.text import Comber, Voice, whole
from huisheng.crafts.text.cli import main as comb_command

PLACES = ["育才路", "青石巷", "滨河大道", "锦绣花园小区", "碧水湾小区", "第三小学", "柳林村", "北关社区", "东风渠"]
MATTERS = ["路灯坏了", "下水道堵塞", "违规停车", "夜间施工", "拖欠工资", "垃圾没人清运", "窗口排队", "油烟扰民"]
TAILS = ["已经反映多次没有答复", "老人和孩子出行危险", "希望到现场看看", "互相推诿", "雨天更加严重"]


def made_up(size: int, chance: random.Random) -> list[Voice]:
    voices = []
    for number in range(size):
        place, matter = chance.choice(PLACES) + str(chance.randrange(1, 400)) + "号", chance.choice(MATTERS)
        filling = "".join(chr(chance.randrange(0x4E00, 0x5E00)) for _ in range(120))
        told = "，".join(chance.choices([*TAILS, filling[:40], filling[40:80], filling[80:]], k=16))
        voices.append(Voice(f"v{number:07}", f"{place}{matter}，{told}。", f"{place}{matter}"))
    return voices


def real(folder: Path, size: int, chance: random.Random) -> list[Voice]:
    with gzip.open(folder / "messages" / "grouping_messages.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    voices = [Voice(row["id"], row["text"], row["title"]) for row in rows]
    while len(voices) < size:
        # A further message: the halves of two, so that no text stands twice.
        first, second = chance.sample(rows, 2)
        text = first["text"][: len(first["text"]) // 2] + second["text"][len(second["text"]) // 2 :]
        voices.append(Voice(f"x{len(voices):07}", text, first["title"] + second["title"]))
    return voices[:size]


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock, and of processor time with that of copies that shared the work."""

    def spent() -> float:
        mine, copies = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return mine.ru_utime + mine.ru_stime + copies.ru_utime + copies.ru_stime

    clock, processor = time.perf_counter(), spent()
    work()
    return time.perf_counter() - clock, spent() - processor


def measure(size: int, voices: list[Voice]) -> None:
    comber = Comber()
    # The segmenter loads its dictionary once in a process.
    comber.comb(voices[:2])
    texts = [f"{voice.title}\n{voice.text}" for voice in voices]
    peer = seconds(lambda: TfidfVectorizer(analyzer="char", ngram_range=(2, 3)).fit_transform(texts))
    cutting = seconds(lambda: comber.split(voices))
    combing = seconds(lambda: comber.comb_passages([whole(voice) for voice in voices]))
    passages = [whole(voice) for voice in voices]
    # One in eighteen waits (352 of 6,352, as on a desk in use), the rest are findings of their own.
    placed = {p.id: p.id for number, p in enumerate(passages) if number % 18}
    proposing = seconds(lambda: comber.propose(passages, placed))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    length = sum(map(len, texts)) / size
    print(
        f"{size:>8,} voices of {length:.0f} characters, clock (CPU): cut {cutting[0]:.2f} s ({cutting[1]:.2f}), "
        f"comb {combing[0]:.2f} s ({combing[1]:.2f}), sklearn TF-IDF {peer[0]:.2f} s ({peer[1]:.2f}), "
        f"ratio {(cutting[0] + combing[0]) / peer[0]:.2f} ({(cutting[1] + combing[1]) / peer[1]:.2f}), "
        f"propose {proposing[0]:.2f} s ({proposing[1]:.2f}), peak of this process {memory:.0f} MB",
        flush=True,
    )


def quality(folder: Path, scorer: Path) -> None:
    messages = folder / "messages"
    with tempfile.TemporaryDirectory() as out:
        comb_command([str(messages / "grouping_messages.jsonl.gz"), "-o", out, "--unit", "voice"])
        asked = ["--suggestions", f"{out}/questions.csv", "--target", "0.98"]
        run = [sys.executable, str(scorer), f"{out}/groups.csv", str(messages / "grouping_gold.csv"), *asked]
        subprocess.run(run, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[1000, 3000, 10_000])
    parser.add_argument("--quality", action="store_true")
    arguments = parser.parse_args()
    data, chance = os.environ.get("HUISHENG_DATA"), random.Random(1)
    print("texts: " + ("real messages" if data else "made up (HUISHENG_DATA not set)"))
    for size in arguments.sizes:
        measure(size, real(Path(data), size, chance) if data else made_up(size, chance))
    if arguments.quality:
        scorer = os.environ.get("HUISHENG_SCORER")
        if data and scorer:
            quality(Path(data), Path(scorer))
        else:
            print("quality: left out (needs HUISHENG_DATA and HUISHENG_SCORER)")


if __name__ == "__main__":
    main()
