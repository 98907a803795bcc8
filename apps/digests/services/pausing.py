from datetime import datetime

from apps.profiles.models import User
from apps.profiles.services.profile import pause


def pause_until(user: User, ends: datetime, *, at: datetime) -> None:
    """A pause that lasts longer stays as it is."""
    profile = user.profile
    if profile.paused_at is None or (profile.paused_until and profile.paused_until < ends):
        pause(user, until=ends.date(), at=at)
