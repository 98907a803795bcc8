"""Names beside the points of the picture, none over another: whole, else shortened to initials, else left out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from wcwidth import wcswidth

from apps.bench.picture.forces import Points

LETTER, LINE = 6.6, 13.0  # a letter's greatest mean width and a line's height at the size of picture.css
DOT = 7.0


@dataclass(frozen=True, slots=True)
class Label:
    text: str
    x: float
    y: float  # of the base line

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        half = width_of(self.text) / 2
        return self.x - half, self.y - LINE + 3, self.x + half, self.y + 3


def width_of(text: str) -> float:
    return LETTER * max(1, wcswidth(text), len(text) // 2)


def place_labels(points: Points, names: Sequence[Sequence[str]]) -> list[Label | None]:
    """By point the first of its names, longest first, that finds room below or above it."""
    taken = np.empty((2 * len(points), 4))
    taken[: len(points)] = np.hstack([points - DOT, points + DOT])
    used, found = len(points), list[Label | None]()
    for (x, y), texts in zip(points, names, strict=True):
        tries = (Label(text, float(x), float(y) + shift) for text in texts for shift in (DOT + 12, -DOT - 4))
        label = next((one for one in tries if _is_free(one.box, taken[:used])), None)
        if label:
            taken[used] = label.box
            used += 1
        found.append(label)
    return found


def _is_free(box: tuple[float, float, float, float], taken: Points) -> bool:
    left, top, right, bottom = box
    over = (taken[:, 0] < right) & (taken[:, 2] > left) & (taken[:, 1] < bottom) & (taken[:, 3] > top)
    return not over.any()
