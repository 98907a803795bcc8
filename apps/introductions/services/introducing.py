from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.circles.models import Circle, Membership
from apps.introductions import eligibility, limits
from apps.introductions.models import Answer, Introduction
from apps.introductions.pausing import paused_in
from apps.introductions.services.ending import close_due_of
from apps.introductions.services.making import settle_yes
from apps.introductions.services.putting import put_first
from apps.introductions.text import check_note
from apps.mail.errors import DomainError
from apps.profiles.models import User


class CannotIntroduce(DomainError):
    """The proposal cannot be put to these people, for a reason that its maker may know."""


class AlreadyAsked(CannotIntroduce):
    def __init__(self) -> None:
        super().__init__(_("These people are already being asked in this circle. Wait for their answers."))


@transaction.atomic
def introduce(circle: Circle, people: Sequence[User], *, by: User, note: str, at: datetime) -> Introduction:
    """A curator's introduction: each is asked as soon as they have room; nobody (a shadow) when the set is privately
    not to be introduced."""
    circle = Circle.objects.select_for_update(no_key=True).get(pk=circle.pk)
    check_proposal(circle, people, by=by, note=note, at=at)
    draft = Introduction(circle=circle, made_by=by, origin=Introduction.Origin.CURATOR, note=note.strip())
    draft.shadow = not eligibility.may_be_asked(people) or paused_in(circle, people)
    introduction = _ask(draft, people, at)
    if not introduction.shadow:
        put_first(introduction, at=at)
    return introduction


@transaction.atomic
def introduce_by_wish(circle: Circle, one: User, other: User, *, at: datetime) -> Introduction:
    """Both wished for it, so both have said yes: it is made at once."""
    circle = Circle.objects.select_for_update(no_key=True).get(pk=circle.pk)
    introduction = _ask(Introduction(circle=circle, origin=Introduction.Origin.WISH), [one, other], at)
    introduction.answers.update(value=Answer.Value.YES, answered_at=at, put_at=at)
    return settle_yes(introduction, at=at)


def _ask(draft: Introduction, people: Sequence[User], at: datetime) -> Introduction:
    draft.participants_key = Introduction.key_of(user.pk for user in people)
    draft.asked_at, draft.closes_at = at, at + limits.TIME_TO_ANSWER
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError as error:
        raise AlreadyAsked from error
    Answer.objects.bulk_create(Answer(introduction=draft, user=user) for user in people)
    return draft


def check_proposal(
    circle: Circle, people: Sequence[User], *, by: User, note: str, at: datetime, awaited: int = 0
) -> None:
    """Raises what its maker may know of why these people cannot be asked; the caller holds the circle's lock. With so
    many `awaited`, who are not here yet, there is no set to have been asked."""
    _check_circle(circle, by)
    _check_people(circle, people, by, awaited)
    if not awaited:
        _check_known(circle, people)
        _check_asked(circle, people, at)
    check_note(note)


def _check_circle(circle: Circle, by: User) -> None:
    if circle.closed_at:
        raise CannotIntroduce(_("This circle is closed. Nobody is introduced in it any more."))
    if not Membership.objects.curators().filter(circle=circle, user=by).exists():
        raise CannotIntroduce(_("Only curators of this circle introduce people in it."))


def _check_people(circle: Circle, people: Sequence[User], by: User, awaited: int) -> None:
    ids = {user.pk for user in people}
    if not limits.FEWEST <= len(ids) + awaited <= limits.MOST:
        raise CannotIntroduce(_("Choose two to six different people."))
    if by.pk in ids:
        raise CannotIntroduce(_("Choose people other than yourself. Somebody else can introduce you."))
    missing = len(ids) - Membership.objects.filter(circle=circle, user__in=ids).count()
    if missing:
        raise CannotIntroduce(
            ngettext(
                "One of these people is no longer in the circle. Choose again.",
                "Some of these people are no longer in the circle. Choose again.",
                missing,
            )
        )


def _check_known(circle: Circle, people: Sequence[User]) -> None:
    ids = {user.pk for user in people}
    if len(ids) == limits.FEWEST and eligibility.known_here(circle, ids):
        raise CannotIntroduce(_("These two already know each other. There is nothing left to introduce."))


def _check_asked(circle: Circle, people: Sequence[User], at: datetime) -> None:
    """Until the closing time nobody is asked the same twice, also where the first ask has ended in silence: by asking
    again a curator could tell a block from an answer that does not come."""
    key = Introduction.key_of(user.pk for user in people)
    close_due_of(circle, key, at=at)
    lately = Introduction.objects.filter(asked_at__gt=at - limits.TIME_TO_ANSWER)
    if lately.filter(circle=circle, participants_key=key).exists():
        raise AlreadyAsked
