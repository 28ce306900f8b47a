"""Labels learned from examples, beside characters 2-3 TF-IDF with sklearn's linear SVM in the same run.

    HUISHENG_DATA=… python benchmarks/classify.py              labels and routing, trained on 70 %, measured on 30 %
    HUISHENG_DATA=… python benchmarks/classify.py --queue      500 labels, chosen in five rounds or at random
    HUISHENG_DATA=… python benchmarks/classify.py --size 60000 seconds and memory for so many short texts

`messages/category_segmented.jsonl.gz` must be in HUISHENG_DATA. Near copies (cosine of bigrams from .5 on) are
never on both sides.
"""

import argparse
import gzip
import hashlib
import json
import os
import resource
import sys
import time
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.svm import LinearSVC

from huisheng.crafts.text.classify import LabelClassifier, next_to_label
from huisheng.crafts.text.features import bigram_counts, near_pairs, weighted
from huisheng.crafts.text.voices import Voice


def read() -> tuple[list[Voice], list[str]]:
    """Labelled messages."""
    folder = os.environ.get("HUISHENG_DATA")
    if not folder:
        print("HUISHENG_DATA is not set: nothing to measure on.")
        sys.exit(0)
    with gzip.open(Path(folder) / "messages" / "category_segmented.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Voice(str(row["id"]), row["seg"]) for row in rows], [row["label"] for row in rows]


def measured_part(voices: list[Voice]) -> np.ndarray:
    """Which messages are measured on: 30 %, whole heaps of near copies, by a hash of their first id."""
    pairs = near_pairs(weighted(bigram_counts([v.text.replace(" ", "") for v in voices], 1 << 20), 500), 10, 0.5)
    i, j = pairs // len(voices), pairs % len(voices)
    _, heap = connected_components(csr_matrix((np.ones(len(i)), (i, j)), shape=(len(voices),) * 2), directed=False)
    first: dict[int, str] = {}
    keys = [first.setdefault(h, voice.id) for h, voice in zip(heap.tolist(), voices, strict=True)]
    return np.array([hashlib.sha256(f"classify{key}".encode()).digest()[0] < 77 for key in keys])


def figures(name: str, right: np.ndarray, chosen: np.ndarray, sure: np.ndarray, seconds: float) -> None:
    """One line: macro-F1, the share that can be routed by a threshold at 97 and 99 % precision, seconds."""
    order = np.argsort(-sure, kind="stable")
    precision = np.cumsum(chosen[order] == right[order]) / np.arange(1, len(order) + 1)
    # A threshold cannot part two voices of one confidence.
    cuts = np.append(np.diff(sure[order]) != 0, True)
    routed = [np.flatnonzero(cuts & (precision >= p)).max(initial=-1) + 1 for p in (0.97, 0.99)]
    print(
        f"{name:34} macro-F1 {f1_score(right, chosen, average='macro'):.4f}"
        f"  routed at 97 %: {routed[0] / len(order):.3f}  at 99 %: {routed[1] / len(order):.3f}  {seconds:6.1f} s",
        flush=True,
    )


def ours(name: str, train: list[Voice], labels: list[str], test: list[Voice], right: np.ndarray) -> None:
    """Train, apply, print."""
    start = time.process_time()
    found = LabelClassifier().fit(train, labels).classify(test)
    seconds = time.process_time() - start
    chosen, sure = np.array([f.code for f in found]), np.array([f.confidence for f in found])
    figures(name, right, chosen, sure, seconds)
    if len(train) > 1000:
        held = sure >= 0.9
        print(
            f"{'':34} mean confidence {sure.mean():.3f}, right {np.mean(chosen == right):.3f};"
            f" of confidence .9 or more {held.mean():.3f}, right {np.mean((chosen == right)[held]):.3f}"
        )


def peer(name: str, train: list[Voice], labels: list[str], test: list[Voice], right: np.ndarray) -> None:
    """Characters 2-3 of the words with their blanks, TF-IDF, linear SVM; its margin is its confidence."""
    start = time.process_time()
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), sublinear_tf=True, min_df=2, dtype=np.float32)
    model = LinearSVC(C=0.5, random_state=0).fit(vectorizer.fit_transform([v.text for v in train]), labels)
    scores = model.decision_function(vectorizer.transform([v.text for v in test]))
    seconds = time.process_time() - start
    ranked = np.sort(scores, axis=1)
    figures(name, right, model.classes_[scores.argmax(axis=1)], ranked[:, -1] - ranked[:, -2], seconds)


def queue(pool: list[Voice], label_of: dict[str, str], test: list[Voice], right: np.ndarray) -> None:
    """Five rounds of 100 labels as the queue asks for them, and 500 at random five times."""
    known: list[Voice] = []
    for _ in range(5):
        known += next_to_label(pool, 100, known, [label_of[v.id] for v in known])
    ours("500 by the queue, five rounds", known, [label_of[v.id] for v in known], test, right)
    once = next_to_label(pool, 500)
    ours("500 by the queue at once", once, [label_of[v.id] for v in once], test, right)
    for seed in range(5):
        some = [pool[n] for n in np.random.default_rng(seed).permutation(len(pool))[:500]]
        ours(f"500 at random ({seed})", some, [label_of[v.id] for v in some], test, right)


def size(voices: list[Voice], labels: list[str], n: int) -> None:
    """Time and memory for `n` stretches of 60 characters out of the messages."""
    rng = np.random.default_rng(0)
    picked = rng.integers(len(voices), size=n).tolist()
    short = []
    for number, at in enumerate(picked):
        text = voices[at].text.replace(" ", "")
        begin = int(rng.integers(max(1, len(text) - 60)))
        short.append(Voice(str(number), text[begin : begin + 60]))
    start = time.monotonic()
    model = LabelClassifier().fit(short, [labels[at] for at in picked])
    trained = time.monotonic()
    model.classify(short)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{n} texts of 60 characters: trained in {trained - start:.1f} s, applied in"
        f" {time.monotonic() - trained:.1f} s, {peak:.0f} MB"
    )


def main() -> None:
    """Print the figures asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--queue", action="store_true")
    parser.add_argument("--size", type=int)
    arguments = parser.parse_args()
    voices, labels = read()
    if arguments.size:
        size(voices, labels, arguments.size)
        return
    measured = measured_part(voices)
    train, test = ([v for v, m in zip(voices, measured, strict=True) if m == part] for part in (False, True))
    label_of = {voice.id: label for voice, label in zip(voices, labels, strict=True)}
    right = np.array([label_of[v.id] for v in test])
    print(f"{len(train)} to learn from, {len(test)} to measure on, {len(set(labels))} labels")
    if arguments.queue:
        queue(train, label_of, test, right)
        return
    ours("huisheng classify", train, [label_of[v.id] for v in train], test, right)
    peer("sklearn characters 2-3, linear SVM", train, [label_of[v.id] for v in train], test, right)


if __name__ == "__main__":
    main()
