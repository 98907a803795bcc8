"""The register of what erasing a person means: each room adds its step."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apps.profiles.models import User

# Steps run inside one transaction, the highest room's first.
Step = Callable[["User", datetime], None]
_steps: list[Step] = []


def register(step: Step) -> None:
    _steps.append(step)


def run(user: "User", *, at: datetime) -> None:
    for step in reversed(_steps):
        step(user, at)
