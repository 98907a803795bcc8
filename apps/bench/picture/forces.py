"""Tied points draw each other near and all points push each other away, after Fruchterman and Reingold (1991): arrays
in, arrays out, the same for the same input.

All pairs at once, in memory that is taken once."""

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Ties = NDArray[np.intp]

NEAREST = 1e-4  # squared, and added: so that nobody is pushed away without end


def settle(count: int, ties: Ties, *, steps: int, seed: int) -> Points:
    """(count, 2) about the unit square, from a random start; `ties` (m, 2) of 0 … count - 1, each once."""
    points: Points = np.random.default_rng(seed).random((count, 2))
    ideal = np.sqrt(1 / count)  # between two, where everything is even
    reach = 0.1  # how far one moves in a step; ever less
    room = np.empty((4, count, count), dtype=np.float32)
    for step in range(steps):
        pull = ideal**2 * _pushes(points.astype(np.float32), room) + _pulls(points, ties, ideal)
        length = np.maximum(np.linalg.norm(pull, axis=1, keepdims=True), 0.01)
        points += pull / length * reach * (1 - step / (steps + 1))
    return points


def _pushes(points: NDArray[np.float32], room: NDArray[np.float32]) -> Points:
    """Of each on each, 1 / distance in the direction away. `room` (4, n, n) is written over: asking for new memory, or
    two threads for a matrix product, takes longer than all of this."""
    across, down, squared, other = room
    np.subtract(points[:, None, 0], points[:, 0], out=across)
    np.subtract(points[:, None, 1], points[:, 1], out=down)
    np.multiply(across, across, out=squared)
    squared += np.multiply(down, down, out=other)
    squared += NEAREST
    across /= squared
    down /= squared
    return np.column_stack([across.sum(axis=1), down.sum(axis=1)]).astype(np.float64)


def _pulls(points: Points, ties: Ties, ideal: float) -> Points:
    """Of each tie on both its ends, distance² / ideal towards the other."""
    apart = points[ties[:, 1]] - points[ties[:, 0]]
    force = apart * (np.linalg.norm(apart, axis=1, keepdims=True) / ideal)
    return sum_at(ties[:, 0], force, len(points)) - sum_at(ties[:, 1], force, len(points))


def sum_at(places: NDArray[np.intp], values: Points, count: int) -> Points:
    """(count, 2): by place the sum of its values."""
    return np.column_stack([np.bincount(places, weights=values[:, axis], minlength=count) for axis in (0, 1)])
