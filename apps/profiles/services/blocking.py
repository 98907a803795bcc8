"""Blocking somebody, and the register of what higher rooms do in the same transaction."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.mail.errors import DomainError
from apps.profiles.models import Block, User

Step = Callable[[User, User, datetime], None]
_steps: list[Step] = []


class CannotBlock(DomainError):
    """There is nobody there to block."""


def on_block(step: Step) -> None:
    """`step` is given the blocker, the blocked and the moment."""
    _steps.append(step)


@transaction.atomic
def block(user: User, other: User, *, at: datetime) -> Block:
    """Total, mutual in effect, and invisible; twice is once."""
    if user.pk == other.pk:
        raise CannotBlock(_("You cannot block yourself. Pause instead: you will be left in peace."))
    row, new = Block.objects.get_or_create(blocker=user, blocked=other, defaults={"since": at})
    if new:
        for step in _steps:
            step(user, other, at)
    return row


@transaction.atomic
def unblock(user: User, other: User) -> None:
    Block.objects.filter(blocker=user, blocked=other).delete()
