"""What a person says to a suggestion. Sealed: the other side learns of nothing but an introduction both wished for."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from apps.circles.models import Membership
from apps.introductions.eligibility import may_be_asked, unavailable_pairs
from apps.introductions.models import Introduction
from apps.introductions.services.introducing import introduce_by_wish
from apps.matching.models import Dismissal, Suggestion, Wish
from apps.profiles.models import User


@transaction.atomic
def wish(suggestion: Suggestion, *, by: User, at: datetime) -> Introduction | None:
    """Keeps the wish; the introduction, when the other had wished for it, too."""
    locked = _lock_pair(suggestion)
    Wish.objects.get_or_create(suggestion=locked, user=by, defaults={"at": at})
    Dismissal.objects.filter(user=by, other=locked.other(by)).delete()
    return _settle(locked, at)


@transaction.atomic
def dismiss(suggestion: Suggestion, *, by: User, at: datetime) -> Dismissal:
    """ "Not for me": about the person, in every circle, until taken back."""
    locked = _lock_pair(suggestion)
    Wish.objects.filter(suggestion__low=locked.low_id, suggestion__high=locked.high_id, user=by).delete()
    dismissal, _ = Dismissal.objects.get_or_create(user=by, other=locked.other(by), defaults={"at": at})
    return dismissal


def undo_dismissal(dismissal: Dismissal) -> None:
    Dismissal.objects.filter(pk=dismissal.pk).delete()


def settle_waiting(user_ids: Collection[int], *, at: datetime) -> list[Introduction]:
    """Makes what both wished for while one of them was away."""
    theirs = Suggestion.objects.filter(Q(low__in=user_ids) | Q(high__in=user_ids))
    both = theirs.annotate(wished=Count("wishes")).filter(wished=2).order_by("pk")
    made = [_settle_one(suggestion, at) for suggestion in both]
    return [introduction for introduction in made if introduction]


@transaction.atomic
def _settle_one(suggestion: Suggestion, at: datetime) -> Introduction | None:
    return _settle(_lock_pair(suggestion), at)


def _lock_pair(suggestion: Suggestion) -> Suggestion:
    """Both may answer at once, and in different circles: every row about the pair is locked, in one order."""
    about = Suggestion.objects.filter(low=suggestion.low_id, high=suggestion.high_id)
    rows = about.select_for_update().order_by("pk")
    return {row.pk: row for row in rows}[suggestion.pk]


def _settle(suggestion: Suggestion, at: datetime) -> Introduction | None:
    ids = (suggestion.low_id, suggestion.high_id)
    wishes = Wish.objects.filter(suggestion__low=ids[0], suggestion__high=ids[1])
    if set(wishes.values_list("user_id", flat=True)) != set(ids) or suggestion.circle.closed_at:
        return None
    here = Membership.objects.filter(circle=suggestion.circle_id, user__in=ids).count() == len(ids)
    people = [suggestion.low, suggestion.high]
    if not here or unavailable_pairs(ids) or not may_be_asked(people):
        return None
    return introduce_by_wish(suggestion.circle, *people, at=at)
