"""Cuts of the cutter beside those a reader made, in 430 Chinese and 40 English voices.

    HUISHENG_DATA=… python benchmarks/cutting.py                  all parts, both languages, two peers, seconds
    HUISHENG_DATA=… python benchmarks/cutting.py --part look      one part alone
    HUISHENG_DATA=… python benchmarks/cutting.py --wrong          what differs in the parts that may be looked at

`cuts.csv` beside this file holds ids and offsets only (code points, a cut opens a new matter; at a borderline
place a cut is neither right nor wrong). The texts must be in HUISHENG_DATA, folder `messages`. Parts `look` and
`opened` may be looked at when the cutter is improved (`opened` was held once and has been measured on); part `held` was
labelled before the cutter ran on it and is only counted.
"""

import argparse
import csv
import gzip
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from huisheng.crafts.text import Cutter

SOURCES = {
    "grouping_messages.jsonl.gz": "Chinese",
    "category_verbatim.jsonl.gz": "Chinese",
    "replies.jsonl.gz": "Chinese",
    "english_polis_bowling_green.csv.gz": "English",
}
PARTS = ("look", "opened", "held")
# A cut on the other side of white space or of a list mark opens the same matter.
BESIDE = re.compile(r"[\W\d_一二三四五六七八九十第是]{0,6}")
PARAGRAPH = re.compile(r"\n\s*|(?<=[。！？!?；;.])[ \t\u3000\xa0]+")
MARK = re.compile(
    r"(?<![\d.．第])(?:\d{1,2}(?:、|[.．](?!\d)|[)）])|[一二三四五六七八九十]{1,2}[、.．]|[一二三四五六七八九]是"
    r"|[(（](?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）]|[①-⑫⑴-⑽]|第[一二三四五六七八九][，,、：:])"
)


@dataclass(frozen=True, slots=True)
class Case:
    """A voice and where a reader cut it."""

    id: str
    language: str
    part: str
    draw: str
    text: str
    cuts: frozenset[int]
    borderline: frozenset[int]


@dataclass(slots=True)
class Score:
    """Cuts found and missed, and voices cut exactly as the reader cut them."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    voices: int = 0
    whole: int = 0

    def __str__(self) -> str:
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        return (
            f"right {self.right:>3} wrong {self.wrong:>3} missed {self.missed:>3}   precision {precision:.3f}"
            f"  recall {recall:.3f}  F1 {f1:.3f}   voices right {self.whole}/{self.voices} = "
            f"{self.whole / max(1, self.voices):.3f}"
        )


def read() -> list[Case]:
    """The labelled voices."""
    folder = os.environ.get("HUISHENG_DATA")
    if not folder:
        print("HUISHENG_DATA is not set: nothing to measure on.")
        sys.exit(0)
    texts: dict[tuple[str, str], str] = {}
    for name in SOURCES:
        with gzip.open(Path(folder) / "messages" / name, "rt", encoding="utf-8", newline="") as lines:
            rows: Iterable[dict[str, str]] = (
                csv.DictReader(lines) if name.endswith(".csv.gz") else map(json.loads, lines)
            )
            texts |= {(name, str(row["id"])): row["text"] for row in rows}
    with (Path(__file__).parent / "cuts.csv").open(encoding="utf-8", newline="") as labels:
        return [
            Case(
                row["id"],
                SOURCES[f"{row['source']}.gz"],
                row["part"],
                row["draw"],
                texts[f"{row['source']}.gz", row["id"]],
                frozenset(map(int, row["cuts"].split())),
                frozenset(map(int, row["borderline"].split())),
            )
            for row in csv.DictReader(labels)
        ]


def same(text: str, one: int, other: int) -> bool:
    """Whether two cuts differ by white space or a list mark only."""
    return bool(BESIDE.fullmatch(text[min(one, other) : max(one, other)]))


def compare(case: Case, cuts: list[int], *, exactly: bool) -> tuple[list[int], list[int], list[int]]:
    """Right, wrong and missed cuts; each labelled place is met once."""
    open_places = {place: place in case.cuts for place in case.cuts | case.borderline}
    right, wrong = [], []
    for cut in cuts:
        near = [p for p in open_places if p == cut or (not exactly and same(case.text, p, cut))]
        if not near:
            wrong.append(cut)
            continue
        place = min(near, key=lambda p: (not open_places[p], abs(p - cut)))
        if open_places.pop(place):
            right.append(cut)
    return right, wrong, [place for place, needed in open_places.items() if needed]


def score(cases: Iterable[Case], cutter: Callable[[str], list[int]], *, exactly: bool) -> Score:
    """All cases together."""
    total = Score()
    for case in cases:
        right, wrong, missed = compare(case, cutter(case.text), exactly=exactly)
        total.right += len(right)
        total.wrong += len(wrong)
        total.missed += len(missed)
        total.voices += 1
        total.whole += not wrong and not missed
    return total


def huisheng(text: str) -> list[int]:
    """Starts of the passages but the first."""
    return [span.start for span in CUTTER.cut(text)[1:]]


def every_paragraph(text: str) -> list[int]:
    """Peer: a cut at every break of a line or, where breaks were lost, at every blank behind a sentence."""
    return [m.end() for m in PARAGRAPH.finditer(text) if 0 < m.end() < len(text)]


def every_mark(text: str) -> list[int]:
    """Peer: a cut at every list mark."""
    return [m.start() for m in MARK.finditer(text) if m.start()]


CUTTER = Cutter()


def show_wrong(cases: list[Case]) -> None:
    """Each cut of the parts that may be looked at that is wrong or missed, with what stands around it."""
    for case in cases:
        if case.part == "held":
            continue
        _, wrong, missed = compare(case, huisheng(case.text), exactly=False)
        for name, places in (("wrong", wrong), ("missed", missed)):
            for at in sorted(places):
                print(f"{case.id:8} {name:6} {at:>5}  {case.text[max(0, at - 40) : at]}|{case.text[at : at + 40]}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", action="store_true", help="show what differs in the parts that may be looked at")
    parser.add_argument("--part", choices=PARTS, help="only this part")
    arguments = parser.parse_args()
    cases = [case for case in read() if arguments.part in (None, case.part)]
    if arguments.wrong:
        return show_wrong(cases)
    cutters = {"huisheng": huisheng, "every paragraph": every_paragraph, "every mark": every_mark}
    for part in PARTS:
        for language in ("Chinese", "English"):
            for draw in ("random", "marked"):
                chosen = [c for c in cases if (c.part, c.language, c.draw) == (part, language, draw)]
                for name, cutter in cutters.items() if chosen else ():
                    print(f"{part} {language:7} {draw:6} {name:15} {score(chosen, cutter, exactly=False)}")
            chosen = [c for c in cases if (c.part, c.language) == (part, language)]
            for name, cutter in cutters.items() if chosen else ():
                print(f"{part} {language:7} all    {name:15} {score(chosen, cutter, exactly=False)}")
                print(f"{'':17} exactly {'':12} {score(chosen, cutter, exactly=True)}")
    texts = [case.text for case in cases]
    huisheng(texts[0])
    for name, cutter in cutters.items():
        start = time.process_time()
        for text in texts:
            cutter(text)
        spent = (time.process_time() - start) * 1000 / len(texts)
        print(f"{name:15} {spent:.3f} s per 1,000 voices of {sum(map(len, texts)) / len(texts):.0f} characters")
    return None


if __name__ == "__main__":
    main()
