"""Deleting an account: fourteen days to change one's mind, then nothing is left but an empty row."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from apps.profiles import erasures
from apps.profiles.changes import record_change
from apps.profiles.mails import enqueue_leaving
from apps.profiles.models import User
from apps.profiles.models.user import UserQuerySet

log = logging.getLogger(__name__)

TIME_TO_RETURN = timedelta(days=14)


@transaction.atomic
def ask_deletion(user: User, *, at: datetime) -> User:
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if user.leaving_at is None:
        user.leaving_at = at + TIME_TO_RETURN
        user.save(update_fields=["leaving_at"])
        enqueue_leaving(user, at=at)
    return user


@transaction.atomic
def keep_account(user: User, *, at: datetime) -> User:
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    user.leaving_at = None
    user.save(update_fields=["leaving_at"])
    # What waited for this person can go on.
    record_change(user, at=at)
    return user


@transaction.atomic
def erase(user: User, *, at: datetime) -> User:
    """Erases everything about a person; the row stays as a tombstone. Erasing twice is erasing once."""
    erasures.lock_first(user)
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    erasures.run(user, at=at)
    user.email = f"erased-{user.pk}@erased.invalid"
    user.is_active, user.is_staff, user.is_superuser = False, False, False
    user.leaving_at, user.last_login, user.suspended_at = None, None, None
    user.set_unusable_password()
    user.save()
    return user


def due_to_leave(at: datetime) -> UserQuerySet:
    return User.objects.filter(leaving_at__lte=at, is_active=True)


def erase_due(*, at: datetime) -> int:
    """Erases whoever's time is up, one transaction each; how many."""
    return sum(_erase_or_log(user, at) for user in due_to_leave(at).order_by("pk"))


def _erase_or_log(user: User, at: datetime) -> bool:
    try:
        return _erase_if_still_due(user, at)
    except Exception:
        # One account that cannot be erased keeps no other one.
        log.exception("user %d could not be erased", user.pk)
        return False


@transaction.atomic
def _erase_if_still_due(user: User, at: datetime) -> bool:
    erasures.lock_first(user)
    # Somebody may have come back since the list was read.
    current = User.objects.select_for_update(no_key=True).filter(pk=user.pk, leaving_at__lte=at, is_active=True).first()
    if current is None:
        return False
    erase(current, at=at)
    return True
