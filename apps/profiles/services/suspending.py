"""Suspending: the account stays as it is, and nobody meets the person any more, by page or mail, until it is undone.

Everything hangs on `suspended_at`, which the funnels and the outbox ask about at every reading and sending; nothing
else is written, so that undoing it brings everything back."""

from datetime import datetime

from django.db import transaction

from apps.profiles.changes import record_change
from apps.profiles.models import User
from apps.profiles.services.sessions import end_sessions


@transaction.atomic
def suspend(user: User, *, at: datetime) -> bool:
    """Whether it made a difference: twice is once."""
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if locked.suspended_at is not None or not locked.is_active:
        return False
    _mark(locked, at, at)
    transaction.on_commit(lambda: end_sessions(locked))
    return True


@transaction.atomic
def reinstate(user: User, *, at: datetime) -> bool:
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if locked.suspended_at is None:
        return False
    _mark(locked, None, at)
    return True


def _mark(user: User, suspended_at: datetime | None, at: datetime) -> None:
    user.suspended_at = suspended_at
    user.save(update_fields=["suspended_at"])
    # Higher rooms' workers leave the person out of what they work out, or take them in again.
    record_change(user, at=at)
