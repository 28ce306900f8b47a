"""Charts drawn by the server as SVG: places of bars for a template to write down. Lengths are SVG units as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

LEVELS = 4


@dataclass(frozen=True, slots=True)
class Box:
    """A drawing: its size, and where the bars stand in it."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    labels: int
    """How many labels have room under the bars."""

    @property
    def label_y(self) -> int:
        return self.bottom + 18


WIDE = Box(width=824, height=222, left=48, right=800, top=30, bottom=196, labels=9)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a column."""

    count: int
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Column:
    """Parts upon each other, the first at the bottom."""

    parts: tuple[Part, ...]
    x: str
    width: str
    middle: str
    above: str
    """Where a word over the column stands."""
    anchor: str
    """How that word is anchored, so that it stays inside."""
    is_most: bool
    has_label: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line across at a count, and where its number stands beside it or above."""

    count: int
    y: str
    below: str
    above: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns over a scale that begins at zero."""

    box: Box
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    reach: Line
    """What the scale had to reach, as a line of its own; the word for it stands above."""


def columns(rows: Sequence[Sequence[int]], box: Box, most: int = 0) -> Chart:
    """Columns side by side; those of a row stand upon each other.

    Args:
        rows: the counts of each column, from the bottom up; none is negative.
        most: what the scale must reach, if it is more than the highest column.
    """
    sums = [sum(row) for row in rows]
    highest = max(sums, default=0)
    step = round_step(max(highest, most, 1))
    top = step * ceil(max(highest, most, 1) / step)
    scale = (box.bottom - box.top) / top
    room = (box.right - box.left) / max(len(rows), 1)
    width = min(max(room - 2, room * 0.7), 40)
    every = ceil(len(rows) / box.labels) if rows else 1
    drawn = []
    for at, row in enumerate(rows):
        middle = box.left + room * (at + 0.5)
        drawn.append(
            Column(
                parts=_parts(row, scale, box.bottom),
                x=_text(middle - width / 2),
                width=_text(width),
                middle=_text(middle),
                above=_text(box.bottom - sums[at] * scale - 8),
                anchor="start" if at < len(rows) * 0.15 else "end" if at >= len(rows) * 0.85 else "middle",
                is_most=bool(highest) and sums.index(highest) == at,
                has_label=at % every == 0,
            )
        )
    lines = tuple(_line(count, box.bottom - count * scale) for count in range(0, top + 1, step))
    return Chart(box, tuple(drawn), lines, _line(most, box.bottom - most * scale))


def _line(count: int, y: float) -> Line:
    return Line(count, _text(y), _text(y + 4), _text(y - 6))


def _parts(row: Sequence[int], scale: float, bottom: float) -> tuple[Part, ...]:
    parts, y = [], bottom
    for count in row:
        height = count * scale
        y -= height
        parts.append(Part(count, _text(y), _text(height)))
    return tuple(parts)


def share(count: int, most: int) -> str:
    """The length of a lying bar in percent of the longest; the smallest one is still seen."""
    return f"{max(100 * count / most, 0.5):.1f}%" if count and most else "0%"


def level(count: int, most: int) -> int:
    """How deep a cell is coloured: 0 for nothing, then 1 to 4 in equal steps up to the most."""
    return min(LEVELS, 1 + (count - 1) * LEVELS // most) if count > 0 else 0


def round_step(most: int) -> int:
    """A round distance so that two to four lines reach the most: 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if power * factor * 4 >= most:
                return power * factor
        power *= 10


def _text(length: float) -> str:
    return f"{length:.1f}"
