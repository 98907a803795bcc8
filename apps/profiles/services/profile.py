from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.mail.errors import DomainError
from apps.profiles.changes import record_change
from apps.profiles.models import Profile, User
from apps.profiles.services import renaming
from apps.profiles.services.presence import lock_present

LONGEST_PAUSE = timedelta(days=366)

# Run inside the transaction in which somebody's time zone changes.
Step = Callable[[User, datetime], None]
_steps: list[Step] = []


class BadDay(DomainError):
    """A pause cannot end on this day."""


def on_move(step: Step) -> None:
    """The register of what else goes by a person's clock: higher rooms keep moments."""
    _steps.append(step)


@transaction.atomic
def save_profile(user: User, fields: dict[str, Any], *, at: datetime) -> Profile:
    """Writes the fields given (of Profile) and leaves the rest alone."""
    renaming.lock_first(user, fields.get("name"))
    lock_present(user)
    profile = Profile.objects.select_for_update(no_key=True).get(user=user)
    before, name = profile.name, fields.get("name", profile.name)
    counted = renaming.count(profile, name, at=at)
    moved = fields.get("time_zone", profile.time_zone) != profile.time_zone
    for field, value in fields.items():
        setattr(profile, field, value)
    profile.save(update_fields=[*fields, *counted])
    record_change(user, at=at)
    renaming.follow(user, before, name, at=at)
    for step in _steps if moved else ():
        step(user, at)
    return profile


def pause(user: User, *, at: datetime, until: date | None = None) -> Profile:
    """Nobody is told: it looks like silence. It ends by itself when that day begins by the person's clock."""
    ends = datetime.combine(until, time.min, tzinfo=user.profile.zone) if until else None
    if ends and not at < ends <= at + LONGEST_PAUSE:
        raise BadDay(_("Choose a day after today, within a year."))
    return save_profile(user, {"paused_at": at, "paused_until": ends}, at=at)


def resume(user: User, *, at: datetime) -> Profile:
    return save_profile(user, {"paused_at": None, "paused_until": None}, at=at)


def end_pauses(*, at: datetime) -> list[int]:
    """Brings back everybody whose day has come, one transaction each; their ids."""
    due = Profile.objects.filter(paused_until__lte=at).order_by("pk").select_related("user")
    return [profile.user_id for profile in due if _end_pause(profile.user, at)]


@transaction.atomic
def _end_pause(user: User, at: datetime) -> bool:
    """False for somebody who has just chosen another day, or is gone."""
    if not Profile.objects.select_for_update(no_key=True).filter(user=user, paused_until__lte=at).exists():
        return False
    Profile.objects.filter(user=user).update(paused_at=None, paused_until=None)
    record_change(user, at=at)
    return True


def allow_naming(user: User, *, allowed: bool, at: datetime) -> Profile:
    """Whether others may read "you both know …" with this person's name."""
    return save_profile(user, {"may_be_named": allowed}, at=at)
