"""What somebody says of what they let pass, and how they open it again. Nobody else can observe any of it."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from apps.introductions.models import Answer, Introduction
from apps.mail.errors import DomainError
from apps.profiles.models import User
from apps.profiles.services.presence import lock_present

# Given who reopens, with whom, and when; inside the transaction.
Step = Callable[[User, list[int], datetime], None]
_steps: list[Step] = []


class NotLetPass(DomainError):
    """There is nothing of the kind to give a reason for, or to reopen."""


def on_reopen(step: Step) -> None:
    """The register of what a higher room does when somebody opens again what they let pass."""
    _steps.append(step)


@transaction.atomic
def give_reason(introduction: Introduction, *, user: User, reason: str) -> Answer:
    """For the matcher only; an empty one takes it back. A yes that was said meanwhile stays as it is."""
    mine = _lock_answer(introduction, user)
    if mine.value != Answer.Value.NO:
        raise NotLetPass(_("You can say why where you said no. You have not said no to this introduction."))
    mine.reason = reason
    mine.save(update_fields=["reason"])
    return mine


@transaction.atomic
def reopen(introduction: Introduction, *, user: User, at: datetime) -> None:
    """Lifts one's own refusal. Whether the others let it pass, too, is neither asked nor told."""
    mine = _lock_answer(introduction, user)
    if mine.value == Answer.Value.YES or mine.introduction.state_for(user, at=at) != Introduction.State.NOT_MADE:
        raise NotLetPass(_("Only what you let pass can be reopened, once it is over."))
    if _of_these_people(mine, at).filter(reopened_at=None).update(reopened_at=at):
        _follow(user, mine.introduction, at)


@transaction.atomic
def close_again(introduction: Introduction, *, user: User, at: datetime) -> None:
    """As if it had not been reopened; twice is once."""
    mine = _lock_answer(introduction, user)
    _of_these_people(mine, at).update(reopened_at=None)


def reopen_with(user: User, other: User, *, at: datetime) -> None:
    """Whoever wishes to meet somebody lets pass no longer what the two of them were asked; inside the caller's
    transaction. What they let pass of a group is about the others, too, and stays until they reopen it themselves."""
    two = Introduction.key_of((user.pk, other.pk))
    _over(user, at).filter(introduction__participants_key=two, reopened_at=None).update(reopened_at=at)
    # What waits for room, once it is over without their having heard of it: they have let nothing pass there.
    waits = Answer.objects.filter(user=user, introduction__shadow=False, put_at=None, reopened_at=None)
    waits.filter(introduction__answers__user=other).update(reopened_at=at)


def _lock_answer(introduction: Introduction, user: User) -> Answer:
    locked = Introduction.objects.select_for_update(no_key=True).get(pk=introduction.pk)
    lock_present(user)
    mine = locked.answers.select_for_update(no_key=True).get(user=user)
    mine.introduction = locked
    return mine


def _over(user: User, at: datetime) -> "QuerySet[Answer]":
    """What this person let pass and is over for them."""
    passed = Answer.objects.filter(user=user, introduction__shadow=False).exclude(value=Answer.Value.YES)
    return passed.filter(Q(introduction__closes_at__lte=at) | Q(introduction__state=Introduction.State.NOT_MADE))


def _of_these_people(mine: Answer, at: datetime) -> "QuerySet[Answer]":
    """Also what the same people were asked before in the same circle: the list has one line for it."""
    this = mine.introduction
    return _over(mine.user, at).filter(
        introduction__circle=this.circle_id, introduction__participants_key=this.participants_key
    )


def _follow(user: User, introduction: Introduction, at: datetime) -> None:
    others = list(introduction.answers.exclude(user=user).order_by("user").values_list("user_id", flat=True))
    for step in _steps:
        step(user, others, at)
