"""The four steps in which a newcomer says who they are; each may be skipped, and taken up later."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from apps.circles.models import Circle, Membership, Question
from apps.circles.models.question import MOST
from apps.circles.newcomers import STEPS
from apps.circles.services.arriving import arrived
from apps.circles.services.locking import lock, lock_as_curator
from apps.profiles.models import User
from apps.profiles.plain_words import refuse_links


@transaction.atomic
def go_on(membership: Membership, *, after: int, at: datetime) -> Membership | None:
    """The step is done or skipped. Whoever goes back to an earlier one is not sent through the later ones again. None
    for somebody who is in the circle no more: by the name they have just given they may be held."""
    locked = _lock(membership)
    if locked and locked.welcome_step is not None and locked.welcome_step <= after:
        _save(locked, after + 1 if after < STEPS else None, at)
    return locked


@transaction.atomic
def leave_it_at_that(membership: Membership, *, at: datetime) -> None:
    locked = _lock(membership)
    if locked and locked.welcome_step is not None:
        _save(locked, None, at)


def _lock(membership: Membership) -> Membership | None:
    lock(membership.circle)
    rows = Membership.objects.select_for_update(of=("self",), no_key=True).select_related("circle", "user")
    return rows.filter(pk=membership.pk).first()


def _save(membership: Membership, step: int | None, at: datetime) -> None:
    membership.welcome_step = step
    membership.save(update_fields=["welcome_step"])
    arrived(membership, at=at)


@transaction.atomic
def ask_newcomers(circle: Circle, questions: Sequence[tuple[str, str]], *, by: User) -> None:
    """At most two questions, each with the kind of fact that its answer is, in place of those asked so far."""
    locked = lock_as_curator(circle, by)
    for words, _kind in questions:
        refuse_links(words)
    Question.objects.filter(circle=locked).delete()
    Question.objects.bulk_create(
        Question(circle=locked, position=position, words=words, kind=kind)
        for position, (words, kind) in enumerate(questions[:MOST], start=1)
    )
