"""What a person says to a suggestion. Sealed: the other side learns of nothing but an introduction both wished for."""

import logging
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from apps.circles.models import Glad, Membership
from apps.circles.services.locking import lock
from apps.introductions.eligibility import known_pairs, may_be_asked, unavailable_pairs
from apps.introductions.models import Introduction
from apps.introductions.pausing import paused_in
from apps.introductions.services.introducing import introduce_by_wish
from apps.introductions.services.passing import reopen_with
from apps.mail.errors import DomainError
from apps.matching.models import Dismissal, Suggestion, Wish
from apps.profiles.models import User

log = logging.getLogger(__name__)


class SuggestionGone(DomainError):
    """Somebody's account was erased since the card was shown."""

    def __init__(self) -> None:
        super().__init__(_("This suggestion is no longer there. Look at the others on your home page."))


class HaveMet(DomainError):
    """The other's wish came first."""

    def __init__(self) -> None:
        super().__init__(_("You have been introduced by now. Your conversation is among your people."))


@transaction.atomic
def wish(suggestion: Suggestion, *, by: User, at: datetime) -> Introduction | None:
    """Keeps the wish; the introduction, when the other had wished for it, too."""
    locked = _lock_pair(suggestion)
    Wish.objects.get_or_create(suggestion=locked, user=by, defaults={"at": at})
    Dismissal.objects.filter(user=by, other=locked.other(by)).delete()
    reopen_with(by, locked.other(by), at=at)
    return _settle(locked, at)


@transaction.atomic
def take_back(suggestion: Suggestion, *, by: User) -> None:
    """As if the person had never wished, as long as nothing has come of it."""
    locked = _lock_pair(suggestion)
    if known_pairs((locked.low_id, locked.high_id)):
        raise HaveMet
    _forget_wishes(locked, by)


@transaction.atomic
def dismiss(suggestion: Suggestion, *, by: User, at: datetime) -> Dismissal:
    """ "Not for me": about the person, in every circle, until taken back."""
    locked = _lock_pair(suggestion)
    _forget_wishes(locked, by)
    return Dismissal.objects.get_or_create(user=by, other=locked.other(by), defaults={"at": at})[0]


def undo_dismissal(dismissal: Dismissal) -> None:
    Dismissal.objects.filter(pk=dismissal.pk).delete()


def settle_waiting(user_ids: Collection[int], *, at: datetime) -> list[Introduction]:
    """Makes what both wished for while one of them was away. One that goes wrong holds up no other."""
    theirs = Suggestion.objects.filter(Q(low__in=user_ids) | Q(high__in=user_ids))
    both = theirs.annotate(wished=Count("wishes")).filter(wished=2).order_by("pk")
    made = [_settle_one(suggestion, at) for suggestion in both]
    return [introduction for introduction in made if introduction]


def _forget_wishes(suggestion: Suggestion, user: User) -> None:
    """In every circle."""
    Wish.objects.filter(suggestion__low=suggestion.low_id, suggestion__high=suggestion.high_id, user=user).delete()


def _settle_one(suggestion: Suggestion, at: datetime) -> Introduction | None:
    try:
        with transaction.atomic():
            return _settle(_lock_pair(suggestion), at)
    except Exception:
        log.exception("suggestion %d could not be settled", suggestion.pk)
        return None


def _lock_pair(suggestion: Suggestion) -> Suggestion:
    """The circle first, so that nobody leaves it meanwhile. Both may answer at once, and in different circles: every
    row about the pair is locked, in one order."""
    circle = lock(suggestion.circle)
    about = Suggestion.objects.filter(low=suggestion.low_id, high=suggestion.high_id)
    rows = {row.pk: row for row in about.select_for_update(no_key=True).order_by("pk")}
    if suggestion.pk not in rows:
        raise SuggestionGone
    locked = rows[suggestion.pk]
    locked.circle = circle
    return locked


def _settle(suggestion: Suggestion, at: datetime) -> Introduction | None:
    ids = (suggestion.low_id, suggestion.high_id)
    wishes = Wish.objects.filter(suggestion__low=ids[0], suggestion__high=ids[1])
    if set(wishes.values_list("user_id", flat=True)) != set(ids) or suggestion.circle.closed_at:
        return None
    here = Membership.objects.filter(circle=suggestion.circle_id, user__in=ids).count() == len(ids)
    if Glad.objects.resting_in(suggestion.circle_id).filter(membership__user__in=ids).exists():
        return None  # until they are back, as with a pause
    if paused_in(suggestion.circle, [suggestion.low, suggestion.high]):
        return None
    if not here or unavailable_pairs(ids) or not may_be_asked([suggestion.low, suggestion.high]):
        return None
    return _introduce(suggestion, at)


def _introduce(suggestion: Suggestion, at: datetime) -> Introduction | None:
    """Made, or as if it had not been tried: one of them may block the other, or be suspended, in this very moment."""
    with transaction.atomic():
        introduction = introduce_by_wish(suggestion.circle, suggestion.low, suggestion.high, at=at)
        made = introduction.state == Introduction.State.MADE
        transaction.set_rollback(not made)
    return introduction if made else None
