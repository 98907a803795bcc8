"""The four steps in which a newcomer says who they are; each may be skipped, and taken up later."""

from collections.abc import Sequence

from django.db import transaction

from apps.circles.models import Circle, Membership, Question
from apps.circles.models.question import MOST
from apps.circles.newcomers import STEPS
from apps.circles.services.locking import lock_as_curator
from apps.profiles.models import User
from apps.profiles.plain_words import refuse_links


@transaction.atomic
def go_on(membership: Membership, *, after: int) -> Membership | None:
    """The step is done or skipped. Whoever goes back to an earlier one is not sent through the later ones again. None
    for somebody who is in the circle no more: by the name they have just given they may be held."""
    locked = Membership.objects.select_for_update(no_key=True).filter(pk=membership.pk).first()
    if locked and locked.welcome_step is not None and locked.welcome_step <= after:
        locked.welcome_step = after + 1 if after < STEPS else None
        locked.save(update_fields=["welcome_step"])
    return locked


@transaction.atomic
def leave_it_at_that(membership: Membership) -> None:
    Membership.objects.filter(pk=membership.pk).update(welcome_step=None)


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
