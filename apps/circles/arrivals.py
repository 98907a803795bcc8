"""The register of what a higher room has for somebody who has just come in and said who they are."""

from collections.abc import Callable
from datetime import datetime

from django.urls import reverse

from apps.circles.models import Membership

# The page they go to first, or None. Called between transactions, by a view: nobody waits for it with a lock.
Step = Callable[[Membership, datetime], str | None]
_steps: list[Step] = []


def on_arrival(step: Step) -> None:
    _steps.append(step)


def first_page(membership: Membership, *, at: datetime) -> str:
    """What waits for them, or the circle itself."""
    found = [step(membership, at) for step in _steps]
    return next((page for page in found if page), reverse("circles:detail", args=[membership.circle.tag]))
