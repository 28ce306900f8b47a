"""Make strokes.txt and pinyin.txt anew from the Unicode Han database and cnchar's table of strokes.

    python -m huisheng.crafts.press.names UNIHAN CNCHAR

UNIHAN: folder with Unihan_*.txt or .txt.bz2 (Debian's package unicode-data).
CNCHAR: cnchar.order.min.js out of the npm package cnchar-order.
"""

import argparse
import bz2
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent

# cnchar tells 26 strokes apart; lists of names know five: 横(提) 竖(竖钩) 撇 点(捺) 折.
_FIVE = str.maketrans("jifgskdlabcehmnopqrtuvwxyz", "11223444" + "5" * 18)


def main() -> None:
    """Write both tables beside this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("unihan", type=Path)
    parser.add_argument("cnchar", type=Path)
    given = parser.parse_args()
    place = {char: int(value.split(":")[1].split()[0]) for char, value in _field(given.unihan, "kTGH")}
    counts = {char: int(value.split()[0]) for char, value in _field(given.unihan, "kTotalStrokes")}
    exact = _sequences(given.cnchar.read_text(encoding="utf-8"), counts)
    rows, placed = _rows(exact, place, counts)
    (HERE / "strokes.txt").write_text(_as_text(rows, placed, place, counts), encoding="utf-8")
    known = {char for chars in rows.values() for char in chars}
    (HERE / "pinyin.txt").write_text(_readings(given.unihan, known), encoding="utf-8")


def _field(folder: Path, name: str) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("Unihan_*.txt*")):
        packed = path.read_bytes()
        text = (bz2.decompress(packed) if path.suffix == ".bz2" else packed).decode()
        for line in text.splitlines():
            if f"\t{name}\t" in line:
                code, _name, value = line.split("\t")
                yield chr(int(code[2:], 16)), value


def _sequences(script: str, counts: dict[str, int]) -> dict[str, str]:
    found = re.findall(r'"?([\u3007\u3400-\u9fff\U00020000-\U0003ffff])"?:"([a-z]+)"', script)
    # Where the two sources count differently the character is left to the count alone.
    return {char: letters.translate(_FIVE) for char, letters in found if counts.get(char) == len(letters)}


def _rows(
    exact: dict[str, str], place: dict[str, int], counts: dict[str, int]
) -> tuple[dict[str, list[str]], list[str]]:
    """Characters by stroke sequence, in order; and those that got their place from 通用规范汉字表 alone.

    That list stands in stroke order inside each of its three levels, so a character whose strokes the
    other source lacks follows its neighbour there.
    """
    rows: dict[str, list[str]] = defaultdict(list)
    for char in sorted(exact, key=lambda char: (place.get(char, 10_000), char)):
        rows[exact[char]].append(char)
    placed = []
    ordered = sorted(place, key=place.__getitem__)
    before = ""
    for at, char in enumerate(ordered):
        if char not in exact:
            if not before or len(exact[before]) != counts[char] or _level(place[before]) != _level(place[char]):
                following = (other for other in ordered[at:] if other in exact)
                neighbour = next((other for other in following if len(exact[other]) == counts[char]), None)
                if neighbour is None:
                    continue
                row = rows[exact[neighbour]]
                row.insert(row.index(neighbour), char)
            else:
                row = rows[exact[before]]
                row.insert(row.index(before) + 1, char)
                exact = exact | {char: exact[before]}
            placed.append(char)
        if char in exact:
            before = char
    return rows, placed


def _level(place: int) -> int:
    return (place > 3500) + (place > 6500)


def _as_text(rows: dict[str, list[str]], placed: list[str], place: dict[str, int], counts: dict[str, int]) -> str:
    lines = [f"{sequence}\t{''.join(rows[sequence])}" for sequence in sorted(rows, key=lambda each: (len(each), each))]
    known = {char for chars in rows.values() for char in chars}
    by_count: dict[int, list[str]] = defaultdict(list)
    for char in sorted(counts):
        if char not in known and (char < "\U00010000" or char in place):
            by_count[counts[char]].append(char)
    lines += [f"={count}\t{''.join(by_count[count])}" for count in sorted(by_count)]
    return "\n".join([*lines, f"~\t{''.join(placed)}"]) + "\n"


def _readings(folder: Path, known: set[str]) -> str:
    by_reading: dict[str, list[str]] = defaultdict(list)
    for char, value in _field(folder, "kMandarin"):
        if char in known or "\u4e00" <= char <= "\u9fa5":
            by_reading[value.split()[0]].append(char)
    return "".join(f"{reading}\t{''.join(sorted(by_reading[reading]))}\n" for reading in sorted(by_reading))


if __name__ == "__main__":
    main()
