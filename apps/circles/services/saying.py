"""A word from the curator, once a month."""

from datetime import datetime

from django.db import transaction

from apps.circles.errors import MonthTaken, NotWaiting, WentOut
from apps.circles.models import Circle, CircleQuestion, Word
from apps.circles.models.monthly import times
from apps.circles.services.locking import lock_as_curator
from apps.profiles.models import User
from apps.profiles.plain_words import refuse_links


@transaction.atomic
def say_word(circle: Circle, *, words: str, by: User, at: datetime) -> Word:
    """It goes to the members in an hour. Raises MonthTaken where this month has its word."""
    locked = lock_as_curator(circle, by)
    refuse_links(words)
    if Word.objects.in_month(locked, at).exists():
        raise MonthTaken
    return Word.objects.create(circle=locked, by=by, words=words, **times(at))


@transaction.atomic
def correct_word(word: Word, *, words: str, by: User, at: datetime) -> Word:
    """By whoever wrote it, until it goes to the members; the hour does not begin anew. Raises WentOut."""
    lock_as_curator(word.circle, by)
    refuse_links(words)
    locked = Word.objects.filter(pk=word.pk, by=by).first()
    if locked is None:
        raise NotWaiting
    if not locked.is_in_hand(at):
        raise WentOut
    locked.words = words
    locked.save(update_fields=["words"])
    return locked


def end_with(circle: Circle, at: datetime) -> None:
    """A circle that closes asks and says nothing more, also where it is opened again. The caller holds its lock."""
    for rows in (CircleQuestion.objects.filter(circle=circle), Word.objects.filter(circle=circle)):
        rows.filter(goes_at__gt=at).delete()
        rows.filter(ends_at__gt=at, taken_back_at=None).update(taken_back_at=at)


@transaction.atomic
def take_back(row: CircleQuestion | Word, *, by: User, at: datetime) -> None:
    """As if it had never been said or asked, until it goes to the members; then from their pages. The answers that were
    given are facts of those who gave them, and stay."""
    lock_as_curator(row.circle, by)
    locked = type(row).objects.filter(pk=row.pk).first()
    if locked is None or locked.taken_back_at is not None:
        raise NotWaiting
    if locked.is_in_hand(at):
        locked.delete()
        return
    locked.taken_back_at = at
    locked.save(update_fields=["taken_back_at"])
