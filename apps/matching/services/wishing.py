"""What a person says to a suggestion. Sealed: the other side learns of nothing but an introduction both wished for."""

import logging
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from apps.circles.models import Circle, Glad, Membership
from apps.introductions.eligibility import known_pairs, may_be_asked, unavailable_pairs
from apps.introductions.limits import NOT_NOW
from apps.introductions.models import Introduction, MailedYes
from apps.introductions.pausing import paused_in
from apps.introductions.services import mailing
from apps.introductions.services.introducing import introduce_by_wish
from apps.introductions.services.passing import reopen_with
from apps.matching.errors import HaveMet
from apps.matching.models import Dismissal, Suggestion, Wish
from apps.matching.services.locking import lock_pair
from apps.matching.services.reopening import forget_showings
from apps.matching.services.standing import ask_curators, take_place
from apps.profiles.models import User

KIND = "suggestion"  # of a yes by a link in a mail
AT_ONCE = 500

log = logging.getLogger(__name__)


@transaction.atomic
def wish(
    suggestion: Suggestion, *, by: User, at: datetime, told: bool = False, asked: bool = False
) -> Introduction | None:
    """Keeps the wish; the introduction, when the other had wished for it, too. `told`: whether the words beside the
    button said that the circle's curators see it; `asked`: whether they said that these are asked."""
    locked = lock_pair(suggestion)
    _forget_mailed(locked, by)
    if known_pairs((locked.low_id, locked.high_id)):
        return _made_before(locked)
    mine = Wish.objects.filter(suggestion=locked, user=by).first()
    if mine is None:
        _keep(locked, by, at, told=told, asked=asked)
    elif asked and not mine.asked:
        ask_curators(mine, locked)
    Dismissal.objects.filter(user=by, other=locked.other(by)).delete()
    reopen_with(by, locked.other(by), at=at)
    return _settle(locked, at)


def wish_by_mail(suggestion: Suggestion, *, by: User, at: datetime) -> MailedYes | None:
    """It counts in ten minutes, if a page would let it then; None where they wish for it already."""
    return mailing.say_yes(KIND, suggestion.pk, user=by, at=at)


def wishes(suggestion_id: int, user: User) -> bool:
    """Whether they have said so of the two, in whichever circle, and whatever has come of it."""
    suggestion = Suggestion.objects.get(pk=suggestion_id)
    return Wish.objects.of_two(suggestion.low_id, suggestion.high_id).filter(user=user).exists()


def lock_mailed(suggestion_id: int) -> Suggestion:
    return lock_pair(Suggestion.objects.select_related("circle").get(pk=suggestion_id))


def count_mailed(suggestion_id: int, user: User, at: datetime) -> None:
    """As on the home page: of whom they could not wish there any more it counts for nothing."""
    if User.objects.present().filter(pk=user.pk).exists():
        seen = Suggestion.objects.visible_to(user).select_related("circle", "low", "high")
        wish(seen.get(pk=suggestion_id), by=user, at=at)


@transaction.atomic
def take_back(suggestion: Suggestion, *, by: User) -> None:
    """As if the person had never wished, as long as nothing has come of it."""
    locked = lock_pair(suggestion)
    if known_pairs((locked.low_id, locked.high_id)):
        raise HaveMet
    _forget_wishes(locked, by)


@transaction.atomic
def dismiss(suggestion: Suggestion, *, by: User, at: datetime) -> Dismissal:
    """ "Not for me": about the person, in every circle, until taken back."""
    locked = lock_pair(suggestion)
    _forget_wishes(locked, by)
    mine = Dismissal.objects.get_or_create(user=by, other=locked.other(by), defaults={"at": at})[0]
    if mine.until:
        mine.at, mine.until = at, None
        mine.save(update_fields=["at", "until"])
    return mine


