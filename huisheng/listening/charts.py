"""Small charts drawn by the server as SVG: places of bars, for a template to write down."""

from collections.abc import Sequence
from dataclasses import dataclass

from huisheng.listening.queries.desk import Bar

_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 820.0, 30.0, 196.0


@dataclass(frozen=True, slots=True)
class Column:
    """One upright bar and what it stands for; numbers are SVG units as text."""

    bar: Bar
    x: str
    middle: str
    y: str
    above: str
    width: str
    height: str
    is_most: bool
    has_label: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A line across the chart at a round count."""

    count: int
    y: str
    below: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Upright bars over a scale that begins at zero, in a box of 820 × 236."""

    columns: list[Column]
    grid: list[Grid]


@dataclass(frozen=True, slots=True)
class Row:
    """One lying bar: its place, and where its number stands."""

    bar: Bar
    y: str
    text_y: str
    width: str
    number_x: str


def upright(bars: Sequence[Bar]) -> Chart:
    """Bars side by side, the highest marked; about eight of them labelled."""
    most = max((bar.count for bar in bars), default=0)
    step = _round_step(most)
    top = max(step, -(-most // step) * step)
    scale = (_BOTTOM - _TOP) / top
    room = (_RIGHT - _LEFT) / max(1, len(bars))
    width = min(40.0, room * 0.82)
    every = max(1, -(-len(bars) // 8))
    highest = next((at for at, bar in enumerate(bars) if bar.count == most), -1)
    columns = []
    for at, bar in enumerate(bars):
        x = _LEFT + room * at + (room - width) / 2
        height = bar.count * scale
        columns.append(
            Column(
                bar,
                f"{x:.1f}",
                f"{x + width / 2:.1f}",
                f"{_BOTTOM - height:.1f}",
                f"{_BOTTOM - height - 6:.1f}",
                f"{width:.1f}",
                f"{height:.1f}",
                at == highest,
                at % every == 0,
            )
        )
    grid = [
        Grid(count, f"{_BOTTOM - count * scale:.1f}", f"{_BOTTOM - count * scale + 4:.1f}")
        for count in range(0, top + 1, step)
    ]
    return Chart(columns, grid)


def lying(bars: Sequence[Bar]) -> list[Row]:
    """Bars under each other with their numbers behind them, in a box 340 wide and 31 high each."""
    return [
        Row(bar, str(5 + 31 * at), str(19 + 31 * at), f"{1.7 * bar.share:.1f}", f"{102 + 1.7 * bar.share:.1f}")
        for at, bar in enumerate(bars)
    ]


def _round_step(most: int) -> int:
    """A round distance so that three to five lines reach the most: 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if power * factor * 4 >= most:
                return power * factor
        power *= 10
