"""The links in a mail by which somebody answers what they are asked, without signing in. Looking at one changes
nothing, and it looks the same whatever the others answered: a mail may be forwarded, and their answers are sealed. Of
the reader's own it tells a yes alone, so that nobody is asked again what they have said."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from apps.introductions import limits
from apps.introductions.models import Answer, Introduction, MailedYes
from apps.introductions.models.introduction import IntroductionQuerySet
from apps.mail import links
from apps.profiles.link_holders import holder_of
from apps.profiles.models import User

ANSWER, UNDO = "introduction.answer", "introduction.undo"
YES, NOT_NOW, NO = str(Answer.Value.YES), str(Answer.Reason.NOT_NOW), str(Answer.Value.NO)
# No ask is open for longer.
LAST = limits.TIME_TO_ANSWER
UNDO_LAST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AnswerLinks:
    """Of one ask for one person."""

    introduction_id: int
    user_id: int

    @property
    def yes(self) -> str:
        return self._link(YES)

    @property
    def not_now(self) -> str:
        return self._link(NOT_NOW)

    @property
    def no(self) -> str:
        return self._link(NO)

    def _link(self, value: str) -> str:
        token = links.sign(ANSWER, introduction=self.introduction_id, user=self.user_id, value=value)
        return links.absolute(reverse("introductions:answer_by_link", args=[token]))


def answering(token: str, at: datetime) -> tuple[User, Introduction | None, str] | None:
    """Who answers what with which answer; without the introduction where it waits for nobody any more: closed, or
    somebody has left or blocked. None for a forged token; raises LinkExpired."""
    found = holder_of(ANSWER, token, max_age=LAST)
    if found is None:
        return None
    user, claims = found
    asked = answerable(user, at).select_related("circle").prefetch_related("answers__user__profile")
    return user, asked.filter(pk=claims["introduction"]).first(), claims["value"]


def undo_path(mailed: MailedYes) -> str:
    """It names what the yes is about and not its row: anybody can read what is signed, and those rows count what others
    said."""
    token = links.sign(UNDO, kind=mailed.kind, about=mailed.about, user=mailed.user_id)
    return reverse("introductions:undo_by_link", args=[token])


def undoing(token: str) -> tuple[User, str, int] | None:
    """Who undoes a yes of which kind to what. None for a forged token; raises LinkExpired."""
    found = holder_of(UNDO, token, max_age=UNDO_LAST)
    return (found[0], found[1]["kind"], found[1]["about"]) if found else None


def answerable(user: User, at: datetime) -> IntroductionQuerySet:
    """Also what they have answered, and what was made of it, until its time is over."""
    alive = Q(state=Introduction.State.ASKED) | Q(state=Introduction.State.MADE)
    rows = Introduction.objects.visible_to(user).filter(alive)
    return rows.filter(closes_at__gt=at, circle__closed_at__isnull=True)
