"""The circle question: asked by a curator once a month; each answer is a fact of whoever gives it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.circles.errors import MonthTaken, QuestionOver
from apps.circles.models import Circle, CircleQuestion, QuestionSettled
from apps.circles.models.circle_question import FEWEST_ANSWERS, MOST_ANSWERS
from apps.circles.models.monthly import times
from apps.circles.services.locking import lock_as_curator
from apps.mail.errors import DomainError
from apps.profiles.folding import fold
from apps.profiles.models import ProfileTrait, User
from apps.profiles.plain_words import refuse_links
from apps.profiles.services.presence import lock_present
from apps.profiles.services.traits import add_trait, plain_name


class BadAnswers(DomainError):
    """They cannot be offered."""


@transaction.atomic
def ask_circle(
    circle: Circle, *, words: str, kind: str, answers: Sequence[str], by: User, at: datetime
) -> CircleQuestion:
    """It goes to the members in an hour. Raises MonthTaken where this month has its question."""
    locked = lock_as_curator(circle, by)
    refuse_links(words)
    offered = offered_answers(kind, answers)
    if CircleQuestion.objects.in_month(locked, at).exists():
        raise MonthTaken
    return CircleQuestion.objects.create(circle=locked, by=by, words=words, kind=kind, answers=offered, **times(at))


@transaction.atomic
def answer_question(question: CircleQuestion, *, user: User, name: str, visibility: str, at: datetime) -> ProfileTrait:
    """The fact, as new; one that the person has already stays as it is, and counts as an answer."""
    _settle(question, user, at)
    return add_trait(user, kind=question.kind, name=name, visibility=visibility, at=at)


@transaction.atomic
def pass_over(question: CircleQuestion, *, user: User, at: datetime) -> None:
    _settle(question, user, at)


def offered_answers(kind: str, answers: Sequence[str]) -> list[str]:
    """Each once, as the fact will be called; raises BadAnswers and BadFact."""
    plain = {fold(name): name for name in reversed([plain_name(kind, answer) for answer in answers])}
    offered = list(reversed(plain.values()))
    if not FEWEST_ANSWERS <= len(offered) <= MOST_ANSWERS:
        raise BadAnswers(_("Offer two to six answers, each on a line of its own."))
    return offered


def _settle(question: CircleQuestion, user: User, at: datetime) -> None:
    """Once: whoever taps twice at once waits for themselves here."""
    lock_present(user)
    if not CircleQuestion.objects.open_to(user, at).filter(pk=question.pk).exists():
        raise QuestionOver
    QuestionSettled.objects.create(question=question, user=user, at=at)
