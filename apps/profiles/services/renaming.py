"""Changing one's name, and the register of what higher rooms look at then."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from apps.mail.errors import DomainError
from apps.profiles.lookalikes import looks
from apps.profiles.models import Profile, User

MOST_A_DAY = 3
DAY = timedelta(days=1)

# What steps lock, before the person's own row; then, inside the transaction of the change, what they do. They are given
# the person, the name until now, and the moment.
Lock = Callable[[User], None]
Step = Callable[[User, str, datetime], None]
_locks: list[Lock] = []
_steps: list[Step] = []


class TooManyNames(DomainError):
    """Whoever tries names could find out who is where."""

    def __init__(self) -> None:
        super().__init__(_("A name can be changed three times a day. Try again tomorrow."))


def on_rename(step: Step, *, lock: Lock) -> None:
    _steps.append(step)
    _locks.append(lock)


def lock_first(user: User, name: str | None) -> None:
    """Where a name is given. Also the one that they have: another window may be changing it."""
    if name is not None:
        for lock in _locks:
            lock(user)


def count(profile: Profile, name: str, *, at: datetime) -> list[str]:
    """Counts a change of how the name looks; the first name is none. The fields of the profile that it changes; raises
    TooManyNames."""
    if not profile.name or (name and _looks_as_before(profile.name, name)):
        return []
    if profile.renames_since is None or not profile.renames_since <= at < profile.renames_since + DAY:
        profile.renames_since, profile.renames = at, 0
    if profile.renames >= MOST_A_DAY:
        raise TooManyNames
    profile.renames += 1
    return ["renames", "renames_since"]


def follow(user: User, before: str, name: str, *, at: datetime) -> None:
    """Inside the transaction, after the name is written."""
    if not name or not _looks_as_before(before, name):
        for step in _steps:
            step(user, before, at)


def _looks_as_before(before: str, name: str) -> bool:
    """It is taken for nothing for which the other was not. That the two look the same would not do: step by step one
    gets from lvan by Ivan to ivan."""
    return looks(name) <= looks(before)