@transaction.atomic
def put_off(suggestion: Suggestion, *, by: User, at: datetime) -> Dismissal:
    """ "Not now": passed over for eight weeks, and then shown as if it never had been. A "not for me" stays one."""
    locked = lock_pair(suggestion)
    _forget_wishes(locked, by)
    other = locked.other(by)
    for_good = Dismissal.objects.filter(user=by, other=other, until=None).first()
    until = {"at": at, "until": at + NOT_NOW}
    return for_good or Dismissal.objects.update_or_create(user=by, other=other, defaults=until)[0]


def end_put_off(*, at: datetime) -> int:
    """What was put off until now may come as anybody may, when there is room; how many. One transaction each,
    and one that goes wrong holds up no other; run twice it ends nothing more."""
    due = Dismissal.objects.due(at).order_by("until", "pk").select_related("user")
    return sum(_end_one(dismissal, at) for dismissal in due[:AT_ONCE])


def _end_one(dismissal: Dismissal, at: datetime) -> bool:
    try:
        return _end_put_off(dismissal, at)
    except Exception:
        log.exception("what was put off (%d) could not be ended", dismissal.pk)
        return False


@transaction.atomic
def _end_put_off(dismissal: Dismissal, at: datetime) -> bool:
    """The conditional DELETE is the claim."""
    if not Dismissal.objects.due(at).filter(pk=dismissal.pk).delete()[0]:
        return False
    forget_showings(dismissal.user, dismissal.other_id)
    return True


def undo_dismissal(dismissal: Dismissal) -> None:
    Dismissal.objects.filter(pk=dismissal.pk).delete()


def settle_waiting(user_ids: Collection[int], *, at: datetime) -> list[Introduction]:
    """Makes what both wished for while one of them was away. One that goes wrong holds up no other."""
    theirs = Suggestion.objects.filter(Q(low__in=user_ids) | Q(high__in=user_ids))
    both = theirs.annotate(wished=Count("wishes")).filter(wished=2).order_by("pk")
    made = [_settle_one(suggestion, at) for suggestion in both]
    return [introduction for introduction in made if introduction]


def forget_of_leaver(circle: Circle, user: User, at: datetime) -> None:
    """Whoever leaves a circle could not take back any more what they wished there."""
    Wish.objects.out().filter(suggestion__circle=circle, user=user).delete()


def _keep(suggestion: Suggestion, user: User, at: datetime, *, told: bool, asked: bool) -> None:
    is_read = asked or (told and suggestion.circle.shows_wishes)
    bench = take_place(suggestion, user, asked=asked) if is_read else Wish.Bench.NO
    Wish.objects.create(suggestion=suggestion, user=user, at=at, bench=bench, asked=asked)


def _made_before(suggestion: Suggestion) -> Introduction:
    """The button was pressed twice, and the first time made it."""
    key = Introduction.key_of((suggestion.low_id, suggestion.high_id))
    by_wish = Introduction.objects.filter(origin=Introduction.Origin.WISH, state=Introduction.State.MADE)
    introduction = by_wish.filter(participants_key=key).first()
    if introduction is None:
        raise HaveMet
    return introduction


def _forget_wishes(suggestion: Suggestion, user: User) -> None:
    """In every circle; what has come of one stays, with its note."""
    _forget_mailed(suggestion, user)
    Wish.objects.of_two(suggestion.low_id, suggestion.high_id).out().filter(user=user).delete()


def _forget_mailed(suggestion: Suggestion, user: User) -> None:
    about = Suggestion.objects.filter(low=suggestion.low_id, high=suggestion.high_id)
    mailing.forget(KIND, list(about.values_list("pk", flat=True)), user=user)


def _settle_one(suggestion: Suggestion, at: datetime) -> Introduction | None:
    try:
        with transaction.atomic():
            return _settle(lock_pair(suggestion), at)
    except Exception:
        log.exception("suggestion %d could not be settled", suggestion.pk)
        return None


def _settle(suggestion: Suggestion, at: datetime) -> Introduction | None:
    ids = (suggestion.low_id, suggestion.high_id)
    wishes = Wish.objects.of_two(*ids)
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
