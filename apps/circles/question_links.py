"""The links in a digest by which somebody answers without signing in. Looking at one changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from apps.circles.models import CircleQuestion, Membership
from apps.mail import links
from apps.profiles.link_holders import holder_of
from apps.profiles.models import User

ANSWER, GLAD = "circle.answer", "circle.glad"
LAST = timedelta(days=40)  # longer than what they are about is asked


@dataclass(frozen=True, slots=True)
class Posed:
    """A question before one person."""

    question: CircleQuestion
    user_id: int

    @property
    def answers(self) -> Sequence[tuple[str, str]]:
        """Each with the path that answers it."""
        return [(name, self._path(number)) for number, name in enumerate(self.question.answers)]

    @property
    def other_path(self) -> str:
        """Where there is something else to be written, or nothing."""
        return self._path(-1)

    def _path(self, number: int) -> str:
        token = links.sign(ANSWER, question=self.question.pk, user=self.user_id, answer=number)
        return reverse("circles:answer_by_link", args=[token])


@dataclass(frozen=True, slots=True)
class Wondered:
    """Whether somebody is still glad to be in this circle."""

    membership: Membership
    # Nobody has put it before them until now.
    is_new: bool

    @property
    def path(self) -> str:
        return reverse("circles:glad_by_link", args=[links.sign(GLAD, membership=self.membership.pk)])


def answering(token: str, at: datetime) -> tuple[User, CircleQuestion | None, int] | None:
    """Who answers what with which answer; without the question where it is not open to them any more. None for a
    forged token; raises LinkExpired."""
    found = holder_of(ANSWER, token, max_age=LAST)
    if found is None:
        return None
    user, claims = found
    question = CircleQuestion.objects.open_to(user, at).select_related("circle").filter(pk=claims["question"]).first()
    return user, question, claims["answer"]


def wondering(token: str) -> Membership | None:
    """None for a forged token, and for somebody who is in the circle no more; raises LinkExpired."""
    claims = links.unsign(GLAD, token, max_age=LAST)
    if claims is None:
        return None
    rows = Membership.objects.running().filter(pk=claims["membership"], user__in=User.objects.present())
    return rows.select_related("circle", "user__profile").first()
