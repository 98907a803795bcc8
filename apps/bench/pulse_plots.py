"""The pulse as small plots: a bar for each cell, as wide as its months."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from apps.bench.pulse import FEW, HALF, Cell

WIDTH, HEIGHT = 320, 96
THIRDS = {FEW: 1 / 6, HALF: 1 / 2}


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    cell: Cell


def plot_counts(cells: Sequence[Cell]) -> list[Bar]:
    """So many a month on average: what stands in a bar's area is what its months hold."""
    return _bars(cells, lambda cell: cell.count / cell.months)


def plot_thirds(cells: Sequence[Cell]) -> list[Bar]:
    return _bars(cells, lambda cell: THIRDS.get(cell.third, 5 / 6), most=1.0)


def _bars(cells: Sequence[Cell], value: Callable[[Cell], float], *, most: float = 0.0) -> list[Bar]:
    """From left to right, without the gaps: cells follow upon each other."""
    months = sum(cell.months for cell in cells)
    top = most or max((value(cell) for cell in cells), default=1.0)
    found, before = list[Bar](), 0
    for cell in cells:
        left, right = (round(WIDTH * part / months) for part in (before, before + cell.months))
        height = round(HEIGHT * value(cell) / top)
        found.append(Bar(left + 1, HEIGHT - height, max(2, right - left - 2), height, cell))
        before += cell.months
    return found
