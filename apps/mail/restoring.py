"""The register of what a restored instance does before it goes on: what was meant to happen since the backup may have
happened, and is not to happen twice."""

from collections.abc import Callable
from datetime import datetime

# Steps run inside the restore's transaction, the highest room's first.
Step = Callable[[datetime], None]
_steps: list[Step] = []
_derived: set[str] = set()


def register(step: Step) -> None:
    _steps.append(step)


def leave_out(*labels: str) -> None:
    """Models ("app.Model") whose rows are worked out from others: no backup holds them, a step has them made again."""
    _derived.update(label.lower() for label in labels)


def is_left_out(label: str) -> bool:
    return label.lower() in _derived


def run(*, at: datetime) -> None:
    for step in reversed(_steps):
        step(at)
