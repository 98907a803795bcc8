"""The register of what higher rooms do once a network has been published."""

from collections.abc import Callable, Collection
from datetime import datetime

Step = Callable[[Collection[int], datetime], None]
_steps: list[Step] = []


def register(step: Step) -> None:
    """`step` is given the ids of the circles that have new people or facts, and the moment."""
    _steps.append(step)


def run(circle_ids: Collection[int], at: datetime) -> None:
    for step in _steps:
        step(circle_ids, at)
