"""The register of what erasing a person means: each room adds its step."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apps.profiles.models import User

# Steps run inside one transaction, the highest room's first.
Step = Callable[["User", datetime], None]
_steps: list[Step] = []
# What steps lock, before the person's own row: everybody else who locks that row, too, comes to it last.
Lock = Callable[["User"], None]
_locks: list[Lock] = []


def register(step: Step) -> None:
    _steps.append(step)


def register_lock(lock: Lock) -> None:
    _locks.append(lock)


def lock_first(user: "User") -> None:
    """Inside the transaction of the erasure; the highest room's first."""
    for lock in reversed(_locks):
        lock(user)


def run(user: "User", *, at: datetime) -> None:
    for step in reversed(_steps):
        step(user, at)
