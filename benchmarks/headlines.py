"""Headlines chosen for 150 findings beside those a reader chose as a clerk would, and beside simple peers.

    HUISHENG_DATA=… python benchmarks/headlines.py                all parts, product and peers, seconds
    HUISHENG_DATA=… python benchmarks/headlines.py --other        what differs in the parts that may be looked at
    HUISHENG_DATA=… python benchmarks/headlines.py --drawn        the 150 groups the seeds draw

`headlines.csv` beside this file holds ids and offsets only (code points of the voice's text), no text: rank 1 is what
the reader would write into a list of problems, 2 and 3 are what they would accept as well; a finding without any had
nothing to quote. Rows that say good, passable or bad are the same reader's judgement of headlines that differ. The
texts must be in HUISHENG_DATA, folder `messages`. Parts `look` and `opened` may be looked at when the choice is
improved (`opened` was held once and has been measured on); part `held` is only counted.
"""

import argparse
import csv
import gzip
import json
import math
import os
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np

from huisheng.crafts.text import Comber, Passage, Voice, whole
from huisheng.crafts.text.vocabulary import content_words

DRAWS = ((6, 60, 40), (7, 30, 20))  # seed, groups of two voices, groups of three and more
PARTS = ("look", "opened", "held")
RANKS = ("1", "2", "3")
VERDICTS = ("exact", "same clause", "accepted", "other")
JUDGEMENTS = ("good", "passable", "bad")
CLAUSE = re.compile(r"[^，,。！？!?；;：:\n…]+")
SHORT = 32
Chooser = Callable[[Sequence[Passage]], str]


@dataclass
class Case:
    """A finding, what a reader would quote (best first), and what they said of other quotations."""

    group: str
    part: str
    passages: list[Passage]
    wanted: list[str] = field(default_factory=list)
    judged: dict[str, str] = field(default_factory=dict)


