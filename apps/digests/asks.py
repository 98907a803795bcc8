"""Introductions that wait for somebody's answer, as the home page and the digest show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from apps.introductions.answer_links import AnswerLinks
from apps.introductions.becauses import because
from apps.introductions.mailed import with_mailed
from apps.introductions.models import Answer, Introduction
from apps.introductions.unseen import names_of, unseen_of
from apps.mail.links import absolute
from apps.profiles.models import User


@dataclass(frozen=True, slots=True)
class Ask:
    """An introduction that waits for the reader's answer."""

    introduction: Introduction
    mine: Answer
    others: list[User]
    reasons: list[str]
    introducer: User | None
    # Ids of those of whom no more than a first name is told.
    unseen: set[int]

    @property
    def path(self) -> str:
        return reverse("introductions:detail", args=[self.introduction.pk])

    @property
    def link(self) -> str:
        return absolute(self.path)

    @property
    def answer(self) -> AnswerLinks:
        return AnswerLinks(self.introduction.pk, self.mine.user_id)

    @property
    def names(self) -> list[str]:
        return names_of(self.others, self.unseen)


def asks_of(user: User, at: datetime) -> list[Ask]:
    """The funnel is asked about the few that may wait for an answer: else the database looks at every open introduction
    of the person's circles first. As many queries whatever waits: one that is not put to them yet tells nothing."""
    mine = Answer.objects.filter(user=user, value="").values_list("introduction_id", flat=True)
    waiting = Introduction.objects.awaiting(user, at).filter(pk__in=_never_empty(mine))
    rows = list(with_mailed(waiting.select_related("circle", "made_by__profile"), user, at))
    answers = Answer.objects.filter(introduction__in=_never_empty(row.pk for row in rows))
    people: dict[int, list[Answer]] = {}
    for answer in answers.select_related("user__profile").order_by("user_id"):
        people.setdefault(answer.introduction_id, []).append(answer)
    return [_ask(introduction, people[introduction.pk], user) for introduction in rows if introduction.pk in people]


def _never_empty(ids: Iterable[int]) -> list[int]:
    """About nothing Django asks nothing."""
    return [0, *ids]


def _ask(introduction: Introduction, answers: list[Answer], reader: User) -> Ask:
    people = [answer.user for answer in answers]
    mine = next(answer for answer in answers if answer.user_id == reader.pk)
    others = [user for user in people if user.pk != reader.pk]
    reasons = because(introduction.circle_id, people, reader=reader)
    unseen = unseen_of(introduction, people, reader)
    # Asks of an introducer blocked either way are not among those that wait.
    return Ask(introduction, mine, others, reasons, introduction.present_introducer, unseen)
