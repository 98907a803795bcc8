from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.circles.services.gladness import come_back
from apps.introductions import limits
from apps.introductions.eligibility import Away, keeps_away
from apps.introductions.models import Answer, Introduction, MailedYes
from apps.introductions.services import mailing
from apps.introductions.services.enclosing import Enclosed, enclose, put_in, take_out
from apps.introductions.services.making import settle_yes
from apps.introductions.services.passing import give_reason
from apps.mail.errors import DomainError
from apps.profiles.models import User

KIND = "introduction"  # of a yes by a link in a mail


class TooLate(DomainError):
    """The introduction no longer waits for this person's answer."""

    def __init__(self) -> None:
        super().__init__(_("This introduction no longer waits for an answer."))


class ClosesSoon(DomainError):
    """A yes by mail would not count any more in time."""

    def __init__(self) -> None:
        super().__init__(
            _("This closes in less than ten minutes, and a yes by mail takes as long. Sign in and say it there.")
        )


class KeepsAway(mailing.Refused):
    """They said that they never want to be introduced to one of these people."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You asked never to be introduced to somebody in this introduction. Take that back first, in the list "
                "of what you let pass."
            )
        )


@transaction.atomic
def answer(
    introduction: Introduction, *, user: User, value: str, at: datetime, enclosed: Enclosed | None = None
) -> Introduction:
    """Records a yes or a no. A no changes nothing that anybody else can see; the same answer twice is one answer;
    until it is made a person may change their mind. A yes has `enclosed` in the envelope before it opens; a yes taken
    back takes that back."""
    introduction = lock(introduction.pk)
    mailing.forget(KIND, [introduction.pk], user=user)
    mine = introduction.answers.select_for_update(no_key=True).get(user=user)
    if mine.value == value:
        if enclosed and not enclosed.is_empty and mine.value == Answer.Value.YES:
            enclose(introduction, user=user, enclosed=enclosed, at=at)
        return introduction
    if not _still_open(introduction, mine, at):
        raise TooLate
    away = keeps_away(introduction, user) if value == Answer.Value.YES else Away.FROM_NOBODY
    if away == Away.KNOWINGLY:
        raise KeepsAway
    mine.value, mine.answered_at, mine.reason, mine.held = value, at, "", away == Away.UNKNOWINGLY
    mine.save(update_fields=["value", "answered_at", "reason", "held"])
    if value == Answer.Value.NO:
        take_out(introduction, user=user)
        return introduction
    # Before people are locked: two yeses of one person take the two in one order.
    come_back(introduction.circle_id, user=user, at=at)
    if enclosed and not enclosed.is_empty:
        put_in(introduction, user=user, enclosed=enclosed)
    return settle_yes(introduction, at=at, held=mine.held)


def lock(introduction_id: int) -> Introduction:
    return Introduction.objects.select_for_update(no_key=True).get(pk=introduction_id)


def say_yes_by_mail(
    introduction: Introduction, *, user: User, at: datetime, to_themselves: bool = False
) -> MailedYes | None:
    """It counts in ten minutes, if what a page asks then lets it; None where their yes counts already. Said the same
    whatever is in its way: the link may be in other hands. Only `to_themselves`, where its owner is signed in, it is
    refused at once by what they asked never to happen."""
    if to_themselves and keeps_away(introduction, user) == Away.KNOWINGLY:
        raise KeepsAway
    if at + limits.TIME_TO_UNDO >= introduction.closes_at:
        raise ClosesSoon
    return mailing.say_yes(KIND, introduction.pk, user=user, at=at)


def says_yes(introduction_id: int, user: User) -> bool:
    """Whether they have said it, held or not, and whatever the others say."""
    return Answer.objects.filter(introduction=introduction_id, user=user, value=Answer.Value.YES).exists()


@transaction.atomic
def let_pass_by_mail(introduction: Introduction, *, user: User, reason: str, at: datetime) -> bool:
    """False where their yes counts, which is taken back on the page alone: of whom they have met by it they let nothing
    pass any more, and the link may be in the hands of somebody of a group who is still asked, and is not to learn it.
    Of "not now" and "not for me" the later one holds."""
    lock(introduction.pk)
    if says_yes(introduction.pk, user):
        return False
    answer(introduction, user=user, value=Answer.Value.NO, at=at)
    # What was said on the page of why is more than a "not for me", and stays.
    if reason or Answer.objects.get(introduction=introduction, user=user).reason == Answer.Reason.NOT_NOW:
        give_reason(introduction, user=user, reason=reason)
    return True


def count_mailed(introduction_id: int, user: User, at: datetime) -> None:
    """As on the page: what its owner could not open there any more counts for nothing."""
    if not User.objects.present().filter(pk=user.pk).exists():
        raise TooLate
    answer(Introduction.objects.visible_to(user).get(pk=introduction_id), user=user, value=Answer.Value.YES, at=at)


@transaction.atomic
def let_count(introduction: Introduction, *, user: User, at: datetime) -> None:
    """A yes that was held, once there is nobody left whom its owner never wants to meet."""
    introduction = lock(introduction.pk)
    mine = introduction.answers.select_for_update(no_key=True).get(user=user)
    if mine.held and _still_open(introduction, mine, at) and keeps_away(introduction, user) == Away.FROM_NOBODY:
        mine.held = False
        mine.save(update_fields=["held"])
        settle_yes(introduction, at=at)


def _still_open(introduction: Introduction, mine: Answer, at: datetime) -> bool:
    if at >= introduction.closes_at or mine.put_at is None or introduction.shadow or introduction.circle.closed_at:
        return False
    if introduction.state == Introduction.State.ASKED:
        return True
    # A group that is made already: who has not joined still may.
    return introduction.state == Introduction.State.MADE and not mine.counts