def voices_by_group(folder: Path) -> dict[str, list[Voice]]:
    """Voices of every confirmed group, in the order of ids."""
    with gzip.open(folder / "grouping_messages.jsonl.gz", "rt", encoding="utf-8") as lines:
        voices = {row["id"]: Voice(row["id"], row["text"], row["title"]) for row in map(json.loads, lines)}
    groups: dict[str, list[Voice]] = defaultdict(list)
    with (folder / "grouping_gold.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            groups[row["group"]].append(voices[row["id"]])
    return {group: sorted(members, key=lambda voice: voice.id) for group, members in groups.items()}


def drawn(groups: Mapping[str, Sequence[Voice]]) -> list[str]:
    """The groups that were labelled: the first draw became `look` and `opened` by turns, the second `held`."""
    taken: list[str] = []
    for seed, of_two, of_more in DRAWS:
        chance = random.Random(seed)
        pairs = sorted(group for group, members in groups.items() if len(members) == 2 and group not in taken)
        larger = sorted(group for group, members in groups.items() if len(members) > 2 and group not in taken)
        taken += [*sorted(chance.sample(pairs, of_two)), *sorted(chance.sample(larger, of_more))]
    return taken


def read(folder: Path) -> list[Case]:
    """The labelled findings. Exact copies under one title stand for one another, as they do when combed."""
    groups = voices_by_group(folder)
    cases: dict[str, Case] = {}
    with (Path(__file__).parent / "headlines.csv").open(encoding="utf-8", newline="") as labels:
        for row in csv.DictReader(labels):
            voices = groups[row["group"]]
            if row["group"] not in cases:
                once = {(voice.title, voice.text): voice for voice in reversed(voices)}
                passages = [whole(voice) for voice in sorted(once.values(), key=lambda voice: voice.id)]
                cases[row["group"]] = Case(row["group"], row["part"], passages)
            case = cases[row["group"]]
            text = next((voice.text for voice in voices if voice.id == row["voice"]), "")
            if row["rank"] in RANKS:
                case.wanted.append(text[int(row["start"]) : int(row["end"])])
            elif row["rank"]:
                case.judged[text[int(row["start"]) : int(row["end"])]] = row["rank"]
    return list(cases.values())


def is_same(one: str, other: str) -> bool:
    """Whether the longest stretch both share is at least half of either: copies differ by a word here and there."""
    shared = SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
    return 2 * shared >= max(len(one), len(other), 1)


def verdict(chosen: str, wanted: Sequence[str]) -> str:
    """How a headline compares with what the reader wanted."""
    if not wanted or not chosen:
        return "other"
    if _bare(chosen) == _bare(wanted[0]):
        return "exact"
    if is_same(chosen, wanted[0]):
        return "same clause"
    return "accepted" if any(is_same(chosen, also) for also in wanted[1:]) else "other"


def _bare(text: str) -> str:
    return re.sub(r"^\W+|\W+$", "", text)


COMBER = Comber(schemes=(), workers=1)


def huisheng(passages: Sequence[Passage]) -> str:
    """The headline the product proposes for a group."""
    combed = COMBER.comb_passages(passages, pinned=[[passage.id for passage in passages]])
    return combed.findings[0].headline.text


def _clauses(passages: Sequence[Passage]) -> list[str]:
    return [clause for p in passages for found in CLAUSE.findall(p.text) if (clause := found.strip())]


def first_clause(passages: Sequence[Passage]) -> str:
    """Peer: how the first text begins."""
    return next(iter(_clauses(passages)), "")


def title(passages: Sequence[Passage]) -> str:
    """Peer: the first title that stands in a text to the letter."""
    texts = [passage.text for passage in passages]
    return next((p.title for p in passages if p.title and any(p.title in text for text in texts)), "")


def longest(passages: Sequence[Passage]) -> str:
    """Peer: the longest clause of at most 32 characters."""
    return max((clause for clause in _clauses(passages) if len(clause) <= SHORT), key=len, default="")


def most_central(passages: Sequence[Passage]) -> str:
    """Peer: the clause ranked first by the words clauses share (TextRank; Mihalcea and Tarau 2004)."""
    clauses = list(dict.fromkeys(clause for clause in _clauses(passages) if len(clause) <= 80))
    words = [set(content_words(clause)) for clause in clauses]
    held = [(clause, held) for clause, held in zip(clauses, words, strict=True) if len(held) > 1]
    if not held:
        return first_clause(passages)
    near = np.array([[_shared(a, b) if a is not b else 0.0 for _, b in held] for _, a in held])
    sums = near.sum(axis=1)
    rank = np.ones(len(held))
    for _ in range(50):
        rank = 0.15 + 0.85 * near @ (rank / np.where(sums > 0, sums, 1.0))
    return held[int(rank.argmax())][0]


def _shared(one: set[str], other: set[str]) -> float:
    return len(one & other) / (math.log(len(one)) + math.log(len(other)))


CHOOSERS: dict[str, Chooser] = {
    "huisheng": huisheng,
    "first clause": first_clause,
    "title in the text": title,
    "longest clause under 32": longest,
    "most central clause": most_central,
}


def show_other(cases: Sequence[Case]) -> None:
    """Each headline that differs in the parts that may be looked at, beside what the reader wanted."""
    for case in cases:
        chosen = huisheng(case.passages)
        if case.part != "held" and verdict(chosen, case.wanted) == "other":
            print(f"{case.group} {case.judged.get(chosen, 'not judged'):10} {chosen}\n{'':17}{' | '.join(case.wanted)}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--other", action="store_true", help="show what differs in the parts that may be looked at")
    parser.add_argument("--drawn", action="store_true", help="show which groups the seeds draw")
    parser.add_argument("--part", choices=PARTS, help="only this part")
    arguments = parser.parse_args()
    folder = os.environ.get("HUISHENG_DATA")
    if not folder:
        print("HUISHENG_DATA is not set: nothing to measure on.")
        sys.exit(0)
    messages = Path(folder) / "messages"
    if arguments.drawn:
        return print(*drawn(voices_by_group(messages)), sep="\n")
    cases = [case for case in read(messages) if arguments.part in (None, case.part)]
    if arguments.other:
        return show_other(cases)
    huisheng(cases[0].passages)
    for part in PARTS:
        chosen = [case for case in cases if case.part == part]
        for name, choose in CHOOSERS.items() if chosen else ():
            start = time.process_time()
            headlines = [(case, choose(case.passages)) for case in chosen]
            spent = time.process_time() - start
            met = Counter(verdict(headline, case.wanted) for case, headline in headlines)
            judged = Counter(
                case.judged.get(headline, "not judged")
                for case, headline in headlines
                if verdict(headline, case.wanted) == "other"
            )
            told = "  ".join(f"{name} {met[name]:>2}" for name in VERDICTS)
            said = ", ".join(f"{judged[name]} {name}" for name in (*JUDGEMENTS, "not judged") if judged[name])
            length = sum(len(headline) for _, headline in headlines) / len(headlines)
            print(f"{part} {name:24} {told} ({said or 'none'})  {length:.0f} characters  {spent:.2f} s")
    return None


if __name__ == "__main__":
    main()
