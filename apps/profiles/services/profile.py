from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.profiles.changes import record_change
from apps.profiles.models import Profile, User
from apps.profiles.services.presence import lock_present

# Run inside the transaction in which somebody's time zone changes.
Step = Callable[[User, datetime], None]
_steps: list[Step] = []


def on_move(step: Step) -> None:
    """The register of what else goes by a person's clock: higher rooms keep moments."""
    _steps.append(step)


@transaction.atomic
def save_profile(user: User, fields: dict[str, Any], *, at: datetime) -> Profile:
    """Writes the fields given (of Profile) and leaves the rest alone."""
    lock_present(user)
    profile = Profile.objects.select_for_update(no_key=True).get(user=user)
    moved = fields.get("time_zone", profile.time_zone) != profile.time_zone
    for name, value in fields.items():
        setattr(profile, name, value)
    profile.save(update_fields=list(fields))
    record_change(user, at=at)
    for step in _steps if moved else ():
        step(user, at)
    return profile


def pause(user: User, *, at: datetime) -> Profile:
    """Nobody is told: it looks like silence."""
    return save_profile(user, {"paused_at": at}, at=at)


def resume(user: User, *, at: datetime) -> Profile:
    return save_profile(user, {"paused_at": None}, at=at)


def allow_naming(user: User, *, allowed: bool, at: datetime) -> Profile:
    """Whether others may read "you both know …" with this person's name."""
    return save_profile(user, {"may_be_named": allowed}, at=at)
