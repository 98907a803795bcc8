"""The register of what follows when somebody has come into a circle and said who they are, or chosen not to."""

from collections.abc import Callable
from datetime import datetime

from apps.circles.models import Circle, Membership
from apps.profiles.models import User

# Run inside the transaction, with the circle locked.
Step = Callable[[Circle, User, datetime], None]
_steps: list[Step] = []


def on_arrival(step: Step) -> None:
    _steps.append(step)


def arrived(membership: Membership, *, at: datetime) -> None:
    """The caller holds the circle's lock. Whoever still is in the welcome has yet to arrive."""
    if membership.welcome_step is not None:
        return
    for step in _steps:
        step(membership.circle, membership.user, at)
