"""Whose introductions are paused in a circle. Sealed like any other pause: what depends on it looks like silence."""

from collections.abc import Collection

from apps.circles.models import Circle
from apps.introductions.models import PitchPause
from apps.profiles.models import User


def paused_in(circle: Circle, people: Collection[User]) -> bool:
    """Whether one of these people may not be introduced to anybody new there now."""
    return PitchPause.objects.open().filter(circle=circle, user__in=[user.pk for user in people]).exists()
