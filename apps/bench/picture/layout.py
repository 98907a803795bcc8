"""Where people stand in the circle's picture: arrays in, arrays out, the same for the same input.

Lengths are CSS pixels. Everybody has a cell of their own, wide enough for a short name, so that names need not collide.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from apps.bench.picture.forces import Points, Ties, settle, sum_at

CELL = np.array([72.0, 34.0])  # what one person and their name need
NARROWEST = 8  # cells
MARGIN = 40.0
SEED = 20130406
STEPS = 50
PUSHES = 250


@dataclass(frozen=True, slots=True)
class Layout:
    """`points` (n, 2) inside width and height."""

    points: Points
    width: int
    height: int


def lay_out(count: int, pairs: Iterable[tuple[int, int]]) -> Layout:
    """Who is tied stands near; whoever is tied to nobody stands in rows below them. Pairs are of 0 … count - 1."""
    ties = np.array(sorted({(min(pair), max(pair)) for pair in pairs}), dtype=np.intp).reshape(-1, 2)
    parts = _parts(count, ties)
    tied = [part for part in parts if len(part) > 1]
    boxes = [_one_part(ties, part) for part in tied]
    columns = _columns(count, boxes)
    points = np.zeros((count, 2))
    bottom = _shelve(points, tied, boxes, columns)
    _rows(points, [part[0] for part in parts if len(part) == 1], bottom, columns)
    size = points.max(axis=0) + 0.5 if count else np.array([0.5, 0.5])
    width, height = np.maximum(size, [columns, 1]) * CELL + 2 * MARGIN
    return Layout(points * CELL + MARGIN, int(width), int(height))


def _parts(count: int, ties: Ties) -> list[list[int]]:
    """Who is tied to whom over however many others; the largest part first."""
    if not count:
        return []
    graph = coo_array((np.ones(len(ties)), (ties[:, 0], ties[:, 1])), shape=(count, count))
    found: dict[int, list[int]] = {}
    for one, part in enumerate(connected_components(graph, directed=False)[1].tolist()):
        found.setdefault(part, []).append(one)
    return sorted(found.values(), key=lambda part: (-len(part), part[0]))


def _columns(count: int, boxes: Sequence[Points]) -> float:
    widest = max((box[:, 0].max() + 1 for box in boxes), default=0.0)
    return float(max(NARROWEST, widest, math.ceil(math.sqrt(count * 1.2))))


def _one_part(ties: Ties, part: Sequence[int]) -> Points:
    """Of one connected part, in cells, from its own corner; no two closer than a cell."""
    inside = ties[np.isin(ties[:, 0], part)]
    rough = settle(len(part), np.searchsorted(part, inside), steps=STEPS, seed=SEED)
    side = math.sqrt(len(part))
    points = _spread(_even(rough) * [side * 0.45, side * 1.5])
    return np.asarray(points - points.min(axis=0))


def _even(points: Points) -> Points:
    """Ranks along each axis, from 0 to 1: a thick middle takes the room that stragglers would leave empty."""
    ranks = points.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    return np.asarray(ranks / max(1, len(points) - 1))


def _spread(points: Points) -> Points:
    """Pushes apart, along a circle of one cell, until nobody stands in another's cell."""
    for _push in range(PUSHES):
        near = cKDTree(points).query_pairs(1.0, output_type="ndarray")
        if not len(near):
            break
        apart = points[near[:, 1]] - points[near[:, 0]]
        length = np.linalg.norm(apart, axis=1, keepdims=True)
        direction = np.divide(apart, length, out=np.tile([1.0, 0.0], (len(near), 1)), where=length > 0)
        move = direction * (1.02 - length) / 2
        points = points + sum_at(near[:, 1], move, len(points)) - sum_at(near[:, 0], move, len(points))
    return points


def _shelve(points: Points, parts: Sequence[list[int]], boxes: Sequence[Points], columns: float) -> float:
    """Puts the parts beside each other, line by line; where the next line begins."""
    left, top, tall = 0.0, 0.0, 0.0
    for part, box in zip(parts, boxes, strict=True):
        width, height = box.max(axis=0) + 1.2
        if left and left + width > columns + 0.2:
            left, top, tall = 0.0, top + tall, 0.0
        points[part] = box + np.array([left, top])
        left, tall = left + width, max(tall, height)
    return top + tall


def _rows(points: Points, alone: Sequence[int], top: float, columns: float) -> None:
    wide = int(columns)
    for place, one in enumerate(alone):
        points[one] = (place % wide, top + place // wide)
