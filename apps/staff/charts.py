"""Plots of shares, drawn as SVG from numbers: 0 at the bottom or left, all at the top or right."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 320, 120
GAP = 4
ROW, BAR = 28, 10  # two of them make a row
FEWEST = 4  # bars are no wider than this many would be


@dataclass(frozen=True, slots=True)
class Bar:
    """`share` is empty where it is left out, and then nothing is drawn."""

    x: int
    y: int
    width: int
    height: int
    share: float | None


def upright(shares: Sequence[float | None]) -> list[Bar]:
    """Side by side from left to right, all equally wide."""
    step = WIDTH / max(len(shares), FEWEST)
    return [_upright(round(step * place), round(step) - GAP, share) for place, share in enumerate(shares)]


def _upright(x: int, width: int, share: float | None) -> Bar:
    height = max(1, round(HEIGHT * (share or 0)))
    return Bar(x, HEIGHT - height, width, height, share)


def lying(shares: Sequence[float | None]) -> list[Bar]:
    """One under the other."""
    return [
        Bar(0, 3 + place * (BAR + 1), max(1, round(WIDTH * (share or 0))), BAR, share)
        for place, share in enumerate(shares)
    ]
